"""Random text files and steps on them, with pandas and with `noodle_rt.engine`. Prints one line of JSON: {"comparisons": n, "lowered": n, "wrong": [...]}.

Arguments: folder of noodle_rt, number of random files, first seed.
"""
import json
import os
import random
import sys
import tempfile
import warnings

sys.path.insert(0, sys.argv[1])

import pandas as pd

import noodle_rt as rt
from noodle_rt.frames import engine

whole = engine._blocks_of_lines
engine._blocks_of_lines = lambda file, size: whole(file, 300)

FIELDS = {
    "int": lambda rng: str(rng.randint(-5, 9)),
    "large": lambda rng: str(rng.choice([2**53 - 1, -7, 2**61])),
    "wide": lambda rng: rng.choice(["9007199254740993", "0.5"]),
    "float": lambda rng: repr(rng.choice([rng.uniform(-10, 10), 0.0, -0.0, float(rng.randint(0, 3))])),
    "gaps": lambda rng: rng.choice(["", "1", "2.5", "-0.0", "0.0"]),
    "whole gaps": lambda rng: rng.choice(["", "1", "2", "3"]),
    "late": lambda rng: "1" if rng.random() < 0.97 else "1.5",
    "text": lambda rng: rng.choice(["x", "abc", "é", "two words", "q7"]),
    "text gaps": lambda rng: rng.choice(["x", "abc", "", "NA"]),
    "odd text": lambda rng: "7" if rng.random() < 0.97 else "x",
    "bool": lambda rng: rng.choice(["True", "False"]),
    "bool gaps": lambda rng: rng.choice(["True", "False", ""]),
}


def text(rng):
    kinds = [rng.choice(list(FIELDS)) for _ in range(rng.randint(2, 5))]
    labels = list("abcdefgh")[: len(kinds)]
    rows = [[FIELDS[kind](rng) for kind in kinds] for _ in range(rng.choice([0, 1, 2, 30, 200]))]
    damage = rng.choice(["longer", "shorter", "blank", "quote", "no end"]) if rng.random() < 0.15 else None
    place = rng.randrange(len(rows)) if rows else 0
    if damage == "longer" and rows:
        rows[place].append("z")
    elif damage == "shorter" and rows:
        rows[place].pop()
    elif damage == "blank" and rows:
        rows[place] = [""]
    elif damage == "quote" and rows:
        rows[place][0] = '"a,b"'
    end = rng.choice(["\n", "\n", "\r\n"])
    data = end.join(",".join(row) for row in [labels, *rows]) + ("" if damage == "no end" else end)
    return data.encode(), labels


def steps(rng, labels):
    """Python that goes on with `df`; the last value is `out`."""
    lines = []
    for number in range(rng.randint(0, 3)):
        a, b = rng.choice(labels), rng.choice(labels)
        lines.append(
            rng.choice(
                [
                    f"df = df[df[{a!r}] > {rng.choice(['0', '1.5', repr('b')])}]",
                    f"df = df[df[{a!r}].isna() | (df[{b!r}] == df[{a!r}])]",
                    f"df = df.dropna(subset=[{a!r}])",
                    f"df[{'n' + str(number)!r}] = df[{a!r}] * 2 + df[{b!r}]",
                    f"df[{'n' + str(number)!r}] = df[{a!r}].fillna(0)",
                    f"df[{'n' + str(number)!r}] = df[{a!r}].str.upper()",
                    f"df = df[~df[{a!r}].isin([1, 'x'])]",
                    f"df = df[df[{a!r}].str.contains('a', na=False)]",
                    f"df = df.rename(columns={{{a!r}: {a!r}}})",
                ]
            )
        )
    keys, columns = [rng.choice(labels)], [rng.choice(labels)]
    how = rng.choice(["sum", "min", "max", "count", "mean", "nunique"])
    by = how if how != "nunique" else "size"
    column = columns[0]
    lines.append(
        rng.choice(
            [
                "out = C(df)",
                f"out = C(df[{column!r}])",
                f"out = C(df[{column!r}], {how!r}).{how}()",
                f"out = C(df[{column!r}], {how!r}).{how}()",
                f"out = C(df, {by!r}, {keys}, {columns}).groupby({keys[0]!r})[{column!r}].{by}()",
                f"out = C(df, {by!r}, {keys}, {columns}).groupby({keys})[{columns}].{by}()",
                f"out = C(df, {{{column!r}: {by!r}}}, {keys}, {columns}).groupby({keys[0]!r}).agg({{{column!r}: {by!r}}})",
                "out = len(df)",
            ]
        )
    )
    return "\n".join(lines)


def shown(value):
    if isinstance(value, pd.DataFrame):
        return ["frame", shown(value.index), shown(value.columns), [shown(value.iloc[:, at]) for at in range(value.shape[1])]]
    if isinstance(value, pd.Series):
        return ["series", str(value.name), str(value.dtype), shown(value.index), [shown(each) for each in value.tolist()]]
    if isinstance(value, pd.Index):
        return [str(value.dtype), [str(name) for name in value.names], [shown(each) for each in value.tolist()]]
    return [type(value).__name__, repr(value)]


def outcome(module, path, code):
    space = {"C": rt.collected}
    try:
        space["df"] = module.read_csv(path)
        exec(code, space)
        return shown(space["out"])
    except Exception as error:
        return type(error).__name__


def main(files, seed):
    comparisons, lowered, wrong = 0, 0, []
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data.csv")
        for number in range(seed, seed + files):
            rng = random.Random(number)
            content, labels = text(rng)
            with open(path, "wb") as file:
                file.write(content)
            stand_in = rt.engine(pd, path)
            lowered += stand_in is not pd
            for _ in range(4):
                code = steps(rng, labels)
                before, after = outcome(pd, path, code), outcome(stand_in, path, code)
                comparisons += 1
                # What pandas refuses, the engine may refuse later, or need not compute.
                if type(before) is not str and before != after:
                    wrong.append(f"{number}: {content[:120]!r} {code}: {before!r:.500} became {after!r:.500}")
    print(json.dumps({"comparisons": comparisons, "lowered": lowered, "wrong": wrong[:12], "differences": len(wrong)}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
