[x for x in y]
[x for x in y if a if b for z in x if c]
{x: y for x, y in z}
{(x, y): z for x, (y, *z) in w}
{x for x in (lambda: y)()}
(x for x in y)
f(x for x in y)
f((x for x in y), 1)
[x for x in (a if b else c)]
[x for x in a if (b if c else d)]
[x if y else z for x in w]
[(yield_) for yield_ in x]
[lambda: x for x in y]
[x for x in lambda_ if not x and y or z]
[(x, y) for x in a for y in b]
[x for x, in y]
[[y for y in x] for x in z]
sum(x for x in y if x)
