"""Rows of a frame as tuples of the columns that are looked at: a stand-in for loops over `itertuples()`.

    for row in noodle_rt.by_tuples(df, ("x", "y")).itertuples():
        total += row.x * row.y

Cells come from the very iterators that pandas would have put side by side, one for each column that is read; texts of Arrow by the batch.
"""
import sys
from collections import namedtuple

from noodle_rt.frames.rows import _PLAIN
from noodle_rt.guards import _library


def by_tuples(frame, labels, plain=(), leaves=None):
    """A stand-in for a frame of whose tuples only these attributes are read; the frame itself where it cannot be one.

    labels: names of columns; `Index` is the index.
    plain: values that have to be of classes whose operators run no code of the program, if the row is left behind.
    leaves: the name of the module's variable in which a whole row has to be left behind when the loop ends.
    """
    pandas = _library("pandas")
    if pandas is None or type(frame) is not pandas.DataFrame:
        return frame
    columns = frame.columns
    if type(columns) is not pandas.Index or not columns.is_unique or "Index" in columns:
        return frame
    if not all(label == "Index" or label in columns for label in labels):
        return frame
    if leaves is None:
        return _Tuples(frame, labels, None, None)
    if not all(type(value) in _PLAIN for value in plain):
        return frame
    for label in labels:
        values = None if label == "Index" else frame.iloc[:, columns.get_loc(label)]._values
        if values is not None and values.dtype == object and not _PLAIN.issuperset(map(type, values)):
            return frame
    return _Tuples(frame, labels, leaves, sys._getframe(1).f_globals)


_TUPLE_CLASSES = {}


class _Tuples:
    """Stands for a frame in the one call that follows."""

    __slots__ = ("_frame", "_labels", "_leaves", "_variables")

    def __init__(self, frame, labels, leaves, variables):
        self._frame = frame
        self._labels = labels
        self._leaves = leaves
        self._variables = variables

    def itertuples(self, index=True, name="Pandas"):
        frame, labels = self._frame, self._labels
        if not index and "Index" in labels:
            return frame.itertuples(index=index, name=name)
        made = _TUPLE_CLASSES.get(labels)
        if made is None:
            made = _TUPLE_CLASSES[labels] = namedtuple("Pandas", labels)
        places = [None if label == "Index" else frame.columns.get_loc(label) for label in labels]
        rows = map(made._make, zip(*[frame.index if place is None else _cells_of_column(frame.iloc[:, place]) for place in places]))
        return rows if self._leaves is None else self._leaving(rows, index, name)

    def _leaving(self, rows, index, name):
        number, row = 0, None
        try:
            for number, row in enumerate(rows):
                yield row
        finally:
            # The loop has ended: at the last row, with `break`, or with an exception.
            if row is not None and self._variables.get(self._leaves) is row:
                self._variables[self._leaves] = next(self._frame.iloc[number : number + 1].itertuples(index=index, name=name))


def _cells_of_column(column):
    values = column._values
    if type(values).__name__ == "ArrowStringArray" and type(values).__module__.startswith("pandas."):
        return _batches(values[:])
    return column


def _batches(array):
    """The elements of an array of texts; few in the beginning, since a loop may end soon."""
    start, size, length = 0, 16, len(array)
    while start < length:
        yield from array[start : start + size].tolist()
        start += size
        size = min(2 * size, 8192)
