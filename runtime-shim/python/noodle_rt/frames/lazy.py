"""Frames and series that wait for the step after a selection or a sort, and then do both in one.

    _rt.lazy(df)[df["a"] > 3]["x"]    # only column x is taken, not all columns of the selected rows
    len(_rt.lazy(df)[df["a"] > 3])    # the rows are counted, none is taken

`lazy` gives back the value itself when it is not exactly a frame or series of pandas. What it gives otherwise answers the steps that it
knows for the operands that it knows, and does every other step as pandas does it.
"""
from noodle_rt.frames.held import _Held
from noodle_rt.frames.ordering import _lazily_sorted
from noodle_rt.frames.queries import _Direct
from noodle_rt.frames.selections import _item, _Selected, _SelectedValues, _selection_mask
from noodle_rt.frames.statistics import _Described, _Distinct, _lazily_counted
from noodle_rt.guards import _library, genuine

_LAZY_READY = {}


def lazy(value, rows=0):
    """`value` for a step that is followed by another one; itself when it is no `pandas.DataFrame` or `Series` of at least so many rows."""
    cls = type(value)
    made = _LAZY_READY.get(cls)
    if made is None:
        if not _lazy_prepare():
            return value
        made = _LAZY_READY.get(cls)
        if made is None:
            return value
    # Reading a column of a frame without rows leaves it in pandas 2 where rows that come later are not seen.
    if len(value) < (rows or 1):
        return value
    for name, function in made[1]:
        if cls.__dict__.get(name) is not function:
            return value
    return made[0](value)


def held(value, rows=0):
    """A frame of at least so many rows, of which some will be selected and get a name; `value` itself before pandas 3."""
    made = lazy(value, rows)
    return _Held(value) if type(made) is _LazyFrame and not hasattr(value, "_is_copy") else value


def direct(value, waits=False):
    """A frame whose next step, `query`, is done without an expression engine; `value` itself when it is no `pandas.DataFrame`."""
    made = lazy(value)
    return _Direct(value, waits) if type(made) is _LazyFrame else value


def _lazy_prepare():
    """Notes the methods of pandas that are done without; `False` when somebody has replaced one of them."""
    pandas = _library("pandas")
    if pandas is None or _library("numpy") is None:
        return False
    for cls, made, names in (
        (pandas.DataFrame, _LazyFrame, ("__getitem__", "_ixs", "sort_values")),
        (pandas.Series, _LazySeries, ("__getitem__", "sum", "sort_values", "value_counts")),
    ):
        if cls not in _LAZY_READY:
            if not all(name in cls.__dict__ and genuine("pandas." + cls.__name__ + "." + name) for name in names):
                return False
            _LAZY_READY[cls] = (made, tuple((name, cls.__dict__[name]) for name in names))
    return True


class _LazyFrame:
    """A frame whose next step is followed by another one."""

    __slots__ = ("_frame",)

    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        frame = self._frame
        mask = _selection_mask(frame, key)
        if mask is not None:
            return _Selected(frame, key, mask, False)
        return _item(frame, key)

    @property
    def loc(self):
        return _LazyLoc(self._frame)

    def sort_values(self, *args, **kwargs):
        return _lazily_sorted(self._frame, args, kwargs)

    def drop_duplicates(self, *args, **kwargs):
        return _Distinct(self._frame, args, kwargs)

    def __iter__(self):
        return iter(self._frame)

    def __len__(self):
        return len(self._frame)

    def __getattr__(self, name):
        return getattr(self._frame, name)


class _LazyLoc:
    """`.loc` of a frame."""

    __slots__ = ("_frame",)

    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        mask = _selection_mask(self._frame, key)
        return self._frame.loc[key] if mask is None else _Selected(self._frame, key, mask, True)


class _LazySeries:
    """A series whose next step is followed by another one, or a mask that is summed."""

    __slots__ = ("_series",)

    def __init__(self, series):
        self._series = series

    def __getitem__(self, key):
        mask = _selection_mask(self._series, key)
        return self._series[key] if mask is None else _SelectedValues(self._series, key, mask)

    def sum(self, *args, **kwargs):
        if not args and not kwargs:
            count = self._true()
            if count is not None:
                return _library("numpy").int64(count)
        return self._series.sum(*args, **kwargs)

    def sort_values(self, *args, **kwargs):
        return _lazily_sorted(self._series, args, kwargs)

    def value_counts(self, *args, **kwargs):
        return self._series.value_counts(*args, **kwargs) if args or kwargs else _lazily_counted(self._series)

    def describe(self, *args, **kwargs):
        return self._series.describe(*args, **kwargs) if args or kwargs else _Described(self._series)

    def __iter__(self):
        """What `sum` adds up."""
        count = self._true()
        return iter(self._series if count is None else (count,))

    def __len__(self):
        return len(self._series)

    def _true(self):
        """How often a series of booleans is true."""
        series = self._series
        if series.dtype != "bool":
            return None
        values = series.values
        return int(_library("numpy").count_nonzero(values)) if type(values) is _library("numpy").ndarray else None

    def __getattr__(self, name):
        return getattr(self._series, name)
