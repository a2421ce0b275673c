"""Functions of texts in memory of Arrow, on random texts: what the stand-ins of `noodle_rt` give has to be what pandas gives.

    python texts.py RUNTIME SEED COUNT    prints one line of JSON: comparisons, those done by Arrow, and differences
"""
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
from noodle_rt.frames import columns, distinct, parts  # noqa: E402
from row_functions import outcome  # noqa: E402

LIST = ["a", "b-c", 1, None]
SET = {"a", "x"}
WORD = "b"

LETTERS = {
    "plain": "ab-c 1",
    "blanks": " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x00\x85\xa0ab",
    "cases": "aAzZ0_-[`{@",
    "wide": "aßÄéİǆ日本😀-e\u0301",
    "digits": "0123456789",
    "numbers": "0123456789-+._ e",
    "odd digits": "01²٣½",
}

TERMS = [
    "p.lower()", "p.upper()", "p.strip()", "p.lstrip()", "p.rstrip()", "p.strip('a ')", "p.strip('')", "p.strip(None)", "p.lstrip('-a')", "p.rstrip('ß')", "p.title()", "p.capitalize()",
    "p.startswith('a')", "p.endswith('a')", "p.startswith('')", "p.startswith(('a', 'b'))", "p.endswith(())", "p.startswith(WORD)", "p.replace('a', 'bb')", "p.replace('-', '')", "p.replace('', 'x')",
    "p.replace('a', 'b', 1)", "p.count('a')", "p.count('aa')", "p.count('')", "p.split('-')[0]", "p.split('-')[-1]", "p.split('-')[1]", "p.split('-')[-2]", "p.split('a', 1)[0]", "p.split('a', 1)[-1]",
    "p.split()[0]", "p.split('')[0]", "p.split(' ')", "len(p.split('-'))", "p.split('ab')[0]", "p.split('-')[0].split('a')[-1]", "p.isdigit()", "p.isdecimal()", "p.isnumeric()", "p.isalpha()", "p.isalnum()",
    "p.isspace()", "p.isupper()", "len(p)", "p[0]", "p[1]", "p[-1]", "p[-2]", "p[:1]", "p[1:]", "p[-2:]", "p[:-1]", "p[1:3]", "p[-3:-1]", "p[::2]", "p[::-1]", "p[5:]", "p[2:1]", "p + 'x'", "'<' + p", "p + p",
    "'a' in p", "'' in p", "'ab' in p", "'a' not in p", "p in ('a', 'b')", "p in LIST", "p in SET", "p not in ['a', '-']", "p in 'abc'", "p == 'a'", "p != 'a'", "p < 'b'", "p >= 'ab'", "p > WORD", "p == None", "p == 1",
    "p is None", "p", "not p", "bool(p)", "p or 'none'", "p and 'x'", "int(p)", "float(p)", "int(p[1:])", "int(p, 16)", "str(p)", "str(p).lower()", "isinstance(p, str)", "isinstance(p, float)", "pd.isna(p)",
    "pd.isna(p) or p == 'a'", "f'{p}'", "p * 2", "p % 2", "len(p) * 2 + p.count('a')", "len(p) > 2 and p[0] == 'a'", "'x' if 'a' in p else 'y'", "1 if len(p) > 2 else 'n'", "[p]", "(p, 1)", "p.find('a')", "hash(p) * 0",
    "p.zfill(3)", "max(p)", "sorted(p)", "any(w in p for w in ('a', 'b'))", "min(p, 'b')", "p.lower().strip().replace('-', '_')", "p.encode()", "p.nosuch", "p.split('-')[len(p)]", "{'a': 1}.get(p, 0)", "''.join([p])",
]  # fmt: skip


def caught(p):
    try:
        return int(p)
    except Exception:
        return len(p) if isinstance(p, str) else 0


def listed(p):
    for word in LIST:
        if word == p:
            return word
    for word in ("ab", "a"):
        if word in p:
            return word
    return "none"


def function_of(r):
    def term():
        return re.sub(r"\bp\b", "r", r.choice(TERMS))

    test = r.choice(["'a' in r", "len(r) > 2", "r == 'a'", "r.startswith('a')", "pd.isna(r)", "isinstance(r, str)", term()])
    return r.choice(
        [
            f"def f(r): return {term()}",
            f"def f(r): return {term()}",
            f"def f(r): return {term()}",
            f"def f(r): return ({term()}) if ({test}) else ({term()})",
            f"def f(r):\n  if not isinstance(r, str): return {r.choice(['r', '0', 'None', '-1.5'])}\n  return {term()}",
            f"def f(r):\n  t = {term()}\n  if {test}: t = {term()}\n  return t",
            "def f(r): return caught(r)",
            "def f(r): return listed(r)",
        ]
    )


def series_of(r, n):
    letters = LETTERS[r.choice(list(LETTERS))]
    longest = r.choice([1, 3, 8])
    shortest = r.choice([0, 0, 1])
    values = ["".join(r.choice(letters) for _ in range(r.randrange(shortest, longest + 1))) for _ in range(n)]
    if r.random() < 0.2:
        values = [None if r.random() < 0.3 else value for value in values]
    series = pd.Series(values, dtype=r.choice(["str", "str", "str", "str", "string"]), index=make_index(r, n), name=r.choice([None, "x"]))
    if r.random() < 0.2:
        series = pd.concat([series.iloc[: n // 2], series.iloc[n // 2 :]])
    return series.iloc[::-1] if r.random() < 0.1 else series


def main(seed, count):
    differences, done, comparisons = [], 0, 0
    tried = columns._run
    # Equal texts shall not be looked for.
    distinct._are_repeated = lambda *_: False

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
        n = r.choice([2, 3, 40, 60])
        text = function_of(r)
        world = dict(globals())
        exec(text, world)
        f = world["f"]
        method = r.choice(["apply", "map"])
        calls = [lambda s: getattr(s, method)(f), lambda s: getattr(_rt.by_elements(s, repeated=1), method)(f)]
        expected, found = [outcome(lambda: call(series), series) for call, series in zip(calls, [series_of(random.Random(case + 1), n) for _ in calls])]
        comparisons += 1
        if found != expected and len(differences) < 20:
            differences.append([case, text, repr(expected)[:900], repr(found)[:900]])
    print(json.dumps({"comparisons": comparisons, "arrow": done, "differences": differences}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(int(sys.argv[2]), int(sys.argv[3]))
