"""Arguments of pandas' methods: small frames and series with gaps, duplicates, dates, categories and odd labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

missing = float("nan")
floats = st.sampled_from([0.0, 1.5, -2.0, missing, 3.25, float("inf"), -0.0])
ints = st.integers(-3, 5)
words = st.sampled_from(["a", "b", "Ab c", "", "x1", None])
plain_words = st.sampled_from(["a", "b", "Ab c", "", "x1"])
days = st.sampled_from([pd.Timestamp("2020-01-31"), pd.Timestamp("2020-02-29 12:30"), pd.Timestamp("2021-03-01"), pd.NaT])


@st.composite
def indexes(draw, length):
    kind = draw(st.sampled_from(["range", "range", "range", "ints", "words", "days"]))
    if kind == "range":
        return pd.RangeIndex(length)
    if kind == "ints":
        return pd.Index(draw(st.lists(ints, min_size=length, max_size=length)), dtype="int64", name=draw(st.sampled_from([None, "k"])))
    if kind == "words":
        return pd.Index(draw(st.lists(plain_words, min_size=length, max_size=length)))
    return pd.date_range("2020-01-30", periods=length, freq="D")


lengths = st.shared(st.sampled_from([4, 3, 5, 1, 0, 6]), key="length")


def values(draw, kind, length):
    def drawn(strategy):
        return draw(st.lists(strategy, min_size=length, max_size=length))

    if kind == "float":
        return np.array(drawn(floats), dtype=float)
    if kind == "int":
        return np.array(drawn(ints), dtype="int64")
    if kind == "bool":
        return np.array(drawn(st.booleans()), dtype=bool)
    if kind == "str":
        return pd.array(drawn(words), dtype=object)
    if kind == "days":
        return pd.DatetimeIndex(drawn(days))
    if kind == "category":
        return pd.Categorical(drawn(words))
    return pd.array([None if item < 0 else item for item in drawn(ints)], dtype="Int64")


@st.composite
def series(draw, kinds=("float", "float", "int", "int", "bool", "str", "days", "category", "Int64")):
    length = draw(lengths)
    return pd.Series(values(draw, draw(st.sampled_from(kinds)), length), index=draw(indexes(length)), name=draw(st.sampled_from([None, "s", "a"])))


@st.composite
def frames(draw, kinds=("float", "int", "bool", "str", "days", "category")):
    length = draw(lengths)
    data = {name: values(draw, draw(st.sampled_from(kinds)), length) for name in draw(st.sampled_from(["abc", "ab", "abg", "a"]))}
    return pd.DataFrame(data, index=draw(indexes(length)))


number_series = series(("float", "int"))
number_frames = frames(("float", "int"))
text_series = series(("str",)).filter(lambda each: each.dtype == object or str(each.dtype) == "str")
day_series = series(("days",))
column = st.sampled_from(["a", "a", "b", "c"])
columns = st.one_of(column, st.lists(column, min_size=1, max_size=2, unique=True))
scalars = st.one_of(ints, floats, plain_words, st.booleans())


@st.composite
def grouped(draw, of=None):
    frame = draw(frames(("int", "float", "str")))
    frame["g"] = draw(st.lists(st.integers(0, 1), min_size=len(frame), max_size=len(frame)))
    groups = frame.groupby("g", sort=draw(st.booleans()))
    return groups if of is None else groups[of]


date_index = st.integers(0, 5).map(lambda periods: pd.date_range("2020-01-30 10:00", periods=periods, freq="h"))

RECEIVERS = {
    "pandas.DataFrame": st.one_of(frames(), number_frames),
    "pandas.Series": st.one_of(series(), number_series),
    "pandas.Index": st.one_of(lengths.flatmap(indexes), date_index),
    "pandas.DatetimeIndex": date_index,
    "pandas.RangeIndex": st.integers(0, 4).map(pd.RangeIndex),
    "pandas.MultiIndex": st.just(None).map(lambda _: pd.MultiIndex.from_product([[1, 2], ["a", "b"]], names=["n", None])),
    "pandas.CategoricalIndex": st.just(None).map(lambda _: pd.CategoricalIndex(["a", "b", "a"])),
    "pandas.api.typing.DataFrameGroupBy": grouped(),
    "pandas.api.typing.SeriesGroupBy": grouped("a"),
    "pandas.core.groupby.GroupBy": st.one_of(grouped(), grouped("a")),
    "pandas.api.typing.Rolling": st.one_of(number_frames, number_series).map(lambda each: each.reset_index(drop=True).rolling(2)),
    "pandas.api.typing.Expanding": number_frames.map(lambda each: each.expanding()),
    "pandas.api.typing.ExponentialMovingWindow": number_frames.map(lambda each: each.ewm(1)),
    "pandas.core.strings.accessor.StringMethods": text_series.map(lambda each: each.str),
    "pandas.core.indexes.accessors.CombinedDatetimelikeProperties": day_series.map(lambda each: each.dt),
    "pandas.core.indexes.accessors.DatetimeProperties": day_series.map(lambda each: each.dt),
    "pandas.core.arrays.categorical.CategoricalAccessor": series(("category",)).map(lambda each: each.cat),
    "pandas.TimedeltaIndex": st.integers(0, 4).map(lambda periods: pd.timedelta_range("1D", periods=periods)),
    "pandas.PeriodIndex": st.integers(0, 4).map(lambda periods: pd.period_range("2020-01", periods=periods, freq="M")),
    "pandas.IntervalIndex": st.integers(1, 4).map(lambda count: pd.interval_range(0, count)),
    "pandas.api.typing.Resampler": date_index.map(lambda index: pd.Series(range(len(index)), index, dtype="int64").resample("2h")),
    "pandas.core.indexes.accessors.TimedeltaProperties": st.just(None).map(lambda _: pd.Series(pd.to_timedelta(["1D", None, "3h"])).dt),
    "pandas.core.indexes.accessors.PeriodProperties": st.just(None).map(lambda _: pd.Series(pd.period_range("2020", periods=2, freq="D")).dt),
    "pandas.Interval": st.just(pd.Interval(0, 1)),
    "pandas.Timestamp": st.sampled_from([pd.Timestamp("2020-02-29 12:30:15"), pd.Timestamp("2021-01-01", tz="UTC")]),
    "pandas.Timedelta": st.sampled_from([pd.Timedelta("1D"), pd.Timedelta("-3h")]),
    "pandas.Period": st.sampled_from([pd.Period("2020-01", "M")]),
    "pandas.Categorical": st.just(None).map(lambda _: pd.Categorical(["a", "b", None, "a"])),
}

PARAMETERS = {
    "*": st.one_of(series(), frames(), columns, scalars, st.none(), st.lists(scalars, max_size=3)),
    "by": columns,
    "on": columns,
    "left_on": column,
    "right_on": column,
    "keys": columns,
    "subset": columns,
    "columns": columns,
    "values": columns,
    "id_vars": column,
    "value_vars": column,
    "level": st.just(0),
    "axis": st.sampled_from([0, 1, "index", "columns"]),
    "how": st.sampled_from(["inner", "left", "right", "outer", "any", "all"]),
    "other": st.one_of(series(), frames(), number_series, number_frames, scalars),
    "right": frames(),
    "left": frames(),
    "objs": st.one_of(st.lists(frames(), min_size=1, max_size=2), st.lists(series(), min_size=1, max_size=2)),
    "cond": st.one_of(series(("bool",)), st.just(True)),
    "func": st.sampled_from([len, "sum", "mean", abs, np.mean, lambda each: each]),
    "arg": st.one_of(series(), scalars, st.just(["2020-01-01", "2020-02-01"])),
    "funcs": st.sampled_from(["sum", "mean"]),
    "dtype": st.sampled_from([float, "float32", int, str, object, "category", bool]),
    "value": st.one_of(scalars, st.just({"a": 1})),
    "to_replace": scalars,
    "n": st.integers(0, 4),
    "periods": st.integers(-1, 2),
    "ascending": st.booleans(),
    "inplace": st.just(False),
    "ignore_index": st.booleans(),
    "drop": st.booleans(),
    "dropna": st.booleans(),
    "sort": st.booleans(),
    "as_index": st.booleans(),
    "numeric_only": st.booleans(),
    "skipna": st.booleans(),
    "normalize": st.booleans(),
    "deep": st.booleans(),
    "copy": st.booleans(),
    "keep": st.sampled_from(["first", "last", False]),
    "method": st.sampled_from(["average", "min", "first", "pearson"]),
    "q": st.sampled_from([0.5, 0.0, 1.0, [0.25, 0.75]]),
    "window": st.integers(1, 3),
    "min_periods": st.integers(1, 2),
    "labels": columns,
    "items": columns,
    "index": st.one_of(columns, st.lists(ints, max_size=3)),
    "mapper": st.sampled_from([str, {"a": "z"}]),
    "pat": st.sampled_from(["a", "b", " ", "[ab]"]),
    "repl": st.just("z"),
    "sep": st.sampled_from([" ", "a"]),
    "others": st.none(),
    "width": st.integers(0, 5),
    "to_strip": st.none(),
    "regex": st.booleans(),
    "na": st.sampled_from([True, False]),
    "expand": st.booleans(),
    "start": st.one_of(st.none(), st.integers(0, 2)),
    "stop": st.one_of(st.none(), st.integers(0, 3)),
    "format": st.sampled_from(["%Y-%m-%d", "%H"]),
    "date_format": st.sampled_from(["%Y-%m-%d", "%H"]),
    "freq": st.sampled_from(["D", "h", "W"]),
    "rule": st.sampled_from(["D", "W"]),
    "unit": st.sampled_from(["D", "s"]),
    "decimals": st.integers(0, 2),
    "lower": st.floats(-1, 0),
    "upper": st.floats(0, 2),
    "bins": st.integers(1, 3),
    "key": st.sampled_from(["a", "b", 0]),
    "name": st.sampled_from(["z", None]),
    "aggfunc": st.sampled_from(["mean", "sum", len]),
    "orient": st.sampled_from(["dict", "list", "records", "index", "columns"]),
    "data": st.one_of(st.just({"a": [1, 2], "b": [1.5, 2.5]}), st.just([[1, 2], [3, 4]]), st.just([1, 2, 3]), frames(), series()),
    "pandas.Series.map:func": st.sampled_from([str, len, {1: 2}]),
    "pandas.Series.map:arg": st.sampled_from([str, len, {1: 2}]),
    "pandas.Series.isin:values": st.lists(scalars, max_size=3),
    "pandas.date_range:start": st.just("2020-01-01"),
    "pandas.date_range:periods": st.integers(0, 4),
    "pandas.DataFrame.drop:labels": st.integers(0, 2),
}

CALLS = {
    "pandas.date_range": st.tuples(st.just(["2020-01-01"]), st.fixed_dictionaries({"periods": st.integers(0, 4)})),
}

SKIP: set = set()
