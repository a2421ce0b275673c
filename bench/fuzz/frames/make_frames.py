"""Random frames for pipelines: `frame(seed)` is mostly what a pipeline expects, sometimes not.

Columns: a, b whole numbers; x, y broken ones; s texts; k groups; d dates; t truth values. `other(seed)`: k, v, w.
"""
import random

import numpy as np
import pandas as pd

GROUPS = ["north", "south", "east", "west"]
WORDS = ["red-7", "blue-12", "green", "Dark Red", " grey ", "x1y2"]
ODD_FLOATS = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e308, 5e-324, 2.0**53 + 2]
ODD_TEXTS = ["", "Straße", "İ", "ǆ", "7", "a-b-c", "\u00a0x", "²"]


def frame(seed, rows=None, changes=None):
    rng = random.Random(f"frame {seed}")
    count = rng.choice([0, 1, 2, 3, 5, 8, 20, 20, 20, 60, 60, 200, 1500])
    count = count if rows is None else rows
    table = pd.DataFrame(
        {
            "a": np.array([rng.randint(-5, 20) for _ in range(count)], dtype="int64"),
            "b": np.array([rng.randint(0, 5) if rng.random() < 0.3 else rng.randint(1, 5) for _ in range(count)], dtype="int64"),
            "x": np.array([round(rng.uniform(-3, 12), 2) for _ in range(count)], dtype="float64"),
            "y": np.array([float("nan") if rng.random() < 0.1 else rng.uniform(0, 1) for _ in range(count)], dtype="float64"),
            "s": pd.Series([rng.choice(WORDS) for _ in range(count)], dtype="str" if pd.__version__ >= "3" else object),
            "k": pd.Series([rng.choice(GROUPS) for _ in range(count)], dtype="str" if pd.__version__ >= "3" else object),
            "d": pd.to_datetime([f"20{rng.randint(10, 29)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in range(count)]),
            "t": np.array([rng.random() < 0.5 for _ in range(count)], dtype=bool),
        }
    )
    number = rng.choice([0, 0, 0, 0, 1, 1, 2]) if changes is None else changes
    for _ in range(number):
        table = rng.choice(CHANGES)(table, rng)
    return table


def other(seed, rows=None):
    rng = random.Random(f"other {seed}")
    keys = rng.choice([GROUPS, GROUPS, GROUPS, GROUPS[:2], GROUPS + ["north"], GROUPS + [None], []])[:rows]
    table = pd.DataFrame({"k": pd.Series(keys, dtype="str" if pd.__version__ >= "3" else object), "v": range(10, 10 + len(keys)), "w": [i / 4 for i in range(len(keys))]})
    return table.set_axis(range(5, 5 + len(table))) if rng.random() < 0.2 else table


def some(table, column, rng, values):
    """Some values of a column are others; the column may become one of objects."""
    if column not in table.columns or not len(table) or table.columns.duplicated().any():
        return table
    old = table[column].tolist()
    new = [rng.choice(values) if rng.random() < 0.2 else value for value in old]
    return table.assign(**{column: pd.Series(new, index=table.index)}) if table.index.is_unique else table


def cast(table, column, kind):
    if column not in table.columns or table.columns.duplicated().any():
        return table
    try:
        return table.assign(**{column: table[column].astype(kind)})
    except (TypeError, ValueError, OverflowError):
        return table


def indexed(table, rng):
    count = len(table)
    kind = rng.choice(["shuffled", "duplicates", "texts", "dates", "pairs", "named", "step", "floats"])
    if kind == "shuffled":
        index = rng.sample(range(count), count)
    elif kind == "duplicates":
        index = [rng.randint(0, max(1, count // 2)) for _ in range(count)]
    elif kind == "texts":
        index = [f"r{i}" for i in range(count)]
    elif kind == "dates":
        index = pd.date_range("2024-01-01", periods=count)
    elif kind == "pairs":
        index = pd.MultiIndex.from_arrays([[rng.choice(GROUPS) for _ in range(count)], list(range(count))], names=["g", "n"])
    elif kind == "named":
        index = pd.RangeIndex(count, name="k2")
    elif kind == "step":
        index = pd.RangeIndex(10, 10 + 2 * count, 2)
    else:
        index = [i / 2 for i in range(count)]
    return table.set_axis(index, axis=0)


CHANGES = [
    lambda table, rng: indexed(table, rng),
    lambda table, rng: indexed(table, rng),
    lambda table, rng: some(table, rng.choice("xy"), rng, ODD_FLOATS),
    lambda table, rng: some(table, rng.choice("xy"), rng, [float("nan")]),
    lambda table, rng: some(table, rng.choice("ab"), rng, [0]),
    lambda table, rng: some(table, rng.choice("ab"), rng, [2**62, -(2**63), 2**53 + 1]),
    lambda table, rng: some(table, rng.choice("ab"), rng, [2**70, 3]),
    lambda table, rng: some(table, rng.choice("ab"), rng, [None]),
    lambda table, rng: some(table, rng.choice("sk"), rng, [None]),
    lambda table, rng: some(table, rng.choice("sk"), rng, [float("nan")]),
    lambda table, rng: some(table, rng.choice("sk"), rng, ODD_TEXTS),
    lambda table, rng: some(table, rng.choice("sk"), rng, [1, 2.5, True, ("a",)]),
    lambda table, rng: some(table, "d", rng, [pd.NaT]),
    lambda table, rng: some(table, "t", rng, [None]),
    lambda table, rng: some(table, rng.choice("abxy"), rng, ["7", "q"]),
    lambda table, rng: cast(table, rng.choice("ab"), rng.choice(["int8", "int32", "uint8", "float64", "float32", "Int64", "object", "bool", "Float64"])),
    lambda table, rng: cast(table, rng.choice("xy"), rng.choice(["float32", "object", "Float64", "int64"])),
    lambda table, rng: cast(table, rng.choice("sk"), rng.choice(["object", "category", "string"])),
    lambda table, rng: cast(table, "t", rng.choice(["boolean", "object", "int64"])),
    lambda table, rng: cast(table, "d", rng.choice(["object", "str"])),
    lambda table, rng: table.assign(d=table["d"].dt.tz_localize("Europe/Berlin")) if "d" in table and table["d"].dtype.kind == "M" else table,
    lambda table, rng: table[rng.sample(list(table.columns), len(table.columns))] if table.columns.is_unique else table,
    lambda table, rng: table.assign(extra=1.5) if table.columns.is_unique else table,
    lambda table, rng: pd.concat([table, table[["a"]]], axis=1) if list(table.columns).count("a") == 1 and table.index.is_unique else table,
    lambda table, rng: table.drop(columns=rng.choice(["x", "y", "t"]), errors="ignore"),
    lambda table, rng: table[["a", "b"]] if {"a", "b"} <= set(table.columns) and rng.random() < 0.5 else table,
    lambda table, rng: table.iloc[:0],
    lambda table, rng: table.iloc[::-1],
    lambda table, rng: table.set_flags(allows_duplicate_labels=True),
    lambda table, rng: noted(table),
]


def noted(table):
    table = table.copy()
    table.attrs["source"] = "test"
    return table
