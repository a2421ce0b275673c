# Methods of known strings, and ordered dicts.
a = "Hello World".upper()
a  # str = "HELLO WORLD"
b = "  x y\t".strip()
b  # str = "x y"
c = "xxabxx".strip("x")
c  # str = "ab"
d = "a b  c".split()
d  # list[str] of 3
e = "a,b,,c".split(",")
e  # list[str] of 4
f = "-".join(["a", "b"])
f  # str = "a-b"
g = "{}_{}".format("x", 3)
g  # str = "x_3"
h = "{:>3}".format(3)
h  # str
i = "a=b=c".partition("=")
i  # (str = "a", str = "=", str = "b=c")
j = "a=b=c".rpartition("=")
j  # (str = "a=b", str = "=", str = "c")
k = "abc".rpartition("=")
k  # (str = "", str = "", str = "abc")
l = "abc".startswith("ab"), "abc".endswith(("c", "d"))
l  # (bool = True, bool)
m = "abc".replace("b", "")
m  # str = "ac"
n = "abc".replace("b", "", 0)
n  # str
o = "abc".removesuffix(""), "abc".removesuffix("c"), "abc".removeprefix("ab")
o  # (str = "abc", str = "ab", str = "c")
p = "hELLO".capitalize()
p  # str = "Hello"
q = "\x1ca\x1f".strip()
q  # str = "a"
r = "a\x1db".split()
r  # list[str] of 2
s = "a,b".split(",", 1)
s  # list[str]
t = " a b ".split(None)
t  # list[str] of 2
u = str.maketrans("ab", "cd")
u  # dict[int, int]
v = "x{}".format("a", "b")
v  # str = "xa"
w = "{}{}".format(*["a", "b"])
w  # str = "ab"
x = "".join("abc")
x  # str = "abc"
y = "é".upper()
y  # str
z = "a".join(str(i) for i in range(3))
z  # str
import collections
od = collections.OrderedDict([("a", 1), ("b", 2.5)])
od  # OrderedDict{"a": int = 1, "b": float = 2.5}
o1 = list(od.items())
o1  # list[(str, int = 1 | float = 2.5)] of 2
o2 = [k for k in od.keys()]
o2  # list[str] of 2
o3 = list(od.values())
o3  # list[int = 1 | float = 2.5] of 2
o4 = od.pop("a")
o4  # int = 1
o5 = od.setdefault("c", [])
o5  # list[]
o6 = od.popitem()
o6  # (str, float = 2.5 | list[])
o7 = len(od.keys()), od.keys() & {"b"}
o7  # (int, set[unknown])
od.update({"z": 1})
o8 = list(od)
o8  # list[str]
o9 = od.items()
o9  # odict_items
