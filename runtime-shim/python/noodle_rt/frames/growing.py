"""What loops call that make a frame longer and longer: rows are collected, and put together when the loop has ended.

    _grown = noodle_rt.growing_frame(df, True)
    for path in paths:
        if not _grown.takes([{"name": path, "size": size(path)}]):
            df = _grown.now(pd.concat([_grown.frame(), pd.DataFrame(_grown.piece())], ignore_index=True))
    df = _grown.done()

    _grown = noodle_rt.growing_rows(df)
    for name, size in found:
        if not _grown.puts([name, size], _grown.next()):
            df.loc[len(df)] = _grown.piece()
    _grown.done()

The first rows are added by pandas, at the program's own line. A row waits when pandas has just added one of the same classes (a frame: of the
same dtypes) without changing the dtypes, the blocks or the index of what is there: whatever pandas does with such a row, it
would do again. Each value of it is known to be stored as it is, or as the float that equals it.
"""
import math
import sys

from noodle_rt.guards import _library, genuine

# After so many rows that pandas had to add, with none that could wait, the loop is left to pandas.
_PATIENCE = 8


def growing_frame(frame, ignore_index=False):
    """For `df = pd.concat([df, piece])` in a loop. Pieces are frames, or what frames of one row are made of."""
    return _Growing(frame, "concat", ignore_index)


def growing_rows(frame):
    """For `df.loc[label] = row` in a loop that does nothing else with the frame. If anybody else knows it, pandas adds every row."""
    grown = _Growing(frame, "loc", False)
    if grown._is_on and not (_is_known_once(sys.getrefcount(frame), sys._getframe(1)) and not getattr(frame, "_item_cache", None)):
        grown._is_on = False
    return grown


class _Growing:
    __slots__ = (
        "_failed", "_frame", "_how", "_is_on", "_is_pending", "_kind", "_known", "_label", "_labels", "_length", "_names", "_new_labels", "_piece",
        "_renumbers", "_rows", "_state", "_trying", "_waiting",
    )  # fmt: skip

    def __init__(self, frame, how, renumbers):
        self._frame = frame
        self._how = how
        self._renumbers = renumbers
        self._known = {}
        self._trying = self._piece = self._kind = self._labels = None
        # Frames that wait, and rows that wait behind them: tuples of values, with their labels.
        self._waiting, self._rows, self._new_labels = [], [], []
        self._failed = 0
        self._is_pending, self._label = False, None
        self._is_on = _library("pandas") is not None and genuine("pandas.concat")
        self._note(frame)

    # ------------------------------------------------------------ what the loop calls

    def takes(self, piece, names=None):
        """Whether a piece waits: a frame, or the argument of `DataFrame` for one row, of which `names` are the columns."""
        key = None
        if self._is_on:
            cls = type(piece)
            if cls is list or cls is dict:
                key, values = _row_of(piece, names)
            elif cls is _library("pandas").DataFrame:
                key, values = self._key_of(piece), None
            if key is not None and self._known.get(key) is not None:
                if values is None:
                    self._flush_rows()
                    self._waiting.append(piece.copy())
                    self._length += len(piece)
                    return True
                if self._fits(values, key):
                    self._length += 1
                    return True
            self._flush()
        self._trying, self._piece = key, piece
        return False

    def puts(self, row, label):
        """Whether a row waits to be stored at a label that is not there yet."""
        key = None
        if self._is_on:
            if self._is_pending:
                self._after_store()
            key, values = _stored_row_of(row)
            if key is not None and self._known.get(key) is not None and self._is_new(label) and self._fits(values, key):
                self._labels.add(label)
                self._new_labels.append(label)
                self._length += 1
                return True
            self._flush()
            self._is_pending, self._label = True, label
        self._trying, self._piece = key, row
        return False

    def _after_store(self):
        """Notes what pandas has done to the frame since the loop was here."""
        self._is_pending = False
        before, label = self._state, self._label
        self._note(self._frame)
        if self._labels is not None:
            # The loop has stored a row at this label, and nothing else.
            if type(label) is int or type(label) is str:
                self._labels.add(label)
            else:
                self._labels = None
        self._learn(before)

    def piece(self):
        """What has to be added now."""
        piece, self._piece = self._piece, None
        return piece

    def frame(self):
        """The frame with all rows up to now."""
        self._flush()
        return self._frame

    def now(self, frame):
        """Notes what pandas has made of it."""
        if self._is_on:
            before = self._state
            self._note(frame)
            self._learn(before)
        else:
            self._frame = frame
        return frame

    def size(self):
        """How many rows there are."""
        return self._length if self._rows or self._waiting else len(self._frame)

    def next(self, more=0):
        """The same where it is a label, and so many more: `None` for what has no rows, which is told where it is stored."""
        return self.size() + more if self._state is not None or hasattr(self._frame, "__len__") else None

    def done(self):
        """The frame with all rows; nothing is kept."""
        self._flush()
        frame, self._frame, self._state, self._labels, self._piece = self._frame, None, None, None, None
        return frame

    # ------------------------------------------------------------ what is known

    def _note(self, frame):
        self._frame = frame
        self._state = None
        if not self._is_on or frame is None:
            return
        pandas = _library("pandas")
        if type(frame) is not pandas.DataFrame:
            self._is_on = False
            return
        self._length = len(frame)
        columns, index = frame.columns, frame.index
        if type(columns) is not pandas.Index or not columns.is_unique or frame.attrs or not frame.flags.allows_duplicate_labels:
            return
        if not self._renumbers and (type(index) is not pandas.Index or not _is_plain(index.dtype)):
            return
        layout = _layout_of(frame)
        if layout is not None:
            self._names = tuple(columns)
            self._state = (self._length, layout, columns, None if self._renumbers else (index.dtype, index.name))

    def _learn(self, before):
        """Whether the step that pandas has just done may wait the next time."""
        key, after = self._trying, self._state
        self._trying = None
        # Numbers that floats do not hold may be there now, which such a row would have rounded.
        for each in [each for each in self._known if each != key and _is_rounding(each)]:
            del self._known[each]
        is_same = before is not None and after is not None and before[1] == after[1] and before[3] == after[3]
        if not is_same or not (before[2] is after[2] or before[2].identical(after[2])):
            self._known.clear()
            self._labels = None
        elif key is not None and key not in self._known and 0 < before[0] < after[0] and not _has_only_missing_objects(self._frame):
            self._known[key] = True if key[0] == "frame" else self._checks_of(key)
        self._failed += 1
        if self._failed >= _PATIENCE * (1 + 7 * any(each is not None for each in self._known.values())):
            self._is_on = False

    def _key_of(self, piece):
        """The dtypes and blocks of a frame that may be added as it is; `None` if its columns are others."""
        state = self._state
        if state is None or piece.attrs or not piece.flags.allows_duplicate_labels:
            return None
        columns, index = piece.columns, piece.index
        if type(columns) is not type(state[2]) or not (columns is state[2] or columns.identical(state[2])):
            return None
        if not self._renumbers:
            pandas = _library("pandas")
            if type(index) is not pandas.RangeIndex and type(index) is not pandas.Index or (index.dtype, index.name) != state[3]:
                return None
        layout = _layout_of(piece)
        if layout is None:
            return None
        own, others = _dtypes_in(state[1]), _dtypes_in(layout)
        is_empty = len(piece) == 0
        for position, dtype in others.items():
            if own[position] != dtype and (own[position] != "object" or is_empty or not _is_plain(dtype)):
                return None
        return ("frame", layout, is_empty)

    def _checks_of(self, key):
        """How each value of a row of these classes has to be looked at: by position; `None` if it is not known how it is stored."""
        kind, classes, names = key
        if (names is not None and names != self._names) or len(classes) != len(self._names) or set(map(type, self._names)) != {str}:
            return None
        if None in _orders_of(self._frame).values():
            return None
        dtypes = _dtypes_in(self._state[1])
        is_mixed = kind != "list" or str in classes
        checks = []
        for position, cls in enumerate(classes):
            check = _stored_as(cls, dtypes[position], is_mixed)
            if check is None:
                return None
            if check == "int" and self._how == "loc":
                check = "exact"
            if check != "any":
                checks.append((position, check))
        return tuple(checks)

    def _fits(self, values, key):
        """Puts a row behind the others, if its values can wait."""
        for position, check in self._known[key]:
            value = values[position]
            if check == "int":
                if not -9223372036854775808 <= value <= 9223372036854775807:
                    return False
            elif check == "exact":
                if not -9007199254740992 <= value <= 9007199254740992:
                    return False
            elif check == "float":
                # Which missing value it is may get lost.
                if value != value and math.copysign(1.0, value) < 0:
                    return False
            elif not value.isascii() and not _is_unicode(value):
                return False
        # Texts and numbers in a column of objects are told apart by their rows only.
        if self._kind != key:
            self._flush_rows()
            self._kind = key
        self._rows.append(values)
        return True

    def _is_new(self, label):
        index = self._frame.index
        if type(label) is int:
            if index.dtype != "int64" or not -9223372036854775808 <= label <= 9223372036854775807:
                return False
        elif type(label) is not str or not (index.dtype == "object" or _is_text(index.dtype)) or not (label.isascii() or _is_unicode(label)):
            return False
        if self._labels is None:
            self._labels = set(index.tolist())
        return label not in self._labels

    # ------------------------------------------------------------ putting together

    def _flush_rows(self):
        if not self._rows:
            return
        pandas, numpy = _library("pandas"), _library("numpy")
        dtypes = _dtypes_in(self._state[1])
        data = {}
        for position, (name, values) in enumerate(zip(self._names, zip(*self._rows))):
            dtype = dtypes[position]
            if dtype == "object":
                column = numpy.empty(len(values), dtype=object)
                column[:] = [value.item() if isinstance(value, numpy.generic) else value for value in values]
                # An array of objects that all are texts would become one of texts.
                column = pandas.Series(column, dtype=object)
            elif isinstance(dtype, numpy.dtype):
                column = numpy.array(values, dtype=dtype)
            else:
                column = pandas.array(list(values), dtype=dtype)
            data[name] = column
        index = None
        if self._how == "loc":
            own = self._frame.index
            index, self._new_labels = pandas.Index(self._new_labels, dtype=own.dtype, name=own.name), []
        elif not self._renumbers:
            # Each row was a frame of its own.
            index = pandas.Index(numpy.zeros(len(self._rows), dtype="int64"))
        part = pandas.DataFrame(data, columns=self._state[2])
        if index is not None:
            part.index = index
        _lay_out(part, _orders_of(self._frame))
        self._rows = []
        self._waiting.append(part)

    def _flush(self):
        self._flush_rows()
        if not self._waiting:
            return
        frame, state = self._frame, self._state
        pieces, self._waiting = [frame, *self._waiting], []
        whole = _library("pandas").concat(pieces, ignore_index=self._renumbers)
        self._failed = 0
        if self._how == "loc":
            frame._mgr = whole._mgr
            if hasattr(frame, "_clear_item_cache"):
                frame._clear_item_cache()
        else:
            self._frame = whole
        self._state = (len(self._frame), *state[1:])


def _row_of(piece, names):
    """Key and values of one row in the form in which `DataFrame` takes it: `[{…}]`, `[[…]]`, `{name: [value]}`, `{name: value}`."""
    if type(piece) is list:
        if len(piece) != 1:
            return None, None
        row = piece[0]
        if type(row) is dict and names is None:
            values, names = tuple(row.values()), tuple(row)
        elif (type(row) is list or type(row) is tuple) and names is not None:
            values = tuple(row)
        else:
            return None, None
    else:
        if names is not None:
            return None, None
        values, names = tuple(piece.values()), tuple(piece)
        if values and type(values[0]) is list:
            if not all(type(each) is list and len(each) == 1 for each in values):
                return None, None
            values = tuple([each[0] for each in values])
    return ("row", tuple(map(type, values)), names), values


def _stored_row_of(row):
    """Key and values of a row that is stored by a label."""
    cls = type(row)
    if cls is list or cls is tuple:
        values = tuple(row)
        return ("list", tuple(map(type, values)), None), values
    if cls is dict:
        values = tuple(row.values())
        return ("row", tuple(map(type, values)), tuple(row)), values
    return None, None


def _is_rounding(key):
    """Whether pandas makes floats of all numbers of such a row, and since version 3.1 whole numbers of the columns that were such before."""
    return key[0] == "list" and str not in key[1]


def _stored_as(cls, dtype, is_mixed):
    """What has to be asked of values of a class that go into a column; `None` if it is not known what becomes of them."""
    numpy = _library("numpy")
    if cls is numpy.int64 or cls is numpy.float64:
        cls = int if cls is numpy.int64 else float
    elif cls is numpy.bool_:
        cls = bool
    if dtype == "object":
        # In a row of numbers all become floats.
        if cls is str or not is_mixed:
            return "text" if cls is str else None
        return {int: "int", float: "float", bool: "any"}.get(cls)
    if dtype == "int64":
        return "int" if cls is int else None
    if dtype == "float64":
        return {float: "float", int: "exact"}.get(cls)
    if dtype == "bool":
        return "any" if cls is bool else None
    return "text" if cls is str and _is_text(dtype) else None


def _is_text(dtype):
    """The dtype that texts have by themselves since pandas 3."""
    return getattr(dtype, "name", "") == "str"


def _is_plain(dtype):
    """Dtypes of which values go into objects one by one."""
    return getattr(dtype, "kind", "") in "iufb" and type(dtype).__module__.startswith("numpy") or dtype == "object" or _is_text(dtype)


def _layout_of(frame):
    """The dtypes of the blocks and which columns lie in them; `None` if there are others than of NumPy, texts and dates."""
    pandas, numpy = _library("pandas"), _library("numpy")
    layout = []
    for block in frame._mgr.blocks:
        dtype = block.dtype
        if not (isinstance(dtype, numpy.dtype) or _is_text(dtype) or type(dtype) is pandas.DatetimeTZDtype):
            return None
        layout.append((dtype, tuple(block.mgr_locs.as_array.tolist())))
    return tuple(layout)


def _dtypes_in(layout):
    return {position: dtype for dtype, positions in layout for position in positions}


def _orders_of(frame):
    """By dtype: whether the values of a column lie beside each other (`C`), those of a row (`F`), or it is different from block to block."""
    numpy = _library("numpy")
    orders = {}
    for block in frame._mgr.blocks:
        values = block.values
        if type(values) is numpy.ndarray and min(values.shape) > 1:
            order = "C" if abs(values.strides[0]) >= abs(values.strides[1]) else "F"
            orders[block.dtype] = order if orders.get(block.dtype, order) == order else None
    return orders


def _lay_out(part, orders):
    """Rows that came one by one had no order, and took that of the frame."""
    numpy = _library("numpy")
    for block in part._mgr.blocks:
        if orders.get(block.dtype) == "F" and type(block.values) is numpy.ndarray:
            block.values = numpy.asfortranarray(block.values)


def _has_only_missing_objects(frame):
    """Whether pandas 2 may look at the values before it puts blocks together: it makes one missing value of all if there are no others."""
    pandas = _library("pandas")
    if not hasattr(frame, "_is_copy"):
        return False
    for block in frame._mgr.blocks:
        if block.dtype == "object" and bool(pandas.isna(block.values).all()):
            return True
    return False


def _is_unicode(text):
    """Whether a text has no halves of characters, which Arrow refuses."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_ALONE = []


def _is_known_once(count, caller):
    """Whether an object of so many references, handed on by a variable, has no others."""
    if not _ALONE:
        probe = object()
        _ALONE.append(_count_references(probe))
    # From Python 3.14 on variables of functions are lent.
    extra = sys.version_info >= (3, 14) and not caller.f_code.co_flags & 2
    return count <= _ALONE[0] + extra


def _count_references(value):
    grown = [value]
    return sys.getrefcount(value)
