"""Values of one class, one for each row: what stands for a number or a text where a function runs on whole columns (`columns.py`)."""
from noodle_rt.operations import power
from noodle_rt.guards import _library

# All whole numbers up to here are floats too, so that comparing and dividing them is exact in both.
_EXACT = 2**53

# Classes of values that stand for themselves.
_CONSTANTS = {int, float, bool, str, type(None)}


class _Alone(Exception):
    """These rows have to be done one by one."""


class _Part(Exception):
    """The function asks something whose answer differs between rows."""

    def __init__(self, mask):
        self.mask = mask


class _Opaque:
    """Something with which nothing can be done, unless a class says more."""

    __slots__ = ()

    def _no_use(self, *_, **__):
        raise _Alone

    __call__ = __getitem__ = __len__ = __iter__ = __contains__ = __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no_use
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _no_use
    __mod__ = __rmod__ = __pow__ = __rpow__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __neg__ = __pos__ = __abs__ = _no_use
    __invert__ = __int__ = __float__ = __complex__ = __index__ = __str__ = __repr__ = __format__ = __hash__ = __round__ = __trunc__ = _no_use
    __floor__ = __ceil__ = __bytes__ = __reversed__ = __divmod__ = __rdivmod__ = __matmul__ = __rmatmul__ = __lshift__ = __rlshift__ = _no_use
    __rshift__ = __rrshift__ = __array__ = __array_ufunc__ = __array_function__ = __setitem__ = __delitem__ = _no_use


class _Column:
    """Values of one class, one for each row.

    kind: float, int, bool or str.
    numbers: whether they are NumPy's scalars (`numpy.float64`, `numpy.int64`, `numpy.bool_`) rather than Python's own.
    low, high: bounds of whole numbers.
    """

    __slots__ = ("kind", "values", "numbers", "low", "high")

    def __init__(self, kind, values, numbers=False, low=None, high=None):
        self.kind = kind
        self.values = values
        self.numbers = numbers
        self.low = low
        self.high = high

    def objects(self):
        """A list of the values, of their own classes."""
        return list(self.values) if self.numbers and self.kind != "str" else self.values.tolist()

    # ---- what is true

    def __bool__(self):
        if self.kind == "str":
            numpy = _library("numpy")
            mask = numpy.fromiter(map(bool, self.values), "bool", len(self.values))
        else:
            mask = self.values if self.kind == "bool" else self.values != 0
        if mask.all():
            return True
        if not mask.any():
            return False
        raise _Part(mask)

    # ---- comparisons

    def _compare(self, other, name):
        numpy = _library("numpy")
        other, is_scalar = _without_scalar(other)
        if self.kind == "str" and is_scalar:
            raise _Alone
        if self.kind == "str" or type(other) is str or type(other) is _Column and other.kind == "str":
            return self._compare_texts(other, name)
        left, right = self._pair(other)
        with numpy.errstate(invalid="ignore"):
            values = getattr(numpy, name)(left, right)
        return _Column("bool", values, self.numbers or is_scalar or type(other) is _Column and other.numbers, 0, 1)

    def _compare_texts(self, other, name):
        numpy = _library("numpy")
        is_text = type(other) is str or type(other) is _Column and other.kind == "str"
        if self.kind != "str" or not is_text:
            known = type(other) is _Column or type(other) in _CONSTANTS
            if not known or name not in ("equal", "not_equal") or self.numbers or type(other) is _Column and other.numbers:
                raise _Alone
            return _Column("bool", numpy.full(len(self.values), name == "not_equal"), False, 0, 1)
        # Texts of objects: NumPy compares each with Python's own operator.
        values = getattr(numpy, name)(self.values, other if type(other) is str else other.values)
        return _Column("bool", values.astype("bool"), False, 0, 1)

    def __eq__(self, other):
        if other is None and not self.numbers:
            return False
        return self._compare(other, "equal")

    def __ne__(self, other):
        if other is None and not self.numbers:
            return True
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

    # ---- arithmetic

    def _pair(self, other):
        """Both operands as arrays or numbers of a kind on which the operation is exact."""
        if type(other) is _Column:
            if other.kind == "str" or len(other.values) != len(self.values):
                raise _Alone
            return self.values, other.values
        if type(other) in (int, bool):
            if not -_EXACT <= other <= _EXACT:
                raise _Alone
            return self.values, other
        if type(other) is float:
            return self.values, other
        raise _Alone

    def _whole(self):
        """Bounds, when these are whole numbers or bools of Python."""
        if self.kind == "int" or self.kind == "bool" and not self.numbers:
            return self.low, self.high
        if self.kind == "float":
            return None
        raise _Alone

    def _arithmetic(self, other, name, swapped=False):
        numpy = _library("numpy")
        if self.kind == "str" or type(other) is _Column and other.kind == "str":
            return self._concatenated(other, name, swapped)
        other, is_scalar = _without_scalar(other)
        left, right = self._pair(other)
        numbers = self.numbers or is_scalar or type(other) is _Column and other.numbers
        mine = self._whole()
        theirs = other._whole() if type(other) is _Column else None if type(other) is float else (int(other), int(other))
        if mine is None or theirs is None:
            if self.kind != "float":
                left = left.astype("float64")
            if type(other) is _Column and other.kind != "float":
                right = right.astype("float64")
            elif type(other) is not _Column:
                right = float(right)
            if swapped:
                left, right = right, left
            if name in ("divide", "floor_divide", "remainder") and not _without_zero(right):
                raise _Alone
            return _Column("float", getattr(numpy, name)(left, right), numbers)
        if swapped:
            left, right, mine, theirs = right, left, theirs, mine
        if type(left) is not int and getattr(left, "dtype", None) == bool:
            left = left.astype("int64")
        if type(right) is not int and getattr(right, "dtype", None) == bool:
            right = right.astype("int64")
        left, right = (int(each) if type(each) is bool else each for each in (left, right))
        if name in ("divide", "floor_divide", "remainder") and not _without_zero(right):
            raise _Alone
        if name == "divide":
            return _Column("float", numpy.true_divide(left, right), numbers)
        low, high = _bounds(name, mine, theirs)
        if low < -_EXACT or high > _EXACT:
            raise _Alone
        return _Column("int", getattr(numpy, name)(left, right), numbers, low, high)

    def _concatenated(self, other, name, swapped):
        if name != "add" or self.kind != "str":
            raise _Alone
        if type(other) is str:
            texts = [other + each for each in self.values] if swapped else [each + other for each in self.values]
        elif type(other) is _Column and other.kind == "str" and not swapped:
            texts = [left + right for left, right in zip(self.values, other.values)]
        else:
            raise _Alone
        return _texts(texts)

    def __add__(self, other):
        return self._arithmetic(other, "add")

    def __radd__(self, other):
        return self._arithmetic(other, "add", True)

    def __sub__(self, other):
        return self._arithmetic(other, "subtract")

    def __rsub__(self, other):
        return self._arithmetic(other, "subtract", True)

    def __mul__(self, other):
        return self._arithmetic(other, "multiply")

    def __rmul__(self, other):
        return self._arithmetic(other, "multiply", True)

    def __truediv__(self, other):
        return self._arithmetic(other, "divide")

    def __rtruediv__(self, other):
        return self._arithmetic(other, "divide", True)

    def __floordiv__(self, other):
        return self._arithmetic(other, "floor_divide")

    def __rfloordiv__(self, other):
        return self._arithmetic(other, "floor_divide", True)

    def __mod__(self, other):
        return self._arithmetic(other, "remainder")

    def __rmod__(self, other):
        return self._arithmetic(other, "remainder", True)

    def __pow__(self, exponent):
        if type(exponent) not in (int, float) or self.kind not in ("float", "int"):
            raise _Alone
        if self.kind == "int":
            if type(exponent) is not int or exponent < 0 or exponent > 60:
                raise _Alone
            size = max(abs(self.low), abs(self.high)) ** exponent
            if size > _EXACT:
                raise _Alone
            return _Column("int", self.values**exponent, self.numbers, -size, size)
        numpy = _library("numpy")
        if not numpy.isfinite(self.values).all() or exponent < 0 and not self.values.all():
            raise _Alone
        if exponent != int(exponent) and (self.values < 0).any():
            raise _Alone
        return _Column("float", power(self.values, exponent), self.numbers)

    def __neg__(self):
        if self.kind == "int":
            return _Column("int", -self.values, self.numbers, -self.high, -self.low)
        if self.kind == "float":
            return _Column("float", -self.values, self.numbers)
        raise _Alone

    def __pos__(self):
        if self.kind not in ("int", "float"):
            raise _Alone
        return self

    def __abs__(self):
        if self.kind == "int":
            return _Column("int", abs(self.values), self.numbers, 0, max(abs(self.low), abs(self.high)))
        if self.kind == "float":
            return _Column("float", abs(self.values), self.numbers)
        raise _Alone

    def _logical(self, other, name):
        numpy = _library("numpy")
        if self.kind != "bool" or not (type(other) is bool or type(other) is _Column and other.kind == "bool"):
            raise _Alone
        numbers = self.numbers or type(other) is _Column and other.numbers
        return _Column("bool", getattr(numpy, name)(self.values, other.values if type(other) is _Column else other), numbers, 0, 1)

    def __and__(self, other):
        return self._logical(other, "logical_and")

    def __or__(self, other):
        return self._logical(other, "logical_or")

    def __xor__(self, other):
        return self._logical(other, "logical_xor")

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    # ---- texts

    def __contains__(self, part):
        if self.kind != "str" or type(part) is not str:
            raise _Alone
        numpy = _library("numpy")
        return bool(_Column("bool", numpy.fromiter((part in each for each in self.values), "bool", len(self.values)), False, 0, 1))

    def __getitem__(self, place):
        if self.kind != "str":
            raise _Alone
        return _texts([each[place] for each in self.values])

    def __getattr__(self, name):
        if self.kind != "str" or name not in _TEXT_METHODS:
            raise _Alone
        return lambda *args: self._method(name, args)

    def _method(self, name, args):
        if not all(type(each) in _CONSTANTS or isinstance(each, tuple) for each in args):
            raise _Alone
        method = getattr(str, name)
        return _of_objects([method(each, *args) for each in self.values])

    # ---- NumPy's functions of single numbers

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        if method != "__call__" or keywords or len(inputs) != ufunc.nin:
            raise _Alone
        if ufunc.__name__ in _OPERATORS_OF_SCALARS:
            # A number of NumPy stands in front of the operator.
            if not _without_scalar(inputs[0])[1] or type(inputs[1]) is not _Column:
                raise _Alone
            return getattr(inputs[1], _OPERATORS_OF_SCALARS[ufunc.__name__])(inputs[0])
        if ufunc.__name__ not in _UFUNCS:
            raise _Alone
        arrays = []
        for each in inputs:
            if type(each) is _Column and each.kind in ("float", "int"):
                if each.kind == "int" and ufunc.__name__ in _SAME_CLASS:
                    raise _Alone
                # Functions of whole numbers are those of the floats that they are.
                arrays.append(each.values.astype("float64", copy=False))
            elif type(each) is float:
                arrays.append(each)
            else:
                raise _Alone
        values = ufunc(*arrays)
        return _Column("bool" if values.dtype == bool else "float", values, True, 0, 1)

    # ---- what would have to be one value of Python

    def _no_single(self, *_):
        raise _Alone

    __int__ = __float__ = __complex__ = __index__ = __len__ = __iter__ = __str__ = __repr__ = __format__ = __round__ = _no_single
    __trunc__ = __floor__ = __ceil__ = __bytes__ = __reversed__ = __call__ = __invert__ = __divmod__ = __rdivmod__ = __rpow__ = _no_single
    __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = __matmul__ = __rmatmul__ = __array__ = __setitem__ = __delitem__ = _no_single
    __array_function__ = _no_single


_OPERATORS_OF_SCALARS = {
    "add": "__radd__", "subtract": "__rsub__", "multiply": "__rmul__", "divide": "__rtruediv__", "true_divide": "__rtruediv__",
    "floor_divide": "__rfloordiv__", "remainder": "__rmod__", "less": "__gt__", "less_equal": "__ge__", "greater": "__lt__",
    "greater_equal": "__le__", "equal": "__eq__", "not_equal": "__ne__",
}  # fmt: skip

# Functions whose result for an array is that for each number alone; and those that give whole numbers for whole numbers.
_UFUNCS = set(
    "sqrt exp log log2 log10 log1p expm1 sin cos tan arcsin arccos arctan sinh cosh tanh isnan isinf isfinite "
    "absolute fabs floor ceil trunc rint sign maximum minimum fmax fmin".split()
)
_SAME_CLASS = set("absolute floor ceil trunc sign maximum minimum fmax fmin isnan isinf isfinite rint".split())

_TEXT_METHODS = set(
    "lower upper strip lstrip rstrip title capitalize swapcase casefold startswith endswith replace removeprefix removesuffix zfill "
    "ljust rjust center count find rfind index isdigit isalpha isalnum isnumeric isdecimal isspace islower isupper istitle".split()
)


def _without_scalar(value):
    """A single number as one of Python, and whether it is NumPy's: then the result is, too."""
    numpy = _library("numpy")
    if type(value) is numpy.float64 or type(value) is numpy.int64:
        return value.item(), True
    return value, False


def _without_zero(values):
    return values.all() if hasattr(values, "all") else values != 0


def _bounds(name, mine, theirs):
    if name == "add":
        return mine[0] + theirs[0], mine[1] + theirs[1]
    if name == "subtract":
        return mine[0] - theirs[1], mine[1] - theirs[0]
    if name == "multiply":
        corners = [a * b for a in mine for b in theirs]
        return min(corners), max(corners)
    if name == "floor_divide":
        size = max(abs(mine[0]), abs(mine[1]))
        return -size, size
    size = max(abs(theirs[0]), abs(theirs[1]))
    return -size, size


def _text_array(texts):
    values = _library("numpy").empty(len(texts), object)
    values[:] = texts
    return values


def _texts(texts):
    return _Column("str", _text_array(texts))


def _of_objects(values):
    """A column of values of Python; raises `_Part` when they are of several classes."""
    numpy = _library("numpy")
    first = type(values[0])
    classes = list(map(type, values))
    if classes.count(first) != len(classes):
        raise _Part(numpy.fromiter((cls is first for cls in classes), "bool", len(classes)))
    whole = _one_class(values, first)
    return None if whole is _NOTHING else _Column(*whole)


def _one_class(cells, cls):
    """Kind, array and bounds of those cells that are of a class; the others have some value."""
    numpy = _library("numpy")
    if cls is type(None):
        return _NOTHING
    if cls is str:
        return "str", _text_array(cells), False, None, None
    if cls in (float, numpy.float64):
        return "float", numpy.array([cell if type(cell) is cls else 0.0 for cell in cells], "float64"), cls is not float, None, None
    if cls in (int, numpy.int64):
        values = [cell if type(cell) is cls else 0 for cell in cells]
        low, high = int(min(values)), int(max(values))
        if low < -_EXACT or high > _EXACT:
            raise _Alone
        return "int", numpy.array(values, "int64"), cls is not int, low, high
    if cls in (bool, numpy.bool_):
        return "bool", numpy.array([cell if type(cell) is cls else False for cell in cells], "bool"), cls is not bool, 0, 1
    raise _Alone


_NOTHING = object()
