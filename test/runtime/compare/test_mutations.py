"""Random values and one random change of each: every change is found where it was made, and values equal their own copies."""
import collections
import copy
import datetime
import decimal
import importlib.util
import math
import os
import tempfile
import unittest

from hypothesis import HealthCheck, given, settings, strategies as st

from noodle_rt.compare import Comparer, difference
from noodle_rt.compare.contract import contract
from noodle_rt.compare.image import Imager
from noodle_rt.compare.store import Capture, Writer

np = pd = None
if importlib.util.find_spec("numpy"):
    import numpy as np
if importlib.util.find_spec("pandas"):
    import pandas as pd

EXAMPLES = int(os.environ.get("NOODLE_COMPARE_EXAMPLES", "1000"))


class Text(str):
    pass


class Thing:
    def __init__(self, **values):
        self.__dict__.update(values)


Point = collections.namedtuple("Point", "x y")

# ---------------------------------------------------------------- values

KEYS = st.sampled_from([f"k{number}" for number in range(12)])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-5, 5), st.floats(), st.complex_numbers(), st.text(max_size=8),
    st.binary(max_size=8), st.decimals(), st.datetimes(), st.dates(), st.timedeltas(), st.builds(range, st.integers(0, 9), st.integers(0, 9)))
DTYPES = ("f8", "f4", "f2", ">f8", "i8", "i2", "u1", "?", "c16", "M8[ns]", "M8[D]", "m8[s]", "U3", "S2", "O")
SHAPES = ((), (0,), (1,), (5,), (70,), (2, 3), (3, 0), (2, 3, 2), (1, 4))


@st.composite
def arrays(draw):
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    shape = draw(st.sampled_from(SHAPES))
    count = math.prod(shape)
    if dtype.kind == "O":
        array = np.empty(count, object)
        array[:] = draw(st.lists(st.one_of(st.integers(0, 3), st.floats(), st.text(max_size=3), st.none()), min_size=count, max_size=count))
    elif dtype.kind in "US":
        array = np.array(draw(st.lists(st.text("abc", max_size=2), min_size=count, max_size=count)), dtype=dtype)
    else:
        raw = draw(st.binary(min_size=count * dtype.itemsize, max_size=count * dtype.itemsize))
        array = np.frombuffer(bytes(byte & 1 for byte in raw) if dtype.kind == "b" else raw, dtype).copy()
    array = array.reshape(shape)
    return np.asfortranarray(array) if draw(st.booleans()) and array.ndim > 1 else array


COLUMNS = ("f8", "i8", "i4", "?", "str", "object", "Int64", "category", "M8[ns]")


@st.composite
def columns(draw, length):
    kind = draw(st.sampled_from(COLUMNS))
    if kind in ("f8",):
        return pd.Series(draw(st.lists(st.floats(width=64), min_size=length, max_size=length)), dtype=kind)
    if kind == "M8[ns]":
        return pd.Series(np.array(draw(st.lists(st.integers(-9, 9), min_size=length, max_size=length)), "M8[ns]"))
    numbers = draw(st.lists(st.integers(0, 1), min_size=length, max_size=length))
    if kind in ("str", "category"):
        return pd.Series([f"t{number}" for number in numbers], dtype=kind if kind != "str" else None)
    return pd.Series(numbers, dtype=kind)


@st.composite
def frames(draw):
    length = draw(st.integers(0, 6))
    frame = pd.DataFrame({f"c{number}": draw(columns(length)) for number in range(draw(st.integers(0, 4)))}, index=range(length))
    if draw(st.booleans()) and length:
        frame.index = pd.Index([f"r{number}" for number in range(length)], name=draw(st.sampled_from([None, "rows"])))
    return frame


@st.composite
def series(draw):
    found = draw(columns(draw(st.integers(0, 6))))
    found.name = draw(st.sampled_from([None, "n"]))
    return found


def values():
    leaves = [SCALARS]
    if np is not None:
        leaves += [arrays(), st.integers(-5, 5).map(np.int64), st.floats(width=32).map(np.float32)]
    if pd is not None:
        leaves += [frames(), series()]
    hashable = st.one_of(st.integers(-9, 9), st.text(max_size=3), st.tuples(st.integers(0, 3), st.text(max_size=1)))
    return st.recursive(
        st.one_of(*leaves),
        lambda inner: st.one_of(
            st.lists(inner, max_size=5), st.lists(inner, max_size=4).map(tuple), st.dictionaries(KEYS, inner, max_size=5),
            st.sets(hashable, max_size=6), st.frozensets(hashable, max_size=4), st.lists(st.floats(), min_size=16, max_size=40),
            st.lists(st.one_of(st.floats(), st.integers(-5, 5), st.text(max_size=3), st.none()), min_size=16, max_size=40),
            st.dictionaries(KEYS, inner, max_size=4).map(lambda found: Thing(**found)),
            st.builds(Point, inner, inner), st.lists(inner, max_size=3).map(lambda found: collections.deque(found, 9)),
            st.lists(inner, max_size=3).map(lambda found: collections.defaultdict(list, {f"k{n}": item for n, item in enumerate(found)}))),
        max_leaves=12)


VALUES = values()

# ---------------------------------------------------------------- changes

class Change:
    """A changed copy of a value, and the path where it differs."""

    def __init__(self, draw):
        self.draw = draw

    def one_of(self, options):
        return options[self.draw(st.integers(0, len(options) - 1))]

    def of(self, value, path):
        """Returns the changed value and the path; the value itself is left as it is."""
        options = self.here(value, path) + self.inside(value, path)
        return self.one_of(options)()

    def inside(self, value, path):
        """Changes of parts."""
        def part(rebuild, item, step):
            def change():
                new, found = self.of(item, path + step)
                return rebuild(new), found
            return change

        cls = type(value)
        if cls in (list, tuple) or cls is collections.deque:
            make = (lambda items: collections.deque(items, value.maxlen)) if cls is collections.deque else cls
            return [part(lambda new, at=at: make([new if at == index else each for index, each in enumerate(value)]), item, f"[{at}]")
                    for at, item in enumerate(value)]
        if cls is Point:
            return [part(lambda new: value._replace(x=new), value.x, ".x"), part(lambda new: value._replace(y=new), value.y, ".y")]
        if cls in (dict, collections.defaultdict):
            def rebuilt(new, key):
                changed = copy.copy(value)
                changed[key] = new
                return changed
            return [part(lambda new, key=key: rebuilt(new, key), item, f'["{key}"]') for key, item in value.items()]
        if cls is Thing:
            return [part(lambda new, name=name: Thing(**{**value.__dict__, name: new}), item, f".{name}")
                    for name, item in value.__dict__.items()]
        return []

    def here(self, value, path):
        """Changes of the value itself."""
        cls = type(value)
        if cls is bool:
            return [lambda: (int(value), path), lambda: (not value, path)]
        if value is None:
            return [lambda: (0, path), lambda: (False, path)]
        if cls is int:
            return [lambda: (value + 1, path), lambda: (-value - 1, path), lambda: (Thing(), path)] + (
                [lambda: (float(value), path), lambda: (bool(value), path)] if value in (0, 1) else [])
        if cls is float:
            if value != value:
                return [lambda: (1.0, path), lambda: (math.copysign(value, -math.copysign(1, value)), path)]
            return [lambda: (math.nextafter(value, 0.0 if value else 1.0), path), lambda: (-value, path), lambda: (math.nan, path)] + (
                [lambda: (np.float64(value), path)] if np is not None else [])
        if cls is complex:
            return [lambda: (complex(-value.real, value.imag), path), lambda: (complex(value.real, -value.imag), path)]
        if cls is str:
            return [lambda: (value + "x", path), lambda: (Text(value), path), lambda: (value.encode("utf-8", "surrogatepass"), path)]
        if cls is bytes:
            return [lambda: (value + b"x", path), lambda: (bytearray(value), path)]
        if cls is decimal.Decimal:
            return [lambda: (value.copy_negate(), path)]
        if cls is datetime.datetime:
            return [lambda: (value.replace(fold=1 - value.fold), path), lambda: (value.replace(tzinfo=datetime.timezone.utc), path + ".tzinfo")]
        if cls is datetime.date:
            return [lambda: (datetime.datetime(value.year, value.month, value.day), path)]
        if cls is datetime.timedelta:
            return [lambda: (value + datetime.timedelta(microseconds=1 if value < datetime.timedelta(0) else -1), path)]
        if cls is range:
            return [lambda: (range(value.start, value.stop + 1), path + ".stop"), lambda: (list(value), path)]
        if cls is list:
            return [lambda: (value + [0], path), lambda: (tuple(value), path)] + ([lambda: (value[:-1], path)] if value else [])
        if cls is tuple:
            return [lambda: (value + (0,), path), lambda: (list(value), path)] + ([lambda: (value[1:], path)] if value else [])
        if cls is collections.deque:
            return [lambda: (collections.deque(value, 10), path), lambda: (list(value), path)]
        if cls is Point:
            return [lambda: (tuple(value), path)]
        if cls is Thing:
            return [lambda: (Thing(**value.__dict__, more=1), path + ".more"), lambda: (dict(value.__dict__), path)]
        if cls in (dict, collections.defaultdict):
            return self.mapping(value, path)
        if cls in (set, frozenset):
            other = frozenset if cls is set else set
            return [lambda: (other(value), path), lambda: (value | {1.5}, path)] + (
                [lambda: (value - {next(iter(value))}, path)] if value else [])
        if np is not None and cls is np.ndarray:
            return self.array(value, path)
        if np is not None and isinstance(value, np.generic):
            return [lambda: (value.item(), path)]
        if pd is not None and cls is pd.DataFrame:
            return self.frame(value, path)
        if pd is not None and cls is pd.Series:
            return self.series(value, path)
        raise AssertionError(cls)

    @staticmethod
    def mapping(value, path):
        def with_items(items):
            changed = copy.copy(value)
            changed.clear()
            changed.update(items)
            return changed
        options = [lambda: (with_items([*value.items(), ("new", 1)]), path + '["new"]')]
        if len(value) > 1:
            options.append(lambda: (with_items(list(reversed(value.items()))), path))
        if value:
            first = next(iter(value))
            options.append(lambda: (with_items(list(value.items())[1:]), f'{path}["{first}"]'))
        if type(value) is dict:
            options.append(lambda: (collections.OrderedDict(value), path))
        else:
            options.append(lambda: (collections.defaultdict(dict, value), path + ".default_factory"))
        return options

    def array(self, value, path):
        def flags():
            changed = copy.deepcopy(value)
            changed.flags.writeable = False
            return changed, path

        def element():
            at = self.draw(st.integers(0, value.size - 1))
            changed = copy.deepcopy(value)
            index = np.unravel_index(at, value.shape)
            where = f"{path}[{','.join(map(str, index))}]" if value.ndim else path
            if value.dtype.kind == "O":
                new, where = self.of(value[index], where)
                changed[index] = new
                return changed, where
            one = np.array(changed[index], dtype=value.dtype).reshape(1)
            one.view("u1")[0 if one.dtype.str[0] != ">" else -1] ^= 1
            changed[index] = one[0]
            return changed, where

        options = [flags, lambda: (value.tolist(), path), lambda: (value[None], path)]
        if value.size:
            options += [element, element]
        if value.dtype.kind in "fiucMmU" and value.dtype.itemsize > 1:
            options.append(lambda: (value.astype(value.dtype.newbyteorder()), path))
        if value.dtype.kind in "f":
            options.append(lambda: (value.astype("c16"), path))
        if value.ndim == 2 and min(value.shape) > 1:
            options.append(lambda: (np.array(value, order="C" if value.flags.f_contiguous else "F"), path))
        return options

    def column(self, value, path):
        """Changes of the elements and the dtype of a series."""
        def change(make):
            def made():
                new = make()
                return pd.Series(new, index=value.index, name=value.name), path
            return made

        options = []
        dtype = str(value.dtype)
        if dtype in ("int64", "int32"):
            options.append(change(lambda: value.to_numpy().astype("i2")))
        if dtype in ("float64", "int64", "int32", "bool") and len(value):
            def element():
                at = self.draw(st.integers(0, len(value) - 1))
                raw = value.to_numpy().copy()
                raw.view("u1").reshape(len(raw), -1)[at, 0] ^= 1
                return pd.Series(raw, index=value.index, name=value.name), f"{path}[{at}]"
            options.append(element)
        if dtype in ("object", "str") and len(value):
            def item():
                at = self.draw(st.integers(0, len(value) - 1))
                items = value.tolist()
                items[at] = f"{items[at]}x" if isinstance(items[at], str) else bool(items[at])
                return pd.Series(items, index=value.index, name=value.name, dtype=value.dtype), f"{path}[{at}]"
            options.append(item)
        if dtype == "Int64":
            options.append(change(lambda: value.to_numpy("i8")))
        if dtype == "category":
            options.append(change(lambda: value.cat.as_ordered().array))
        if dtype == "datetime64[ns]":
            options.append(change(lambda: value.to_numpy().astype("M8[s]")))
        return options

    def series(self, value, path):
        options = self.column(value, path + ".values")
        options += [lambda: (value.rename("other"), path + ".name"), lambda: (value.rename_axis("axis"), path + ".index.name")]
        if len(value):
            options.append(lambda: (value.set_axis(list(range(len(value)))), path + ".index"))
        return options

    def frame(self, value, path):
        def noted():
            changed = value.copy()
            changed.attrs["note"] = 1
            return changed, path + ".attrs"

        def column(at):
            def change():
                options = self.column(value.iloc[:, at], f"{path}.columns[{at}]")
                if not options:
                    return noted()
                new, where = self.one_of(options)()
                changed = value.copy()
                changed.isetitem(at, new)
                return changed, where
            return change

        options = [noted, lambda: (value.rename_axis("other"), path + ".index.name"),
                   lambda: (value.rename_axis(columns="other"), path + ".columns.name")]
        count = value.shape[1]
        if count:
            options += [column(self.draw(st.integers(0, count - 1)))] * 3
            options.append(lambda: (value.rename(columns={"c0": "other"}), path + ".columns.values[0]"))
        if count > 1:
            options.append(lambda: (value.iloc[:, ::-1], path + ".columns.values[0]"))
        return options


# ---------------------------------------------------------------- tests

@st.composite
def pairs(draw):
    value = draw(VALUES)
    before = copy.deepcopy(value)
    changed, path = Change(draw).of(value, "x")
    return before, value, changed, path


def captured(value, folder):
    """What is in the file of a capture of a value."""
    writer = Writer(folder)
    imager = Imager()
    writer.add("variables", "x", imager.image(value, "x"))
    for number, tree in enumerate(imager.later):
        writer.add("later", str(number), tree)
    writer.finish({})
    return Capture(folder)


def file_difference(left, right, folder):
    one, other = (captured(value, os.path.join(folder, name)) for value, name in ((left, "a"), (right, "b")))
    comparer = Comparer(contract(code=True), one.later, other.later)
    return comparer.first(one.sections["variables"]["x"], other.sections["variables"]["x"], "x")


class Mutations(unittest.TestCase):
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(pairs())
    def test_changes_are_found_where_they_are(self, pair):
        before, value, changed, path = pair
        self.assertIsNone(difference(before, value, "x"), "a value differs from its copy")
        found = difference(before, changed, "x")
        self.assertIsNotNone(found, f"not found at {path}")
        self.assertEqual(found.path, path, str(found))
        with tempfile.TemporaryDirectory() as folder:
            self.assertIsNone(file_difference(before, value, folder), "a value differs from its copy in a file")
            self.assertEqual(str(file_difference(before, changed, folder)), str(found))


if __name__ == "__main__":
    unittest.main()
