"""Groups without a Series or DataFrame for each: a function that only reduces columns is called with something that looks like the
group, and reductions of a column are computed for all groups at once.

    noodle_rt.groups(df.groupby("k")).apply(lambda g: g["x"].max() - g["y"].min())

`groups` gives a GroupBy of the same class that splits in another way, or the GroupBy itself. pandas does everything else: it calls
the function group by group, and builds the result. What the function does with numbers is done as before, once per group. Where
a reduction of all groups at once would not give the bits of the reduction of one group, or for anything that is not foreseen
here, the true group is made, and asked.

The caller promises that neither a group nor a column of it is kept, returned or handed on by the function.
"""
import itertools
import operator

from noodle_rt.guards import _library, genuine

_MISSING = object()
# Light groups pay from so many groups on, as long as each has few enough rows.
_LEAST_GROUPS = 8
_MOST_ROWS = 5000


def groups(grouped, stays=False):
    """A GroupBy that hands out light groups, or the same GroupBy when it is not one that pandas makes of plain frames and series.

    stays: the last group is a true one, since a variable still has it when the loop has ended.
    """
    pandas = _library("pandas")
    if pandas is None:
        return grouped
    api = pandas.api.typing if hasattr(pandas.api, "typing") else None
    cls = type(grouped)
    if api is None or (cls is not api.DataFrameGroupBy and cls is not api.SeriesGroupBy):
        return grouped
    own = grouped.__dict__
    grouper = own.get("_grouper")
    data = own.get("obj")
    kind = type(grouper)
    if kind is not pandas.core.groupby.ops.BaseGrouper or "_get_splitter" in grouper.__dict__ or own.get("axis", 0) != 0:
        return grouped
    if type(data) is not pandas.DataFrame and type(data) is not pandas.Series:
        return grouped
    if not _group_reductions_are_plain(pandas):
        return grouped
    if getattr(grouper, "_cache", None) is None:
        grouper._cache = {}
    light = object.__new__(kind)
    # What the one finds out, the other one knows: both have one cache.
    light.__dict__.update(grouper.__dict__)
    split = kind._get_splitter

    def splitter(values, axis=0):
        return _LightSplitter(split(light, values), stays) if axis == 0 else split(light, values, axis=axis)

    light._get_splitter = splitter
    result = object.__new__(cls)
    result.__dict__.update(own)
    result.__dict__["_grouper"] = light
    # Rows of light groups are not what pandas could put together.
    is_joined = cls is api.SeriesGroupBy and _can_join(grouped, light)
    result.__dict__["transform"] = _LightTransform(grouped, light) if is_joined else grouped.transform
    return result


def _can_join(grouped, grouper):
    """Whether the results for the groups may become one array: of numbers, every row in a group, no group without rows."""
    numpy = _library("numpy")
    data = grouped.obj
    values = data._values
    if type(values) is not numpy.ndarray or values.dtype.str[1:] not in ("f8", "i8") or not values.dtype.isnative:
        return False
    if data.attrs or not data.flags.allows_duplicate_labels or not genuine("pandas.api.typing.SeriesGroupBy.transform"):
        return False
    try:
        if grouper.has_dropped_na or grouper.ngroups < _LEAST_GROUPS:
            return False
        return bool(numpy.bincount(grouper._sorted_ids, minlength=grouper.ngroups).all())
    except Exception:
        return False  # keys that cannot be grouped: pandas says so itself


class _LightTransform:
    """`transform` of a GroupBy of a series: what the function gives for the groups is put into one array."""

    def __init__(self, grouped, grouper):
        self._grouped = grouped
        self._grouper = grouper

    def __call__(self, *args, **options):
        grouped = self._grouped
        if options or len(args) != 1 or isinstance(args[0], str):
            return grouped.transform(*args, **options)
        return self._of(args[0])

    def _of(self, function):
        grouped, grouper = self._grouped, self._grouper
        data = grouped._obj_with_exclusions
        results = []
        for name, group in grouper.get_iterator(data):
            object.__setattr__(group, "name", name)
            found = function(group)
            results.append(found._detached() if isinstance(found, _LightRows) else found)
        whole = self._joined(data, results)
        if whole is not None:
            return whole
        # With its own constructors, and without calling the function again.
        left = iter(results)
        return grouped.transform(lambda group: next(left))

    def _joined(self, data, results):
        """The result when all groups have arrays, or numbers, of one dtype that NumPy computes with; else `None`."""
        numpy = _library("numpy")
        grouper = self._grouper
        sizes = numpy.bincount(grouper._sorted_ids, minlength=len(results))
        arrays = [_as_array(numpy, found, size) for found, size in zip(results, sizes.tolist())]
        first = arrays[0]
        if first is None or any(array is None or array.dtype is not first.dtype for array in arrays):
            return None
        values = numpy.empty(len(data), first.dtype)
        # pandas has sorted the rows by group; this is where they were.
        order = grouper._get_splitter(data)._sort_idx
        values[order] = numpy.concatenate(arrays)
        return data._constructor(values, name=data.name, copy=False).set_axis(self._grouped.obj.index)


def _as_array(numpy, found, size):
    """What one group gives as an array, if `Series(found)` would have these values and this dtype."""
    cls = type(found)
    if cls is numpy.ndarray:
        return found if len(found) == size and found.ndim == 1 else None
    if cls is float or cls is numpy.float64:
        return numpy.full(size, found, dtype="float64")
    if cls is numpy.int64:
        return numpy.full(size, found, dtype="int64")
    return None


def _group_reductions_are_plain(pandas):
    """Reductions go the way of NumPy: no Bottleneck, and infinity is not missing."""
    core = pandas.core
    return not getattr(core.nanops, "_USE_BOTTLENECK", True) and not getattr(core.dtypes.missing, "INF_AS_NA", False)


class _LightSplitter:
    """Stands for the splitter of pandas, and yields one light group that moves on from group to group."""

    def __init__(self, real, stays):
        self._real = real
        self._stays = stays

    def __getattr__(self, name):
        return getattr(self._real, name)

    def __iter__(self):
        real = self._real
        if real.ngroups < _LEAST_GROUPS or len(real.data) > real.ngroups * _MOST_ROWS:
            yield from real
            return
        table = _GroupTable(real)
        if type(real.data) is _library("pandas").DataFrame:
            light = _LightFrame(table)
        else:
            light = _LightColumn(table, table.batch(None), None, None)
            light.name = real.data.name
        last = real.ngroups - 1
        for at in range(last + 1):
            table.at = at
            table.true = None
            if table.refused and not table.served:
                # Nothing is gained here: the rest of the groups as pandas makes them.
                yield from itertools.islice(iter(real), at, None)
                return
            yield table.real() if at == last and self._stays else light


class _GroupTable:
    """The rows in the order of their groups, where each group lies, and which group is the present one."""

    def __init__(self, splitter):
        numpy = _library("numpy")
        self.splitter = splitter
        # In this moment, as pandas does it: later the program may change what was grouped.
        self.data = splitter._sorted_data
        labels = splitter._slabels
        wanted = numpy.arange(splitter.ngroups)
        self.starts = labels.searchsorted(wanted, "left")
        self.ends = labels.searchsorted(wanted, "right")
        self.sizes = (self.ends - self.starts).tolist()
        self.full = numpy.flatnonzero(self.ends > self.starts)
        self.first = int(self.starts[0])
        self.at = 0
        self.true = None
        self.batches = {}
        self.is_quiet = numpy.geterr()["under"] == "ignore"
        # Whether reductions could not be had for all groups at once, and whether some could.
        self.refused = False
        self.served = False

    def real(self):
        """The present group as pandas makes it."""
        if self.true is None:
            rows = slice(int(self.starts[self.at]), int(self.ends[self.at]))
            data = self.data
            if type(data) is _library("pandas").DataFrame:
                found = data._constructor_from_mgr(manager := data._mgr.get_slice(rows, axis=1), axes=manager.axes)
            else:
                found = data._constructor_from_mgr(manager := data._mgr.get_slice(rows), axes=manager.axes)
                object.__setattr__(found, "_name", data.name)
            self.true = found.__finalize__(data, method="groupby")
        return self.true

    def batch(self, label):
        batch = self.batches.get(label)
        if batch is None:
            batch = self.batches[label] = _Batch(self, self.data if label is None else self.data[label])
        return batch


class _Batch:
    """Reductions of one column for all groups at once; `None` when they could differ from those of single groups."""

    def __init__(self, table, column):
        numpy = _library("numpy")
        self.table = table
        self.column = column
        self.results = {}
        values = column._values
        self.values = values if type(values) is numpy.ndarray and values.dtype.isnative else None
        kind = "" if self.values is None else values.dtype.kind
        # `number`: NumPy computes with it as it is.
        self.kind = kind if kind in "biu" or (kind == "f" and values.dtype.itemsize == 8) else ""
        pandas = _library("pandas")
        # Moments or spans.
        self.times = values if type(values) in (pandas.arrays.DatetimeArray, pandas.arrays.TimedeltaArray) else None
        self.rows = None
        self.null = None
        self.slices = None

    def of(self, name):
        found = self.results.get(name, _MISSING)
        if found is _MISSING:
            found = self.results[name] = self.compute(name)
            if found is None:
                self.table.refused = True
            else:
                self.table.served = True
        return found

    def present(self):
        """The values of the present group, or `None` when they are not to be computed with here."""
        table = self.table
        if self.slices is None:
            is_plain = self.kind != "" and self.values.dtype.itemsize == (1 if self.kind == "b" else 8) and self.kind != "u"
            self.slices = (table.starts.tolist(), table.ends.tolist()) if is_plain and table.is_quiet else ()
        if self.slices == ():
            table.refused = True
            return None
        starts, ends = self.slices
        return self.values[starts[table.at] : ends[table.at]]

    def compute(self, name):
        if not genuine("pandas.Series." + name):
            return None
        numpy = _library("numpy")
        table = self.table
        if table.full.size == 0:
            return None
        under = "ignore" if numpy.geterr()["under"] == "ignore" else "raise"
        try:
            with numpy.errstate(divide="raise", over="raise", invalid="raise", under=under):
                found = getattr(self, "_" + name)(numpy)
        except FloatingPointError:
            return None
        if found is None or len(found) == len(table.sizes):
            return found
        # Groups without rows (of categories that do not occur) are asked for themselves.
        results = [_MISSING] * len(table.sizes)
        for at, value in zip(table.full.tolist(), found):
            results[at] = value
        return results

    # Each gives a list with an entry per group that has rows.

    def _numbers(self):
        """The rows that belong to groups, and where each group begins."""
        if self.rows is None:
            table = self.table
            self.rows = self.values[table.first :], table.starts[table.full] - table.first
            if self.kind == "f":
                numpy = _library("numpy")
                null = numpy.isnan(self.rows[0])
                self.null = null if null.any() else False
        return self.rows

    def _counts(self, numpy):
        values, starts = self._numbers()
        sizes = numpy.diff(numpy.append(starts, len(values)))
        if self.null is None or self.null is False:
            return sizes
        return sizes - numpy.add.reduceat(self.null.astype("int64"), starts)

    def _filled(self, numpy, filler):
        values, _ = self._numbers()
        if self.null is None or self.null is False:
            return values
        values = values.copy()
        values[self.null] = filler
        return values

    def _has_negative_zero(self, numpy):
        values, _ = self._numbers()
        return self.kind == "f" and bool((numpy.signbit(values) & (values == 0)).any())

    def _or_missing(self, numpy, found):
        """Groups without a value are asked for themselves: their NaN is of one class here, and of another one there."""
        if self.null is not None and self.null is not False:
            for at in numpy.flatnonzero(self._counts(numpy) == 0).tolist():
                found[at] = _MISSING
        return found

    def _extreme(self, numpy, ufunc, filler):
        if self.times is not None:
            return self._extreme_time(numpy, ufunc)
        if self.kind == "" or self._has_negative_zero(numpy):
            return None
        values, starts = self._numbers()
        found = ufunc.reduceat(self._filled(numpy, filler), starts)
        return self._or_missing(numpy, list(found))

    def _extreme_time(self, numpy, ufunc):
        """The first extreme of each group of moments or spans, none of which is missing."""
        table = self.table
        whole = self.times.asi8[table.first :]
        if (whole == numpy.iinfo("int64").min).any():
            return None
        starts = table.starts[table.full] - table.first
        sizes = numpy.diff(numpy.append(starts, len(whole)))
        is_extreme = numpy.flatnonzero(whole == numpy.repeat(ufunc.reduceat(whole, starts), sizes))
        return list(self.times.take(is_extreme[is_extreme.searchsorted(starts)] + table.first))

    def _max(self, numpy):
        return self._extreme(numpy, numpy.maximum, -numpy.inf)

    def _min(self, numpy):
        return self._extreme(numpy, numpy.minimum, numpy.inf)

    def _count(self, numpy):
        if self.kind != "":
            self._numbers()
            return list(self._counts(numpy).astype("int64"))
        table = self.table
        null = self.column.isna()
        if type(null._values) is not numpy.ndarray:
            return None
        there = (~null._values[table.first :]).astype("int64")
        return list(numpy.add.reduceat(there, table.starts[table.full] - table.first))

    def _sums(self, numpy, values, starts):
        """Sums of floats, each with the same steps as `values[start:end].sum()`, which begins at zero."""
        begin = numpy.add.reduce(numpy.array([-0.0]))
        padded = numpy.empty(len(values) + len(starts))
        at = starts + numpy.arange(len(starts))
        padded[at] = begin
        rest = numpy.ones(len(padded), dtype=bool)
        rest[at] = False
        padded[rest] = values
        return numpy.add.reduceat(padded, at)

    def _sum(self, numpy):
        if self.kind == "":
            return None
        values, starts = self._numbers()
        if self.kind == "f":
            return list(self._sums(numpy, self._filled(numpy, 0.0), starts))
        wide = "uint64" if self.kind == "u" else "int64"
        return list(numpy.add.reduceat(values.astype(wide, copy=False), starts))

    def _as_floats(self, numpy):
        """Floats of the rows, with zero for what is missing; `None` when sums of the integers could be rounded."""
        values, starts = self._numbers()
        if self.kind == "f":
            return self._filled(numpy, 0.0)
        floats = values.astype("float64")
        return None if numpy.abs(floats).sum() >= 2.0**52 else floats

    def _mean(self, numpy):
        if self.kind == "":
            return None
        floats = self._as_floats(numpy)
        if floats is None:
            return None
        _, starts = self._numbers()
        counts = self._counts(numpy).astype("float64")
        sums = self._sums(numpy, floats, starts)
        counts[counts == 0] = numpy.nan
        return self._or_missing(numpy, list(sums / counts))

    def _var(self, numpy):
        if self.kind not in ("i", "f"):
            return None
        floats = self._as_floats(numpy)
        if floats is None:
            return None
        values, starts = self._numbers()
        sizes = numpy.diff(numpy.append(starts, len(values)))
        counts = self._counts(numpy).astype("float64")
        freedom = counts - 1.0
        few = counts <= 1
        counts[few] = freedom[few] = numpy.nan
        averages = self._sums(numpy, floats, starts) / counts
        squares = (numpy.repeat(averages, sizes) - floats) ** 2
        if self.null is not None and self.null is not False:
            squares[self.null] = 0.0
        return list(self._sums(numpy, squares, starts) / freedom)

    def _std(self, numpy):
        variances = self.of("var")
        if variances is None:
            return None
        table = self.table
        return list(numpy.sqrt(numpy.array([variances[at] for at in table.full.tolist()])))

    def _labels(self):
        table = self.table
        return table.splitter._slabels[table.first :]

    def _median(self, numpy):
        if self.kind == "" or self.kind == "b":
            return None
        values, _ = self._numbers()
        floats = values.astype("float64")
        sizes = numpy.abs(floats)
        if (sizes > 1e300).any() or self._has_negative_zero(numpy):
            return None
        return self._or_missing(numpy, list(_library("pandas").Series(floats).groupby(self._labels()).median()._values))

    def _nunique(self, numpy):
        pandas = _library("pandas")
        column = self.column
        if self.kind == "" and column.dtype != object and type(column.dtype) is not pandas.StringDtype:
            return None
        found = pandas.Series(column._values[self.table.first :]).groupby(self._labels()).nunique()
        return found._values.tolist()

    def _any(self, numpy):
        return list(numpy.logical_or.reduceat(*self._numbers())) if self.kind == "b" else None

    def _all(self, numpy):
        return list(numpy.logical_and.reduceat(*self._numbers())) if self.kind == "b" else None

    def _position(self, numpy, ufunc):
        """Where in the sorted rows the first extreme of each group is."""
        if self.kind == "":
            return None
        values, starts = self._numbers()
        if self.null is not None and self.null is not False:
            return None
        sizes = numpy.diff(numpy.append(starts, len(values)))
        is_extreme = numpy.flatnonzero(values == numpy.repeat(ufunc.reduceat(values, starts), sizes))
        index = self.table.data.index
        return [index[at] for at in (is_extreme[is_extreme.searchsorted(starts)] + self.table.first).tolist()]

    def _idxmax(self, numpy):
        return self._position(numpy, numpy.maximum)

    def _idxmin(self, numpy):
        return self._position(numpy, numpy.minimum)


def _true_of(value):
    return value._true() if isinstance(value, _LightRows) else value


def _light_operation(name, takes, swapped=False):
    """An operator between columns of a group and numbers. takes: kinds of dtypes for which NumPy does what pandas does."""
    true = getattr(operator, name)

    def method(self, other):
        left = self._present()
        right = None if left is None or left.dtype.kind not in takes else _operand(self, other, takes)
        if right is None:
            return true(_true_of(other), self._true()) if swapped else true(self._true(), _true_of(other))
        table = self._table
        table.served = True
        with _library("numpy").errstate(all="ignore"):
            values = true(right, left) if swapped else true(left, right)

        def make():
            return true(_true_of(other), self._true()) if swapped else true(self._true(), _true_of(other))

        return _LightValues(table, values, make)

    return method


def _operand(self, other, takes):
    """The array or number that an operator takes, or `None`."""
    if isinstance(other, _LightRows):
        values = other._present() if other._table is self._table else None
        return values if values is not None and values.dtype.kind in takes else None
    if takes == "b":
        return None
    numpy = _library("numpy")
    cls = type(other)
    if cls is int:
        return other if -(2**31) < other < 2**31 else None
    return other if cls is float or cls is numpy.float64 or cls is numpy.int64 else None


class _LightRows:
    """What a group and its columns have in common: a length, operators, and the true object behind it for everything else."""

    __slots__ = ()
    # Operators of pandas and NumPy leave it to this class to answer.
    __pandas_priority__ = 100_000
    __array_ufunc__ = None
    __hash__ = None

    __add__ = _light_operation("add", "if")
    __sub__ = _light_operation("sub", "if")
    __mul__ = _light_operation("mul", "if")
    __truediv__ = _light_operation("truediv", "if")
    __radd__ = _light_operation("add", "if", True)
    __rsub__ = _light_operation("sub", "if", True)
    __rmul__ = _light_operation("mul", "if", True)
    __rtruediv__ = _light_operation("truediv", "if", True)
    __lt__ = _light_operation("lt", "if")
    __le__ = _light_operation("le", "if")
    __gt__ = _light_operation("gt", "if")
    __ge__ = _light_operation("ge", "if")
    __eq__ = _light_operation("eq", "if")
    __ne__ = _light_operation("ne", "if")
    __and__ = _light_operation("and_", "b")
    __or__ = _light_operation("or_", "b")
    __xor__ = _light_operation("xor", "b")
    __rand__ = _light_operation("and_", "b", True)
    __ror__ = _light_operation("or_", "b", True)
    __rxor__ = _light_operation("xor", "b", True)

    def _present(self):
        """The values of the present group as an array that NumPy computes with as pandas does, or `None`."""
        return None

    def _detached(self):
        """The values when the present group has passed."""
        values = self._present()
        return self._true() if values is None else values

    def __pow__(self, other):
        values = self._present()
        if values is None or type(other) is not int or other != 2 or values.dtype.kind not in "if":
            return self._true() ** _true_of(other)
        with _library("numpy").errstate(all="ignore"):
            values = values**2
        return _LightValues(self._table, values, lambda: self._true() ** 2)

    def __neg__(self):
        values = self._present()
        if values is None or values.dtype.kind not in "if":
            return -self._true()
        return _LightValues(self._table, -values, lambda: -self._true())

    def __invert__(self):
        values = self._present()
        if values is None or values.dtype.kind != "b":
            return ~self._true()
        return _LightValues(self._table, ~values, lambda: ~self._true())

    def __abs__(self):
        return abs(self._true())

    def __len__(self):
        table = self._table
        table.served = True
        return table.sizes[table.at]

    def __getattr__(self, name):
        return getattr(self._true(), name)

    def __iter__(self):
        return iter(self._true())

    def __contains__(self, item):
        return item in self._true()

    def __bool__(self):
        return bool(self._true())

    def __array__(self, *args, **options):
        return self._true().__array__(*args, **options)

    @property
    def empty(self):
        return self._true().empty

    @property
    def axes(self):
        return _LightAxes(self)


class _LightAxes:
    """The axes of a group, made when somebody looks at them."""

    __slots__ = ("_owner",)

    def __init__(self, owner):
        self._owner = owner

    def __len__(self):
        return len(self._owner._true().axes)

    def __getitem__(self, at):
        return self._owner._true().axes[at]

    def __iter__(self):
        return iter(self._owner._true().axes)


class _LightMethods(_LightRows):
    """Methods of a column that give one value for each row. As properties: the program itself calls the true ones."""

    __slots__ = ()

    @property
    def abs(self):
        values = self._present()
        if values is None or values.dtype.kind not in "if":
            return self._true().abs
        return lambda: _LightValues(self._table, abs(values), lambda: self._true().abs())

    @property
    def isna(self):
        return self._null("isna", False)

    @property
    def isnull(self):
        return self._null("isnull", False)

    @property
    def notna(self):
        return self._null("notna", True)

    @property
    def notnull(self):
        return self._null("notnull", True)

    def _null(self, name, inverted):
        values = self._present()
        if values is None:
            return getattr(self._true(), name)
        null = values != values
        return lambda: _LightValues(self._table, ~null if inverted else null, lambda: getattr(self._true(), name)())

    @property
    def fillna(self):
        values = self._present()
        if values is None or values.dtype.kind != "f":
            return self._true().fillna
        numpy = _library("numpy")

        def fill(*args, **options):
            value = args[0] if len(args) == 1 and not options else None
            # NaN fills nothing, not even with its own sign.
            if (type(value) is not float and type(value) is not numpy.float64) or value != value:
                return self._true().fillna(*args, **options)
            return _LightValues(self._table, numpy.where(numpy.isnan(values), value, values), lambda: self._true().fillna(value))

        return fill


def _light_slice_reduction(name):
    def get(self):
        value = _reduced(name, self._values)
        if value is _MISSING:
            return getattr(self._true(), name)

        def reduction(*args, **options):
            return getattr(self._true(), name)(*args, **options) if args or options else value

        return reduction

    return property(get)


def _reduced(name, values):
    """What `nanops` of pandas gives for an array of float64, int64 or bool, step by step; `_MISSING` where that is better asked."""
    numpy = _library("numpy")
    size = count = len(values)
    kind = values.dtype.kind
    if size == 0:
        return _MISSING
    null = None
    if kind == "f":
        null = values != values
        missing = int(null.sum())
        if missing:
            count -= missing
        else:
            null = None
    if name == "count":
        return numpy.int64(count)
    if name in ("any", "all"):
        return getattr(values, name)() if kind == "b" else _MISSING
    if count == 0:
        return _MISSING
    with numpy.errstate(all="ignore"):
        if name in ("max", "min"):
            if null is not None:
                values = values.copy()
                values[null] = -numpy.inf if name == "max" else numpy.inf
            found = getattr(values, name)()
            return _MISSING if kind == "f" and found == 0 else found
        if null is not None:
            values = values.copy()
            values[null] = 0.0
        if name == "sum":
            found = values.sum(dtype=None if kind == "f" else "int64")
        elif name == "mean":
            found = values.sum(dtype="float64" if kind == "i" else None) / numpy.float64(count)
        else:
            if kind == "b" or count < 2:
                return _MISSING
            if kind == "i":
                values = values.astype("float64")
            average = values.sum(dtype="float64") / numpy.float64(count)
            squares = (average - values) ** 2
            if null is not None:
                squares[null] = 0.0
            found = squares.sum(dtype="float64") / numpy.float64(count - 1)
            if name == "std":
                found = numpy.sqrt(found)
    return found if kind != "f" or numpy.isfinite(found) else _MISSING


class _LightValues(_LightMethods):
    """One value for each row of the present group, computed from its columns."""

    __slots__ = ("_make", "_table", "_values")

    def __init__(self, table, values, make):
        self._table = table
        self._values = values
        self._make = make

    def _true(self):
        return self._make()

    def _present(self):
        return self._values

    def __len__(self):
        return len(self._values)

    max = _light_slice_reduction("max")
    min = _light_slice_reduction("min")
    sum = _light_slice_reduction("sum")
    mean = _light_slice_reduction("mean")
    var = _light_slice_reduction("var")
    std = _light_slice_reduction("std")
    count = _light_slice_reduction("count")
    any = _light_slice_reduction("any")
    all = _light_slice_reduction("all")


class _LightFrame(_LightRows):
    """A group of a frame."""

    __slots__ = ("_columns", "_plain", "_table", "name")

    def __init__(self, table):
        columns = table.data.columns
        self._table = table
        self._columns = {}
        # Labels that mean one column.
        self._plain = set(map(_as_label, columns)) if columns.nlevels == 1 and columns.is_unique else ()

    def _true(self):
        found = self._table.real()
        try:
            pinned = object.__getattribute__(self, "name")
        except AttributeError:
            return found
        object.__setattr__(found, "name", pinned)
        return found

    def __getitem__(self, label):
        if type(label) is str:
            column = self._columns.get(label)
            if column is not None:
                return column
            if label in self._plain:
                table = self._table
                column = self._columns[label] = _LightColumn(table, table.batch(label), self, label)
                return column
        return self._true()[label]

    def __getattr__(self, name):
        if name in self._plain and not hasattr(_library("pandas").DataFrame, name):
            return self[name]
        return getattr(self._true(), name)

    @property
    def shape(self):
        return (len(self), self._table.data.shape[1])


def _as_label(label):
    return label if type(label) is str else None


def _light_reduction(name):
    def get(self):
        found = self._batch.of(name)
        value = _MISSING if found is None else found[self._table.at]
        if value is _MISSING:
            # The program itself calls it: warnings point there.
            return getattr(self._true(), name)

        def reduction(*args, **options):
            return getattr(self._true(), name)(*args, **options) if args or options else value

        return reduction

    return property(get)


class _LightColumn(_LightMethods):
    """A column of a group, or a group of a series."""

    __slots__ = ("_batch", "_frame", "_label", "_table", "name")

    def __init__(self, table, batch, frame, label):
        self._table = table
        self._batch = batch
        self._frame = frame
        self._label = label
        if frame is not None:
            self.name = label

    def _true(self):
        if self._frame is not None:
            return self._frame._true()[self._label]
        found = self._table.real()
        if found.name is not self.name:
            object.__setattr__(found, "name", self.name)
        return found

    def _present(self):
        return self._batch.present()

    @property
    def shape(self):
        return (len(self),)

    @property
    def size(self):
        return len(self)

    @property
    def iloc(self):
        return _LightPositions(self)

    def __getitem__(self, item):
        return self._true()[item]

    max = _light_reduction("max")
    min = _light_reduction("min")
    sum = _light_reduction("sum")
    mean = _light_reduction("mean")
    var = _light_reduction("var")
    std = _light_reduction("std")
    median = _light_reduction("median")
    count = _light_reduction("count")
    nunique = _light_reduction("nunique")
    any = _light_reduction("any")
    all = _light_reduction("all")
    idxmax = _light_reduction("idxmax")
    idxmin = _light_reduction("idxmin")


class _LightPositions:
    """`iloc` of a column: single values are taken from the column of all groups."""

    __slots__ = ("_column",)

    def __init__(self, column):
        self._column = column

    def __getitem__(self, at):
        column = self._column
        if type(at) is int:
            table = column._table
            size = table.sizes[table.at]
            if -size <= at < size:
                table.served = True
                return column._batch.column._values[(table.starts if at >= 0 else table.ends)[table.at] + at]
        return column._true().iloc[at]
