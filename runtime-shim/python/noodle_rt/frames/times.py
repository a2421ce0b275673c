"""Dates and spans of time, one for each row: what stands for a `Timestamp` or `Timedelta` where a function runs on whole columns (`columns.py`)."""
import datetime
import operator
import re

from noodle_rt.frames.distinct import _Noted, _places
from noodle_rt.frames.values import _CONSTANTS, _Alone, _Column, _Opaque, _Part, _text_array
from noodle_rt.guards import _library


class _Times(_Opaque):
    """Moments or spans, none of which is missing.

    kind: time or span.
    values: an array of pandas.
    """

    __slots__ = ("kind", "values")

    def __init__(self, kind, values):
        self.kind = kind
        self.values = values

    def objects(self):
        """A list of the values, of their own classes."""
        return list(self.values)

    def __bool__(self):
        if self.kind == "time":
            return True
        return bool(_Column("bool", self.values.asi8 != 0, False, 0, 1))

    # ---- comparisons

    def _compare(self, other, name):
        if type(other) in _CONSTANTS and name in ("__eq__", "__ne__"):
            return name == "__ne__"
        values = getattr(self.values, name)(_time_operand(other, self.kind))
        if values is NotImplemented:
            raise _Alone
        return _Column("bool", values, False, 0, 1)

    def __eq__(self, other):
        return self._compare(other, "__eq__")

    def __ne__(self, other):
        return self._compare(other, "__ne__")

    def __lt__(self, other):
        return self._compare(other, "__lt__")

    def __le__(self, other):
        return self._compare(other, "__le__")

    def __gt__(self, other):
        return self._compare(other, "__gt__")

    def __ge__(self, other):
        return self._compare(other, "__ge__")

    __hash__ = None

    # ---- arithmetic

    def _combined(self, left, right, operation):
        """What an operation gives for two arrays, or an array and a single value; it must be what it gives for the first of them."""
        values = operation(left, right)
        first = operation(_first(left), _first(right))
        return _result_of(values, first)

    def _plus(self, other, swapped):
        theirs = _time_operand(other, None)
        left, right = (theirs, self.values) if swapped else (self.values, theirs)
        return self._combined(left, right, operator.add)

    def __add__(self, other):
        return self._plus(other, False)

    def __radd__(self, other):
        return self._plus(other, True)

    def __sub__(self, other):
        return self._combined(self.values, _time_operand(other, None), operator.sub)

    def __rsub__(self, other):
        return self._combined(_time_operand(other, None), self.values, operator.sub)

    def __truediv__(self, other):
        if self.kind != "span":
            raise _Alone
        theirs = _time_operand(other, "span")
        if not _asi8(theirs).all():
            raise _Alone
        return self._combined(self.values, theirs, operator.truediv)

    def __floordiv__(self, other):
        if self.kind != "span":
            raise _Alone
        theirs = _time_operand(other, "span")
        if not _asi8(theirs).all():
            raise _Alone
        return self._combined(self.values, theirs, operator.floordiv)

    def __neg__(self):
        if self.kind != "span":
            raise _Alone
        return _result_of(-self.values, -_first(self.values))

    def __abs__(self):
        if self.kind != "span":
            raise _Alone
        return _result_of(abs(self.values), abs(_first(self.values)))

    # ---- fields

    def __getattr__(self, name):
        if name in _TIME_METHODS[self.kind]:
            return lambda *args: self._method(name, args)
        if name not in _TIME_FIELDS[self.kind]:
            raise _Alone
        first = _quiet(lambda: getattr(_first(self.values), name))
        return _numbers_of(getattr(self.values, _ARRAY_FIELDS.get(name, name)), first)

    def _method(self, name, args):
        if not all(type(each) in _CONSTANTS for each in args):
            raise _Alone
        if name in ("weekday", "isoweekday") and not args:
            first = _quiet(lambda: getattr(_first(self.values), name)())
            return _numbers_of(self.values.day_of_week + (name == "isoweekday"), first)
        if name == "total_seconds" and not args:
            values = self.values
            seconds = values.days.astype("int64") * 86400 + values.seconds.astype("int64")
            return _numbers_of(seconds + values.microseconds / 1e6, _first(values).total_seconds())
        if name == "normalize" and not args:
            return _result_of(self.values.normalize(), _first(self.values).normalize())
        unit = 86400 if name != "strftime" else _seconds_of_format(*args)
        if unit is None:
            raise _Alone
        return self._by_unit(name, args, unit)

    def _by_unit(self, name, args, unit):
        """A method that gives the same for all moments within so many seconds."""
        pandas, numpy = _library("pandas"), _library("numpy")
        local = self.values if self.values.tz is None else self.values.tz_localize(None)
        seconds = local.asi8 // _PER_SECOND[local.unit]
        codes, kinds = pandas.factorize(seconds // unit)
        if len(kinds) * _MANY_KINDS > len(codes):
            raise _Alone
        chosen = self.values.take(_places(numpy, codes, len(kinds)))
        results = _quiet(lambda: [getattr(each, name)(*args) for each in chosen])
        if all(type(each) is str for each in results):
            return _Column("str", _text_array(results)[codes])
        return _Objects(results, codes)


class _Objects(_Opaque):
    """Values of Python that cannot be changed, one for each row; a function can only give them back."""

    __slots__ = ("kinds", "codes")

    def __init__(self, kinds, codes):
        self.kinds = kinds
        self.codes = codes

    def objects(self):
        return list(map(self.kinds.__getitem__, self.codes.tolist()))


class _Moment(_Opaque):
    """A date, moment or span of the program."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __getattr__(self, name):
        if name.startswith("_"):
            raise _Alone
        found = _quiet(lambda: getattr(self.value, name))
        if callable(found):
            return lambda *args: _plain_or_moment(_quiet(lambda: found(*_all_constants(args))))
        return _plain_or_moment(found)

    def _with(self, other, operation):
        if type(other) is _Times:
            return NotImplemented
        if type(other) is _Moment:
            other = other.value
        elif type(other) not in _CONSTANTS:
            raise _Alone
        return _plain_or_moment(_quiet(lambda: operation(self.value, other)))

    def __eq__(self, other):
        return self._with(other, operator.eq)

    def __ne__(self, other):
        return self._with(other, operator.ne)

    def __lt__(self, other):
        return self._with(other, operator.lt)

    def __le__(self, other):
        return self._with(other, operator.le)

    def __gt__(self, other):
        return self._with(other, operator.gt)

    def __ge__(self, other):
        return self._with(other, operator.ge)

    def __add__(self, other):
        return self._with(other, operator.add)

    def __sub__(self, other):
        return self._with(other, operator.sub)

    def __mul__(self, other):
        return self._with(other, operator.mul)

    def __truediv__(self, other):
        return self._with(other, operator.truediv)

    def __neg__(self):
        return _plain_or_moment(-self.value)

    def __bool__(self):
        return bool(self.value)

    __hash__ = None


def _is_moment(value):
    """Whether a value of the program is a moment or span that functions of columns know."""
    pandas = _library("pandas")
    classes = {datetime.datetime, datetime.timedelta}
    if pandas is not None:
        classes |= {pandas.Timestamp, pandas.Timedelta}
    return type(value) in classes


def _plain_or_moment(value):
    if type(value) in _CONSTANTS:
        return value
    if not _is_moment(value):
        # `NotImplemented` among them.
        raise _Alone
    return _Moment(value)


def _all_constants(values):
    if not all(type(each) in _CONSTANTS for each in values):
        raise _Alone
    return values


def _maker(make):
    """A class of moments, for functions of columns: made of constants."""

    def of_constants(*args, **keywords):
        return _plain_or_moment(_quiet(lambda: make(*_all_constants(args), **dict(zip(keywords, _all_constants(tuple(keywords.values())))))))

    return of_constants


def _time_operand(other, kind):
    """The array or value of an operand, of a kind if one is given."""
    if type(other) is _Times:
        if kind is not None and other.kind != kind:
            raise _Alone
        return other.values
    if type(other) is not _Moment:
        raise _Alone
    value = other.value
    if kind is not None and isinstance(value, datetime.timedelta) != (kind == "span"):
        raise _Alone
    return value


def _asi8(value):
    """Whole numbers that are zero where spans are."""
    numpy = _library("numpy")
    return value.asi8 if hasattr(value, "asi8") else numpy.array([bool(value)])


def _first(value):
    return value[0] if hasattr(value, "asi8") else value


def _quiet(compute):
    """What is computed for single values, when nothing is warned of."""
    noted = _Noted(_library("numpy"))
    with noted:
        value = compute()
    if noted.warned:
        raise _Alone
    return value


def _result_of(values, first):
    """A column of what an operation has given, with what it gives for the first values alone."""
    pandas = _library("pandas")
    if isinstance(values, pandas.arrays.DatetimeArray):
        return _times("time", values, first)
    if isinstance(values, pandas.arrays.TimedeltaArray):
        return _times("span", values, first)
    return _numbers_of(values, first)


def _numbers_of(values, first):
    kind = getattr(getattr(values, "dtype", None), "kind", "")
    if kind == "b" and type(first) is bool:
        return _Column("bool", values, False, 0, 1)
    if kind == "i" and type(first) is int:
        values = values.astype("int64")
        return _Column("int", values, False, int(values.min()), int(values.max()))
    if kind == "f" and type(first) is float:
        return _Column("float", values.astype("float64", copy=False))
    raise _Alone


def _times(kind, values, first=None):
    """A column of an array, all of whose items are values that pandas can make alone."""
    if first is not None and (type(first) is not type(values[0]) or first != values[0] or first.unit != values.unit):
        raise _Alone
    numbers = values.asi8
    # Those of seconds may be outside of the years that Python knows: then this raises.
    values[int(numbers.argmin())], values[int(numbers.argmax())]
    if values._hasna:
        raise _Alone
    return _Times(kind, values)


def _times_of(series, rows):
    """Some rows of a column of dates or spans; raises `_Part` where some are missing."""
    values = series.array
    if rows is not None:
        values = values.take(rows)
    missing = values.isna()
    if missing.any():
        if missing.all():
            raise _Alone
        raise _Part(missing)
    return _times("span" if series.dtype.kind == "m" else "time", values)


def _seconds_of_format(format):
    """So many seconds apart, texts that a format makes may differ; `None` where that is not known."""
    if type(format) is not str:
        return None
    found = re.findall("%(.)", format)
    if len(found) != format.count("%") or not _UNIT_OF_DIRECTIVE.keys() >= set(found):
        return None
    return min([86400, *map(_UNIT_OF_DIRECTIVE.get, found)])


_UNIT_OF_DIRECTIVE = {**dict.fromkeys("YmdbBaAjyUWFD", 86400), **dict.fromkeys("HIp", 3600), "M": 60, "S": 1}
# So many times fewer kinds than rows pay.
_MANY_KINDS = 3

_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_TIME_FIELDS = {
    "time": set(
        "year month day hour minute second microsecond nanosecond quarter day_of_week dayofweek day_of_year dayofyear days_in_month daysinmonth "
        "is_month_start is_month_end is_quarter_start is_quarter_end is_year_start is_year_end is_leap_year".split()
    ),
    "span": set("days seconds microseconds nanoseconds".split()),
}
_TIME_METHODS = {"time": set("weekday isoweekday normalize strftime date day_name month_name".split()), "span": {"total_seconds"}}
_ARRAY_FIELDS = {"dayofweek": "day_of_week", "dayofyear": "day_of_year", "daysinmonth": "days_in_month"}
