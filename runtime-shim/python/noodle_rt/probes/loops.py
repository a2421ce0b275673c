"""Passes of `for` loops over `range(…)`, counted without a look in each pass.

Where entries of such a loop are long, it goes in pieces:

    for __noodle_piece__.is_plain, __noodle_piece__.values in __noodle_pieces__(4, range(n)):
        if __noodle_piece__.is_plain: for i in __noodle_piece__.values: …  # without probes
        else: for i in __noodle_piece__.values: …                          # with probes

Whether to measure is asked once for each piece. How far the iterator of a piece has come says how many passes there were, whatever
ends the loop. Where entries follow each other quickly, the unit has its look in each pass, as other loops have it.
"""
from _thread import _local
from sys import getrefcount
from time import perf_counter_ns as clock

from noodle_rt.probes import flags
from noodle_rt.probes.record import credit

# Nanoseconds that a piece without probes should take, and the most passes that it has.
PIECE, MOST = 2_000_000, 8192
# So many entries are looked at; when they come more often than this many nanoseconds apart, going in pieces costs too much.
ENTRIES, APART = 16, 500_000
# Nanoseconds that an entry and a piece cost.
ENTRY_COST, PIECE_COST = 1000, 1500
# Entries that are kept apart.
KEPT = 64


class Entry:
    """One run through a loop: passes with and without probes in pieces that are over, and the piece that is under way.

    They are set at once, as a tuple: passes with probes, passes without, iterator, size of the piece, whether it has no probes.
    """

    __slots__ = ("state",)

    def __init__(self):
        self.state = NOTHING

    def passes(self):
        probed, plain, iterator, size, is_plain = self.state
        done = size - iterator.__length_hint__()
        return (probed, plain + done) if is_plain else (probed + done, plain)


NOTHING = 0, 0, iter(range(0)), 0, False


class Loop:
    """What is known of the loop around one unit."""

    __slots__ = ("number", "sites", "entries", "probed", "plain", "size", "seen", "since")

    def __init__(self, number, sites):
        self.number = number
        self.sites = sites
        self.entries = []  # under way, or not added up yet
        self.probed = self.plain = 0  # passes of the others
        self.size = 64  # of pieces without probes
        self.seen = self.since = 0  # entries since a time

    def passes(self):
        """With probes, and without."""
        probed, plain = self.probed, self.plain
        for entry in list(self.entries):
            more = entry.passes()
            probed, plain = probed + more[0], plain + more[1]
        return probed, plain

    def fold(self):
        """Adds up the entries that are over: nobody else refers to them. Under the lock of the budget."""
        entries, self.entries = self.entries, []
        while entries:
            if getrefcount(entries[-1]) > alone:
                self.entries.append(entries.pop())
                continue
            probed, plain = entries.pop().passes()
            self.probed += probed
            self.plain += plain

    def forget(self):
        """Starts anew in a forked child: only what is still to come counts."""
        for entry in self.entries:
            _, _, iterator, _, is_plain = entry.state
            entry.state = 0, 0, iterator, iterator.__length_hint__(), is_plain
        self.probed = self.plain = 0


class Loops:
    of = []  # by unit
    spent = 0  # nanoseconds
    lock = None  # that of the budget


class Piece(_local):
    """Where a loop finds its next piece."""

    is_plain = values = None


piece = Piece()


def references():
    """What `getrefcount` says of an item that only a list refers to."""
    items = [Entry()]
    return getrefcount(items[-1])


alone = references()


def pieces(number, values):
    """Cuts `values`, a range, into pieces: whether one goes without probes, and its iterator."""
    if type(values) is not range:
        yield False, values  # somebody has given the name another meaning
        return
    loop = Loops.of[number]
    entry = enter(loop)
    probed = plain = 0
    while values:
        is_plain = flags.out[number]
        size = loop.size if is_plain else max((credit[number] + 1) // len(loop.sites), 1)
        first, values = values[:size], values[size:]
        iterator = iter(first)
        entry.state = probed, plain, iterator, len(first), is_plain
        Loops.spent += PIECE_COST
        begun = clock()
        yield is_plain, iterator
        probed, plain = entry.passes()
        if is_plain:
            took = clock() - begun
            if took < PIECE and loop.size < MOST:
                loop.size *= 2
            elif took > 2 * PIECE and loop.size > 1:
                loop.size //= 2
    entry.state = probed, plain, *NOTHING[2:]


def enter(loop):
    """A loop begins that goes in pieces."""
    now = clock()
    Loops.spent += ENTRY_COST
    loop.seen += 1
    if loop.seen == 1:
        loop.since = now
    elif loop.seen > ENTRIES:
        if now - loop.since < ENTRIES * APART:
            flags.shorten(loop.number, True)
        loop.seen = 0
    entry = Entry()
    if len(loop.entries) > KEPT and Loops.lock.acquire(False):
        try:
            loop.fold()
        finally:
            Loops.lock.release()
    loop.entries.append(entry)
    return entry


def lengthen(loop):
    """Has the next entries go in pieces, to see how often they come."""
    loop.seen = 0
    flags.shorten(loop.number, False)
