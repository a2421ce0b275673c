"""Pairs of values that programs can tell apart, with the path and kind of what differs first, by library.

Each pair also says which of the usual comparisons take the two for equal: `==`, `np.allclose`, `np.array_equal`,
`DataFrame.equals`, `assert_frame_equal` as it is called without options, `torch.equal`.
"""
import sys

N = float("nan")
LIBRARIES = {}


def library(*names):
    """Registers a function that gives differences: name -> (left, right, path, what)."""
    def register(function):
        LIBRARIES[function.__name__] = (names, function)
        return function
    return register


def read(generator, count):
    for _ in range(count):
        next(generator)
    return generator


@library()
def python():
    import array
    import collections
    import dataclasses
    import datetime
    import decimal
    import enum
    import fractions
    import functools
    import io
    import pathlib
    import random
    import re
    import types

    class Text(str):
        pass

    class Number(int):
        pass

    class Color(enum.IntEnum):
        RED = 1

    class Slots:
        __slots__ = ("a", "b")

        def __init__(self, **values):
            for name, value in values.items():
                setattr(self, name, value)

    @dataclasses.dataclass
    class Record:
        x: int
        y: list = dataclasses.field(default_factory=list, compare=False)

    Point = collections.namedtuple("Point", "x y")
    Other = collections.namedtuple("Other", "x y")
    inner = [1]
    cycle, straight = [1], [1, [1, None]]
    cycle.append(cycle)
    ordered = collections.OrderedDict(a=1, b=2)
    noted = ValueError("x")
    noted.__notes__ = ["careful"]
    caused = ValueError("x")
    caused.__cause__ = KeyError("k")
    behind = ValueError("x")
    behind.__context__ = KeyError("k")
    summer = datetime.timezone(datetime.timedelta(hours=1))
    seeded, drawn = random.Random(1), random.Random(1)
    drawn.random()

    def count(n):
        yield from range(n)

    def adder(n):
        return lambda value: value + n

    def with_default(value, n=1):
        return value

    def same_default(value, n=2):
        return value

    same_default.__qualname__ = with_default.__qualname__
    same_default.__code__ = with_default.__code__
    return {
        "a truth value is no integer": (1, True, "x", "type"),
        "an integer is no float": ([1, 2], [1, 2.0], "x[1]", "type"),
        "an integer is no complex number": (1, 1 + 0j, "x", "type"),
        "zeros have signs": (0.0, -0.0, "x", ""),
        "zeros have signs deep inside": ({"a": (1, [0.0])}, {"a": (1, [-0.0])}, 'x["a"][1][0]', ""),
        "parts of complex numbers have signs": (complex(0, 0.0), complex(0, -0.0), "x", ""),
        "NaN has a sign": (N, -N, "x", ""),
        "the last bit of a float": (0.1 + 0.2, 0.3, "x", ""),
        "the smallest float is not zero": (5e-324, 0.0, "x", ""),
        "one of a million floats": ([0.5] * 10 ** 6, [0.5] * (10 ** 6 - 1) + [0.5000000000000001], "x[999999]", ""),
        "one float of many is an integer": ([1.0] * 50, [1.0] * 49 + [1], "x[49]", "type"),
        "one None of many is NaN": ([None] * 50, [None] * 20 + [N] + [None] * 29, "x[20]", "type"),
        "integers without end": (10 ** 40, 10 ** 40 + 1, "x", "value"),
        "a text of a class of its own": ("a", Text("a"), "x", "type"),
        "an integer of a class of its own": (3, Number(3), "x", "type"),
        "a member of an enumeration": (1, Color.RED, "x", "type"),
        "two surrogates are no character": ("\ud83d\ude00", "\U0001f600", "x", ""),
        "composed and decomposed characters": ("\u00e9", "e\u0301", "x", ""),
        "bytes are no bytearray": (b"ab", bytearray(b"ab"), "x", "type"),
        "one byte": (b"ab", b"ac", "x[1]", ""),
        "an array's type code": (array.array("i", [1]), array.array("l", [1]), "x", "typecode"),
        "a memoryview that cannot be written to": (memoryview(bytearray(b"ab")), memoryview(bytearray(b"ab")).toreadonly(), "x", "readonly"),
        "a list is no tuple": ([1], (1,), "x", "type"),
        "the order of a dictionary": ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "x", "order of keys"),
        "the class of a key": ({1: "a"}, {True: "a"}, "x[1]", ""),
        "the class of a mapping": ({"a": 1, "b": 2}, ordered, "x", "type"),
        "a counter is a class of its own": ({"a": 1}, collections.Counter("a"), "x", "type"),
        "what a default dictionary makes": (collections.defaultdict(list), collections.defaultdict(dict), "x.default_factory", "name"),
        "how long a deque gets": (collections.deque([1], 3), collections.deque([1]), "x", "maxlen"),
        "a set is not frozen": ({1}, frozenset({1}), "x", "type"),
        "an element of a set": ({1, 2}, {1, 2.0}, "x", "element"),
        "an element in a set of tuples": ({(1, 2)}, {(1, 2.0)}, "x", "element"),
        "a named tuple is no tuple": ((1, 2), Point(1, 2), "x", "type"),
        "the class of a named tuple": (Point(1, 2), Other(1, 2), "x", "type"),
        "one object twice, or two objects": ([inner, inner], [[1], [1]], "x[1]", ""),
        "an object that contains itself": (cycle, straight, "x[1]", ""),
        "a field that == passes over": (Record(1, [1]), Record(1, [2]), "x.y[0]", ""),
        "slots": (Slots(a=1, b=2), Slots(a=1, b=3), "x.b", ""),
        "a slot that is empty": (Slots(a=1), Slots(a=1, b=2), "x.b", ""),
        "an attribute of a name space": (types.SimpleNamespace(a=1), types.SimpleNamespace(a=1.0), "x.a", "type"),
        "a decimal's digits": (decimal.Decimal("1.0"), decimal.Decimal("1.00"), "x", "value"),
        "a decimal's negative zero": (decimal.Decimal("0"), decimal.Decimal("-0"), "x", "value"),
        "a fraction is no integer": (fractions.Fraction(2), 2, "x", "type"),
        "a range is more than its items": (range(0, 3, 2), range(0, 4, 2), "x.stop", ""),
        "a slice": (slice(1, 2), slice(1, 2, 1), "x.step", "type"),
        "a moment in another zone": (datetime.datetime(2020, 1, 1, 1, tzinfo=summer),
                                     datetime.datetime(2020, 1, 1, 0, tzinfo=datetime.timezone.utc), "x", "hour"),
        "the second of two equal hours": (datetime.datetime(2020, 1, 1), datetime.datetime(2020, 1, 1, fold=1), "x", "fold"),
        "a date is no moment": (datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1), "x", "type"),
        "flags of a pattern": (re.compile("a"), re.compile("a", re.I), "x.flags", ""),
        "a match at another place": (re.search("a", "ba"), re.search("a", "ab"), "x", "spans"),
        "an exception's arguments": (ValueError("a"), ValueError("b"), "x.args[0]", ""),
        "an exception's class": (KeyError("a"), IndexError("a"), "x", "type"),
        "an exception's notes": (ValueError("x"), noted, "x.__notes__", ""),
        "an exception's cause": (ValueError("x"), caused, "x", "suppress_context"),
        "the exception behind one": (ValueError("x"), behind, "x.__context__", ""),
        "a file that was not found": (FileNotFoundError(2, "no", "a"), FileNotFoundError(2, "no", "b"), "x.filename", ""),
        "items that a generator still has": (count(3), count(4), "x", "length"),
        "items that a generator has given": (count(3), read(count(3), 1), "x", "length"),
        "items that an iterator still has": (iter([1, 2]), iter([1, 2.0]), "x[1]", "type"),
        "code of a function": (lambda value: value + 1, lambda value: value + 2, "x", "code"),
        "a variable that a function has caught": (adder(1), adder(2), "x.__closure__['n']", ""),
        "a function's default": (with_default, same_default, "x.__defaults__[0]", ""),
        "arguments of a partial call": (functools.partial(int, base=2), functools.partial(int, base=3), 'x.keywords["base"]', ""),
        "a method of another object": ([1].append, [2].append, "x.__self__[0]", ""),
        "a path is no text": (pathlib.PurePosixPath("a"), "a", "x", "type"),
        "the position in a file in memory": (io.StringIO("ab"), moved(io.StringIO("ab")), "x", "position"),
        "the state of a random generator": (seeded, drawn, "x.getstate()[1][0]", ""),
    }


def moved(file):
    file.read(1)
    return file


@library("numpy")
def numpy():
    import numpy as np
    grid = np.arange(6.0).reshape(2, 3)
    close = grid.copy()
    close[1, 2] = np.nextafter(5.0, 6.0)
    fixed = grid.copy()
    fixed.flags.writeable = False
    quiet = np.array([N])
    payload = (quiet.view("u8") | 1).view("f8")
    tiny = np.array([5e-324])
    pair = np.dtype([("a", "f8"), ("b", "i4")])
    rows = np.zeros(2, pair)
    others = rows.copy()
    others["b"][1] = 1
    titled = np.zeros(2, [(("A", "a"), "f8"), ("b", "i4")])
    masked = np.ma.array([1, 2, 3], mask=[False, True, False])
    filled = masked.copy()
    filled.fill_value = 7
    under = np.ma.array([1, 9, 3], mask=[False, True, False])
    hard = masked.copy()
    hard.harden_mask()
    objects = np.array([1, "a", None], dtype=object)
    shared = [1]
    twice = np.empty(2, dtype=object)
    twice[0] = twice[1] = shared
    apart = np.empty(2, dtype=object)
    apart[0], apart[1] = [1], [1]
    drawn = np.random.default_rng(1)
    drawn.random()
    used = np.random.RandomState(1)
    used.rand()
    return {
        "the last bit": (grid, close, "x[1,2]", ""),
        "zeros have signs in arrays": (np.array([0.0]), np.array([-0.0]), "x[0]", ""),
        "a subnormal is not zero": (tiny, np.zeros(1), "x[0]", ""),
        "NaN has a payload": (quiet, payload, "x[0]", ""),
        "where NaN is": (np.array([N, 1.0]), np.array([1.0, N]), "x[0]", ""),
        "the dtype": (grid, grid.astype("f4"), "x", "dtype"),
        "the dtype of integers": (np.array([1]), np.array([1.0]), "x", "dtype"),
        "the byte order": (grid, grid.astype(">f8" if sys.byteorder == "little" else "<f8"), "x", "dtype"),
        "the unit of dates": (np.array(["2020-01-01"], "M8[D]"), np.array(["2020-01-01"], "M8[ns]"), "x", "dtype"),
        "the width of texts": (np.array(["a"], "U1"), np.array(["a"], "U2"), "x", "dtype"),
        "the shape": (np.zeros((1, 3)), np.zeros(3), "x", "shape"),
        "an empty array's shape": (np.zeros((0, 3)), np.zeros((0, 4)), "x", "shape"),
        "an array of no dimension is no number": (np.array(5.0), np.float64(5.0), "x", "type"),
        "the order in memory": (grid, np.asfortranarray(grid), "x", "order"),
        "a view with gaps": (np.arange(10)[::2], np.arange(0, 10, 2), "x", "order"),
        "an array that cannot be written to": (grid, fixed, "x", "writeable"),
        "a matrix": (np.asmatrix(grid), grid, "x", "type"),
        "an array with a mask": (np.ma.array([1]), np.array([1]), "x", "type"),
        "a mask": (masked, np.ma.array([1, 2, 3], mask=[True, True, False]), "x.mask[0]", ""),
        "no mask": (np.ma.array([1, 2]), np.ma.array([1, 2], mask=[False, False]), "x", "mask"),
        "the value that fills": (masked, filled, "x.fill_value", ""),
        "what lies under a mask": (masked, under, "x._data[1]", ""),
        "a mask that is hard": (masked, hard, "x", "hardmask"),
        "a record array": (rows, rows.view(np.recarray), "x", "type"),
        "a field of a structure": (rows, others, 'x["b"][1]', ""),
        "the titles of fields": (rows, titled, "x", "dtype"),
        "the class of an object in an array": (objects, np.array([1, "a", N], dtype=object), "x[2]", "type"),
        "a truth value in an array of objects": (np.array([1], object), np.array([True], object), "x[0]", "type"),
        "one object twice in an array": (twice, apart, "x[1]", ""),
        "a NumPy number is no Python number": (np.float64(1), 1.0, "x", "type"),
        "the class of a NumPy integer": (np.int64(1), np.int32(1), "x", "type"),
        "a NumPy truth value": (np.bool_(True), True, "x", "type"),
        "a NumPy text": (np.str_("a"), "a", "x", "type"),
        "a list of NumPy numbers": ([np.int64(1), np.int64(2)], [1, 2], "x[0]", "type"),
        "a list is no array": ([1.0], np.array([1.0]), "x", "type"),
        "a generator that was used": (np.random.default_rng(1), drawn, 'x.bit_generator.state["state"]["state"]', "value"),
        "an old generator that was used": (np.random.RandomState(1), used, 'x.get_state()["state"]["key"][0]', ""),
        "a kind of generator": (np.random.PCG64(1), np.random.MT19937(1), "x", "type"),
        "a dtype by itself": (np.dtype("f8"), np.dtype("f4"), "x", "dtype"),
    }


@library("numpy", "pandas")
def pandas():
    import numpy as np
    import pandas as pd
    frame = pd.DataFrame({"a": [1, 2], "b": [1.0, 2.0]}, index=["p", "q"])
    plain = frame.reset_index(drop=True)
    series = pd.Series([1, 2, 2], name="n")
    noted = frame.copy()
    noted.attrs["unit"] = "m"
    named = frame.rename_axis(columns="c")
    categories = pd.Series(["a", "b"], dtype="category")
    days = pd.date_range("2020", periods=3)
    levels = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["k", "l"])
    strict = frame.set_flags(allows_duplicate_labels=False)
    nullable = pd.array([1, None], dtype="Int64")
    return {
        "the last bit in a frame": (frame, frame.assign(b=[1.0, 2.0000000000000004]), "x.columns[1][1]", ""),
        "zeros have signs in frames": (pd.DataFrame({"a": [0.0]}), pd.DataFrame({"a": [-0.0]}), "x.columns[0][0]", ""),
        "the dtype of a column": (frame, frame.astype({"a": "int32"}), "x.columns[0]", "dtype"),
        "a label": (frame, frame.rename(columns={"b": "c"}), "x.columns.values[1]", ""),
        "the order of columns": (frame, frame[["b", "a"]], "x.columns.values[0]", ""),
        "the name of the columns": (frame, named, "x.columns.name", "type"),
        "the class of a label": (pd.DataFrame({1: [1]}), pd.DataFrame({1.0: [1]}), "x.columns", "dtype"),
        "the name of the index": (frame, frame.rename_axis("k"), "x.index.name", "type"),
        "an index of numbers is no range": (plain, plain.set_axis([0, 1]), "x.index", "type"),
        "how far a range goes": (plain.iloc[:0], plain.iloc[2:], "x.index", "start"),
        "the frequency of dates": (days, pd.DatetimeIndex(list(days)), "x", "freq"),
        "the zone of dates": (days.tz_localize("UTC"), days.tz_localize("Europe/Paris"), "x", "dtype"),
        "the unit of dates": (pd.Series(days.as_unit("s")), pd.Series(days.as_unit("ns")), "x.values", "dtype"),
        "the name of a series": (series, series.rename("m"), "x.name", ""),
        "a name that is a number": (series.rename(1), series.rename(1.0), "x.name", "type"),
        "the order of categories": (categories, categories.cat.reorder_categories(["b", "a"]), "x.values.categories.values[0]", ""),
        "categories that have an order": (categories, categories.cat.as_ordered(), "x.values", "ordered"),
        "a category that nobody has": (categories, categories.cat.add_categories("c"), "x.values.categories", "length"),
        "texts are no categories": (categories, categories.astype(object), "x.values", "dtype"),
        "integers that may be missing": (series, series.astype("Int64"), "x.values", "dtype"),
        "what is missing": (nullable, pd.array([1, 2], dtype="Int64"), "x.isna()[1]", ""),
        "missing and not a number": (pd.Series([1.5, None], dtype="Float64"), pd.Series([1.5, None]), "x.values", "dtype"),
        "None is not NaN": (pd.Series(["a", None], dtype=object), pd.Series(["a", N], dtype=object), "x.values[1]", "type"),
        "NA is not NaN": (pd.Series(["a", pd.NA], dtype=object), pd.Series(["a", N], dtype=object), "x.values[1]", "type"),
        "NaT is not None": (pd.Series([pd.NaT], dtype=object), pd.Series([None], dtype=object), "x.values[0]", "type"),
        "texts of one dtype": (pd.Series(["a"], dtype="string"), pd.Series(["a"], dtype=object), "x.values", "dtype"),
        "an integer in a column of objects": (pd.Series([1, "a"]), pd.Series([True, "a"]), "x.values[0]", "type"),
        "a sparse column": (pd.Series([0, 1], dtype="Sparse[int]"), pd.Series([0, 1]), "x.values", "dtype"),
        "the value that sparse columns leave out": (pd.arrays.SparseArray([0, 1], fill_value=0),
                                                    pd.arrays.SparseArray([0, 1], fill_value=1), "x", "dtype"),
        "notes about a frame": (frame, noted, "x.attrs", ""),
        "flags of a frame": (frame, strict, "x", "allows_duplicate_labels"),
        "an empty frame's labels": (frame.iloc[:, :0], pd.DataFrame(index=["p", "q"]), "x.columns", "type"),
        "an empty frame's dtypes": (frame.iloc[:0], frame.iloc[:0].astype({"b": "f4"}), "x.columns[1]", "dtype"),
        "the names of levels": (levels, levels.set_names(["k", "m"]), "x.names[1]", ""),
        "levels that nobody uses": (levels[:2], levels[:2].remove_unused_levels(), "x.levels[0]", "length"),
        "which side of an interval is closed": (pd.interval_range(0, 2), pd.interval_range(0, 2, closed="left"), "x", "dtype"),
        "a frame is no series": (series.to_frame(), series, "x", "type"),
        "a series is no array": (series, series.to_numpy(), "x", "type"),
        "a moment in a zone": (pd.Timestamp("2020", tz="UTC"), pd.Timestamp("2020"), "x.tz", ""),
        "a moment is no Python moment": (pd.Timestamp("2020"), pd.Timestamp("2020").to_pydatetime(), "x", "type"),
        "a span of time": (pd.Timedelta(1), pd.Timedelta(2), "x", "value"),
        "a period of another frequency": (pd.Period("2020-01", "M"), pd.Period("2020-01-01", "D"), "x", "ordinal"),
        "the keys of groups": (frame.groupby("a"), frame.groupby("b"), "x.keys", ""),
        "whether groups are sorted": (frame.groupby("a"), frame.groupby("a", sort=False), "x", "sort"),
        "the width of a window": (series.rolling(2), series.rolling(3), "x.window", ""),
        "an offset": (pd.offsets.Day(1), pd.offsets.Day(2), "x", "freq"),
        "a number of a frame": (frame["b"].iloc[0], 1.0, "x", "type"),
        "a column in a list": ([frame["a"]], [frame["a"].astype("int32")], "x[0].values", "dtype"),
        "an index in a dictionary": ({"i": plain.index}, {"i": pd.Index([0, 1])}, 'x["i"]', "type"),
    }


@library("torch")
def torch():
    import torch
    grid = torch.arange(6.0).reshape(2, 3)
    leaf = torch.ones(2, requires_grad=True)
    used = torch.ones(2, requires_grad=True)
    (used * 2).sum().backward()

    def model(bump=0.0):
        torch.manual_seed(0)
        made = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
        with torch.no_grad():
            made[0].bias[1] += bump
        return made

    frozen = model()
    frozen[0].bias.requires_grad_(False)
    shared = torch.ones(2)
    return {
        "the last bit of a tensor": (grid, torch.nextafter(grid, grid + 1), "x[0,0]", ""),
        "zeros have signs in tensors": (torch.tensor([0.0]), torch.tensor([-0.0]), "x[0]", ""),
        "the dtype of a tensor": (grid, grid.double(), "x", "dtype"),
        "strides": (grid, grid.T.contiguous().T, "x", "strides"),
        "the memory format of images": (torch.ones(1, 2, 3, 3), torch.ones(1, 2, 3, 3).to(memory_format=torch.channels_last), "x", "strides"),
        "whether a gradient is wanted": (torch.ones(2), leaf, "x", "requires_grad"),
        "a tensor that was computed is no leaf": (leaf, leaf * 1, "x", "is_leaf"),
        "a gradient": (leaf, used, "x.grad", ""),
        "a parameter is a tensor of a class of its own": (torch.nn.Parameter(grid), grid.clone().requires_grad_(), "x", "type"),
        "a tensor is no array": (grid, grid.numpy(), "x", "type"),
        "a tensor of one number is no number": (torch.tensor(1.0), 1.0, "x", "type"),
        "a tensor without elements": (torch.ones(0, 3), torch.ones(0, 4), "x", "shape"),
        "half precision": (grid.bfloat16(), (grid + 0.01).bfloat16(), "x[0,0]", ""),
        "where tensors live": (torch.ones(2, device="meta"), torch.ones(2), "x", "device"),
        "the layout of a tensor": (grid, grid.to_sparse(), "x", "layout"),
        "values of a sparse tensor": (grid.to_sparse(), (grid * 2).to_sparse(), "x._values()[0]", ""),
        "an entry that comes twice": (torch.sparse_coo_tensor([[0, 0]], [1.0, 1.0], (2,)), torch.sparse_coo_tensor([[0]], [2.0], (2,)),
                                      "x._indices()", "shape"),
        "one tensor twice": ([shared, shared], [torch.ones(2), torch.ones(2)], "x[1]", ""),
        "a weight of a module": (model(), model(1.0), 'x._modules["0"]._parameters["bias"][1]', ""),
        "training or not": (model(), model().eval(), "x.training", ""),
        "a weight that is frozen": (model(), frozen, 'x._modules["0"]._parameters["bias"]', "requires_grad"),
        "a generator of tensors": (torch.Generator().manual_seed(1), torch.Generator().manual_seed(2), "x.get_state()[0]", ""),
        "a size is no tuple": (torch.Size([1]), (1,), "x", "type"),
    }


@library("scipy")
def scipy():
    import numpy as np
    import scipy.sparse as sp
    eye = sp.csr_matrix(np.eye(3))
    negative = eye.copy()
    negative.data[1] = -1
    jumbled = sp.csr_matrix((np.array([1.0, 2.0]), np.array([1, 0]), np.array([0, 2, 2])), shape=(2, 2))
    ordered = jumbled.copy()
    ordered.sort_indices()
    zeros = sp.csr_matrix((np.array([0.0]), np.array([0]), np.array([0, 1, 1])), shape=(2, 2))
    return {
        "an entry": (eye, negative, "x.data[1]", ""),
        "the format": (eye, eye.tocsc(), "x", "type"),
        "a sparse array is no matrix": (eye, sp.csr_array(np.eye(3)), "x", "type"),
        "the order of indices": (jumbled, ordered, "x", "has_sorted_indices"),
        "a zero that is stored": (zeros, sp.csr_matrix((2, 2)), "x.indptr[1]", ""),
        "the width of indices": (eye, wide(eye), "x.indptr", "dtype"),
        "an entry that comes twice": (sp.coo_matrix(([1.0, 1.0], ([0, 0], [0, 0])), shape=(1, 1)), sp.coo_matrix(([2.0], ([0], [0])), shape=(1, 1)),
                                      "x.row" if not hasattr(sp.coo_matrix((1, 1)), "coords") else "x.coords[0]", "shape"),
        "the dtype of entries": (eye, eye.astype("f4"), "x", "dtype"),
        "the shape of nothing": (sp.csr_matrix((2, 3)), sp.csr_matrix((3, 2)), "x", "shape"),
        "zeros have signs in sparse matrices": (zeros, -zeros, "x.data[0]", ""),
        "an entry of a row of lists": (eye.tolil(), negative.tolil(), "x.data[1][0]", ""),
        "an entry of diagonals": (eye.todia(), negative.todia(), "x.data[0,1]", ""),
        "the size of blocks": (sp.bsr_matrix(np.eye(4), blocksize=(1, 1)), sp.bsr_matrix(np.eye(4), blocksize=(2, 2)), "x.indptr", "shape"),
        "an entry by its place": (eye.todok(), negative.todok(), "x[(numpy.int32(1), numpy.int32(1))]", ""),
        "the order of coordinates": (sp.coo_matrix(([1, 2], ([0, 1], [0, 1]))), sp.coo_matrix(([2, 1], ([1, 0], [1, 0]))),
                                     "x.row[0]" if not hasattr(sp.coo_matrix((1, 1)), "coords") else "x.coords[0][0]", ""),
    }


def wide(matrix):
    changed = matrix.copy()
    changed.indices, changed.indptr = changed.indices.astype("i8"), changed.indptr.astype("i8")
    return changed


@library("sklearn")
def sklearn():
    import numpy as np
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    rows = np.random.default_rng(0).random((40, 3))
    target = (rows[:, 0] > 0.5).astype(int)

    def forest(**options):
        return RandomForestClassifier(3, **options).fit(rows, target)

    return {
        "a parameter": (LinearRegression(), LinearRegression(fit_intercept=False), "x.fit_intercept", ""),
        "fitted or not": (LinearRegression().fit(rows, target), LinearRegression(), "x.n_features_in_", ""),
        "a coefficient": (LinearRegression().fit(rows, target), LinearRegression().fit(rows * 2, target), "x.coef_[0]", ""),
        "a step of a pipeline": (make_pipeline(StandardScaler()), make_pipeline(StandardScaler(with_mean=False)), "x.steps[0][1].with_mean", ""),
        "a tree of a forest": (forest(random_state=0).estimators_, forest(random_state=1).estimators_, "x[0].random_state", ""),
        "a tree itself": (forest(random_state=0).estimators_[0].tree_, forest(random_state=1).estimators_[0].tree_,
                          'x.__reduce__[1]["max_depth"]', ""),
    }


@library("pyarrow")
def pyarrow():
    import pyarrow as pa
    table = pa.table({"a": [1, 2], "b": ["x", None]})
    return {
        "a number of a table": (table, pa.table({"a": [1, 3], "b": ["x", None]}), "x.columns[0][1]", ""),
        "a name of a column": (table, table.rename_columns(["a", "c"]), "x.schema[1]", "name"),
        "what is not there": (table, pa.table({"a": [1, 2], "b": ["x", "y"]}), "x.columns[1]", "nulls"),
        "notes about a table": (table, table.replace_schema_metadata({"k": "v"}), "x.schema.metadata", ""),
        "where chunks end": (pa.chunked_array([[1], [2]]), pa.chunked_array([[1, 2]]), "x", "chunks"),
        "zeros have signs in Arrow": (pa.array([0.0]), pa.array([-0.0]), "x[0]", ""),
        "the type": (pa.array([1]), pa.array([1], pa.int32()), "x", "type"),
        "one of many texts": (pa.array([f"t{n}" for n in range(100)]), pa.array([f"t{n}" for n in range(99)] + ["x"]), "x[99]", ""),
    }


@library("polars")
def polars():
    import polars as pl
    return {
        "a number of a frame": (pl.DataFrame({"a": [1.0, 2.0]}), pl.DataFrame({"a": [1.0, 2.0000000000000004]}), "x.columns[0][1]", ""),
        "zeros have signs in Polars": (pl.Series([0.0]), pl.Series([-0.0]), "x[0]", ""),
        "a name": (pl.Series("a", [1]), pl.Series("b", [1]), "x.name", ""),
        "the dtype": (pl.Series([1]), pl.Series([1], dtype=pl.Int32), "x", "dtype"),
        "the order of columns": (pl.DataFrame({"a": [1], "b": [1]}), pl.DataFrame({"b": [1], "a": [1]}), "x.columns[0]", ""),
        "what is not there": (pl.Series([1, None]), pl.Series([1, 2]), "x", "nulls"),
        "a plan": (pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [1]}).filter(pl.col("a") > 1), "x", "plan"),
        "an expression": (pl.col("a"), pl.col("a") + 1, "x", "expression"),
    }


@library("matplotlib")
def matplotlib():
    from matplotlib.figure import Figure

    def figure(color="red", title="t", values=(1, 2, 3), size=(4, 3)):
        made = Figure(figsize=size)
        axes = made.add_subplot()
        axes.plot(values, color=color)
        axes.set_title(title)
        return made

    return {
        "what a line shows": (figure(), figure(values=(1, 2, 4)), "x.get_children()[1].get_children()[0].get_xydata()[2,1]", ""),
        "a colour": (figure(), figure("blue"), "x.get_children()[1].get_children()[0].get_color()", ""),
        "a title": (figure(), figure(title="u"), "x.get_children()[1].get_children()[7].get_text()", ""),
        "the size of a figure": (figure(), figure(size=(4, 4)), "x", "size"),
    }


@library("tensorflow")
def tensorflow():
    import tensorflow as tf
    one = tf.constant([1.0, 2.0])

    def layer(bias=0.0, **options):
        made = tf.keras.layers.Dense(1, name="d", kernel_initializer="ones", **options)
        made.build((None, 2))
        made.bias.assign([bias])
        return made

    return {
        "the last bit of a tensor": (one, tf.math.nextafter(one, one + 1), "x[0]", ""),
        "the dtype of a tensor": (one, tf.constant([1.0, 2.0], tf.float64), "x", "dtype"),
        "the shape of a tensor": (one, one[None], "x", "shape"),
        "text": (tf.constant(["a"]), tf.constant(["b"]), "x[0][0]", ""),
        "half precision": (tf.cast(one, tf.bfloat16), tf.cast(one + 0.1, tf.bfloat16), "x[0]", ""),
        "a value of a variable": (tf.Variable([1.0], name="v"), tf.Variable([1.5], name="v"), "x[0]", ""),
        "a value of a ragged tensor": (tf.ragged.constant([[1.0], []]), tf.ragged.constant([[2.0], []]), "x.values[0]", ""),
        "a size that is known": (tf.TensorShape([None, 2]), tf.TensorShape([3, 2]), "x", "dims"),
        "a weight of a layer": (layer(), layer(1.0), "x.weights[1][0]", ""),
        "how a layer is made": (layer(), layer(activation="relu"), 'x.get_config()["activation"]', ""),
        "a layer that is frozen": (layer(), layer(trainable=False), "x", "trainable"),
        "a rate of an optimizer": (tf.keras.optimizers.SGD(0.1), tf.keras.optimizers.SGD(0.2), "x.variables[1]", ""),
        "zeros have signs in TensorFlow": (tf.constant([0.0]), tf.constant([-0.0]), "x[0]", ""),
        "a variable is no tensor": (tf.Variable([1.0]), tf.constant([1.0]), "x", "type"),
        "a tensor is no array of NumPy": (one, one.numpy(), "x", "type"),
        "where rows of ragged tensors end": (tf.ragged.constant([[1], [2, 3]]), tf.ragged.constant([[1, 2], [3]]), "x.row_splits[1]", ""),
        "an index of a sparse tensor": (tf.sparse.from_dense([[0, 1]]), tf.sparse.from_dense([[1, 0]]), "x.indices[0,1]", ""),
        "whether a variable is trained": (tf.Variable([1.0], name="v"), tf.Variable([1.0], name="v", trainable=False), "x", "trainable"),
    }
