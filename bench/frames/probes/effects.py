"""Functions with effects, names that are bound anew, classes of one's own."""

# == printing happens row by row
df = pd.DataFrame({"a": [1, 2, 3]})
# --
def show(r):
    print("row", r["a"])
    return r["a"]
out = df.apply(show, axis=1)
# naive
out = df["a"].rename(None)

# == a counter in a closure
df = pd.DataFrame({"a": [5, 6, 7]})
count = [0]
# --
def numbered(r):
    count[0] += 1
    return count[0] * r["a"]
out = df.apply(numbered, axis=1)
# naive
out = df["a"] * (df.index + 1)

# == random numbers are drawn row by row
df = pd.DataFrame({"a": [5, 6, 7]})
# --
out = df["a"].apply(lambda v: v + np.random.rand() if v > 5 else 0.0)
# naive
out = df["a"].where(df["a"] <= 5, df["a"] + np.random.rand(len(df)))

# == an exception after some rows were counted
df = pd.DataFrame({"a": [2, 1, 0, 3]})
seen = []
# --
def inverse(v):
    seen.append(v)
    return 1 / v
out = df["a"].apply(inverse)
# naive
out = 1 / df["a"]

# == an exception that is caught for each row
s = pd.Series(["1", "x", "3"])
# --
def number(v):
    try:
        return int(v)
    except ValueError:
        return -1
out = s.apply(number)
# naive
out = pd.to_numeric(s, errors="coerce").fillna(-1)

# == an exception that is caught for all
s = pd.Series([1, 0, 2])
# --
try:
    out = s.apply(lambda v: 1 / v)
except ZeroDivisionError as error:
    out = str(error)
# naive
out = 1 / s

# == the frame changes while the function runs
df = pd.DataFrame({"a": [1, 2, 3], "t": [0, 0, 0]})
# --
def add(r):
    df.at[0, "t"] += r["a"]
    return df.at[0, "t"]
out = df.apply(add, axis=1)
# naive
out = df["a"].cumsum()

# == a subclass that counts
class Counted(pd.DataFrame):
    @property
    def _constructor(self):
        return Counted
    def apply(self, *args, **kwargs):
        return "mine"
df = Counted({"a": [1, 2]})
# --
out = df.apply(lambda r: r["a"] * 2, axis=1)
# naive
out = df["a"] * 2

# == a subclass of series
class Tagged(pd.Series):
    @property
    def _constructor(self):
        return Tagged
s = Tagged([1, 2, 3])
# --
out = s.apply(lambda v: v + 1)
# naive
out = pd.Series([v + 1 for v in s.tolist()])

# == notes on a frame
df = pd.DataFrame({"a": [1, 5]})
df.attrs["source"] = "sensor"
# --
out = df[df["a"] > 1]["a"]
# naive
out = pd.Series([5], index=[1], name="a")

# == notes after apply
df = pd.DataFrame({"a": [1, 5]})
df.attrs["source"] = "sensor"
# --
out = df.apply(lambda r: r["a"] * 2, axis=1)
# naive
out = pd.Series((df["a"] * 2).to_numpy(), index=df.index)

# == a name of a built-in is bound anew
df = pd.DataFrame({"a": [1, 2]})
def len(x):
    return 99
# --
out = len(df[df["a"] > 1])
# naive
out = int((df["a"] > 1).sum())

# == str is bound anew
s = pd.Series([1, 2])
str = lambda v: "mine"
# --
out = s.apply(lambda v: str(v))
# naive
out = s.astype("str")

# == a generator takes some rows only
df = pd.DataFrame({"a": [1, 2, 0, 4]})
# --
out = next(10 // r.a for r in df.itertuples() if r.a > 1)
# naive
out = (10 // df["a"])[df["a"] > 1].iloc[0]

# == the loop changes the frame's columns
df = pd.DataFrame({"a": [1, 2], "b": [3, 4]})
# --
for c in df.columns:
    df[c + "_n"] = df[c] / df[c].max()
out = list(df.columns)
# naive
out = list(df.columns)

# == the loop changes a frame whose rows it reads
df = pd.DataFrame({"a": [1, 2, 3]})
# --
out = []
for i, r in df.iterrows():
    if i + 1 in df.index:
        df.loc[i + 1, "a"] = r["a"] + 10
    out.append(r["a"])
# naive
out = df["a"].tolist()

# == a function that looks at the class of its row
df = pd.DataFrame({"a": [1, 2]})
# --
out = df.apply(lambda r: type(r).__name__ + type(r["a"]).__name__, axis=1)
# naive
out = df["a"].apply(lambda v: "Series" + type(v).__name__)

# == the class of what map hands over
s = pd.Series([1, 2])
# --
out = s.map(lambda v: type(v).__name__)
# naive
out = pd.Series([type(v).__name__ for v in s.to_numpy()])

# == values that are one object
df = pd.DataFrame({"a": [1, 2]})
shared = [0]
# --
out = df["a"].apply(lambda v: shared)
# naive
out = pd.Series([[0], [0]], name="a")

# == lists that every row gets anew
df = pd.DataFrame({"a": [1, 2]})
# --
out = df["a"].apply(lambda v: [])
# naive
empty = []
out = pd.Series([empty, empty], name="a")

# == two columns that are one object
df = pd.DataFrame({"a": [1, 2]})
# --
x = df["a"]
df["b"] = x
df["b"] += 1
out = df
# naive
df["a"] += 1
df["b"] = df["a"]
out = df

# == adding in place to a column and who holds it
df = pd.DataFrame({"a": [1, 2]})
x = df["a"]
# --
df["a"] += 1
# naive
df["a"] = df["a"] + 1
x = df["a"]

# == an array of a column and writing
df = pd.DataFrame({"a": [1.0, 2.0]})
# --
v = df["a"].to_numpy()
try:
    v[0] = 9.0
except ValueError as error:
    out = type(error).__name__
# naive
v = df["a"].to_numpy().copy()
v[0] = 9.0

# == options change what is printed
df = pd.DataFrame({"a": [1.23456, 2.0]})
# --
with pd.option_context("display.precision", 2):
    print(df)
out = df.apply(lambda r: r["a"] * 2, axis=1)
# naive
print(df)
out = (df["a"] * 2).rename(None)

# == warnings are errors
import warnings
df = pd.DataFrame({"a": [1.0, 0.0]})
# --
with warnings.catch_warnings():
    warnings.simplefilter("error")
    out = df.apply(lambda r: np.float64(1.0) / r["a"], axis=1)
# naive
out = (1.0 / df["a"]).rename(None)

# == NumPy's errors are raised
df = pd.DataFrame({"a": [1.0, 0.0]})
# --
with np.errstate(divide="raise"):
    out = df.apply(lambda r: 1.0 / r["a"], axis=1)
# naive
out = (1.0 / df["a"]).rename(None)

# == warnings of every row
df = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 0.0]})
# --
out = df.apply(lambda r: r["a"] / r["b"], axis=1)
# naive
out = (df["a"].div(df["b"])).rename(None)

# == a default argument is evaluated once
df = pd.DataFrame({"a": [1, 2, 3]})
# --
def collect(v, into=[]):
    into.append(v)
    return len(into)
out = df["a"].apply(collect)
# naive
out = pd.Series([1, 1, 1], name="a")

# == recursion
s = pd.Series([1, 5, 10])
# --
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
out = s.apply(fib)
# naive
out = s.map({1: 1, 5: 5}).fillna(55)

# == nested functions of rows
df = pd.DataFrame({"a": [1, 2], "b": [3.5, np.nan]})
def net(price, share):
    return price * (1 - share)
def label(r):
    value = net(r["b"], 0.5)
    if value != value:
        return "none"
    return "some" if value > r["a"] else "little"
# --
out = df.apply(label, axis=1)
# naive
out = pd.Series(np.where(df["b"] * 0.5 > df["a"], "some", "little"))

# == a method of an object
class Tariff:
    def __init__(self, rate):
        self.rate = rate
        self.calls = 0
    def price(self, v):
        self.calls += 1
        return v * self.rate
tariff = Tariff(1.5)
s = pd.Series([1, 2, 3])
# --
out = s.apply(tariff.price)
calls = tariff.calls
# naive
out = s * tariff.rate
calls = tariff.calls
