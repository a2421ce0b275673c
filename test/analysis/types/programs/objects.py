# Objects that change, and who else sees it.
xs = [1]
ys = xs
ys.append("two")
xs  # list[int = 1 | str = "two"] of 2

zs = xs[:]
zs.append(None)
xs  # list[int = 1 | str = "two"] of 2

d = {"a": 1}
d["b"] = "two"
d  # dict{"a": int = 1, "b": str = "two"}
e = d
del e["a"]
d["b"]  # str = "two"

nested = [[1], [2]]
inner = nested[0]
inner.append(0.5)
nested[0]  # list[int = 1 | float = 0.5] of 2

def fill(target, value):
    target.append(value)

out = []
fill(out, 1)
fill(out, 2.0)
out  # list[int = 1 | float = 2.0] of 2

def keep(value, into=[]):
    into.append(value)
    return into

keep(1)
keep("a")  # list[int = 1 | str = "a"] of 2

rows = []
for i in range(3):
    row = {}
    row["i"] = i
    rows.append(row)
rows[0]["i"]  # int

it = iter(xs)
xs.append(b"later")
item = next(it)
item  # int = 1 | str = "two" | bytes
