"""Single cells of random frames: what `noodle_rt.cells` reads and stores has to be what pandas does, whatever happens to the frame in between.

    python cells.py RUNTIME SEED COUNT    prints one line of JSON: steps, those done without pandas, and differences
"""
import json
import random
import sys
import warnings

import numpy as np
import pandas as pd
from lazy_frames import make, said_of, seen

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from noodle_rt.frames import cells  # noqa: E402

VALUES = ["1", "2.5", "1", "2.5", "i + 0.5", "i", "i * 0.25", "'t'", "i > 2", "1", "2.5", "-0.0", "'t'", "None", "True", "np.float64(3.5)", "np.int64(4)", "float('nan')", "np.nan", "-np.nan", "[np.nan]", "2**53 + 1", "2**70", "300", "-1", "4.0", "np.bool_(False)",
          "pd.Timestamp('2021-01-01')", "pd.NaT", "[1]", "(1, 2)", "np.float32(0.1)", "np.datetime64('2020-01-01')", "pd.NA", "D.loc[i, 'x']", "D['a'].iloc[i]", "1 + 2j"]  # fmt: skip
ROWS = ["i", "i", "i", "i", "i", "i", "i", "i", "df.index[i]", "df.index[i]", "df.index[i]", "j", "k", "i + 1", "i - 1", "-1", "99", "'r1'", "'r2'", "np.int64(i)", "float(i)", "True", "df.index[i]", "df.index[i]", "df.index[j]", "i % 3", "slice(1, 3)", "[i]", "None"]
LABELS = ["'x'", "'x'", "'x'", "'x'", "'y'", "'a'", "'b'", "'c'", "'d'", "'zz'", "label", "0", "['x']"]
PLACES = ["0", "1", "2", "3", "-1", "99", "'x'", "True"]


def step(r):
    row, label, place, value = r.choice(ROWS), r.choice(LABELS), r.choice(PLACES), r.choice(VALUES)
    name = r.choice("xyab")
    return r.choice(
        [
            f"say(D.loc[{row}, {label}])", f"say(D.at[{row}, {label}])", f"say(D.iloc[{row}, {place}])", f"say(D.iat[{row}, {place}])",
            f"say(D[{label}][{row}])", f"say(D[{label}].iloc[{row}])", f"say(D[{label}].loc[{row}])", f"say(D[{label}].at[{row}])",
            f"say(D[{label}].iat[{row}])", f"say(D[{label}].values[{row}])", f"say(D.{name}[{row}])", f"say(D.{name}.iloc[{row}])",
            f"say(D.iloc[{row}]['x'])", f"say(D.loc[{row}]['a'])", f"say(D.iloc[{row}].y)", f"say(D.iloc[{row}]['b'], D.iloc[{row}]['x'])",
            f"say(S[{row}])", f"say(S.iloc[{row}])", f"say(S.loc[{row}])", f"say(S.values[{row}])", f"say(S.at[{row}])",
            f"D.loc[{row}, {label}] = {value}", f"D.at[{row}, {label}] = {value}", f"D.iloc[{row}, {place}] = {value}",
            f"D.iat[{row}, {place}] = {value}", f"D.loc[{row}, {label}] += {value}", f"D.at[{row}, {label}] -= 1", f"D.loc[i, 'x'] = D.loc[j, 'y']",
        ]
    )  # fmt: skip


def change(r):
    """What else the program, or code that it calls, may do."""
    value = r.choice(VALUES[:30])
    if r.random() < 0.4:
        return r.choice(["held.append(df['x'])", "held.append(df)", "held.append(df.iloc[:, 1])", "held.append(df[:])", "held.append(df.iloc[i])", "held.append(D.iloc[i]['x'])", "held.clear()"])
    return r.choice(
        [
            "held.append(df['x'])", "held.append(df['a'].values)", "held.append(df.iloc[:, 1])", "held.append(df[:])", "held.append(df.iloc[i])", "held.append(df.copy())",
            "held.append(df.copy(deep=False))", "held.clear()", "df['y'] = 0", "df['x'] = df['x']", "df['x'] = df['y']", "df['a'] = np.arange(len(df)) * 0.5",
            "df['new'] = 't'", "df.index = df.index", "df.index = range(10, 10 + len(df))", "df.columns = list(df.columns[::-1])", "del df['y']", "df.insert(0, 'w', 1)",
            f"df.loc[:, 'x'] = {value}", f"df.loc[df.index[:2], 'a'] = {value}", "df.sort_index(inplace=True)", "df.fillna({'x': 1}, inplace=True)", "df['x'] += 1",
            "df.drop(columns='x', inplace=True)", "df.loc[len(df), 'x'] = 1", "df.rename(columns={'x': 'y', 'y': 'x'}, inplace=True)", "df._consolidate_inplace()",
            f"held[-1].iloc[0] = {value}", f"held[-1][:2] = {value}", "held[-1].values[0] = 1", "df['x'].iloc[i] = 5", "df['x'][i] = 5", f"s.iloc[1] = {value}", "s.index = range(5, 5 + len(s))",
            "s.drop(s.index[0], inplace=True)", "df.update(df[::-1])", "df.reset_index(drop=True, inplace=True)", "df.astype({'x': object})", "df.to_numpy()[0] = 1",
        ]
    )  # fmt: skip


def program(r):
    ways = [step(r) for _ in range(r.choice([1, 2, 3, 5]))]
    lines = []
    for _ in range(r.choice([2, 4, 10])):
        if r.random() < 0.25:
            lines.append((change(r), r.random() < 0.4))
        lines.append((r.choice(ways), False))
        if r.random() < 0.1:
            # A row that is read again after something has been stored.
            lines += [("row = D.iloc[i]", False), (r.choice(ways), False), ("say(row['x'], row['a'], row.y)", False)]
    text = ["label = 'x'", "for i in range(1, ROUNDS):", "    j, k = i - 1, (i + 2) % 5"]
    for line, is_once in lines:
        text += ["    try:", f"        {'if i == 2: ' if is_once else ''}{line}", "    except Exception as error:", "        failed(error)"]
    return "\n".join(text)


def run(text, case, with_stand_in):
    frame, r = plain(case)
    told = []

    def failed(error):
        trace, lines = error.__traceback__, []
        while trace:
            if trace.tb_frame.f_code.co_filename == "program.py":
                lines.append(trace.tb_lineno)
            trace = trace.tb_next
        # A step that is done in the place of the program is one more frame of it.
        told.append((type(error).__name__, str(error), sorted(set(lines))))

    def say(*values):
        told.extend((type(value).__name__, seen(value) if isinstance(value, (pd.Series, pd.DataFrame)) else repr(value)) for value in values)

    series = frame.iloc[:, min(1, frame.shape[1] - 1)].copy() if frame.shape[1] else pd.Series([1, 2, 3, 4, 5])
    world = {"df": frame, "s": series, "np": np, "pd": pd, "held": [], "say": say, "failed": failed, "ROUNDS": r.choice([3, 6, 20, 20])}
    labels = {"labels": ("x", "a", "y", "b"), "attributes": ("y",)} if {"x", "a", "y", "b"} <= set(map(str, frame.columns)) and r.random() < 0.7 else {}
    world["D"] = _rt.cells(frame, **labels) if with_stand_in else frame
    world["S"] = _rt.cells(series) if with_stand_in else series
    with warnings.catch_warnings(record=True) as said:
        # By default, Python tells a line's warning once, until somebody changes what is told.
        warnings.simplefilter("always" if case % 3 else "default")
        exec(compile(text, "program.py", "exec"), world)
    told += [seen(frame), seen(series), [seen(each) for each in world["held"]], said_of(said)]
    return told


def plain(case):
    """Most frames are those of analysts."""
    r = random.Random(case + 1)
    if r.random() < 0.4:
        return make(case)
    n = r.choice([4, 5, 9, 30])
    kinds = {
        "int": lambda: np.array([r.randrange(-3, 6) for _ in range(n)]),
        "float": lambda: np.array([r.choice([r.uniform(-3, 3), -0.0, float("nan")]) for _ in range(n)]),
        "text": lambda: [r.choice(["a", "b", "cc", ""]) for _ in range(n)],
        "mixed": lambda: pd.Series([r.choice(["a", None, 1, 2.5, True, [1]]) for _ in range(n)], dtype=object),
        "bool": lambda: np.array([r.random() < 0.5 for _ in range(n)]),
        "date": lambda: pd.date_range("2024-01-01", periods=n),
        "int8": lambda: np.array([r.randrange(-3, 6) for _ in range(n)], dtype="int8"),
    }
    names = r.choice([list(kinds), ["int", "float"], ["float"], ["float", "text"]])
    frame = pd.DataFrame({name: kinds[r.choice(names)]() for name in "xyabcd"})
    index = r.choice(["", "", "", "text", "ints", "dates"])
    if index == "text":
        frame.index = ["r%d" % i for i in range(n)]
    elif index == "ints":
        frame.index = r.sample(range(2 * n), n)
    elif index == "dates":
        frame.index = pd.date_range("2020-01-01", periods=n)
    if r.random() < 0.2:
        frame = frame[frame.columns[::-1]]
    elif r.random() < 0.2:
        # pandas 2 warns when something is stored into it.
        frame = frame[[name != 2 for name in range(n)]]
    return frame, r


def main(seed, count):
    cells._FEW_ROWS_OF_CELLS = 1, 1
    differences, steps, left = [], 0, 0
    as_before = cells._CellStand.leave

    def counted(self, template, *values):
        nonlocal left
        left += 1
        caller = sys._getframe(2)
        line, code = caller.f_lineno, caller.f_code
        text = template.__code__.replace(co_filename=code.co_filename, co_firstlineno=line, co_name=code.co_name)
        return type(template)(text, caller.f_globals)(self.owner, *values)

    for number in range(count):
        case = seed * 1_000_000 + number
        text = program(random.Random(case))
        cells._CellStand.leave = as_before if number % 2 else counted
        before, after = run(text, case, False), run(text, case, True)
        steps += len(before) if not number % 2 else 0
        if before != after and len(differences) < 10:
            found = next(((one, other) for one, other in zip(before, after) if one != other), (len(before), len(after)))
            differences.append([case, text, repr(found[0])[:700], repr(found[1])[:700]])
    print(json.dumps({"steps": steps, "left": left, "differences": differences}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
