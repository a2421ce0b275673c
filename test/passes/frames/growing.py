"""Frames that loops make longer, row by row, of values of many kinds: what `noodle_rt.growing_frame` and `growing_rows` give has to be what
pandas gives.

    python growing.py RUNTIME SEED COUNT    prints one line of JSON: loops, rows, those that waited, and differences
"""
import json
import random
import sys
import warnings

import numpy as np
import pandas as pd
from lazy_frames import said_of, seen

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from noodle_rt.frames import growing  # noqa: E402

NEGATIVE_NAN = np.copysign(float("nan"), -1.0)
VALUES = {
    "int": [1, 2, -7, 0, 12],
    "big": [1, 2**53 + 1, -(2**53), 2**62],
    "float": [1.5, -0.0, 2.0, 0.1],
    "gaps": [1.5, float("nan"), 2.0, float("nan")],
    "text": ["a", "bb", "", "é", "日本"],
    "bool": [True, False],
    "float64": [np.float64(0.1), np.float64(-2.0)],
    "int64": [np.int64(4), np.int64(-4)],
}
ODD = [None, 1, 2.5, True, "x", float("nan"), NEGATIVE_NAN, 2**63, -(2**63) - 1, 2**70, np.float32(0.1), np.int8(3), np.bool_(True), pd.Timestamp("2024-01-02"), pd.NaT, pd.NA, "\ud800", [1], (1, 2), np.str_("s")]  # fmt: skip


def rows_of(r, names):
    """Rows whose values are of one class a column, but for some."""
    kinds = [r.choice(list(VALUES)) for _ in names]
    rate = r.choice([0, 0, 0.03, 0.2])
    for _ in range(r.choice([1, 2, 3, 6, 12, 25])):
        yield [r.choice(ODD) if r.random() < rate else r.choice(VALUES[kind]) for kind in kinds]


def beginning(r, names):
    """What the variable holds when the loop begins."""
    choice = r.randrange(9)
    if choice == 0:
        return None if r.random() < 0.2 else pd.DataFrame()
    if choice < 4:
        return pd.DataFrame(columns=names)
    kinds = [r.choice(["int", "float", "text", "bool", "gaps"]) for _ in names]
    n = r.choice([0, 1, 1, 2, 4])
    frame = pd.DataFrame({name: [r.choice(VALUES[kind]) for _ in range(n)] for name, kind in zip(names, kinds)}, columns=names)
    odd = r.randrange(24)
    if odd == 0:
        frame.attrs = {"made": 1}
    elif odd == 1 and n:
        frame.index = pd.date_range("2024-01-01", periods=n)
    elif odd == 2:
        frame.index.name = "number"
    elif odd == 3:
        frame.columns.name = "field"
    elif odd == 4:
        frame = type("Own", (pd.DataFrame,), {})(frame)
    elif odd == 5:
        frame = frame.astype(object)
    elif odd == 6 and n:
        frame.index = [5] * n
    elif odd == 7:
        frame = frame.set_flags(allows_duplicate_labels=False)
    elif odd == 8 and len(names) > 1:
        frame.columns = [names[0]] * len(names)
    elif odd == 9 and n:
        frame.index = ["r%d" % i for i in range(n)]
    elif odd == 10:
        frame = frame.iloc[::-1]
    elif odd == 11 and n:
        frame[frame.columns[0]] = pd.Series([None] * n, dtype=object, index=frame.index)
    elif odd == 12 and n:
        frame = frame.convert_dtypes()
    elif odd == 13 and n:
        frame.index = pd.Index(np.arange(n) * 2.0)
    elif odd == 14 and n > 1:
        frame = frame[[True] * n]
    return frame


def program(r):
    """The loop's lines as they are and as they become, and the world of the program."""
    names = [["a"], ["a", "b"], ["a", "b", "c"], ["x", "name", "size", "ok"]][r.randrange(4)]
    world = {"pd": pd, "np": np, "_rt": _rt, "df": beginning(r, names), "rows": list(rows_of(r, names)), "names": names, "r": r}
    is_known = r.random() < 0.1
    if is_known:
        world["other"] = world["df"]
    if r.random() < 0.5:
        label = r.choice(["len(df)", "len(df)", "len(df) + 1", "i", "'r%d' % i", "i % 3", "key"])
        row = r.choice(["row", "row", "dict(zip(names, row))", "tuple(row)", "np.array(row)" if r.random() < 0.1 else "row"])
        grown = label.replace("len(df) + 1", "g.next(1)").replace("len(df)", "g.next()")
        begin, end = "g = _rt.growing_rows(df)", "g.done()"
        before = f"df.loc[{label}] = {row}"
        after = f"if not g.puts({row}, {grown}): df.loc[{label}] = g.piece()"
    else:
        again = r.choice([True, True, False])
        options = ", ignore_index=True" if again else r.choice(["", ", sort=False"])
        frame, data, more = r.choice([
            ("pd.DataFrame(%s)", "[dict(zip(names, row))]", ""),
            ("pd.DataFrame(%s)", "{name: [value] for name, value in zip(names, row)}", ""),
            ("pd.DataFrame(%s, columns=names)", "[row]", ", tuple(names)"),
            ("pd.DataFrame(%s, index=[0])" if again else "pd.DataFrame(%s)", "dict(zip(names, row))", ""),
            ("%s", "part(row)", ""),
            ("%s", "part(row)", ""),
        ])  # fmt: skip
        begin, end = f"g = _rt.growing_frame(df{', True' if again else ''})", "df = g.done()"
        before = f"df = pd.concat([df, {frame % data}]{options})"
        after = f"if not g.takes({data}{more}): df = g.now(pd.concat([g.frame(), {frame % 'g.piece()'}]{options}))"
    change = r.choice(["pass"] * 6 + ["row = row[::-1]", "names = names[::-1]", "row = row[:-1]"]) if r.random() < 0.3 else "pass"
    world["odd"] = r.choice([1, 2, 5, 7])
    body = """
{begin}
try:
    for i, row in enumerate(rows):
        key = r.choice(["k", 5, 2.5, "m%d" % i, i, True])
        if i == odd: {change}
        {step}
        lengths.append({length})
finally:
    {end}
"""
    length = ("len(df)", "g.size()")
    texts = [
        body.format(begin=one, step=step, end=last, change=change, length=size)
        for one, step, last, size in (("pass", before, "pass", length[0]), (begin, after, end, length[1]))
    ]
    return texts, world


def part_maker(r):
    """Frames of no, one or several rows."""

    def part(row, names=["a", "b", "c", "d"]):
        count = r.choice([1, 1, 1, 2, 3, 0])
        frame = pd.DataFrame({name: [value] * count for name, value in zip(names, row)})
        odd = r.randrange(40)
        if odd == 0:
            frame.index = range(7, 7 + count)
        elif odd == 1:
            frame.index.name = "n"
        elif odd == 2 and count == 1:
            frame = frame.T.T
        elif odd == 3:
            frame.attrs = {"made": 2}
        elif odd == 4:
            frame.index = ["s"] * count
        return frame

    return part


def blocks_of(frame):
    if not isinstance(frame, pd.DataFrame):
        return None
    kept = [(str(block.dtype), block.mgr_locs.as_array.tolist(), getattr(block.values, "flags", None) and block.values.flags.c_contiguous) for block in frame._mgr.blocks]
    return kept, getattr(frame, "_is_copy", None) is None


def run(case, with_stand_in):
    r = random.Random(case)
    texts, world = program(r)
    world["r"] = random.Random(case + 7)
    names = world["names"]
    make = part_maker(random.Random(case + 9))
    world["part"] = lambda row: make(row, names)
    world["lengths"] = []
    told = []
    growing._ALONE.clear()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            exec(compile(texts[with_stand_in], "program.py", "exec"), world)
        except Exception as error:
            told.append((type(error).__name__, str(error)))
    frame = world["df"]
    return [told, world["lengths"], seen(frame), seen(world.get("other")), blocks_of(frame), said_of(said)], texts[1], world


def main(seed, count):
    differences, rows, waited = [], 0, [0]
    known = growing._Growing._fits

    def fits(self, values, key):
        answer = known(self, values, key)
        waited[0] += answer
        return answer

    growing._Growing._fits = fits
    for number in range(count):
        case = seed * 1_000_000 + number
        before = run(case, False)[0]
        after, text, world = run(case, True)
        rows += len(world["rows"])
        if before != after and len(differences) < 10:
            found = next((one, other) for one, other in zip(before, after) if one != other)
            differences.append([case, text, repr(world["rows"])[:600], repr(found[0])[:900], repr(found[1])[:900]])
    print(json.dumps({"loops": count, "rows": rows, "waited": waited[0], "differences": differences}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
