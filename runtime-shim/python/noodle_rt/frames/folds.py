"""Loops over rows that only add to numbers, lists, tables and sets: done for all rows but the last at once (`folded`).

    def _row(row, total, names):
        if row["age"] > 30:
            total.add(row["pay"])
            names.append(row["name"])
    _left, total = noodle_rt.folded(df, "iterrows", ("age", "pay", "name"), _row, (total,), (names,))
    for i, row in _left.iterrows():
        if row["age"] > 30:
            total += row["pay"]
            names.append(row["name"])

The body of the loop, with calls in the place of what it adds, runs on columns (`columns.py`), which part the rows by what it asks. Each call
notes for which rows it was made; then all is added in the order of the rows (`accumulators.py`). Where something is not known, would
raise or warn, nothing is changed, and all rows are left to the loop. Otherwise the last one is, so that its variables are what they always are.
"""
from noodle_rt.frames.accumulators import _ColumnOfRows, _made, _Stored, _Asked
from noodle_rt.frames.distinct import _FUNCTION, _Noted
from noodle_rt.frames.rows import _OBJECT, _PLAIN, _PLAIN_IF_INFERRED, _PLAIN_INDEX, _dtypes_of, _has_columns, _light_rows, _row_dtype
from noodle_rt.frames.sources import _RowOfColumns, _Source
from noodle_rt.frames.values import _Alone, _Part
from noodle_rt.frames.worlds import _copy, _World
from noodle_rt.guards import _library

# From so many rows on it pays (pandas 2.2 and 3.1).
_FEW_FOLDED = {"iterrows": 200, "itertuples": 6000, "items": 6000, "zip": 6000, "counted": 200}
# So many rows one by one take as long as a run on columns.
_ROWS_FOR_RUN = {"iterrows": 10, "itertuples": 200, "items": 1200, "zip": 800, "counted": 30}
# Parts with fewer rows are done row by row.
_FEW_AT_ONCE = 24
_MANY_RUNS = 200
# From so many rows on a few are tried before.
_MANY_ROWS = 5000
_TRIED_ROWS = 200


def folded(source, how, labels, step, numbers=(), others=(), stored=(), index=False):
    """What is left of the rows for the loop; and behind it the numbers, if there are any.

    source: the frame or series; a tuple of several.
    how: "iterrows", "itertuples", "items" for a series, "zip" for several; the range or index whose items are the numbers or labels of the rows.
    labels: those columns of the frame of which the loop reads cells; for numbers and labels of rows (table, column, way, rows away).
    step: the body of the loop.
    numbers, others: what it adds to.
    stored: (table, column) in which it stores cells.
    index: whether `step` gets the label of the row first.
    """
    try:
        done = _try(source, how, labels, step, numbers, others, stored, index)
    except Exception:
        done = None
    if type(how) is not str:
        left = how if done is None else how[-1:]
    elif done is None:
        left = zip(*source) if how == "zip" else source
    else:
        left = zip(*[each.iloc[-1:] for each in source]) if how == "zip" else source.iloc[-1:]
    return (left, *(numbers if done is None else done)) if numbers else left


def _try(source, how, labels, step, numbers, others, stored, index):
    pandas = _library("pandas")
    if pandas is None or type(step) is not _FUNCTION:
        return None
    found = _rows_and_count(pandas, source, how, labels, index)
    if found is None:
        return None
    rows, count = found
    changed = (*numbers, *others)
    if len(set(map(id, others))) != len(others):
        return None
    columns = [_Stored(source[table], label) for table, label in stored]
    # Functions of `math` are called for each row as before, which only pays where a row is an object of its own.
    traced = _copy(step, _World(True, changed=others, math=how not in ("itertuples", "items", "zip")))
    made = changed, columns, 0 if type(how) is str else how.start if type(how) is range else 0
    most = min(_MANY_RUNS, 1 + int(count / (2 * _ROWS_FOR_RUN[how if type(how) is str else "counted"])))
    if count >= _MANY_ROWS:
        tried = _Run(traced, step, rows, _TRIED_ROWS, made, 2, most)
        if not tried.is_done():
            return None
    run = _Run(traced, step, rows, count, made, _FEW_AT_ONCE, most)
    if not run.is_done():
        return None
    # Nothing is changed before all of it is known.
    with _library("numpy").errstate(over="raise", invalid="raise"):
        results = [each.result() for each in run.accumulators]
    for accumulator, result in zip(run.accumulators[len(numbers) :], results[len(numbers) :]):
        accumulator.take(result)
    return results[: len(numbers)]


def _rows_and_count(pandas, source, how, labels, index):
    """The rows of a loop as columns, and how many there are but the last; `None` when they are not known, or too few."""
    if type(how) is not str:
        return _counted(pandas, source, how, labels, index)
    if how in ("items", "zip"):
        columns = source if how == "zip" else (source,)
        if not all(type(each) is pandas.Series for each in columns):
            return None
        count = min(map(len, columns)) - 1
        if count < _FEW_FOLDED[how] or any(len(each) != count + 1 for each in columns):
            return None
        return _Elements(columns), count
    count = len(source) - 1 if type(source) is pandas.DataFrame else 0
    if count < _FEW_FOLDED[how]:
        return None
    rows = _rows_of(pandas, source, how, labels, index)
    return None if rows is None else (rows, count)


class _Run:
    """The body of a loop on the first rows.

    few: parts with fewer rows are done row by row.
    most: so many runs pay.
    """

    def __init__(self, traced, step, rows, count, made, few, most):
        self._traced = traced
        self._step = step
        self._rows = rows.first(count)
        self._count = count
        self._few = few
        self._most = most
        self.runs = 0
        # Which rows the body is running for; `None` for all.
        self.rows = None
        self._is_single = False
        changed, columns, self.first = made
        self.accumulators = [*[_made(value, self) for value in changed], *[_ColumnOfRows(each, self) for each in columns]]

    def size(self):
        return self._count if self.rows is None else len(self.rows)

    def count(self):
        return self._count

    def given(self, column):
        """What the body gets of a column: a row that is done alone gets the value itself."""
        return column.objects()[0] if self._is_single else column

    def is_done(self):
        """Whether all is noted."""
        numpy = _library("numpy")
        with numpy.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
            # Each time what a number or table has been after each row is known of one more.
            for _ in range(len(self.accumulators) + 1):
                for each in self.accumulators:
                    each.forget()
                wanted = self._note()
                if wanted is None:
                    return True
                # Where rows have stopped at different ones, of none all is known.
                if wanted is False or len(wanted) != 1:
                    return False
                wanted[0].trace()
        return False

    def _note(self):
        """Runs the body for all rows; `None`, or the accumulators of which is asked what they have been, or `False`."""
        numpy = _library("numpy")
        waiting, left, wanted = [None], [], []
        while waiting:
            rows = self.rows = waiting.pop()
            size = self.size()
            if size == 0:
                continue
            if rows is not None and size < self._few:
                left.append(rows)
                continue
            self.runs += 1
            if self.runs > self._most:
                return False
            marks = [each.mark() for each in self.accumulators]
            try:
                if self._traced(*self._rows.columns(rows), *self.accumulators) is not None:
                    return False
            except _Part as part:
                self._back(marks)
                for side in (~part.mask, part.mask):
                    chosen = numpy.flatnonzero(side)
                    waiting.append(chosen if rows is None else rows[chosen])
            except _Asked as question:
                if question.accumulator not in wanted:
                    wanted.append(question.accumulator)
            except Exception:
                if rows is None:
                    return False
                self._back(marks)
                left.append(rows)
        if left and not self._alone(numpy.sort(numpy.concatenate(left)), wanted):
            return False
        return wanted or None

    def _back(self, marks):
        for each, mark in zip(self.accumulators, marks):
            each.back(mark)

    def _alone(self, rows, wanted):
        """Runs the body for some rows one by one."""
        numpy = _library("numpy")
        if len(rows) * 2 > self._count and len(rows) > 100:
            return False
        noted = _Noted(numpy)
        self._is_single = True
        with noted:
            for row, values in zip(rows.tolist(), self._rows.single(rows)):
                self.rows = numpy.array([row])
                try:
                    if self._step(*values, *self.accumulators) is not None:
                        return False
                except _Asked as question:
                    if question.accumulator not in wanted:
                        wanted.append(question.accumulator)
        self._is_single = False
        return not noted.warned


def _rows_of(pandas, frame, how, labels, index):
    """The rows of a frame as columns, or `None` when they are not known."""
    named = tuple(label for label in labels if label != "Index") if how == "itertuples" else labels
    if not _has_columns(pandas, frame, named, named if how == "itertuples" else ()):
        return None
    if how == "itertuples" and "Index" in frame.columns:
        return None
    if frame.index.inferred_type not in _PLAIN_INDEX:
        return None
    dtype = _row_dtype(pandas, frame) if how == "iterrows" else _OBJECT
    if dtype is None:
        return None
    return _Cells(frame, how, labels, dtype, index)


class _Cells:
    """Rows of a frame."""

    def __init__(self, frame, how, labels, dtype, index):
        self._frame = frame
        self._how = how
        self._labels = labels
        self._dtype = dtype
        self._index = index

    def first(self, count):
        return _FirstCells(self._frame.iloc[:count], self._how, self._labels, self._dtype, self._index)


class _FirstCells:
    def __init__(self, frame, how, labels, dtype, index):
        self._labels = labels
        self._attributes = labels if how == "itertuples" else ()
        self._sources = [_Source(_column_for_loop(frame, how, label), dtype) for label in labels]
        self._index = _Source(_labels_of_rows(frame), _OBJECT) if index else None
        if how == "iterrows":
            _without_holes(frame, self._sources)

    def columns(self, rows):
        row = _RowOfColumns(self._labels, self._sources, rows)
        return (row,) if self._index is None else (self._index.of(rows), row)

    def single(self, rows):
        light = _light_rows(self._labels, self._attributes, [_cells_at(source, rows) for source in self._sources])
        return ((row,) for row in light) if self._index is None else zip(_cells_at(self._index, rows), light)


def _column_for_loop(frame, how, label):
    if how == "itertuples" and label == "Index":
        return _labels_of_rows(frame)
    return frame[label]


def _labels_of_rows(frame):
    return _library("pandas").Series(frame.index)


def _without_holes(frame, sources):
    """A Series that is made of a row anew turns `None` among texts and times into something else: refuses such rows."""
    plain = _PLAIN_IF_INFERRED if not any(each.kind in "iub" for each in _dtypes_of(frame)) else _PLAIN
    for source in sources:
        if source.dtype() == object and not plain.issuperset(source.classes()):
            raise _Alone


def _cells_at(source, rows):
    """The cells of some rows, as the loop gets them."""
    return source.some(rows).cells()


class _Elements:
    """Elements of series."""

    def __init__(self, series):
        self._series = series

    def first(self, count):
        return _FirstElements([_Source(each.iloc[:count], _OBJECT) for each in self._series])


class _FirstElements:
    def __init__(self, sources):
        self._sources = sources

    def columns(self, rows):
        return [source.of(rows) for source in self._sources]

    def single(self, rows):
        return zip(*[_cells_at(source, rows) for source in self._sources])


# ---------------------------------------------------------------- loops that count rows


def _counted(pandas, tables, how, labels, index):
    """Rows by number or label, as columns, and how many there are but the last; `None` when they are not known, or too few."""
    if type(how) is range:
        start, stop = how.start, how.stop
        if how.step != 1 or start < 0:
            return None
        is_numbered = True
    elif isinstance(how, pandas.Index) and type(how) in (pandas.Index, pandas.RangeIndex, pandas.DatetimeIndex):
        start, stop = 0, len(how)
        is_numbered = _is_numbered(pandas, how)
        if not is_numbered and (not how.is_unique or how.inferred_type not in _PLAIN_INDEX):
            return None
    else:
        return None
    count = stop - start - 1
    if count < _FEW_FOLDED["counted"]:
        return None
    series = []
    dtypes = []
    for number, label, way, shift in labels:
        table = tables[number]
        if start + shift < 0 or stop + shift > len(table) or shift and not is_numbered:
            return None
        is_labelled = way in ("label", "labelled row")
        if is_labelled and not (_is_numbered(pandas, table.index) if is_numbered else table.index is how or table.index.equals(how)):
            return None
        if not is_labelled and not is_numbered:
            return None
        if label is None:
            if type(table) is not pandas.Series:
                return None
            column = table
        else:
            if type(table) is not pandas.DataFrame or not _has_columns(pandas, table, (label,), ()):
                return None
            column = table[label]
        dtype = _dtype_of_cell(pandas, table, column, way)
        if dtype is None:
            return None
        series.append(column.iloc[start + shift : stop + shift])
        dtypes.append(dtype)
    labels_of_rows = None
    if index:
        labels_of_rows = pandas.Series(how)
    return _CountedRows(series, dtypes, labels_of_rows), count


def _is_numbered(pandas, index):
    """Whether the labels are the numbers of the rows."""
    return type(index) is pandas.RangeIndex and index.start == 0 and index.step == 1


def _dtype_of_cell(pandas, table, column, way):
    """That of single cells: NumPy's numbers stay what they are."""
    numpy = _library("numpy")
    own = column.dtype
    is_number = isinstance(own, numpy.dtype) and own.kind in "iufb"
    if way in ("row", "labelled row"):
        dtype = _row_dtype(pandas, table)
        if dtype is None or dtype is not _OBJECT and dtype.kind != "O":
            return dtype
    elif way == "values" and not is_number:
        return None
    return own if is_number else _OBJECT


class _CountedRows:
    """Columns of cells, one for each place where the loop reads one."""

    def __init__(self, series, dtypes, index):
        self._series = series
        self._dtypes = dtypes
        self._index = index

    def first(self, count):
        sources = [_Source(each.iloc[:count], dtype) for each, dtype in zip(self._series, self._dtypes)]
        if self._index is not None:
            sources.insert(0, _Source(self._index.iloc[:count], _OBJECT))
        return _FirstElements(sources)
