"""What loops call that run on lists in the place of arrays.

Elements of lists are numbers of Python, which are computed with several times as fast as those of NumPy. A loop that has been rewritten
changes copies only, and stores them when it has come to its end without anything that NumPy would have reported:

    with noodle_rt.trial() as done:
        _x = x.tolist()
        ...  # the loop, on lists
        done.settle()
        _x = noodle_rt.restored(_x, x)
    if done:
        x[:] = _x
    else:
        ...  # the original loop
"""
import math

from noodle_rt.operations import Unfit
from noodle_rt.guards import _library
from noodle_rt.processor import _processor

sqrt = math.sqrt


class trial:
    """True afterwards if nothing went wrong inside: no exception, and no floating-point error that NumPy would report.

    The processor remembers overflows and invalid operations of Python's numbers as well, which Python does not ask for. They are
    looked at when the loop has ended, unless the program ignores them. A division by zero raises in Python.
    """

    __slots__ = ("_failed", "_reported")

    def __init__(self):
        self._failed = True
        self._reported = None

    def __enter__(self):
        self._failed = False
        self._reported = _reported()
        flags = _processor()
        flags.clear(flags.every)
        return self

    def settle(self):
        """Raises `Unfit` if NumPy would have reported something of what was computed so far."""
        reported, self._reported = self._reported, 0
        if _processor().test(reported):
            raise Unfit

    def __exit__(self, kind, value, traceback):
        if kind is None:
            return False
        self._failed = True
        return issubclass(kind, Exception)

    def __bool__(self):
        return not self._failed


def _reported():
    """The flags of those errors that NumPy does not ignore now."""
    state, flags = _library("numpy").geterr(), _processor()
    return (
        (flags.overflow if state["over"] != "ignore" else 0)
        | (flags.underflow if state["under"] != "ignore" else 0)
        | (flags.invalid if state["invalid"] != "ignore" else 0)
    )


def restored(values, array):
    """The array that a list of the same shape stands for, of the dtype of `array`."""
    made = _library("numpy").array(values, array.dtype)
    if made.shape != array.shape:
        raise Unfit
    return made


def unboxed(value):
    """A number of NumPy as one of Python; what is one of Python stays what it is."""
    cls = type(value)
    if cls is float or cls is int or cls is bool:
        return value
    numpy = _library("numpy")
    if cls is numpy.float64 or cls is numpy.int64 or cls is numpy.bool_:
        return value.item()
    raise Unfit


def boxed(value):
    """A number of Python as the one of NumPy that it stands for; `None` stays `None`."""
    cls = type(value)
    numpy = _library("numpy")
    if cls is float:
        return numpy.float64(value)
    if cls is int:
        return numpy.int64(value)
    if cls is bool:
        return numpy.bool_(value)
    if value is None:
        return None
    raise Unfit
