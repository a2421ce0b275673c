"""The names that the units of a program look at before each pass: whether it goes without probes, and whether that is counted.

Names are the fastest to look up. The truth of a `Flag` is its length, which is where `itertools.count` stands: so the look itself
counts, without a frame, and no thread's count is lost.
"""
import builtins
from itertools import count
from time import perf_counter_ns as clock

# Looks in one measurement of what a counted one costs.
LOOKS = 64


class Tally:
    """Counts calls of `next`."""

    __slots__ = ("source", "next", "first")

    def __init__(self, first=0):
        self.source = count(first)
        self.next = self.source.__next__
        self.first = first

    def value(self):
        # It does not say where it stands in any other way.
        return int(repr(self.source)[6:-1]) - self.first


def flag(tally):
    """A value that is true, and counts how often it is asked that."""
    return type("Flag", (), {"__slots__": (), "__len__": tally.next})()


def define(number, passes):
    setattr(builtins, "__noodle_pass_%d__" % number, passes.next)


def switch(number, is_off):
    """`is_off` is true, false or a flag."""
    setattr(builtins, "__noodle_out_%d__" % number, is_off is not False)
    setattr(builtins, "__noodle_off_%d__" % number, is_off)


def cost():
    """Nanoseconds that a counted look takes, and one that is not counted."""
    counted, silent = [], []
    value = flag(Tally(1))
    for _ in range(3):
        counted.append(look_at(value))
        silent.append(look_at(True))
    return min(counted) / LOOKS, min(silent) / LOOKS


def look_at(value):
    start = clock()
    for _ in LOOKED:
        if value:
            pass
    return clock() - start


LOOKED = range(LOOKS)
