# Builtins, containers and the standard library.
import collections, itertools, re, os, heapq, statistics, csv, io, math, pathlib, bisect, functools, json, glob, datetime, copy, random, string, time, hashlib, struct
P = collections.namedtuple("P", ["x", "y"])
p = P(1, y=2.5)
p  # P(int = 1, float = 2.5)
px, py = p
pz = p.x + p.y
pz  # float = 3.5
pr = p._replace(x=3)
pr  # unknown
pl = [P(i, str(i)) for i in range(3)]
pl  # list[P(int, str)] of 3
pn = [q.y for q in pl]
pn  # list[str] of 3
pt = p + (3,)
pt  # (int = 1, float = 2.5, int = 3)
m = re.match(r"(\w+) (\d+)", "ab 12")
m  # Match | None
if m:
    g0 = m.group()
    g1 = m.group(1)
    g2 = m.group(1, 2)
    g3 = m.groups()
    g4 = m.groupdict()
    g5 = m[2]
    g6 = m.span()
f1 = re.findall(r"\d+", "1 2 3")
f1  # list[str]
f2 = re.findall(r"(\d)(\d)", "12 34")
f2  # list[(str, str)]
f3 = re.findall(r"(?:a|b)c", "acbc")
f3  # list[str]
f4 = re.split(r"\s+", "a b c")
f4  # list[str]
f5 = re.split(r"(\s)|(x)", "a b")
f5  # list[str | None]
c = re.compile(r"([a-z])\d")
c  # Pattern
f6 = c.findall("a1 b2")
f6  # list[str]
f7 = [k.group(1) for k in c.finditer("a1 b2")]
f7  # list[str | None]
f8 = c.sub("x", "a1")
f8  # str
f9 = re.sub(b"a", b"b", b"aa")
f9  # bytes
h = [5, 3, 8]
h  # list[int] of 3
heapq.heapify(h)
heapq.heappush(h, 2.5)
h1 = heapq.heappop(h)
h1  # int | float = 2.5
h2 = heapq.nlargest(2, h)
h2  # list[int | float = 2.5]
s1 = statistics.mean([1, 2, 3])
s1  # int | float
s2 = statistics.median([1, 2])
s2  # int | float
s3 = statistics.stdev([1.0, 2.0])
s3  # float
it1 = list(itertools.islice([1, 2, 3], 2))
it1  # list[int]
it2 = list(itertools.accumulate([1, 2.5]))
it2  # list[int | float]
it3 = list(itertools.starmap(pow, [(2, 3), (2, -1)]))
it3  # list[int | float]
it4 = list(itertools.pairwise([1, 2, 3]))
it4  # list[(int, int)]
it5 = list(itertools.zip_longest([1], ["a", "b"], fillvalue=0.5))
it5  # list[(int = 1 | float = 0.5, str | float = 0.5)]
it6 = list(itertools.chain.from_iterable([[1], ["a"]]))
it6  # list[int = 1 | str = "a"]
it7 = [list(q) for q in itertools.tee([1, 2])]
it7  # list[list[int]] of 2
it8 = list(itertools.takewhile(lambda v: v < 2, [1, 2]))
it8  # list[int]
it9 = {k: list(v) for k, v in itertools.groupby("aab")}
it9  # dict[str, list[str]]
cn = collections.Counter("abca")
cn  # Counter[str, int]
cn.update(["z"])
cn.update({"q": 3})
c1 = cn.most_common(1)[0]
c1  # (str, int)
c2 = sum(cn.values())
c2  # int
c3 = cn["nothing"]
c3  # int
c4 = list(cn.elements())
c4  # list[str]
dd = collections.defaultdict(lambda: [0, 0])
dd  # defaultdict{}
dd["a"][0] += 1
d1 = dd["b"]
d1  # unknown
d2 = dict(dd)
d2  # dict{"a": unknown, "b": unknown}
di = collections.defaultdict(int)
di  # defaultdict{}
for ch in "hello":
    di[ch] += 1
d3 = sorted(di.items(), key=lambda kv: (-kv[1], kv[0]))
d3  # list[(str, int)]
r = csv.reader(io.StringIO("a,b\n1,2\n"))
r  # reader
rows = list(r)
rows  # list[list[str]]
dr = list(csv.DictReader(io.StringIO("a,b\n1,2\n")))
dr  # list[dict[str | None, str | None | list[str]]]
d4 = dr[0]["a"]
d4  # str | None | list[str]
path = pathlib.Path(".")
path  # Path+
q1 = path / "a" / "b.txt"
q1  # Path+
q2 = q1.stem, q1.suffix, q1.parent.name, q1.parts
q2  # (str, str, str, tuple[str, …])
q3 = [z.name for z in path.iterdir()]
q3  # list[str]
q4 = path.exists()
q4  # bool
o1 = os.path.join("a", "b", "c")
o1  # str
o2 = os.path.splitext("x.py")
o2  # (str, str)
o3 = os.path.basename(o1)
o3  # str
o4 = os.getenv("NOPE", "x")
o4  # str
o5 = os.getenv("NOPE")
o5  # str | None
o6 = os.path.join(str(path), "x")
o6  # str
o7 = os.listdir(".")
o7  # list[str]
o8 = [x for _, _, x in os.walk("nowhere")]
o8  # list[list[str]]
b1 = bisect.bisect([1, 2, 3], 2)
b1  # int
w = functools.partial(int, base=2)
w  # partial(class builtins.int, …)
w1 = w("101")
w1  # int
js = json.loads('{"a": [1, 2]}')
js  # dict[str, unknown] | list[unknown] | str | int | float | bool | …
js1 = js["a"]
js1  # unknown
js2 = json.dumps(js)
js2  # str
t1 = datetime.datetime(2020, 1, 2, 3) - datetime.timedelta(hours=2)
t1  # datetime
t2 = t1.isoformat()
t2  # str
t3 = (t1 - datetime.datetime(2019, 1, 1)).days
t3  # int
t4 = datetime.datetime.strptime("2020", "%Y")
t4  # datetime
t5 = t1.date() < t4.date()
t5  # bool
t6 = t1.replace(day=3)
t6  # datetime
rnd = random.Random(3)
rnd  # Random+
r1 = rnd.random(), rnd.randint(1, 2), rnd.choice("abc"), rnd.sample([1, 2, 3], 2)
r1  # (float, int, str, list[int])
l1 = string.ascii_letters
l1  # str
hx = hashlib.md5(b"a").hexdigest()
hx  # str
st = struct.unpack("<i", b"\0\0\0\0")
st  # tuple[unknown, …]
cp = copy.deepcopy({"a": [1, {2}]})
cp  # dict{"a": list[int = 1 | set[int]] of 2}
mx = max([1, 2.5], key=lambda v: v)
mx  # int = 1 | float = 2.5
sm = sum([0.5, 1])
sm  # int | float
zz = list(zip(range(3), "abc"))
zz  # list[(int, str)]
en = [(i, v) for i, v in enumerate(["a", "b"], start=1)]
en  # list[(int, str)]
rv = [v for v in reversed((1, "a"))]
rv  # list[int = 1 | str = "a"]
mp = list(map(lambda u, v: u + v, [1, 2], [0.5, 1.5]))
mp  # list[float]
fl = list(filter(lambda v: v > 1, [1, 2, 3]))
fl  # list[int]
sl = [1, 2, 3, 4][1:3]
sl  # list[int] of 2
sl2 = "hello"[::-1]
sl2  # str = "olleh"
al = [0] * 5
al  # list[int] of 5
al[2] = "x"
al.insert(0, None)
al.extend((1.5,))
bl = [[0] * 2 for _ in range(2)]
bl  # list[list[int] of 2] of 2
bl[0][1] = 3.5
bb = bl[1][0]
bb  # int = 0
st1 = {1, 2} | {"a"}
st1  # set[int | str = "a"]
st1.add(2.5)
st2 = st1 - {1}
st2  # set[int | str = "a" | float = 2.5]
dc = {"a": 1}
dc  # dict{"a": int = 1}
dc["b"] = "x"
dc.setdefault("c", []).append(1)
dv = dc.pop("a")
dv  # int = 1
dk = list(dc.items())
dk  # list[(str, str = "x" | list[int] of 1)] of 2
dq = collections.deque([1, 2], maxlen=3)
dq  # deque[int]
dq.append("x")
dq1 = dq.popleft()
dq1  # int | str = "x"
od = collections.OrderedDict([("a", 1)])
od  # OrderedDict{"a": int = 1}
od.move_to_end("a")
od1 = od.popitem()
od1  # (str = "a", int = 1)
mp1 = math.prod([1, 2, 3.5])
mp1  # int | float
i1 = int("5") // 2
i1  # int
i2 = divmod(7.5, 2)
i2  # (float = 3.0, float = 1.5)
i3 = round(3.7), round(3.14159, 2), abs(-2.5), pow(2, 5), pow(2, -1)
i3  # (int, float, float, int = 32, float)
fs = "%s-%d" % ("a", 3)
fs  # str = "a-3"
fs2 = "{:>5}".format(3)
fs2  # str
fs3 = ",".join(str(v) for v in range(3)).split(",")
fs3  # list[str]
ch = chr(ord("a") + 1)
ch  # str
bo = all(v > 0 for v in [1, 2]) and any([])
bo  # bool
ty = type(3).__name__
ty  # str
tr = "abc".translate(str.maketrans("a", "b"))
tr  # str
en2 = "é".encode("utf-8")
en2  # bytes
by = bytes([1, 2])[0]
by  # int
ba = bytearray(b"ab")
ba  # bytearray
ba[0] = 99
rg = range(10)[2:8:2]
rg  # range(int, int, int)
rg1 = rg[1]
rg1  # int
tup = (1, "a", 2.5)
tup  # (int = 1, str = "a", float = 2.5)
ta, *tb = tup
class A:
    def __init__(self):
        self.items = []
    def add(self, v):
        self.items.append(v)
        return self
aa = A().add(1).add("x")
aa  # A
ai = aa.items
ai  # list[int = 1 | str = "x"] of 2

from collections import Counter, OrderedDict, defaultdict
od = OrderedDict([("x", 2)], a=1.5)
od  # OrderedDict{"x": int = 2, "a": float = 1.5}
dd = defaultdict(list, a=[1])
dd["a"]  # list[int] of 1
co = Counter("ab", c="many")
co["c"]  # unknown
