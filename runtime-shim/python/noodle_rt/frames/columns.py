"""Functions of rows and elements, run on whole columns: stand-ins for `DataFrame.apply(f, axis=1)`, `Series.apply(f)` and `Series.map(f)`.

    df["s"] = noodle_rt.by_columns(df, ("a", "b")).apply(lambda r: r["a"] / r["b"] if r["b"] > 0 else 0.0, axis=1)

The function runs once for all rows at a time, with columns in the place of numbers and texts. Where it asks whether something is true, the
rows are parted into those for which it is and those for which it is not, and it runs anew for each part; so every row goes the very
way through the function that it would go alone. Every operation gives what Python or NumPy would give for each number alone, or the rows
are left to the function itself, one by one: when an operation would raise or warn for one of them, when whole numbers
grow beyond what floats hold exactly, when values are of classes that are not known here.

Only functions that do nothing but compute may be handed over, since they run at other times and with other rows than pandas would
run them: the compiler sees to that (`passes/lowering/row-functions.ts` lists what it lets through).

Where texts, dates or other values are seen again and again, the function runs once for equal ones (`distinct.py`).

`values.py` has the columns that stand for numbers and texts, `times.py` those for dates, `texts.py` those for texts of Arrow, `sources.py`
makes them of the columns of frames, `worlds.py` lets a function run on them, `parts.py` runs it on one part of the rows after the other.
"""
from noodle_rt.frames.distinct import _applied_to_distinct, _is_closed, _mapped_by_distinct, _spread
from noodle_rt.frames.parts import _collected, _is_result, _run
from noodle_rt.frames.rows import _FUNCTION, _OBJECT, _applied, _calls_by_row, _has_columns, _light_rows, _row_dtype, _Rows
from noodle_rt.frames.sources import _RowOfColumns, _Source
from noodle_rt.frames.texts import _arrow_texts, _texts_at, _Texts
from noodle_rt.frames.times import _Objects, _Times
from noodle_rt.frames.values import _Part
from noodle_rt.frames.worlds import _traced
from noodle_rt.guards import _library

# From so many rows on it pays (pandas 2.2 and 3.1): a row of pandas costs 10 µs and more, a run on columns some 100 µs.
_FEW_FRAME_ROWS = 40

# From so many rows on it pays to look for equal ones.
_FEW_REPEATED_ROWS = 500

# So many texts show whether a function runs on them.
_FEW_TEXTS = 32


def by_columns(frame, labels, attributes=()):
    """A stand-in for a frame whose rows are only handed to a function that computes something from `row[label]` and `row.attribute`."""
    pandas = _library("pandas")
    if pandas is None or type(frame) is not pandas.DataFrame or len(frame) < _FEW_FRAME_ROWS:
        planned = getattr(type(frame), "_noodle_by_rows", None)
        return frame if planned is None else planned(frame, lambda whole: by_columns(whole, labels, attributes))
    if not _has_columns(pandas, frame, labels, attributes):
        return frame
    return _FrameColumns(frame, labels, attributes)


def by_elements(series, least=None, repeated=None):
    """A stand-in for a series whose elements are only handed to a function that computes something from each.

    least: from so many elements on it pays to run the function on the whole column; `None` when it does not know columns.
    repeated: from so many elements on it pays to look for equal ones.
    """
    pandas = _library("pandas")
    if pandas is None or type(series) is not pandas.Series:
        planned = getattr(type(series), "_noodle_by_elements", None)
        return series if planned is None else planned(series, lambda loose: by_elements(loose, least, repeated))
    dtype, count = series.dtype, len(series)
    if isinstance(dtype, _library("numpy").dtype):
        if dtype.itemsize > 8 or not dtype.isnative:
            return series
        kind = dtype.kind
        # Texts are as fast one by one.
        if kind in "iufb" and least is not None:
            return _SeriesElements(series) if count >= least else series
    else:
        kind = "M" if type(dtype) is pandas.DatetimeTZDtype else "O" if type(dtype) is pandas.StringDtype else ""
    if not kind or kind not in "OmMiufb":
        return series
    if kind in "mM":
        # These are made for each call.
        count *= _TIMES_DEARER
    if repeated is not None and count < repeated:
        repeated = None
    if kind in "mM" and least is not None and count >= least:
        return _SeriesElements(series, repeated)
    return series if repeated is None else _RepeatedElements(series, repeated)


_TIMES_DEARER = 4


class _FrameColumns:
    """Stands for a frame in the one call that follows."""

    __slots__ = ("_frame", "_labels", "_attributes")

    def __init__(self, frame, labels, attributes):
        self._frame = frame
        self._labels = labels
        self._attributes = attributes

    def apply(self, func, axis=0, raw=False, result_type=None, args=(), **kwargs):
        frame = self._frame
        if _calls_by_row(func, axis, raw, result_type, kwargs):
            done = self._by_distinct(func, axis, args, kwargs)
            if done is not None:
                return done
            dtype = _row_dtype(_library("pandas"), frame)
            traced = _traced(func, args, kwargs, True) if dtype is not None else None
            if traced is not None:
                done = self._try(traced, lambda row: func(row, *args), dtype)
                if done is not None:
                    return _frame_result(frame, done)
        return _Rows(frame, self._labels, self._attributes).apply(func, axis, raw, result_type, args, **kwargs)

    def _by_distinct(self, func, axis, args, kwargs):
        frame, labels = self._frame, self._labels
        # Numbers are computed with at once.
        if len(frame) < _FEW_REPEATED_ROWS or all(getattr(frame[label].dtype, "kind", "O") in "iufb" for label in labels) or not _is_closed(func):
            return None
        return _Rows(frame, labels, self._attributes, 0)._by_distinct(func, axis, args, kwargs)

    def _try(self, traced, func, dtype):
        frame, labels = self._frame, self._labels
        sources = [_Source(frame[label], dtype) for label in labels]

        def alone(rows):
            cells = [source.cells() for source in sources]
            light = _light_rows(labels, self._attributes, [[column[row] for row in rows] for column in cells])
            return [func(row) for row in light]

        return _run(traced, len(frame), lambda rows: _RowOfColumns(labels, sources, rows), alone)


class _SeriesElements:
    """Stands for a series in the one call that follows."""

    __slots__ = ("_series", "_repeated")

    def __init__(self, series, repeated=None):
        self._series = series
        self._repeated = repeated

    def apply(self, func, *rest, **keywords):
        return self._done("apply", func, rest, keywords)

    def map(self, func, *rest, **keywords):
        return self._done("map", func, rest, keywords)

    def _done(self, method, func, rest, keywords):
        series = self._series
        if not rest and not keywords and type(func) is _FUNCTION:
            if self._repeated is not None:
                result = _applied_to_distinct(series, method, func, keywords, self._repeated)
                if result is not None:
                    return result
            done = self._try(func)
            if done is not None:
                return _series_result(series, done, method)
        return getattr(series, method)(func, *rest, **keywords)

    def _try(self, func):
        series = self._series
        traced = _traced(func, (), {}, False)
        if traced is None:
            return None
        source = _Source(series, _OBJECT)

        def alone(rows):
            cells = source.cells()
            return [func(cells[row]) for row in rows]

        return _run(traced, len(series), source.of, alone)


class _RepeatedElements:
    """Stands for a series in the one call that follows, whose function is run once for equal elements."""

    __slots__ = ("_series", "_repeated")

    def __init__(self, series, repeated):
        self._series = series
        self._repeated = repeated

    def apply(self, func, *rest, **keywords):
        return self._done("apply", func, rest, keywords)

    def map(self, func, *rest, **keywords):
        return self._done("map", func, rest, keywords)

    def _done(self, method, func, rest, keywords):
        series = self._series
        if not rest and type(func) is _FUNCTION and (not keywords or method == "map" and keywords == {"na_action": "ignore"}):
            done = _applied_to_distinct(series, method, func, keywords, self._repeated)
            if done is None and not keywords and len(series) >= 2 * self._repeated:
                done = self._on_texts(method, func)
            if done is not None:
                return done
        return getattr(series, method)(func, *rest, **keywords)

    def _on_texts(self, method, func):
        """What the function gives for all texts at once, when they lie in memory of Arrow."""
        series = self._series
        values = _arrow_texts(series)
        traced = None if values is None else _traced(func, (), {}, False, True)
        if traced is None:
            return None
        try:
            # Mostly a few show that it does not go.
            if not _is_result(traced(_texts_at(values.slice(0, _FEW_TEXTS), None))):
                return None
        except _Part:
            pass
        except Exception:
            return None

        def alone(rows):
            return [func(text) for text in series.array.take(rows).astype(object)]

        done = _run(traced, len(series), lambda rows: _texts_at(values, rows), alone)
        return None if done is None else _series_result(series, done, method)


class _RepeatedIndex:
    """Stands for an index of dates in the one call that follows."""

    __slots__ = ("_index",)

    def __init__(self, index):
        self._index = index

    def map(self, func, *rest, **keywords):
        if not rest and not keywords and type(func) is _FUNCTION:
            done = _mapped_by_distinct(self._index, func)
            if done is not None:
                return done
        return self._index.map(func, *rest, **keywords)

    def __getattr__(self, name):
        return getattr(self._index, name)


def _frame_result(frame, done):
    pandas = _library("pandas")
    result = _whole_result(frame, done, "apply", lambda few: _applied(frame.iloc[: len(few)], few))
    if result is not None:
        return result
    values = _collected(done, len(frame))
    if type(values) is list:
        return _applied(frame, values)
    result = pandas.Series(values, copy=False)
    result.index = frame.index
    return result.__finalize__(frame, method="apply")


def _series_result(series, done, method):
    pandas = _library("pandas")

    def made(values):
        following = iter(values)
        return getattr(series.iloc[: len(values)], method)(lambda _: next(following))

    result = _whole_result(series, done, method, made)
    if result is not None:
        return result
    values = _collected(done, len(series))
    if type(values) is list:
        return made(values)
    return pandas.Series(values, index=series.index, copy=False).__finalize__(series, method=method)


def _whole_result(like, done, method, made):
    """The result of a function that gives dates, spans, days or texts of Arrow for all rows; `None` when it has to be made in another way.

    made: what pandas makes of a few results.
    """
    (rows, value), *others = done
    if rows is not None or others:
        return None
    pandas = _library("pandas")
    if type(value) is _Objects:
        return _spread(pandas, made(value.kinds), value.codes, like, method)
    if type(value) is _Texts:
        few = made(value.values.slice(0, 2).to_pylist())
        if few.dtype != like.dtype:
            return None
        texts = type(like.array)._from_sequence(value.values, dtype=few.dtype)
        return pandas.Series(texts, index=like.index, copy=False).__finalize__(like, method=method)
    if type(value) is not _Times:
        return None
    few = made(list(value.values[:2]))
    if few.dtype != value.values.dtype:
        return None
    return pandas.Series(value.values.copy(), index=like.index, copy=False).__finalize__(like, method=method)
