"""Loops that add something for each row of random frames: what `noodle_rt.folded` adds has to be what the loop adds.

    python folds.py RUNTIME SEED COUNT    prints one line of JSON: loops, those done at once, and differences
"""
import json
import random
import sys
import warnings
from collections import Counter, defaultdict

import numpy as np
import pandas as pd

sys.path.insert(0, sys.argv[1])
from noodle_rt.compare import difference  # noqa: E402
from noodle_rt.frames import folds  # noqa: E402

TEXT = "str" if pd.__version__ >= "3" else object
CELLS = {"a": "int", "b": "int", "x": "float", "y": "float", "s": "text", "k": "text", "d": "time", "t": "bool", "o": "mixed"}
NUMBERS = ["{a}", "{a}", "{x}", "{x}", "{x}", "{y}", "1", "0.5", "{a} * {x}", "{a} + {b}", "{a} > 3", "{t}", "-{x}", "{o}"]
VALUES = [*NUMBERS, "({k}, {x})", "{{'k': {k}, 'a': {a}}}", "[{x}]", "{s}", "'word'", "None", "{d}", "{s} + '!'", "{o}", "({a}, ({x}, 'c'))", "()", "{d}.year"]
KEYS = ["{k}", "{k}", "{k}", "{a}", "{s}", "({k}, {a})", "{t}", "{a} % 3", "{d}", "'all'", "{x}", "{o}", "({k}, {a}, {t})"]
# What a loop does, and how the function of the row says it.
STEPS = [
    ("n += {v}", "n.add({v})"), ("n -= {v}", "n.sub({v})"), ("n += {v}\nout.append(n)", "n.add({v})\nout.append(n.now())"),
    ("n += {v}\nif n > 3: out.append((n, {w}))", "n.add({v})\nif n.now() > 3: out.append((n.now(), {w}))"),
    ("if ({v}) > m: m = {v}", "m.largest({v})"), ("m = min(m, {v})", "m.smallest({v})"), ("out.append({w})", "out.append({w})"), ("seen.add({q})", "seen.add({q})"),
    ("T[{q}] = T.get({q}, 0) + ({v})", "T.add({q}, {v}, 0)"), ("T[{q}] = T.get({q}, 0.0) + ({v})", "T.add({q}, {v}, 0.0)"), ("T[{q}] += {v}", "T.add({q}, {v})"),
    ("T[{q}] = T.get({q}, 0) + ({v})\nout.append(T[{q}])", "T.add({q}, {v}, 0)\nout.append(T.now({q}))"),
    ("if {q} in T: T[{q}] += {v}\nelse: T[{q}] = {v}", "T.begin({q}, {v}, {v})"), ("T[{q}] = {w}", "T.put({q}, {w})"),
    ("if {q} not in T or ({v}) > T[{q}]: T[{q}] = {v}", "T.largest({q}, {v})"), ("if {q} not in T or ({v}) < T[{q}]: T[{q}] = {v}", "T.smallest({q}, {v})"),
    ("L.setdefault({q}, []).append({w})", "L.collect({q}, {w}, True)"), ("L[{q}].append({w})", "L.collect({q}, {w})"),
]  # fmt: skip
STARTS = {
    "n": ["0", "0", "0.0", "-0.0", "1.5", "np.int64(2)", "np.float64(0.1)", "2**53", "True", "''"],
    "m": ["0", "-1", "0.0", "-0.0", "float('-inf')", "np.float64(1)", "3"],
    "out": ["[]", "[]", "['x']"],
    "seen": ["set()", "set()", "{1, 'north'}", "{True}"],
    "T": ["{}", "{}", "{'north': 1}", "{'north': 1.5, 'south': 2}", "defaultdict(int)", "defaultdict(float)", "Counter()", "Counter(north=3)", "{1: np.float64(0.5), 2.0: 1}", "{'north': 'n'}"],
    "L": ["{}", "defaultdict(list)", "{'north': [0], 'east': []}", "{'north': (1,)}"],
}  # fmt: skip


def frame(r):
    n = r.choice([3, 30, 80, 200])

    def column(make, odd, share=0.1):
        strange = r.random() < 0.2
        return [r.choice(odd) if strange and r.random() < share else make() for _ in range(n)]

    few = r.choice([2, 5, 40])
    table = pd.DataFrame(
        {
            "a": column(lambda: r.randint(-5, few), [2**53, 2**62, -(2**53)]), "b": column(lambda: r.randint(0, 5), [2**40]),
            "x": column(lambda: round(r.uniform(-3, 12), r.choice([1, 15])), [float("nan"), float("inf"), -float("inf"), -0.0, 0.0, 1e308, 1e-320]),
            "y": column(r.random, [float("nan"), -0.0]), "s": pd.Series(column(lambda: f"w{r.randint(0, few)}", [None, ""]), dtype=TEXT),
            "k": pd.Series(column(lambda: r.choice(["north", "south", "east"]), [None]), dtype=TEXT),
            "d": pd.to_datetime(column(lambda: f"20{r.randint(10, 30)}-0{r.randint(1, 9)}-11", [None])), "t": column(lambda: r.random() < 0.5, [True]),
            "o": pd.Series(column(lambda: r.choice([1, 2]), [1.5, "t", None, True, -0.0]), dtype=object),
        }
    )  # fmt: skip
    if r.random() < 0.3:
        table = table[r.sample(list(CELLS), 4) if r.random() < 0.5 else ["a", "x", "y", "b"]]
    if r.random() < 0.1:
        table = table.astype({name: r.choice(["float32", "int8", "uint8", "Int64", "category"]) for name in table.columns[:1]}, errors="ignore")
    if r.random() < 0.2:
        table.index = r.choice([lambda: [f"r{i}" for i in range(n)], lambda: [i // 2 for i in range(n)], lambda: pd.date_range("2020", periods=n)])()
    return table


def program(r, columns):
    how = r.choice(["iterrows", "iterrows", "itertuples", "items", "zip"])
    used = r.sample(list(columns), min(len(columns), 1 if how == "items" else r.choice([2, 3, 4])))
    if how == "zip" and len(used) < 2:
        how = "iterrows"
    read = {"iterrows": "row['{0}']", "itertuples": "row.{0}"}.get(how, "{0}")
    names = {name: read.format(name if name in used else used[0]) for name in CELLS}
    lines, steps = [], []
    asked = set()
    for _ in range(r.choice([1, 1, 2, 3])):
        loop, step = r.choice(STEPS)
        # The compiler sees to it that nothing is added behind where it is asked for.
        if step[0] in asked:
            continue
        asked |= {step[0]} if ".now(" in step else set()
        value, kept, key = (r.choice(each).format(**names) for each in (NUMBERS, VALUES, KEYS))
        parts = {"v": value, "w": kept, "q": key}
        mine, other = loop.format(**parts).split("\n"), step.format(**parts).split("\n")
        if r.random() < 0.35 and ".now(" not in step:
            test = r.choice(["{a} > 2", "{k} == 'north'", "{x} < 4 or {b} > 1", "{t}", "{s} in ('w1', 'w2')"]).format(**names)
            mine, other = [f"if {test}:", *["    " + each for each in mine]], [f"if {test}:", *["    " + each for each in other]]
        lines += mine
        steps += other
    index = how == "iterrows" and r.random() < 0.3
    if index:
        lines.append("out.append(i)")
        steps.append("out.append(i)")
    head = {"iterrows": "for i, row in L_.iterrows():", "itertuples": "for row in L_.itertuples():", "items": f"for {used[0]} in L_:", "zip": f"for {', '.join(used)} in L_:"}[how]
    parameters = (["i", "row"] if index else ["row"]) if how.startswith("iter") else used
    source = {"items": f"df[{used[0]!r}]", "zip": "(" + ", ".join(f"df[{each!r}]" for each in used) + ")"}.get(how, "df")
    body = "\n".join("    " + each for each in lines)
    start = "\n".join(f"{name} = {r.choice(values)}" for name, values in STARTS.items())
    original = f"{start}\nL_ = {f'zip(*{source})' if how == 'zip' else source}\n{head}\n{body}\n"
    texts = "\n".join("    " + each for each in steps)
    labels = tuple(used) if how.startswith("iter") else ()
    call = f"L_, n, m = folded({source}, {how!r}, {labels!r}, each, (n, m), (out, seen, T, L){', index=True' if index else ''})"
    return original, f"{start}\ndef each({', '.join(parameters)}, n, m, out, seen, T, L):\n{texts}\n{call}\n{head}\n{body}\n"


WAYS = {
    "label": ["df.loc[{i}, '{c}']", "df.at[{i}, '{c}']", "df['{c}'][{i}]", "df['{c}'].loc[{i}]"], "position": ["df['{c}'].iloc[{i}]", "df['{c}'].iat[{i}]"],
    "row": ["df.iloc[{i}]['{c}']"], "labelled row": ["df.loc[{i}]['{c}']"], "values": ["df['{c}'].values[{i}]"],
}  # fmt: skip


def counted_program(r, columns):
    cells, labels = {}, []
    how, shifts = r.choice([("range(len(df))", [0]), ("range(1, len(df))", [0, -1]), ("range(len(df) - 1)", [0, 1]), ("range(1, len(df) - 1)", [0, 1, -1]), ("df.index", [0]), ("range(len(df))", [0, -1, 1]), ("range(0, len(df), 2)", [0])])

    def cell(name):
        name = name if name in columns else r.choice(list(columns))
        way, shift = r.choice([*WAYS, "label", "position"]), r.choice(shifts)
        place = (0, name, way, shift)
        text = r.choice(WAYS[way]).format(i="i" if shift == 0 else f"i {'+' if shift > 0 else '-'} 1", c=name)
        if place not in labels:
            labels.append(place)
        cells[text] = f"_{labels.index(place)}"
        return text

    lines = []
    for _ in range(r.choice([1, 1, 2])):
        kind = r.choice(["append", "append", "n", "m", "T", "put", "put"])
        test = f"if {cell('a')} > 2: " if r.random() < 0.4 else ""
        value = r.choice([cell("a"), cell("x"), f"{cell('a')} - {cell('b')}", f"{cell('x')} * 2", cell("k"), "1", "0.5", "i", f"({cell('s')}, i)"])
        if kind == "put":
            target = r.choice([*columns, "z"])
            if r.random() < 0.7:
                target, value = r.choice([("b", cell("a")), ("y", cell("x")), ("y", "0.5"), ("s", cell("k")), ("b", "1"), ("y", f"{cell('x')} * 2"), ("t", f"{cell('a')} > 1"), ("s", "'t'")])
            if any(each[1] == target for each in labels) or any(" = put" in each for each in lines):
                continue
            lines.append((test + f"df.{r.choice(['loc', 'at'])}[i, '{target}'] = {value}", test + f"put.put({value})", target))
        else:
            key = cell("k")
            loop, step = {"append": ("out.append({v})", "out.append({v})"), "n": ("n += {v}", "n.add({v})"), "m": ("m = max(m, {v})", "m.largest({v})"), "T": ("T[{q}] = T.get({q}, 0) + {v}", "T.add({q}, {v}, 0)")}[kind]
            lines.append((test + loop.format(v=f"({value})", q=key), test + step.format(v=f"({value})", q=key), None))
    if not lines:
        return program(r, columns)
    targets = [target for _, _, target in lines if target is not None][:1]
    start = "\n".join(f"{name} = {r.choice(values)}" for name, values in STARTS.items())
    body = "\n".join("    " + loop for loop, _, target in lines if target is None or target in targets)
    steps = "\n".join("    " + step for _, step, target in lines if target is None or target in targets)
    for text in sorted(cells, key=len, reverse=True):
        steps = steps.replace(text, cells[text])
    parameters = ", ".join(["i", *[f"_{number}" for number in range(len(labels))], "n", "m", "out", "seen", "T", "L", *(["put"] if targets else [])])
    stored = "((0, " + repr(targets[0]) + "),)" if targets else "()"
    call = f"L_, n, m = folded((df,), {how}, {tuple(labels)!r}, each, (n, m), (out, seen, T, L), {stored}, index=True)"
    loop = f"for i in L_:\n{body}\n"
    return f"{start}\nL_ = {how}\n{loop}", f"{start}\ndef each({parameters}):\n{steps}\n{call}\n{loop}"


def run(text, table):
    world = {"df": table, "np": np, "pd": pd, "defaultdict": defaultdict, "Counter": Counter, "folded": folds.folded}
    seen = {}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            exec(compile(text, "program.py", "exec"), world)
        except Exception as error:
            seen["error"] = (type(error).__name__, str(error))
    seen["said"] = sorted({str(each.message) for each in said})
    seen["frame"] = table
    seen["values"] = {name: world.get(name) for name in (*STARTS, "i", "row")}
    # Where a NaN is in a set follows from where it lies in memory.
    has_nan = any(each != each for part in world["seen"] for each in (part if type(part) is tuple else (part,)))
    seen["order"] = list(() if has_nan else world["seen"]), list(world["T"]), list(world["L"])
    return seen


def main():
    r = random.Random(int(sys.argv[2]))
    loops, done, differences = 0, 0, []
    own = folds._try

    def counted(*args):
        nonlocal done
        result = own(*args)
        done += result is not None
        return result

    folds._try = counted
    folds._ROWS_FOR_RUN = dict.fromkeys(folds._ROWS_FOR_RUN, 0.01)
    folds._FEW_FOLDED = dict.fromkeys(folds._FEW_FOLDED, 10)
    for number in range(int(sys.argv[3])):
        table = frame(r)
        is_counted = r.random() < 0.4
        if is_counted and r.random() < 0.8:
            table = table.reset_index(drop=True)
        original, folded = (counted_program if is_counted else program)(r, table.columns)
        folds._FEW_AT_ONCE, folds._MANY_ROWS = r.choice([(1, 5000), (24, 5000), (24, 50)])
        folds._TRIED_ROWS = 40
        before, after = run(original, table.copy()), run(folded, table.copy())
        loops += 1
        found = difference(before, after, "seen", nan_bits=False)
        if found is not None:
            differences.append({"number": number, "what": str(found)[:300], "program": folded})
    print(json.dumps({"loops": loops, "done": done, "differences": differences[:5]}))


main()
