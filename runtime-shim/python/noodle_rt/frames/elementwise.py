"""Functions of numbers on arrays, as `numpy.vectorize` calls them for each element (`vectorized.py`), by the ways of `columns.py`.

`numpy.vectorize` hands Python's own numbers to the function, but before that once NumPy's numbers of the first elements, and what it gives for
these says of what dtype the result is. The function only computes: the compiler has seen to that. It warns of what the processor has noted
while the function ran, even where Python compares with NaN, so that arrays with NaN are left to it.
"""
from noodle_rt.frames.distinct import _Noted
from noodle_rt.frames.parts import _collected, _run
from noodle_rt.frames.values import _EXACT, _Alone, _Column
from noodle_rt.frames.worlds import _copy, _names, _World
from noodle_rt.guards import _library

_DTYPES = {"float64", "int64", "bool"}


def elementwise(func, args):
    """What a function of numbers gives for all elements of arrays of one shape, and numbers; `None` when it has to be called for each."""
    numpy = _library("numpy")
    arrays = [each for each in args if type(each) is numpy.ndarray]
    if not arrays or arrays[0].ndim == 0:
        return None
    shape = arrays[0].shape
    if not all(each.shape == shape and each.flags.c_contiguous and each.dtype.isnative and each.dtype.name in _DTYPES for each in arrays):
        return None
    if not all(type(each) in (int, float, bool) or type(each) is numpy.ndarray for each in args):
        return None
    if not all(type(each) is numpy.ndarray or -_EXACT <= each <= _EXACT or type(each) is float and each == each for each in args):
        return None
    # Nor has it a NaN of its own.
    if any(str(each).lower() == "nan" for each in (*_names(func.__code__), *func.__code__.co_consts)):
        return None
    if any(each.dtype.kind == "f" and numpy.isnan(each).any() for each in arrays):
        return None
    dtype = _first_dtype(numpy, func, args) if numpy.geterr()["under"] == "ignore" else None
    if dtype is None:
        return None
    try:
        copy = _copy(func, _Known(False))
        columns = [_whole(each) if type(each) is numpy.ndarray else each for each in args]
    except _Alone:
        return None
    objects = []

    def argument(rows):
        return [_part_of(each, rows) for each in columns]

    def alone(rows):
        if not objects:
            objects.extend(each.ravel().astype(object) if type(each) is numpy.ndarray else each for each in args)
        given = [each[rows] if type(each) is numpy.ndarray else each for each in objects]
        return list(numpy.frompyfunc(func, len(given), 1)(*given))

    done = _run(lambda given: copy(*given), arrays[0].size, argument, alone)
    if done is None or not _are_quiet(numpy, alone, [0 if rows is None else int(rows[0]) for rows, _ in done]):
        return None
    values = _collected(done, arrays[0].size)
    # A result of another class than the first one would be converted, one by one.
    if type(values) is not numpy.ndarray or values.dtype != dtype:
        return None
    if len(shape) == 1:
        return values
    result = numpy.empty(shape, dtype)
    result.reshape(-1)[:] = values
    return result


class _Known(_World):
    """The world without NaN: what the processor notes of comparisons with it depends on how often they were made."""

    def known(self, value):
        if type(value) is float and value != value:
            raise _Alone
        return super().known(value)


def _are_quiet(numpy, alone, rows):
    """Whether nothing warns for one row of each part: what is computed of numbers alone is the same for all that go the same way."""
    noted = _Noted(numpy)
    try:
        with noted:
            alone(rows)
    except Exception:
        return False
    return not noted.warned


def _first_dtype(numpy, func, args):
    noted = _Noted(numpy)
    try:
        with noted:
            first = func(*[numpy.asarray(each).flat[0] for each in args])
    except Exception:
        return None
    if noted.warned or type(first) is tuple:
        return None
    dtype = numpy.asarray(first).dtype
    return dtype if dtype.name in _DTYPES else None


def _whole(array):
    values = array.ravel()
    if array.dtype.kind == "f":
        return _Column("float", values)
    if array.dtype.kind == "b":
        return _Column("bool", values, False, 0, 1)
    low, high = int(values.min()), int(values.max())
    if low < -_EXACT or high > _EXACT:
        raise _Alone
    return _Column("int", values, False, low, high)


def _part_of(column, rows):
    if rows is None or type(column) is not _Column:
        return column
    return _Column(column.kind, column.values[rows], column.numbers, column.low, column.high)
