# 3.8 to 3.11
def f():
    return *a, b
    yield *a, b
for x in *a, *b: pass
x[*a]
x[*a, 1]
x[a:b, *c]
x = *a,
*a, b = c
[*a, b] = c
a, *b = *c, d
print(*a, *b, **c, **d)
{*a, *b}
{**a, "k": 1, **b}
[*a, *b]
(*a,)
del (a, b), [c]
for (a, *b), c in d: pass
