"""Guards: cheap checks at run time that decide between a rewrite and the original code.

    if noodle_rt.array(x, "float64", 1, 32) and noodle_rt.apart(y, x):
        ...  # the rewrite
    else:
        ...  # the original code

Each guard answers `True` or `False`. It never raises, changes nothing, draws no random number, warns of nothing, and imports
nothing: a library that the program has not imported cannot have made the value in question. `False` is always safe, so a guard
says `True` only of what it has seen: exact classes, no subclasses; native byte order. Some look at every element, which
`bench/SCOREBOARD.md` (section guards) shows: those come last in a condition.

Here are the guards of plain values, arrays and names, which most programs ask; those of frames and tensors are in `frame_guards.py`.
"""
import sys

_BUILTINS = {
    cls.__name__: cls for cls in (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range, type(None))
}
_LIBRARIES = {}


def _library(name):
    """A module that the program has imported, or `None`."""
    module = _LIBRARIES.get(name)
    if module is None:
        module = sys.modules.get(name)
        if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
            _LIBRARIES[name] = module
    return module


# ---------------------------------------------------------------- values of Python


def plain(value, *names):
    """The attributes `names` of an object or module are there, and reading them runs no code: no properties, no `__getattr__`."""
    cls = type(value)
    if cls.__getattribute__ is not object.__getattribute__ and cls is not type(sys):
        return False
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        own = ()
    for name in names:
        found = None
        for base in cls.__mro__:
            if name in base.__dict__:
                found = base.__dict__[name]
                break
        else:
            if name in own:
                continue
            return False
        kind = type(found)
        if kind is _SLOT:
            try:
                found.__get__(value)
            except AttributeError:
                return False
        elif hasattr(kind, "__get__"):
            return False
    return True


class _Slotted:
    __slots__ = ("slot",)


_SLOT = type(_Slotted.slot)


def exactly(value, *names):
    """`value` is an instance of exactly one of these builtin classes: `exactly(n, "int")` is `False` for `True`."""
    cls = type(value)
    for name in names:
        if cls is _BUILTINS.get(name):
            return True
    return False


def elements(values, *names):
    """`values` is a list or tuple all of whose elements are of exactly these builtin classes. Looks at every element."""
    if type(values) is not list and type(values) is not tuple:
        return False
    return {_BUILTINS[name] for name in names if name in _BUILTINS}.issuperset(map(type, values))


def length(values, least, most=None):
    """A list, tuple, str, bytes, dict, set, frozenset or range has at least `least` and at most `most` elements."""
    if not exactly(values, "list", "tuple", "str", "bytes", "dict", "set", "frozenset", "range"):
        return False
    return least <= len(values) and (most is None or len(values) <= most)


def between(number, low, high):
    """A plain `int` or `float` lies in the closed interval; NaN does not. `None` is no bound."""
    if type(number) is not int and type(number) is not float:
        return False
    return number == number and (low is None or low <= number) and (high is None or number <= high)


# ---------------------------------------------------------------- NumPy

_DTYPES = {}
_ndarray = _may_share_memory = None


def _dtype(name):
    """The one object that NumPy uses for a builtin dtype in native byte order, or `None`."""
    dtype = _DTYPES.get(name)
    if dtype is None:
        numpy = _library("numpy")
        if numpy is None:
            return None
        try:
            dtype = _DTYPES[name] = numpy.dtype(name)
        except TypeError:
            return None
    return dtype


_ADMITTED = {}


def _admitted(names):
    """For the dtypes that `"float64|float32/2|int64:80"` names: the least size by identity; builtin dtypes live as long as NumPy."""
    found = {}
    if type(names) is not str:
        return found
    for each in names.split("|"):
        name, _, least = each.partition(":")
        name, _, since = name.partition("/")
        dtype = _dtype(name)
        if dtype is None:
            return {}
        if not since or version("numpy", (int(since),)):
            found[id(dtype)] = int(least or 0)
    _ADMITTED[names] = found
    return found


def _is_array(value):
    """A `numpy.ndarray`, no subclass."""
    global _ndarray, _may_share_memory
    if _ndarray is None:
        numpy = _library("numpy")
        if numpy is None:
            return False
        _ndarray, _may_share_memory = numpy.ndarray, numpy.may_share_memory
    return type(value) is _ndarray


def array(value, dtype, rank=None, size=0):
    """A `numpy.ndarray`, no subclass, of a dtype, with so many axes and at least `size` elements.

    dtype: `None` is any, `"float64|int64:80"` float64, or int64 with at least 80 elements, `"float64|float32/2"` float64, or float32 from
    NumPy 2 on.
    """
    if type(value) is not _ndarray and not _is_array(value):
        return False
    if dtype is not None:
        least = (_ADMITTED.get(dtype) or _admitted(dtype)).get(id(value.dtype))
        if least is None or (least and value.size < least):
            return False
    return (rank is None or value.ndim == rank) and (size == 0 or value.size >= size)


def arrays(dtype, rank=None, first=None, *others):
    """Like `array` for each, and all of one dtype."""
    if type(first) is not _ndarray and not _is_array(first):
        return False
    found = first.dtype
    least = (_ADMITTED.get(dtype) or _admitted(dtype)).get(id(found))
    if least is None or first.ndim != rank or (least and first.size < least):
        return False
    for other in others:
        if type(other) is not _ndarray or other.dtype is not found or other.ndim != rank:
            return False
    return True


def number(value, dtype):
    """A NumPy scalar of exactly this dtype: `number(x, "float64")` is `False` for a Python `float`."""
    wanted = _dtype(dtype)
    return wanted is not None and type(value) is wanted.type


def shape(value, *lengths):
    """An array with these lengths; `None` stands for any."""
    if not array(value, None, len(lengths)):
        return False
    for actual, wanted in zip(value.shape, lengths):
        if wanted is not None and actual != wanted:
            return False
    return True


def extent(value, axis, least):
    """An array has at least `least` (an `int`) elements along an axis, so that the indices 0 … `least` - 1 are there."""
    return _is_array(value) and type(least) is int and axis < value.ndim and value.shape[axis] >= least


def same_shape(first, *others):
    """Arrays of equal shapes: nothing is broadcast."""
    if not array(first, None):
        return False
    for other in others:
        if not array(other, None) or other.shape != first.shape:
            return False
    return True


def writable(*arrays):
    """Arrays that can be changed in place, and whose elements all have memory of their own (no broadcast views)."""
    for each in arrays:
        if type(each) is not _ndarray and not _is_array(each):
            return False
        if not each.flags.writeable or (0 in each.strides and each.size > 1 and _overlaps_itself(each)):
            return False
    return True


def _overlaps_itself(value):
    for stride, extent in zip(value.strides, value.shape):
        if stride == 0 and extent > 1:
            return True
    return False


def contiguous(value, order="C"):
    """An array whose elements lie one behind the other, the last (`C`) or the first (`F`) axis running fastest."""
    return array(value, None) and (value.flags.c_contiguous if order == "C" else value.flags.f_contiguous)


def row_major(*arrays):
    """Arrays whose last axis lies in one piece and the first one runs slowest, none backwards; there may be gaps between rows."""
    for each in arrays:
        if type(each) is not _ndarray and not _is_array(each):
            return False
        if each.flags.c_contiguous:
            continue
        # Rows of one element are gone through across the gaps.
        if each.shape[-1] == 1 or each.strides[-1] != each.itemsize:
            return False
        span = 0
        for length, stride in zip(reversed(each.shape), reversed(each.strides)):
            if stride < span:
                return False
            span = stride * length
    return True


def beside(elements, rank, *values):
    """Next to elements of an array, each is a number that leaves them what they are (`like`), or an array of the same dtype with at
    most `rank` axes (and at least one) that is `row_major`."""
    if not _is_array(elements):
        return False
    for value in values:
        if type(value) is _ndarray:
            if value.dtype is not elements.dtype or type(rank) is not int or not 0 < value.ndim <= rank or not row_major(value):
                return False
        elif not like(elements, value):
            return False
    return True


def takes(written, kind, elements):
    """An array can hold what is made of elements of another one, as they are: `"main"` these, `"float"` what division makes of them,
    `"sum"` their sums, `"index"` places, `"bool"` truth values."""
    if not _is_array(written) or not _is_array(elements):
        return False
    target, source = written.dtype, elements.dtype
    if target.kind == "f":
        return source.kind in "fiub"
    if kind == "bool":
        return target.kind in "iub"
    if kind == "index":
        return target.kind == "i" and target.itemsize == 8
    if kind == "main":
        return target is source and source.kind in "iub"
    return kind == "sum" and source.kind in "ib" and target.kind == "i" and target.itemsize == 8


def batched(count, least, inner, *rows):
    """There are at least `least` iterations of `inner` rows each, the rows have elements, and so few that it pays to compute many
    rows at a time."""
    if type(count) is not int or type(least) is not int or type(inner) is not int or count * inner < least or inner < 1:
        return False
    for size in rows:
        if type(size) is not int or not 0 < size <= 2000 or size * inner > 1048576:
            return False
    return True


def apart(written, *others):
    """No memory of the array `written` can belong to one of the other arrays, by the bounds of their memory."""
    if type(written) is not _ndarray and not _is_array(written):
        return False
    for other in others:
        if type(other) is not _ndarray or _may_share_memory(written, other):
            return False
    return True


def clear(written, *values):
    """Like `apart`, but for values that may be something else than arrays, which have no memory that could be written."""
    if not _is_array(written):
        return False
    for value in values:
        if type(value) is _ndarray:
            if _may_share_memory(written, value):
                return False
        elif not numeric(value):
            return False
    return True


def aligned(written, *others):
    """Each of the other arrays is apart from `written`, or lies in its memory element for element."""
    if not array(written, None):
        return False
    for other in others:
        if other is written:
            continue
        if not array(other, None):
            return False
        is_same = (
            other.shape == written.shape
            and other.strides == written.strides
            and other.dtype is written.dtype
            and other.__array_interface__["data"][0] == written.__array_interface__["data"][0]
        )
        if not is_same and not apart(written, other):
            return False
    return True


def within(value, low, high):
    """All elements of an array of integers or floats lie in the closed interval (NaN does not). `None` is no bound. O(n)."""
    if not _is_numeric(value):
        return False
    if value.size == 0:
        return True
    least = value.min()
    if least != least:
        return False
    return bool((low is None or least >= low) and (high is None or value.max() <= high))


def finite(*arrays):
    """No NaN and no infinity in arrays of integers or floats. O(n)."""
    for each in arrays:
        if not _is_numeric(each):
            return False
        if each.dtype.kind == "f" and not _library("numpy").isfinite(each).all():
            return False
    return True


def no_nan(*arrays):
    """No NaN in arrays of integers or floats. O(n)."""
    for each in arrays:
        if not _is_numeric(each):
            return False
        if each.dtype.kind == "f" and _library("numpy").isnan(each).any():
            return False
    return True


def no_zero(*arrays):
    """No zero in arrays of integers or floats. O(n)."""
    for each in arrays:
        if not _is_numeric(each) or not each.all():
            return False
    return True


def distinct(value):
    """All elements of an array of integers differ. O(n log n)."""
    if not _is_numeric(value) or value.dtype.kind == "f":
        return False
    ordered = value.ravel().copy()
    ordered.sort()
    return not (ordered[1:] == ordered[:-1]).any()


def _is_numeric(value):
    return array(value, None) and value.dtype.kind in "iuf" and value.dtype.isnative


def real(*values):
    """Each is a `float`, an `int` or a NumPy `float64`: next to a `float64` they all count as one."""
    wanted = _dtype("float64")
    for value in values:
        cls = type(value)
        if cls is not float and cls is not int and (wanted is None or cls is not wanted.type):
            return False
    return True


def numeric(*values):
    """Each is a `float`, an `int`, or a NumPy number of float64, float32 or int64."""
    for value in values:
        cls = type(value)
        if cls is not float and cls is not int:
            if not _NUMBERS:
                _NUMBERS.update(dtype.type for dtype in map(_dtype, ("float64", "float32", "int64")) if dtype is not None)
            if cls not in _NUMBERS:
                return False
    return True


_NUMBERS = set()
_CLASSES = {}


def like(elements, *values):
    """Next to elements of an array (float64, float32 or whole numbers), each number leaves them what they are: one of the same dtype,
    or one of Python's that such an array can hold."""
    if not _is_array(elements):
        return False
    dtype = elements.dtype
    own, kind, low, high = _CLASSES.get(dtype) or _classes(dtype)
    for value in values:
        cls = type(value)
        if cls is own or (cls is float and kind == "f"):
            continue
        if cls is not int or kind is None or (low is not None and not low <= value <= high):
            return False
    return True


def _classes(dtype):
    found = (None, None, None, None)
    if dtype is _dtype("float64"):
        found = (dtype.type, "f", None, None)
    elif dtype is _dtype("float32"):
        # Larger whole numbers are rounded to single precision once or twice.
        found = (dtype.type, "f", -(2**24), 2**24)
    elif dtype.kind in "iu" and dtype.isnative:
        limits = _library("numpy").iinfo(dtype)
        found = (dtype.type, dtype.kind, int(limits.min), int(limits.max))
    _CLASSES[dtype] = found
    return found


def small(bits, most=None, *values):
    """Whole numbers, and the elements of arrays of these, lie between -2**bits and 2**bits; floats may be anything. O(n).

    most: of how many elements may be looked at.
    """
    if type(bits) is not int or type(most) is not int:
        return False
    limit = 2**bits
    for value in values:
        cls = type(value)
        if cls is _ndarray or _is_array(value):
            if value.dtype.kind == "i" and value.itemsize * 8 > bits + 1 and value.size:
                most -= value.size
                if most < 0 or not (-limit < value.min() and value.max() < limit):
                    return False
        elif cls is int or number(value, "int64"):
            if not -limit < value < limit:
                return False
        elif not numeric(value):
            return False
    return True


def bounded(bits=0, *values):
    """Whole numbers, and the elements of arrays of these, lie between -2**bits and 2**bits; floats may be anything. O(n)."""
    return small(bits, sys.maxsize, *values)


def listed(values=None, kind="float", rank=1, bits=None):
    """A list or tuple, as deeply nested as `rank` says, whose items are all exactly of one class; whole numbers lie between
    -2**bits and 2**bits. O(n)."""
    if type(values) is not list and type(values) is not tuple:
        return False
    if rank > 1:
        return all(listed(each, kind, rank - 1, bits) for each in values)
    classes = set(map(type, values))
    if not classes:
        return True
    if classes != {_items[kind]}:
        return False
    return bits is None or (-(2**bits) <= min(values) and max(values) <= 2**bits)


_items = {"float": float, "int": int, "str": str}


# ---------------------------------------------------------------- modules

_GENUINE = {}


def genuine(*names):
    """What these names of libraries stand for is the library's own (`"numpy.sum"`, `"pandas.Series.apply"`): nobody has replaced it."""
    for name in names:
        parts = name.split(".")
        found = _library(parts[0])
        for part in parts[1:]:
            found = getattr(found, part, None) if type(found) is not type else found.__dict__.get(part, getattr(found, part, None))
        if found is None:
            return False
        if _GENUINE.get(name) is not found:
            if not _comes_from(found, parts):
                return False
            _GENUINE[name] = found
    return True


def _comes_from(found, parts):
    """Whether a function, method or class was made by the library that its name says, and bears that name."""
    while isinstance(found, (staticmethod, classmethod)):
        found = found.__func__
    if getattr(found, "__name__", None) not in (parts[-1], None):
        # Aliases have another name (`numpy.max` is `amax` in NumPy 1), but come from the same module.
        if not str(getattr(found, "__module__", "")).startswith(parts[0]):
            return False
    code = getattr(found, "__code__", None)
    if code is None:
        module = getattr(found, "__module__", None)
        return module is None or module.split(".", 1)[0].lstrip("_") in (parts[0], "builtins")
    file = getattr(sys.modules.get(parts[0]), "__file__", None)
    if file is None:
        return False
    folder = file.rsplit("__init__", 1)[0]
    # NumPy's dispatchers are made from code that is not in a file.
    return code.co_filename.startswith(folder) or code.co_filename.startswith("<__array_function__")


_VERSIONS = {}


def version(library, least=None, below=None):
    """The imported library is at least version `least` and older than `below`, both tuples: `version("numpy", (1, 26), (3,))`."""
    text = getattr(_library(library), "__version__", None)
    numbers = _VERSIONS.get(text)
    if numbers is None:
        numbers = _VERSIONS[text] = _numbers(str(text or ""))
    if not numbers:
        return False
    return (least is None or numbers >= least) and (below is None or numbers < below)


def _numbers(text):
    numbers = []
    for part in text.split("."):
        digits = ""
        for character in part:
            if not character.isdigit():
                break
            digits += character
        if digits == "":
            break
        numbers.append(int(digits))
    return tuple(numbers)
