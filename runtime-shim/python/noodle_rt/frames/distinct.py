"""Functions that only compute, run once for all equal elements, or for all rows with equal cells.

    df["kind"] = noodle_rt.by_elements(df["text"], repeated=3000).apply(lambda s: s.split("-")[0].upper())

pandas itself runs the function, on a series (or frame) that has each value once, so that elements and results are of the classes that they
always are: the class of a result follows from which values there are, not from how often. The results are then put where their values
stand. Values are equal only if nothing can tell them apart: 0.0 is not -0.0 here, and 1 is neither True nor 1.0.

That it pays is seen from a sample. What raises, warns, or gives something that can be changed is left to pandas.
"""
import datetime
import re
import sys
import threading
import warnings
from collections import Counter, OrderedDict
from decimal import Decimal

from noodle_rt.guards import _library

# It pays when at most one in so many is another one; where the function is so quick that it takes many elements, finding equal objects is not.
_REPEATED = 6
_OFTEN_REPEATED = 40
_QUICK = 12_000

# How large a sample is.
_SMALL_SAMPLE = 32
_LARGE_SAMPLE = 1024

# Tables with more entries than this are not looked through.
_LARGE_TABLE = 20_000

# Classes of objects that cannot be changed, and whose operators run no code of the program.
_UNCHANGING = {str, int, float, bool, type(None), bytes, complex, datetime.date, datetime.datetime, datetime.time, datetime.timedelta, Decimal}
_FUNCTION = type(lambda: None)
_TABLES = {list, tuple, set, frozenset, dict, OrderedDict, Counter}


def _applied_to_distinct(series, method, func, keywords, repeated):
    """`series.apply(func, …)` or `series.map(func, …)` by equal elements, or `None` where that does not pay or cannot be known to be the same."""
    pandas, numpy = _library("pandas"), _library("numpy")
    keys = _keys(pandas, numpy, series)
    often = _OFTEN_REPEATED if repeated > _QUICK and series.dtype == object else _REPEATED
    if keys is None or not _are_repeated([keys], len(series), often) or not _is_closed(func):
        return None
    array = series.array
    noted = _Noted(numpy)
    try:
        with noted:
            if not keywords and not _cannot_change(func(array[:1].astype(object)[0])):
                return None
            found = _grouped(pandas, numpy, keys)
            if found is None:
                return None
            codes, firsts = found
            each = pandas.Series(array.take(firsts), dtype=series.dtype)
            results = getattr(each, method)(func, **keywords)
    except Exception:
        return None
    if noted.warned or type(results) is not pandas.Series:
        return None
    return _spread(pandas, results, codes, series, method)


def _mapped_by_distinct(index, func):
    """`index.map(func)` for an index of dates by equal ones, or `None`."""
    pandas, numpy = _library("pandas"), _library("numpy")
    keys = index.asi8
    if not _are_repeated([keys], len(index), _REPEATED) or not _is_closed(func):
        return None
    noted = _Noted(numpy)
    try:
        with noted:
            found = _grouped(pandas, numpy, keys)
            if found is None:
                return None
            codes, firsts = found
            results = index.take(firsts).map(func)
    except Exception:
        return None
    if noted.warned or type(results) not in (pandas.Index, pandas.DatetimeIndex):
        return None
    if results.dtype == object and not all(map(_cannot_change, results)):
        return None
    return results.take(codes)


def _rows_by_distinct(frame, labels, compute):
    """`frame.apply(f, axis=1)` by rows that have equal cells, or `None`.

    compute: does it for a frame that has each kind of row once.
    """
    pandas, numpy = _library("pandas"), _library("numpy")
    keys = [_keys(pandas, numpy, frame[label]) for label in labels]
    if any(each is None for each in keys) or not _are_repeated(keys, len(frame), _REPEATED):
        return None
    found = [_grouped(pandas, numpy, each) for each in keys]
    if any(each is None for each in found):
        return None
    codes, firsts = found[0]
    for more, others in found[1:]:
        codes = codes * len(others) + more
        codes, kinds = pandas.factorize(codes)
        firsts = _places(numpy, codes, len(kinds))
    if len(firsts) * 2 > len(frame):
        return None
    noted = _Noted(numpy)
    try:
        with noted:
            results = compute(frame.take(firsts))
    except Exception:
        return None
    if noted.warned or type(results) is not pandas.Series:
        return None
    return _spread(pandas, results, codes, frame, "apply")


class _Noted:
    """Notes what would be warned of while a function runs: there would be fewer warnings than elements. The function shall not notice."""

    def __init__(self, numpy):
        self.warned = False
        told = {name: "call" for name, how in numpy.geterr().items() if how != "ignore"}
        self._errors = numpy.errstate(call=self._note, **told)

    def _note(self, *_, **__):
        self.warned = True

    def __enter__(self):
        # One at a time, so that the function of Python is put back in any case.
        if not _NOTING.acquire(blocking=False):
            raise RuntimeError("another thread does the same")
        self._errors.__enter__()
        own, thread = warnings.warn, threading.get_ident()

        def note(message, category=None, stacklevel=1, *rest, **keywords):
            if threading.get_ident() == thread:
                return self._note()
            return own(message, category, stacklevel + 1, *rest, **keywords)

        self._own = own
        warnings.warn = note
        return self

    def __exit__(self, *error):
        warnings.warn = self._own
        self._errors.__exit__(*error)
        _NOTING.release()


_NOTING = threading.Lock()


def _spread(pandas, results, codes, like, method):
    """The results of the kinds of values where the values stand; `None` when one of them can be changed."""
    if isinstance(results.dtype, _library("numpy").dtype):
        values = results.to_numpy()
        if results.dtype == object and not all(map(_cannot_change, values)):
            return None
    else:
        values = results.array
    return pandas.Series(values.take(codes), index=like.index, dtype=results.dtype, copy=False).__finalize__(like, method=method)


def _cannot_change(value):
    """Whether a result may be shared by several rows."""
    if type(value) in _UNCHANGING:
        return True
    if type(value) is tuple:
        return all(map(_cannot_change, value))
    pandas, numpy = _library("pandas"), _library("numpy")
    return type(value) in (pandas.Timestamp, pandas.Timedelta, type(pandas.NaT)) or isinstance(value, (numpy.number, numpy.bool_))


# ---------------------------------------------------------------- equal values


def _keys(pandas, numpy, series):
    """An array whose items are equal where nothing can tell the elements of the series apart; `None` when that is not known."""
    dtype = series.dtype
    if isinstance(dtype, numpy.dtype):
        if not dtype.isnative or dtype.itemsize > 8:
            return None
        values = series.to_numpy()
        if dtype.kind in "iuO":
            return values
        if dtype.kind in "mM":
            return values.view("int64")
        if dtype.kind == "b":
            return values.view("uint8")
        # By their bits: zeros have signs, and NaN is a number among others.
        return values.view(f"int{8 * dtype.itemsize}") if dtype.kind == "f" else None
    if type(dtype) is pandas.DatetimeTZDtype:
        return series.array.asi8
    if type(dtype) is not pandas.StringDtype:
        return None
    # Those of Python may be of classes of the program.
    return series.to_numpy() if dtype.storage == "python" else series.array


def _are_repeated(keys, count, often):
    """Whether a sample tells that at most one in `often` elements is another one."""
    size = min(_LARGE_SAMPLE, max(_SMALL_SAMPLE, count >> 6))
    places = _random_places()[:size] % count
    cells = [each.take(places).tolist() for each in keys]
    try:
        found = Counter(cells[0] if len(cells) == 1 else zip(*cells)).values()
    except TypeError:
        return False
    # What is frequent has been seen three times. Of the others, pairs tell how many there are, as among people with birthdays.
    seldom = sum(number for number in found if number < 3)
    pairs = sum(number == 2 for number in found)
    return seldom * seldom * often <= 2 * pairs * count


def _random_places():
    """Numbers that are as good as random, always the same ones: a sample takes the elements there."""
    global _PLACES
    if _PLACES is None:
        numpy = _library("numpy")
        bits = numpy.arange(1, _LARGE_SAMPLE + 1, dtype="uint64") * numpy.uint64(0x9E3779B97F4A7C15)
        bits = (bits ^ (bits >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        _PLACES = (bits >> numpy.uint64(8)).astype("int64")
    return _PLACES


_PLACES = None


def _grouped(pandas, numpy, keys):
    """For each item the number of its kind, and for each kind the place of one of its items; `None` when kinds are not known or too many."""
    own = None
    if getattr(keys, "dtype", None) == object:
        own = set(map(type, keys))
        holes = own & {float, type(None), type(pandas.NA)}
        if not own - holes <= _KNOWN_KEYS or len(own & _NUMBER_CLASSES) > 1 or len(holes) > 1:
            return None
    codes, kinds = pandas.factorize(keys)
    size = len(kinds)
    if size * 2 > len(codes):
        return None
    if own is not None and float in own and float in set(map(type, kinds)):
        return None
    missing = codes < 0
    if missing.any():
        codes[missing] = size
        size += 1
    return codes, _places(numpy, codes, size)


_NUMBER_CLASSES = {int, float, bool}
_KNOWN_KEYS = {str, int, bool, datetime.date}


def _places(numpy, codes, size):
    places = numpy.empty(size, "intp")
    places[codes] = numpy.arange(len(codes))
    return places


# ---------------------------------------------------------------- functions


def _is_closed(func):
    """Whether all that a function looks at outside of itself is of classes whose operators run no code of the program.

    The compiler has seen that it changes nothing and only asks for what is always the same.
    """
    try:
        return _all_closed(func, set())
    except (ValueError, RecursionError):
        return False


def _all_closed(func, seen):
    if func in seen:
        return True
    seen.add(func)
    values = [*(func.__defaults__ or ()), *(func.__kwdefaults__ or {}).values()]
    values += [cell.cell_contents for cell in func.__closure__ or ()]
    everything = func.__globals__
    values += [everything[name] for name in _global_names(func.__code__) if name in everything]
    return all(_is_plain(value, seen, 3) for value in values)


def _is_plain(value, seen, depth):
    cls = type(value)
    if cls in _UNCHANGING:
        return True
    if cls in _TABLES:
        if depth == 0 or len(value) > _LARGE_TABLE:
            return False
        if isinstance(value, dict) and not _are_plain(value.values(), seen, depth):
            return False
        return _are_plain(value, seen, depth)
    if cls is _FUNCTION:
        return _all_closed(value, seen)
    if cls is type(sys) or cls is type(len) or cls is re.Pattern:
        return True
    if cls is type:
        return value in _UNCHANGING or value in _TABLES
    pandas, numpy = _library("pandas"), _library("numpy")
    return cls in (pandas.Timestamp, pandas.Timedelta, type(pandas.NaT)) or isinstance(value, (numpy.number, numpy.bool_)) or cls is numpy.ufunc


def _are_plain(values, seen, depth):
    return _UNCHANGING.issuperset(map(type, values)) or all(_is_plain(each, seen, depth - 1) for each in values)


def _global_names(code):
    """The names of globals that code reads."""
    names = _GLOBAL_NAMES.get(code)
    if names is None:
        import dis

        names = {each.argval for each in dis.get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
        for each in code.co_consts:
            if type(each) is type(code):
                names |= _global_names(each)
        if len(_GLOBAL_NAMES) > 200:
            _GLOBAL_NAMES.clear()
        _GLOBAL_NAMES[code] = names
    return names


_GLOBAL_NAMES = {}
