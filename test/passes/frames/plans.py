"""Steps on planned frames beside the same steps of pandas, on frames of all kinds. Prints one line of JSON.

Arguments: folder of noodle_rt, number of pairs of frames, first seed. Each step is written with `p` and `a` in the place of
`noodle_rt.planned` and `noodle_rt.actual`, which do nothing for pandas.
"""
import json
import random
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import numpy as np
import pandas as pd
from noodle_rt.compare import difference
from noodle_rt.frames import plans

IS_NEW = pd.__version__ >= "3"
TEXT = "str" if IS_NEW else object
plans._FEW_PLANNED = plans._FEW_JOINED = 0


def same(value, *options):
    return value


def keys(rng, count, kind):
    if kind == "int":
        return np.array([rng.randint(0, 6) for _ in range(count)], dtype="int64")
    if kind == "unique":
        return np.array(rng.sample(range(-2, count + 3), count), dtype="int64")
    if kind == "sorted":
        return np.sort(np.array([rng.randint(0, 9) for _ in range(count)], dtype="int64"))
    if kind == "far":
        return np.array([rng.choice([-(2**63), 2**63 - 1, 0, 2**62, -1]) for _ in range(count)], dtype="int64")
    if kind == "small":
        return np.array([rng.randint(0, 6) for _ in range(count)], dtype="int8")
    if kind == "float":
        return np.array([rng.choice([0.0, -0.0, 1.0, float("nan"), 2.5, float("inf")]) for _ in range(count)])
    if kind == "text":
        return pd.Series([rng.choice(["a", "b", "c", "d", None]) for _ in range(count)], dtype=TEXT)
    if kind == "object":
        return pd.Series([rng.choice(["a", 1, 1.0, True, None, 2.5]) for _ in range(count)], dtype=object)
    if kind == "date":
        return pd.to_datetime([rng.choice(["2024-01-01", "2024-01-02", None]) for _ in range(count)])
    if kind == "zone":
        return pd.to_datetime([rng.choice(["2024-01-01", "2024-01-02", None]) for _ in range(count)]).tz_localize("Europe/Berlin")
    if kind == "category":
        return pd.Categorical([rng.choice("abc") for _ in range(count)], categories=list("abcd"))
    if kind == "nullable":
        return pd.array([rng.choice([1, 2, 3, None]) for _ in range(count)], dtype="Int64")
    return np.array([rng.random() < 0.5 for _ in range(count)])


KINDS = "int int int unique unique sorted far small float text text object date zone category nullable bool".split()


def table(rng, prefix, kind):
    count = rng.choice([0, 1, 2, 5, 12, 40])
    frame = pd.DataFrame(
        {
            "k": keys(rng, count, kind),
            prefix + "i": keys(rng, count, "int"),
            prefix + "f": keys(rng, count, "float"),
            prefix + "s": keys(rng, count, "text"),
            prefix + "d": keys(rng, count, "date"),
            prefix + "o": keys(rng, count, rng.choice(KINDS)),
            "z": keys(rng, count, rng.choice(KINDS)),
        }
    )
    change = rng.choice(["", "", "", "", "index", "name", "labels", "twice", "numbers", "attrs", "flags", "subclass", "columns", "pairs"])
    if change == "index":
        frame.index = [rng.randint(0, 3) for _ in range(count)]
    elif change == "name":
        frame.index.name = rng.choice(["k", "row"])
    elif change == "labels":
        frame.columns = frame.columns.astype(object)
    elif change == "twice":
        frame = pd.concat([frame, frame[["k"]]], axis=1)
    elif change == "numbers":
        frame[7] = 1
    elif change == "attrs":
        frame.attrs["from"] = "test"
    elif change == "flags":
        if frame.columns.is_unique:
            frame = frame.set_flags(allows_duplicate_labels=not frame.index.is_unique)
    elif change == "subclass":
        frame = Table(frame)
    elif change == "columns":
        frame.columns.name = "label"
    elif change == "pairs":
        frame.index = pd.MultiIndex.from_arrays([range(count), range(count)])
    return frame


class Table(pd.DataFrame):
    @property
    def _constructor(self):
        return Table


def grouped(p, a, one, two):
    df = p(one).merge(two, on="k")
    df = df[df["li"] > 1]
    return df.groupby("rs")["lf"].sum(), df.groupby(["k", "ri"], as_index=False).agg(n=("lf", "count"), m=("rf", "max")), len(df)


def left(p, a, one, two):
    df = p(one).merge(two, on="k", how="left")
    kept = df[df["ri"] > 0]
    return a(kept), df["ri"].count(), a(df["rs"]), a(kept["ro"].isna())


def chain(p, a, one, two):
    other = p(two)[two["ri"] > 2]
    df = p(p(one, True).merge(other, on="k")).merge(one, left_on="ri", right_on="li")
    df = df[df["rs"] == "a"]
    df = df[(df["rd"] >= "2024-01-02") | df["rs"].isin(["a", "b"])]
    return a(df), df["ri"].sum()


def stored(p, a, one, two):
    df = p(one).merge(two, left_on="li", right_on="ri")
    df = df[df["lf"] < 2.5]
    df["n"] = df["lf"] * (1 - df["rf"])
    df["li"] = 3
    df["t"] = df["ls"] + df["rs"]
    df = df[["n", "ls", "t", "li"]].rename(columns={"ls": "name"})
    one["li"] = 100
    return a(df), df["n"].mean(), a(df.reset_index(drop=True))


def masks(p, a, one, two):
    df = p(one).merge(two, on="k")
    mask = df["li"] == df["ri"]
    late = df["lf"].isna()
    again = df[mask]
    df["x"] = 1
    return a(df[~mask & late]), a(again[again["ri"].between(1, 4)]), a(df[mask]["ls"]), a(mask)


def alone(p, a, one, two):
    df = p(one)[one["li"] > 1]
    df = df[df["ls"].str.startswith("a") | (df["lf"] == 0)]
    copy = df.copy()
    copy["li"] = copy["li"] + 1
    return df["li"].sum(), a(copy), a(df["ld"].dt.year), df["ls"].unique(), a(df["li"].apply(lambda v: v * 2)), a(df)


def pairs(p, a, one, two):
    df = p(one).merge(two, left_on=["li", "ls"], right_on=["ri", "rs"])
    df = df[df["k_x"].notna()]
    return a(df), df.groupby("ls").size(), df["z_y"].nunique()


def texts(p, a, one, two):
    df = p(one).merge(two, on="k")
    df = df[df["ls"].str.contains("a")]
    df = df[df["lo"] != df["ro"]]
    return a(df[["li", "ro"]]), a(df["ls"].str.upper()), a(df["li"] // df["ri"])


STEPS = [grouped, left, chain, stored, masks, alone, pairs, texts]


def outcome(step, p, a, one, two):
    one, two = one.copy(), two.copy()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            found = step(p, a, one, two)
        except Exception as error:
            found = (type(error), str(error))
    return found, one, two, list(dict.fromkeys((each.category.__name__, str(each.message)) for each in seen))


def main(count, seed):
    comparisons, planned, differences = 0, 0, []
    for number in range(seed, seed + count):
        rng = random.Random(number)
        kind = rng.choice(KINDS)
        one, two = table(rng, "l", kind), table(rng, "r", kind if rng.random() < 0.9 else rng.choice(KINDS))
        for step in STEPS:
            before = outcome(step, same, same, one, two)
            stand_in = plans.planned(one)
            planned += type(stand_in) is plans._PlannedFrame
            after = outcome(step, plans.planned, plans.actual, one, two)
            found = difference(before, after, "result", code=False)
            comparisons += 1
            if found is not None:
                differences.append(f"{number} {step.__name__}: {found}")
    print(json.dumps({"comparisons": comparisons, "planned": planned, "differences": differences[:20]}))


main(int(sys.argv[2]), int(sys.argv[3]))
