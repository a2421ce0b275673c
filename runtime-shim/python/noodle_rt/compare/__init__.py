"""The exact comparer: what a program can see of two values, or of two runs of a program, and where they differ first.

    difference(a, b)            the first difference of two live values, or `None`
    compare(a, b)               the same, with what could not be compared
    snapshot(value)             what a value is now, to compare with what it will be

`docs/COMPARE.md` says what counts as equal. Values are not changed, none of their code runs, and nothing is imported that the
program has not imported.
"""
from collections import namedtuple

from noodle_rt.compare.contract import contract
from noodle_rt.compare.diff import Comparer, Difference
from noodle_rt.compare.image import Calm, Imager
from noodle_rt.compare.iterators import drain
from noodle_rt.compare.memory import memory_difference, shared

Comparison = namedtuple("Comparison", "difference not_compared")
Comparison.__doc__ = "The first difference or `None`, and what was not compared: (path, class, reason)."


class Snapshot:
    """What a value was. Holds copies, so the value may change."""

    def __init__(self, value, name, frozen, consume):
        imager = Imager(frozen)
        with Calm():
            self.root = imager.image(value, name)
            if consume:
                drain(imager)
        self.later = imager.later
        self.shared = shared(imager.extents)


def snapshot(value, name="value", consume=False):
    """What a value is now. `consume`: iterators are read to their end, or the first thousand items."""
    return Snapshot(value, name, True, consume)


def compare(left, right, name="value", consume=False, **options):
    """Compares two values, either of which may be a snapshot that was made with the same `name`.

    name: how the value is called in paths; consume: iterators are read (otherwise they are not compared);
    options: `exactness`, `ulps`, `nan_bits`, `code`, `tolerance`, see `contract.py`; `code` is true unless said
    """
    agreed = contract(**{"code": True, **options})
    one = left if type(left) is Snapshot else Snapshot(left, name, consume, consume)
    other = right if type(right) is Snapshot else Snapshot(right, name, consume, consume)
    comparer = Comparer(agreed, one.later, other.later)
    with Calm():
        found = comparer.first(one.root, other.root, name) or memory_difference(one.shared, other.shared)
    return Comparison(found, comparer.not_compared)


def difference(left, right, name="value", consume=False, **options):
    """The first difference of two values, or `None`; see `compare`."""
    return compare(left, right, name, consume, **options).difference


__all__ = ["Comparison", "Difference", "compare", "difference", "snapshot"]
