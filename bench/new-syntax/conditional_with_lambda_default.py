# 3.9 to 3.13 corners
def f(a, b=lambda x: x if x else 0, *c, d: "x" = {1: 2}, **e) -> lambda: 0: pass
print(f"{(lambda x: x)!r}")
x = lambda: (yield)
x = [lambda: a, lambda b: c]
x = {lambda: a}
x[lambda: 0 : lambda: 1]
assert lambda: 0
raise (lambda: 0)()
for x in lambda: 0, : pass
if lambda: 0: pass
with lambda: 0: pass
return_ = (lambda: 0) or (lambda: 1)
