"""Writes what was measured so far: one file for each process, replaced as a whole, so that it can be read whenever the process ends."""
import os
from _json import encode_basestring_ascii as quoted
from math import ceil
from time import perf_counter_ns as clock, thread_time_ns as thread_time, time

from noodle_rt.probes import budget, gaps, values
from noodle_rt.probes.budget import Budget
from noodle_rt.probes.record import (
    ARROW, BRANCHES, BUCKETS, COUNT, ERRORS, INNER, LEAST, MEMORY, MOST, NS, RESIDENT, SELF, SIGNATURES, SIZES, due, states)

# Nanoseconds until the first writing, and how many times as long as it took until the next.
FIRST = 100_000_000
PAUSE = 1000
# Of the arithmetic of counts: no call.
ROUNDING = 1e-3


class Part:
    prefix = ""  # of the path
    path = ""
    header = ""
    environment = ""
    began = 0.0
    process = 0
    number = 0
    sites = {}  # number: (text of the key as JSON, identity)
    operands = {}
    ended = "returned"
    runs = 0  # 1 in the process that the user has started


def begin(prefix, header, environment, runs):
    Part.prefix, Part.header, Part.environment, Part.runs = prefix, header, environment, runs
    open_part()


def open_part():
    Part.process = os.getpid()
    Part.began = time()
    Part.path = "%s-%d-%x.part" % (Part.prefix, Part.process, int(Part.began * 1e6) & 0xFFFFFFFF)
    due[0] = clock() + FIRST
    write(False)


def on_due(now):
    """Called by whichever thread comes first, by one at a time."""
    due[0] = 1 << 62
    start = thread_time()
    write(False)
    took = thread_time() - start
    now = clock()
    due[0] = now + int(max(FIRST * 2, took * PAUSE) * budget.slowness(now))


def main_ended(error):
    """The main module has ended; threads may still run."""
    if error is not None and not isinstance(error, SystemExit):
        Part.ended = type(error).__name__


def finish():
    """The program, or a child of it, has come to its end."""
    if Part.process != os.getpid() or not Part.path:
        return
    budget.stop()
    with Budget.lock, Budget.writing:
        write(True)
        due[0] = 1 << 62


def write(is_end):
    text = "\n".join(lines(is_end))
    temporary = Part.path + ".tmp"
    try:
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o644)
        try:
            data = text.encode("utf-8", "replace")
            while data:
                data = data[os.write(file, data):]
        finally:
            os.close(file)
        os.replace(temporary, Part.path)
    except OSError:
        pass  # the folder is gone, or the disk is full: the program goes on


def lines(is_end):
    now = clock()
    found = [Part.header, environment_line(now, is_end)]
    merged = merged_cells()
    missed = gaps.all_missed(Budget.known)
    for number in sorted(merged):
        found.append(site_line(number, merged, missed))
    found.append('{"end":%d}\n' % (len(found) + 1))
    return found


def environment_line(now, is_end):
    memory = {"resident": values.peak_memory()}
    memory.update(values.allocators())
    seconds = (now - Budget.started) / 1e9
    spent = budget.total() / 1e9
    ended = quoted(Part.ended if is_end else "cut short")
    text = '{%s,"runs":%d,"processes":1,"seconds":%.6f,"probe_seconds":%.6f,"began":%.3f,"ended":%.3f,"ends":{%s:1},"memory":%s}'
    return text % (Part.environment, Part.runs, seconds, spent, Part.began, time(), ended, plain(memory))


def merged_cells():
    """The cells of all threads together, by site."""
    merged = {}
    for state in list(states):
        for number, cell in enumerate(list(state.cells)):
            if cell is None or not (cell[COUNT] or cell[ERRORS]):
                continue
            known = merged.get(number)
            if known is None:
                merged[number] = copied(cell)
            else:
                add(known, cell)
    return merged


def copied(cell):
    return [item.copy() if type(item) in (dict, list) else item for item in cell]


def add(known, cell):
    for part in (COUNT, NS, SELF):
        known[part] += cell[part]
    known[LEAST] = min(known[LEAST], cell[LEAST])
    known[MOST] = max(known[MOST], cell[MOST])
    for part in (BUCKETS, ERRORS, SIGNATURES):
        for key, count in list(cell[part].items()):
            known[part][key] = known[part].get(key, 0) + count
    for part in (SIZES, BRANCHES):
        known[part] = [a + b for a, b in zip(known[part], cell[part])]
    known[MEMORY] = [max(a, b) for a, b in zip(known[MEMORY], cell[MEMORY])]
    for key, (count, ns) in list(cell[INNER].items()):
        entry = known[INNER].setdefault(key, [0, 0])
        known[INNER][key] = [entry[0] + count, entry[1] + ns]


def site_line(number, merged, missed):
    cell = merged[number]

    def scale(site):
        """How many calls each measured one stands for."""
        measured = merged[site][COUNT]
        return 1 + missed.get(site, (0, 0))[0] / measured if measured else 1

    factor = scale(number)
    count = round(cell[COUNT] * factor)
    error = ceil(missed.get(number, (0, 0))[1] + abs(cell[COUNT] * factor - count) - ROUNDING)
    inner = {Part.sites[key][1]: [round(n * scale(key)), round(ns * scale(key))] for key, (n, ns) in cell[INNER].items() if key in merged}
    nested = sum([ns for _, ns in inner.values()])
    total = round(cell[NS] * factor)
    looked, came, went, copied_bytes = cell[SIZES]
    parts = [
        '"site":' + Part.sites[number][0],
        '"count":%d,"count_error":%d,"measured":%d' % (count, error, cell[COUNT]),
        '"errors":' + plain({key: round(n * factor) for key, n in cell[ERRORS].items()}),
    ]
    if cell[BUCKETS]:
        parts += [
            '"total_ns":%d,"self_ns":%d,"least_ns":%d,"most_ns":%d' % (total, max(total - nested, 0), cell[LEAST], cell[MOST]),
            '"buckets":' + plain({str(key): n for key, n in sorted(cell[BUCKETS].items())}),
            '"signatures":' + plain({named(number, key): n for key, n in cell[SIGNATURES].items()}),
            '"looked":%d,"bytes_in":%d,"bytes_out":%d,"bytes_copied":%d' % (looked, came, went, copied_bytes),
            '"memory":{"resident":%d,"arrow":%d}' % (cell[MEMORY][RESIDENT], cell[MEMORY][ARROW]),
            '"inner":' + plain(inner),
        ]
    hits, hit_ns, misses, miss_ns = cell[BRANCHES]
    if hits or misses:
        parts.append('"hits":%d,"misses":%d,"hit_ns":%d,"miss_ns":%d' % tuple(round(n * factor) for n in (hits, misses, hit_ns, miss_ns)))
    return "{" + ",".join(parts) + "}"


def named(number, signature):
    """`self=float64[2] 2^10 C, 0=… -> …`"""
    operands, _, result = signature.rpartition(">")
    names = Part.operands[number]
    texts = operands.split(",") if operands else []
    found = ["%s=%s" % (names[index] if index < len(names) else "?", text) for index, text in enumerate(texts) if text]
    return ", ".join(sorted(found)) + " -> " + (result or "other")


def plain(value):
    """JSON of dictionaries, lists, strings and whole numbers, without `json`, which would have to be imported."""
    if type(value) is str:
        return quoted(value)
    if type(value) is dict:
        return "{" + ",".join([quoted(key) + ":" + plain(each) for key, each in value.items()]) + "}"
    if type(value) in (list, tuple):
        return "[" + ",".join([plain(each) for each in value]) + "]"
    return str(int(value))
