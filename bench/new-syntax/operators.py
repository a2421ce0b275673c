a + b - c * d / e // f % g @ h ** i
a << b >> c & d | e ^ f
(a + b) * c, a + (b * c), (a ** b) ** c, a ** (b ** c), -(a ** b), (-a) ** b
not a == b, (not a) == b, not (a == b), not not a
a and b or c, a and (b or c), (a and b) and c, a and (b and c), (a or b) and c
a < b <= c == d != e > f >= g is h is not i in j not in k
(a < b) < c, a < (b < c)
a if b else c if d else e, (a if b else c) if d else e, a if (b if c else d) else e
lambda: a if b else c, (lambda: a) if b else c
a and not b, not a and b, -a + +b - ~c, - - a, ~-a
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x @= 1; x **= 1; x >>= 1; x <<= 1; x &= 1; x |= 1; x ^= 1
x += yield; x = yield; x += 1, 2
await_ ** await_
