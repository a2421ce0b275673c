"""Selected rows with a name of which only columns, their number, or fewer rows are asked for: nothing else is ever taken.

Only since pandas 3: a frame can be held as it is, whatever is stored into the original later.
"""
from noodle_rt.frames.selections import _column_of, _item, _selection_mask, _share
from noodle_rt.guards import _library


class _Held:
    """A frame of which rows are selected next."""

    __slots__ = ("_frame",)

    def __init__(self, frame):
        self._frame = frame

    def __getitem__(self, key):
        frame = self._frame
        mask = _selection_mask(frame, key) if type(key) is _library("pandas").Series else None
        # All rows are there already, and few are taken fast.
        if mask is None or not 0.05 < _share(mask) < 1 or not all(map(_is_own, frame._mgr.blocks)):
            return _item(frame, key)
        return _HeldRows(frame.copy(deep=False), mask.nonzero()[0])


def _is_own(block):
    """Whether no array of the program can be the memory of these columns, and how a column of some rows would lie is known."""
    values = block.values
    numpy = _library("numpy")
    if type(values) is not numpy.ndarray:
        values = getattr(values, "_ndarray", None)
        if values is None:
            # Strings of Arrow cannot be changed.
            return type(block.values).__name__ == "ArrowStringArray"
    # What libraries in C have made for pandas hangs on a capsule; an array of the program would be the base itself.
    is_alone = values.flags.owndata if values.base is None else type(values.base).__name__ == "PyCapsule"
    return is_alone and values.flags.c_contiguous


class _HeldRows:
    """Rows of a frame; columns are taken when they are asked for."""

    __slots__ = ("_frame", "_rows", "_columns", "_index", "_all")

    def __init__(self, frame, rows):
        self._frame = frame
        self._rows = rows
        self._columns = {}
        self._index = None
        self._all = None

    def _whole(self):
        if self._all is None:
            self._all = self._frame.take(self._rows)
        return self._all

    def _own_index(self):
        if self._index is None:
            self._index = self._frame.index.take(self._rows)
        return self._index

    def _column(self, label):
        column = self._columns.get(label)
        if column is None:
            position = _column_of(self._frame, label)
            if position is None:
                return None
            column = self._columns[label] = self._frame._ixs(position, axis=1).take(self._rows)
            if self._index is None:
                self._index = column.index
        # As a column of a frame: another object each time, with the same memory.
        return column.copy(deep=False)

    def __getitem__(self, key):
        if self._all is None:
            if type(key) is str:
                column = self._column(key)
                if column is not None:
                    return column
            elif type(key) is _library("pandas").Series and key.index.equals(self._own_index()):
                mask = key._values
                if type(mask) is _library("numpy").ndarray and mask.dtype.kind == "b" and not mask.all():
                    chosen = mask.nonzero()[0]
                    part = self._frame.take(self._rows[chosen])
                    part.index = self._own_index().take(chosen)
                    return part
        return _item(self._whole(), key)

    def __getattr__(self, name):
        frame = self._frame
        if self._all is None and name[0] != "_" and not hasattr(type(frame), name) and type(frame.columns) is _library("pandas").Index:
            column = self._column(name)
            if column is not None:
                return column
        return getattr(self._whole(), name)

    def __len__(self):
        return len(self._rows)

    @property
    def shape(self):
        return (len(self._rows), self._frame.shape[1])

    @property
    def size(self):
        return len(self._rows) * self._frame.shape[1]

    @property
    def empty(self):
        return self._frame.shape[1] == 0 or len(self._rows) == 0

    @property
    def index(self):
        return self._own_index()
