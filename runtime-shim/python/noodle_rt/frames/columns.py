"""Functions of rows and elements, run on whole columns: stand-ins for `DataFrame.apply(f, axis=1)`, `Series.apply(f)` and `Series.map(f)`.

    df["s"] = noodle_rt.by_columns(df, ("a", "b")).apply(lambda r: r["a"] / r["b"] if r["b"] > 0 else 0.0, axis=1)

The function runs once for all rows at a time, with columns in the place of numbers and texts. Where it asks whether something is true, the
rows are parted into those for which it is and those for which it is not, and it runs anew for each part; so every row goes the very
way through the function that it would go alone. Every operation gives what Python or NumPy would give for each number alone, or the rows
are left to the function itself, one by one: when an operation would raise or warn for one of them, when whole numbers
grow beyond what floats hold exactly, when values are of classes that are not known here.

Only functions that do nothing but compute may be handed over, since they run at other times and with other rows than pandas would
run them: the compiler sees to that (`passes/lowering/row-functions.ts` lists what it lets through).
"""
import sys

from noodle_rt.arrays import power
from noodle_rt.frames.rows import _FUNCTION, _OBJECT, _applied, _calls_by_row, _has_columns, _light_rows, _objects, _row_dtype, _Rows
from noodle_rt.guards import _library

# From so many rows on it pays (pandas 2.2 and 3.1): a row of pandas costs 10 µs and more, a run on columns some 100 µs.
_FEW_FRAME_ROWS = 40

# Parts with fewer rows are done row by row.
_FEW_IN_PART = 24

# A function that takes more ways than this is no function of a few cases.
_MANY_PARTS = 120

# All whole numbers up to here are floats too, so that comparing and dividing them is exact in both.
_EXACT = 2**53


class _Alone(Exception):
    """These rows have to be done one by one."""


class _Part(Exception):
    """The function asks something whose answer differs between rows."""

    def __init__(self, mask):
        self.mask = mask


def by_columns(frame, labels, attributes=()):
    """A stand-in for a frame whose rows are only handed to a function that computes something from `row[label]` and `row.attribute`."""
    pandas = _library("pandas")
    if pandas is None or type(frame) is not pandas.DataFrame or len(frame) < _FEW_FRAME_ROWS:
        return frame
    if not _has_columns(pandas, frame, labels, attributes):
        return frame
    return _FrameColumns(frame, labels, attributes)


def by_elements(series, least):
    """A stand-in for a series whose elements are only handed to a function that computes something from each.

    least: from so many elements on it pays.
    """
    pandas = _library("pandas")
    if pandas is None or type(series) is not pandas.Series or len(series) < least:
        return series
    dtype = series.dtype
    # Texts are as fast one by one.
    if not isinstance(dtype, _library("numpy").dtype) or dtype.kind not in "iufb" or dtype.itemsize > 8 or not dtype.isnative:
        return series
    return _SeriesElements(series)


class _FrameColumns:
    """Stands for a frame in the one call that follows."""

    __slots__ = ("_frame", "_labels", "_attributes")

    def __init__(self, frame, labels, attributes):
        self._frame = frame
        self._labels = labels
        self._attributes = attributes

    def apply(self, func, axis=0, raw=False, result_type=None, args=(), **kwargs):
        frame = self._frame
        if _calls_by_row(func, axis, raw, result_type, kwargs):
            dtype = _row_dtype(_library("pandas"), frame)
            traced = _traced(func, args, kwargs, True) if dtype is not None else None
            if traced is not None:
                done = self._try(traced, lambda row: func(row, *args), dtype)
                if done is not None:
                    return _frame_result(frame, done)
        return _Rows(frame, self._labels, self._attributes).apply(func, axis, raw, result_type, args, **kwargs)

    def _try(self, traced, func, dtype):
        frame, labels = self._frame, self._labels
        sources = [_Source(frame[label], dtype) for label in labels]

        def alone(rows):
            cells = [source.cells() for source in sources]
            light = _light_rows(labels, self._attributes, [[column[row] for row in rows] for column in cells])
            return [func(row) for row in light]

        return _run(traced, len(frame), lambda rows: _RowOfColumns(labels, sources, rows), alone)


class _SeriesElements:
    """Stands for a series in the one call that follows."""

    __slots__ = ("_series",)

    def __init__(self, series):
        self._series = series

    def apply(self, func, *rest, **keywords):
        if not rest and not keywords and type(func) is _FUNCTION:
            done = self._try(func)
            if done is not None:
                return _series_result(self._series, done, "apply")
        return self._series.apply(func, *rest, **keywords)

    def map(self, *args, **keywords):
        if len(args) == 1 and not keywords and type(args[0]) is _FUNCTION:
            done = self._try(args[0])
            if done is not None:
                return _series_result(self._series, done, "map")
        return self._series.map(*args, **keywords)

    def _try(self, func):
        series = self._series
        traced = _traced(func, (), {}, False)
        if traced is None:
            return None
        source = _Source(series, _OBJECT)

        def alone(rows):
            cells = source.cells()
            return [func(cells[row]) for row in rows]

        return _run(traced, len(series), source.of, alone)


# ---------------------------------------------------------------- running a function on parts of the rows


def _run(traced, count, argument, alone):
    """What a function gives for all rows, as a list of (rows, value) where `rows` is `None` for all; `None` when pandas has to do it.

    argument: makes the function's first argument for some rows, given by their numbers.
    alone: the results of the function itself for some rows.
    """
    numpy = _library("numpy")
    if numpy is None:
        return None
    done = []
    waiting = [None]
    runs = 0
    left = []
    with numpy.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
        while waiting:
            rows = waiting.pop()
            size = count if rows is None else len(rows)
            if size == 0:
                continue
            if rows is not None and size < _FEW_IN_PART or runs > _MANY_PARTS:
                left.append(rows)
                continue
            runs += 1
            try:
                value = traced(argument(rows))
                if not _is_result(value):
                    return None
            except _Part as part:
                mask = part.mask
                for side in (~mask, mask):
                    chosen = numpy.flatnonzero(side)
                    waiting.append(chosen if rows is None else rows[chosen])
                continue
            except Exception:
                if rows is None:
                    return None
                left.append(rows)
                continue
            done.append((rows, value))
    if left:
        rows = numpy.sort(numpy.concatenate(left)) if len(left) > 1 else left[0]
        # Most rows alone: then pandas, or rows without a Series, do it as well.
        if rows is None or len(rows) * 2 > count and len(rows) > 100:
            return None
        try:
            # What warns would be seen twice, if all were done again.
            with numpy.errstate(all="raise"):
                values = alone(rows.tolist())
        except Exception:
            return None
        if not all(type(value) in _CONSTANTS or isinstance(value, numpy.generic) for value in values):
            return None
        done.append((rows, values))
    return done


def _is_result(value):
    return type(value) is _Column or type(value) in _CONSTANTS


_CONSTANTS = {int, float, bool, str, type(None)}


def _collected(done, count):
    """The results of all rows: an array of their own when they are all numbers, all bools or all texts, else a list."""
    numpy = _library("numpy")
    kinds = {_kind_of(value) for _, value in done}
    dtype = "float64" if kinds == {"float", "int"} else _DTYPE_OF_KIND.get(kinds.pop()) if len(kinds) == 1 else None
    if dtype is not None:
        # Filled, and not handed over: what a function gives back may be the memory of the frame.
        result = numpy.empty(count, dtype)
        for rows, value in done:
            result[slice(None) if rows is None else rows] = value.values if type(value) is _Column else value
        return result
    result = [None] * count
    for rows, value in done:
        where = range(count) if rows is None else rows.tolist()
        if type(value) is _Column:
            value = value.objects()
        if type(value) is list:
            for row, each in zip(where, value):
                result[row] = each
        else:
            for row in where:
                result[row] = value
    return result


_DTYPE_OF_KIND = {"float": "float64", "int": "int64", "bool": "bool", "str": "object"}


def _kind_of(value):
    if type(value) is _Column:
        return value.kind
    if type(value) is list:
        kinds = {_kind_of(each) for each in value}
        return kinds.pop() if len(kinds) == 1 else "mixed"
    cls = type(value)
    if cls is int:
        return "int" if -_EXACT <= value <= _EXACT else "mixed"
    return {float: "float", bool: "bool", str: "str"}.get(cls, "mixed")


def _frame_result(frame, done):
    pandas = _library("pandas")
    values = _collected(done, len(frame))
    if type(values) is list:
        return _applied(frame, values)
    result = pandas.Series(values, copy=False)
    result.index = frame.index
    return result.__finalize__(frame, method="apply")


def _series_result(series, done, method):
    pandas = _library("pandas")
    values = _collected(done, len(series))
    if type(values) is list:
        following = iter(values)
        return getattr(series, method)(lambda _: next(following))
    return pandas.Series(values, index=series.index, copy=False).__finalize__(series, method=method)


# ---------------------------------------------------------------- columns


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

    def of(self, rows):
        """The column of some rows; raises `_Part` when their cells are of several classes."""
        numpy = _library("numpy")
        known = self._known
        own = self._series.dtype
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
        values = self._series.to_numpy()
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

    def _class_of(self, rows):
        numpy = _library("numpy")
        if self._classes is None:
            classes = list(map(type, self.cells()))
            found = list(set(classes))
            if len(found) == 1:
                self._classes = found[0]
            else:
                numbers = {cls: number for number, cls in enumerate(found)}
                self._classes = numpy.fromiter((numbers[cls] for cls in classes), "int64", len(classes)), found
        if type(self._classes) is not tuple:
            return self._classes
        codes, classes = self._classes
        chosen = codes if rows is None else codes[rows]
        first = chosen[0]
        same = chosen == first
        if not same.all():
            raise _Part(same)
        return classes[first]


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
        if self.kind == "str" or type(other) is str or type(other) is _Column and other.kind == "str":
            return self._compare_texts(other, name)
        left, right = self._pair(other)
        with numpy.errstate(invalid="ignore"):
            values = getattr(numpy, name)(left, right)
        return _Column("bool", values, self.numbers or type(other) is _Column and other.numbers, 0, 1)

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
        left, right = self._pair(other)
        numbers = self.numbers or type(other) is _Column and other.numbers
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
        if not all(type(each) in _CONSTANTS or type(each) is tuple for each in args):
            raise _Alone
        method = getattr(str, name)
        return _of_objects([method(each, *args) for each in self.values])

    # ---- NumPy's functions of single numbers

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        if method != "__call__" or keywords or ufunc.__name__ not in _UFUNCS or len(inputs) != ufunc.nin:
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


# ---------------------------------------------------------------- functions


def _traced(func, args, kwargs, by_one):
    """A function of one argument that runs `func` on columns; `None` when something that it uses is not known here.

    by_one: whether it pays to call functions that have no form for columns for one value after the other.
    """
    if kwargs or not all(type(each) in _CONSTANTS for each in args):
        return None
    try:
        copy = _copy(func, _World(by_one))
    except _Alone:
        return None
    return (lambda value: copy(value, *args)) if args else copy


class _World:
    """What functions of single values find in a world of columns."""

    def __init__(self, by_one):
        self.by_one = by_one
        self.builtins = {**_BUILTINS_OF_COLUMNS, **(_BUILTINS_BY_ONE if by_one else {})}
        self.copies = {}

    def known(self, value):
        """What stands for a global value, or one of an outer function."""
        cls = type(value)
        if cls in _CONSTANTS:
            return value
        if cls is _FUNCTION:
            return _copy(value, self)
        if cls is _MODULE:
            if value.__name__ == "math":
                return _Math(self.by_one)
            if value is _library("numpy"):
                return _Numpy()
            return _Pandas() if value is _library("pandas") else _Unknown()
        if cls in (list, tuple, set, frozenset, dict) and self.by_one:
            return _Table(value)
        return _Unknown()


def _copy(func, world):
    """The same code in another world."""
    if func in world.copies:
        return world.copies[func]
    code = func.__code__
    if code.co_flags & 0x2A0 or func.__kwdefaults__ or not all(type(each) in _CONSTANTS for each in func.__defaults__ or ()):
        raise _Alone
    variables = {"__builtins__": world.builtins}
    cells = tuple(_CELL() for _ in code.co_freevars)
    copy = _FUNCTION(code, variables, func.__name__, func.__defaults__, cells or None)
    world.copies[func] = copy
    everything = func.__globals__
    for name in _names(code):
        if name in everything:
            variables[name] = world.known(everything[name])
    for cell, own in zip(cells, func.__closure__ or ()):
        try:
            cell.cell_contents = world.known(own.cell_contents)
        except ValueError:
            raise _Alone from None
    return copy


def _names(code):
    names = set(code.co_names)
    for each in code.co_consts:
        if type(each) is type(code):
            names |= _names(each)
    return names


class _Unknown:
    """Something that functions of columns cannot use; but the way that they take may not lead to it."""

    __slots__ = ()

    def _no_use(self, *_, **__):
        raise _Alone

    __getattribute__ = __call__ = __getitem__ = __len__ = __iter__ = __contains__ = __bool__ = __eq__ = __ne__ = __lt__ = __le__ = _no_use
    __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _no_use
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = _no_use
    __rxor__ = __neg__ = __pos__ = __abs__ = __invert__ = __int__ = __float__ = __index__ = __str__ = __repr__ = __format__ = __hash__ = _no_use
    __round__ = __matmul__ = __rmatmul__ = __lshift__ = __rshift__ = __rlshift__ = __rrshift__ = _no_use


class _Table:
    """A list, set or dictionary of the program in which values are looked up."""

    __slots__ = ("_table",)

    def __init__(self, table):
        self._table = table

    def __contains__(self, key):
        table = self._table
        if type(key) is not _Column:
            return key in table
        numpy = _library("numpy")
        return bool(_Column("bool", numpy.fromiter((each in table for each in key.objects()), "bool", len(key.values)), False, 0, 1))

    def __getitem__(self, key):
        table = self._table
        if type(key) is not _Column:
            return self._plain(table[key])
        return _of_objects([table[each] for each in key.objects()])

    def __getattr__(self, name):
        if name != "get" or type(self._table) is not dict:
            raise _Alone
        return self._get

    def _get(self, key, default=None):
        get = self._table.get
        if type(key) is not _Column:
            return self._plain(get(key, default))
        if type(default) not in _CONSTANTS:
            raise _Alone
        return _of_objects([get(each, default) for each in key.objects()])

    def _plain(self, value):
        if type(value) not in _CONSTANTS:
            raise _Alone
        return value

    def __len__(self):
        return len(self._table)

    def _no_use(self, *_):
        raise _Alone

    __iter__ = __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = _no_use
    __or__ = __ror__ = __and__ = __rand__ = __sub__ = __rsub__ = __xor__ = __rxor__ = __str__ = __repr__ = __format__ = __hash__ = _no_use


def _each(function):
    """A function of single values, for columns: Python's own, once for each."""

    def of_columns(value, *rest):
        if type(value) is not _Column:
            if type(value) not in _CONSTANTS or not all(type(each) in _CONSTANTS for each in rest):
                raise _Alone
            return function(value, *rest)
        if not all(type(each) in _CONSTANTS for each in rest):
            raise _Alone
        return _of_objects([function(each, *rest) for each in value.objects()])

    return of_columns


def _isinstance(value, cls):
    classes = tuple(_CLASS_OF_FUNCTION.get(each, each) for each in (cls if type(cls) is tuple else (cls,)))
    if not all(each in _CONSTANTS for each in classes):
        raise _Alone
    if type(value) is _Column:
        return isinstance(_Column(value.kind, value.values[:1], value.numbers).objects()[0], classes)
    if type(value) not in _CONSTANTS:
        raise _Alone
    return isinstance(value, classes)


class _Math:
    """The module `math`."""

    __slots__ = ("_by_one",)

    def __init__(self, by_one):
        self._by_one = by_one

    def __getattr__(self, name):
        import math

        value = getattr(math, name)
        if type(value) is float:
            return value
        if name in _MATH_OF_COLUMNS:
            return _MATH_OF_COLUMNS[name]
        if name not in _MATH_FUNCTIONS or not self._by_one:
            raise _Alone
        return _each(value)


_MATH_FUNCTIONS = set(
    "exp log log2 log10 log1p expm1 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh degrees radians erf erfc gamma lgamma "
    "pow atan2 hypot fmod copysign".split()
)


def _column_function(name, whole):
    """A function of `math`, or a builtin, that NumPy computes with the same bits.

    whole: whether it gives whole numbers, of numbers that have to be finite then.
    """

    def of_column(value):
        numpy = _library("numpy")
        if type(value) is not _Column:
            if type(value) not in _CONSTANTS:
                raise _Alone
            return _SINGLE[name](value)
        if value.kind == "int" and name == "sqrt":
            return _Column("float", numpy.sqrt(value.values.astype("float64")))
        if name == "trunc" and value.numbers and value.kind == "int":
            # `numpy.int64` has no `__trunc__` in all versions.
            raise _Alone
        if value.kind == "int" and whole:
            return _Column("int", value.values, False, value.low, value.high)
        if value.kind != "float":
            raise _Alone
        values = getattr(numpy, _NUMPY_NAMES.get(name, name))(value.values)
        if name.startswith("is"):
            return _Column("bool", values, False, 0, 1)
        if not whole:
            return _Column("float", values)
        low, high = float(values.min()), float(values.max())
        if not (-_EXACT < low and high < _EXACT):
            raise _Alone
        return _Column("int", values.astype("int64"), False, int(low), int(high))

    return of_column


# Roots are rounded to the nearest float by both, as IEEE 754 demands; the others are exact.
_NUMPY_NAMES = {"int": "trunc", "round": "rint"}
_MATH_OF_COLUMNS = {
    name: _column_function(name, name in ("floor", "ceil", "trunc"))
    for name in ("sqrt", "fabs", "floor", "ceil", "trunc", "isnan", "isinf", "isfinite")
}


class _Numpy:
    """The module `numpy`: functions of single numbers, and constants."""

    __slots__ = ()

    def __getattribute__(self, name):
        numpy = _library("numpy")
        value = getattr(numpy, name)
        if type(value) is float:
            return value
        if name in ("abs", "absolute") or type(value) is numpy.ufunc and value.__name__ in _UFUNCS and value.__name__ == name:
            return lambda *args: _ufunc(value, args)
        raise _Alone


def _ufunc(ufunc, args):
    if not any(type(each) is _Column for each in args):
        raise _Alone
    return ufunc(*args)


class _Pandas:
    """The module `pandas`: whether a value is missing."""

    __slots__ = ()

    def __getattribute__(self, name):
        if name in ("isna", "isnull"):
            return _is_missing
        if name in ("notna", "notnull"):
            return _is_there
        raise _Alone


def _is_missing(value):
    if type(value) is not _Column:
        if value is None:
            return True
        if type(value) not in _CONSTANTS:
            raise _Alone
        return value != value
    numpy = _library("numpy")
    if value.kind == "float":
        return _Column("bool", numpy.isnan(value.values), False, 0, 1)
    return False


def _is_there(value):
    missing = _is_missing(value)
    if type(missing) is bool:
        return not missing
    return _Column("bool", ~missing.values, False, 0, 1)


_MODULE = type(sys)
_CELL = type((lambda x: lambda: x)(0).__closure__[0])
_OWN = vars(__import__("builtins"))
_SINGLE = {**{name: getattr(__import__("math"), name) for name in _MATH_OF_COLUMNS}, "int": int, "round": round}
_BUILTINS_BY_ONE = {name: _each(_OWN[name]) for name in ("str", "len", "ord", "chr")}


def _number(name):
    """`int` and `round` for columns."""
    of_column = _column_function(name, True)
    of_texts = _each(_OWN[name])

    def of_value(value, *rest):
        return of_texts(value, *rest) if rest or type(value) is _Column and value.kind == "str" else of_column(value)

    return of_value


def _float(value):
    if type(value) is not _Column or value.kind == "str":
        return _each(float)(value)
    return _Column("float", value.values.astype("float64"))


_BUILTINS_OF_COLUMNS = {
    # These are written in Python's own operators: they compare, and ask what is true.
    **{name: _OWN[name] for name in ("min", "max", "abs", "any", "all", "range")},
    "int": _number("int"),
    "round": _number("round"),
    "float": _float,
    "bool": bool,
    "isinstance": _isinstance,
}
_CLASS_OF_FUNCTION = {_BUILTINS_OF_COLUMNS["int"]: int, _float: float, _BUILTINS_BY_ONE["str"]: str}
