"""Single cells of a frame, read and stored where the columns lie: stand-ins for frames and series in loops over their rows.

    df_cells = noodle_rt.cells(df)
    for i in range(1, len(df)):
        df_cells.loc[i, "sum"] = df_cells.loc[i - 1, "sum"] + df_cells["x"].iloc[i]

A cell is read from, and stored into, the very memory that pandas would go to, by a position that pandas' own index gives. Before each step the
stand-in looks whether the frame still has the blocks and labels that it knows; so the program may do with the frame whatever it likes,
at any time. All that is not such a step of a kind that is known, and all errors, are left to pandas.
"""
import sys
from warnings import catch_warnings
from weakref import ref

from noodle_rt.frames.rows import _OBJECT, _LightRow, _row_dtype
from noodle_rt.guards import _library

# From so many rows on it pays, in pandas 2.2 and 3.1.
_FEW_ROWS_OF_CELLS = 16, 8


def cells(value, labels=(), attributes=()):
    """A stand-in for a frame or series of which single cells are read and stored; the value itself where it cannot be one.

    labels: `value.iloc[i]` and `value.loc[i]` are only asked for these cells.
    attributes: those of them that are read as attributes, too.
    """
    pandas = _library("pandas")
    if pandas is None:
        return value
    kind = type(value)
    if kind is pandas.DataFrame:
        if len(value) < _FEW_ROWS_OF_CELLS[not _is_old_pandas(pandas)] or not _knows_settings(pandas):
            return value
        columns = value.columns
        if type(columns) is not pandas.Index or not columns.is_unique or any(hasattr(pandas.Series, name) for name in attributes):
            return value
        return _FrameCells(value, labels, attributes) if _has_known_index(pandas, value) else value
    if kind is pandas.Series and len(value) >= _FEW_ROWS_OF_CELLS[not _is_old_pandas(pandas)]:
        return _SeriesCells(value) if _knows_settings(pandas) and _has_known_index(pandas, value) else value
    return value


def _has_known_index(pandas, value):
    index = value._mgr.axes[-1]
    kind = type(index)
    return kind is pandas.RangeIndex or kind is pandas.DatetimeIndex or kind is pandas.Index and index.dtype.kind in "iO"


_PANDAS_VERSIONS = {}


def _is_old_pandas(pandas):
    """Whether columns are changed in place whoever shares them: before pandas 3."""
    version = pandas.__version__
    found = _PANDAS_VERSIONS.get(version)
    if found is None:
        found = _PANDAS_VERSIONS[version] = tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:2])
    return found < (3,)


def _knows_settings(pandas):
    """Whether the version is one whose ways are known, and neither copies on write in pandas 2 nor Python's numbers are switched on."""
    try:
        settings = pandas._config.config._global_config
        if _is_old_pandas(pandas):
            return settings["mode"]["copy_on_write"] is False and _PANDAS_VERSIONS[pandas.__version__] >= (2, 2)
        return not settings.get("future", {}).get("python_scalars", False)
    except (AttributeError, LookupError):
        return False


class _CellPlace:
    """Where the cells of one column lie, and what has to be as it was for that to be so."""

    __slots__ = ("owner", "columns", "index", "number", "block", "base", "array", "size", "labels", "find", "exact", "low", "high", "is_old")

    def __init__(self, owner, position, way):
        pandas = _library("pandas")
        numpy = _library("numpy")
        is_frame = type(owner) is pandas.DataFrame
        self.owner = owner
        mgr = owner._mgr
        self.columns = mgr.axes[0]
        self.index = index = mgr.axes[-1]
        self.is_old = _is_old_pandas(pandas)
        self.number = int(mgr.blknos[position]) if is_frame else 0
        block = mgr.blocks[self.number]
        # Whoever held the block would make pandas copy it.
        self.block = ref(block)
        self.base = base = block.values
        if is_frame:
            self.array = base[mgr.blklocs[position]] if base.ndim == 2 else base
            if self.is_old:
                held = owner._item_cache.get(self.columns[position])
                if held is not None and not _is_same_memory(numpy, held._values, self.array):
                    # pandas 2 may hold a column that is not part of the frame any more.
                    raise LookupError
        else:
            self.array = base
        is_plain = type(self.array) is numpy.ndarray
        if way == _BY_VALUE and not is_plain and str(self.array.dtype) != "str":
            # `.values` are of another class.
            raise LookupError
        self.find = index.get_loc
        self.labels, self.size = (), len(index)
        if way == _BY_LABEL:
            self.labels = _labels_of(pandas, numpy, index)
            if not self.labels:
                raise LookupError
            if type(index) is not pandas.RangeIndex or index.start != 0 or index.step != 1:
                self.size = 0
        self.exact, self.low, self.high = (), 1, 0
        if type(self.array).__name__ == "ArrowStringArray" and type(self.array).__module__.startswith("pandas.") and not self.is_old:
            self.array = _TextCells(self.array)
            if is_frame:
                self.exact = {str}
        if is_frame and is_plain and self.array.flags.writeable:
            self._allow_stores(numpy)

    def is_there(self):
        """Whether nothing has changed since."""
        mgr = self.owner._mgr
        axes = mgr.axes
        blocks = mgr.blocks
        if axes[-1] is not self.index or axes[0] is not self.columns or self.number >= len(blocks):
            return False
        block = blocks[self.number]
        return block is self.block() and block.values is self.base

    def _allow_stores(self, numpy):
        """Which values are stored as they are, by class; and whole numbers between which bounds."""
        dtype = self.array.dtype
        if not dtype.isnative or self.is_old and self.owner._is_copy is not None:
            return
        if dtype == numpy.float64:
            self.exact = {float, numpy.float64}
            self.low, self.high = -(2**53), 2**53
        elif dtype.kind in "iu":
            bounds = numpy.iinfo(dtype)
            self.low, self.high = int(bounds.min), int(bounds.max)
        elif dtype.kind == "b":
            self.exact = {bool, numpy.bool_}
        elif dtype.kind == "O":
            self.exact = {str, int, float, bool, type(None), numpy.float64, numpy.int64, numpy.bool_}


class _TextCells:
    """Strings of Arrow, which never change: a store makes others. Taken out all at once when many are read."""

    __slots__ = ("_array", "_memory", "_texts", "_reads")

    def __init__(self, array):
        self._array = array
        self._memory = self._texts = None
        self._reads = 0

    def __getitem__(self, position):
        array = self._array
        if array._pa_array is not self._memory:
            self._memory, self._texts, self._reads = array._pa_array, None, 0
        if self._texts is not None:
            return self._texts[position]
        self._reads += 1
        if self._reads * 30 > len(array):
            self._texts = array.tolist()
        return array[position]

    def __setitem__(self, position, value):
        self._array[position] = value


def _is_same_memory(numpy, one, other):
    one, other = getattr(one, "_ndarray", one), getattr(other, "_ndarray", other)
    return type(one) is type(other) and (one is other or type(one) is numpy.ndarray and numpy.shares_memory(one, other))


_BY_LABEL, _BY_POSITION, _BY_VALUE, _AS_ROW = range(4)


def _labels_of(pandas, numpy, index):
    """Classes of labels that mean one row to this index in every form of access."""
    kind = type(index)
    if kind is pandas.RangeIndex:
        return {int, numpy.int64}
    if not index.is_unique:
        return ()
    if kind is pandas.DatetimeIndex:
        return {pandas.Timestamp}
    if kind is pandas.Index:
        if index.dtype == numpy.int64:
            return {int, numpy.int64}
        if index.dtype == object or str(index.dtype) == "str":
            return {str}
    return ()


class _CellStand:
    """Where the columns of a frame, or the values of a series, lie: found when they are asked for again."""

    __slots__ = ("owner", "places", "patience", "steps")

    def __init__(self, owner):
        self.owner = owner
        self.places = {}, {}, {}
        self.patience = {}
        self.steps = {}

    def is_due(self, key, way):
        """Whether something is to be found now: when it is asked for again, and later each time."""
        count, least = self.patience.get((key, way), (0, 1))
        if count < least:
            self.patience[(key, way)] = count + 1, least
            return False
        self.patience[(key, way)] = 0, 2 * least
        return True

    def look_for(self, key, way):
        """Finds the place of a column whose place is not known, or not any more."""
        if not self.is_due(key, way):
            return
        places = self.places[way]
        places.pop(key, None)
        try:
            places[key] = self.place(key, way)
        except Exception:
            # What is not known here pandas knows.
            pass

    def place(self, key, way):
        position = 0
        if type(self.owner) is _library("pandas").DataFrame:
            position = key if type(key) is int else self.owner._mgr.axes[0].get_loc(key)
            if type(position) is not int or not 0 <= position < self.owner.shape[1]:
                raise LookupError
        return _CellPlace(self.owner, position, way)

    def leave(self, template, *values):
        """Does a step as if it stood in the program, at the line that runs there: warnings tell that line, and exceptions pass it."""
        caller = sys._getframe(2)
        line = caller.f_lineno
        step = self.steps.get((template, line))
        if step is None:
            code = caller.f_code
            text = template.__code__.replace(co_filename=code.co_filename, co_firstlineno=line, co_name=code.co_name)
            step = self.steps[(template, line)] = type(template)(text, caller.f_globals)
        return step(self.owner, *values)


class _CellsOfOne:
    """Cells of one column, or of a series: `df["x"]` in `df["x"][i]`, `df["x"].iloc` in `df["x"].iloc[i]`."""

    __slots__ = ("_stand", "_label", "_way", "_template", "_places")

    def __init__(self, stand, label, way, template):
        self._stand = stand
        self._label = label
        self._way = way
        self._template = template
        self._places = stand.places[way]

    def __getitem__(self, row):
        place = self._places.get(self._label)
        if place is not None:
            mgr = place.owner._mgr
            axes = mgr.axes
            blocks = mgr.blocks
            number = place.number
            if (
                axes[-1] is place.index
                and axes[0] is place.columns
                and number < len(blocks)
                and blocks[number] is place.block()
                and blocks[number].values is place.base
            ):
                kind = type(row)
                if kind is int and 0 <= row < place.size:
                    return place.array[row]
                if kind in place.labels:
                    try:
                        position = place.find(row)
                    except Exception:
                        position = None
                    if type(position) is int:
                        return place.array[position]
                elif kind is int and -place.size <= row < 0 and not place.labels:
                    return place.array[row]
                return self._stand.leave(self._template, self._label, row)
        self._stand.look_for(self._label, self._way)
        return self._stand.leave(self._template, self._label, row)


class _WithValues(_CellsOfOne):
    """A column or series as a whole."""

    __slots__ = ("_get_values", "_get_from_values")

    @property
    def values(self):
        """Taken out only if it can be seen, since pandas warns of some classes of arrays."""
        place = self._stand.places[_BY_VALUE].get(self._label)
        if place is not None and place.is_there():
            return _CellsOfOne(self._stand, self._label, _BY_VALUE, self._get_from_values)
        self._stand.look_for(self._label, _BY_VALUE)
        return self._stand.leave(self._get_values, self._label)


class _ColumnCells(_WithValues):
    """A column in the step that follows."""

    __slots__ = ("_columns", "loc", "at", "iloc", "iat")

    def __init__(self, stand, label):
        super().__init__(stand, label, _BY_LABEL, _get_from_column)
        self._columns = stand.owner._mgr.axes[0]
        self.loc = _CellsOfOne(stand, label, _BY_LABEL, _get_from_column_loc)
        self.at = _CellsOfOne(stand, label, _BY_LABEL, _get_from_column_at)
        self.iloc = _CellsOfOne(stand, label, _BY_POSITION, _get_from_column_iloc)
        self.iat = _CellsOfOne(stand, label, _BY_POSITION, _get_from_column_iat)
        self._get_values, self._get_from_values = _get_column_values, _get_from_column_values


class _SeriesCells(_WithValues):
    """Stands for a series."""

    __slots__ = ("loc", "at", "iloc", "iat")

    def __init__(self, series):
        stand = _CellStand(series)
        super().__init__(stand, "", _BY_LABEL, _get_from_series)
        self.loc = _CellsOfOne(stand, "", _BY_LABEL, _get_from_series_loc)
        self.at = _CellsOfOne(stand, "", _BY_LABEL, _get_from_series_at)
        self.iloc = _CellsOfOne(stand, "", _BY_POSITION, _get_from_series_iloc)
        self.iat = _CellsOfOne(stand, "", _BY_POSITION, _get_from_series_iat)
        self._get_values, self._get_from_values = _get_series_values, _get_from_series_values


class _FrameCells:
    """Stands for a frame."""

    __slots__ = ("_stand", "_columns", "_rows", "loc", "at", "iloc", "iat")

    def __init__(self, frame, labels, attributes):
        self._stand = _CellStand(frame)
        self._columns = {}
        self._rows = _LightRowsByCell(self._stand, labels, attributes) if labels else None

    def __getitem__(self, label):
        stand = self._stand
        if type(label) is str:
            found = self._columns.get(label)
            columns = stand.owner._mgr.axes[0]
            if found is not None and columns is found._columns:
                return found
            if type(columns) is _library("pandas").Index and columns.is_unique and label in columns:
                found = self._columns[label] = _ColumnCells(stand, label)
                return found
        return stand.leave(_get_item, label)

    def __getattr__(self, name):
        # Indexers are made when they are asked for the first time.
        indexer = _INDEXERS.get(name)
        if indexer is not None:
            way, get, set_, has_rows = indexer
            made = _CellsOfAll(self._stand, way, get, set_, self._rows if has_rows else None)
            setattr(self, name, made)
            return made
        owner = self._stand.owner
        if name[0] != "_" and not hasattr(type(owner), name) and name not in owner.__dict__ and name in owner.columns:
            return self[name]
        return getattr(owner, name)


class _CellsOfAll:
    """`df.loc` in `df.loc[i, "x"]`, and its like."""

    __slots__ = ("_stand", "_way", "_kind", "_get", "_set", "_rows", "_forgets", "_places")

    def __init__(self, stand, way, get, set_, rows):
        self._stand = stand
        self._way = way
        self._kind = str if way == _BY_LABEL else int
        self._forgets = set_ is _set_by_loc or set_ is _set_by_iloc
        self._get = get
        self._set = set_
        self._rows = rows
        self._places = stand.places[way]

    def __getitem__(self, key):
        place = label = None
        if type(key) is tuple and len(key) == 2:
            row, label = key
            if type(label) is self._kind:
                place = self._places.get(label)
        elif self._rows is not None:
            light = self._rows.row(key, self._way)
            if light is not None:
                return light
        if place is not None:
            mgr = place.owner._mgr
            axes = mgr.axes
            blocks = mgr.blocks
            number = place.number
            if (
                axes[1] is place.index
                and axes[0] is place.columns
                and number < len(blocks)
                and blocks[number] is place.block()
                and blocks[number].values is place.base
            ):
                kind = type(row)
                if kind is int and 0 <= row < place.size:
                    return place.array[row]
                if kind in place.labels:
                    try:
                        position = place.find(row)
                    except Exception:
                        position = None
                    if type(position) is int:
                        return place.array[position]
                elif kind is int and -place.size <= row < 0 and not place.labels:
                    return place.array[row]
                return self._stand.leave(self._get, key)
        if type(label) is self._kind:
            self._stand.look_for(label, self._way)
        return self._stand.leave(self._get, key)

    def __setitem__(self, key, value):
        place = label = None
        if type(key) is tuple and len(key) == 2:
            row, label = key
            if type(label) is self._kind:
                place = self._places.get(label)
        if place is not None:
            mgr = place.owner._mgr
            axes = mgr.axes
            blocks = mgr.blocks
            number = place.number
            kind = type(value)
            if (
                axes[1] is place.index
                and axes[0] is place.columns
                and number < len(blocks)
                and blocks[number] is place.block()
                and blocks[number].values is place.base
                and (kind in place.exact or (kind is int or kind.__name__ == "int64") and place.low <= value <= place.high)
                and (value == value or kind is float and value is _numpy_nan())
                and (place.is_old or not blocks[number].refs.has_reference())
            ):
                position = None
                if type(row) is int and 0 <= row < place.size:
                    position = row
                elif type(row) in place.labels:
                    try:
                        position = place.find(row)
                    except Exception:
                        pass
                if type(position) is int:
                    place.array[position] = value
                    if self._forgets and len(blocks) > 1:
                        # As pandas does: Python forgets which warnings it has shown.
                        with catch_warnings():
                            pass
                    if place.is_old and place.owner._item_cache:
                        place.owner._item_cache.clear()
                    return
        if type(label) is self._kind:
            self._stand.look_for(label, self._way)
        self._stand.leave(self._set, key, value)


class _LightRowsByCell:
    """Rows of which only some cells are asked for."""

    __slots__ = ("_stand", "labels", "_attributes", "_columns", "_blocks")

    def __init__(self, stand, labels, attributes):
        self._stand = stand
        self.labels = labels
        self._attributes = attributes
        self._columns = None
        self._blocks = ()

    def row(self, key, way):
        """The cells as they would be in the Series of the row; `None` when that is not known."""
        if self._columns is not None and self._is_known():
            first = self._columns[0][1]
            kind = type(key)
            position = None
            if kind is int and 0 <= key < (len(first.index) if way == _BY_POSITION else first.size):
                position = key
            elif way == _BY_LABEL and kind in first.labels:
                try:
                    position = first.find(key)
                except Exception:
                    pass
            if type(position) is not int:
                return None
            light = _LightRow() if self._attributes else {}
            for label, place, convert in self._columns:
                cell = place.array[position]
                light[label] = cell if convert is None else convert(cell)
            return light
        if self._stand.is_due("", _AS_ROW):
            try:
                self._find()
            except Exception:
                self._columns = None
        return None

    def _is_known(self):
        """Whether all columns are as they were: their dtypes make that of the rows."""
        first = self._columns[0][1]
        mgr = first.owner._mgr
        axes = mgr.axes
        if axes[1] is not first.index or axes[0] is not first.columns or len(mgr.blocks) != len(self._blocks):
            return False
        for block, (known, base) in zip(mgr.blocks, self._blocks):
            if block is not known() or block.values is not base:
                return False
        return True

    def _find(self):
        pandas = _library("pandas")
        self._columns = None
        frame = self._stand.owner
        if _is_old_pandas(pandas) and len(frame._mgr.blocks) == 1:
            # Rows are views, in which what is stored later can be seen.
            return
        dtype = _row_dtype(pandas, frame)
        if dtype is None:
            return
        columns = []
        for label in self.labels:
            place = self._stand.place(label, _BY_POSITION)
            is_other = dtype is not _OBJECT and dtype.kind in "iufb" and place.array.dtype != dtype
            columns.append((label, place, dtype.type if is_other else None))
        first = columns[0][1]
        index = first.index
        first.labels = _labels_of(pandas, _library("numpy"), index)
        if type(index) is not pandas.RangeIndex or index.start != 0 or index.step != 1:
            first.size = 0
        self._blocks = tuple((ref(block), block.values) for block in frame._mgr.blocks)
        self._columns = columns


def _numpy_nan():
    return _library("numpy").nan


# The steps as pandas does them; each in one line, since it is shown as the line of the program.
# fmt: off
def _get_item(owner, label): return owner[label]
def _get_by_loc(owner, key): return owner.loc[key]
def _get_by_at(owner, key): return owner.at[key]
def _get_by_iloc(owner, key): return owner.iloc[key]
def _get_by_iat(owner, key): return owner.iat[key]
def _set_by_loc(owner, key, value): owner.loc[key] = value
def _set_by_at(owner, key, value): owner.at[key] = value
def _set_by_iloc(owner, key, value): owner.iloc[key] = value
def _set_by_iat(owner, key, value): owner.iat[key] = value
def _get_from_column(owner, label, key): return owner[label][key]
def _get_from_column_loc(owner, label, key): return owner[label].loc[key]
def _get_from_column_at(owner, label, key): return owner[label].at[key]
def _get_from_column_iloc(owner, label, key): return owner[label].iloc[key]
def _get_from_column_iat(owner, label, key): return owner[label].iat[key]
def _get_column_values(owner, label): return owner[label].values
def _get_from_column_values(owner, label, key): return owner[label].values[key]
def _get_from_series(owner, label, key): return owner[key]
def _get_from_series_loc(owner, label, key): return owner.loc[key]
def _get_from_series_at(owner, label, key): return owner.at[key]
def _get_from_series_iloc(owner, label, key): return owner.iloc[key]
def _get_from_series_iat(owner, label, key): return owner.iat[key]
def _get_series_values(owner, label): return owner.values
def _get_from_series_values(owner, label, key): return owner.values[key]
# fmt: on

_INDEXERS = {
    "loc": (_BY_LABEL, _get_by_loc, _set_by_loc, True),
    "at": (_BY_LABEL, _get_by_at, _set_by_at, False),
    "iloc": (_BY_POSITION, _get_by_iloc, _set_by_iloc, True),
    "iat": (_BY_POSITION, _get_by_iat, _set_by_iat, False),
}
