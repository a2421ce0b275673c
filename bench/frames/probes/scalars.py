"""`Series.apply` and `map` with functions of one value: Python's numbers, and what the results become."""

# == division by zero raises
s = pd.Series([1, 2, 0])
# --
out = s.apply(lambda v: 10 / v)
# naive
out = 10 / s

# == division of floats by zero raises as well
s = pd.Series([1.0, 0.0, -0.0])
# --
out = s.apply(lambda v: 1 / v)
# naive
out = 1 / s

# == Python's integers do not end
s = pd.Series([2**40, 3])
# --
out = s.apply(lambda v: v * 2**30)
# naive
out = s * 2**30

# == sums of big integers
s = pd.Series([2**62, -(2**62)])
# --
out = s.map(lambda v: v + v)
# naive
out = s + s

# == small integers do not wrap
s = pd.Series([100, 120], dtype="int8")
# --
out = s.apply(lambda v: v * 2)
# naive
out = s * 2

# == float32 becomes double
s = pd.Series([0.1, 0.7], dtype="float32")
# --
out = s.apply(lambda v: v * 2.1)
# naive
out = s * 2.1

# == negative powers
s = pd.Series([2, 4])
# --
out = s.apply(lambda v: v ** -1)
# naive
out = s ** -1

# == round half
s = pd.Series([0.5, 1.5, 2.5])
# --
out = s.apply(lambda v: round(v))
# naive
out = s.round()

# == round to two places
s = pd.Series([2.675, 1.005])
# --
out = s.apply(lambda v: round(v, 2))
# naive
out = s.round(2)

# == round of what is missing
s = pd.Series([0.5, np.nan])
# --
out = s.apply(lambda v: round(v))
# naive
out = s.round().astype("Int64")

# == int of what is missing
s = pd.Series([1.5, np.nan])
# --
out = s.apply(lambda v: int(v))
# naive
out = s.astype("int64")

# == int cuts towards zero and does not end
s = pd.Series([1.9, -1.9, 1e20])
# --
out = s.apply(int)
# naive
out = np.trunc(s)

# == a text of a number that is missing
s = pd.Series([1.0, np.nan])
# --
out = s.apply(str)
# naive
out = s.astype("Int64").astype(str)

# == absolute value of the smallest integer
s = pd.Series([-(2**63), 1])
# --
out = s.apply(abs)
# naive
out = s.abs()

# == a dictionary without the key
s = pd.Series(["a", "b", "z"])
codes = {"a": 1, "b": 2}
# --
out = s.apply(lambda v: codes[v])
# naive
out = s.map(codes)

# == get with a default
s = pd.Series(["a", "b", "z"])
codes = {"a": 1, "b": 2}
# --
out = s.apply(lambda v: codes.get(v, 0))
# naive
out = s.map(codes).fillna(0)

# == get without a default
s = pd.Series(["a", "z"])
codes = {"a": "x"}
# --
out = s.apply(lambda v: codes.get(v))
# naive
out = s.map(codes)

# == True is the key 1
s = pd.Series([True, False])
codes = {1: "yes", 0: "no"}
# --
out = s.apply(lambda v: codes[v])
# naive
out = s.map(codes)

# == NaN as a key
s = pd.Series([1.0, np.nan])
codes = {1.0: "one", np.nan: "none"}
# --
out = s.apply(lambda v: codes.get(v, "?"))
# naive
out = s.map(codes)

# == a dictionary that makes what is missing
s = pd.Series(["a", "z"])
class Counting(dict):
    def __missing__(self, key):
        self[key] = len(self)
        return self[key]
codes = Counting(a=5)
# --
out = s.apply(lambda v: codes[v])
# naive
out = s.map(dict(codes))

# == a dictionary whose values are truth values
s = pd.Series(["a", "b", "c"])
codes = {"a": True, "b": False}
# --
out = s.map(codes)
# naive
out = s.map(codes).fillna(False)

# == maximum with NaN on the left
s = pd.Series([np.nan, 0.5, 3.0])
# --
out = s.apply(lambda v: max(v, 1.0))
# naive
out = np.fmax(s, 1.0)

# == maximum with NaN on the right
s = pd.Series([np.nan, 0.5, 3.0])
# --
out = s.apply(lambda v: max(1.0, v))
# naive
out = np.maximum(1.0, s)

# == minimum of a whole and a broken number
s = pd.Series([1.5, 3.0])
# --
out = s.apply(lambda v: min(v, 1))
# naive
out = np.minimum(s, 1)

# == a value or a default
s = pd.Series([0, 3, 5])
# --
out = s.apply(lambda v: v or 7)
# naive
out = s | 7

# == membership in a list that holds a truth value
s = pd.Series([0, 1, 2])
# --
out = s.apply(lambda v: v in [True, "2"])
# naive
out = s.astype(str).isin(["True", "2"])

# == membership of what is missing
s = pd.Series([np.nan, 1.0])
wanted = [float("nan"), 1.0]
# --
out = s.apply(lambda v: v in wanted)
# naive
out = s.isin(wanted)

# == membership in a text
s = pd.Series(["a", "ab", "b"])
# --
out = s.apply(lambda v: v in "abc")
# naive
out = s.isin(list("abc"))

# == is None is not isna
s = pd.Series([None, np.nan, "x"], dtype=object)
# --
out = s.apply(lambda v: v is None)
# naive
out = s.isna()

# == unequal to itself
s = pd.Series([None, np.nan, 1.0], dtype=object)
# --
out = s.apply(lambda v: v != v)
# naive
out = s.isna()

# == square root of a negative number raises
s = pd.Series([4.0, -1.0])
# --
out = s.apply(lambda v: math.sqrt(v))
# naive
out = np.sqrt(s)

# == floor gives whole numbers
s = pd.Series([1.5, -1.5])
# --
out = s.apply(lambda v: math.floor(v))
# naive
out = np.floor(s)

# == logarithm of zero raises
s = pd.Series([1.0, 0.0])
# --
out = s.apply(lambda v: math.log(v))
# naive
out = np.log(s)

# == the exponential function overflows
s = pd.Series([1.0, 1000.0])
# --
out = s.apply(lambda v: math.exp(v))
# naive
out = np.exp(s)

# == remainders of negative numbers by math.fmod
s = pd.Series([5.0, -5.0])
# --
out = s.apply(lambda v: math.fmod(v, 3.0))
# naive
out = s % 3.0

# == floor division by zero raises
s = pd.Series([1, 0])
# --
out = s.apply(lambda v: 7 // v)
# naive
out = 7 // s

# == shifts by many bits
s = pd.Series([1, 2])
# --
out = s.apply(lambda v: v << 63)
# naive
out = pd.Series(s.to_numpy() << 63)

# == two functions one after the other: what is between is a column
s = pd.Series([1.0, np.nan, 3.0])
# --
out = s.apply(lambda v: None if v != v else int(v)).apply(lambda v: type(v).__name__)
# naive
out = s.apply(lambda v: type(None if v != v else int(v)).__name__)

# == whole numbers between two functions become floats
s = pd.Series([1, 2, 3])
# --
out = s.apply(lambda v: v if v < 3 else np.nan).apply(lambda v: str(v))
# naive
out = s.apply(lambda v: str(v if v < 3 else np.nan))

# == the index and the name of the result
s = pd.Series([1, 2], index=[5, 6], name="n")
# --
out = s.apply(lambda v: v + 1).apply(lambda v: v * 2)
# naive
out = pd.Series([(v + 1) * 2 for v in s.tolist()])

# == keyword arguments of apply
s = pd.Series([1, 2])
def power(v, k=2):
    return v ** k
# --
out = s.apply(power, k=5)
# naive
out = s.apply(power)

# == the convention of map for what is missing
s = pd.Series(["a", np.nan, "b"])
# --
out = s.map(lambda v: v * 2, na_action="ignore")
# naive
out = s.map(lambda v: v * 2 if isinstance(v, str) else "nan")

# == an empty series
s = pd.Series([], dtype="int64")
# --
out = s.apply(lambda v: str(v))
# naive
out = s.astype(str)

# == an empty series of texts
s = pd.Series([], dtype=object)
# --
out = s.apply(lambda v: len(v))
# naive
out = s.str.len().astype("float64")

# == functions that give lists
s = pd.Series(["a b", "c"])
# --
out = s.apply(lambda v: v.split())
# naive
out = s.str.split(expand=True)

# == functions that give series
s = pd.Series([1, 2])
# --
out = s.apply(lambda v: pd.Series([v, v / 2]))
# naive
out = pd.DataFrame({0: s, 1: s / 2})

# == categories are mapped by category
s = pd.Series(pd.Categorical(["a", "b", "a"], categories=["a", "b", "c"]))
# --
out = s.map(lambda v: v.upper())
# naive
out = s.astype(str).map(lambda v: v.upper())

# == categories that become one
s = pd.Series(pd.Categorical(["a", "b", "a"]))
# --
out = s.map(lambda v: 1)
# naive
out = s.map({"a": 1, "b": 1}).astype("category")

# == nullable integers hand over NA
s = pd.Series([1, None, 3], dtype="Int64")
# --
out = s.apply(lambda v: v is pd.NA)
# naive
out = s.apply(lambda v: v != v)

# == nullable integers with arithmetic
s = pd.Series([1, None, 3], dtype="Int64")
# --
out = s.apply(lambda v: v + 1)
# naive
out = (s + 1).astype("float64").astype(object)

# == thresholds and what is missing
s = pd.Series([1.0, 5.0, np.nan, 9.0])
def grade(v):
    if v <= 1:
        return 0
    elif v < 5:
        return 1
    return 2
# --
out = s.apply(grade)
# naive
out = pd.cut(s, [-np.inf, 1, 5, np.inf], labels=False)

# == one branch of a ladder is never taken
s = pd.Series([1, 2, 3])
# --
out = s.apply(lambda v: 0.5 if v > 10 else v)
# naive
out = pd.Series(np.where(s > 10, 0.5, s))

# == bools and integers in one result
s = pd.Series([1, 2, 3])
# --
out = s.apply(lambda v: v > 1 if v < 3 else 0)
# naive
out = pd.Series(np.where(s < 3, s > 1, 0))

# == numbers as texts
s = pd.Series([" 1", "2_0", "3"])
# --
out = s.apply(lambda v: int(v))
# naive
out = pd.to_numeric(s)

# == chained comparisons
s = pd.Series([1, 5, 9])
# --
out = s.apply(lambda v: 1 < v < 9)
# naive
out = s.between(1, 9)

# == a name that is bound later
s = pd.Series([1, 2])
factor = 10
# --
f = lambda v: v * factor
factor = 3
out = s.apply(f)
# naive
out = s * 10

# == np.vectorize takes its type from the first value
a = np.array([1, 2, 3])
# --
out = np.vectorize(lambda v: v if v < 2 else v / 4)(a)
# naive
out = np.where(a < 2, a, a / 4)

# == elements of a whole frame
df = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
# --
out = df.map(lambda v: v * 2)
# naive
out = pd.DataFrame({"a": df["a"] * 2, "b": df["b"] * 3})

# == dates of numpy and of Python
s = pd.Series(pd.to_datetime(["2024-01-01", None]))
# --
out = s.apply(lambda v: v.year)
# naive
out = s.dt.year.fillna(0).astype(int)
