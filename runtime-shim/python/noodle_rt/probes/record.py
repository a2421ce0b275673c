"""The probes themselves. Each thread has cells of its own, one for each site, so that no count is lost.

A probe must not be seen: it calls nothing of the program, and the frames that a library sees are the program's.
"""
import sys
from _thread import _local
from time import perf_counter_ns as clock, thread_time_ns as thread_time

from noodle_rt.probes import values

getrefcount = sys.getrefcount

# Parts of a cell.
COUNT, NS, SELF, LEAST, MOST, BUCKETS, ERRORS, SIGNATURES, SIZES, INNER, MEMORY, UNIT, NUMBER, BRANCHES = range(14)

# What `MEMORY` holds: the largest growth of the resident set and of the Arrow pool during a call, in bytes.
RESIDENT, ARROW = 0, 1
# What `SIZES` holds: calls whose operands were looked at, and the bytes that went in, came out, and were made anew.
LOOKED, IN, OUT, COPIED = range(4)
# Parts of a record of a call that is under way.
PARENT, CELL, INSIDE, NOTES, START = range(5)

MOST_SIGNATURES = 32
# Calls from whose length on the memory of the process is looked at.
LONG = 2_000_000

# By the number of a site: its unit.
units = []
# By the number of a unit: calls until the budget is asked again.
credit = []
# Time at which something has to be done besides counting.
due = [0]

# References to a record that nobody will finish, as `getrefcount` counts them below.
abandoned = 3 if sys.version_info < (3, 14) else 2


class State:
    """What one thread has measured."""

    __slots__ = ("current", "cells", "extra", "resident", "arrow")

    def __init__(self):
        self.current = None
        self.cells = [None] * len(units)
        self.extra = 0  # nanoseconds spent on more than counting
        self.resident = 0
        self.arrow = 0


states = []


class Local(_local):
    def __init__(self):
        self.state = State()
        states.append(self.state)


local = Local()


class Settings:
    """Figures that `budget.py` finds out, and what it wants to be asked."""

    floor = 0  # nanoseconds that the clock measures when nothing happens
    cost = 600  # nanoseconds that one measured call costs
    refill = None
    trace = False
    mask = 255  # of the number of a call: when its operands are looked at


def new_cell(state, number):
    cells = state.cells
    if number >= len(cells):
        cells.extend([None] * (len(units) - len(cells)))
    cell = cells[number] = [0, 0, 0, 1 << 62, 0, {}, {}, {}, [0, 0, 0, 0], {}, [0, 0], units[number], number, [0, 0, 0, 0]]
    return cell


def begin(number):
    """A call of a library begins. The result belongs to `end`, which gets it back if the call returns."""
    state = local.state
    current = state.current
    if current is not None and getrefcount(current) == abandoned:
        sweep(state, None)
        current = state.current
    try:
        cell = state.cells[number] or new_cell(state, number)
    except IndexError:
        cell = new_cell(state, number)
    current = None  # the record below holds it
    record = state.current = [state.current, cell, 0, None, 0]
    record[4] = clock()
    return record


def ready(number):
    """As `begin`, but there are operands to work out first: the call begins when the last one is there, with `started`."""
    record = begin(number)
    record[4] = 0
    return record


def operand(value):
    """An operand of a call that is `ready`."""
    state = local.state
    if state.current is not None and getrefcount(state.current) == abandoned - 1:
        sweep(state, None)
    record = state.current
    if record is not None and record[4] == 0:
        count = record[1][0]
        if count < 4 or not count & Settings.mask:
            note(state, record, value)
    return value


def started(value):
    """The last operand of a call that is `ready`."""
    operand(value)
    record = local.state.current
    if record is not None:
        record[4] = clock()
    return value


def note(state, record, value):
    start = thread_time()
    if record[3] is None:
        record[3] = []
    record[3].append(values.describe(value))
    state.extra += thread_time() - start


def end(record, value, *seen):
    """The call has returned `value`; `seen` are operands."""
    now = clock()
    state = local.state
    if state.current is not record:
        unwind(state, record)
    parent, cell, inside, notes, start = record
    state.current = parent
    ns = now - start - Settings.floor
    if ns < 0:
        ns = 0
    count = cell[0]
    cell[0] = count + 1
    cell[1] += ns
    cell[2] += ns - inside
    if ns < cell[3]:
        cell[3] = ns
    if ns > cell[4]:
        cell[4] = ns
    buckets = cell[5]
    bits = ns.bit_length()
    bucket = ns if bits < 5 else (bits - 4 << 3) + (ns >> bits - 4)
    buckets[bucket] = buckets.get(bucket, 0) + 1
    while parent is not None and parent[4] == 0:
        parent = parent[0]  # this call works out an operand of that one
    if parent is not None:
        nested(parent, cell, ns)
    if count < 4 or not count & Settings.mask:
        look(state, cell, value, seen, notes)
    if ns > LONG:
        memory(state, cell)
    unit = cell[11]
    left = credit[unit] - 1
    credit[unit] = left
    if left < 0 or now > due[0]:
        Settings.refill(unit, now)
    return value


def nested(parent, cell, ns):
    """A call inside of another library's call, as in `frame.apply(lambda row: np.sqrt(row.x))`."""
    parent[2] += ns
    parent[4] += Settings.cost
    inner = parent[1][9]
    entry = inner.get(cell[12])
    if entry is None:
        entry = inner[cell[12]] = [0, 0]
    entry[0] += 1
    entry[1] += ns


def look(state, cell, value, seen, notes):
    """Writes down what the operands and the result are."""
    start = thread_time()
    operands = [values.describe(each) for each in seen]
    if notes:
        operands += notes
    result = values.describe(value)
    signature = ",".join([each[0] if each else "" for each in operands]) + ">" + (result[0] if result else "")
    signatures = cell[7]
    if signature in signatures or len(signatures) < MOST_SIGNATURES:
        signatures[signature] = signatures.get(signature, 0) + 1
    else:
        signatures["…"] = signatures.get("…", 0) + 1
    sizes = cell[8]
    sizes[0] += 1
    sizes[1] += sum([each[1] for each in operands if each])
    if result:
        sizes[2] += result[1]
        if not any([each and values.shares(each[2], result[2]) for each in operands]):
            sizes[3] += result[1]
    state.extra += thread_time() - start


def memory(state, cell):
    """Notes how much memory the process has taken since the last long call."""
    start = thread_time()
    resident = values.peak_memory()
    arrow = values.arrow_memory()
    found = cell[10]
    if state.resident:
        found[0] = max(found[0], resident - state.resident)
        found[1] = max(found[1], arrow - state.arrow)
    state.resident = max(state.resident, resident)
    state.arrow = arrow
    state.extra += thread_time() - start


# ---------------------------------------------------------------- calls that do not return


def sweep(state, name):
    """Drops the records of calls that have raised an exception; `name` is its class, if it is known."""
    while True:
        current = state.current
        if current is None or current[3] is REGION or getrefcount(current) != abandoned:
            return
        fail(current, name)
        state.current = current[0]


def fail(record, name):
    if record[4] == 0:
        return  # an operand has raised it
    errors = record[1][6]
    name = name or "?"
    errors[name] = errors.get(name, 0) + 1


def unwind(state, record):
    """Makes `record` the innermost one: those inside of it were left by exceptions."""
    inside = []
    at = state.current
    while at is not None and at is not record:
        inside.append(at)
        at = at[0]
    if at is None:
        return  # it was started in another thread, or dropped
    for each in inside:
        if each[3] is not REGION:
            fail(each, None)
    state.current = record


def failed():
    """A statement with probes has raised the exception that is being handled."""
    state = local.state
    if state.current is not None:
        kind = sys.exc_info()[0]
        sweep(state, kind.__name__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__)


# ---------------------------------------------------------------- guards of rewrites


class REGION:
    """Stands for the notes of a record that is a branch of a rewrite: it ends by a call of `left`."""


def guard(number, timed, value):
    """The guards of a rewrite have answered `value`; the branch that it leads to begins."""
    if value is True or value is False:
        state = local.state
        try:
            cell = state.cells[number] or new_cell(state, number)
        except IndexError:
            cell = new_cell(state, number)
        cell[0] += 1
        branch = 0 if value else 2
        cell[13][branch] += 1
        unit = cell[11]
        credit[unit] -= 1
        now = clock()
        if credit[unit] < 0 or now > due[0]:
            Settings.refill(unit, now)
        if timed:
            sweep(state, None)
            state.current = [state.current, cell, branch + 1, REGION, clock()]
    return value


def left(number):
    """The branch of a rewrite has ended, in whatever way."""
    state = local.state
    at = state.current
    while at is not None and not (at[3] is REGION and at[1][12] == number):
        at = at[0]
    if at is None:
        return
    if state.current is not at:
        unwind(state, at)
    state.current = at[0]
    at[1][13][at[2]] += max(clock() - at[4] - Settings.floor, 0)
