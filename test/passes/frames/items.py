"""Elements of columns of all kinds: what comes out of `noodle_rt.iterated` and `zipped` has to be what comes out of pandas, also when the column
changes meanwhile and it was not said that it does not.

    python items.py RUNTIME SEED COUNT    prints one line of JSON: columns, those whose elements came from lists, and differences
"""
import json
import random
import sys
import warnings

import numpy as np
import pandas as pd

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402


def column(r):
    n = r.choice([0, 1, 5, 63, 64, 65, 200, 200, 9000])
    kind = r.choice(["int", "float", "int8", "uint64", "float32", "bool", "text", "text", "gaps", "gaps", "object", "mixed", "odd", "date", "zone", "category", "Int64", "string", "big-endian", "complex", "own"])
    some = {
        "int": lambda: np.array([r.randrange(-9, 9) for _ in range(n)], dtype="int64"),
        "float": lambda: np.array([r.choice([1.5, -0.0, np.nan]) for _ in range(n)], dtype="float64"),
        "int8": lambda: np.arange(n).astype("int8"),
        "uint64": lambda: np.arange(n, dtype="uint64") + np.uint64(2**63),
        "float32": lambda: np.arange(n, dtype="float32") / 3,
        "bool": lambda: np.arange(n) % 3 == 0,
        "text": lambda: ["t%d" % r.randrange(20) for _ in range(n)],
        "gaps": lambda: [r.choice(["a", "é", None, "日本"]) for _ in range(n)],
        "object": lambda: pd.Series([r.choice(["a", None, 1, 2.5, float("nan"), True]) for _ in range(n)], dtype=object),
        "mixed": lambda: pd.Series([r.choice(["a", "b"]) for _ in range(n)], dtype=object),
        "odd": lambda: pd.Series([r.choice(["a", (1, 2), [3], np.float64(2)]) for _ in range(n)], dtype=object),
        "date": lambda: pd.date_range("2024-01-01", periods=n),
        "zone": lambda: pd.date_range("2024-01-01", periods=n, tz="Europe/Vienna"),
        "category": lambda: pd.Categorical(["x", "y"] * n),
        "Int64": lambda: pd.array([1, None] * n, dtype="Int64"),
        "string": lambda: pd.array(["a", None] * n, dtype="string"),
        "big-endian": lambda: np.arange(n, dtype=">i4"),
        "complex": lambda: np.arange(n) * 1j,
        "own": lambda: range(n),
    }
    series = pd.Series(some[kind]())
    if r.random() < 0.2:
        series = series.iloc[::-1]
    elif r.random() < 0.2:
        series = series[3:-2]
    if kind == "own":
        return r.choice([type("Own", (pd.Series,), {})(series), series.tolist(), series.to_numpy(), pd.Index(series), None])
    return series


def told(values):
    """Classes, texts, and which of the first values are the same object as the one before."""
    found, before = [], None
    for value in values:
        first = value[0] if type(value) is tuple and len(value) == 2 else value
        is_number = type(first) in (int, float) and first == first
        found.append((type(value).__name__, repr(value), None if is_number else first is before))
        before = first
    return found


def attempt(function):
    try:
        return function()
    except Exception as error:
        return type(error).__name__, str(error)


def changing(series, items, r):
    """Elements of a series into which something is stored meanwhile."""
    found = []
    for number, value in enumerate(items):
        found.append(repr(value))
        if number in (1, 20, 70):
            try:
                series.iloc[min(len(series) - 1, number + 30)] = series.iloc[0]
            except Exception as error:
                found.append(str(error))
    return found


def main(seed, count):
    differences, listed = [], 0
    for number in range(count):
        case = seed * 1_000_000 + number
        r = random.Random(case)
        one, other = column(r), column(r)
        if isinstance(one, (pd.Series, np.ndarray, list)) and len(one) > 300 and r.random() < 0.8:
            one = one[:300]
        listed += type(_rt.iterated(one, True)) is not type(one)
        cases = [
            (lambda: told(one), lambda: told(_rt.iterated(one, True))),
            (lambda: told(one), lambda: told(_rt.iterated(one))),
            (lambda: told(zip(one, other)), lambda: told(_rt.zipped((0, 1), one, other))),
            (lambda: told(zip(other, range(70), one)), lambda: told(_rt.zipped((0, 2), other, range(70), one))),
            (lambda: told(zip(one)), lambda: told(_rt.zipped((), one))),
            (lambda: told(sorted(map(repr, set(one)))), lambda: told(sorted(map(repr, set(_rt.iterated(one, True)))))),
            (lambda: told([sum(one)]), lambda: told([sum(_rt.iterated(one, True))])),
        ]
        if isinstance(one, pd.Series):
            copies = [one.copy(), one.copy()]
            cases.append((lambda: changing(copies[0], copies[0], r), lambda: changing(copies[1], _rt.iterated(copies[1]), r)))
        for place, (before, after) in enumerate(cases):
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                results = []
                for each in (before, after):
                    results.append(attempt(each))
                    results[-1] = (results[-1], [str(one.message) for one in said])
                    said.clear()
            if results[0] != results[1] and len(differences) < 10:
                differences.append([case, place, repr(results[0])[:500], repr(results[1])[:500]])
    print(json.dumps({"columns": count, "listed": listed, "differences": differences}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
