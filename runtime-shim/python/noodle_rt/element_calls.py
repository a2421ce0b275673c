"""`numpy.vectorize`, which calls a function of Python for every element: a stand-in that runs the function on whole arrays."""
from noodle_rt.guards import _library

_FUNCTION = type(lambda: None)

# To load what runs functions on arrays takes as long as calling one so often; it is worth it when as much has been done without.
_FIRST_LEAST = 250_000

_called = [0]


def vectorized(function, least):
    """A stand-in for a function that `numpy.vectorize` has made, in the one call that follows.

    least: from so many elements on it pays to run the function on whole arrays, once that is loaded
    """
    numpy = _library("numpy")
    if numpy is None or type(function) is not numpy.vectorize or not type(function).__call__.__module__.startswith("numpy."):
        return function
    if function.signature is not None or function.excluded or function.otypes is not None or function.cache:
        return function
    return _Vectorized(function, least) if type(function.pyfunc) is _FUNCTION else function


class _Vectorized:
    __slots__ = ("_function", "_least")

    def __init__(self, function, least):
        self._function = function
        self._least = least

    def __call__(self, *args, **keywords):
        function = self._function
        if not keywords:
            ndarray = _library("numpy").ndarray
            size = max((each.size for each in args if type(each) is ndarray), default=0)
            runtime = _library("noodle_rt")
            if size >= self._least:
                _called[0] += size
                is_worth = "elementwise" in vars(runtime) or _called[0] >= _FIRST_LEAST
                done = runtime.elementwise(function.pyfunc, args) if is_worth else None
                if done is not None:
                    return done
        return function(*args, **keywords)
