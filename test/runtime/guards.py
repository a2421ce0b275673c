"""Guards on values that are meant to fool them. Prints one line of JSON: {"checks": n, "wrong": [...]}."""
import copy
import json
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import noodle_rt as rt

# Before a library is imported, guards about it are false and do not import it.
assert not rt.array([1.0], "float64") and not rt.frame([1]) and not rt.series(1) and not rt.tensor(1) and not rt.genuine("numpy.sum")
assert "numpy" not in sys.modules and "pandas" not in sys.modules

import numpy as np
import pandas as pd

warnings.simplefilter("error")


class Int(int):
    pass


class List(list):
    def __len__(self):
        raise RuntimeError("asked")


class Evil:
    """Whatever is asked of it, it raises, and pretends to be an array."""

    __class__ = np.ndarray

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __len__(self):
        raise RuntimeError("len")

    def __eq__(self, other):
        raise RuntimeError("eq")

    __hash__ = None


class Sub(np.ndarray):
    pass


class Frame(pd.DataFrame):
    pass


f = np.arange(6.0)
g = np.arange(12.0).reshape(3, 4)
i = np.array([3, 1, 2])
single = np.arange(3, dtype="float32")
bytes_ = np.arange(3, dtype="uint8")
nan = np.array([1.0, np.nan])
swapped = f.astype(">f8")
subclass = f.view(Sub)
masked = np.ma.array(f)
objects = np.array([1, 2.0], dtype=object)
empty = np.zeros(0)
broadcast = np.broadcast_to(np.zeros(1), (4,))
stretched = np.lib.stride_tricks.as_strided(np.zeros(1), (4,), (0,))
frozen = np.arange(3.0)
frozen.flags.writeable = False
df = pd.DataFrame({"a": [1, 2, 3], "b": [1.0, np.nan, 3.0], "s": ["x", "y", "z"], "o": pd.Series(["x", 1, None], dtype=object)})
twice = pd.DataFrame([[1, 2]], columns=["a", "a"])
labelled = df.set_index(pd.Index([1, 1, 2], name="k"))
named = pd.DataFrame({"a": [1]}, index=pd.RangeIndex(1, name="n"))
multi = pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_tuples([(1, 2), (3, 4)]))

class Thing:
    shared = 1

    def __init__(self):
        self.own = 1

    @property
    def computed(self):
        raise RuntimeError("asked")


class Slots:
    __slots__ = ("filled", "empty")

    def __init__(self):
        self.filled = 1


class Asked(Thing):
    def __getattribute__(self, name):
        raise RuntimeError(name)


thing = Thing()

checks = [
    ("plain(thing, 'own', 'shared')", True),
    ("plain(thing, 'computed')", False),
    ("plain(thing, 'nothing')", False),
    ("plain(thing, 'own', 'nothing')", False),
    ("plain(thing, '__init__')", False),
    ("plain(Slots(), 'filled')", True),
    ("plain(Slots(), 'empty')", False),
    ("plain(Asked(), 'own')", False),
    ("plain(np, 'pi')", True),
    ("plain(f, 'T')", False),
    ("real(1, 1.0, np.float64(1))", True),
    ("real(True)", False),
    ("real(np.float32(1))", False),
    ("numeric(1, 1.0, np.float64(1), np.float32(1), np.int64(1))", True),
    ("numeric(True)", False),
    ("numeric(np.int32(1))", False),
    ("numeric(1j)", False),
    ("like(f, 1, 1.0, np.float64(1), 2**70)", True),
    ("like(f, np.float32(1))", False),
    ("like(f, True)", False),
    ("like(single, 1, 1.0, np.float32(1))", True),
    ("like(single, np.float64(1))", False),
    ("like(single, 2**24 + 1)", False),
    ("like(i, 1, np.int64(1))", True),
    ("like(i, 1.0)", False),
    ("like(i, 2**63)", False),
    ("like(bytes_, 255)", True),
    ("like(bytes_, 256)", False),
    ("like(bytes_, -1)", False),
    ("like(swapped, np.float64(1))", False),
    ("like([1.0], 1.0)", False),
    ("small(2, 99, i, 3, np.int64(-3))", True),
    ("small(1, 99, i)", False),
    ("small(2, 2, i)", False),
    ("small(2, 0, f)", True),
    ("small(2, 99, 4)", False),
    ("small(2, 99, f, 1e9, np.float32(9))", True),
    ("small(2, 99, bytes_)", True),
    ("small(2, 99, True)", False),
    ("small(60, 99, np.array([-2**63]))", False),
    ("listed([1.0, -0.0], 'float')", True),
    ("listed((1, 2), 'int', 1, 2)", True),
    ("listed((1, 5), 'int', 1, 2)", False),
    ("listed([], 'int', 1, 2)", True),
    ("listed([1, True], 'int', 1, 2)", False),
    ("listed([1, 2.0], 'float')", False),
    ("listed([np.float64(1)], 'float')", False),
    ("listed([[1], (2, 3)], 'int', 2, 2)", True),
    ("listed([[1], 2], 'int', 2, 2)", False),
    ("listed('ab', 'str')", False),
    ("listed(['a', 'b'], 'str')", True),
    ("listed(f, 'float')", False),
    ("bounded(2, i, 3, f)", True),
    ("bounded(1, i)", False),
    ("bounded(60, 2**60)", False),
    ("worth(7000, (f,), (i,))", True),
    ("worth(7000, (), (f, g, i))", True),
    ("worth(5000, (f,), (i,))", False),
    ("worth(60000, (f,), (list(f),))", False),
    ("worth(60000.0, (f,))", False),
    ("worth(60000, (subclass,))", False),
    ("worth(60000, (), (np.zeros(4000),))", False),
    ("worth(90000, (), (np.zeros(4000),))", True),
    ("worth(10**15, (), (np.broadcast_to(f, (4_000_000, 6)),))", False),
    ("packed(f) is f and rt.packed(g).base is g.base and rt.packed(g.T).base is g.base and rt.packed(3.0) == 3.0", True),
    ("packed(f[::2]).flags.c_contiguous and rt.packed(f[::-1]).tolist() == f[::-1].tolist()", True),
    ("row_major(f, g, g[::2], g[:, 1:], empty)", True),
    ("row_major(g.T)", False),
    ("row_major(g[:, ::2])", False),
    ("row_major(g[::-1])", False),
    ("row_major(g[:, :1])", False),
    ("row_major(np.lib.stride_tricks.sliding_window_view(f, 2))", False),
    ("row_major([1.0])", False),
    ("beside(f, 0, 1, 2.5, np.float64(1))", True),
    ("beside(f, 1, f, 1)", True),
    ("beside(f, 0, f)", False),
    ("beside(f, 1, g)", False),
    ("beside(f, 1, i)", False),
    ("beside(f, 2, g.T)", False),
    ("beside(f, 1, subclass)", False),
    ("beside(f, 1, np.array(1.0))", False),
    ("batched(8, 8, 1, 3)", True),
    ("batched(7, 8, 1, 3)", False),
    ("batched(4, 8, 2, 3)", True),
    ("batched(8, 8, 0, 3)", False),
    ("batched(8, 8, 1, 0)", False),
    ("batched(8, 8, 1, 2001)", False),
    ("batched(8, 8, 2000, 2000)", False),
    ("clear(f, 1, 1.5, g)", True),
    ("clear(f, f[2:])", False),
    ("clear(f, [1.0])", False),
    ("takes(f, 'float', i)", True),
    ("takes(i, 'float', f)", False),
    ("takes(i, 'main', i)", True),
    ("takes(i, 'main', f)", False),
    ("takes(i, 'index', f)", True),
    ("takes(i, 'sum', i)", True),
    ("takes(i, 'sum', f)", False),
    ("takes(bytes_, 'bool', f)", True),
    ("takes(objects, 'main', objects)", False),
    # --- Python
    ("exactly(3, 'int')", True),
    ("exactly(True, 'int')", False),
    ("exactly(True, 'int', 'bool')", True),
    ("exactly(Int(3), 'int')", False),
    ("exactly(np.float64(1), 'float')", False),
    ("exactly(None, 'NoneType')", True),
    ("exactly(3, 'Int')", False),
    ("elements([1, 2], 'int')", True),
    ("elements([1, True], 'int')", False),
    ("elements([], 'int')", True),
    ("elements([1, 2.0], 'int', 'float')", True),
    ("elements(List([1]), 'int')", False),
    ("elements((1,), 'int')", True),
    ("elements(f, 'float')", False),
    ("length([1, 2], 2)", True),
    ("length([1, 2], 3)", False),
    ("length([1, 2], 0, 1)", False),
    ("length(List([1]), 0)", False),
    ("length(range(3), 3, 3)", True),
    ("length(f, 0)", False),
    ("between(3, 0, 5)", True),
    ("between(float('nan'), None, None)", False),
    ("between(True, 0, 5)", False),
    ("between(2**70, None, 2**63)", False),
    ("between(-1, 0, None)", False),
    ("between(np.int64(1), 0, 5)", False),
    # --- NumPy
    ("array(f, 'float64', 1)", True),
    ("array(f, 'float64', 1, 6)", True),
    ("array(f, 'float64', 1, 7)", False),
    ("array(f, 'float64', 2)", False),
    ("array(f, 'float32')", False),
    ("array(f, None)", True),
    ("array(f, 'float32|float64')", True),
    ("array(f, 'float32|int64')", False),
    ("array(f, 'float64:6|int64')", True),
    ("array(f, 'float64:7|int64')", False),
    ("arrays('float64|int64', 1, f, f[:0])", True),
    ("arrays('float64|int64', 1, f, i)", False),
    ("arrays('float64', 1, f, g)", False),
    ("arrays('float64', 1, f, [1.0])", False),
    ("arrays('int64', 1, f, f)", False),
    ("array(f, 'float64/2')", np.__version__ >= "2"),
    ("array(f, 'float32/2|float64')", True),
    ("array(swapped, 'float64')", False),
    ("array(subclass, 'float64')", False),
    ("array(masked, 'float64')", False),
    ("array([1.0], 'float64')", False),
    ("array(np.float64(1), 'float64', 0)", False),
    ("array(np.array(1.0), 'float64', 0)", True),
    ("array(objects, 'object')", True),
    ("array(f, 'no such dtype')", False),
    ("array(np.arange(3, dtype='m8[s]'), 'int64')", False),
    ("array(np.array([True]), 'bool', 1)", True),
    ("number(np.float64(1), 'float64')", True),
    ("number(1.0, 'float64')", False),
    ("number(np.float32(1), 'float64')", False),
    ("number(np.array(1.0), 'float64')", False),
    ("shape(g, 3, 4)", True),
    ("shape(g, 3, None)", True),
    ("shape(g, 4, None)", False),
    ("shape(g, 3)", False),
    ("extent(g, 1, 4)", True),
    ("extent(g, 1, 5)", False),
    ("extent(g, 2, 0)", False),
    ("extent(g, 0, 2.0)", False),
    ("same_shape(f, f.copy())", True),
    ("same_shape(g, f)", False),
    ("same_shape(f, [0] * 6)", False),
    ("writable(f, g)", True),
    ("writable(frozen)", False),
    ("writable(broadcast)", False),
    ("writable(stretched)", False),
    ("writable(np.lib.stride_tricks.as_strided(np.zeros(1), (1,), (0,)))", True),
    ("contiguous(g)", True),
    ("contiguous(g.T)", False),
    ("contiguous(g.T, 'F')", True),
    ("contiguous(f[::2])", False),
    ("apart(f, g)", True),
    ("apart(f, f[2:])", False),
    ("apart(f[:2], f[3:])", True),
    ("apart(f[::2], f[1::2])", False),
    ("apart(f, [1.0])", False),
    ("aligned(f, f)", True),
    ("aligned(f, f[:])", True),
    ("aligned(f, f[::-1])", False),
    ("aligned(f, f.view('int64'))", False),
    ("aligned(g, g.T.copy().T)", True),
    ("aligned(f[1:], f[:-1])", False),
    ("within(f, 0, 5)", True),
    ("within(f, 0, 4)", False),
    ("within(f, None, None)", True),
    ("within(nan, None, None)", False),
    ("within(empty, 1, 0)", True),
    ("within(objects, None, None)", False),
    ("within(i, 1, 3)", True),
    ("finite(f, i)", True),
    ("finite(nan)", False),
    ("finite(np.array([np.inf]))", False),
    ("finite(objects)", False),
    ("no_nan(np.array([np.inf]))", True),
    ("no_nan(nan)", False),
    ("no_zero(i)", True),
    ("no_zero(f)", False),
    ("no_zero(np.array([-0.0]))", False),
    ("no_zero(nan)", True),
    ("distinct(i)", True),
    ("distinct(np.array([1, 1]))", False),
    ("distinct(f)", False),
    ("distinct(np.zeros(0, int))", True),
    # --- pandas
    ("frame(df)", True),
    ("frame(df, 4)", False),
    ("frame(twice)", False),
    ("frame(Frame(df))", False),
    ("frame(df['a'])", False),
    ("column(df, 'a')", True),
    ("column(df, 'a', 'int64')", True),
    ("column(df, 'a', 'float64', 'int64')", True),
    ("column(df, 'a', 'float64')", False),
    ("column(df, 'z')", False),
    ("column(df, ['a'])", False),
    ("column(twice, 'a')", False),
    ("no_column(df, 'z')", True),
    ("no_column(df, 'a')", False),
    ("no_column(df, ['a'])", False),
    ("series(df['a'], 'int64', 3)", True),
    ("series(df['a'], 'int64', 4)", False),
    ("series(df[['a']])", False),
    ("range_index(df)", True),
    ("range_index(df[1:])", False),
    ("range_index(labelled)", False),
    ("range_index(named)", False),
    ("range_index(pd.DataFrame({'a': [1]}, index=pd.Index([0])))", False),
    ("unique_index(df)", True),
    ("unique_index(labelled)", False),
    ("unique_index(multi)", False),
    ("same_index(df, df['a'], df['b'])", True),
    ("same_index(df, df.copy().reset_index(drop=True))", False),
    ("no_null(df['a'])", True),
    ("no_null(df['b'])", False),
    ("no_null(df)", False),
    ("no_null(df['a'], df['s'])", True),
    ("strings(df['s'])", True),
    ("strings(df['o'])", False),
    ("strings(df['a'])", False),
    ("strings(pd.Series(['a', np.nan]))", False),
    ("strings(pd.Series(['a', 'b'], dtype=object))", True),
    ("frame_or_series(df.index)", False),
    ("tensor(f)", False),
    # --- modules
    ("genuine('numpy.sum')", True),
    ("genuine('numpy.add', 'numpy.where', 'numpy.linalg.norm', 'numpy.ndarray.sum', 'numpy.max', 'numpy.ndarray')", True),
    ("genuine('pandas.Series.apply', 'pandas.DataFrame.merge', 'pandas.concat', 'pandas.DataFrame')", True),
    ("genuine('numpy.nothing')", False),
    ("genuine('nothing.at.all')", False),
    ("version('numpy', (1, 26))", True),
    ("version('numpy', (99,))", False),
    ("version('numpy', None, (3,))", True),
    ("version('nothing', (1,))", False),
]

wrong = []
for text, expected in checks:
    try:
        actual = eval("rt." + text)
    except Exception as error:
        actual = repr(error)
    if actual is not expected:
        wrong.append(f"{text}: {actual}, not {expected}")


# --- what is replaced is not genuine any more, and is again when it is put back
def replaced(*args, **kwargs):
    return 0


for owner, name, path in [(np, "sum", "numpy.sum"), (pd.Series, "apply", "pandas.Series.apply")]:
    original = owner.__dict__[name]
    setattr(owner, name, replaced)
    if rt.genuine(path):
        wrong.append(f"{path} was replaced")
    replaced.__name__ = name
    replaced.__module__ = owner.__module__ if owner is pd.Series else "numpy"
    if rt.genuine(path):
        wrong.append(f"{path} was replaced by something that pretends")
    setattr(owner, name, original)
    if not rt.genuine(path):
        wrong.append(f"{path} is back")

# --- every guard on every value: an answer, no exception, no warning, nothing changed
values = [
    None, 1, Int(1), 2.5, float("nan"), "x", b"x", [], [1, "a"], (), {}, {1}, range(3), List([1]), Evil(), iter([1]), f, g, i, nan, swapped,
    subclass, masked, objects, empty, broadcast, stretched, frozen, np.float64(1), np.array("2020", "M8[D]"), np.zeros(2, "i4,f8"),
    np.array(["a"]), np.array([1j]), df, twice, labelled, multi, df["a"], df["b"], df["o"], Frame(df), pd.DataFrame(), pd.Series(dtype=object),
    pd.Series(["a", None], dtype="category"), pd.Series([1, None], dtype="Int64"), pd.to_datetime(pd.Series(["2020-01-01"])), df.index, type, np,
]
extra = {
    "exactly": ["int"], "elements": ["int"], "length": [1, 2], "between": [0, 2.5], "array": ["float64", 1, 3], "number": ["int64"], "shape": [3],
    "extent": [0, 1], "within": [0, 5], "column": ["a", "int64"], "no_column": ["a"], "frame": [1], "plain": ["T", "x"], "series": ["int64", 1], "tensor": ["float32", 1, "cpu", False],
    "batched": [2, 3, 4], "beside": [1, 2.5], "takes": ["sum", i],
}
guards = [
    name
    for name in dir(rt)
    if getattr(getattr(rt, name), "__module__", None) in ("noodle_rt.guards", "noodle_rt.frame_guards", "noodle_rt.processor") and name not in ("genuine", "version")
]
before = [repr(value) if type(value) not in (Evil, List) else None for value in values]
state = repr(np.random.get_state())
count = len(checks)
for name in guards:
    for first in values:
        arguments = [[first, *extra.get(name, [])]]
        if name in ("same_shape", "apart", "aligned", "same_index", "clear"):
            arguments = [[first, other] for other in values]
        elif name == "beside":
            arguments = [[elements, 1, other] for elements, other in ((first, 1.5), (f, first))]
        for each in arguments:
            count += 1
            try:
                with np.errstate(all="raise"):
                    answer = getattr(rt, name)(*each)
            except BaseException as error:
                answer = repr(error)
            if answer is not True and answer is not False:
                wrong.append(f"{name} on {[type(value).__name__ for value in each]}: {answer}")
if before != [repr(value) if type(value) not in (Evil, List) else None for value in values]:
    wrong.append("a guard changed a value")
if state != repr(np.random.get_state()):
    wrong.append("a guard drew a random number")

print(json.dumps({"checks": count, "guards": guards + ["genuine", "version"], "wrong": wrong[:40]}))
