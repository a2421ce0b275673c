"""Joins that wait: filters that follow are done first, on the table that they look at, and columns are taken for the rows that are left.

An inner join keeps the order of the left rows, and of the right rows that match each, so that filters may come before or after.
"""
from noodle_rt.frames.masks import _evaluated, _is_costly, _sources_in
from noodle_rt.frames.tables import _JoinedRows, _Later, _PlannedTable, _chosen_rows, _FilledLeaf, _series_at, _with_rows
from noodle_rt.guards import _library

# Whole numbers are looked up in an array when it need not be longer than this many times the number of rows.
_SPARSEST = 8


class _Pending:
    """Tables that are joined one after another, and filters in between.

    steps: `("join", source, left keys as (source, label), labels of the right keys)` and `("filter", expression)`.
    """

    __slots__ = ("sources", "steps", "columns", "same", "_done", "_made")

    def __init__(self, sources, steps, columns, same=None, done=None):
        self.sources = sources
        self.steps = steps
        # By label: the number of the source, and the label there.
        self.columns = columns
        self.same = same or object()
        # The table, once it is made; shared by all that have the same rows.
        self._done = done if done is not None else []
        self._made = None

    def dtype(self, label):
        source, key = self.columns[label]
        return self.sources[source].dtype(key)

    def filtered(self, expression):
        return _Pending(self.sources, (*self.steps, ("filter", expression)), self.columns)

    def with_columns(self, columns):
        return _Pending(self.sources, self.steps, columns, self.same, self._done)

    def resolved(self, indexed=False):
        """The table. `indexed` says that somebody looks at its index, which filters before the joins do not give."""
        if self._made is None:
            if not self._done:
                self._done.append(_joined_rows(self, not indexed))
            rowset, labels = self._done[0]
            columns = {label: self._place(*place) for label, place in self.columns.items()}
            leaves = tuple(leaf for source in self.sources for leaf in source.leaves)
            self._made = _PlannedTable(rowset, leaves, columns, labels, self.same)
        return self._made

    def _place(self, source, key):
        leaf, inner = self.sources[source].columns[key]
        return _starts(self.sources)[source] + leaf, inner

    def series_of(self, source, key, label):
        """A column of a source, loose."""
        table = self.resolved()
        place = self._place(source, key)
        if table.columns.get(label) == place:
            return table.series(label)
        leaf, inner = place
        return _series_at(table.leaves[leaf], inner, table.rowset.rows(leaf), table.loose_index(), label)


def _joined(left, right, left_keys, right_keys, columns):
    """An inner join that waits. `columns` has the labels of the result, each with whether it is of the right side and its label there."""
    if type(left) is not _Pending:
        left = _Pending((left,), (), {label: (0, label) for label in left.columns})
    number = len(left.sources)
    places = {label: (number, key) if is_right else left.columns[key] for label, is_right, key in columns}
    step = ("join", number, tuple(left.columns[key] for key in left_keys), tuple(right_keys))
    return _Pending((*left.sources, right), (*left.steps, step), places)


def _left_joined(left, right, left_keys, right_keys, columns):
    """A left join, which is done at once."""
    left_taken, right_taken = _matches([left.series(key) for key in left_keys], [right.series(key) for key in right_keys], "left")
    n = left.rowset.n if left_taken is None else len(left_taken)
    if right_taken is None:
        right_taken = _library("numpy").arange(n)
    rowset = _JoinedRows(_with_rows(left.rowset, left_taken), _Whole(n), None, None)
    last = len(left.leaves)
    places = {label: (last, key) if is_right else left.columns[key] for label, is_right, key in columns}
    return _PlannedTable(rowset, (*left.leaves, _FilledLeaf(right, right_taken)), places, _Later(lambda: _library("pandas").RangeIndex(n)))


class _Whole:
    """As many rows as a joined leaf has."""

    __slots__ = ("n",)
    leaves = 1

    def __init__(self, n):
        self.n = n

    def rows(self, leaf):
        return None


def _starts(sources):
    starts, total = [], 0
    for source in sources:
        starts.append(total)
        total += len(source.leaves)
    return starts


def _joined_rows(pending, reorders):
    """The rows of the result and what makes its index."""
    sources = pending.sources
    sets = [source.rowset for source in sources]
    filters = [(step[1], _sources_in(step[1])) for step in pending.steps if step[0] == "filter"] if reorders else []
    if reorders:
        filters = _filter_first(sources, sets, filters)
        _reduce_by_keys(pending, sets)
    starts = _starts(sources)
    rowset, joined, labels = sets[0], {0}, None

    def column(source, key, label=None):
        leaf, inner = sources[source].columns[key]
        return _series_at(sources[source].leaves[leaf], inner, rowset.rows(starts[source] + leaf), _counting(rowset.n), key)

    for step in pending.steps:
        if step[0] == "join":
            _, number, left_keys, right_keys = step
            left = [column(*key) for key in left_keys]
            rowset = _with_partners(rowset, left, sources[number], sets[number], right_keys)
            joined.add(number)
            labels = _counted_labels(rowset.n)
            ready = [each for each in filters if each[1] <= joined]
            filters = [each for each in filters if each not in ready]
            for expression, _ in ready:
                rowset = _with_rows(rowset, _chosen_rows(_evaluated(expression, column)._values))
        elif not reorders:
            taken = _chosen_rows(_evaluated(step[1], column)._values)
            rowset = _with_rows(rowset, taken)
            labels = _taken_labels(labels, taken)
    if reorders and any(step[0] == "filter" for step in pending.steps):
        labels = _Later(lambda: _joined_rows(pending, False)[1].get())
    return rowset, labels


def _counting(n):
    return _library("pandas").RangeIndex(n)


def _counted_labels(n):
    return _Later(lambda: _counting(n))


def _taken_labels(labels, taken):
    return labels if taken is None else _Later(lambda: labels.get().take(taken))


def _filter_first(sources, sets, filters):
    """Does filters that look at one source before the joins, and gives the others. Texts of the largest source are compared later: of its
    rows few may be left."""
    largest = max(range(len(sources)), key=lambda number: sources[number].rowset.n)
    rest = []
    for is_costly in (False, True):
        for expression, used in filters:
            if _is_costly(expression) is not is_costly:
                continue
            number = next(iter(used)) if len(used) == 1 else None
            if number is None or (is_costly and number == largest and sets[number].n == sources[number].rowset.n and len(filters) > 1):
                rest.append((expression, used))
                continue
            source, rowset = sources[number], sets[number]
            index = source.loose_index() if rowset is source.rowset else _counting(rowset.n)
            if rowset is source.rowset:
                found = _evaluated(expression, lambda _, key, label: source.series(key))
            else:
                found = _evaluated(expression, lambda _, key, label: source.series_at(key, rowset, index))
            sets[number] = _with_rows(rowset, _chosen_rows(found._values))
    return rest


def _reduce_by_keys(pending, sets):
    """Leaves out rows that have no partner in a table of which filters have left few rows."""
    sources = pending.sources
    for step in reversed(pending.steps):
        if step[0] != "join" or len(step[2]) > 1 or sets[step[1]].n * 2 > sources[step[1]].rowset.n:
            continue
        _, number, ((owner, key),), (right_key,) = step
        if owner == 0 and number == 1:
            continue
        rowset = sets[owner]
        own = sources[owner].series_at(key, rowset, _counting(rowset.n))._values
        partners = sources[number].series_at(right_key, sets[number], _counting(sets[number].n))._values
        found = _is_member(own, partners)
        if found is not None:
            sets[owner] = _with_rows(rowset, _chosen_rows(found))


def _with_partners(rowset, left, source, right_set, right_keys):
    """Rows of the left side with those of the right side whose keys match."""
    right = [source.series_at(key, right_set, _counting(right_set.n)) for key in right_keys]
    if rowset.n * 8 < right_set.n:
        # Most rows of the right side have no partner.
        found = None
        for own, other in zip(right, left):
            member = _is_member(own._values, other._values)
            if member is not None:
                found = member if found is None else found & member
        if found is not None:
            taken = _chosen_rows(found)
            if taken is not None:
                right_set = _with_rows(right_set, taken)
                right = [series.take(taken) for series in right]
    left_taken, right_taken = _matches(left, right, "inner")
    return _JoinedRows(rowset, right_set, left_taken, right_taken)


# ---------------------------------------------------------------- keys


def _matches(left, right, how):
    """Which rows match, as pandas says it: positions in the left and in the right side, `None` for all of them in order."""
    left, right = [series._values for series in left], [series._values for series in right]
    if how == "inner" and len(left) == 1 and len(left[0]) and len(right[0]):
        found = _looked_up(left[0], right[0])
        if found is not None:
            return found
    return _library("pandas.core.reshape.merge").get_join_indexers(left, right, sort=False, how=how)


def _is_whole(values):
    return type(values) is _library("numpy").ndarray and values.dtype == "int64"


def _span(values, rows):
    """The least of some whole numbers and how far they reach, or `None` when an array of that length would be too long."""
    least, most = int(values.min()), int(values.max())
    return (least, most - least + 1) if most - least < _SPARSEST * rows + 1000 else None


def _is_member(values, others):
    """Which of some whole numbers are among others; `None` when there is no fast way."""
    numpy = _library("numpy")
    if not _is_whole(values) or not _is_whole(others):
        return None
    if len(others) == 0 or len(values) == 0:
        return numpy.zeros(len(values), dtype=bool)
    span = _span(others, len(values) + len(others))
    if span is None:
        return None
    least, reach = span
    known = numpy.zeros(reach + 1, dtype=bool)
    known[others - least] = True
    return known[_places_from(values, least, reach)]


def _places_from(values, least, reach):
    """Where whole numbers stand in an array that begins with `least`; those that are not in it stand behind its end."""
    numpy = _library("numpy")
    places = values - least
    # A number below the least one, or one that overflows, is a very large one without a sign.
    return numpy.minimum(places.view("uint64"), numpy.uint64(reach)).view("int64")


def _looked_up(left, right):
    """Matching rows of whole numbers, one side of which has each number once; `None` when that is not so."""
    if not _is_whole(left) or not _is_whole(right):
        return None
    found = _partners(left, right)
    if found is not None:
        hits = found >= 0
        rows = _chosen_rows(hits)
        return rows, found if rows is None else found.take(rows)
    found = _partners(right, left)
    if found is None:
        return None
    rows = _chosen_rows(found >= 0)
    owners = found if rows is None else found.take(rows)
    numpy = _library("numpy")
    if rows is None:
        rows = numpy.arange(len(right))
    if (owners[1:] < owners[:-1]).any():
        order = _library("pandas._libs.algos").groupsort_indexer(owners, len(left))[0]
        return owners.take(order), rows.take(order)
    return owners, rows


def _partners(values, unique):
    """For each number its place in `unique`, or -1; `None` when `unique` has a number twice or its numbers lie too far apart."""
    numpy = _library("numpy")
    span = _span(unique, len(values) + len(unique))
    if span is None:
        return None
    least, reach = span
    places = unique - least
    numbers = numpy.arange(len(unique))
    known = numpy.full(reach + 1, -1, dtype="int64")
    known[places] = numbers
    if (known[places] != numbers).any():
        return None
    return known[_places_from(values, least, reach)]
