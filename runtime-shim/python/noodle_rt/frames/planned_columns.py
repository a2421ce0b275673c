"""Columns of planned frames: stand-ins that are conditions as long as their rows are not known, and series then.

A column is loose: it has an index that only counts, until other code sees it (`_unwrapped`).
"""
from noodle_rt.frames.joins import _Pending
from noodle_rt.frames.masks import _asked, _column_condition, _constant_condition, _evaluated, _inverted, _operated, _text_asked
from noodle_rt.guards import _library

# Methods whose result has the rows of the column, and does not depend on its index.
_OF_SAME_ROWS = frozenset("isin isna isnull notna notnull between astype round abs fillna clip map apply".split())

# Methods and properties that do not depend on the index of the column.
_WITHOUT_INDEX = frozenset(
    "sum mean min max count nunique median std var any all unique tolist to_list to_numpy values value_counts quantile dtype name hasnans is_unique"
    " size empty shape".split()
)


def _unwrapped(value, indexed=True):
    """What a stand-in stands for, and any other value itself."""
    method = getattr(type(value), "_noodle_whole", None)
    return value if method is None else method(value, indexed)


class _PlannedColumn:
    """A column of a table, or something computed from its columns row by row; without a table, a series as it is."""

    __slots__ = ("_table", "_condition", "_label", "_series")
    # NumPy leaves operators to this class.
    __array_ufunc__ = None
    __hash__ = None

    def __init__(self, table, condition=None, label=None, series=None):
        self._table = table
        self._condition = condition
        self._label = label
        self._series = series

    def _rows(self):
        return None if self._table is None else self._table.same

    def _loose(self):
        if self._series is None:
            table = self._table.resolved()
            if self._label is not None:
                self._series = table.series(self._label)
            else:
                self._series = _evaluated(self._condition, lambda source, key, label: self._table.series_of(source, key, label))
        return self._series

    def _noodle_whole(self, indexed=True):
        if self._table is None:
            return self._series
        if indexed and type(self._table) is _Pending:
            self._table.resolved(True)
        found = self._loose().copy(deep=False)
        if indexed:
            found.index = self._table.resolved().labels.get()
        return found

    # ------------------------------------------------------------ operators

    def _operated(self, name, function, other, is_reflected=False):
        if type(other) is _PlannedColumn:
            if self._table is None or other._rows() is not self._rows():
                return _fixed(function(self._noodle_whole(), other._noodle_whole()))
            condition, get = other._condition, other._loose
        elif isinstance(other, _bare()):
            return _fixed(function(self._noodle_whole(), other))
        else:
            condition, get = None if self._condition is None else _constant_condition(other), lambda: other
        if self._condition is not None and condition is not None:
            pair = (condition, self._condition) if is_reflected else (self._condition, condition)
            made = _operated(name, *pair)
            if made is not None:
                return _PlannedColumn(self._table, made)
        try:
            found = function(self._loose(), get())
        except Exception:
            pass
        else:
            return self._result(found)
        # An exception may show the column.
        return _fixed(function(self._noodle_whole(), _unwrapped(other)))

    def _result(self, found):
        """What a method of the loose column has given."""
        if self._table is not None and isinstance(found, _bare()):
            return _PlannedColumn(self._table, series=found)
        return _fixed(found)

    def __invert__(self):
        condition = None if self._condition is None else _inverted(self._condition)
        return self._operated("invert", _FUNCTIONS["invert"], None) if condition is None else _PlannedColumn(self._table, condition)

    def __neg__(self):
        return self._operated("neg", _FUNCTIONS["neg"], None)

    def __abs__(self):
        return self._operated("abs", _FUNCTIONS["abs"], None)

    def __len__(self):
        return len(self._loose())

    def __iter__(self):
        return iter(self._loose())

    # ------------------------------------------------------------ methods

    def __getattr__(self, name):
        if name in _OF_SAME_ROWS:
            return _Method(self, name)
        if name == "str" or name == "dt":
            return _Accessor(self, name)
        return getattr(self._loose() if name in _WITHOUT_INDEX else self._noodle_whole(), name)

    def _noodle_by_elements(self, stand_in):
        return _LooseCall(self, stand_in(self._loose()))


def _operator(name):
    def method(self, other):
        return self._operated(name, _FUNCTIONS[name], other)

    return method


def _reflected(name):
    def method(self, other):
        return self._operated(name, lambda own, given: _FUNCTIONS[name](given, own), other, True)

    return method


def _functions():
    import operator

    names = "lt le gt ge eq ne add sub mul truediv floordiv mod pow and_ or_ xor".split()
    functions = {name: getattr(operator, name) for name in names}
    unary = {name: (lambda value, _, function=getattr(operator, name): function(value)) for name in ("invert", "neg", "abs")}
    return {**functions, **unary}


_FUNCTIONS = _functions()
for _name in "lt le gt ge eq ne add sub mul truediv floordiv mod pow and_ or_ xor".split():
    _plain = _name.rstrip("_")
    setattr(_PlannedColumn, f"__{_plain}__", _operator(_name))
    if _name not in ("lt", "le", "gt", "ge", "eq", "ne"):
        setattr(_PlannedColumn, f"__r{_plain}__", _reflected(_name))


def _bare():
    pandas = _library("pandas")
    return (pandas.Series, pandas.DataFrame)


def _fixed(found):
    """A series that has its index, as a column; any other value itself."""
    return _PlannedColumn(None, series=found) if isinstance(found, _bare()) else found


def _column_of_table(table, label):
    if type(table) is _Pending:
        source, key = table.columns[label]
        return _PlannedColumn(table, _column_condition(source, key, label, table.dtype(label)), label)
    return _PlannedColumn(table, None, label)


class _Method:
    """A method whose result has the rows of the column."""

    __slots__ = ("_column", "_name")

    def __init__(self, column, name):
        self._column = column
        self._name = name

    def __call__(self, *args, **kwargs):
        column, name = self._column, self._name
        # What values are looked for in has no index.
        args = [_unwrapped(each, name != "isin") for each in args]
        kwargs = {key: _unwrapped(each) for key, each in kwargs.items()}
        condition = None if column._condition is None else _asked(name, column._condition, args, kwargs)
        if condition is not None:
            return _PlannedColumn(column._table, condition)
        if any(isinstance(each, _bare()) for each in [*args, *kwargs.values()]) and name not in ("isin", "map"):
            return _fixed(getattr(column._noodle_whole(), name)(*args, **kwargs))
        if name in ("apply", "map"):
            # Functions of the program run once.
            return column._result(getattr(column._loose(), name)(*args, **kwargs))
        try:
            found = getattr(column._loose(), name)(*args, **kwargs)
        except Exception:
            pass
        else:
            return column._result(found)
        return _fixed(getattr(column._noodle_whole(), name)(*args, **kwargs))


class _Accessor:
    """`.str` and `.dt` of a column."""

    __slots__ = ("_column", "_name")

    def __init__(self, column, name):
        self._column = column
        self._name = name

    def _ask(self, question):
        """The answer of an accessor to a question; an exception may show the column."""
        column = self._column
        try:
            found = question(getattr(column._loose(), self._name))
        except Exception:
            pass
        else:
            return column._result(found)
        return _fixed(question(getattr(column._noodle_whole(), self._name)))

    def __getitem__(self, key):
        return self._ask(lambda accessor: accessor[key])

    def __getattr__(self, name):
        if self._column._condition is not None and self._name == "str" and name in ("contains", "startswith", "endswith"):
            return _TextMethod(self, name)
        found = self._ask(lambda accessor: getattr(accessor, name))
        return (lambda *args, **kwargs: self._ask(lambda accessor: getattr(accessor, name)(*args, **kwargs))) if callable(found) else found


class _TextMethod:
    """A method of `.str` that says something about each text."""

    __slots__ = ("_accessor", "_name")

    def __init__(self, accessor, name):
        self._accessor = accessor
        self._name = name

    def __call__(self, *args, **kwargs):
        column = self._accessor._column
        condition = _text_asked(self._name, column._condition, args, kwargs)
        if condition is not None:
            return _PlannedColumn(column._table, condition)
        return self._accessor._ask(lambda accessor: getattr(accessor, self._name)(*args, **kwargs))


class _LooseCall:
    """Hands a loose column or frame to a function of elements or rows."""

    __slots__ = ("_owner", "_target")

    def __init__(self, owner, target):
        self._owner = owner
        self._target = target

    def apply(self, *args, **kwargs):
        return self._owner._result(self._target.apply(*args, **kwargs))

    def map(self, *args, **kwargs):
        return self._owner._result(self._target.map(*args, **kwargs))

    def __getattr__(self, name):
        return getattr(self._owner._noodle_whole(), name)
