"""Tables whose columns are taken when they are asked for: which row of which frame stands in each row is known, nothing else.

A table is never changed: selecting, joining and storing a column make another one that shares the frames behind it.
"""
from noodle_rt.frames.held import _is_own
from noodle_rt.guards import _library


class _Later:
    """A value that is made when it is asked for."""

    __slots__ = ("_make", "_value")

    def __init__(self, make):
        self._make = make
        self._value = None

    def get(self):
        if self._make is not None:
            self._value = self._make()
            self._make = None
        return self._value


# ---------------------------------------------------------------- what columns are taken from


class _FrameLeaf:
    """Columns of a frame that nobody else can change."""

    __slots__ = ("_frame", "_values")

    def __init__(self, frame):
        self._frame = frame
        self._values = {}

    def series(self, label):
        frame = self._frame
        return frame._ixs(frame.columns.get_loc(label), axis=1)

    def values(self, label):
        values = self._values.get(label)
        if values is None:
            values = self._values[label] = self.series(label)._values
        return values


class _ColumnLeaf:
    """A column that was computed."""

    __slots__ = ("_series",)

    def __init__(self, series):
        self._series = series

    def series(self, label):
        return self._series

    def values(self, label):
        return self._series._values


class _FilledLeaf:
    """Columns of the right side of a left join, with missing values where nothing has matched (row -1)."""

    __slots__ = ("_table", "_rows", "_columns")

    def __init__(self, table, rows):
        self._table = table
        self._rows = rows
        self._columns = {}

    def series(self, label):
        series = self._columns.get(label)
        if series is None:
            values = _library("pandas.core.algorithms").take_nd(self._table.series(label)._values, self._rows)
            series = self._columns[label] = _series_of(values, None, label)
        return series

    def values(self, label):
        return self.series(label)._values


def _series_of(values, index, name):
    # Without a dtype pandas looks what objects are.
    dtype = values.dtype if values.dtype == object else None
    return _library("pandas").Series(values, index=index, name=name, dtype=dtype, copy=False)


# ---------------------------------------------------------------- which rows


class _AllRows:
    """The rows of one leaf as they are."""

    __slots__ = ("n",)
    leaves = 1

    def __init__(self, n):
        self.n = n

    def rows(self, leaf):
        return None


class _TakenRows:
    """Some rows of another set of rows."""

    __slots__ = ("n", "leaves", "_parent", "_taken", "_known")

    def __init__(self, parent, taken):
        self.n = len(taken)
        self.leaves = parent.leaves
        self._parent = parent
        self._taken = taken
        self._known = {}

    def rows(self, leaf):
        if leaf not in self._known:
            self._known[leaf] = _composed(self._parent.rows(leaf), self._taken)
        return self._known[leaf]


class _JoinedRows:
    """Rows of two sets beside each other."""

    __slots__ = ("n", "leaves", "_left", "_right", "_left_taken", "_right_taken", "_known")

    def __init__(self, left, right, left_taken, right_taken):
        self.n = left.n if left_taken is None else len(left_taken)
        self.leaves = left.leaves + right.leaves
        self._left, self._right = left, right
        self._left_taken, self._right_taken = left_taken, right_taken
        self._known = {}

    def rows(self, leaf):
        if leaf not in self._known:
            inner = leaf - self._left.leaves
            if inner < 0:
                self._known[leaf] = _composed(self._left.rows(leaf), self._left_taken)
            else:
                self._known[leaf] = _composed(self._right.rows(inner), self._right_taken)
        return self._known[leaf]


def _composed(rows, taken):
    if rows is None or taken is None:
        return taken if rows is None else rows
    return rows.take(taken)


def _chosen_rows(mask):
    """The rows that a mask selects; `None` for all."""
    return None if mask.all() else mask.nonzero()[0]


def _with_rows(rowset, taken):
    return rowset if taken is None else _TakenRows(rowset, taken)


# ---------------------------------------------------------------- tables


class _PlannedTable:
    """Columns by label, each from a leaf, for a set of rows. `labels` makes the index."""

    __slots__ = ("rowset", "leaves", "columns", "labels", "same", "_taken", "_index")

    def __init__(self, rowset, leaves, columns, labels, same=None):
        self.rowset = rowset
        self.leaves = leaves
        # By label: the number of the leaf, and the label there.
        self.columns = columns
        self.labels = labels
        # Tables with the same rows have the same object here.
        self.same = same or object()
        self._taken = {}
        self._index = None

    def resolved(self, indexed=False):
        return self

    def dtype(self, label):
        leaf, key = self.columns[label]
        return self.leaves[leaf].values(key).dtype

    def loose_index(self):
        """Stands for the index where no one looks at it."""
        if self._index is None:
            self._index = _library("pandas").RangeIndex(self.rowset.n)
        return self._index

    def series(self, label):
        """A column, with an index that only counts."""
        series = self._taken.get(label)
        if series is None:
            series = self._taken[label] = self.series_at(label, self.rowset, self.loose_index())
        return series

    def series_at(self, label, rowset, index):
        leaf, key = self.columns[label]
        return _series_at(self.leaves[leaf], key, rowset.rows(leaf), index, label)

    def narrow(self, labels):
        """A frame of some columns, with an index that only counts."""
        pandas = _library("pandas")
        arrays = [self._values_at(label) for label in labels]
        return pandas.DataFrame._from_arrays(arrays, pandas.Index(labels), self.loose_index(), verify_integrity=False)

    def _values_at(self, label):
        series = self._taken.get(label)
        if series is not None:
            return series._values
        leaf, key = self.columns[label]
        rows = self.rowset.rows(leaf)
        return self.series(label)._values if rows is None else self.leaves[leaf].values(key).take(rows)

    def whole(self, indexed=True):
        """The frame that pandas would have made."""
        pandas = _library("pandas")
        parts, labels, index = [], list(self.columns), self.loose_index()
        at = 0
        while at < len(labels):
            part = self._block(labels, at)
            if part is None:
                count = 1
                while at + count < len(labels) and self._block(labels, at + count) is None:
                    count += 1
                part = pandas.DataFrame({label: self.series(label) for label in labels[at : at + count]}, index=index)
            parts.append(part)
            at += part.shape[1]
        frame = parts[0] if len(parts) == 1 else pandas.concat(parts, axis=1)
        if indexed:
            frame.index = self.labels.get()
        return frame

    def _block(self, labels, at):
        """All columns of a frame that stand here in its order, or `None`."""
        number, key = self.columns[labels[at]]
        leaf = self.leaves[number]
        if type(leaf) is not _FrameLeaf or self.rowset.rows(number) is None:
            return None
        own = list(leaf._frame.columns)
        here = labels[at : at + len(own)]
        if len(own) < 2 or [self.columns[label] for label in here] != [(number, each) for each in own]:
            return None
        part = leaf._frame.take(self.rowset.rows(number))
        part.index = self.loose_index()
        part.columns = here
        return part

    def taken(self, rows):
        if rows is None:
            return _PlannedTable(self.rowset, self.leaves, self.columns, self.labels)
        labels = self.labels
        return _PlannedTable(_TakenRows(self.rowset, rows), self.leaves, self.columns, _Later(lambda: labels.get().take(rows)))

    def with_columns(self, columns):
        """Other labels, or fewer."""
        table = _PlannedTable(self.rowset, self.leaves, columns, self.labels, self.same)
        for label, place in columns.items():
            if self.columns.get(label) == place and label in self._taken:
                table._taken[label] = self._taken[label]
        return table

    def renumbered(self):
        """With a new index."""
        table = _PlannedTable(self.rowset, self.leaves, self.columns, _Later(self.loose_index), self.same)
        table._taken = dict(self._taken)
        return table

    def storing(self, label, series):
        """With a column, which has the index that only counts."""
        rowset = _JoinedRows(self.rowset, _AllRows(self.rowset.n), None, None)
        columns = {**self.columns, label: (self.rowset.leaves, label)}
        table = _PlannedTable(rowset, (*self.leaves, _ColumnLeaf(series)), columns, self.labels, self.same)
        table._taken = {key: value for key, value in self._taken.items() if key != label}
        return table


def _series_at(leaf, key, rows, index, label):
    if rows is None:
        series = leaf.series(key).copy(deep=False)
        series.index = index
        series.name = label
        return series
    return _series_of(leaf.values(key).take(rows), index, label)


def _table_of(frame):
    """The table of a frame, or `None` when it is not as simple as tables are."""
    if not _is_simple(frame):
        return None
    columns = {label: (0, label) for label in frame.columns}
    index = frame.index
    return _PlannedTable(_AllRows(len(frame)), (_FrameLeaf(_kept(frame)),), columns, _Later(lambda: index))


def _is_simple(frame):
    """Whether labels are different texts, and nothing is attached to the frame."""
    columns, index = frame.columns, frame.index
    if type(columns) is not _library("pandas").Index or columns.dtype != "str" or not columns.is_unique or columns.hasnans:
        return False
    if columns.name is not None or index.nlevels != 1 or index.name is not None:
        return False
    return not frame.attrs and frame.flags.allows_duplicate_labels and len(columns) > 0


def _kept(frame):
    """The frame as it is now, whatever happens to it later."""
    kept = frame.copy(deep=False)
    for block in frame._mgr.blocks:
        if not _is_own(block):
            for position in block.mgr_locs:
                # Arrays of the program could be its memory.
                kept.isetitem(position, frame._ixs(position, axis=1).copy(deep=True))
    return kept
