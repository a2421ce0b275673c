"""Sums of numbers in the order of a loop, with the bits and classes that it would give: of all, after each, and by key (`accumulators.py`)."""
from noodle_rt.frames.values import _EXACT, _Alone, _Column
from noodle_rt.guards import _library


class _Sums:
    """What a number is after each step.

    values: an array of int64 or float64.
    """

    __slots__ = ("values", "numbers", "is_one_class")

    def __init__(self, values, numbers, is_one_class):
        self.values = values
        self.numbers = numbers
        self.is_one_class = is_one_class

    def last(self):
        last = self.values[-1]
        return last if self.numbers else last.item()

    def column(self):
        if not self.is_one_class:
            raise _Alone
        return _column_of_sums(self.values, self.numbers)


def _column_of_sums(values, numbers):
    if values.dtype.kind == "f":
        return _Column("float", values, numbers)
    return _Column("int", values, numbers, int(values.min()), int(values.max()))


def _is_float(value):
    return isinstance(value, float)


def _is_of_numpy(value):
    return type(value) not in (int, float)


def _parts(values):
    """The column, and whether whole numbers and floats are mixed in it."""
    return (values, False) if type(values) is _Column else (values.column, True)


def _running(start, values):
    """What `start` is after each of `for each in values: start += each`."""
    numpy = _library("numpy")
    column, mixed = _parts(values)
    if not isinstance(start, (int, float, numpy.int64)) or isinstance(start, bool):
        raise _Alone
    numbers = column.numbers or _is_of_numpy(start)
    array = column.values
    if column.kind == "int" and not _is_float(start):
        _check_whole(abs(int(start)), array)
        sums = array.cumsum()
        sums += int(start)
        return _Sums(sums, numbers, True)
    if not _is_float(start) and not -_EXACT <= start <= _EXACT:
        raise _Alone
    line = numpy.empty(len(array) + 1)
    line[0] = start
    line[1:] = array
    return _Sums(numpy.add.accumulate(line)[1:], numbers, not mixed or _is_float(start))


def _check_whole(start, array):
    """Whole numbers whose sums are exact in floats, too."""
    size = max(abs(int(array.min())), abs(int(array.max())))
    if start + size * len(array) > _EXACT and start + float(abs(array.astype("float64")).sum()) > _EXACT:
        raise _Alone


def _first_places(codes, count):
    """Where each code comes first."""
    numpy = _library("numpy")
    places = numpy.empty(count, "intp")
    places[codes[::-1]] = numpy.arange(len(codes) - 1, -1, -1)
    return places


def _groups_in_order(codes, count, objects):
    """The objects of each code, as lists."""
    numpy = _library("numpy")
    order = codes.argsort(kind="stable").tolist()
    ends = numpy.bincount(codes, minlength=count).cumsum().tolist()
    sorted_objects = [objects[place] for place in order]
    return [sorted_objects[start:end] for start, end in zip([0, *ends], ends)]


def _known_starts(starts, new, none):
    """Numbers that a table has, of one class each, or that are new."""
    numpy = _library("numpy")
    classes = set(map(type, starts)) - {type(none)}
    if not classes <= {int, float, numpy.int64, numpy.float64}:
        raise _Alone
    return classes


def _sums_by_code(codes, starts, new, values, firsts, none):
    """What is in a table behind a loop that adds: a list of numbers, one for each code.

    firsts: what is stored for a key that is new, instead of adding.
    """
    numpy = _library("numpy")
    column, mixed = _parts(values)
    classes = _known_starts(starts, new, none)
    array = column.values
    if firsts is not None:
        first, other_mixed = _parts(firsts)
        if first.kind != column.kind or first.numbers != column.numbers or mixed or other_mixed:
            raise _Alone
        # Nothing is added to it: the zero that changes no number is a negative one.
        places = _first_places(codes, len(starts))[numpy.array(new)]
        array = array.copy()
        array[places] = first.values[places]
        starts = [(-0.0 if column.kind == "float" else 0) if each is none else each for each in starts]
    if mixed:
        raise _Alone
    is_float = {issubclass(cls, float) for cls in classes}
    if column.kind == "int" and is_float <= {False}:
        start = numpy.array([int(each) for each in starts], "int64")
        _check_whole(max(map(abs, map(int, starts))), array)
        sums = start + numpy.bincount(codes, array, len(starts)).astype("int64")
    else:
        if column.kind == "int" and is_float != {True} or not all(_is_float(each) or -_EXACT <= each <= _EXACT for each in starts):
            raise _Alone
        sums = numpy.array([float(each) for each in starts])
        numpy.add.at(sums, codes, array.astype("float64", copy=False))
    if column.numbers:
        return list(sums)
    results = sums.tolist()
    return [type(start)(value) if _is_of_numpy(start) and start is not none else value for start, value in zip(_of_class(starts, sums), results)]


def _of_class(starts, sums):
    """Starts of the class that the sum has: NumPy's own stay NumPy's."""
    numpy = _library("numpy")
    scalar = numpy.float64 if sums.dtype.kind == "f" else numpy.int64
    return [scalar(0) if isinstance(each, numpy.generic) else 0 for each in starts]


def _largest_by_code(codes, starts, new, values, largest):
    """What is in a table behind a loop that keeps the largest or smallest of each key."""
    numpy = _library("numpy")
    column, mixed = _parts(values)
    array = column.values
    if mixed or column.kind == "float" and numpy.isnan(array).any():
        raise _Alone
    order = codes.argsort(kind="stable")
    ends = numpy.bincount(codes, minlength=len(starts)).cumsum()
    begins = numpy.concatenate([[0], ends[:-1]])
    ordered = array[order]
    extreme = (numpy.maximum if largest else numpy.minimum).reduceat(ordered, begins)
    # The first of equal ones: zeros have signs.
    hits = numpy.flatnonzero(ordered == numpy.repeat(extreme, ends - begins))
    found = ordered[hits[_first_places(codes[order][hits], len(starts))]]
    objects = list(found) if column.numbers else found.tolist()
    results = []
    for start, is_new, each in zip(starts, new, objects):
        if not is_new and (type(start) not in (int, float, numpy.int64, numpy.float64) or start != start):
            raise _Alone
        results.append(each if is_new or (each > start if largest else each < start) else start)
    return results


# Groups with more rows than this are added up one by one; the others row after row of all.
_LONG_GROUP = 64


def _running_by_code(codes, starts, values):
    """What a table has for the key of each step behind it, as a column."""
    numpy = _library("numpy")
    column, mixed = _parts(values)
    classes = _known_starts(starts, [], None)
    if mixed or len({issubclass(cls, float) for cls in classes}) != 1 or any(_is_of_numpy(each) for each in starts) and not column.numbers:
        raise _Alone
    array = column.values
    order = codes.argsort(kind="stable")
    ends = numpy.bincount(codes, minlength=len(starts)).cumsum()
    begins = numpy.concatenate([[0], ends[:-1]])
    ordered = array[order]
    result = numpy.empty(len(codes), "int64")
    if column.kind == "int" and not any(map(_is_float, starts)):
        _check_whole(max(map(abs, map(int, starts))), array)
        sums = ordered.cumsum()
        before = numpy.where(begins > 0, sums[begins - 1], 0) - numpy.array([int(each) for each in starts])
        result[order] = sums - numpy.repeat(before, ends - begins)
        return _column_of_sums(result, column.numbers)
    if not all(_is_float(each) or -_EXACT <= each <= _EXACT for each in starts):
        raise _Alone
    line = ordered.astype("float64")
    line[begins] += numpy.array([float(each) for each in starts])
    _accumulate_parts(line, begins, ends)
    floats = numpy.empty(len(codes))
    floats[order] = line
    return _column_of_sums(floats, column.numbers)


def _accumulate_parts(line, begins, ends):
    """Adds up each part of an array on its own, one after the other."""
    numpy = _library("numpy")
    sizes = ends - begins
    for begin, end in zip(begins[sizes > _LONG_GROUP].tolist(), ends[sizes > _LONG_GROUP].tolist()):
        numpy.add.accumulate(line[begin:end], out=line[begin:end])
    short = sizes <= _LONG_GROUP
    begins, sizes = begins[short], sizes[short]
    for step in range(1, int(sizes.max()) if len(sizes) else 0):
        places = begins[sizes > step] + step
        line[places] += line[places - 1]
