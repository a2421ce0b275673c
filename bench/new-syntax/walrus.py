# PEP 572 (3.8)
if (n := len(a)) > 10: pass
while chunk := read(): pass
[y := f(x), y ** 2]
{y := 1, 2}
f(x := 1, y=(z := 2))
a[i := 0]
a[i := 0, j := 1]
[last := x for x in xs if (m := x)]
(y := 1)
x = (y := 2)
lambda: (x := 1)
assert (z := 1)
f"{(x := 5)}"
f"{x:=5}"
{(k := 1): (v := 2)}
del a[(b := 0)]
elif_ = 1 if (c := 1) else 2
print((yield_ := 3))
@(d := decorator)
def g(a=(b := 1)): return (c := 2)
for i in (j := range(3)): pass
