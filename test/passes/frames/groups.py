"""Functions over groups, with and without `noodle_rt.groups`, on random frames. Prints one line of JSON: {"comparisons": n, "wrong": [...]}.

Arguments: folder of noodle_rt, number of frames, first seed.
"""
import json
import sys
import warnings

sys.path.insert(0, sys.argv[1])

import numpy as np
import pandas as pd

import noodle_rt as rt
from noodle_rt.frames import groups

STRINGS = ["a", "b", "c", "d", "", "é", None]


def numbers(random, n):
    """A column of numbers or of something else."""
    kind = random.integers(17)
    if kind < 4:
        values = random.normal(size=n) * 10.0 ** random.integers(-3, 9)
        if kind == 1:
            values = np.round(values)
        if kind >= 2:
            values[random.random(n) < 0.2] = np.nan
        return values
    if kind == 4:
        return random.choice([0.0, -0.0, 1.5, np.nan], n)
    if kind == 5:
        return random.choice([np.inf, -np.inf, 1.0, np.nan, 1e308], n)
    if kind < 8:
        return random.integers(-50, 50, n)
    if kind == 8:
        return random.integers(-(2**62), 2**62, n)
    if kind == 9:
        return random.integers(-100, 100, n).astype(random.choice(["int8", "int16", "int32", "uint8", "uint64", "uint16"]))
    if kind == 10:
        return random.normal(size=n).astype("float32")
    if kind == 11:
        return random.random(n) < 0.5
    if kind == 12:
        return np.array(random.choice(STRINGS, n), dtype=object)
    if kind == 13:
        return pd.Series(random.choice(STRINGS[:5], n), dtype="str" if pd.__version__ >= "3" else object).array
    if kind == 14:
        return pd.array([None if random.random() < 0.2 else int(v) for v in random.integers(0, 9, n)], dtype="Int64")
    if kind == 15:
        return pd.to_datetime(random.integers(0, 10**9, n) * 10**9).tz_localize(random.choice([None, "UTC"]))
    return pd.Categorical(random.choice(["x", "y"], n), ["x", "y", "z"])


def key(random, n):
    few = int(random.integers(1, max(2, n // 2) + 1))
    values = random.integers(0, few, n)
    kind = random.integers(7)
    if kind == 0:
        return values
    if kind == 1:
        return np.where(random.random(n) < 0.2, np.nan, values)
    if kind == 2:
        return np.array([None if random.random() < 0.1 else f"k{v}" for v in values], dtype=object)
    if kind == 3:
        return pd.Categorical.from_codes(values % 3, ["p", "q", "r", "s"])
    if kind == 4:
        return pd.to_datetime(values, unit="D")
    if kind == 5:
        return values % 2 == 0
    return [f"k{v}" for v in values]


def frame(random):
    n = int(random.choice([0, 1, 2, 5, 12, 40, 150]))
    data = pd.DataFrame({"k": key(random, n), "x": numbers(random, n), "h": key(random, n), "y": numbers(random, n)})
    kind = random.integers(6)
    if kind == 0:
        data.index = random.integers(0, n + 1, n)
    elif kind == 1:
        data.index = [f"i{at}" for at in range(n)]
    elif kind == 2:
        data = data[["x", "k", "y", "h"]].iloc[::-1]
    elif kind == 3:
        data = data.set_index("h", drop=False).rename_axis("id")
    if random.random() < 0.1:
        data.attrs["note"] = 1
    return data


def by(random):
    options = {}
    for name, rate in ("sort", 0.3), ("as_index", 0.2), ("dropna", 0.2), ("group_keys", 0.2):
        if random.random() < rate:
            options[name] = False
    options["observed"] = bool(random.random() < 0.5)
    return (["k", "h"] if random.random() < 0.2 else "k"), options


def spread(s):
    top = s.max()
    bottom = s.min()
    return top - bottom


def choosy(s):
    if len(s) < 3:
        return None
    return s.sum() / s.count()


def ratio(g):
    total = g["x"].sum()
    return total / g.y.sum() if len(g) > 1 else total


ON_SERIES = [
    spread, choosy, len,
    lambda s: s.max(), lambda s: s.min(), lambda s: s.sum(), lambda s: s.mean(), lambda s: s.var(), lambda s: s.std(),
    lambda s: s.median(), lambda s: s.count(), lambda s: s.nunique(), lambda s: s.any(), lambda s: s.all(), lambda s: s.size,
    lambda s: s.iloc[0], lambda s: s.iloc[-1], lambda s: s.idxmax(), lambda s: s.idxmin(), lambda s: len(s) > 2,
    lambda s: s.max() - s.mean() * 2, lambda s: s.std() / s.mean(), lambda s: round(s.mean(), 2), lambda s: float(s.max()),
    lambda s: f"{s.min()}..{s.max()}", lambda s: str(s.name), lambda s: s.quantile(0.25), lambda s: s.sum(min_count=2), lambda s: s.shape[0],
    lambda s: (s * 2).max(), lambda s: (s - s.mean()).abs().mean(), lambda s: (s > 1).sum(), lambda s: (s > s.mean()).mean(),
    lambda s: s.isna().sum(), lambda s: (1 / s).sum(), lambda s: ((s - s.min()) / (s.max() - s.min())).std(), lambda s: (s ** 2).sum(),
    lambda s: (-s).max(), lambda s: ((s > 0) & (s < 9)).sum(), lambda s: (~(s == s.max())).any(), lambda s: (s + s).var(),
    lambda s: s.notna().mean(), lambda s: (s != s.iloc[0]).all(), lambda s: (s * s).min(), lambda s: s.fillna(0.5).sum(), lambda s: len(s + 1),
    lambda s: (s.sum() - s).mean(), lambda s: (s / s.sum()).max(), lambda s: (s - 1.5).count(), lambda s: s.abs().median(),
    lambda s: 1 / len(s), lambda s: s.iloc[1], lambda s: s.std(ddof=0), lambda s: (s.min(), s.max()), lambda s: s.max(skipna=False),
]  # fmt: skip
ON_FRAMES = [
    ratio, len,
    lambda g: g["x"].max(), lambda g: g["x"].mean() - g["y"].mean(), lambda g: g.x.std(), lambda g: g["x"].sum(), lambda g: len(g),
    lambda g: g["y"].median(), lambda g: g["x"].iloc[0], lambda g: g["k"].nunique() if "k" in g else 0, lambda g: g.shape[0],
    lambda g: g["x"].idxmax(), lambda g: str(g.name), lambda g: g["z"].max(), lambda g: g["x"].count() / len(g),
    lambda g: pd.Series({"n": len(g), "m": g["x"].max(), "s": g["y"].sum()}), lambda g: g["x"].var(), lambda g: g.shape,
    lambda g: (g["x"] * g["y"]).sum() / g["y"].sum(), lambda g: (g.x - g.y).abs().mean(), lambda g: (g["x"] > g["y"]).sum(),
    lambda g: (g["x"] * g["y"].fillna(1.0)).std(), lambda g: ((g["x"] - g["x"].mean()) * (g["y"] - g["y"].mean())).mean(),
    lambda g: {"a": g["y"].min()}, lambda g: [g["x"].min()], lambda g: g["y"].last_valid_index(), lambda g: g.empty,
]  # fmt: skip
ON_TRANSFORM = [
    lambda s: s - s.mean(), lambda s: (s - s.mean()) / s.std(), lambda s: s.fillna(s.median()), lambda s: s.fillna(s.mean()), lambda s: s / s.sum(),
    lambda s: s.max() - s.min(), lambda s: s.max(), lambda s: len(s), lambda s: s > s.mean(), lambda s: s * 2, lambda s: s.rank(), lambda s: s.iloc[0],
    lambda s: s.isna(), lambda s: s - s.iloc[0], lambda s: s if len(s) > 2 else s.mean(), lambda s: s, lambda s: str(s.name), lambda s: s.fillna(0),
    lambda s: s.count() / len(s), lambda s: -s, lambda s: s.abs() if len(s) > 2 else s * 0.5, lambda s: s.cumsum(), lambda s: s ** 2,
]  # fmt: skip
ON_FILTER = [
    lambda g: len(g) > 2, lambda g: g["x"].max() > 1, lambda g: g["x"].mean() > g["y"].mean(), lambda g: g["x"].sum() > 0, lambda g: len(g),
    lambda g: g.shape[0] < 4, lambda g: g["x"].nunique() == len(g),
]  # fmt: skip


def iterate(function):
    def run(grouped):
        return [(name, function(group)) for name, group in grouped]

    return run


def uses(random, data):
    """What programs do with the groups: each takes a GroupBy."""
    keys, options = by(random)
    grouped = lambda: data.groupby(keys, **options)
    f, g, h = (functions[random.integers(len(functions))] for functions in (ON_SERIES, ON_FRAMES, ON_FILTER))
    column = str(random.choice(["x", "y"]))
    one = lambda: grouped()[column]
    yield one, lambda at: at.agg(f)
    yield one, lambda at: at.apply(f)
    yield one, lambda at: at.agg([f, "max"])
    yield one, lambda at: at.agg(low=spread, high=f)
    yield one, lambda at: at.filter(lambda s: len(s) > 2)
    t = ON_TRANSFORM[random.integers(len(ON_TRANSFORM))]
    yield one, lambda at: at.transform(t)
    yield one, lambda at: at.transform(ON_TRANSFORM[0])
    yield one, lambda at: at.agg(ON_SERIES[at.ngroups % len(ON_SERIES)])
    yield grouped, lambda at: at.agg(f)
    yield grouped, lambda at: at.agg({"x": f, "y": "count"})
    yield grouped, lambda at: at.agg(a=("x", f), b=("y", "max"))
    yield grouped, lambda at: at.apply(g)
    if pd.__version__ < "3":
        yield grouped, lambda at: at.apply(g, include_groups=False)
    yield (lambda: grouped()[["x", "y"]]), lambda at: at.apply(g)
    yield grouped, lambda at: at.filter(h)
    yield grouped, iterate(g)
    yield one, iterate(f)


def outcome(use, grouped):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            result = describe(use(grouped))
        except Exception as error:
            result = type(error).__name__, str(error)
    here = [(each.category.__name__, str(each.message), each.filename == __file__ and each.lineno) for each in said]
    return result, here


def describe(value):
    """Everything that a program can see of a value, to the last bit."""
    if isinstance(value, pd.DataFrame):
        return "frame", describe(value.index), describe(value.columns), [describe(value.iloc[:, at]) for at in range(value.shape[1])], repr(value.attrs)
    if isinstance(value, pd.Series):
        return "series", repr(value.name), repr(value.dtype), describe(value.index), [describe(each) for each in value], repr(value.attrs)
    if isinstance(value, pd.Index):
        return type(value).__name__, repr(getattr(value, "dtype", None)), repr(value.names), [describe(each) for each in value]
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [describe(each) for each in value]
    if isinstance(value, dict):
        return [(repr(name), describe(each)) for name, each in value.items()]
    if isinstance(value, (float, np.floating)):
        return type(value).__name__, float(value).hex(), bool(np.signbit(value))
    return type(value).__name__, repr(value)


def main(frames, seed):
    comparisons, wrong, light = 0, [], 0
    for number in range(seed, seed + frames):
        random = np.random.default_rng(number)
        data = frame(random)
        groups._LEAST_GROUPS = int(random.integers(1, 4))
        for at, (make, use) in enumerate(uses(random, data)):
            before = outcome(use, make())
            try:
                stand_in = rt.groups(make(), stays=random.random() < 0.2)
            except Exception as error:
                wrong.append(f"{number}.{at}: {error!r}")
                continue
            light += hasattr(getattr(stand_in, "_grouper", None), "__dict__") and "_get_splitter" in stand_in._grouper.__dict__
            after = outcome(use, stand_in)
            comparisons += 1
            if before != after:
                wrong.append(f"{number}.{at}: {before!r:.1500} became {after!r:.1500}")
    print(json.dumps({"comparisons": comparisons, "light": light, "wrong": wrong[:20], "differences": len(wrong)}))


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
