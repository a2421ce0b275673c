"""Conditions on columns that are not evaluated yet, so that it can be done on another table: they neither raise nor warn, whatever the rows.

Each has a kind: whole numbers `i`, floats `f`, booleans `b`, points in time `M`, texts `s`.
"""
import datetime
import operator

from noodle_rt.guards import _library


class _Condition:
    """`operation` of conditions and constants."""

    __slots__ = ("operation", "kind", "parts")

    def __init__(self, operation, kind, parts):
        self.operation = operation
        self.kind = kind
        self.parts = parts


class _Constant:
    __slots__ = ("value", "kind")

    def __init__(self, value, kind):
        self.value = value
        self.kind = kind


def _column_condition(source, key, label, dtype):
    """A column of a source, or `None` when not much is known of its dtype."""
    kind = _dtype_kind(dtype)
    return None if kind is None else _Condition("column", kind, (source, key, label))


def _dtype_kind(dtype):
    if type(dtype) is _library("pandas").StringDtype:
        return "s" if dtype == "str" else None
    name = str(dtype)
    if name in ("int64", "float64", "bool"):
        return name[0]
    return "M" if name in ("datetime64[ns]", "datetime64[us]", "datetime64[s]") else None


def _constant_condition(value):
    """A constant that comparing and computing with is known, or `None`."""
    cls = type(value)
    numpy = _library("numpy")
    if cls is int:
        return _Constant(value, "i") if -(2**62) < value < 2**62 else None
    if cls is float or cls is numpy.float64:
        return _Constant(value, "f")
    if cls is numpy.int64:
        return _Constant(value, "i")
    if cls is str:
        return _Constant(value, "s")
    if cls is _library("pandas").Timestamp or cls is datetime.datetime:
        return _Constant(value, "M") if value.tzinfo is None else None
    return None


_COMPARED = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge, "eq": operator.eq, "ne": operator.ne}
_COMPUTED = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "truediv": operator.truediv}
_LOGICAL = {"and_": operator.and_, "or_": operator.or_, "xor": operator.xor}
_OPERATIONS = {**_COMPARED, **_COMPUTED, **_LOGICAL}


def _operated(name, left, right):
    """The condition `left <operation> right`, or `None` when it is not certain that it ends for all rows."""
    kinds = left.kind + right.kind
    if name in _LOGICAL:
        return _Condition(name, "b", (left, right)) if kinds == "bb" else None
    if name in _COMPARED:
        if kinds in ("ii", "if", "fi", "ff", "bb") or kinds in ("ss", "MM"):
            return _Condition(name, "b", (left, right))
        if kinds == "Ms" and type(right) is _Constant and _is_date(right.value):
            return _Condition(name, "b", (left, right))
        return None
    if name in _COMPUTED and kinds in ("ii", "if", "fi", "ff"):
        return _Condition(name, "i" if kinds == "ii" and name != "truediv" else "f", (left, right))
    return None


def _is_date(text):
    try:
        return len(text) == 10 and datetime.date.fromisoformat(text).year > 1700
    except ValueError:
        return False


def _inverted(condition):
    return _Condition("invert", "b", (condition,)) if condition.kind == "b" else None


def _asked(name, condition, args, kwargs):
    """The condition of a method of a column, or `None`."""
    if name in ("isna", "notna", "isnull", "notnull"):
        return _Condition(name, "b", (condition,)) if not args and not kwargs else None
    if name == "between":
        if len(args) != 2 or kwargs:
            return None
        low, high = map(_constant_condition, args)
        if low is None or high is None:
            return None
        low, high = _operated("ge", condition, low), _operated("le", condition, high)
        return None if low is None or high is None else _operated("and_", low, high)
    if name == "isin" and len(args) == 1 and not kwargs:
        choices = _choices(args[0], condition.kind)
        return None if choices is None else _Condition("isin", "b", (condition, choices))
    return None


def _choices(values, kind):
    """What a column is looked for in, as it is now; `None` when it is not of the kind of the column."""
    pandas, numpy = _library("pandas"), _library("numpy")
    if type(values) in (list, tuple, set):
        classes = set(map(type, values))
        return list(values) if classes == {{"i": int, "s": str}.get(kind)} and _are_small(values, kind) else None
    if type(values) is pandas.Series:
        return values.copy(deep=False) if kind in "is" and _dtype_kind(values.dtype) == kind else None
    if type(values) is numpy.ndarray:
        return values.copy() if kind == "i" and values.dtype == "int64" else None
    if kind == "s" and type(values).__name__ == "ArrowStringArray":
        return values if _dtype_kind(values.dtype) == "s" else None
    return None


def _are_small(values, kind):
    return kind != "i" or all(-(2**62) < value < 2**62 for value in values)


def _text_asked(name, condition, args, kwargs):
    """The condition of a method of `.str`, or `None`."""
    if condition.kind != "s" or len(args) != 1 or kwargs or type(args[0]) is not str:
        return None
    if name in ("startswith", "endswith"):
        return _Condition("str." + name, "b", (condition, args[0]))
    # Other patterns could be wrong, or make pandas warn.
    if name == "contains" and all(char.isalnum() or char in " _-#.*" for char in args[0]) and args[0][:1] != "*" and "**" not in args[0]:
        return _Condition("str.contains", "b", (condition, args[0]))
    return None


def _evaluated(condition, column):
    """A series; `column` gives the series of a source, a label there and the label to the outside."""
    if type(condition) is _Constant:
        return condition.value
    operation, parts = condition.operation, condition.parts
    if operation == "column":
        return column(*parts)
    first = _evaluated(parts[0], column)
    if operation in _OPERATIONS:
        return _OPERATIONS[operation](first, _evaluated(parts[1], column))
    if operation == "invert":
        return ~first
    if operation.startswith("str."):
        return getattr(first.str, operation[4:])(parts[1])
    return getattr(first, operation)(*parts[1:])


def _sources_in(condition):
    if type(condition) is not _Condition:
        return set()
    if condition.operation == "column":
        return {condition.parts[0]}
    return set().union(*map(_sources_in, condition.parts))


def _is_costly(condition):
    """Whether texts are compared."""
    if type(condition) is not _Condition:
        return False
    return condition.kind == "s" or any(map(_is_costly, condition.parts))
