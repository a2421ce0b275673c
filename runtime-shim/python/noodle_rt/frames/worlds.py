"""Functions of the program in a world of columns: their own code, with other globals (`columns.py`)."""
import datetime
import sys

from noodle_rt.frames.distinct import _FUNCTION
from noodle_rt.frames.texts import _length_of, _number_of_texts, _text_of, _Texts
from noodle_rt.frames.times import _is_moment, _maker, _Moment, _Times
from noodle_rt.frames.values import _CONSTANTS, _EXACT, _UFUNCS, _Alone, _Column, _of_objects, _Opaque
from noodle_rt.guards import _library


def _traced(func, args, kwargs, by_one, texts=False):
    """A function of one argument that runs `func` on columns; `None` when something that it uses is not known here.

    by_one: whether it pays to call functions that have no form for columns for one value after the other.
    texts: whether the columns are texts of Arrow.
    """
    if kwargs or not all(type(each) in _CONSTANTS for each in args):
        return None
    try:
        copy = _copy(func, _World(by_one, texts))
    except _Alone:
        return None
    return (lambda value: copy(value, *args)) if args else copy


class _World:
    """What functions of single values find in a world of columns."""

    def __init__(self, by_one, texts=False, changed=(), math=True):
        self.by_one = by_one
        # Whether that pays for functions of `math`, too.
        self.math = by_one and math
        self.texts = texts
        # What a loop adds to: it is not as it was when it is looked at.
        self.changed = changed
        self.builtins = {**_BUILTINS_OF_COLUMNS, **(_BUILTINS_BY_ONE if by_one else _BUILTINS_OF_TEXTS if texts else {})}
        self.copies = {}

    def known(self, value):
        """What stands for a global value, or one of an outer function."""
        cls = type(value)
        if cls in _CONSTANTS:
            return value
        if any(value is each for each in self.changed):
            return _Unknown()
        if cls is _FUNCTION:
            return _copy(value, self)
        if cls is _BUILTIN or cls.__name__ == "ufunc":
            return _imported(value, self.math)
        if cls is _MODULE:
            if value.__name__ == "math":
                return _Math(self.math)
            if value is _library("numpy"):
                return _Numpy()
            if value is datetime:
                return _Datetimes()
            return _Pandas() if value is _library("pandas") else _Unknown()
        if cls is _library("numpy").float64 or cls is _library("numpy").int64:
            return value
        if _is_moment(value):
            return _Moment(value)
        if value is datetime.datetime or value is datetime.timedelta:
            return _maker(value)
        if cls in (list, tuple, set, frozenset, dict) and self.by_one:
            return _Table(value)
        if cls in (list, tuple, set, frozenset) and self.texts and _CONSTANTS.issuperset(map(type, value)):
            return _Listed(value)
        return _Unknown()


def _imported(value, by_one):
    """A function of `math` or `numpy` that is known by a name of its own."""
    name = getattr(value, "__name__", "")
    for module, known in ((sys.modules.get("math"), _Math(by_one)), (_library("numpy"), _Numpy())):
        if module is not None and getattr(module, name, None) is value:
            try:
                return getattr(known, name)
            except _Alone:
                break
    return _Unknown()


def _copy(func, world):
    """The same code in another world."""
    if func in world.copies:
        return world.copies[func]
    code = func.__code__
    # What is raised here must not be caught there.
    if _catches(code) or code.co_flags & 0x2A0 or func.__kwdefaults__ or not all(type(each) in _CONSTANTS for each in func.__defaults__ or ()):
        raise _Alone
    if any(type(each) in (tuple, frozenset) for each in code.co_consts):
        code = code.replace(co_consts=tuple(map(_members, code.co_consts)))
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


def _catches(code):
    table = getattr(code, "co_exceptiontable", None)
    if table is not None:
        return bool(table)
    import dis

    return any(each.opname.startswith("SETUP_") for each in dis.get_instructions(code))


class _Listed(_Opaque):
    """A list or set of constants of the program."""

    __slots__ = ("_values",)

    def __init__(self, values):
        self._values = values

    def __contains__(self, key):
        return _contains(self._values, key)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __bool__(self):
        return bool(self._values)


def _members(constant):
    """What stands for a constant tuple or set of a function: it can be asked for columns."""
    if type(constant) in (tuple, frozenset) and all(type(each) in _CONSTANTS for each in constant):
        return _Members(constant) if type(constant) is tuple else _MemberSet(constant)
    return constant


class _Members(tuple):
    """A constant tuple."""

    __slots__ = ()

    def __contains__(self, key):
        return _contains(tuple(self), key)


class _MemberSet(frozenset):
    """A constant set."""

    __slots__ = ()

    def __contains__(self, key):
        return _contains(frozenset(self), key)


def _contains(members, key):
    if type(key) is _Texts:
        return bool(_Column("bool", key._is_in([each for each in members if type(each) is str]), False, 0, 1))
    if type(key) is not _Column:
        if type(key) not in _CONSTANTS:
            raise _Alone
        return key in members
    numpy = _library("numpy")
    if key.kind == "str":
        texts = {each for each in members if type(each) is str}
        found = numpy.fromiter((each in texts for each in key.values), "bool", len(key.values))
    else:
        found = numpy.zeros(len(key.values), "bool")
        for each in members:
            if type(each) in (int, float, bool):
                if key.kind != "float" and not -_EXACT <= each <= _EXACT:
                    raise _Alone
                found |= key.values == each
    return bool(_Column("bool", found, False, 0, 1))


def _names(code):
    names = set(code.co_names)
    for each in code.co_consts:
        if type(each) is type(code):
            names |= _names(each)
    return names


class _Unknown(_Opaque):
    """Something that functions of columns cannot use; but the way that they take may not lead to it."""

    __slots__ = ()
    __getattribute__ = _Opaque._no_use


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
    if type(value) is _Texts:
        return isinstance("", classes)
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


class _Datetimes:
    """The module `datetime`."""

    __slots__ = ()

    def __getattribute__(self, name):
        if name in ("datetime", "timedelta"):
            return _maker(getattr(datetime, name))
        raise _Alone


class _Pandas:
    """The module `pandas`: whether a value is missing, and moments."""

    __slots__ = ()

    def __getattribute__(self, name):
        if name in ("Timestamp", "Timedelta"):
            return _maker(getattr(_library("pandas"), name))
        if name in ("isna", "isnull"):
            return _is_missing
        if name in ("notna", "notnull"):
            return _is_there
        raise _Alone


def _is_missing(value):
    if type(value) is not _Column:
        if value is None:
            return True
        if type(value) in (_Times, _Moment, _Texts):
            return False
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
_BUILTIN = type(len)
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
    **{name: _OWN[name] for name in ("min", "max", "abs", "any", "all", "range", "map", "list", "tuple")},
    "int": _number("int"),
    "round": _number("round"),
    "float": _float,
    "bool": bool,
    "isinstance": _isinstance,
}
_BUILTINS_OF_TEXTS = {
    "len": _length_of,
    "str": _text_of,
    "int": _number_of_texts(_BUILTINS_OF_COLUMNS["int"], _Texts._int),
    "float": _number_of_texts(_float, _Texts._float),
}
_CLASS_OF_FUNCTION = {_BUILTINS_OF_COLUMNS["int"]: int, _float: float, _BUILTINS_BY_ONE["str"]: str}
_CLASS_OF_FUNCTION.update({_BUILTINS_OF_TEXTS[cls.__name__]: cls for cls in (str, int, float)})
