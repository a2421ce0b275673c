"""Keeps the cost of the probes within a share of the running time.

What a measured call costs is found out at the start. Each unit of the program gets a number of calls on credit; when it has used
them up and all probes together have cost more than their share, and it more than its own part of that, it is switched off: then it
only looks at one flag. A thread, which runs only while there are such units, switches them on again for as many calls as the budget
allows. So calls that take long are all measured; of many short ones, bursts are.

The number of calls that were missed follows from the rates before and after each gap, in calls per time of the processor, as others
may use it, too. Half of the difference between the two rates, times the length of the gap, is how wrong one gap may be; the error that
the profile states is made of those of all gaps, and of what the cost of the probes is not known to.
"""
import builtins
from math import sqrt
from _thread import allocate_lock, start_new_thread
from time import perf_counter_ns as clock, process_time_ns as processor_time, thread_time_ns as thread_time

from noodle_rt.probes import record
from noodle_rt.probes.record import BUCKETS, COUNT, NS, SELF, Settings, credit, due, states, units

# Part of the budget that measured calls may use; the rest is for the flags and for what was not foreseen.
USABLE = 0.5
# Share of the calls that were missed by which they may be wrong altogether.
DOUBT = 0.4
# Every so many times that a unit is switched off, the cost of a call is found out anew.
RECALIBRATE = 4
# What is kept back beyond that for units that have hardly cost anything yet, as a share of it.
KEPT = 0.5
# Calls on credit: the first time, and at most and at least later.
FIRST, MOST, LEAST = 8, 4096, 32
# Calls of each unit that are measured in any case.
SURE = 100
# Seconds between two looks at the units that are off.
PERIOD = 0.1
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

    __slots__ = ("sites", "granted", "used", "opened", "worked", "before", "closed", "rates", "is_open")

    def __init__(self, now):
        self.sites = []
        self.granted = FIRST
        self.used = 0  # calls that were granted and used before the last grant
        self.opened = now
        self.worked = 0  # what the monitor had done by then, without measured calls
        self.before = {}  # counts of its sites when the last credit was given
        self.closed = 0  # when the gap began that is not yet accounted for
        self.rates = {}  # calls per nanosecond before that gap
        self.is_open = True


class Budget:
    share = 0.01
    started = 0
    known = []
    estimates = {}  # site: calls that were missed
    squares = {}  # site: sum of the squares of how wrong each gap may be
    net = 0.0  # nanoseconds that a call really costs
    closings = 0
    spent = 0  # nanoseconds, without the calls that are measured
    lost = 0  # nanoseconds that nobody has measured
    checks = 0.0  # flags that were looked at while they were off
    is_watching = False
    wake = gone = None
    on_due = None
    lock = allocate_lock()
    writing = allocate_lock()  # held while a part is written, which others must not wait for


def begin(share, trace, started, on_due):
    Budget.share, Budget.started, Budget.on_due = share, started, on_due
    Settings.trace = trace
    Settings.refill = refill
    Budget.spent += calibrate()


def add_unit():
    Budget.known.append(Unit(processor_time()))
    credit.append(FIRST)
    switch(len(Budget.known) - 1, True)


def switch(number, is_on):
    """The programs' flags say whether a unit is off: names are the fastest to look up, and the code without probes comes first."""
    setattr(builtins, "__noodle_off_%d__" % number, not is_on)


def calibrate():
    """Finds out what a measured call costs, what the clock measures of it, and what is not measured; returns the time that took."""
    start = clock()
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
    return clock() - start


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
    return Budget.share * USABLE * (now - Budget.started)


def measured_calls():
    calls = 0
    for number, unit in enumerate(Budget.known):
        calls += unit.used
        if unit.is_open:
            calls += unit.granted - min(max(credit[number], 0), unit.granted)
    return calls


def spent():
    """Nanoseconds that the probes have cost so far."""
    return int(measured_calls() * Settings.cost + worked() + Budget.lost)


def worked():
    """Time of the processor that went into other things than measured calls."""
    return Budget.spent + sum([state.extra for state in states])


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
                grant(number, unit, 0, MOST)
            else:
                at = processor_time()
                settle(unit, at)
                if is_granted(unit, now):
                    grant(number, unit, at, min(granted * 2, MOST))
                else:
                    close(number, unit, at)
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


def counts_of(unit):
    counts = {}
    for site in unit.sites:
        count = 0
        for state in states:
            if site < len(state.cells) and state.cells[site] is not None:
                count += state.cells[site][COUNT]
        counts[site] = count
    return counts


def grant(number, unit, now, calls):
    unit.granted = calls
    unit.opened = now
    unit.worked = worked()
    unit.before = counts_of(unit)
    credit[number] = calls


def rates_since(unit, now):
    """Calls per nanosecond of each site since the last credit, without the time that the probes took."""
    counts = counts_of(unit)
    calls = {site: count - unit.before.get(site, 0) for site, count in counts.items()}
    time = now - unit.opened - sum(calls.values()) * Budget.net - (worked() - unit.worked)
    # The calls themselves took some time, whatever the probes cost.
    time = max(time, sum([number * usual(site) for site, number in calls.items()]), 1)
    return {site: number / time for site, number in calls.items()}


def usual(site):
    """The duration that half of the calls of a site take at least, without those inside of it."""
    for state in states:
        cell = state.cells[site] if site < len(state.cells) else None
        if cell is not None and cell[COUNT]:
            half = cell[COUNT] / 2
            for bucket, number in sorted(cell[BUCKETS].items()):
                half -= number
                if half <= 0:
                    exponent = max((bucket >> 3) - 1, 0)
                    whole = bucket - (exponent << 3) << exponent
                    return whole * cell[SELF] / (cell[NS] or 1)
    return 0


def settle(unit, now):
    """Accounts for the gap before the last credit, now that there are rates on both sides."""
    rates = rates_since(unit, now)
    if unit.closed:
        add_gap(unit, unit.opened - unit.closed, unit.rates, rates)
        unit.closed = 0
    unit.rates = rates


def add_gap(unit, length, before, after):
    passes = 0
    for site in unit.sites:
        first, last = before.get(site, 0), after.get(site, 0)
        missed = length * (first + last) / 2
        passes = max(passes, missed)
        Budget.estimates[site] = Budget.estimates.get(site, 0) + missed
        Budget.squares[site] = Budget.squares.get(site, 0) + (length * (first - last) / 2) ** 2
    Budget.checks += passes


def close(number, unit, now):
    switch(number, False)
    unit.is_open = False
    unit.closed = now
    Budget.closings += 1
    if Budget.closings % RECALIBRATE == 0:
        calibrate()
    start_watching()


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
    try:
        while not wake.acquire(True, PERIOD):
            if clock() > due[0]:
                write(clock())
            start = thread_time()
            with Budget.lock:
                if not reopen(clock()):
                    Budget.is_watching = False
                    return
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


def reopen(now):
    """Whether units remain that are off."""
    waiting = [(unit.closed, number) for number, unit in enumerate(Budget.known) if not unit.is_open]
    if not waiting:
        return False
    calls = (allowance(now) - spent()) / Settings.cost / len(waiting)
    for _, number in sorted(waiting):
        unit = Budget.known[number]
        if calls < LEAST and not is_granted(unit, now):
            continue
        unit.is_open = True
        grant(number, unit, processor_time(), int(min(max(calls, LEAST), MOST)))
        switch(number, True)
    return True


def finish():
    """Accounts for the gaps that are open at the end: of what came after a burst, half is taken."""
    now = processor_time()
    for unit in Budget.known:
        if not unit.closed:
            continue
        if unit.is_open:
            rates = rates_since(unit, now)
            add_gap(unit, unit.opened - unit.closed, unit.rates, rates)
        else:
            add_gap(unit, now - unit.closed, unit.rates, {})
        unit.closed = 0


def error_of(site):
    """How far the number of calls of a site may be wrong."""
    return sqrt(Budget.squares.get(site, 0)) + DOUBT * Budget.estimates.get(site, 0)


def forget():
    """Starts anew in a forked child, which has nothing of what its parent has measured."""
    now = clock()
    Budget.lock, Budget.writing = allocate_lock(), allocate_lock()
    Budget.estimates, Budget.squares = {}, {}
    Budget.spent, Budget.lost, Budget.checks, Budget.started, Budget.is_watching = 0, 0, 0.0, now, False
    current = record.local.state
    del states[:]
    current.cells = [None] * len(units)
    current.current, current.extra = None, 0
    states.append(current)
    for number, unit in enumerate(Budget.known):
        unit.used, unit.worked, unit.closed, unit.is_open, unit.rates, unit.before = 0, 0, 0, True, {}, {}
        unit.opened, unit.granted = processor_time(), FIRST
        credit[number] = FIRST
        switch(number, True)
