"""Random frames, masks and steps: what `noodle_rt.lazy` gives has to be what pandas gives, with everything that can be seen of it.

    python lazy_frames.py RUNTIME SEED COUNT [selections | orders | statistics | queries | held]    prints one line of JSON: comparisons and differences
"""
import json
import random
import sys
import warnings

import numpy as np
import pandas as pd

sys.path.insert(0, sys.argv[1])
import noodle_rt as _rt  # noqa: E402
from noodle_rt.frames import ordering, selections  # noqa: E402


# Sorting waits from so many rows on; the tests cannot have as many as it takes to pay.
LIMIT = None


class Frame(pd.DataFrame):
    @property
    def _constructor(self):
        return Frame


VALUES = {
    "int64": lambda r, n: np.array([r.choice([0, 1, -1, 2**53 + 1, 2**62, 7, 7]) for _ in range(n)], dtype="int64"),
    "small": lambda r, n: np.array([r.randrange(4) for _ in range(n)], dtype="int64"),
    "int8": lambda r, n: np.array([r.randrange(-128, 128) for _ in range(n)], dtype="int8"),
    "uint64": lambda r, n: np.array([r.choice([0, 2**64 - 1, 5]) for _ in range(n)], dtype="uint64"),
    "float64": lambda r, n: np.array([r.choice([0.0, -0.0, 1.5, float("nan"), float("inf"), -2.25, r.random()]) for _ in range(n)], dtype="float64"),
    "distinct": lambda r, n: np.array(r.sample(range(1000), n), dtype="float64"),
    "apart": lambda r, n: np.array([r.choice([r.gauss(0, 1), r.gauss(0, 1), float("nan")]) for _ in range(n)], dtype="float64"),
    "ids": lambda r, n: np.array(r.sample(range(-1000, 1000), n), dtype="int64"),
    "flowing": lambda r, n: np.sort([r.gauss(0, 1) for _ in range(n)]),
    "moments": lambda r, n: pd.Series([r.choice([pd.Timestamp(r.randrange(10**18)), pd.NaT if r.random() < 0.1 else pd.Timestamp(r.randrange(10**18))]) for _ in range(n)], dtype="datetime64[ns]"),
    "float32": lambda r, n: np.array([r.choice([0.1, float("nan"), 3.0, r.random()]) for _ in range(n)], dtype="float32"),
    "bool": lambda r, n: np.array([r.random() < 0.5 for _ in range(n)], dtype="bool"),
    "object": lambda r, n: pd.Series([r.choice([None, "a", 1, 2.5, (1,), float("nan")]) for _ in range(n)], dtype="object"),
    "texts": lambda r, n: pd.Series([r.choice(["a", "b", "", "cc"]) for _ in range(n)], dtype="object"),
    "str": lambda r, n: pd.Series([r.choice(["a", "b", None, "ß"]) for _ in range(n)], dtype="str" if pd.__version__ >= "3" else "string"),
    "category": lambda r, n: pd.Categorical([r.choice(["x", "y", None]) for _ in range(n)], categories=["y", "x", "z"], ordered=r.random() < 0.5),
    "date": lambda r, n: pd.Series([r.choice([pd.Timestamp("2020-01-05"), pd.NaT, pd.Timestamp("1999-12-31")]) for _ in range(n)], dtype="datetime64[ns]"),
    "zone": lambda r, n: pd.Series(pd.to_datetime([r.choice(["2020-01-05", None, "2021-07-01"]) for _ in range(n)])).dt.tz_localize("Europe/Vienna"),
    "delta": lambda r, n: pd.Series(pd.to_timedelta([r.choice([1, 2, None]) for _ in range(n)], unit="D"), dtype="timedelta64[ns]"),
    "Int64": lambda r, n: pd.array([r.choice([1, None, 2**60]) for _ in range(n)], dtype="Int64"),
    "boolean": lambda r, n: pd.array([r.choice([True, False, None]) for _ in range(n)], dtype="boolean"),
    "complex": lambda r, n: np.array([complex(r.randrange(3), r.random()) for _ in range(n)], dtype="complex128"),
}


def make_index(r, n):
    kind = r.choice(["default", "default", "default", "range", "down", "ints", "duplicate", "text", "dates", "zone", "period", "category", "multi", "floats", "named"])
    if kind == "default":
        return None
    if kind == "range":
        return pd.RangeIndex(5, 5 + 3 * n, 3, name=r.choice([None, "i"]))
    if kind == "down":
        return pd.RangeIndex(n, 0, -1)
    if kind == "ints":
        return pd.Index(r.sample(range(10 * n + 1), n), dtype="int64")
    if kind == "duplicate":
        return pd.Index([r.randrange(3) for _ in range(n)], dtype="int64")
    if kind == "text":
        return pd.Index(["r%d" % i for i in range(n)], dtype="object")
    if kind == "dates":
        return pd.date_range("2020-01-01", periods=n, freq=r.choice(["D", "2h"]))
    if kind == "zone":
        return pd.date_range("2020-03-28", periods=n, freq="h", tz="Europe/Vienna")
    if kind == "period":
        return pd.period_range("2020-01", periods=n, freq="M")
    if kind == "category":
        return pd.CategoricalIndex([r.choice("ab") for _ in range(n)], categories=["b", "a"])
    if kind == "multi":
        return pd.MultiIndex.from_tuples([(r.choice("ab"), i // 2) for i in range(n)], names=["k", None]) if n else pd.MultiIndex.from_arrays([[], []])
    if kind == "floats":
        return pd.Index([r.choice([float("nan"), 1.5, float(i)]) for i in range(n)], dtype="float64")
    return pd.RangeIndex(n, name="row")


def make(seed):
    """The same frame for the same seed, with memory of its own."""
    r = random.Random(seed)
    n = r.choice([0, 1, 2, 3, 6, 30, 30, 40] if LIMIT is None else [0, 1, 5, 100, 250, 600, 700])
    index = make_index(r, n)
    if r.random() < 0.15:
        # One block, whose columns do not lie one behind the other in pandas 2.
        frame = pd.DataFrame(np.array([[r.choice([1.0, -0.0, r.random()]) for _ in range(4)] for _ in range(n)]).reshape(n, 4), columns=["x", "y", "a", "b"], index=index)
    else:
        names = ["x", "y", "a", "b", "c", "d"]
        columns = {name: VALUES[r.choice(["int64", "float64", "distinct", *VALUES] if LIMIT is None or r.random() < 0.2 else ["distinct", "apart", "ids", "moments", "small", "flowing"])](r, n) for name in names}
        columns = {name: pd.Series(list(value) if n == 0 else value).array if not isinstance(value, np.ndarray) else value for name, value in columns.items()}
        frame = pd.DataFrame(columns, index=index)
    change = r.random()
    if change < 0.05:
        frame.columns = ["x", "x", *frame.columns[2:]]
    elif change < 0.08:
        frame.columns = [0, 1, "a", *range(3, frame.shape[1])]
    elif change < 0.11:
        frame.columns = pd.MultiIndex.from_tuples([(name, i % 2) for i, name in enumerate(frame.columns)])
    elif change < 0.14:
        frame = Frame(frame)
    elif change < 0.17:
        frame.attrs["origin"] = {"a": [1]}
    elif change < 0.20 and frame.index.is_unique:
        frame = frame.set_flags(allows_duplicate_labels=False)
    elif change < 0.23:
        frame = frame.iloc[::-1]
    elif change < 0.26:
        frame = frame.rename(columns={"x": "shape", "y": "mean"})
    return frame, r


def make_mask(frame, r):
    n = len(frame)
    series = lambda values, **more: pd.Series(values, index=frame.index, **more)  # noqa: E731
    booleans = [r.random() < 0.5 for _ in range(n)]
    kind = r.choice(["column"] * 6 + ["series"] * 4 + ["all", "all", "none", "array", "array", "list", "objects", "holes", "nullable", "shuffled", "other", "long", "frame", "label", "labels", "call", "square", "one", "early"])
    if kind == "column":
        column = frame[frame.columns[0]]
        if isinstance(column, pd.DataFrame):
            column = column.iloc[:, 0]
        return column == (column.iloc[0] if n else 0) if r.random() < 0.5 else column.notna()
    return {
        "series": lambda: series(booleans, dtype="bool"),
        "all": lambda: series([True] * n, dtype="bool"),
        "none": lambda: series([False] * n, dtype="bool"),
        "array": lambda: np.array(booleans, dtype="bool"),
        "list": lambda: booleans,
        "objects": lambda: series(booleans, dtype="object"),
        "holes": lambda: series([r.choice([True, None, False]) for _ in range(n)], dtype="object"),
        "nullable": lambda: series([r.choice([True, pd.NA, False]) for _ in range(n)], dtype="boolean"),
        "shuffled": lambda: series(booleans, dtype=r.choice(["bool", "bool", "object", "boolean"])).iloc[::-1],
        "other": lambda: pd.Series(booleans, index=range(1000, 1000 + n), dtype="bool"),
        "long": lambda: np.array([*booleans, True], dtype="bool"),
        "frame": lambda: frame.notna(),
        "label": lambda: "x",
        "labels": lambda: ["x", "y"],
        "call": lambda: lambda d: d[d.columns[0]].notna(),
        "square": lambda: np.ones((n, 2), dtype="bool"),
        "one": lambda: series([i == n // 2 for i in range(n)], dtype="bool"),
        "early": lambda: series([i < 2 for i in range(n)], dtype="bool"),
    }[kind]()


SELECTIONS = [
    "L(df)[m]['x']", "L(df)[m]['a']", "L(df)[m].x", "L(df)[m].b", "L(df)[m].mean", "L(df)[m].shape", "L(df)[m].shape[0]", "L(df)[m].size",
    "L(df)[m].empty", "len(L(df)[m])", "L(df)[m].index", "L(df)[m].iloc[0]", "L(df)[m].iloc[-1]", "L(df)[m].iloc[1]", "L(df)[m].iloc[-2]",
    "L(df)[m].copy()", "L(df).loc[m].copy()", "L(df)[m].copy()", 
    "L(df)[m][['x', 'b']]", "L(df)[m][['b']]", "L(df)[m][['a', 'b', 'a']]", "L(df)[m][['x', 'nope']]", "L(df)[m]['nope']", "L(df)[m].nope",
    "L(df)[m][0]", "L(df)[m]['x'].sum()", "L(df)[m]['b'].mean()", "L(df)[m]['x'].values", "L(df)[m]['a'].iloc[0]", "L(df).loc[m]['x']",
    "L(df).loc[m].b", "L(df).loc[m][['a', 'x']]", "len(L(df).loc[m])", "L(df).loc[m].index", "L(df).loc[m].iloc[0]", "L(df['b'])[m].shape",
    "len(L(df['b'])[m])", "L(df['b'])[m].empty", "L(df['b'])[m].size", "L(m).sum()", "sum(L(m))", "L(df['b']).sum()", "L(df[m])['b']",
    "L(df[m])[m]['x']",
]  # fmt: skip


ORDERS = [
    "L(df).sort_values('x').head(3)", "L(df).sort_values('x').head()", "L(df).sort_values('x', ascending=False).head(2)",
    "L(df).sort_values(by='a').tail(3)", "L(df).sort_values('a', ascending=False).tail(1)", "L(df).sort_values('x').iloc[0]",
    "L(df).sort_values('x').iloc[-1]", "L(df).sort_values('b', ascending=False).iloc[0]", "L(df).sort_values('b').iloc[:3]",
    "L(df).sort_values('b')[:3]", "L(df).sort_values('b')[-2:]", "L(df).sort_values('x', ascending=[False]).iloc[2]",
    "L(df).sort_values('x')['y']", "L(df).sort_values('x')['x']", "L(df).sort_values('x').b", "L(df).sort_values('nope')['y']",
    "L(df).sort_values(['a', 'b'])['c']", "L(df).sort_values(['x', 'y']).head(3)", "L(df).sort_values(['c', 'a'], ascending=[False, True]).head(2)",
    "L(df).sort_values(['c', 'a'], ascending=False).tail(2)", "L(df).sort_values('x', kind='stable').head(3)",
    "L(df).sort_values('x', ascending=False, kind='mergesort').head(3)", "L(df).sort_values('x', ascending=False, kind='stable').tail(2)",
    "L(df).sort_values('x', na_position='first').head(2)", "L(df).sort_values('x', ignore_index=True).head(2)", "L(df).sort_values('x').head(-2)",
    "L(df).sort_values('x').head(0)", "L(df).sort_values('x').head(1000)", "L(df).sort_values('row').head(2)", "L(df).sort_values('x').shape",
    "L(df).sort_values('x').head(2)['y']", "L(df['x']).sort_values().head(3)", "L(df['x']).sort_values(ascending=False).head(2)",
    "L(df['a']).sort_values().iloc[0]", "L(df['a']).sort_values().iloc[-1]", "L(df['b']).sort_values(ascending=False).iloc[0]",
    "L(df['b']).sort_values().tail(2)", "L(df['b']).sort_values()[:2]", "L(df['b']).sort_values(kind='stable').head(4)", "L(df['c']).sort_values().index",
    "L(df['x']).sort_values('x').head(2)", "L(df).sort_values('x').nope", "L(df).sort_values('x', key=abs).head(2)", "L(df).sort_values().head()",
]  # fmt: skip


STATISTICS = [
    "len(L(df).drop_duplicates())", "len(L(df).drop_duplicates('x'))", "L(df).drop_duplicates(subset=['a', 'b'], keep='last').shape",
    "L(df).drop_duplicates(keep=False).shape[0]", "len(L(df).drop_duplicates('nope'))", "len(L(df).drop_duplicates(keep='x'))",
    "len(L(df['b']).drop_duplicates())", "L(df['a']).drop_duplicates(keep=False).shape", "len(L(df['x']).drop_duplicates(ignore_index=True))",
    "L(df['x']).value_counts()['a']", "L(df['a']).value_counts()[7]", "L(df['a']).value_counts()[0]", "L(df['b']).value_counts()[-1]",
    "L(df['x']).value_counts()[1]", "L(df['x']).value_counts()['x']", "L(df['b']).value_counts()['b']", "L(df['b']).value_counts(normalize=True)[1]",
    *("L(df[%r]).describe()[%r]" % pair for pair in [("x", "mean"), ("a", "std"), ("b", "min"), ("c", "max"), ("d", "count"), ("x", "25%"), ("a", "50%"), ("b", "75%"), ("x", "top"), ("a", "mean")]),
]  # fmt: skip


QUERIES = [
    *("D(df).query(%r)" % text for text in [
        "x > 1", "a == 7 and b < 1.5", "a == 'a'", "x != 'a' & a > 0", "not (x > 1)", "~(a <= b)", "0 < a < 7", "a > @limit", "b == @name",
        "x in [1, 7]", "a not in ['a', 'b']", "x == [1, 7]", "a == @limit or b == 'x'", "nope > 1", "x >", "a > 1 | b > 1 & c > 1", "a == a",
        "index > 3", "x.isna()", "a + b > 1", "`x` > 1", "x > 1.5e3", "-1 <= a", "a == -0.0", "b == None", "a > True", "row > 1", "1 < 2", "x", "",
        "a > @nope", "(x > 1) and (a < 9007199254740993)", "'a' == a", "x == @items", "mean > 1", "a > 2**62", "a > b > c", "d < 'b'",
    ]),
    *("D(df, True).query(%r)%s" % pair for pair in [
        ("x > 1", "['x']"), ("a == 'a'", "['b']"), ("a == 7", ".b"), ("x > @limit", ".shape"), ("x > 1", "[['x', 'b']]"), ("a > 0", ".iloc[0]"),
        ("a == 'b'", ".index"), ("a >= 0 and x >= 0", "['a'].sum()"),
    ]),
]  # fmt: skip


HELD = [
    "(t := H(df)[m])['x']", "[t['a'] for t in [H(df)[m]] * 2]", "[(t['x'], t['b'], len(t)) for t in [H(df)[m]]]", "(t := H(df)[m])[t['a'] == 7]",
    "(t := H(df)[m])[t.b.notna()]", "(t := H(df)[m])[t['b'] > 1]['x']", "(t := H(df)[m]).shape, t.empty, t.size, t['a']", "(t := H(df)[m]).index",
    "(t := H(df)[m])['nope']", "(t := H(df)[m]).mean", "[store(df), 1] and 0 or (t := H(df)[m])['x']", "[t := H(df)[m], store(df), t['x']][2]",
    "[t := H(df)[m], store(df), t[t['a'].notna()]][2]", "[t := H(df)[m], t['x'], t.groupby('a').size(), t['x']][3]", "(t := H(df)[m])[m]",
    "[t := H(df)[m], store(t['x']), t['x'], t.x][2]", "(t := H(df)[m])[['x', 'a']]", "(t := H(df)[m])[t['a'] == t['a']]", "(t := H(df)[m]).x.sum()",
]  # fmt: skip


def store(value):
    """Changes a frame or column in place."""
    if len(value):
        value.iloc[0] = value.iloc[-1]


def run(text, lazy, seed):
    """What a step gives, or raises, what pandas says, and what storing into the result does."""
    frame, r = make(seed)
    mask = make_mask(frame, r)
    small = r.random() < 0.5
    names = {"df": frame, "m": mask, "L": (lambda value: _rt.lazy(value, 0)) if lazy else (lambda value: value)}
    names["H"] = _rt.held if lazy else (lambda value: value)
    names["store"] = store
    names["D"] = _rt.direct if lazy else (lambda value, waits=False: value)
    names.update(limit=r.choice([1, 0.5, "a"]), name=r.choice(["x", "a", 7]), items=[1, 7])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            value = eval(compile(text, "program.py", "eval"), names)
        except Exception as error:
            return ("raised", type(error).__name__, str(error)), said_of(said), None
        result = seen(value)
    shared, later = None, []
    if isinstance(value, (pd.Series, pd.DataFrame)) and value.size:
        # A row of a frame of one block lies in memory like the other rows.
        shared = [shares(value, frame, not text.endswith("]") or ".iloc[" not in text)]
        with warnings.catch_warnings(record=True) as later:
            warnings.simplefilter("always")
            names["value"] = value
            try:
                code = "value.iloc[0] = value.iloc[-1]" if small else "value[value.index[0]] = value.iloc[0]"
                exec(compile(code, "later.py", "exec"), names)
            except Exception as error:
                shared.append((type(error).__name__, str(error)))
            shared += [seen(value), seen(frame)]
    return result, said_of(said), (shared, said_of(later))


def said_of(records):
    return [(each.category.__name__, str(each.message), each.filename, each.lineno) for each in records]


def shares(value, frame, with_strides):
    if isinstance(value, pd.DataFrame):
        return [shares(value.iloc[:, i], frame, with_strides) for i in range(value.shape[1])]
    own = value._values if isinstance(value._values, np.ndarray) else getattr(value._values, "_ndarray", None)
    if own is None:
        return None
    columns = [frame.iloc[:, i]._values for i in range(frame.shape[1])]
    return [np.shares_memory(own, each) for each in columns if isinstance(each, np.ndarray)], own.flags.writeable, own.strides if with_strides and len(own) > 1 else None


def seen(value):
    """Everything that can be seen of a value, as plain data."""
    if isinstance(value, pd.DataFrame):
        columns = [seen(value.iloc[:, i]) for i in range(value.shape[1])]
        return (type(value).__name__, seen(value.index), seen(value.columns), columns, repr(value.attrs), value.flags.allows_duplicate_labels)
    if isinstance(value, pd.Series):
        head = (type(value).__name__, type(value.name).__name__, repr(value.name), repr(value.attrs), value.flags.allows_duplicate_labels)
        return (*head, seen(value.index), array_of(value._values))
    if isinstance(value, pd.Index):
        freq = repr(getattr(value, "freq", None))
        return (type(value).__name__, repr(value.names), freq, array_of(value._values), repr(value) if isinstance(value, pd.RangeIndex) else "")
    if isinstance(value, np.ndarray):
        return array_of(value)
    if callable(value):
        return "function"
    if isinstance(value, tuple):
        return tuple(map(seen, value))
    return (type(value).__name__, repr(value))


def array_of(values):
    if isinstance(values, np.ndarray) and values.dtype != "object":
        return (type(values).__name__, str(values.dtype), values.shape, values.tobytes())
    return (type(values).__name__, str(values.dtype), repr([(type(each).__name__, repr(each)) for each in values]))


def first_difference(before, after, path=""):
    if isinstance(before, (tuple, list)) and isinstance(after, (tuple, list)) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after)):
            if one != other:
                return first_difference(one, other, "%s.%d" % (path, index))
    return path, repr(before)[:300], repr(after)[:300]


def main(seed, count, steps):
    differences = []
    for number in range(count):
        step = steps[number % len(steps)]
        here = "%d-%d" % (seed, number)
        before, after = run(step, False, here), run(step, True, here)
        if before != after:
            differences.append([step, here, *first_difference(before, after)])
            if len(differences) > 10:
                break
    print(json.dumps({"comparisons": count, "differences": differences}))


if __name__ == "__main__":
    if sys.argv[4:] == ["orders"]:
        LIMIT = 90
        ordering._FEWEST_FLOATS = ordering._FEWEST_OTHERS = LIMIT
        main(int(sys.argv[2]), int(sys.argv[3]), ORDERS)
    else:
        selections._FEWEST_NARROWED = 0
        main(int(sys.argv[2]), int(sys.argv[3]), {"statistics": STATISTICS, "queries": QUERIES, "held": HELD}.get("".join(sys.argv[4:]), SELECTIONS))
