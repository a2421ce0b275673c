"""Sorted frames and series of which the next step needs only a part: the first or last rows, or one column."""
from noodle_rt.frames.selections import _column_of, _with_traits_of_a_column
from noodle_rt.guards import _library

# From so many rows on it pays to look for a few of them before everything is sorted: keys that are no floats often are equal, so that
# the search was in vain.
_FEWEST_FLOATS = 10000
_FEWEST_OTHERS = 50000


def _lazily_sorted(value, args, kwargs):
    """A frame or series that waits to be sorted, if it is known how that goes; otherwise it is sorted."""
    # Of slices by labels that are floats pandas 2 says something, of the line where they are.
    is_known = len(value) >= _FEWEST_FLOATS and value.index.dtype.kind != "f" and _asks_for_the_usual(kwargs)
    keys = _sort_keys(value, args, kwargs) if is_known else None
    return value.sort_values(*args, **kwargs) if keys is None else _Sorted(value, args, kwargs, keys)


def _asks_for_the_usual(kwargs):
    """Whether only keys, directions and a known algorithm are given."""
    for name, given in kwargs.items():
        if name == "ascending":
            if type(given) is not bool and (type(given) is not list or set(map(type, given)) != {bool}):
                return False
        elif name == "kind":
            if given not in ("quicksort", "mergesort", "stable", "heapsort"):
                return False
        elif name != "by":
            return False
    return True


def _sort_keys(value, args, kwargs):
    """Arrays of the numbers by which is sorted, the first key first; dates count as numbers. `None` if there are others."""
    ascending = kwargs.get("ascending", True)
    if value.ndim == 1:
        key = None if args or "by" in kwargs or (type(ascending) is list and len(ascending) != 1) else _sort_key(value._values)
        return None if key is None else [key]
    if len(args) + ("by" in kwargs) != 1:
        return None
    by = args[0] if args else kwargs["by"]
    labels = by if type(by) is list else [by]
    if not labels or (type(ascending) is list and len(ascending) != len(labels)):
        return None
    keys = []
    for label in labels:
        if type(label) is not str or label in value.index.names:
            return None
        position = _column_of(value, label)
        key = None if position is None else _sort_key(value._get_column_array(position))
        # With several keys pandas 2 makes categories of dates.
        if key is None or (len(labels) > 1 and key[1]):
            return None
        keys.append(key)
    return keys


def _sort_key(values):
    """The numbers of a column, and whether the least of all integers stands for a missing value among them."""
    numpy = _library("numpy")
    if type(values) is numpy.ndarray:
        return (values, False) if values.dtype.kind in "iuf" and values.dtype.itemsize > 1 and values.dtype.isnative else None
    arrays = _library("pandas").arrays
    if type(values) is arrays.DatetimeArray or type(values) is arrays.TimedeltaArray:
        return values._ndarray.view("int64"), True
    return None


class _Sorted:
    """A frame or series that will be sorted when a step needs all of it."""

    __slots__ = ("_value", "_args", "_kwargs", "_keys")

    def __init__(self, value, args, kwargs, keys):
        self._value = value
        self._args = args
        self._kwargs = kwargs
        self._keys = keys

    def _whole(self):
        return self._value.sort_values(*self._args, **self._kwargs)

    def head(self, n=5):
        part = self._part(n, False)
        return self._whole().head(n) if part is None else part

    def tail(self, n=5):
        part = self._part(n, True)
        return self._whole().tail(n) if part is None else part

    @property
    def iloc(self):
        return _SortedPositions(self)

    def __getitem__(self, key):
        if type(key) is str and self._value.ndim == 2:
            column = self._column(key)
            if column is not None:
                return column
        elif type(key) is slice and _slices_by_position(self._value.index):
            part = self._slice(key)
            if part is not None:
                return part
        return self._whole()[key]

    def __getattr__(self, name):
        value = self._value
        if value.ndim == 2 and name[0] != "_" and not hasattr(type(value), name) and type(value.columns) is _library("pandas").Index:
            column = self._column(name)
            if column is not None:
                return column
        return getattr(self._whole(), name)

    def _slice(self, key):
        """The rows of `[:n]` or `[-n:]`."""
        if key.step is not None:
            return None
        if key.start is None and type(key.stop) is int:
            return self._part(key.stop, False)
        if key.stop is None and type(key.start) is int:
            return self._part(-key.start, True)
        return None

    def _part(self, count, at_end):
        """The first or last rows, or `None` when it takes sorting everything to know them."""
        if type(count) is not int or not 0 < count <= len(self._value) // 8:
            return None
        rows = self._rows(count, at_end)
        return None if rows is None else _rows_in_any_order(self._value, rows)

    def _rows(self, count, at_end):
        numpy = _library("numpy")
        values, has_gap = self._keys[0]
        is_stable = len(self._keys) > 1 or self._kwargs.get("kind") in ("mergesort", "stable")
        if values.dtype.kind != "f" and not is_stable and len(values) < _FEWEST_OTHERS:
            return None
        candidates = _candidates(values, count, self._ascends() != at_end, has_gap)
        if candidates is None or (at_end and _has_missing(values, has_gap)):
            return None
        rows = candidates[self._order([key.take(candidates) for key, _ in self._keys])]
        rows = rows[-count - 1 :] if at_end else rows[: count + 1]
        if not is_stable:
            # Where equal keys end up depends on all of the values.
            keys = values.take(rows)
            if (keys[1:] == keys[:-1]).any():
                return None
        rows = rows[1:] if at_end else rows[:count]
        # Rows that are in order already stay what they are, with their index; those in reverse order may.
        start = len(values) - count if at_end else 0
        ordered = numpy.arange(start, start + count)
        if (rows == ordered).all() or (rows == len(values) - 1 - ordered).all():
            return None
        return rows

    def _ascends(self):
        """The direction of the first key."""
        ascending = self._kwargs.get("ascending", True)
        return ascending[0] if type(ascending) is list else ascending

    def _order(self, keys):
        """Where the rows with these keys come to stand, by the functions with which pandas finds out."""
        sorting = _library("pandas.core.sorting")
        if len(keys) > 1:
            return sorting.lexsort_indexer(keys, orders=self._kwargs.get("ascending", True))
        return sorting.nargsort(keys[0], kind=self._kwargs.get("kind", "quicksort"), ascending=self._ascends())

    def _column(self, label):
        """A column in the new order."""
        frame = self._value
        position = _column_of(frame, label)
        if position is None or any(has_gap for _, has_gap in self._keys):
            return None
        column = frame._ixs(position, axis=1)
        values = column._values
        if type(values) is _library("numpy").ndarray and not values.flags.c_contiguous:
            return None
        order = self._order([key for key, _ in self._keys])
        if (order[1:] > order[:-1]).all():
            return None
        taken = column.take(order)
        return _with_traits_of_a_column(taken) if hasattr(frame, "_is_copy") else taken


class _SortedPositions:
    """`.iloc` of a sorted frame or series."""

    __slots__ = ("_sorted",)

    def __init__(self, sorted_):
        self._sorted = sorted_

    def __getitem__(self, key):
        waiting = self._sorted
        if type(key) is int:
            part = waiting._part(key + 1, False) if key >= 0 else waiting._part(-key, True)
            if part is not None:
                return part.iloc[-1 if key >= 0 else 0]
        elif type(key) is slice:
            part = waiting._slice(key)
            if part is not None:
                return part
        return waiting._whole().iloc[key]


def _candidates(values, count, smallest, has_gap):
    """Positions of a few values with the `count` + 1 smallest (or largest) and all that equal one of them; `None` if they are many."""
    numpy = _library("numpy")
    step = len(values) // 512 + 1
    sample = values[::step]
    # What is in order already sorts fast.
    if (sample[1:] >= sample[:-1]).all() or (sample[1:] <= sample[:-1]).all():
        return None
    sample = numpy.sort(sample)
    if values.dtype.kind == "f":
        sample = sample[sample == sample]
    elif has_gap:
        sample = sample[sample != numpy.iinfo("int64").min]
    place = count // step + 6
    if place >= len(sample) // 2:
        return None
    limit = sample[place] if smallest else sample[-1 - place]
    if limit == (sample[0] if smallest else sample[-1]):
        return None
    chosen = values <= limit if smallest else values >= limit
    if has_gap and smallest:
        chosen &= values != numpy.iinfo("int64").min
    candidates = chosen.nonzero()[0]
    return candidates if count < len(candidates) <= len(values) // 4 + 64 else None


def _has_missing(values, has_gap):
    numpy = _library("numpy")
    if has_gap:
        return bool((values == numpy.iinfo("int64").min).any())
    return values.dtype.kind == "f" and bool(numpy.isnan(values).any())


def _rows_in_any_order(value, rows):
    """Rows of a frame or series that are part of a new order of all of them; not even a part of that order is a range."""
    pandas = _library("pandas")
    part = value.take(rows)
    index = value.index
    if type(index) is pandas.RangeIndex:
        if not hasattr(value, "_is_copy"):
            part.index = pandas.Index(rows * index.step + index.start, dtype="int64", name=index.name)
    elif getattr(part.index, "freq", None) is not None and type(index) is not pandas.PeriodIndex:
        part.index = part.index._with_freq(None)
    return part


def _slices_by_position(index):
    """Whether `[a:b]` means positions for an index of this class; labels that are floats are meant themselves in pandas 2."""
    pandas = _library("pandas")
    return type(index) is pandas.RangeIndex or (type(index) is pandas.Index and getattr(index.dtype, "kind", "f") in "iuO")
