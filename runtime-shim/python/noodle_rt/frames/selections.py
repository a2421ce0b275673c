"""Rows that a mask selects, of which the next step needs only a part: one column, a few, their number, the first of them."""
import warnings
import weakref

from noodle_rt.guards import _library


def _selection_mask(frame, key):
    """The booleans, one for each row of a frame or series, if `key` is a mask whose index is that of the frame."""
    cls = type(key)
    array = _library("numpy").ndarray
    if cls is _library("pandas").Series:
        mask = key._values
        # Masks of nullable or object dtype can hold missing values.
        if type(mask) is not array or mask.dtype.kind != "b":
            return None
        index, own = key.index, frame.index
        return mask if index is own or index.equals(own) else None
    if cls is array and key.dtype.kind == "b" and key.ndim == 1 and len(key) == len(frame):
        return key
    return None


def _is_reindexed(frame, key):
    """Whether pandas says that it puts a mask into the order of the frame."""
    pandas = _library("pandas")
    if not isinstance(key, pandas.Series) or key.index.equals(frame.index):
        return False
    if key.dtype == "object":
        return pandas.api.types.infer_dtype(key, skipna=False) == "boolean"
    return pandas.api.types.is_bool_dtype(key.dtype)


def _item(frame, key):
    """`frame[key]` for the caller of the caller: what pandas says of a mask with another index is said of that line."""
    if not _is_reindexed(frame, key):
        return frame[key]
    warnings.warn("Boolean Series key will be reindexed to match DataFrame index.", UserWarning, stacklevel=3)
    rows = _library("pandas.core.indexing").check_bool_indexer(frame.index, key)
    return frame.copy(deep=None if hasattr(frame, "_is_copy") else False) if rows.all() else frame.loc[key]


class _Selected:
    """The rows of a frame that a mask selects; they are taken when a step needs them."""

    __slots__ = ("_frame", "_key", "_mask", "_by_label")

    def __init__(self, frame, key, mask, by_label):
        self._frame = frame
        self._key = key
        self._mask = mask
        # `frame.loc[key]` instead of `frame[key]`.
        self._by_label = by_label

    def _whole(self):
        return self._frame.loc[self._key] if self._by_label else self._frame[self._key]

    def __getitem__(self, key):
        if type(key) is str or type(key) is int:
            position = _column_of(self._frame, key)
            column = None if position is None else _taken_column(self, position)
            if column is not None:
                return column
        elif type(key) is list and key and _are_strings(key) and _pays_to_narrow(self._frame, len(key), self._mask):
            narrow = self._frame[key]
            return narrow.loc[self._key] if self._by_label else narrow[self._key]
        return self._whole()[key]

    def __getattr__(self, name):
        frame = self._frame
        if name[0] != "_" and not hasattr(type(frame), name) and type(frame.columns) is _library("pandas").Index:
            position = _column_of(frame, name)
            column = None if position is None else _taken_column(self, position)
            if column is not None:
                return column
        return getattr(self._whole(), name)

    def copy(self):
        frame = self._frame
        blocks = frame._mgr.blocks
        whole = self._whole()
        # Rows that were taken have memory of their own. A copy would only put fragments together, of which there are few.
        if self._mask.all() or len(blocks) > 20 or not all(map(_lies_in_order, blocks)):
            return whole.copy()
        if hasattr(whole, "_is_copy"):
            whole._is_copy = None
        return whole

    def __len__(self):
        return int(_library("numpy").count_nonzero(self._mask))

    @property
    def shape(self):
        return (len(self), self._frame.shape[1])

    @property
    def size(self):
        return len(self) * self._frame.shape[1]

    @property
    def empty(self):
        return self._frame.shape[1] == 0 or not self._mask.any()

    @property
    def index(self):
        index = self._frame.index
        if self._mask.all():
            return self._whole().index if self._by_label else index.view()
        return index.take(self._mask.nonzero()[0])

    @property
    def iloc(self):
        return _SelectedPositions(self)


class _SelectedPositions:
    """`.iloc` of selected rows."""

    __slots__ = ("_selected",)

    def __init__(self, selected):
        self._selected = selected

    def __getitem__(self, key):
        selected = self._selected
        frame, mask = selected._frame, selected._mask
        if type(key) is int and _share(mask) < 1:
            rows = mask.nonzero()[0]
            if -len(rows) <= key < len(rows):
                # The row must not share memory with the frame, as it would if it were taken from the frame itself.
                row = frame.take(rows[key : key + 1 or None]).iloc[0]
                # How an entry of the index looks depends on all of them: a range gives `int`.
                row.name = frame.index.take(rows)[key]
                return row
        return selected._whole().iloc[key]


def _lies_in_order(block):
    """Whether a copy of a block of columns lies in memory as the block does."""
    values = block.values
    return type(values) is not _library("numpy").ndarray or values.flags.c_contiguous


def _are_strings(labels):
    return set(map(type, labels)) == {str}


def _column_of(frame, label):
    """The position of the only column of that label, or `None`."""
    columns = frame.columns
    if type(columns) is _library("pandas").MultiIndex:
        return None
    try:
        position = columns.get_loc(label)
    except Exception:
        return None  # the selected rows will say what is wrong
    return position if type(position) is int else None


def _taken_column(selected, position):
    """A column of selected rows, or `None` when its values would lie in memory in another way."""
    frame, mask = selected._frame, selected._mask
    column = frame._ixs(position, axis=1)
    values = column._values
    if type(values) is _library("numpy").ndarray and not values.flags.c_contiguous:
        return None
    has_all = mask.all()
    if not hasattr(frame, "_is_copy"):
        if has_all and not selected._by_label:
            return column.copy(deep=False)
        return column.take(mask.nonzero()[0])
    taken = column.copy(deep=None) if has_all and not selected._by_label else column.take(mask.nonzero()[0])
    # In pandas 2 rows know of what they are a copy: storing into them warns.
    if not has_all:
        taken._is_copy = weakref.ref(frame)
    return _with_traits_of_a_column(taken)


def _with_traits_of_a_column(series):
    """A series of pandas 2 that knows, as columns do, that it is part of a frame, which is gone."""
    block = series._mgr.blocks[0]
    if not block.is_view and type(block).__name__ != "ExtensionBlock":
        block.values = block.values[:]
    object.__setattr__(series, "_cacher", (series.name, _GONE))
    return series


class _Gone:
    """What the selected rows are when only their column is left."""


_GONE = weakref.ref(_Gone())


# Below, the time for making frames is all that counts.
_FEWEST_NARROWED = 10000


def _pays_to_narrow(frame, count, mask):
    """Whether copying `count` columns and taking rows of them is less work than taking rows of all columns."""
    rows, columns = frame.shape
    if columns <= count or rows < _FEWEST_NARROWED or count > _share(mask) * (columns - count):
        return False
    return all(map(_lies_in_order, frame._mgr.blocks))


def _share(mask):
    """How many of the values of a mask are true, from 0 to 1, by a sample; less than 1 only if one is false."""
    sample = mask[:: len(mask) // 500 + 1]
    return int(_library("numpy").count_nonzero(sample)) / (len(sample) or 1)


class _SelectedValues:
    """The values of a series that a mask selects; they are taken when a step needs them."""

    __slots__ = ("_series", "_key", "_mask")

    def __init__(self, series, key, mask):
        self._series = series
        self._key = key
        self._mask = mask

    def __len__(self):
        return int(_library("numpy").count_nonzero(self._mask))

    @property
    def shape(self):
        return (len(self),)

    @property
    def size(self):
        return len(self)

    @property
    def empty(self):
        return not self._mask.any()

    def __getitem__(self, key):
        return self._series[self._key][key]

    def __getattr__(self, name):
        return getattr(self._series[self._key], name)
