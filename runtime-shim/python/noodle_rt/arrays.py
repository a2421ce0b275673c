"""What loops that became array operations call: an attempt that leaves no trace when it fails, and folds in the order of a loop.

A rewritten loop computes into temporaries inside of `with attempt() as done:` and stores them afterwards, if `done` is true:

    with noodle_rt.attempt() as done:
        t = x[:n] / y[:n]
    if done:
        z[:n] = t
    else:
        ...  # the original loop
"""
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
        numpy = _library("numpy")
        self._failed = False
        if numpy is None:
            self._state = None
            self._failed = True
            return self
        under = "ignore" if numpy.geterr()["under"] == "ignore" else "call"
        self._state = numpy.errstate(divide="call", over="call", invalid="call", under=under, call=self._note)
        self._state.__enter__()
        return self

    def _note(self, kind, flag):
        self._failed = True

    def __exit__(self, kind, value, traceback):
        if self._state is not None:
            self._state.__exit__(kind, value, traceback)
        if kind is None:
            return False
        self._failed = True
        return issubclass(kind, Exception)

    def __bool__(self):
        return not self._failed


class Unfit(Exception):
    """Raised inside of an attempt: these values need the original loop."""


def fold_sum(start, terms):
    """`for t in terms: start += t`, in this order; the result is `start` itself without terms, else a NumPy scalar.

    terms: an array of float64, in C order when it has several axes. Sequential, unlike `numpy.sum`, which adds in pairs.
    """
    return _fold(_library("numpy").add, start, terms)


def fold_difference(start, terms):
    """`for t in terms: start -= t`, in this order, like `fold_sum`."""
    return _fold(_library("numpy").subtract, start, terms)


def fold_product(start, terms):
    """`for t in terms: start *= t`, in this order, like `fold_sum`."""
    return _fold(_library("numpy").multiply, start, terms)


def _fold(ufunc, start, terms):
    if terms.size == 0:
        return start
    numpy = _library("numpy")
    line = numpy.empty(terms.size + 1)
    line[0] = start
    line[1:] = terms.ravel()
    return ufunc.accumulate(line, out=line)[-1]


def power(base, exponent):
    """`base ** exponent` of an array of float64, each power as Python computes that of a single number."""
    numpy = _library("numpy")
    return numpy.array([each**exponent for each in base.ravel().tolist()], "float64").reshape(base.shape)


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
