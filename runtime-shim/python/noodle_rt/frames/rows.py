"""Rows of a frame without a Series for each: stand-ins for frames whose rows are only asked for single cells.

    for i, row in noodle_rt.by_rows(df, ("x", "y")).iterrows():
        total += row["x"] * row["y"]

`by_rows` gives an object that has the one method that is called, or the frame itself, so that pandas does what it always does. Cells
are the very objects that pandas would have put into the row: all columns of a frame share one dtype there, so that a cell of an
integer column is a `numpy.float64` beside floats, and Python's `int` beside strings.
"""
import datetime
import sys
from itertools import chain, islice, repeat

from noodle_rt.frames.distinct import _FUNCTION, _UNCHANGING, _is_closed, _rows_by_distinct
from noodle_rt.guards import _library

_OBJECT = "object"

# Fewer rows do not pay for the preparation, in a loop and in `apply` (pandas 2.2 and 3.1).
_FEW_ROWS = 4
_FEW_ROWS_APPLIED = 20


def by_rows(frame, labels, attributes=(), plain=(), leaves=None, stores=False, repeated=None, closed=False):
    """A stand-in for a frame of whose rows only `row[label]` and `row.attribute` are read; the frame itself where it cannot be one.

    labels: column labels, all that the rows are asked for.
    attributes: those of them that are read as attributes, too.
    plain: values that have to be of classes whose operators run no code of the program.
    leaves: a row has to be a Series when the loop has ended, since somebody may read it: `True` when the loop goes to its end; the
        name of the module's variable that holds the row when it may end at any row.
    stores: the loop stores into columns of the frame that are not read.
    repeated: the function that is applied only computes, and from so many rows on it pays to look for equal ones.
    closed: nobody has seen yet that what it finds outside of itself is of classes whose operators run no code of the program.
    """
    pandas = _library("pandas")
    if pandas is None or type(frame) is not pandas.DataFrame or len(frame) < _FEW_ROWS:
        planned = getattr(type(frame), "_noodle_by_rows", None) if leaves is None else None
        return frame if planned is None else planned(frame, lambda whole: by_rows(whole, labels, attributes, plain))
    if not _has_columns(pandas, frame, labels, attributes) or not all(type(value) in _PLAIN for value in plain):
        return frame
    if leaves is None:
        return _Rows(frame, labels, attributes, repeated, closed)
    if stores:
        if len(set(_dtypes_of(frame))) == 1:
            # Its rows may be views, in which what is stored can be seen.
            return frame
        frame = frame.copy()
    return _LeavingRows(frame, labels, attributes, leaves, sys._getframe(1).f_globals)


def _has_columns(pandas, frame, labels, attributes):
    """Whether each label means exactly one column, and each attribute means that column."""
    columns = frame.columns
    if type(columns) is not pandas.Index and type(columns) is not pandas.RangeIndex or not columns.is_unique:
        return False
    try:
        if not all(label in columns for label in labels):
            return False
    except TypeError:
        return False
    return not any(hasattr(pandas.Series, name) for name in attributes)


class _Rows:
    """Stands for a frame in the one call that follows."""

    __slots__ = ("_frame", "_labels", "_attributes", "_repeated", "_closed")

    def __init__(self, frame, labels, attributes, repeated=None, closed=False):
        self._frame = frame
        self._labels = labels
        self._attributes = attributes
        self._repeated = repeated
        self._closed = closed

    def iterrows(self):
        frame = self._frame
        cells = _cells(frame, self._labels, infers=True) if frame.index.inferred_type in _PLAIN_INDEX else None
        if cells is None:
            return frame.iterrows()
        return zip(frame.index, _light_rows(self._labels, self._attributes, cells))

    def apply(self, func, axis=0, raw=False, result_type=None, args=(), **kwargs):
        frame = self._frame
        cells = None
        if len(frame) >= _FEW_ROWS_APPLIED and _calls_by_row(func, axis, raw, result_type, kwargs):
            if self._repeated is not None:
                is_closed = _is_closed(func)
                if self._closed and not is_closed:
                    return frame.apply(func, axis=axis, raw=raw, result_type=result_type, args=args, **kwargs)
                done = self._by_distinct(func, axis, args, kwargs) if is_closed else None
                if done is not None:
                    return done
            cells = _cells(frame, self._labels, infers=False)
        if cells is None:
            return frame.apply(func, axis=axis, raw=raw, result_type=result_type, args=args, **kwargs)
        light = _light_rows(self._labels, self._attributes, cells)
        if args or kwargs:
            results = [func(row, *args, **kwargs) for row in light]
        else:
            results = list(map(func, light))
        return _applied(frame, results)

    def _by_distinct(self, func, axis, args, kwargs):
        if len(self._frame) < self._repeated or kwargs or not _UNCHANGING.issuperset(map(type, args)):
            return None
        labels, attributes = self._labels, self._attributes
        return _rows_by_distinct(self._frame, labels, lambda part: _Rows(part, labels, attributes).apply(func, axis, args=args))


class _LeavingRows:
    """Stands for a frame in a loop after which the row is a Series again."""

    __slots__ = ("_rows", "_frame", "_leaves", "_variables")

    def __init__(self, frame, labels, attributes, leaves, variables):
        self._rows = _Rows(frame, labels, attributes)
        self._frame = frame
        self._leaves = leaves
        self._variables = variables

    def iterrows(self):
        light = self._rows.iterrows()
        if type(light) is not zip:
            return light
        if self._leaves is True:
            return chain(islice(light, len(self._frame) - 1), self._frame.iloc[-1:].iterrows())
        return self._steps(light)

    def _steps(self, light):
        number, row = 0, None
        try:
            for number, step in enumerate(light):
                row = step[1]
                yield step
        finally:
            # The loop has ended: at the last row, with `break`, or with an exception.
            if row is not None and self._variables.get(self._leaves) is row:
                self._variables[self._leaves] = next(self._frame.iloc[number : number + 1].iterrows())[1]


def _calls_by_row(func, axis, raw, result_type, kwargs):
    """Whether `DataFrame.apply` calls a function with each row, and makes a series of what it gives."""
    if axis not in (1, "columns") or raw is not False or result_type is not None or type(func) is not _FUNCTION:
        return False
    # Those of `apply` itself, in any version.
    return not any(name in kwargs for name in ("by_row", "engine", "engine_kwargs"))


class _LightRow(dict):
    """A row whose cells are also attributes."""

    __slots__ = ()
    __getattr__ = dict.__getitem__


def _light_rows(labels, attributes, cells):
    make = _LightRow if attributes else dict
    if len(labels) == 1 and not attributes:
        (label,), (column,) = labels, cells
        return [{label: cell} for cell in column]
    return map(make, map(zip, repeat(labels), zip(*cells)))


def _dtypes_of(frame):
    """The dtypes of all columns, in any order. `frame.dtypes` makes Python forget which warnings it has shown."""
    return [block.dtype for block in frame._mgr.blocks]


def _row_dtype(pandas, frame):
    """The dtype that all rows of a frame have in common, "object" among them, or `None` when it is not known how they are made."""
    dtypes = _dtypes_of(frame)
    kinds = {_kind_of_dtype(pandas, dtype) for dtype in dtypes}
    if None in kinds:
        return None
    if kinds <= {"number"}:
        first = dtypes[0]
        if all(dtype == first for dtype in dtypes):
            return first
        return frame.iloc[:0].to_numpy().dtype
    if kinds == {"time"} and len(set(map(str, dtypes))) > 1:
        return None
    return _OBJECT


def _kind_of_dtype(pandas, dtype):
    kind = getattr(dtype, "kind", None)
    numpy = _library("numpy")
    if isinstance(dtype, numpy.dtype):
        if kind in "iufb":
            return "number" if dtype.itemsize <= 8 and dtype.isnative else None
        if kind == "O":
            return "object"
        return "time" if kind in "mM" else None
    if type(dtype) is pandas.DatetimeTZDtype:
        return "time"
    if type(dtype) is pandas.StringDtype:
        # The default one of pandas 3, whose missing values are NaN.
        return "text" if str(dtype) == "str" else None
    if type(dtype) is pandas.CategoricalDtype:
        categories = dtype.categories
        if categories is not None and (categories.dtype == object or str(categories.dtype) == "str"):
            return "text" if all(type(each) is str for each in categories) else None
    return None


def _cells(frame, labels, infers):
    """A list of the cells of each column, as rows hold them; `None` when that is not known.

    infers: whether a Series is made of each row anew, which turns `None` among texts and among times into something else.
    """
    pandas = _library("pandas")
    dtype = _row_dtype(pandas, frame)
    if dtype is None:
        return None
    columns = [frame[label] for label in labels]
    if dtype is not _OBJECT and dtype.kind != "O":
        return [list(column.to_numpy().astype(dtype, copy=False)) for column in columns]
    cells = [_objects(column) for column in columns]
    plain = _PLAIN_IF_INFERRED if infers and not any(each.kind in "iub" for each in _dtypes_of(frame)) else _PLAIN
    for column, values in zip(columns, cells):
        if column.dtype == object and not plain.issuperset(map(type, values)):
            return None
    return cells


_PLAIN_INDEX = {"integer", "string", "floating", "boolean", "datetime64", "timedelta64"}

# Classes of objects whose operators run no code of the program.
_PLAIN_IF_INFERRED = {str, int, float, bool}
_PLAIN = _PLAIN_IF_INFERRED | {type(None), bytes}


def _objects(column):
    """The elements of a Series as objects."""
    if getattr(column.dtype, "kind", "O") in "iufb" and column.dtype.isnative:
        return column.to_numpy().tolist()
    return list(column.astype(object))


def _applied(frame, results):
    """What `frame.apply(f, axis=1)` makes of the results of `f`, one for each row."""
    pandas = _library("pandas")
    first = results[0]
    if type(first) in _SCALARS or type(first).__module__ == "numpy" and not hasattr(first, "__len__") or _is_time(first):
        result = pandas.Series(dict(enumerate(results)))
        result.index = frame.index
        return result.__finalize__(frame, method="apply")
    # A function whose results are sequences: pandas itself puts them together.
    following = iter(results)
    return frame.iloc[:, :0].assign(_=0).apply(lambda _: next(following), axis=1).__finalize__(frame, method="apply")


_SCALARS = {str, int, float, bool, type(None), datetime.date, datetime.datetime, datetime.time, datetime.timedelta}


def _is_time(value):
    pandas = _library("pandas")
    return type(value) in (pandas.Timestamp, pandas.Timedelta, type(pandas.NaT))
