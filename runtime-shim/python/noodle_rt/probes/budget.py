"""Keeps the cost of the probes within a share of the running time.

What a measured call costs is found out at the start. Each unit of the program gets a number of calls on credit; when it has used
them up and all probes together have cost more than their share, and it more than its own part of that, it is switched off: then it
only looks at one flag, which counts the passes. A thread, which runs only while there are such units, switches them on again for as
many calls as the budget allows. So calls that take long are all measured; of many short ones, bursts are, and all are counted. Where
even counting costs too much, it is done in stretches (`gaps.py`).
"""
from _thread import allocate_lock, start_new_thread
from time import perf_counter_ns as clock, process_time_ns as processor_time, thread_time_ns as thread_time

from noodle_rt.probes import flags, gaps, record
from noodle_rt.probes.gaps import Gaps
from noodle_rt.probes.loops import Loop, Loops, lengthen
from noodle_rt.probes.record import COUNT, SELF, Settings, credit, due, states, units

# Part of the budget that measured calls may use; the rest is for the flags and for what was not foreseen.
USABLE = 0.5
# Every so many times that a unit is switched off, the cost of a call is found out anew.
RECALIBRATE = 4
# What is kept back beyond that for units that have hardly cost anything yet, as a share of it.
KEPT = 0.5
# Calls on credit: the first time, and at most and at least later.
FIRST, MOST, LEAST = 8, 4096, 32
# Calls of each unit that are measured in any case.
SURE = 100
# Seconds between two looks at the units that are off.
PERIOD = 0.2
# The same, when it is not known yet how often a unit runs.
SOON = 0.01
# At most so many times as long are both, and pauses between writing, where the program gets a part of the processor only.
SLOWEST = 4
# Nanoseconds that the program loses when another thread gets its turn.
SWITCH = 20_000
# Nanoseconds that two looks at the clock of a thread take.
TIMING = 1500
# Bounds for the calibration, in nanoseconds.
CHEAPEST, DEAREST = 150, 20_000
# What a call costs between those of a program, beside what it costs in a tight loop; and one that comes after a pause.
IN_PLACE = 1.12
COLD = 1.3


class Unit:
    """What is known of one unit of the program."""

    __slots__ = ("sites", "granted", "used", "is_open", "passes", "loop", "gap")

    def __init__(self, number):
        self.sites = {}  # number: whether it is reached in each pass
        self.granted = FIRST
        self.used = 0  # calls that were granted and used before the last grant
        self.is_open = True
        self.passes = flags.Tally()  # with probes
        self.loop = Loop(number, self.sites)
        self.gap = gaps.Gap(number, self.loop)


class Budget:
    share = 0.01
    started = 0
    known = []
    net = 0.0  # nanoseconds that a call really costs
    closings = 0
    spent = 0  # nanoseconds, without the calls that are measured
    lost = 0  # nanoseconds that nobody has measured
    is_watching = False
    wake = gone = None
    on_due = None
    lock = allocate_lock()
    writing = allocate_lock()  # held while a part is written, which others must not wait for


def begin(share, trace, started, on_due):
    Budget.share, Budget.started, Budget.on_due = share, started, on_due
    Settings.trace = trace
    Settings.refill = refill
    Gaps.on_full, Gaps.spent = stretch_is_full, spent
    Loops.lock = Budget.lock
    Gaps.counted_look, Gaps.silent_look = flags.cost()
    calibrate()


def add_unit():
    number = len(Budget.known)
    unit = Unit(number)
    Budget.known.append(unit)
    credit.append(FIRST)
    Loops.of.append(unit.loop)
    flags.define(number, unit.passes)


def escaped(number):
    """An exception, the one that is being handled, leaves a unit."""
    Budget.known[number].gap.escapes.next()
    record.failed()


def calibrate():
    """Finds out what a measured call costs, what the clock measures of it, and what is not measured."""
    units.append(0)
    credit.append(1 << 60)
    last, due[0] = due[0], 1 << 62
    number = len(units) - 1
    unit = units[number] = len(credit) - 1
    state = record.local.state
    current, extra = state.current, state.extra
    Settings.floor = 0
    found = sorted([calibrate_once(state, number) for _ in range(5)])
    state.cells[number] = None
    state.current, state.extra = current, extra
    units.pop()
    del credit[unit:]
    due[0] = last
    cost, floor = found[2]
    cost *= IN_PLACE
    Budget.net = cost if not Budget.net else (Budget.net * 3 + cost) / 4
    Settings.cost = int(min(max(Budget.net * COLD, CHEAPEST), DEAREST))
    Settings.floor = int(min(floor, cost))


def calibrate_once(state, number):
    begin, end = record.begin, record.end
    cell = record.new_cell(state, number)
    state.current = None
    first = clock()
    for _ in EIGHT:
        cell[COUNT] = 5  # no operands
        end(begin(number), None, None)
    took = clock() - first
    return took / 8, cell[record.NS] / 8


EIGHT = range(8)


# ---------------------------------------------------------------- what has been spent


def allowance(now):
    # Other programs may keep this one waiting, and libraries may use several processors.
    return Budget.share * USABLE * min(now - Budget.started, processor_time())


def slowness(now):
    """How many times as long as its time of the processor a program takes: what goes by the clock waits so much longer."""
    return min(max((now - Budget.started) / max(processor_time(), 1), 1), SLOWEST)


def measured_calls():
    calls = 0
    for number, unit in enumerate(Budget.known):
        calls += unit.used
        if unit.is_open:
            calls += unit.granted - min(max(credit[number], 0), unit.granted)
    return calls


def spent():
    """Nanoseconds that the probes have cost so far, without looks at flags."""
    return int(measured_calls() * Settings.cost + worked() + Budget.lost)


def worked():
    """Time of the processor that went into other things than measured calls."""
    return Budget.spent + Loops.spent + sum([state.extra for state in states])


def is_granted(unit, now):
    """Whether a unit may go on measuring: the budget is not used up, or the unit has taken less than its part of what is kept back."""
    if unit.used < SURE or unit.used * Settings.cost <= time_inside(unit) * Budget.share * USABLE:
        return True  # its own calls are long enough to pay for the probes
    allowed = allowance(now)
    used = spent()
    if used <= allowed:
        return True
    active = sum([1 for each in Budget.known if each.used]) or 1
    return used <= allowed * (1 + KEPT) and unit.used * Settings.cost * active <= allowed * KEPT


# ---------------------------------------------------------------- switching


def refill(number, now):
    """Called when the credit of a unit is used up, or when it is time to write."""
    start = thread_time()
    if not Budget.lock.acquire(False):
        return  # another thread does it
    try:
        unit = Budget.known[number]
        if credit[number] < 0 and not unit.is_open:
            # It was switched off in the middle of its statements, of which the rest is still measured.
            credit[number] = LEAST
        elif credit[number] < 0:
            granted = unit.granted
            unit.used += granted
            unit.granted = 0
            if Settings.trace:
                grant(number, unit, MOST)
            else:
                gaps.settle(unit)
                if is_granted(unit, now):
                    grant(number, unit, min(granted * 2, MOST))
                else:
                    close(unit, now)
        Budget.spent += thread_time() - start
        Budget.lost += TIMING
    finally:
        Budget.lock.release()
    if now > due[0]:
        write(now)


def write(now):
    """Has the part written, unless another thread does."""
    if Budget.writing.acquire(False):
        start = thread_time()
        try:
            Budget.on_due(now)
            Budget.spent += thread_time() - start
        finally:
            Budget.writing.release()


def time_inside(unit):
    """Nanoseconds of the calls of a unit that were measured."""
    return sum([state.cells[site][SELF] for site in unit.sites for state in states if site < len(state.cells) and state.cells[site]])


def grant(number, unit, calls):
    unit.granted = calls
    credit[number] = calls


def close(unit, now):
    unit.is_open = False
    gaps.begin(unit, now)
    Budget.closings += 1
    if Budget.closings % RECALIBRATE == 0:
        calibrate()
    start_watching()


def stretch_is_full(number):
    """A unit that is off has been looked at as often as was planned."""
    if not Budget.lock.acquire(False):
        return  # the next look asks again
    try:
        start = thread_time()
        gaps.full(Budget.known[number].gap, processor_time(), Budget.share / dense_units())
        Budget.spent += thread_time() - start
    finally:
        Budget.lock.release()


def dense_units():
    return sum([1 for unit in Budget.known if unit.gap.is_dense and not unit.is_open]) or 1


def start_watching():
    if not Budget.is_watching:
        Budget.is_watching = True
        Budget.wake = allocate_lock()
        Budget.wake.acquire()
        Budget.gone = allocate_lock()
        Budget.gone.acquire()
        start_new_thread(watch, (Budget.wake, Budget.gone))


def watch(wake, gone):
    """Switches units on again; ends when there are none that are off, or when it is woken."""
    pause = SOON
    try:
        while not wake.acquire(True, pause):
            if clock() > due[0]:
                write(clock())
            start = thread_time()
            with Budget.lock:
                waiting = [unit for unit in Budget.known if not unit.is_open]
                if not waiting:
                    Budget.is_watching = False
                    return
                now = clock()
                pause = SOON if reopen(waiting, now) else PERIOD * slowness(now)
                Budget.spent += thread_time() - start
                Budget.lost += SWITCH
    finally:
        gone.release()


def stop():
    """Ends the thread and waits for that. Not under the lock."""
    if Budget.is_watching:
        Budget.is_watching = False
        Budget.wake.release()
        Budget.gone.acquire(True, 1)


def resume():
    """Begins to watch again after `stop`."""
    if not all([unit.is_open for unit in Budget.known]):
        start_watching()


def reopen(waiting, now):
    """Gives credit to units that are off, as far as there is some; returns whether one is to be looked at again soon."""
    at = processor_time()
    calls = (allowance(now) - spent()) / Settings.cost / len(waiting)
    dense = dense_units()
    soon = False
    for unit in sorted(waiting, key=gaps.age):
        gap = unit.gap
        # Only where it is known how often the unit runs now.
        if gaps.look(gap, at) and (calls >= LEAST or is_granted(unit, now)):
            unit.is_open = True
            grant(gap.number, unit, int(min(max(calls, LEAST), MOST)))
            gaps.end(gap)
            lengthen(unit.loop)
        elif gaps.go_on(gap, now, at, Budget.share / dense):
            soon = True
    return soon


def total():
    """Nanoseconds that the probes have cost so far, with all looks at flags."""
    looks = 0
    at = processor_time()
    for unit in Budget.known:
        looks += gaps.cost_of(unit, at)
    return spent() + looks


def forget():
    """Starts anew in a forked child, which has nothing of what its parent has measured."""
    now = clock()
    Budget.lock, Budget.writing = allocate_lock(), allocate_lock()
    Loops.lock, Loops.spent = Budget.lock, 0
    Gaps.forget()
    Budget.spent, Budget.lost, Budget.started, Budget.is_watching = 0, 0, now, False
    current = record.local.state
    del states[:]
    current.cells = [None] * len(units)
    current.current, current.extra = None, 0
    states.append(current)
    for number, unit in enumerate(Budget.known):
        unit.used, unit.is_open, unit.granted = 0, True, FIRST
        unit.loop.forget()
        unit.gap = gaps.Gap(number, unit.loop)
        unit.gap.passed = unit.passes.value()
        credit[number] = FIRST
        flags.switch(number, False)
