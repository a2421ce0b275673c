"""Functions that only compute, run once for equal elements and rows, on random values: what they give has to be what pandas gives.

    python distinct.py RUNTIME SEED COUNT    prints one line of JSON: comparisons, those in which equal ones were found, and differences
"""
import datetime
import json
import math
import random
import re
import sys
import warnings
from collections import defaultdict
from decimal import Decimal

import numpy as np
import pandas as pd

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from lazy_frames import make, make_index  # noqa: E402
from noodle_rt.frames import columns, distinct, rows  # noqa: E402
from row_functions import make_plain, outcome  # noqa: E402


class Text(str):
    """A text that says what it is."""

    def upper(self):
        return "text"


NAN = float("nan")
RATES = {"a": 1.5, "b": 2, "": None, "cc": "x", 1: 1, 0: False, None: "none"}
LISTS = {"a": [1], "b": [2]}
MADE = defaultdict(int)
KNOWN = ["a", "cc", 1, 2.5]
PATTERN = re.compile(r"([a-z])(\d*)")
DAY = pd.Timestamp("2020-03-01")
MOMENT = datetime.datetime(2020, 3, 1, 12)

VALUES = {
    "texts": lambda r, n: pd.Series([r.choice(["a", "b", "", "cc", "a1 b2", "12", " x "]) for _ in range(n)], dtype="object"),
    "str": lambda r, n: pd.Series([r.choice(["a", "b", "ß", "12", "A-b"]) for _ in range(n)], dtype="str" if pd.__version__ >= "3" else "string"),
    "holes": lambda r, n: pd.Series([r.choice(["a", "b", None, "12"]) for _ in range(n)], dtype="str" if pd.__version__ >= "3" else "string"),
    "string": lambda r, n: pd.Series([r.choice(["a", "b", None]) for _ in range(n)], dtype="string"),
    "none": lambda r, n: pd.Series([r.choice(["a", None, "12"]) for _ in range(n)], dtype="object"),
    "nan": lambda r, n: pd.Series([r.choice(["a", NAN, np.nan, float("nan"), "12"]) for _ in range(n)], dtype="object"),
    "both": lambda r, n: pd.Series([r.choice(["a", None, NAN]) for _ in range(n)], dtype="object"),
    "subclass": lambda r, n: pd.Series([r.choice(["a", Text("a"), "b"]) for _ in range(n)], dtype="object"),
    "alike": lambda r, n: pd.Series([r.choice([1, True, 1.0, 0, False, -0.0, 0.0, "1"]) for _ in range(n)], dtype="object"),
    "numbers": lambda r, n: pd.Series([r.choice([1, 2, 2**70]) for _ in range(n)], dtype="object"),
    "with numbers": lambda r, n: pd.Series([r.choice([1, "1", "a", None]) for _ in range(n)], dtype="object"),
    "tuples": lambda r, n: pd.Series([r.choice([(1, 2), (1.0, 2), "a"]) for _ in range(n)], dtype="object"),
    "lists": lambda r, n: pd.Series([r.choice([["a"], ["b"]]) for _ in range(n)], dtype="object"),
    "decimals": lambda r, n: pd.Series([r.choice([Decimal("1.0"), Decimal("1.00")]) for _ in range(n)], dtype="object"),
    "days": lambda r, n: pd.Series([r.choice([datetime.date(2020, 1, 5), datetime.date(2021, 7, 9)]) for _ in range(n)], dtype="object"),
    "moments": lambda r, n: pd.Series([r.choice([datetime.date(2020, 1, 5), datetime.datetime(2020, 1, 5)]) for _ in range(n)], dtype="object"),
    "dates": lambda r, n: pd.Series([r.choice([pd.Timestamp("2020-01-05"), pd.Timestamp("1999-12-31 13:14:15.123456")]) for _ in range(n)], dtype=r.choice(["datetime64[ns]", "datetime64[us]", "datetime64[s]"])),
    "no dates": lambda r, n: pd.Series([r.choice([pd.Timestamp("2020-01-05"), pd.NaT]) for _ in range(n)], dtype="datetime64[ns]"),
    "zones": lambda r, n: pd.Series(pd.to_datetime([r.choice(["2020-01-05", "2021-07-01", None]) for _ in range(n)])).dt.tz_localize("Europe/Vienna"),
    "spans": lambda r, n: pd.Series(pd.to_timedelta([r.choice([1, 2, 2.5, None]) for _ in range(n)], unit="D")),
    "int": lambda r, n: np.array([r.randrange(-2, 3) for _ in range(n)]),
    "int8": lambda r, n: np.array([r.choice([1, 100, -128]) for _ in range(n)], dtype="int8"),
    "uint64": lambda r, n: np.array([r.choice([0, 2**64 - 1, 5]) for _ in range(n)], dtype="uint64"),
    "float": lambda r, n: np.array([r.choice([0.0, -0.0, 1.0, NAN, 2.5, float("inf")]) for _ in range(n)]),
    "float32": lambda r, n: np.array([r.choice([0.1, -0.0, 0.0, NAN]) for _ in range(n)], dtype="float32"),
    "bool": lambda r, n: np.array([r.random() < 0.5 for _ in range(n)]),
    "Int64": lambda r, n: pd.array([r.choice([1, None, 2**60]) for _ in range(n)], dtype="Int64"),
    "category": lambda r, n: pd.Categorical([r.choice(["a", "b", None]) for _ in range(n)], categories=["b", "a", "zz"]),
    "complex": lambda r, n: np.array([r.choice([1j, 0j, complex(-0.0, 0)]) for _ in range(n)]),
}  # fmt: skip

# What functions compute of a value `p`, and of another one `q` in the same row.
TERMS = [
    "p.upper()", "p.split('-')[0]", "p.split()", "len(p)", "p[0]", "p[:1]", "p[-1:]", "p + 'x'", "p * 2", "f'{p}!'", "f'{p:>5}'", "'%s' % p", "'{}'.format(p)", "str(p)", "repr(p)",
    "str(p).split('.')[-1]", "int(p)", "float(p)", "p.strip().title()", "p.isdigit()", "p.replace('a', 'b')", "'a' in p", "p in KNOWN", "p in {'a', 'b'}", "RATES[p]", "RATES.get(p)",
    "RATES.get(p, 'none')", "LISTS.get(p)", "MADE[p]", "PATTERN.sub('-', p)", "PATTERN.search(p).group(1)", "re.sub('[0-9]', '', p)", "re.findall('[a-z]', p)", "bool(p)", "not p",
    "p == 'a'", "p is None", "pd.isna(p)", "isinstance(p, str)", "type(p).__name__", "None", "1", "1.5 if p == 'a' else 2", "NAN", "(p, 1)", "[p]", "{'k': p}", "math.sqrt(p)",
    "math.copysign(1, p)", "np.log(p)", "np.sqrt(p)", "1 / p", "p ** 2", "-p", "p > 0", "p >= 1 and p < 2", "abs(p)", "round(p)", "p.year", "p.month", "p.weekday()", "p.dayofweek", "p.hour",
    "p.strftime('%Y-%m')", "p.strftime('%b')", "p.date()", "p.time()", "p.isoformat()", "p.day_name()", "p.normalize()", "p.days", "p.total_seconds()", "(DAY - p).days", "DAY - p", "p > DAY",
    "p - MOMENT", "p + pd.Timedelta(days=1)", "p.tz_localize(None)", "p.quarter", "p.floor('D')", "'yes' if p.month == 1 else 'no'", "p.value", "datetime.datetime.strptime(p, '%Y')",
    "p.replace(year=2000)", "sum(c.isdigit() for c in p)", "''.join(sorted(p))", "max(p)", "[c for c in p][0]", "p.encode()", "p.nosuch", "np.float32(p)", "np.int64(1)", "Decimal(p)", "p if p == p else 0",
    "p.month if p is not pd.NaT else 0", "helper(p)", "guarded(p)", "words(p)",
]  # fmt: skip
PAIRS = ["p + q", "p - q", "(p - q).days", "f'{p}-{q}'", "p == q", "p < q", "'_'.join([str(p), str(q)])", "p if q else 0", "str(p) + str(q)", "p.month + q.month", "q.upper() + p[:1]", "(p, q)"]


def helper(value):
    if value in ("a", "b", 1):
        return value
    return str(value)[:2]


def guarded(value):
    try:
        return int(value)
    except Exception:
        return -1


def words(value):
    found = []
    for each in value.split():
        found.append(each.lower())
    return "_".join(found)


def by_cells(frame, names, f):
    rows_of = _rt.by_columns(frame, names)
    return None if rows_of is frame else rows_of._by_distinct(f, 1, (), {})


def function_of(r, p, q):
    """The text of a function of an element or a row, in the forms that analysts write."""

    def term():
        text = r.choice(TERMS + (PAIRS if q else []))
        return re.sub(r"\b(?<!['.%])([pq])\b(?![a-z'(=])", lambda found: p if found.group(1) == "p" else q, text)

    first = term()
    return r.choice([f"lambda r: {first}", f"lambda r: {first}", f"lambda r: ({first}) if ({term()}) else ({term()})", f"lambda r: ({term()}) or ({first})"])


def main(seed, count):
    columns._FEW_FRAME_ROWS = columns._FEW_REPEATED_ROWS = rows._FEW_ROWS = rows._FEW_ROWS_APPLIED = 1
    sampled = distinct._are_repeated
    found, differences, comparisons = 0, [], 0

    def counted(*args):
        nonlocal found
        result = spread(*args)
        found += result is not None
        return result

    spread = distinct._spread
    distinct._spread = counted
    # Few values are seen once in a short series: what pays shall not be asked here.
    distinct._are_repeated = lambda *args: sampled(*args) or True
    for number in range(count):
        case = seed * 1_000_000 + number
        r = random.Random(case)
        n = r.choice([1, 2, 5, 30, 30, 60])
        on_rows = r.random() < 0.35
        names = ["x", "y"] if r.random() < 0.6 else ["x"]
        text = function_of(r, 'r["x"]' if on_rows else "r", 'r["y"]' if on_rows and len(names) > 1 else None)
        f = eval(text, {**globals(), "RATES": dict(RATES), "MADE": MADE.copy()})

        def made():
            again = random.Random(case + 1)
            if again.random() < 0.1:
                return make(case)[0] if again.random() < 0.5 else make_plain(case)
            kinds = [again.choice(list(VALUES)) for _ in range(3)]
            index = make_index(again, n)
            values = [VALUES[kind](again, n) for kind in kinds]
            frame = pd.DataFrame({name: pd.Series(value).array for name, value in zip(("x", "y", "z"), values)}, index=index)
            return frame[["x", "y"]] if again.random() < 0.3 else frame

        if on_rows:
            calls = [
                lambda d: d.apply(f, axis=1),
                lambda d: _rt.by_rows(d, tuple(names), repeated=1).apply(f, axis=1),
                lambda d: by_cells(d, tuple(names), f),
            ]
            if r.random() < 0.7:
                calls.pop()
        elif r.random() < 0.15:

            def index():
                again = random.Random(case + 1)
                dates = VALUES[again.choice(["dates", "no dates", "zones"])](again, n)
                return pd.DatetimeIndex(dates, name=again.choice([None, "t"])) if again.random() < 0.8 else pd.date_range("2024-01-01", periods=n, freq="D")

            made = lambda: pd.DataFrame({"x": 1}, index=index())  # noqa: E731
            calls = [lambda d: d.index.map(f).to_frame(), lambda d: _rt.by_elements(d.index, repeated=1).map(f).to_frame()]
        else:
            method = r.choice(["apply", "map"])
            more = {"na_action": "ignore"} if method == "map" and r.random() < 0.3 else {}
            calls = [lambda d: getattr(d["x"], method)(f, **more), lambda d: getattr(_rt.by_elements(d["x"], repeated=r.choice([1, 20_000]) if n > 99 else 1), method)(f, **more)]
        expected, *others = [outcome(lambda: call(frame), frame) for call, frame in zip(calls, [made() for _ in calls])]
        for place, each in enumerate(others):
            if on_rows and place == 1 and each[0] == "None":
                continue
            comparisons += 1
            if each != expected and len(differences) < 20:
                differences.append([case, text, repr(expected)[:600], repr(each)[:600]])
    print(json.dumps({"comparisons": comparisons, "distinct": found, "differences": differences}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(int(sys.argv[2]), int(sys.argv[3]))
