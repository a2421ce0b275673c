"""Columns whose elements are gone through one by one: stand-ins for series and indexes in loops and in functions that take all elements.

    names = [name.title() for name in _rt.iterated(df["name"], True)]
    prices = dict(_rt.zipped((0, 1), df["name"], df["price"]))

pandas makes each element when it is asked for; a list of many elements is made many times as fast.
"""
from itertools import chain

from noodle_rt.frames.rows import _PLAIN
from noodle_rt.guards import _library

# Fewer elements do not pay for the preparation.
_FEW_ITEMS = 64


def iterated(value, still=False, plain=()):
    """An iterator over the elements of a series or index, or the value itself, over which pandas goes.

    still: nothing is stored into the column while its elements are taken, if these are of classes whose operators run no code of the
        program. Texts of Arrow never change.
    plain: values that have to be of such classes, too.
    """
    if not _is_series(value) or len(value) < _FEW_ITEMS:
        return value
    return _iterated(value, still and all(type(each) in _PLAIN for each in plain))


def zipped(still, *values, plain=()):
    """`zip(*values)`.

    still: at which positions there are series of whose elements it was said that nothing is stored into columns meanwhile; empty if it was not.
    """
    is_still = bool(still) and all(type(each) in _PLAIN for each in plain) and all(_has_plain_elements(values[each]) for each in still)
    return zip(*[_iterated(each, is_still) if _is_series(each) and len(each) >= _FEW_ITEMS else each for each in values])


def _is_series(value):
    pandas = _library("pandas")
    return pandas is not None and type(value) is pandas.Series and "__iter__" not in pandas.Series.__dict__


def _iterated(series, is_still):
    array = series._values
    if type(array) is _library("numpy").ndarray:
        if not is_still or not _is_listed_fast(array):
            return series
        if array.dtype.kind != "O":
            return _batches(array, len(array))
        elements = array.tolist()
        return iter(elements) if _PLAIN.issuperset(map(type, elements)) else series
    return _batches(array[:], 16) if _is_of_arrow(array) else series


def _has_plain_elements(value):
    """Whether it is a series whose elements are of classes whose operators run no code of the program."""
    if not _is_series(value):
        return False
    array = value._values
    if type(array) is _library("numpy").ndarray:
        return array.dtype.kind in "iufb" or (array.dtype.kind == "O" and _PLAIN.issuperset(map(type, array)))
    return _is_of_arrow(array) or type(array).__name__ in ("DatetimeArray", "TimedeltaArray")


def _is_listed_fast(array):
    dtype = array.dtype
    return dtype.kind == "O" or (dtype.kind in "iufb" and dtype.itemsize <= 8)


def _is_of_arrow(array):
    """Whether they are the texts that pandas 3 has where pyarrow is installed."""
    return type(array).__name__ == "ArrowStringArray" and type(array).__module__.startswith("pandas.") and str(array.dtype) == "str"


def _batches(array, size):
    """The elements of an array; few in the beginning, since a loop may end soon."""
    return chain.from_iterable(_lists(array, min(size, 8192)))


def _lists(array, size):
    start, length = 0, len(array)
    while start < length:
        yield array[start : start + size].tolist()
        start += size
        size = min(2 * size, 8192)
