"""The names that the units of a program look at: whether a pass goes without probes, and whether that is counted.

Names are the fastest to look up. The truth of a `Flag` is its length, which is where `itertools.count` stands: so the look itself
counts, without a frame, and no thread's count is lost.
"""
import builtins
from itertools import chain, count, repeat
from time import perf_counter_ns as clock

# Looks in one measurement of what a counted one costs.
LOOKS = 64
# Nanoseconds that a look takes between other code, beside those in a loop of nothing else.
IN_PLACE = 1.5


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


class Stretch:
    """A flag that is true and counts how often it is asked that: so many times, then it calls `over` each time."""

    __slots__ = ("looks", "left", "late", "flag")

    def __init__(self, looks, over):
        self.looks = looks
        self.left = repeat(1, looks)
        self.late = Tally()

        def answer(_):
            self.late.next()
            over()
            return 1

        following = chain(self.left, map(answer, repeat(None))).__next__
        self.flag = type("Flag", (), {"__slots__": (), "__len__": following})()

    def value(self):
        return self.looks - self.left.__length_hint__() + self.late.value()


# By unit: whether it is switched off, and whether its passes are not even counted then.
out, silent = [], []
# By unit: the function whose code is exchanged, see `functions.py`.
functions = {}


def define(number, passes):
    setattr(builtins, "__noodle_pass_%d__" % number, passes.next)
    out.append(False)
    silent.append(False)
    shorten(number, False)
    switch(number, False)


def switch(number, is_off):
    """`is_off` is true, false or a flag."""
    out[number] = is_off is not False
    setattr(builtins, "__noodle_out_%d__" % number, out[number])
    setattr(builtins, "__noodle_off_%d__" % number, is_off)
    silent[number] = is_off is True
    if number in functions:
        functions[number].exchange()


def shorten(number, is_short):
    """Whether a loop is gone through as a whole, with a look in each pass, see `loops.py`."""
    setattr(builtins, "__noodle_short_%d__" % number, is_short)


def cost():
    """Nanoseconds that a counted look takes, and one that is not counted."""
    counted, silent, none = [], [], []
    for _ in range(5):
        counted.append(look_at(Stretch(LOOKS, None).flag))
        silent.append(look_at(True))
        none.append(look_at_nothing())
    return (min(counted) - min(none)) / LOOKS, max(min(silent) - min(none), 0) / LOOKS + IN_PLACE


def look_at(value):
    start = clock()
    for _ in LOOKED:
        if value:
            pass
    return clock() - start


def look_at_nothing():
    start = clock()
    for _ in LOOKED:
        pass
    return clock() - start


LOOKED = range(LOOKS)
