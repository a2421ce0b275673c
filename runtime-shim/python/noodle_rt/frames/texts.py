"""Texts that lie in memory of Arrow, one for each element: what stands for a text where a function runs on whole columns (`columns.py`).

Arrow knows texts as bytes of UTF-8. What it does with them is what Python does with each for the operations here; cases and
classes of letters are Python's as long as all are of ASCII.
"""
from noodle_rt.frames.values import _CONSTANTS, _EXACT, _Alone, _Column, _Opaque, _Part
from noodle_rt.guards import _library

# What Python strips from texts of ASCII.
_BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"


class _Texts(_Opaque):
    """Texts, none of which is missing.

    values: an array of pyarrow.
    """

    __slots__ = ("values",)
    kind = "str"

    def __init__(self, values):
        self.values = values

    def objects(self):
        return self.values.to_pylist()

    def __bool__(self):
        return bool(_truth(self._length() != 0))

    def _length(self):
        return _numpy_of(_compute().binary_length(self.values))

    def _of_ascii(self):
        if not _compute().all(_compute().string_is_ascii(self.values)).as_py():
            raise _Alone
        return self.values

    # ---- comparisons

    def _compare(self, other, name):
        if type(other) is _Texts:
            other = other.values
        elif type(other) is not str:
            if type(other) not in _CONSTANTS or name not in ("equal", "not_equal"):
                raise _Alone
            return name == "not_equal"
        # The order of bytes of UTF-8 is that of the letters.
        return _truth(_numpy_of(getattr(_compute(), name)(self.values, other)))

    def __eq__(self, other):
        return self._compare(other, "equal")

    def __ne__(self, other):
        return self._compare(other, "not_equal")

    def __lt__(self, other):
        return self._compare(other, "less")

    def __le__(self, other):
        return self._compare(other, "less_equal")

    def __gt__(self, other):
        return self._compare(other, "greater")

    def __ge__(self, other):
        return self._compare(other, "greater_equal")

    __hash__ = None

    def __contains__(self, part):
        if type(part) is not str:
            raise _Alone
        return bool(_truth(_numpy_of(_compute().match_substring(self.values, part))))

    def _is_in(self, texts):
        """Whether each is one of some texts."""
        pyarrow = _library("pyarrow")
        return _numpy_of(_compute().is_in(self.values, pyarrow.array(texts, self.values.type)))

    # ---- parts

    def __add__(self, other):
        return self._joined(self, other)

    def __radd__(self, other):
        return self._joined(other, self)

    def _joined(self, left, right):
        pyarrow, own = _library("pyarrow"), self.values.type
        if not all(type(each) in (str, _Texts) for each in (left, right)):
            raise _Alone
        parts = [each.values if type(each) is _Texts else pyarrow.scalar(each, own) for each in (left, right)]
        return _Texts(_compute().binary_join_element_wise(*parts, pyarrow.scalar("", own)))

    def __getitem__(self, place):
        compute = _compute()
        if type(place) is slice:
            start, stop = 0 if place.start is None else place.start, place.stop
            if type(start) is not int or not (stop is None or type(stop) is int) or place.step is not None:
                raise _Alone
            return _Texts(compute.utf8_slice_codeunits(self.values, start, stop))
        if type(place) is not int:
            raise _Alone
        longer = place + 1 if place >= 0 else -place
        if _numpy_of(compute.utf8_length(self.values)).min() < longer:
            raise _Alone
        return _Texts(compute.utf8_slice_codeunits(self.values, place, place + 1 if place != -1 else None))

    def __getattr__(self, name):
        method = _METHODS_OF_TEXTS.get(name)
        if method is None:
            raise _Alone
        return lambda *args: method(self, *_constants(args))

    # ---- methods

    def _lower(self):
        return _Texts(_compute().ascii_lower(self._of_ascii()))

    def _upper(self):
        return _Texts(_compute().ascii_upper(self._of_ascii()))

    def _strip(self, letters=None, side="ascii_trim"):
        values = self._of_ascii()
        letters = _BLANKS if letters is None else letters
        if type(letters) is not str or not letters or not letters.isascii():
            raise _Alone
        return _Texts(getattr(_compute(), side)(values, letters))

    def _lstrip(self, letters=None):
        return self._strip(letters, "ascii_ltrim")

    def _rstrip(self, letters=None):
        return self._strip(letters, "ascii_rtrim")

    def _starts(self, start, how="starts_with"):
        starts = start if isinstance(start, tuple) else (start,)
        if not starts or not all(type(each) is str for each in starts):
            raise _Alone
        found = None
        for each in starts:
            values = _numpy_of(getattr(_compute(), how)(self.values, each))
            found = values if found is None else found | values
        return _truth(found)

    def _ends(self, end):
        return self._starts(end, "ends_with")

    def _replace(self, old, new):
        if type(old) is not str or type(new) is not str or not old:
            raise _Alone
        return _Texts(_compute().replace_substring(self.values, old, new))

    def _count(self, part):
        if type(part) is not str or not part:
            raise _Alone
        return _whole(_numpy_of(_compute().count_substring(self.values, part)))

    def _split(self, separator, most=None):
        if type(separator) is not str or not separator or not (most is None or type(most) is int and most > 0):
            raise _Alone
        return _Parts(_compute().split_pattern(self.values, separator, max_splits=most))

    def _is_digit(self):
        return _truth(_numpy_of(_compute().ascii_is_decimal(self._of_ascii())))

    def _is_alpha(self):
        return _truth(_numpy_of(_compute().ascii_is_alpha(self._of_ascii())))

    def _is_alnum(self):
        return _truth(_numpy_of(_compute().ascii_is_alnum(self._of_ascii())))

    # ---- numbers

    def _int(self):
        compute = _compute()
        # Of what else Python reads as a number Arrow may know less, or more.
        if not compute.all(compute.match_substring_regex(self.values, "^[+-]?[0-9]{1,15}$")).as_py():
            raise _Alone
        pyarrow = _library("pyarrow")
        return _whole(_numpy_of(compute.cast(compute.ascii_ltrim(self.values, "+"), pyarrow.int64())))

    def _float(self):
        compute = _compute()
        if not compute.all(compute.match_substring_regex(self.values, r"^-?[0-9]{1,15}(\.[0-9]{0,15})?$")).as_py():
            raise _Alone
        return _Column("float", _numpy_of(compute.cast(self.values, _library("pyarrow").float64())))


_METHODS_OF_TEXTS = {
    "lower": _Texts._lower,
    "upper": _Texts._upper,
    "strip": _Texts._strip,
    "lstrip": _Texts._lstrip,
    "rstrip": _Texts._rstrip,
    "startswith": _Texts._starts,
    "endswith": _Texts._ends,
    "replace": _Texts._replace,
    "count": _Texts._count,
    "split": _Texts._split,
    "isdigit": _Texts._is_digit,
    "isdecimal": _Texts._is_digit,
    "isnumeric": _Texts._is_digit,
    "isalpha": _Texts._is_alpha,
    "isalnum": _Texts._is_alnum,
}


class _Parts(_Opaque):
    """The parts of texts that were split, of which one is asked for, or how many they are."""

    __slots__ = ("values",)

    def __init__(self, values):
        self.values = values

    def lengths(self):
        return _numpy_of(_compute().list_value_length(self.values))

    def __getitem__(self, place):
        if type(place) is not int:
            raise _Alone
        compute, numbers = _compute(), self.lengths()
        if numbers.min() < (place + 1 if place >= 0 else -place):
            raise _Alone
        if place >= 0:
            return _Texts(compute.list_element(self.values, place))
        # From the end: by their places among all parts.
        pyarrow, numpy = _library("pyarrow"), _library("numpy")
        return _Texts(compute.list_flatten(self.values).take(pyarrow.array(numpy.cumsum(numbers, dtype="int64") + place)))


def _constants(args):
    if not all(type(each) in _CONSTANTS or isinstance(each, tuple) for each in args):
        raise _Alone
    return args


def _compute():
    return _library("pyarrow").compute


def _numpy_of(values):
    return values.to_numpy(zero_copy_only=False)


def _truth(values):
    return _Column("bool", values, False, 0, 1)


def _whole(values):
    values = values.astype("int64")
    low, high = int(values.min()), int(values.max())
    if low < -_EXACT or high > _EXACT:
        raise _Alone
    return _Column("int", values, False, low, high)


def _length_of(value):
    """`len` for texts and their parts."""
    if type(value) is _Texts:
        return _whole(_numpy_of(_compute().utf8_length(value.values)))
    if type(value) is _Parts:
        return _whole(value.lengths())
    if type(value) in (str, tuple, list):
        return len(value)
    raise _Alone


def _text_of(value):
    """`str` for texts."""
    if type(value) is _Texts:
        return value
    raise _Alone


def _number_of_texts(function, of_texts):
    """`int` or `float`, for texts as well."""

    def of_value(value, *rest):
        return of_texts(value) if type(value) is _Texts and not rest else function(value, *rest)

    return of_value


def _arrow_texts(series):
    """The memory of a series of texts; `None` when they lie elsewhere."""
    pyarrow = _library("pyarrow")
    if pyarrow is None or _library("pyarrow.compute") is None or getattr(series.dtype, "storage", "") != "pyarrow":
        return None
    if series.dtype.na_value is _library("pandas").NA:
        return None
    values = pyarrow.array(series.array)
    if type(values) is pyarrow.ChunkedArray:
        values = values.combine_chunks()
    return values if type(values) in (pyarrow.StringArray, pyarrow.LargeStringArray) else None


def _texts_at(values, rows):
    """Some of the texts; raises `_Part` where some are missing."""
    numpy = _library("numpy")
    if rows is not None:
        values = values.take(_library("pyarrow").array(rows))
    if not values.null_count:
        return _Texts(values)
    if values.null_count == len(values):
        return _Column("float", numpy.full(len(values), float("nan")))
    raise _Part(_numpy_of(values.is_null()))
