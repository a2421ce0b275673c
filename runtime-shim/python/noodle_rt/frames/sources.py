"""Columns of frames, and series, as functions that run on whole columns see them (`columns.py`)."""
from noodle_rt.frames.rows import _OBJECT, _objects
from noodle_rt.frames.times import _times_of
from noodle_rt.frames.values import _EXACT, _NOTHING, _Alone, _Column, _one_class, _Part
from noodle_rt.guards import _library


class _Source:
    """A column of a frame, or a series, as functions of rows or elements see it.

    dtype: that of the rows, "object" when they hold Python's own values.
    """

    __slots__ = ("_series", "_dtype", "_cells", "_classes", "_known")

    def __init__(self, series, dtype):
        self._series = series
        self._dtype = dtype
        self._cells = None
        self._classes = None
        self._known = {}

    def cells(self):
        """A list of the cells."""
        if self._cells is None:
            if self._dtype is _OBJECT or self._dtype.kind == "O":
                self._cells = _objects(self._series)
            else:
                self._cells = list(self._series.to_numpy().astype(self._dtype, copy=False))
        return self._cells

    def dtype(self):
        return self._series.dtype

    def classes(self):
        """The classes of the cells."""
        self._look_at_classes()
        return {self._classes} if type(self._classes) is not tuple else set(self._classes[1])

    def some(self, rows):
        """The source of some rows."""
        return _Source(self._series.take(rows), self._dtype)

    def of(self, rows):
        """The column of some rows; raises `_Part` when their cells are of several classes."""
        numpy = _library("numpy")
        known = self._known
        own = self._series.dtype
        if getattr(own, "kind", "") in ("M", "m"):
            return _times_of(self._series, rows)
        if isinstance(own, numpy.dtype) and own.kind in "iufb":
            whole = known.get(None)
            if whole is None:
                whole = known[None] = self._numbers()
        else:
            cls = self._class_of(rows)
            whole = known.get(cls)
            if whole is None:
                whole = known[cls] = _one_class(self.cells(), cls)
        if whole is _NOTHING:
            return None
        if rows is None:
            return _Column(*whole)
        kind, values, numbers, low, high = whole
        return _Column(kind, values[rows], numbers, low, high)

    def _numbers(self):
        """Kind, array, and bounds of a column of numbers."""
        # Columns of frames made of arrays have gaps, and functions of NumPy may round in another way there.
        values = _library("numpy").ascontiguousarray(self._series.to_numpy())
        numbers = not (self._dtype is _OBJECT or self._dtype.kind == "O")
        if numbers and self._dtype != values.dtype:
            values = values.astype(self._dtype)
        kind = values.dtype.kind
        if kind == "b":
            return "bool", values, numbers, 0, 1
        if kind == "f":
            if numbers and values.dtype.itemsize != 8:
                raise _Alone
            return "float", values.astype("float64", copy=False), numbers, None, None
        if numbers and (kind != "i" or values.dtype.itemsize != 8):
            raise _Alone
        low, high = int(values.min()), int(values.max())
        if low < -_EXACT or high > _EXACT:
            raise _Alone
        return "int", values.astype("int64", copy=False), numbers, low, high

    def _look_at_classes(self):
        if self._classes is None:
            classes = list(map(type, self.cells()))
            found = list(set(classes))
            if len(found) == 1:
                self._classes = found[0]
            else:
                numbers = {cls: number for number, cls in enumerate(found)}
                self._classes = _library("numpy").fromiter((numbers[cls] for cls in classes), "int64", len(classes)), found

    def _class_of(self, rows):
        self._look_at_classes()
        if type(self._classes) is not tuple:
            return self._classes
        codes, classes = self._classes
        chosen = codes if rows is None else codes[rows]
        first = chosen[0]
        same = chosen == first
        if not same.all():
            raise _Part(same)
        return classes[first]


class _RowOfColumns:
    """Stands for a row; its cells are columns."""

    __slots__ = ("_columns", "_rows")

    def __init__(self, labels, sources, rows):
        self._columns = dict(zip(labels, sources))
        self._rows = rows

    def __getitem__(self, label):
        source = self._columns[label]
        if type(source) is _Source:
            source = source.of(self._rows)
            self._columns[label] = source
        return source

    def __getattr__(self, label):
        if label[:2] == "__":
            raise _Alone
        return self[label]
