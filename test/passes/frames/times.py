"""Functions of dates and spans on random columns: what the stand-ins of `noodle_rt` give has to be what pandas gives.

    python times.py RUNTIME SEED COUNT    prints one line of JSON: comparisons, those done on columns, and differences
"""
import datetime
import json
import random
import re
import sys
import warnings

import numpy as np
import pandas as pd

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from lazy_frames import make_index  # noqa: E402
from noodle_rt.frames import columns, distinct, parts, rows, times  # noqa: E402
from row_functions import outcome  # noqa: E402

DAY = pd.Timestamp("2020-03-01")
ZONED = pd.Timestamp("2020-03-29 01:30", tz="Europe/Vienna")
MOMENT = datetime.datetime(2020, 3, 1, 12, 0, 0, 5)
WEEK = pd.Timedelta(days=7)
HOUR = datetime.timedelta(hours=1)
NONE = pd.NaT

UNITS = ["s", "ms", "us", "ns"]


def moments(r, n, low=1_500_000_000, high=1_700_000_000, holes=0.0, unit=None):
    unit = unit or r.choice(UNITS)
    step = r.choice([1, 60, 3600, 86400])
    values = np.array([r.randrange(low, high) // step * step for _ in range(n)], dtype="int64").astype("datetime64[s]")
    if unit != "s" and r.random() < 0.4:
        values = values.astype(f"datetime64[{unit}]") + np.array([r.randrange(10**6) for _ in range(n)]).astype("timedelta64[us]").astype(f"timedelta64[{unit}]")
    values = values.astype(f"datetime64[{unit}]")
    values[[r.random() < holes for _ in range(n)]] = "NaT"
    return pd.Series(values)


def spans(r, n, holes=0.0):
    unit = r.choice(UNITS)
    values = np.array([r.choice([0, r.randrange(-(10**6), 10**6), r.randrange(10**9)]) for _ in range(n)]).astype("timedelta64[s]").astype(f"timedelta64[{unit}]")
    values[[r.random() < holes for _ in range(n)]] = "NaT"
    return pd.Series(values)


VALUES = {
    "moments": lambda r, n: moments(r, n),
    "again": lambda r, n: moments(r, n, unit="ns"),
    "old": lambda r, n: moments(r, n, -5 * 10**9, 5 * 10**9),
    "holes": lambda r, n: moments(r, n, holes=0.2),
    "none": lambda r, n: moments(r, n, holes=1.0),
    "ages": lambda r, n: moments(r, n, -62135596800, 253402300799, unit=r.choice(["s", "ms", "us"])),
    "far": lambda r, n: moments(r, n, -62135596800 - 10**9, 253402300799 + 10**9, unit=r.choice(["s", "ms"])),
    "zones": lambda r, n: moments(r, n).dt.tz_localize("UTC").dt.tz_convert("Europe/Vienna"),
    "other zones": lambda r, n: moments(r, n, holes=r.choice([0.0, 0.1])).dt.tz_localize("UTC").dt.tz_convert("America/St_Johns"),
    "spans": lambda r, n: spans(r, n),
    "holey spans": lambda r, n: spans(r, n, 0.2),
    "objects": lambda r, n: moments(r, n).astype(object),
    "int": lambda r, n: np.array([r.randrange(-2, 5) for _ in range(n)]),
    "float": lambda r, n: np.array([r.choice([0.0, 1.5, -2.5]) for _ in range(n)]),
    "text": lambda r, n: [r.choice(["a", "2020-03-01", ""]) for _ in range(n)],
    "bool": lambda r, n: np.array([r.random() < 0.5 for _ in range(n)]),
}

TERMS = [
    "p.year", "p.month", "p.day", "p.hour", "p.minute", "p.second", "p.microsecond", "p.nanosecond", "p.quarter", "p.day_of_week", "p.dayofweek", "p.day_of_year", "p.dayofyear",
    "p.days_in_month", "p.daysinmonth", "p.is_month_start", "p.is_month_end", "p.is_quarter_start", "p.is_quarter_end", "p.is_year_start", "p.is_year_end", "p.is_leap_year", "p.days",
    "p.seconds", "p.microseconds", "p.nanoseconds", "p.week", "p.unit", "p.value", "p.tz", "p.weekday()", "p.isoweekday()", "p.normalize()", "p.date()", "p.day_name()", "p.month_name()",
    "p.total_seconds()", "p.strftime('%Y-%m-%d')", "p.strftime('%H:%M')", "p.strftime('%b %Y')", "p.strftime('%S')", "p.strftime('%f')", "p.strftime('%z')", "p.strftime('%%')", "p.strftime('%Y %Q')",
    "(p - q).days", "(p - q).seconds", "(p - q).total_seconds()", "p - q", "q - p", "p + q", "p - DAY", "DAY - p", "(DAY - p).days", "(MOMENT - p).days", "p - MOMENT", "ZONED - p", "p - WEEK", "p + WEEK",
    "p + HOUR", "HOUR + p", "p - HOUR", "p / WEEK", "p // WEEK", "p / HOUR", "WEEK / p", "p / q", "p // q", "p % WEEK", "p * 2", "2 * p", "p / 2", "-p", "abs(p)", "+p", "p > q", "p == q", "p != q", "p <= DAY",
    "DAY < p", "MOMENT >= p", "p > ZONED", "p == ZONED", "p == '2020-03-01'", "p > '2020-03-01'", "p == 5", "p != None", "p == None", "p < WEEK", "p > HOUR", "p == NONE", "p > NONE", "p", "p if p > q else q",
    "max(p, q)", "min(p, DAY)", "p.hour in (7, 8, 9)", "p.month in {1, 2, 3}", "p.day not in (1, 15)", "p.weekday() >= 5", "p.month * 100 + p.day", "bool(p)", "not p", "p or q", "p and 1", "str(p)", "pd.isna(p)", "pd.notnull(p)", "p is None",
    "p > pd.Timestamp('2020-03-01')", "p + pd.Timedelta(days=1)", "p - pd.Timedelta(1, 'h')", "p >= datetime.datetime(2020, 1, 1)", "p + datetime.timedelta(days=2)", "DAY.year - p.year",
    "(p - DAY) / WEEK", "(p - DAY) // HOUR", "(p - DAY) / pd.Timedelta(days=1)", "(p.year, 1)", "[p.year]", "f'{p.year}'", "(WEEK * 2 - HOUR).days + p.day", "p.date() > DAY.date()", "p.replace(year=2000)",
    "p.year / q", "p.month % 2 == 0", "q.days * 2 + p.days", "p.time()", "p.timestamp()", "p.floor('D')", "(p + WEEK).month", "(p - p).days", "len(p)", "p[0]", "float(p)", "int(p)", "round(p)",
    "p.strftime('%Y') + q", "p.day_name()[:3]", "p.day_name('en_US.utf8')", "p.strftime('%d') if p.day > 9 else q", "(p.month - 1) // 3 + 1", "'weekend' if p.weekday() >= 5 else 'week'",
]  # fmt: skip


def function_of(r, p, q):
    def term():
        return re.sub(r"(?<!['.%\w])([pq])(?![\w'(=])", lambda found: p if found.group(1) == "p" else q, r.choice(TERMS))

    test = r.choice([f"{p} > DAY", f"{p} > {q}", f"{p}.month > 6", f"{p} == {q}", f"{p}.weekday() < 5", term()])
    return r.choice(
        [
            f"def f(r): return {term()}",
            f"def f(r): return {term()}",
            f"def f(r): return {term()}",
            f"def f(r): return ({term()}) if ({test}) else ({term()})",
            f"def f(r):\n  if {test}: return {term()}\n  return {term()}",
            f"def f(r):\n  t = {term()}\n  if {test}: t = {term()}\n  return t",
        ]
    )


def main(seed, count):
    columns._FEW_FRAME_ROWS = rows._FEW_ROWS = rows._FEW_ROWS_APPLIED = 1
    columns._FEW_REPEATED_ROWS = 10**9
    differences, done, comparisons = [], 0, 0
    tried = columns._run

    def counted(*args):
        nonlocal done
        result = tried(*args)
        done += result is not None
        return result

    columns._run = counted
    for number in range(count):
        case = seed * 1_000_000 + number
        r = random.Random(case)
        parts._FEW_IN_PART = r.choice([1, 1, 4])
        times._MANY_KINDS = r.choice([1, 3])
        n = r.choice([1, 2, 5, 40, 60])
        kinds = [r.choice(["moments", "zones", "spans", "again", *VALUES]) for _ in range(2)]
        kinds[1] = kinds[0] if r.random() < 0.5 else kinds[1]
        on_rows = r.random() < 0.6
        text = function_of(r, *(('r["x"]', 'r["y"]') if on_rows else ("r", "r")))
        world = dict(globals())
        exec(text, world)
        f = world["f"]

        def made():
            again = random.Random(case + 1)
            values = [VALUES[kind](again, n) for kind in kinds]
            frame = pd.DataFrame({name: value.array if isinstance(value, pd.Series) else value for name, value in zip("xy", values)}, index=make_index(again, n))
            return frame.assign(z=1) if again.random() < 0.5 else frame

        if on_rows:
            calls = [lambda d: d.apply(f, axis=1), lambda d: _rt.by_columns(d, ("x", "y")).apply(f, axis=1), lambda d: _rt.by_rows(d, ("x", "y")).apply(f, axis=1)]
        else:
            method = r.choice(["apply", "map"])
            calls = [lambda d: getattr(d["x"], method)(f), lambda d: getattr(_rt.by_elements(d["x"], 1), method)(f)]
        expected, *found = [outcome(lambda: call(frame), frame) for call, frame in zip(calls, [made() for _ in calls])]
        for each in found:
            comparisons += 1
            if each != expected and len(differences) < 20:
                differences.append([case, f"{kinds} {text}", repr(expected)[:600], repr(each)[:600]])
    print(json.dumps({"comparisons": comparisons, "columns": done, "differences": differences}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(int(sys.argv[2]), int(sys.argv[3]))
