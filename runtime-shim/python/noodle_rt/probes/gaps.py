"""How often the units of a program have run while they were switched off.

While a unit is off, the flag that it looks at counts, which takes some 40 ns. Units for which that is too much are dense: they are
counted in stretches of a few milliseconds, and in the silence between two of these, passes follow from the rates before and after it,
in passes per time of the processor, as others may use it, too. A stretch ends after so many looks, whoever comes first. Passes of loops
that go in pieces (`loops.py`) are counted in any case, without a look.

A site that is reached in each pass has missed as many calls as there were passes; of other sites, the share of passes that reached them
in the bursts before and after the gap is taken. What is not known for certain adds to the error that the profile states.
"""
from math import sqrt
from time import perf_counter_ns as clock, process_time_ns as processor_time

from noodle_rt.probes import flags
from noodle_rt.probes.record import COUNT, states

# Part of the budget for counted looks, and nanoseconds: the longest silence, the shortest stretch.
COUNTING = 0.2
LONGEST, SHORTEST = 2_000_000_000, 4_000_000
# Nanoseconds within which a stretch should come to its end; a program that waits for something takes longer.
HASTE = 100_000_000
# Looks after which a stretch may be over, the first time, and when counting is within the budget anyway.
FEW, ENDLESS = 500, 1 << 60
# Share of what was estimated, from rates and from shares of passes, by which it may be wrong altogether.
RATE_DOUBT, SHARE_DOUBT = 0.2, 0.15
# Stated are errors of this many standard deviations.
DEVIATIONS = 2
# Of the silence at the end, nothing is known behind it: this much of it is taken for busy, plus or minus as much.
AT_END = 0.75


NO_STRETCH = flags.Stretch(0, None)


class Gap:
    """The time since a unit was switched off, or, when it is on, what will be needed then."""

    __slots__ = (
        "number", "loop", "stretch", "before_it", "tallied", "plain", "escapes", "left", "since", "is_over", "counted", "guessed", "squares", "is_dense", "is_silent",
        "mark", "at", "until", "silence", "rate", "spent", "before", "shares", "passed", "looks", "price", "length", "allowed",
        "escaped")

    def __init__(self, number, loop):
        self.number = number
        self.loop = loop
        self.stretch = self.before_it = NO_STRETCH  # other threads may still look at the one before
        self.tallied = 0  # looks that were counted in earlier ones
        self.plain = 0  # passes of loops without probes that were taken in
        self.escapes = flags.Tally()  # exceptions that have left the unit
        self.left = 0  # of them before the gap
        self.escaped = 0  # in it
        self.is_over = True
        self.since = 0
        self.counted = 0  # passes
        self.guessed = 0.0
        self.squares = 0.0  # of how wrong each silence may be
        self.is_dense = self.is_silent = False
        self.mark = self.at = 0  # where the stretch or silence began: what was counted, and time of the processor
        self.until = 0  # end of the silence, in time of the processor, or beginning of the stretch, on the clock
        self.silence = 0  # length of the silence before this stretch
        self.rate = 0.0  # passes per nanosecond in the last stretch
        self.spent = 0  # by the monitor, when the stretch began
        self.before = {}  # site: calls, when shares were last taken
        self.passed = 0  # passes with probes by then
        self.shares = {}  # site: share of the passes that reach it, and passes that this rests on
        self.looks = 0.0  # silent ones, before this gap
        self.price = 0.0  # share of the time of the last stretch that counting took
        self.length = 0  # of that stretch
        self.allowed = 1.0  # share that it may take


    def tally(self):
        """Looks that were counted."""
        return self.tallied + self.before_it.value() + self.stretch.value()


class Gaps:
    on_full = None  # called with the number of a unit whose stretch has had its looks
    spent = None  # says how many nanoseconds the monitor has taken, without looks
    missed = {}  # site: calls in the gaps that are over
    squares = {}  # site: how wrong that may be: standard deviation squared,
    doubts = {}  # and what adds up
    counted_look = 40.0
    silent_look = 4.0

    @classmethod
    def forget(cls):
        cls.missed, cls.squares, cls.doubts = {}, {}, {}


def age(unit):
    return unit.gap.since


def begin(unit, now):
    """A unit is switched off."""
    gap = unit.gap
    gap.since = now
    gap.is_over = False
    gap.left = gap.escapes.value()
    gap.counted, gap.escaped, gap.guessed, gap.squares, gap.silence = 0, 0, 0.0, 0.0, 0
    if gap.is_dense and gap.rate:
        be_silent(gap, processor_time())
    else:
        count(gap, now, processor_time())


def count(gap, now, at):
    gap.is_silent = False
    gap.mark, gap.at, gap.until, gap.spent = gap.tally(), at, now, Gaps.spent()
    stretch(gap, int(gap.rate * SHORTEST * 1.5) + FEW)


def stretch(gap, looks):
    """Begins to count: some looks, until somebody asks whether that is enough."""
    number = gap.number

    def over():
        try:
            Gaps.on_full(number)
        except RecursionError:
            pass  # the next one will do

    gap.tallied += gap.before_it.value()
    gap.before_it, gap.stretch = gap.stretch, flags.Stretch(looks, over)
    flags.switch(number, gap.stretch.flag)


def full(gap, at, share):
    """A stretch has had its looks: was it long enough, and is counting within its `share` of the budget?"""
    if gap.is_silent or gap.is_over:
        return
    if look(gap, at):
        go_on(gap, clock(), at, share)
        if not gap.is_silent:
            stretch(gap, ENDLESS)
    else:
        gone = max(at - gap.at, SHORTEST // 16)
        stretch(gap, int((gap.tally() - gap.mark) * SHORTEST * 1.25 / gone) + FEW)


def be_silent(gap, at):
    """For as long as it takes until what counting has cost is within its part of the budget."""
    gap.is_silent = True
    gap.at = at
    flags.switch(gap.number, True)
    drain(gap)
    gap.until = at + int(min(gap.price / gap.allowed * gap.length, LONGEST))


def drain(gap):
    """Takes in what was counted; returns how many looks that took."""
    looks = gap.tally() - gap.mark
    gap.mark += looks
    gap.counted += looks + pieces(gap)
    return looks


def pieces(gap):
    """Takes in passes of loops without probes."""
    _, plain = gap.loop.passes()
    more, gap.plain = plain - gap.plain, plain
    return more


def look(gap, at):
    """Ends the stretch in which passes were counted, and begins the next; false when there was none that is long enough."""
    if gap.is_silent or at - gap.at < SHORTEST:
        return False
    passes = drain(gap)
    gap.length = at - gap.at
    cost = passes * Gaps.counted_look
    gap.price = min(cost / gap.length, 1)
    spent = Gaps.spent()
    after = passes / max(gap.length - cost - (spent - gap.spent), gap.length / 4)
    gap.at, gap.spent = at, spent
    if gap.silence:
        gap.guessed += gap.silence * (gap.rate + after) / 2
        gap.squares += (gap.silence * (gap.rate - after) / 2) ** 2
        gap.silence = 0
    gap.rate = after
    return True


def go_on(gap, now, at, share):
    """Whether to count, by what that costs of its `share`; returns whether to ask again soon."""
    if gap.is_silent:
        if at < gap.until:
            return False
        gap.silence += at - gap.at
        count(gap, now, at)
        return True
    if at != gap.at:
        return now < gap.until + HASTE  # there was no look
    gap.allowed = share * COUNTING
    gap.is_dense = gap.price > gap.allowed
    if gap.is_dense:
        be_silent(gap, at)
    return False


def end(gap):
    """A unit is switched on again; what it has missed is known when its share is, see `settle`."""
    flags.switch(gap.number, False)
    drain(gap)
    gap.escaped = gap.escapes.value() - gap.left
    gap.is_over = True
    gap.looks += gap.guessed


# ---------------------------------------------------------------- calls of sites


def calls_of(site):
    """Calls that have returned, of all threads."""
    calls = 0
    for state in states:
        cell = state.cells[site] if site < len(state.cells) else None
        if cell is not None:
            calls += cell[COUNT]
    return calls


def settle(unit):
    """A unit has used its credit up: accounts for the gap before that."""
    gap = unit.gap
    gap.loop.fold()
    probed, _ = gap.loop.passes()
    passes = unit.passes.value() + probed - gap.passed
    gap.counted += pieces(gap)
    shares = {}
    for site, is_certain in unit.sites.items():
        if is_certain:
            continue
        calls = calls_of(site)
        shares[site] = (min((calls - gap.before.get(site, 0)) / passes, 1) if passes else 0, passes)
        gap.before[site] = calls
    gap.passed += passes
    if gap.counted or gap.guessed:
        for site in unit.sites:
            missed, square, doubt = missed_by(unit, site, gap.counted, gap.guessed, gap.squares, shares)
            Gaps.missed[site] = Gaps.missed.get(site, 0) + missed
            Gaps.squares[site] = Gaps.squares.get(site, 0) + square
            Gaps.doubts[site] = Gaps.doubts.get(site, 0) + doubt
        gap.counted, gap.guessed, gap.squares = 0, 0.0, 0.0
    gap.shares = shares


def missed_by(unit, site, counted, guessed, squares, after):
    """Calls of a site in a gap, and how wrong that may be: a standard deviation squared, and what adds up."""
    gap = unit.gap
    passes = counted + guessed
    escapes = min(gap.escaped if gap.is_over else gap.escapes.value() - gap.left, passes)
    doubt = guessed * RATE_DOUBT
    if unit.sites[site]:
        # Each exception that has left the unit may have come before the call, or from it, or after it.
        return passes - escapes / 2, squares, doubt + escapes / 2
    (first, some), (last, more) = gap.shares.get(site, (0, 1)), after.get(site, (0, 1))
    share = (first + last) / 2
    chance = share * (1 - share) / max(some + more, 1) + ((first - last) / 2) ** 2
    return passes * share, squares * share * share + chance * passes * passes, (doubt + passes * SHARE_DOUBT) * share


def so_far(unit, at):
    """Passes in the gap that a unit is in, with those of which it is not known yet how many: counted, guessed, deviation squared."""
    gap = unit.gap
    counted, guessed, squares = gap.counted + gap.loop.passes()[1] - gap.plain, gap.guessed, gap.squares
    if not gap.is_over:
        silence = gap.silence
        if gap.is_silent:
            silence += at - gap.at
        else:
            counted += gap.tally() - gap.mark
        guessed += silence * gap.rate * AT_END
        squares += (silence * gap.rate * AT_END / DEVIATIONS) ** 2
    return counted, guessed, squares


def all_missed(known):
    """Of each site with gaps: the calls that were missed, and how wrong that may be."""
    at = processor_time()
    found = {}
    for unit in known:
        counted, guessed, squares = so_far(unit, at)
        for site in unit.sites:
            missed, square, doubt = Gaps.missed.get(site, 0), Gaps.squares.get(site, 0), Gaps.doubts.get(site, 0)
            if counted or guessed:
                more = missed_by(unit, site, counted, guessed, squares, unit.gap.shares)
                missed, square, doubt = missed + more[0], square + more[1], doubt + more[2]
            if missed:
                found[site] = missed, DEVIATIONS * sqrt(square) + doubt
    return found


def cost_of(unit, at):
    """Nanoseconds that looks at the flag of a unit have taken."""
    _, guessed, _ = so_far(unit, at)
    return unit.gap.tally() * Gaps.counted_look + (unit.gap.looks + guessed) * Gaps.silent_look
