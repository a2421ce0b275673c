"""Begins to measure: called by each module that has probes, before its own first statement."""
import builtins
import os
import sys
from time import perf_counter_ns as clock, thread_time_ns as thread_time

from noodle_rt.probes import budget, functions, loops, part, record

NAMES = {
    "begin": record.begin, "ready": record.ready, "operand": record.operand, "started": record.started, "end": record.end,
    "failed": record.failed, "escaped": budget.escaped, "guard": record.guard, "left": record.left,
    "pieces": loops.pieces, "piece": loops.piece, "function": functions.function,
}

# Paths of the settings of the modules that have begun.
begun = []


def module(path):
    """Begins to measure the module whose settings are in the file `path`."""
    if path in begun:
        return
    start = thread_time()
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    settings = {row[0]: row[1:] for row in rows if row[0] != "site"}
    if not begun:
        first(settings, clock())
    begun.append(path)
    register(settings, [row[1:] for row in rows if row[0] == "site"])
    budget.Budget.spent += thread_time() - start


def first(settings, now):
    for name, function in NAMES.items():
        setattr(builtins, "__noodle_%s__" % name, function)
    budget.begin(float(settings["budget"][0]), settings["trace"][0] == "1", started(now), part.on_due)
    runs = 1 if os.environ.pop("NOODLE_PROFILE_RUN", None) else 0
    part.begin(settings["part"][0], settings["header"][0], settings["environment"][0], runs)
    from noodle_rt import program
    program.at_end.append(part.main_ended)
    import atexit
    atexit.register(part.finish)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=before_fork, after_in_parent=after_fork, after_in_child=in_child)
    roots = settings["root"][0]
    if roots:
        from noodle_rt import loader
        loader.adopted = roots + os.sep


def started(now):
    """When the process was started, on the clock of the probes, if the system tells."""
    try:
        with open("/proc/self/stat") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        with open("/proc/uptime") as file:
            age = float(file.read().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
        return now - max(min(int(age * 1e9), 10**10), 0)
    except (OSError, ValueError, IndexError, AttributeError):
        return now


def register(settings, sites):
    """Makes room for the sites of a module, whatever modules have come before."""
    first_site, first_unit, number_of_units = map(int, settings["numbers"])
    while len(budget.Budget.known) < first_unit + number_of_units:
        budget.add_unit()
    units = record.units
    while len(units) < first_site + len(sites):
        units.append(0)
    for number, (unit, is_certain, operands, identity, key) in enumerate(sites, first_site):
        units[number] = int(unit)
        budget.Budget.known[int(unit)].sites[number] = is_certain == "1"
        part.Part.sites[number] = (key, identity)
        part.Part.operands[number] = operands.split(",") if operands else []


# ---------------------------------------------------------------- processes


def before_fork():
    # No thread of ours may be seen, and none may hold the lock in the child.
    budget.stop()
    held.append(budget.Budget.lock.acquire(True, 1))


def after_fork():
    if held.pop():
        budget.Budget.lock.release()
    budget.resume()


def in_child():
    del held[:]
    budget.forget()
    part.Part.ended, part.Part.runs = "returned", 0
    part.open_part()
    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        # Such children leave without the handlers of `atexit`.
        util.register_after_fork(record.State, lambda _: util.Finalize(None, part.finish, exitpriority=-1000))


# Whether the lock is held for a fork that is under way.
held = []
