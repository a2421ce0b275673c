"""Loops over tuples of random frames that may change meanwhile: what `noodle_rt.by_tuples` gives has to be what pandas gives.

    python tuples.py RUNTIME SEED COUNT    prints one line of JSON: loops, those over fewer columns, and differences
"""
import json
import random
import sys
import warnings

import pandas as pd
from cells import plain
from lazy_frames import said_of, seen

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from noodle_rt.frames import tuples  # noqa: E402

CHANGES = [
    "pass", "pass", "df.loc[:, 'x'] = 1", "df.iat[n, 0] = 5", "df.iloc[0, 1] = df.iloc[1, 1]", "df['y'] = 0", "df['x'] = df['y']", "del df['a']", "df.columns = list(df.columns[::-1])",
    "df.index = range(5, 5 + len(df))", "df.fillna({'x': 1}, inplace=True)", "df['x'] += 1", "df.drop(df.index[0], inplace=True)", "held[0].iloc[0] = held[0].iloc[-1]", "df.at[df.index[n], 'b'] = df['b'].iloc[0]",
]  # fmt: skip


def program(r):
    names = r.sample(["x", "y", "a", "b", "c", "d", "Index", "Index", "count"], r.choice([1, 2, 3]))
    names = tuple(dict.fromkeys(names))
    call = r.choice(["itertuples()", "itertuples()", "itertuples(index=False)", "itertuples(name='Row')", "itertuples(index=True, name='Pandas')"])
    change = r.choice(CHANGES)
    leaves = change == "pass" and r.random() < 0.5
    end = r.choice(["", "", "", "    if n == 3: break", "    if n == 2: raise ValueError(n)"])
    reads = ", ".join(f"row.{name}" for name in names)
    text = f"""
held = [df['x']] if 'x' in df else []
n = 0
for row in D.{call}:
    say({reads})
{end}
    n += 1
    if n == 2:
        try:
            {change}
        except Exception as error:
            failed(error)
"""
    if leaves:
        text += "say(row)\n"
    return text, names, leaves


def run(text, names, leaves, case, with_stand_in):
    frame, _ = plain(case)
    told = []
    world = {"df": frame, "pd": pd, "failed": lambda error: told.append((type(error).__name__, str(error)))}
    world["say"] = lambda *values: told.extend((type(value).__name__, "" if callable(value) else repr(value)) for value in values)
    world["D"] = frame
    code = compile(text, "program.py", "exec")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            if with_stand_in:
                # The stand-in finds the variables of the place where it is made.
                world.update(by=_rt.by_tuples, names=names)
                exec(f"D = by(df, names{', leaves=%r' % 'row' if leaves else ''})", world)
            exec(code, world)
        except Exception as error:
            world["failed"](error)
    if leaves:
        told.append(repr(world.get("row")))
    return [*told, seen(frame), said_of(said)], type(world["D"]).__name__ == "_Tuples"


def main(seed, count):
    differences, done = [], 0
    tuples._TUPLE_CLASSES.clear()
    for number in range(count):
        case = seed * 1_000_000 + number
        text, names, leaves = program(random.Random(case))
        before, after = run(text, names, leaves, case, False)[0], run(text, names, leaves, case, True)
        done += after[1]
        if before != after[0] and len(differences) < 10:
            found = next(((one, other) for one, other in zip(before, after[0]) if one != other), (len(before), len(after[0])))
            differences.append([case, text, repr(found[0])[:700], repr(found[1])[:700]])
    print(json.dumps({"loops": count, "done": done, "differences": differences}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
