"""What loops call that select elements of arrays by the value of another one, again and again.

    by_value = noodle_rt.ordered(range(n), labels, (y,), (means,), ())
    for k in range(n):
        means[k] = y[by_value.found if by_value and by_value.equal(k) else labels == k].mean()
"""
from noodle_rt.guards import _is_array, _library

# A loop that makes fewer masks, or shorter ones, does not gain what an order costs.
_LEAST_MASKS, _LEAST_SIZE = 128, 2000
# Positions are put in order again each time: masks that let more through than one in so many are as fast.
_RARE = 16
_PLAIN = (int, float, bool, str, bytes, type(None))


def ordered(over, keys, others, written, numbers):
    """Finds elements by the value of `keys`, if a loop over `over` makes so many masks that it pays; else `None`.

    others: arrays that masks select from; written: arrays, lists, dictionaries and numbers that the loop changes; numbers: all other
    values of the program that it computes with. Nothing of these may run code of the program or change `keys` in the loop.
    """
    if not _is_array(keys) or keys.size < _LEAST_SIZE or keys.ndim != 1:
        return None
    numpy = _library("numpy")
    if not _is_harmless(over, numpy) or not _has_length(over) or len(over) < _LEAST_MASKS:
        return None
    kind = keys.dtype.kind
    if kind not in "iuf" or not keys.dtype.isnative or (kind == "f" and keys.itemsize not in (4, 8)):
        return None
    for other in others:
        if type(other) is not numpy.ndarray or other.dtype.hasobject or other.ndim == 0 or len(other) != len(keys):
            return None
    for each in written:
        if type(each) is numpy.ndarray:
            if each.dtype.hasobject or numpy.may_share_memory(each, keys):
                return None
        elif type(each) is not list and type(each) is not dict and not _is_harmless(each, numpy):
            return None
    for each in numbers:
        if not _is_harmless(each, numpy):
            return None
    return _Ordered(keys, numpy)


def _is_harmless(value, numpy):
    """A number, a text, or an array of such."""
    cls = type(value)
    if cls in _PLAIN or cls is range:
        return True
    if cls is numpy.ndarray:
        return not value.dtype.hasobject
    if cls is list or cls is tuple:
        return all(type(each) in _PLAIN or isinstance(each, numpy.generic) for each in value)
    return isinstance(value, numpy.generic) and cls.__module__ == "numpy"


def _has_length(value):
    return value.ndim > 0 if hasattr(value, "ndim") else hasattr(value, "__len__")


class _Ordered:
    """Positions of elements, by value."""

    __slots__ = ("found", "_keys", "_numpy", "_sample", "_tried", "_let_through", "_order", "_sorted", "_low", "_high")

    def __init__(self, keys, numpy):
        self.found = None
        self._keys, self._numpy = keys, numpy
        self._sample = keys[:: max(1, len(keys) // 256)]
        self._tried = self._let_through = 0
        self._order = self._sorted = None
        if keys.dtype.kind == "f":
            self._low, self._high = -(2.0**53), 2.0**53
        else:
            limits = numpy.iinfo(keys.dtype)
            self._low, self._high = int(limits.min), int(limits.max)

    def equal(self, value):
        """Whether the positions of elements equal to a number have been put into `found`."""
        value = self._as_key(value)
        return value is not None and self._find(value, True, value, True)

    def within(self, low, low_belongs, high, high_belongs):
        """Whether the positions of elements between two numbers have been put into `found`."""
        low, high = self._as_key(low), self._as_key(high)
        return low is not None and high is not None and self._find(low, low_belongs, high, high_belongs)

    def _as_key(self, value):
        """A number as an element, if that compares as the number does; `None` if not."""
        cls, own = type(value), self._keys.dtype.type
        if cls is own:
            return None if value != value else value
        if cls is int:
            if own is self._numpy.float32 or not self._low <= value <= self._high:
                return None
            return own(value)
        if cls is float and own is self._numpy.float64 and value == value:
            return own(value)
        return None

    def _find(self, low, low_belongs, high, high_belongs):
        if self._order is None and not self._pays(low, low_belongs, high, high_belongs):
            return False
        start = self._sorted.searchsorted(low, "left" if low_belongs else "right")
        stop = self._sorted.searchsorted(high, "right" if high_belongs else "left")
        if (stop - start) * _RARE > len(self._keys):
            return False
        self.found = self._order[start:stop].copy() if stop > start else self._order[:0]
        self.found.sort()
        return True

    def _pays(self, low, low_belongs, high, high_belongs):
        """Looks at the first masks on a part of the elements: only if they let few through, an order is made."""
        if self._tried >= 4:
            return False
        sample, numpy = self._sample, self._numpy
        above = sample >= low if low_belongs else sample > low
        below = sample <= high if high_belongs else sample < high
        self._tried += 1
        self._let_through += int(numpy.count_nonzero(above & below))
        if self._tried < 4 or self._let_through * _RARE > 4 * len(sample):
            return False
        self._order = numpy.argsort(self._keys)
        self._sorted = self._keys[self._order]
        return True
