"""Rows of a frame by the value of one column, in a loop that looks up one value after the other.

    by_shop = noodle_rt.by_value(df, "shop")
    for shop in by_shop.over(df["shop"].unique()):
        rows = by_shop[shop]    # df[df["shop"] == shop]

The caller promises that nobody changes the frame while the object is used. Where that is not certain, `by_shop.rows(df, shop)` looks:
from pandas 3 on, a column that was read is never changed in place, so that the frame then has another block of values.
"""
from noodle_rt.frames.groups import _group_reductions_are_plain, _GroupTable, _LightFrame
from noodle_rt.guards import _library, genuine

# Lookups that pay for sorting the rows, by the number of rows: of numbers, and of strings, whose comparison takes longer.
_LOOKUPS = ((1_000, 4, 4), (10_000, 16, 12), (100_000, 25, 12), (1_000_000, 100, 12), (10_000_000, 500, 25))
# When nobody knows how many will come, so many have to have been made.
_LOOKUPS_BEFORE = 500


class by_value:
    """`by_value(frame, label)[value]` is `frame[frame[label] == value]`, a new frame each time."""

    __slots__ = ("_frame", "_label", "_made", "_expected", "_places", "_order", "_is_text", "_least", "_column", "_block", "_last", "_light")

    def __init__(self, frame, label):
        self._frame = frame
        self._label = label
        self._made = 0
        self._expected = 0
        # Where the rows of each value begin and end in `_order`; `False` when they are not to be had, `None` before it is tried.
        self._places = None
        self._order = None
        self._is_text = False
        # So many lookups pay; known as soon as the column has been looked at.
        self._least = None
        # The column that was sorted, and the values in which it lies.
        self._column = None
        self._block = None
        # The last value of the loop, whose rows are a true frame; rows of the others as light groups, `False` when there are none.
        self._last = None
        self._light = None

    def over(self, values):
        """`values`, of each of which the rows will be looked up."""
        numpy, pandas = _library("numpy"), _library("pandas")
        cls = type(values)
        if cls in (list, tuple, range) or numpy is not None and cls is numpy.ndarray and values.ndim > 0:
            self._expected += len(values)
            self._last = values[-1] if len(values) else None
        elif pandas is not None and (cls is pandas.Series or isinstance(values, pandas.api.extensions.ExtensionArray)):
            self._expected += len(values)
            self._last = values.iloc[-1] if cls is pandas.Series and len(values) else None
        return values

    def group(self, value, frame=None):
        """The rows for somebody who only asks for reductions, lengths and single values of them.

        frame: that in which to look, if it may be another one by now, or may have changed.
        """
        own = self._frame
        if frame is None or frame is own and not hasattr(frame, "_take_with_is_copy"):
            if self._places is None:
                self._made += 1
                self._places = self._find()
            if self._places and self._is_plain(value) and value is not self._last:
                if self._light is None:
                    self._light = _LightRowsByValue(self)
                light = self._light.at(value, frame is not None)
                if light is not None:
                    return light
        return self[value] if frame is None else self.rows(frame, value)

    def rows(self, frame, value):
        """The same for a frame that may be another one by now, or may have changed."""
        if frame is not self._frame or self._places is False or hasattr(frame, "_take_with_is_copy"):
            return frame[frame[self._label] == value]
        if self._places:
            if not self._is_there(self._label, self._block):
                # It has, and may do so again.
                self._places = False
                self._column = self._block = None
        return self[value]

    def _is_there(self, label, block):
        """Whether a column lies where it was."""
        values, row = self._where(label)
        return values is not None and values is block[0] and row == block[1]

    def _where(self, label):
        """The array in which a column lies, and its row there."""
        try:
            manager = self._frame._mgr
            position = manager.axes[0].get_loc(label)
            if type(position) is int:
                return manager.blocks[manager.blknos[position]].values, int(manager.blklocs[position])
        except (KeyError, AttributeError):
            pass  # no such column, or a pandas that keeps its columns in another way
        return None, 0

    def __getitem__(self, value):
        frame = self._frame
        places = self._places
        if places is None:
            self._made += 1
            places = self._places = self._find()
        if not places:
            return frame[frame[self._label] == value]
        if not self._is_plain(value):
            return frame[frame[self._label] == value]
        found = places.get(value)
        rows = self._order[found[0] : found[1]] if found is not None else self._order[:0]
        if len(rows) == len(frame):
            return frame[frame[self._label] == value]
        return frame._take_with_is_copy(rows, axis=0) if hasattr(frame, "_take_with_is_copy") else frame.take(rows, axis=0)

    def _is_plain(self, value):
        """Whether equal means the same to Python and to pandas."""
        cls = type(value)
        if self._is_text:
            return cls is str
        numpy = _library("numpy")
        if cls is not int and cls is not numpy.int64 and cls is not float and cls is not numpy.float64:
            return False
        # Larger ones are rounded when integers and floats are compared.
        return -(2**52) < value < 2**52

    def _find(self):
        """Sorts the rows by the value, if that pays already; `None` when not yet, `False` when never."""
        if self._least is not None and self._expected < self._least and self._made < _LOOKUPS_BEFORE:
            return None
        pandas, numpy = _library("pandas"), _library("numpy")
        frame, label = self._frame, self._label
        if pandas is None or type(frame) is not pandas.DataFrame:
            return False
        for rows, of_numbers, of_texts in _LOOKUPS:
            if len(frame) <= rows:
                break
        else:
            return False
        if self._least is None:
            # Whatever the column holds, fewer do not pay.
            self._least = min(of_numbers, of_texts)
            if self._expected < self._least and self._made < _LOOKUPS_BEFORE:
                return None
        columns = frame.columns
        # Their labels are strings, and one of them is this.
        if type(columns) is not pandas.Index or not columns.is_unique or label not in columns:
            return False
        column = frame[label]
        values = column._values
        dtype = column.dtype
        self._is_text = is_text = dtype == object or type(dtype) is pandas.StringDtype
        if type(dtype) is pandas.StringDtype:
            if dtype.na_value is not numpy.nan:
                return False
        elif dtype != object and not (type(values) is numpy.ndarray and (dtype.kind in "iu" or dtype == "float64") and dtype.isnative):
            return False
        self._least = of_texts if is_text else of_numbers
        if self._expected < self._least and self._made < _LOOKUPS_BEFORE:
            return None
        if not genuine("pandas.DataFrame.__getitem__", "pandas.DataFrame.take", "pandas.Series.__eq__", "pandas.factorize"):
            return False
        self._column = column
        self._block = self._where(label)
        codes, uniques = pandas.factorize(values)
        uniques = list(uniques) if is_text else uniques.tolist()
        if is_text and not {str}.issuperset(map(type, uniques)):
            return False
        # NumPy sorts small integers without comparing.
        codes = codes.astype("int16" if len(uniques) < 2**15 else "int64", copy=False)
        self._order = codes.argsort(kind="stable")
        missing = int((codes < 0).sum())
        ends = (missing + numpy.bincount(codes[codes >= 0], minlength=len(uniques)).cumsum()).tolist()
        return dict(zip(uniques, zip([missing] + ends, ends)))


class _LightRowsByValue:
    """Rows of each value as light groups (`groups.py`)."""

    __slots__ = ("_lookup", "_numbers", "_table", "_group", "_axes")

    def __init__(self, lookup):
        self._lookup = lookup
        self._numbers = {value: number for number, value in enumerate(lookup._places)}
        self._table = None
        self._axes = lookup._frame.index, lookup._frame.columns
        if len(self._numbers) > 1 and _group_reductions_are_plain(_library("pandas")):
            self._table = _ValueTable(lookup)
            self._group = _LightFrame(self._table)

    def at(self, value, has_to_look):
        """The rows of a value; `None` when they are not to be had so."""
        table = self._table
        number = self._numbers.get(value)
        if table is None or number is None or table.refused and not table.served:
            return None
        if has_to_look:
            lookup = self._lookup
            known = {lookup._label: (None, lookup._block), **table.data.held}
            frame = lookup._frame
            is_same = frame.index is self._axes[0] and frame.columns is self._axes[1]
            if not is_same or not all(lookup._is_there(label, block) for label, (_, block) in known.items()):
                self._table = None
                return None
        table.at = number
        table.true = None
        return self._group


class _ValueTable(_GroupTable):
    """The rows in the order of the values of a column, and where those of each value lie."""

    def __init__(self, lookup):
        numpy = _library("numpy")
        places = numpy.array(list(lookup._places.values()))
        self.lookup = lookup
        self.data = _RowsInOrder(lookup)
        self.splitter = self
        self.starts, self.ends = places[:, 0].copy(), places[:, 1].copy()
        self.sizes = (self.ends - self.starts).tolist()
        self.full = numpy.arange(len(places))
        self.first = int(self.starts[0])
        self.at = 0
        self.true = None
        self.batches = {}
        self.is_quiet = numpy.geterr()["under"] == "ignore"
        self.refused = False
        self.served = False

    @property
    def _slabels(self):
        numpy = _library("numpy")
        return numpy.repeat(numpy.arange(-1 if self.first else 0, len(self.sizes)), [self.first, *self.sizes] if self.first else self.sizes)

    def real(self):
        if self.true is None:
            lookup = self.lookup
            frame = lookup._frame
            rows = lookup._order[self.starts[self.at] : self.ends[self.at]]
            self.true = frame._take_with_is_copy(rows, axis=0) if hasattr(frame, "_take_with_is_copy") else frame.take(rows, axis=0)
        return self.true


class _RowsInOrder:
    """The columns of a frame in the order of the values that are looked up."""

    __slots__ = ("_lookup", "columns", "shape", "held")

    def __init__(self, lookup):
        frame = lookup._frame
        self._lookup = lookup
        self.columns = frame.columns
        self.shape = frame.shape
        # Columns that were read, and where they lie: as long as they are held nobody changes them in place.
        self.held = {}

    @property
    def index(self):
        return self._lookup._frame.index.take(self._lookup._order)

    def __getitem__(self, label):
        lookup = self._lookup
        column = lookup._frame[label]
        self.held[label] = column, lookup._where(label)
        return column.take(lookup._order)
