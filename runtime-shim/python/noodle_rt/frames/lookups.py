"""Rows of a frame by the value of one column, in a loop that looks up one value after the other.

    by_shop = noodle_rt.by_value(df, "shop")
    for shop in by_shop.over(df["shop"].unique()):
        rows = by_shop[shop]    # df[df["shop"] == shop]

The caller promises that nobody changes the frame while the object is used. Where that is not certain, `by_shop.rows(df, shop)` looks:
from pandas 3 on, a column that was read is never changed in place, so that the frame then has another block of values.
"""
from noodle_rt.guards import _library, genuine

# Lookups that pay for sorting the rows, by the number of rows: of numbers, and of strings, whose comparison takes longer.
_LOOKUPS = ((1_000, 4, 4), (10_000, 16, 12), (100_000, 25, 12), (1_000_000, 100, 12), (10_000_000, 500, 25))
# When nobody knows how many will come, so many have to have been made.
_LOOKUPS_BEFORE = 500


class by_value:
    """`by_value(frame, label)[value]` is `frame[frame[label] == value]`, a new frame each time."""

    __slots__ = ("_frame", "_label", "_made", "_expected", "_places", "_order", "_is_text", "_least", "_column", "_block")

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

    def over(self, values):
        """`values`, of each of which the rows will be looked up."""
        numpy, pandas = _library("numpy"), _library("pandas")
        cls = type(values)
        if cls in (list, tuple, range) or numpy is not None and cls is numpy.ndarray and values.ndim > 0:
            self._expected += len(values)
        elif pandas is not None and (cls is pandas.Series or isinstance(values, pandas.api.extensions.ExtensionArray)):
            self._expected += len(values)
        return values

    def rows(self, frame, value):
        """The same for a frame that may be another one by now, or may have changed."""
        if frame is not self._frame or self._places is False or hasattr(frame, "_take_with_is_copy"):
            return frame[frame[self._label] == value]
        if self._places:
            values, row = self._where()
            if values is None or values is not self._block[0] or row != self._block[1]:
                # It has, and may do so again.
                self._places = False
                self._column = self._block = None
        return self[value]

    def _where(self):
        """The array in which the column lies, and its row there."""
        try:
            manager = self._frame._mgr
            position = manager.axes[0].get_loc(self._label)
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
        cls = type(value)
        if self._is_text:
            if cls is not str:
                return frame[frame[self._label] == value]
        else:
            numpy = _library("numpy")
            if cls is not int and cls is not numpy.int64 and cls is not float and cls is not numpy.float64:
                return frame[frame[self._label] == value]
            # Larger ones are rounded when integers and floats are compared.
            if not -(2**52) < value < 2**52:
                return frame[frame[self._label] == value]
        found = places.get(value)
        rows = self._order[found[0] : found[1]] if found is not None else self._order[:0]
        if len(rows) == len(frame):
            return frame[frame[self._label] == value]
        return frame._take_with_is_copy(rows, axis=0) if hasattr(frame, "_take_with_is_copy") else frame.take(rows, axis=0)

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
        self._block = self._where()
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
