"""Functions of rows and elements on random frames: what the stand-ins of `noodle_rt` give has to be what pandas gives.

    python row_functions.py RUNTIME SEED COUNT    prints one line of JSON: comparisons, those done on columns, and differences
"""
import json
import math
import random
import sys
import warnings

import numpy as np
import pandas as pd
from lazy_frames import Frame, make, said_of, seen  # noqa: F401

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from noodle_rt.frames import columns, parts, rows  # noqa: E402

RATES = {"a": 1.5, "b": 2, "": None, "cc": "x", 1: 1, 0: False}
KNOWN = ["a", "cc", 1, 2.5]
LIMIT = 1.25

# Pieces of functions: what they compute of two values.
TERMS = [
    "p", "q", "1", "0", "-2.5", "'a'", "None", "True", "LIMIT", "float('nan')", "p + q", "p - q", "p * q", "p / q", "p // q", "p % q", "p ** 2",
    "q ** 0.5", "p ** 3", "-p", "abs(p)", "p * 2", "2 - p", "1 / q", "p / 2", "p // 3", "p % 7", "q % -3", "p + 'x'", "'<' + p", "p * LIMIT",
    "math.sqrt(p)", "math.floor(p)", "math.ceil(q)", "math.trunc(p)", "math.isnan(p)", "math.log(q)", "math.exp(p)", "np.sqrt(p)", "np.log(p)",
    "np.exp(q)", "np.sin(p)", "np.abs(p)", "np.isnan(q)", "np.maximum(p, q)", "np.floor(q)", "np.log1p(p)", "int(p)", "float(q)", "str(p)",
    "round(p)", "round(q, 1)", "len(p)", "bool(p)", "max(p, q)", "min(p, 1)", "max(0.0, q)", "p.lower()", "p.strip().upper()", "p[0]", "p[:1]",
    "p.startswith('a')", "p.replace('a', 'b')", "RATES[p]", "RATES.get(p)", "RATES.get(q, 0)", "p in KNOWN", "q in ('a', 'b', 1)", "p in {1, 2.5, 'a'}", "p in (True, None, 'cc')", "p.startswith(('a', 'c'))", "'a' in p",
    "pd.isna(p)", "pd.notnull(q)", "p is None", "isinstance(p, str)", "isinstance(q, (int, float))", "helper(p)", "p == q", "p < q", "p != 'a'",
    "p >= 1", "not p", "p > 0 and q > 0", "p or q", "0 < p <= 5", "(p > 0) & (q > 0)", "(p > 1) | (q < 0)", "min(p, q) + max(p, q)", "p == None",
    "p * q + p", "p * p - q * q", "any([p > 1, q > 1])", "(p, q)", "[p]", "complex(p)", "divmod(p, 2)", "p @ q", "'{}-{}'.format(p, q)", "'%s' % p",
]  # fmt: skip


def helper(value):
    if value > 1:
        return value * 2
    return value


def function_of(r, access):
    """The text of a function of a row or element, in the forms that analysts write."""

    def term():
        return access(r.choice(TERMS))

    test = access(r.choice(["p > 0", "q > 0", "p == q", "p < 1", "q != q", "p == 'a'", "p", "q > 0 and p > 0", "p is None", "isinstance(p, str)", "pd.isna(q)", "p in KNOWN"]))
    other = access(r.choice(["p > 2", "q < 0", "p == 1"]))
    return r.choice(
        [
            f"def f(r): return {term()}",
            f"def f(r): return {term()}",
            f"def f(r): return {term()} if {test} else {term()}",
            f"def f(r):\n  if {test}: return {term()}\n  elif {other}: return {term()}\n  return {term()}",
            f"def f(r):\n  t = {term()}\n  if {test}: t = {term()}\n  return t",
            f"def f(r):\n  if {test} or {other}: return {term()}",
            f"def f(r):\n  t = 0\n  for k in range(3):\n    t = t + {access('p')}\n  return t if {test} else {term()}",
        ]
    )


def outcome(call, frame):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            value = call()
            told = seen(value) if isinstance(value, (pd.Series, pd.DataFrame)) else repr(value)
            if isinstance(value, pd.Series) and len(value):
                # The result has memory of its own.
                value.iloc[0] = value.iloc[-1]
                told = told, seen(value)
        except Exception as error:
            told = (type(error).__name__, str(error))
    # The line of a call inside of noodle_rt is not that of the program.
    return told, [each[:2] for each in said_of(said)], seen(frame)


def row_access(p, q):
    return lambda text: "".join({"p": f"r[{p!r}]", "q": f"r[{q!r}]"}.get(part, part) for part in split(text))


def element_access(text):
    return "".join({"p": "r", "q": "r"}.get(part, part) for part in split(text))


def split(text):
    import re

    return re.split(r"\b(?<!')([pq])\b(?![a-z'(])", text)


def main(seed, count):
    columns._FEW_FRAME_ROWS = rows._FEW_ROWS = rows._FEW_ROWS_APPLIED = 1
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
        p, q = r.choice(["x", "y", "a", "b"]), r.choice(["x", "y", "c", "d"])
        on_rows = r.random() < 0.6
        text = function_of(r, row_access(p, q) if on_rows else element_access)
        world = {"math": math, "np": np, "pd": pd, "RATES": dict(RATES), "KNOWN": list(KNOWN), "LIMIT": LIMIT, "helper": helper}
        exec(text, world)
        f = world["f"]
        made = [make_plain(case) for _ in range(3)]
        if on_rows:
            calls = [lambda d: d.apply(f, axis=1), lambda d: _rt.by_columns(d, (p, q) if p != q else (p,)).apply(f, axis=1), lambda d: _rt.by_rows(d, (p, q) if p != q else (p,)).apply(f, axis=1)]
        else:
            method = r.choice(["apply", "map"])
            calls = [lambda d: getattr(d[p], method)(f), lambda d: getattr(_rt.by_elements(d[p], 1), method)(f)]
        expected, *found = [outcome(lambda: call(frame), frame) for call, frame in zip(calls, made)]
        for each in found:
            comparisons += 1
            if each != expected and len(differences) < 20:
                differences.append([case, text, repr(expected)[:600], repr(each)[:600]])
    print(json.dumps({"comparisons": comparisons, "columns": done, "differences": differences}))


def make_plain(case):
    """Half of the frames have columns of numbers and texts only, as those of analysts."""
    r = random.Random(case + 1)
    if r.random() < 0.4:
        return make(case)[0]
    n = r.choice([1, 2, 5, 40, 60])
    kinds = {
        "int": lambda: np.array([r.randrange(-3, 6) for _ in range(n)]),
        "positive": lambda: np.array([r.randrange(1, 9) for _ in range(n)]),
        "float": lambda: np.array([r.choice([r.uniform(-3, 3), r.random() * 10]) for _ in range(n)]),
        "halves": lambda: np.array([r.randrange(-5, 6) / 2 for _ in range(n)]),
        "holes": lambda: np.array([r.choice([r.random(), float("nan")]) for _ in range(n)]),
        "text": lambda: [r.choice(["a", "b", " Ab ", "cc", ""]) for _ in range(n)],
        "mixed": lambda: pd.Series([r.choice(["a", None, 1, 2.5, True]) for _ in range(n)], dtype=object),
        "bool": lambda: np.array([r.random() < 0.5 for _ in range(n)]),
        "large": lambda: np.array([r.choice([2**53, 2**31, -(2**52), 3]) for _ in range(n)]),
    }
    numbers = r.random() < 0.5
    choices = ["int", "positive", "float", "halves", "holes"] if numbers else list(kinds)
    same = r.choice(choices) if r.random() < 0.2 else None
    frame = pd.DataFrame({name: kinds[same or r.choice(choices)]() for name in ("x", "y", "a", "b", "c", "d")})
    if r.random() < 0.3:
        frame.index = [r.randrange(5) for _ in range(n)]
    return frame



if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
