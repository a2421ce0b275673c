"""What loops that became array operations call: an attempt that leaves no trace when it fails, and folds in the order of a loop.

A rewritten loop computes into temporaries inside of `with attempt() as done:` and stores them afterwards, if `done` is true:

    with noodle_rt.attempt() as done:
        t = x[:n] / y[:n]
    if done:
        z[:n] = t
    else:
        ...  # the original loop
"""
import math
import operator

from noodle_rt.guards import _library


class attempt:
    """True afterwards if nothing went wrong inside: no exception, and no floating-point error that NumPy reports.

    Division by zero, overflow and invalid operations count even if the program ignores them, since Python's own numbers would
    raise; underflow counts unless it is ignored, which is NumPy's default. Whatever went wrong, nothing is printed or raised: the
    original code runs next, and does what it does.
    """

    __slots__ = ("_failed", "_state")

    def __init__(self):
        self._failed = True

    def __enter__(self):
        self._state = _strict()
        self._failed = False
        return self

    def __exit__(self, kind, value, traceback):
        _as_before(self._state)
        if kind is None:
            return False
        self._failed = True
        return issubclass(kind, Exception)

    def __bool__(self):
        return not self._failed


def _strict():
    """Has floating-point errors raise; answers what `_as_before` needs. `numpy.errstate` takes microseconds for the same."""
    _prepare()
    return _strict()


def _as_before(state):
    """Floating-point errors as they were."""


def _prepare():
    global _strict, _as_before
    numpy = _library("numpy")
    if hasattr(numpy, "seterrobj"):  # NumPy 1
        _strict, _as_before = _by_list(numpy.geterrobj, numpy.seterrobj)
        return
    umath = getattr(getattr(numpy, "_core", None), "umath", None)
    variable = getattr(umath, "_extobj_contextvar", None)
    if variable is not None:
        _strict, _as_before = _by_variable(numpy, variable)
        return

    def strict():
        state = _errors(numpy)
        state.__enter__()
        return state

    def as_before(state):
        state.__exit__(None, None, None)

    _strict, _as_before = strict, as_before


def _errors(numpy):
    under = "ignore" if numpy.geterr()["under"] == "ignore" else "raise"
    return numpy.errstate(divide="raise", over="raise", invalid="raise", under=under)


def _by_list(get, put):
    # Three bits for each kind of error, from the lowest: division by zero, overflow, underflow, invalid operation; 2 is "raise".
    without_underflow = 2 | 2 << 3 | 2 << 9

    def strict():
        before = get()
        put([before[0], without_underflow if before[1] >> 6 & 7 == 0 else without_underflow | 2 << 6, None])
        return before

    return strict, put


def _by_variable(numpy, variable):
    # What stands in the variable never changes: what an attempt puts there is made once for each that it meets.
    known, strictest = None, None

    def strict():
        nonlocal known, strictest
        before = variable.get()
        if before is not known:
            with _errors(numpy):
                strictest = variable.get()
            known = before
        return variable.set(strictest)

    return strict, variable.reset


class Unfit(Exception):
    """Raised inside of an attempt: these values need the original loop."""


def fold_sum(start, terms, plain=False):
    """`for t in terms: start += t`, in this order; the result is `start` itself without terms, else a NumPy scalar.

    terms: an array of float64, float32 or int64, in C order when it has several axes. Sequential, unlike `numpy.sum`, which adds in
    pairs. Raises `Unfit` where whole numbers may overflow, which a loop warns of.

    plain: the terms are floats of Python, which leave a number of Python what it is.
    """
    return _fold(_library("numpy").add, start, terms, plain)


def fold_difference(start, terms, plain=False):
    """`for t in terms: start -= t`, in this order, like `fold_sum`."""
    return _fold(_library("numpy").subtract, start, terms, plain)


def fold_product(start, terms, plain=False):
    """`for t in terms: start *= t`, in this order, like `fold_sum`."""
    return _fold(_library("numpy").multiply, start, terms, plain)


def scan_sum(start, terms):
    """What `start` is after each step of `for t in terms: start += t`, an array like `terms`.

    start: a number, or an array with all axes of `terms` but the last, along which the loop runs.
    """
    return _scan(_library("numpy").add, start, terms)


def scan_difference(start, terms):
    """What `start` is after each step of `for t in terms: start -= t`, like `scan_sum`."""
    return _scan(_library("numpy").subtract, start, terms)


def scan_product(start, terms):
    """What `start` is after each step of `for t in terms: start *= t`, like `scan_sum`."""
    return _scan(_library("numpy").multiply, start, terms)


# By the names of ufuncs: the first step, as the operators of Python do it.
_OPERATORS = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul}


def _scan(ufunc, start, terms):
    # The first step says of what dtype all others are.
    first = _OPERATORS[ufunc.__name__](start, terms[..., 0])
    line = terms.astype(_settled(ufunc, first, start, terms))
    line[..., 0] = first
    return ufunc.accumulate(line, axis=-1, out=line)


def _fold(ufunc, start, terms, plain):
    if terms.size == 0:
        return start
    is_python = type(start) is float or type(start) is int
    if plain and not is_python and type(start) is not _library("numpy").float64:
        raise Unfit
    line = terms.ravel()
    first = _OPERATORS[ufunc.__name__](start, line[0])
    line = line.astype(_settled(ufunc, first, start, line))
    line[0] = first
    last = ufunc.accumulate(line, out=line)[-1]
    return last.item() if plain and is_python else last


def _settled(ufunc, first, start, terms):
    """The dtype that results have from the first one on."""
    dtype, own = first.dtype, terms.dtype
    if dtype is not own and _library("numpy").promote_types(dtype, own) != dtype:
        raise Unfit
    if dtype.kind == "i":
        _check_size(ufunc, start, terms)
    elif dtype.kind != "f":
        raise Unfit
    return dtype


def _check_size(ufunc, start, terms):
    """Raises `Unfit` if whole numbers may overflow."""
    numpy = _library("numpy")
    largest = max(int(numpy.maximum.reduce(terms, axis=None)), -int(numpy.minimum.reduce(terms, axis=None)), 1)
    begin = abs(start) if type(start) is int or type(start) is numpy.int64 else numpy.max(numpy.abs(start))
    if ufunc is not numpy.multiply:
        size = largest * terms.size + int(begin)
    elif largest == 1:
        size = int(begin)
    else:
        sizes = numpy.log2(numpy.maximum(numpy.abs(terms), 1)).sum(axis=-1 if terms.ndim > 1 else None)
        size = 2.0 ** min(100.0, float(numpy.max(sizes)) + math.log2(max(int(begin), 1)) + 0.1)
    if size >= 2**63:
        raise Unfit


def power(base, exponent):
    """`base ** exponent` of an array of float64, each power as Python computes that of a single number, with the C library's `pow`.

    Squares and square roots are computed for all at once, and those by `pow` again where it may round in another direction: `pow`
    of glibc is off by less than 0.54 units in the last place (`sysdeps/ieee754/dbl-64/e_pow.c`, since 2.28), so that it gives
    the nearest float unless the exact value lies within 0.04 units of the middle between two.
    """
    numpy = _library("numpy")
    if numpy.asarray(base).dtype.kind == "i":
        return base**exponent
    shape = numpy.shape(base)
    line = numpy.ravel(base)
    candidate = {2: _square, 0.5: _root}.get(exponent) if line.size > 150 and _pow_is_known() else None
    if candidate is None:
        return numpy.array([each**exponent for each in line.tolist()], "float64").reshape(shape)
    result = numpy.empty_like(line)
    for start in range(0, line.size, _BLOCK):
        block = line[start : start + _BLOCK]
        nearest, doubtful = candidate(numpy, block)
        again = numpy.flatnonzero(doubtful)
        if again.size:
            nearest[again] = [each**exponent for each in block[again].tolist()]
        result[start : start + _BLOCK] = nearest
    return result.reshape(shape)


def nonzero(values):
    """The number or array itself; raises `Unfit` when it is zero, or has a zero in it."""
    if not (values != 0).all() if hasattr(values, "all") else values == 0:
        raise Unfit
    return values


def filled(values):
    """The array itself; raises `Unfit` when it is empty, since `numpy.array([])` holds floats whatever would have been in it."""
    if values.size == 0:
        raise Unfit
    return values


def unchanged(now, before):
    """Raises `Unfit` unless two arrays, or numbers of NumPy, of one dtype and shape have the same bits."""
    if now.tobytes() != before.tobytes():
        raise Unfit


def packed(values):
    """The array, or a copy of it, in one piece of memory. NumPy computes `exp` and its like with other code, which rounds in another way, for
    arrays that run backwards, and for columns whose strides reach into the memory of the result (before NumPy 2)."""
    if type(values) is not _library("numpy").ndarray or values.flags.c_contiguous or values.flags.f_contiguous:
        return values
    return values.copy()


def whole(values, dtype="int64"):
    """`int(v)` of each number, as int64, or what storing it in an array of a narrower dtype makes of it. Raises `Unfit` where `int` would
    raise or the result is too large."""
    numpy = _library("numpy")
    if dtype != "int64":
        limits = numpy.iinfo(dtype)
        if not numpy.logical_and(values > limits.min - 1.0, values < limits.max + 1.0).all():
            raise Unfit
        return numpy.asarray(values).astype(dtype)
    if numpy.asarray(values).dtype.kind in "iu":
        return numpy.asarray(values).astype("int64")
    if not (numpy.abs(values) < 2.0**62).all():
        raise Unfit
    return numpy.trunc(values).astype("int64")


def each(function, *values):
    """`function` of the elements of arrays, one by one, as Python's own numbers; it gives floats."""
    numpy = _library("numpy")
    arrays = numpy.broadcast_arrays(*values) if len(values) > 1 else values
    shape = arrays[0].shape
    lists = [array.ravel().tolist() for array in arrays]
    return numpy.fromiter(map(function, *lists), "float64", len(lists[0])).reshape(shape)


# Elements at a time: temporaries stay in the processor's cache.
_BLOCK = 8192

# Of a unit in the last place of numbers from 1 to 2: what is at least so near to the middle may be rounded either way.
_DOUBT = 0.455 * 2.0**-52

_glibc = []


def _pow_is_known():
    if not _glibc:
        known = False
        try:
            import os

            name, _, release = os.confstr("CS_GNU_LIBC_VERSION").partition(" ")
            known = name == "glibc" and tuple(map(int, release.split(".")[:2])) >= (2, 28)
        except (AttributeError, ValueError, OSError, TypeError):
            pass
        _glibc.append(known)
    return _glibc[0]


def _square(numpy, x):
    """Squares rounded to the nearest, and where `pow` may differ."""
    p = x * x
    size = numpy.abs(x)
    in_range = (size < 1e140) & (size > 1e-140)
    return p, ~(in_range & (numpy.abs(_rest(x, p)) <= _binade(numpy, p) * _DOUBT))


def _root(numpy, x):
    """Square roots rounded to the nearest, and where `pow` may differ."""
    s = numpy.sqrt(x)
    p = s * s
    rest = ((x - p) - _rest(s, p)) / (2.0 * s)
    in_range = (x < 1e280) & (x > 1e-280)
    return s, ~(in_range & (numpy.abs(rest) <= _binade(numpy, s) * _DOUBT))


def _rest(x, p):
    """`x * x - p` without rounding (Dekker, "A floating-point technique for extending the available precision", 1971)."""
    c = x * 134217729.0
    high = c - (c - x)
    low = x - high
    return ((high * high - p) + 2.0 * high * low) + low * low


def _binade(numpy, x):
    """The largest power of two that is not above each number."""
    return (x.view("int64") & 0x7FF0000000000000).view("float64")


def first_extreme(start, terms, largest, strict):
    """`for t in terms: if t > start: start = t` (`<` unless `largest`, `>=` and `<=` unless `strict`): the very element that wins.

    Raises `Unfit` when there is a NaN, which a loop passes over and NumPy does not.
    """
    if terms.size == 0:
        return start
    line = terms.ravel()
    if not strict:
        line = line[::-1]
    best = line[line.argmax() if largest else line.argmin()]
    if best != best or start != start:
        raise Unfit
    if largest:
        wins = best > start if strict else best >= start
    else:
        wins = best < start if strict else best <= start
    return best if wins else start


def winner(start, terms, largest, strict):
    """Where the element stands that `first_extreme` gives, in the order of the loop; -1 when no term wins.

    Raises `Unfit` when there is a NaN, which a loop passes over and NumPy does not.
    """
    if terms.size == 0:
        return -1
    line = terms.ravel()
    if not strict:
        line = line[::-1]
    position = int(line.argmax() if largest else line.argmin())
    best = line[position]
    if best != best or start != start:
        raise Unfit
    if largest:
        wins = best > start if strict else best >= start
    else:
        wins = best < start if strict else best <= start
    if not wins:
        return -1
    return position if strict else line.size - 1 - position


def winners(start, terms, largest, strict):
    """`winner` along the last axis of `terms`: a position for each place of the other axes, along which `start` may differ, or -1."""
    numpy = _library("numpy")
    if terms.size == 0:
        raise Unfit
    line = terms if strict else terms[..., ::-1]
    position = line.argmax(-1) if largest else line.argmin(-1)
    best = numpy.take_along_axis(line, position[..., None], -1)[..., 0]
    if (best != best).any() or numpy.any(start != start):
        raise Unfit
    if largest:
        wins = best > start if strict else best >= start
    else:
        wins = best < start if strict else best <= start
    return numpy.where(wins, position if strict else terms.shape[-1] - 1 - position, -1)


def picked(start, values, position):
    """The values at the positions that `winners` gives, along the last axis; `start` where there is none."""
    numpy = _library("numpy")
    found = numpy.take_along_axis(values, numpy.maximum(position, 0)[..., None], -1)[..., 0]
    missing = position < 0
    return numpy.where(missing, start, found) if missing.any() else found


def last_true(mask):
    """Where the last true element stands, in the order of the loop; -1 when there is none."""
    line = mask.ravel()[::-1]
    position = int(line.argmax())
    return line.size - 1 - position if line[position] else -1


def chosen(start, values, position, plain=False):
    """The value at a position, as a number of Python if it is to be `plain`; `start` where the position is -1.

    values: an array with an element for each iteration, or a tuple of the one object that it is in all of them.
    """
    if position < 0:
        return start
    if type(values) is tuple:
        return values[0]
    value = values.ravel()[position]
    return value.item() if plain else value


def shifted(start, values):
    """What a variable is when an iteration begins: `start` in the first one, in the others what the one before has made of it."""
    numpy = _library("numpy")
    line = numpy.empty_like(values)
    line[0] = start
    line[1:] = values[:-1]
    return line


def counted(start, where, step):
    """What `start` is after each iteration, if it moves on by `step` in those that are true; an array like `where`, in C order."""
    numpy = _library("numpy")
    if abs(step) > 2**20:
        raise Unfit
    return start + step * numpy.cumsum(where, dtype="int64").reshape(where.shape)


def put(array, index, values):
    """`for i, v in zip(index, values): array[i] = v`, in this order."""
    numpy = _library("numpy")
    index = numpy.ascontiguousarray(index).ravel()
    values = numpy.ascontiguousarray(values).ravel()
    array[index] = values
    # NumPy promises no order of stores in general: where elements are stored to more than once, the last one has to be there.
    if not _same(array[index], values):
        last = numpy.full(array.shape, -1)
        numpy.maximum.at(last, index, numpy.arange(index.size))
        stored = last[last >= 0]
        array[last >= 0] = values[stored]


def _same(one, other):
    return bool((one == other).all())


class search:
    """Chunks of iterations that are looked at together until one of them is a hit.

        found = search(1024, n)
        for first, last in found:
            found.hits = x[first:last] > limit
        for i in range(found.at, n):
            ...  # the loop goes on

    start: iterations that are done already.
    stop: how many there are.
    """

    __slots__ = ("_stop", "at", "hits")

    def __init__(self, start, stop):
        self.at = start
        self._stop = stop

    def __iter__(self):
        """Pairs of numbers of iterations. `at` is where the loop can go on: the iteration before the one that is a hit, the last
        one when there is none, or where a chunk begins that could not be looked at."""
        first, stop, size = self.at, self._stop, 256
        while first < stop:
            last = first + size if first + size < stop else stop
            yield first, last
            hits = self.hits
            position = int(hits.argmax())
            if hits[position]:
                self.at = max(self.at, first + position - 1)
                return
            self.at = max(self.at, last - 1)
            first = last
            # Longer ones do not stay in the processor's cache.
            if size < 16384:
                size *= 2
