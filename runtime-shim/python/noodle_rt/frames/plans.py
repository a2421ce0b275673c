"""Frames that are selected, joined and grouped step by step and end in a few columns: stand-ins that take columns when they are asked for.

    orders = noodle_rt.planned(customers).merge(orders, on="customer")
    orders = orders[orders["country"] == "IT"]        # done before the join, on customers
    orders.groupby("customer")["price"].sum()         # two columns are taken

`planned` gives back the frame itself when it is not exactly a frame of pandas 3, or not a simple one. Everything that a stand-in does not
know it does as pandas does it, with the frame that pandas would have; `actual` gives that frame, or the column, for all other code.
"""
import sys

from noodle_rt.frames.joins import _Pending, _joined, _left_joined
from noodle_rt.frames.planned_columns import _PlannedColumn, _column_of_table, _fixed, _LooseCall, _unwrapped
from noodle_rt.frames.scripts import _may_hold_stand_ins
from noodle_rt.frames.selections import _item, _selection_mask
from noodle_rt.frames.tables import _chosen_rows, _table_of
from noodle_rt.guards import _library, genuine

# Below, the time for making objects is all that counts: of frames that are selected, and of the larger of two that are joined.
_FEW_PLANNED = 20000
_FEW_JOINED = 5000

_PLANS_READY = []
_PLANNED_METHODS = ("__getitem__", "__setitem__", "merge", "groupby", "copy", "drop", "rename", "reset_index")


def planned(value, other=None):
    """A stand-in for a frame, or the value itself when there are few rows.

    other: what it is joined with; `True` for what may be a stand-in.
    """
    cls = type(value)
    if cls is _PlannedFrame:
        return value
    pandas = _library("pandas")
    joins = other is True or type(other) is _PlannedFrame
    if pandas is not None and cls is pandas.DataFrame:
        least = _FEW_PLANNED if other is None else _FEW_JOINED
        if joins or len(value) >= least or (type(other) is cls and len(other) >= least):
            if _plans_are_ready(pandas) and _may_hold_stand_ins(sys._getframe(1)):
                return _PlannedFrame(value)
    return _Receiver(value) if joins else value


def joining(pandas, left, right):
    """`pandas`, or something whose `merge` knows stand-ins; each side is the frame, or whether it may be a stand-in."""
    sides = (left, right)
    if pandas is not _library("pandas") or not _plans_are_ready(pandas) or not _may_hold_stand_ins(sys._getframe(1)):
        return _Merger(pandas) if any(side is True or type(side) is _PlannedFrame for side in sides) else pandas
    for side in sides:
        if side is True or type(side) is _PlannedFrame or (type(side) is pandas.DataFrame and len(side) >= _FEW_JOINED):
            return _Merger(pandas)
    return pandas


def actual(value, indexed=True):
    """What a stand-in stands for, and any other value itself. Without `indexed` the index may be another one: nobody looks at it."""
    return _unwrapped(value, indexed)


def _plans_are_ready(pandas):
    methods = [pandas.DataFrame.__dict__.get(name) for name in _PLANNED_METHODS]
    methods.append(pandas.merge)
    if not _PLANS_READY:
        names = ["pandas.merge", *("pandas.DataFrame." + name for name in _PLANNED_METHODS if name in pandas.DataFrame.__dict__)]
        # Until pandas 3 nobody can hold what a frame was.
        if hasattr(pandas.DataFrame, "_is_copy") or _library("numpy") is None or not genuine(*names):
            return False
        _PLANS_READY.append(methods)
    return methods == _PLANS_READY[0]


class _Merger:
    """Stands for pandas in a call of `merge`."""

    __slots__ = ("_pandas",)

    def __init__(self, pandas):
        self._pandas = pandas

    def merge(self, left, right, **kwargs):
        pandas = self._pandas
        own = planned(left, True)
        if type(own) is _PlannedFrame and (type(right) is _PlannedFrame or type(right) is pandas.DataFrame):
            return own.merge(right, **kwargs)
        return pandas.merge(actual(left), actual(right), **kwargs)


class _Receiver:
    """A frame that is no simple one, and joined with a stand-in."""

    __slots__ = ("_value",)

    def __init__(self, value):
        self._value = value

    def merge(self, right, *args, **kwargs):
        return self._value.merge(actual(right), *args, **kwargs)


class _PlannedFrame:
    """Stands for a frame: a table, or the frame itself (`_frame`) from when other code may have it."""

    __slots__ = ("_frame", "_table")

    def __init__(self, frame, table=None):
        self._frame = frame
        self._table = table

    # ------------------------------------------------------------ frames

    def _noodle_whole(self, indexed=True):
        if self._frame is None:
            table = self._table.resolved(indexed) if type(self._table) is _Pending else self._table
            if not indexed:
                return table.whole(False)
            self._frame = table.whole()
            self._table = None
        return self._frame

    def _plan(self, least=_FEW_PLANNED):
        """The table; `None` when there are few rows, or for a frame that is no simple one."""
        if self._table is None and len(self._frame) >= least:
            return _table_of(self._frame)
        return self._table

    def _ready(self):
        """The table with its rows, or `None`."""
        if type(self._table) is _Pending:
            self._table = self._table.resolved()
        return self._table

    # ------------------------------------------------------------ columns and rows

    def __getitem__(self, key):
        cls = type(key)
        if self._frame is not None:
            return self._item_of_frame(key, cls)
        table = self._table
        if cls is str:
            if key in table.columns:
                return _column_of_table(table, key)
        elif cls is list:
            if key and set(map(type, key)) == {str} and len(set(key)) == len(key) and all(label in table.columns for label in key):
                return _PlannedFrame(None, table.with_columns({label: table.columns[label] for label in key}))
        elif cls is _PlannedColumn and key._rows() is table.same:
            taken = _filtered(table, key)
            if taken is not None:
                return _PlannedFrame(None, taken)
        if cls is str:
            return self._noodle_whole()[key]
        return _PlannedFrame(_item(self._noodle_whole(), actual(key)))

    def _item_of_frame(self, key, cls):
        frame = self._frame
        if cls is str:
            return _fixed(frame[key])
        if cls is _PlannedColumn:
            key = key._noodle_whole()
        if len(frame) >= _FEW_PLANNED:
            mask = _selection_mask(frame, key)
            table = None if mask is None else _table_of(frame)
            if table is not None:
                return _PlannedFrame(None, table.taken(_chosen_rows(mask)))
        found = _item(frame, key)
        return _PlannedFrame(found) if type(found) is type(frame) else found

    def __setitem__(self, key, value):
        if self._frame is None and type(key) is str:
            table = self._ready()
            if type(value) is _PlannedColumn:
                if value._rows() is table.same:
                    series = value._loose()
                    if type(series) is _library("pandas").Series:
                        self._table = table.storing(key, series)
                        return
            elif type(value) in (int, float, str, bool) and table.rowset.n:
                one = _library("pandas").DataFrame(index=table.loose_index())
                one[key] = value
                self._table = table.storing(key, one[key])
                return
        self._noodle_whole()[key] = actual(value)

    def __len__(self):
        return len(self._frame) if self._frame is not None else self._ready().rowset.n

    def __getattr__(self, name):
        if name[0] != "_" and not hasattr(_library("pandas").DataFrame, name):
            if self._frame is None and name in self._table.columns:
                return self[name]
            if self._frame is not None and name in self._frame.columns:
                return self[name]
        return getattr(self._noodle_whole(), name)

    # ------------------------------------------------------------ frames of frames

    def copy(self, *args, **kwargs):
        if self._frame is None and not args and not kwargs:
            return _PlannedFrame(None, self._table.with_columns(self._table.columns))
        if not args and not kwargs:
            table = self._plan()
            if table is not None:
                return _PlannedFrame(None, table)
        return _PlannedFrame(self._noodle_whole().copy(*args, **kwargs))

    def merge(self, right, *args, **kwargs):
        if not args:
            joined = _merged(self, right, kwargs)
            if joined is not None:
                return _PlannedFrame(None, joined)
        return _PlannedFrame(self._noodle_whole().merge(actual(right), *args, **kwargs))

    def rename(self, *args, **kwargs):
        columns = kwargs.get("columns")
        if self._frame is None and not args and len(kwargs) == 1 and type(columns) is dict:
            table = self._table
            labels = [columns.get(label, label) for label in table.columns]
            if set(map(type, labels)) == {str} and len(set(labels)) == len(labels):
                return _PlannedFrame(None, table.with_columns(dict(zip(labels, table.columns.values()))))
        return _PlannedFrame(self._noodle_whole().rename(*args, **kwargs)) if not kwargs.get("inplace") else self._noodle_whole().rename(*args, **kwargs)

    def drop(self, *args, **kwargs):
        labels = kwargs.get("columns")
        if self._frame is None and not args and len(kwargs) == 1:
            table = self._table
            if type(labels) is str:
                labels = [labels]
            if type(labels) is list and all(type(label) is str and label in table.columns for label in labels):
                columns = {label: place for label, place in table.columns.items() if label not in labels}
                if columns:
                    return _PlannedFrame(None, table.with_columns(columns))
        return _PlannedFrame(self._noodle_whole().drop(*args, **kwargs)) if not kwargs.get("inplace") else self._noodle_whole().drop(*args, **kwargs)

    def reset_index(self, *args, **kwargs):
        if self._frame is None and not args and len(kwargs) == 1 and kwargs.get("drop") is True:
            return _PlannedFrame(None, self._ready().renumbered())
        return _PlannedFrame(self._noodle_whole().reset_index(*args, **kwargs)) if not kwargs.get("inplace") else self._noodle_whole().reset_index(*args, **kwargs)

    def groupby(self, *args, **kwargs):
        if len(args) == 1 and kwargs.keys() <= {"as_index", "sort", "observed", "dropna"}:
            by = args[0]
            labels = by if type(by) is list else [by]
            if labels and set(map(type, labels)) == {str}:
                return _PlannedGroups(self, by, labels, kwargs)
        return self._noodle_whole().groupby(*args, **kwargs)

    def _frame_of(self, labels):
        """A frame that has these columns at least, for steps that do not look at its index."""
        if self._frame is None:
            table = self._ready()
            labels = list(dict.fromkeys(labels))
            if all(label in table.columns for label in labels):
                return table.narrow(labels)
        return self._noodle_whole()

    def _noodle_by_rows(self, stand_in):
        """For functions of rows that ask for single cells."""
        if self._frame is not None:
            return _LooseCall(self, stand_in(self._frame))
        self._ready()
        return _LooseCall(self, stand_in(self._noodle_whole(False)))

    def apply(self, *args, **kwargs):
        return _fixed(self._noodle_whole().apply(*args, **kwargs))

    def _result(self, found):
        return _fixed(found) if self._frame is not None else _PlannedColumn(self._table, series=found)


def _filtered(table, mask):
    """The rows of a table that a mask of its columns selects, or `None` when it is no mask."""
    if mask._condition is not None and type(table) is _Pending:
        return table.filtered(mask._condition) if mask._condition.kind == "b" else None
    series = mask._loose()
    if type(series) is not _library("pandas").Series or series.dtype != "bool" or type(series._values) is not _library("numpy").ndarray:
        return None
    return table.resolved().taken(_chosen_rows(series._values))


# ---------------------------------------------------------------- joins


def _merged(left, right, options):
    """The table of a join, or `None` when pandas has to do it."""
    if not options.keys() <= {"on", "left_on", "right_on", "how"}:
        return None
    pandas = _library("pandas")
    how = options.get("how", "inner")
    if how not in ("inner", "left"):
        return None
    if type(right) is pandas.DataFrame:
        right = _PlannedFrame(right)
    elif type(right) is not _PlannedFrame:
        return None
    if "on" in options:
        left_keys = right_keys = _key_labels(options["on"])
        if len(options) > 1 + ("how" in options):
            return None
    else:
        left_keys, right_keys = _key_labels(options.get("left_on")), _key_labels(options.get("right_on"))
    if not left_keys or not right_keys or len(left_keys) != len(right_keys):
        return None
    if left._table is None and right._table is None and len(left._frame) + len(right._frame) < _FEW_JOINED:
        return None
    one, other = left._plan(0), right._plan(0)
    if one is None or other is None:
        return None
    for own, others in zip(left_keys, right_keys):
        if own not in one.columns or others not in other.columns:
            return None
        dtype = one.dtype(own)
        # Other keys are changed before they are compared, or have an equality of their own.
        if dtype != other.dtype(others) or not (dtype == "str" or str(dtype) in _KEYS):
            return None
    columns = _joined_columns(one.columns, other.columns, {b for a, b in zip(left_keys, right_keys) if a == b})
    if columns is None:
        return None
    other = other.resolved()
    if how == "left":
        return _left_joined(one.resolved(), other, left_keys, right_keys, columns)
    return _joined(one, other, left_keys, right_keys, columns)


_KEYS = frozenset(["int64", "int32", "int16", "int8", "uint8", "uint16", "uint32", "bool", "datetime64[ns]", "datetime64[us]", "datetime64[s]"])


def _key_labels(keys):
    labels = [keys] if type(keys) is str else keys
    if type(labels) is not list or set(map(type, labels)) != {str} or len(set(labels)) != len(labels):
        return None
    return labels


def _joined_columns(left, right, dropped):
    """The columns of a join as label, whether it comes from the right side, and label there; `None` when labels get in each other's way."""
    right = [label for label in right if label not in dropped]
    both = {label for label in right if label in left}
    columns = [(label + "_x" if label in both else label, False, label) for label in left]
    columns += [(label + "_y" if label in both else label, True, label) for label in right]
    return columns if len({label for label, _, _ in columns}) == len(columns) else None


# ---------------------------------------------------------------- groups

# Reductions that do not look at the index of the rows.
_REDUCED = frozenset("sum mean min max count nunique median std var first last size any all prod".split())


class _PlannedGroups:
    """Groups of a frame, or of some columns of it."""

    __slots__ = ("_planned", "_by", "_labels", "_options", "_chosen")

    def __init__(self, planned, by, labels, options, chosen=None):
        self._planned = planned
        self._by = by
        self._labels = labels
        self._options = options
        self._chosen = chosen

    def __getitem__(self, key):
        if self._chosen is None and (type(key) is str or (type(key) is list and key and set(map(type, key)) == {str})):
            return _PlannedGroups(self._planned, self._by, self._labels, self._options, key)
        return self._of(self._planned._noodle_whole())[key]

    def _of(self, frame):
        groups = frame.groupby(self._by, **self._options)
        return groups if self._chosen is None else groups[self._chosen]

    def __getattr__(self, name):
        if name in _REDUCED and (self._chosen is not None or name == "size"):
            chosen = [] if self._chosen is None else [self._chosen] if type(self._chosen) is str else self._chosen
            return getattr(self._of(self._planned._frame_of([*self._labels, *chosen])), name)
        return getattr(self._of(self._planned._noodle_whole()), name)

    def agg(self, *args, **kwargs):
        return self._aggregated("agg", args, kwargs)

    def aggregate(self, *args, **kwargs):
        return self._aggregated("aggregate", args, kwargs)

    def _aggregated(self, name, args, kwargs):
        labels = self._asked_labels(args, kwargs)
        frame = self._planned._noodle_whole() if labels is None else self._planned._frame_of([*self._labels, *labels])
        return getattr(self._of(frame), name)(*args, **kwargs)

    def _asked_labels(self, args, kwargs):
        """The columns that are reduced by name, or `None`."""
        if self._chosen is not None:
            given = [*args, *kwargs.values()]
            names = [name for each in given for name in (each if type(each) is list else [each])]
            return ([self._chosen] if type(self._chosen) is str else self._chosen) if names and all(_is_reduction(name) for name in names) else None
        if len(args) == 1 and not kwargs and type(args[0]) is dict:
            labels = list(args[0])
            names = [name for each in args[0].values() for name in (each if type(each) is list else [each])]
        elif not args and kwargs and all(isinstance(each, tuple) and len(each) == 2 for each in kwargs.values()):
            labels, names = [each[0] for each in kwargs.values()], [each[1] for each in kwargs.values()]
        else:
            return None
        return labels if set(map(type, labels)) == {str} and all(map(_is_reduction, names)) else None


def _is_reduction(name):
    return type(name) is str and name in _REDUCED
