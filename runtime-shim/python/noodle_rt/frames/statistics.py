"""Statistics of which one number is asked for: how many rows are distinct, how often one value is there, one line of a description."""
from noodle_rt.guards import _library


class _Distinct:
    """A frame or series without duplicates, whose number is asked for."""

    __slots__ = ("_value", "_args", "_kwargs")

    def __init__(self, value, args, kwargs):
        self._value = value
        self._args = args
        self._kwargs = kwargs

    def _whole(self):
        return self._value.drop_duplicates(*self._args, **self._kwargs)

    def __len__(self):
        value = self._value
        if not {"subset", "keep"}.issuperset(self._kwargs) or value.empty:
            return len(self._whole())
        duplicated = value.duplicated(*self._args, **self._kwargs)
        return len(value) - int(_library("numpy").count_nonzero(duplicated.to_numpy()))

    @property
    def shape(self):
        return (len(self), *self._value.shape[1:])

    def __getitem__(self, key):
        return self._whole()[key]

    def __getattr__(self, name):
        return getattr(self._whole(), name)


def _lazily_counted(series):
    """The counts of whole numbers or texts wait to be asked for one; others have labels that one cannot ask for exactly."""
    values = series._values
    if type(values) is _library("numpy").ndarray:
        is_known = values.dtype.kind in "iu" and values.dtype.itemsize >= 4
    else:
        is_known = values.dtype == "str"
    return _Counts(series) if is_known else series.value_counts()


class _Counts:
    """How often each value is in a series, of which one is asked for."""

    __slots__ = ("_series",)

    def __init__(self, series):
        self._series = series

    def _whole(self):
        return self._series.value_counts()

    def __getitem__(self, key):
        numpy = _library("numpy")
        values = self._series._values
        if type(values) is numpy.ndarray:
            is_known = type(key) is int and (0 if values.dtype.kind == "u" else -(2**31)) <= key < 2**31
        else:
            is_known = type(key) is str
        if is_known:
            count = int(numpy.count_nonzero(values == key))
            if count > 0:
                return numpy.int64(count)
        return self._whole()[key]

    def __getattr__(self, name):
        return getattr(self._whole(), name)


def _is_tame(series):
    """Whether no line of the description warns: there are numbers, and none is infinite or has a square that could be."""
    return series.dtype.kind != "f" or bool(-1e15 < series.min() <= series.max() < 1e15)


_QUANTILES = {"25%": 0.25, "50%": 0.5, "75%": 0.75}


class _Described:
    """The description of a series, of which one line is asked for."""

    __slots__ = ("_series",)

    def __init__(self, series):
        self._series = series

    def _whole(self):
        return self._series.describe()

    def __getitem__(self, key):
        numpy = _library("numpy")
        series = self._series
        values = series._values
        if type(key) is str and type(values) is numpy.ndarray and values.dtype.kind in "iuf" and _is_tame(series):
            if key in ("count", "mean", "std", "min", "max"):
                return numpy.float64(getattr(series, key)())
            if key in _QUANTILES:
                return numpy.float64(series.quantile(_QUANTILES[key]))
        return self._whole()[key]

    def __getattr__(self, name):
        return getattr(self._whole(), name)
