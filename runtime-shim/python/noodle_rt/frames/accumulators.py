"""What a loop over rows adds to: numbers, lists, tables and sets that note what is added for which rows, and then do it at once (`folds.py`)."""
import datetime
from collections import Counter, defaultdict

from noodle_rt.frames.running import _first_places, _groups_in_order, _largest_by_code, _running, _running_by_code, _sums_by_code
from noodle_rt.frames.texts import _Texts
from noodle_rt.frames.times import _Moment, _Objects, _Times
from noodle_rt.frames.values import _CONSTANTS, _EXACT, _Alone, _Column, _text_array
from noodle_rt.guards import _library


class _Asked(Exception):
    """The loop asks what something has been after each row."""

    def __init__(self, accumulator):
        self.accumulator = accumulator


def _made(value, run):
    """What stands for something that a loop adds to."""
    cls = type(value)
    if cls is list:
        return _ListOfRows(value, run)
    if cls is set:
        return _SetOfRows(value, run)
    if cls in (dict, defaultdict, Counter):
        return _TableOfRows(value, run)
    numpy = _library("numpy")
    if cls in (int, float, numpy.int64, numpy.float64):
        return _NumberOfRows(value, run)
    raise _Alone


class _Accumulator:
    """Notes what is done, with the rows for which it is."""

    __slots__ = ("value", "run", "events", "traced")

    def __init__(self, value, run):
        self.value = value
        self.run = run
        self.traced = None
        self.events = []

    def forget(self):
        self.events = []

    def mark(self):
        return len(self.events)

    def back(self, mark):
        del self.events[mark:]

    def _note(self, *what):
        self.events.append((self.run.rows, self.run.size(), what))

    def _order(self):
        """The numbers of the rows of all that is noted, in the order of the loop, and the order that brings them there (`None`: they are)."""
        numpy = _library("numpy")
        whole = [numpy.arange(self.run.count()) if rows is None else rows for rows, _, _ in self.events]
        if len(whole) == 1:
            return whole[0], None
        rows = numpy.concatenate(whole)
        # Of one row all is noted in the order in which it is done.
        order = rows.argsort(kind="stable")
        return rows[order], order

    def _operands(self, number):
        return [(what[number], size) for _, size, what in self.events]


class _ListOfRows(_Accumulator):
    """A list to which the loop appends."""

    __slots__ = ()

    def append(self, value):
        self._note(_known(value))

    def result(self):
        return _objects_of(self._operands(0), self._order()[1]) if self.events else []

    def take(self, result):
        self.value.extend(result)


class _SetOfRows(_Accumulator):
    """A set to which the loop adds."""

    __slots__ = ()

    def add(self, value):
        self._note(_known(value))

    def result(self):
        if not all(map(_is_plain_key, self.value)):
            raise _Alone
        return _coded(self._operands(0), self._order()[1])[1] if self.events else []

    def take(self, result):
        self.value.update(result)


class _NumberOfRows(_Accumulator):
    """A number to which the loop adds, or which it makes the largest or smallest."""

    __slots__ = ()

    def add(self, value):
        self._note("add", value)

    def sub(self, value):
        self._note("add", -value)

    def largest(self, value):
        self._note("largest", value)

    def smallest(self, value):
        self._note("smallest", value)

    def _way(self):
        ways = {what[0] for _, _, what in self.events}
        if len(ways) != 1:
            raise _Alone
        return ways.pop()

    def result(self):
        if not self.events:
            return self.value
        way = self._way()
        _, order = self._order()
        if way != "add":
            return _extreme(self.value, _numbers_of_all(self._operands(1), order), way == "largest")
        return _running(self.value, _numbers_of_all(self._operands(1), order, _SUMMED)).last()

    def now(self):
        """What it is behind what the row has added."""
        if self.traced is None:
            raise _Asked(self)
        return self.run.given(_at(self.traced, self.run.rows))

    def trace(self):
        numpy = _library("numpy")
        if self._way() != "add":
            raise _Alone
        rows, order = self._order()
        running = _running(self.value, _numbers_of_all(self._operands(1), order, _SUMMED)).column()
        count = self.run.count()
        if len(rows) != count or rows[0] != 0 or rows[-1] != count - 1 or (numpy.diff(rows) != 1).any():
            places = numpy.searchsorted(rows, numpy.arange(count), side="right") - 1
            if places[0] < 0:
                raise _Alone
            running = _at(running, places)
        self.traced = running


class _TableOfRows(_Accumulator):
    """A dictionary in which the loop adds, stores, or keeps lists."""

    __slots__ = ()

    def add(self, key, value, *default):
        """`table[key] = table.get(key, default) + value`."""
        self._note("add", key, value, *default)

    def begin(self, key, value, first):
        """`table[key] = table[key] + value if key in table else first`."""
        self._note("begin", key, value, first)

    def put(self, key, value):
        self._note("put", key, _known(value))

    def collect(self, key, value, *default):
        """`table[key].append(value)`, where there may be a new list first."""
        self._note("collect", key, _known(value), *default)

    def largest(self, key, value):
        """`if key not in table or value > table[key]: table[key] = value`."""
        self._note("largest", key, value)

    def smallest(self, key, value):
        self._note("smallest", key, value)

    def _kind(self):
        """What is done, and the default; the same everywhere."""
        kinds = {(what[0], *(() if what[0] == "begin" else map(_named, what[3:]))) for _, _, what in self.events}
        if len(kinds) != 1:
            raise _Alone
        way, *_ = kinds.pop()
        return way, *(() if way == "begin" else self.events[0][2][3:])

    def _starts(self, keys, default, otherwise=None):
        """What the table has for some keys, and which of them are new."""
        table = self.value
        if not all(map(_is_plain_key, table)):
            raise _Alone
        if type(table) is Counter and not default and otherwise is None:
            default = (0,)
        if type(table) is defaultdict and not default and otherwise is None:
            factory = table.default_factory
            if factory not in (int, float, list):
                raise _Alone
            default = (factory(),)
        missing = object()
        found = [table.get(key, missing) if key in table else missing for key in keys]
        if any(each is missing for each in found) and not default and otherwise is None:
            raise _Alone
        start = default[0] if default else otherwise
        return [start if each is missing else each for each in found], [each is missing for each in found]

    def result(self):
        if not self.events:
            return ()
        way, *default = self._kind()
        rows, order = self._order()
        codes, keys = _coded(self._operands(1), order)
        if way == "put":
            if not all(map(_is_plain_key, self.value)):
                raise _Alone
            last = _last_places(codes, len(keys))
            return list(zip(keys, _objects_of(self._operands(2), order if order is not None else None, last)))
        if way == "collect":
            starts, new = self._starts(keys, [False] if default else [])
            if not all(each or type(start) is list for start, each in zip(starts, new)) or len(set(map(id, starts))) < len(starts) - sum(new) + any(new):
                raise _Alone
            objects = _objects_of(self._operands(2), order)
            return [(key, None if is_new else start, part) for key, start, is_new, part in zip(keys, starts, new, _groups_in_order(codes, len(keys), objects))]
        values = _numbers_of_all(self._operands(2), order, _SUMMED if way == "add" else ("int", "float"))
        if way == "begin":
            firsts = _numbers_of_all(self._operands(3), order)
            starts, new = self._starts(keys, [], _NONE)
            return list(zip(keys, _sums_by_code(codes, starts, new, values, firsts, _NONE)))
        if way == "add":
            starts, new = self._starts(keys, default)
            return list(zip(keys, _sums_by_code(codes, starts, new, values, None, _NONE)))
        starts, new = self._starts(keys, [], _NONE)
        return list(zip(keys, _largest_by_code(codes, starts, new, values, way == "largest")))

    def take(self, result):
        table = self.value
        if result and len(result[0]) == 3:
            for key, old, more in result:
                if old is None:
                    table[key] = more
                else:
                    old.extend(more)
            return
        for key, value in result:
            table[key] = value

    def now(self, key):
        """What the table has for a key for which the row has added."""
        if self.traced is None:
            raise _Asked(self)
        rows, running = self.traced
        numpy = _library("numpy")
        wanted = numpy.arange(self.run.count()) if self.run.rows is None else self.run.rows
        places = numpy.searchsorted(rows, wanted, side="right") - 1
        if places.min() < 0 or (rows[places] != wanted).any():
            raise _Alone
        return self.run.given(_at(running, places))

    def trace(self):
        way, *default = self._kind()
        if way != "add":
            raise _Alone
        rows, order = self._order()
        codes, keys = _coded(self._operands(1), order)
        starts, _ = self._starts(keys, default)
        self.traced = rows, _running_by_code(codes, starts, _numbers_of_all(self._operands(2), order, _SUMMED))


class _Stored:
    """A column of a frame into which the loop stores."""

    __slots__ = ("frame", "place")

    def __init__(self, frame, label):
        pandas = _library("pandas")
        # What stores into a copy of rows warns of it.
        if type(frame) is not pandas.DataFrame or getattr(frame, "_is_copy", None) is not None:
            raise _Alone
        columns = frame.columns
        if type(columns) not in (pandas.Index, pandas.RangeIndex) or not columns.is_unique or label not in columns:
            raise _Alone
        self.frame = frame
        self.place = columns.get_loc(label)


class _ColumnOfRows(_Accumulator):
    """Cells of a column that the loop stores."""

    __slots__ = ()

    def put(self, value):
        self._note(value)

    def result(self):
        if not self.events:
            return None
        numpy, pandas = _library("numpy"), _library("pandas")
        rows, order = self._order()
        dtype = self.value.frame.dtypes.iloc[self.value.place]
        kinds = {_kind_of_operand(value)[0] for value, _ in self._operands(0)}
        fitting = {"int64": {"int"}, "float64": {"int", "float"}, "bool": {"bool"}, "str": {"str"}}.get(str(dtype))
        if dtype == object and pandas.__version__ < "3":
            fitting = {"str"}
        if fitting is None or not kinds <= fitting:
            raise _Alone
        # Of several values of one row the last one stays.
        last = numpy.flatnonzero(numpy.append(rows[1:] != rows[:-1], True))
        values = _objects_of(self._operands(0), order, last)
        if isinstance(dtype, numpy.dtype):
            values = numpy.array(values, dtype)
        return rows[last] + self.run.first, values

    def take(self, result):
        if result is not None:
            rows, values = result
            self.value.frame.iloc[rows, self.value.place] = values


_NONE = object()


def _named(default):
    if type(default) not in _CONSTANTS:
        raise _Alone
    return type(default), repr(default)


def _at(column, rows):
    """Some rows of a column of numbers."""
    if rows is None:
        return column
    return _Column(column.kind, column.values[rows], column.numbers, column.low, column.high)


# ---------------------------------------------------------------- what is added


_PLAIN_OPERANDS = (_Column, _Times, _Texts, _Objects)


def _known(value):
    """A value that may go into a list or table, as it is."""
    cls = type(value)
    if cls in _PLAIN_OPERANDS or cls in _CONSTANTS or _is_single(value):
        return value
    if cls is tuple or cls is list:
        for each in value:
            _known(each)
        return value
    if cls is dict:
        for key, each in value.items():
            if type(key) not in _CONSTANTS:
                raise _Alone
            _known(each)
        return value
    if cls is _Moment:
        return value
    raise _Alone


def _is_single(value):
    """Whether it is a value of a row that is done alone, and cannot be changed."""
    pandas, numpy = _library("pandas"), _library("numpy")
    cls = type(value)
    return cls in (pandas.Timestamp, pandas.Timedelta, datetime.date, numpy.float64, numpy.int64, numpy.bool_)


def _objects_for(value, size):
    """A list of the objects of an operand, one for each row."""
    cls = type(value)
    if cls in _PLAIN_OPERANDS:
        return value.objects()
    if cls is tuple:
        return list(zip(*[_objects_for(each, size) for each in value])) if value else [()] * size
    if cls is list:
        return list(map(list, zip(*[_objects_for(each, size) for each in value]))) if value else [[] for _ in range(size)]
    if cls is dict:
        keys = list(value)
        if not keys:
            return [{} for _ in range(size)]
        return [dict(zip(keys, each)) for each in zip(*[_objects_for(each, size) for each in value.values()])]
    return [value.value if cls is _Moment else value] * size


def _objects_of(operands, order, chosen=None):
    """The objects of all operands in the order of the loop; those at some places of that order, if these are given."""
    numpy = _library("numpy")
    if order is None and chosen is None and len(operands) == 1:
        return _objects_for(*operands[0])
    kinds = {_kind_of_operand(value) for value, _ in operands}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is not None and kind[0] in ("int", "float", "bool"):
        values = _one_array([_array_of(value, size, kind[0]) for value, size in operands])
    else:
        if all(type(value) in _CONSTANTS for value, _ in operands):
            numbers = numpy.repeat(numpy.arange(len(operands)), [size for _, size in operands])
            values = _text_array([value for value, _ in operands])[numbers]
        else:
            values = _object_array([each for value, size in operands for each in _objects_for(value, size)])
        kind = ("object", False)
    if order is not None:
        values = values[order]
    if chosen is not None:
        values = values[chosen]
    return list(values) if kind[1] else values.tolist()


def _object_array(objects):
    """Objects, which may be tuples and lists."""
    return _library("numpy").fromiter(objects, "object", len(objects))


def _kind_of_operand(value):
    """Kind of single numbers and columns, and whether they are NumPy's; ("object", False) for others."""
    numpy = _library("numpy")
    cls = type(value)
    if cls is _Column:
        return value.kind, value.numbers and value.kind != "str"
    if cls in _KINDS:
        return _KINDS[cls]
    if cls in (numpy.int64, numpy.float64, numpy.bool_):
        return {numpy.int64: "int", numpy.float64: "float", numpy.bool_: "bool"}[cls], True
    return "object", False


_SUMMED = ("int", "float", "bool")
_KINDS = {int: ("int", False), float: ("float", False), bool: ("bool", False), str: ("str", False)}


def _one_array(arrays):
    return arrays[0] if len(arrays) == 1 else _library("numpy").concatenate(arrays)


def _array_of(value, size, kind):
    numpy = _library("numpy")
    if type(value) is _Column:
        return value.values
    if kind == "int" and not -_EXACT <= value <= _EXACT:
        raise _Alone
    return numpy.full(size, value, {"int": "int64", "float": "float64", "bool": "bool"}[kind])


def _numbers_of_all(operands, order, known=("int", "float")):
    """One column of all operands, which are numbers, in the order of the loop; bools become whole numbers, as they do in sums."""
    numpy = _library("numpy")
    kinds = [_kind_of_operand(value) for value, _ in operands]
    if not all(kind in known for kind, _ in kinds):
        raise _Alone
    is_numpy = {numbers for _, numbers in kinds}
    if len(is_numpy) != 1:
        raise _Alone
    arrays = [_array_of(value, size, kind) for (value, size), (kind, _) in zip(operands, kinds)]
    own = {"int" if kind == "bool" else kind for kind, _ in kinds}
    kind = "float" if "float" in own else "int"
    if len(own) > 1:
        # Whole numbers among floats: sums of them alone have to be exact.
        whole = sum(float(abs(array.astype("float64")).sum()) for array in arrays if array.dtype.kind != "f")
        if whole > _EXACT:
            raise _Alone
    values = _one_array([array.astype("int64" if kind == "int" else "float64", copy=False) for array in arrays])
    if order is not None:
        values = values[order]
    bounds = (int(values.min()), int(values.max())) if kind == "int" else (None, None)
    mixed = len(own) > 1
    column = _Column(kind, numpy.ascontiguousarray(values), is_numpy.pop(), *bounds)
    if mixed:
        return _Mixed(column)
    return column


class _Mixed:
    """Whole numbers and floats: only what they are together is known to be a float."""

    __slots__ = ("column",)

    def __init__(self, column):
        self.column = column


def _extreme(start, values, largest):
    """The first largest or smallest of a number and a column."""
    numpy = _library("numpy")
    if type(values) is _Mixed or start != start:
        raise _Alone
    array = values.values
    if values.kind == "float" and numpy.isnan(array).any():
        raise _Alone
    found = array[array.argmax() if largest else array.argmin()]
    if not (found > start if largest else found < start):
        return start
    return found if values.numbers else found.item()


# ---------------------------------------------------------------- keys


def _is_plain_key(key):
    cls = type(key)
    if cls is tuple:
        return all(map(_is_plain_key, key))
    if cls is float:
        return key == key
    return cls in _PLAIN_KEYS or _is_single(key) and key == key


_PLAIN_KEYS = {int, bool, str, type(None), datetime.date}


def _coded(operands, order):
    """A number for each key in the order of the loop, and a list of the keys, by the order in which they come first."""
    numpy, pandas = _library("numpy"), _library("pandas")
    classes = {type(value) for value, _ in operands}
    if classes == {tuple}:
        width = {len(value) for value, _ in operands}
        if len(width) != 1 or width == {0}:
            raise _Alone
        parts = [_coded([(value[place], size) for value, size in operands], order) for place in range(width.pop())]
        codes = parts[0][0]
        for more, kinds in parts[1:]:
            codes = codes * len(kinds) + more
            if len(parts) > 2:
                codes = pandas.factorize(codes)[0]
        codes, found = pandas.factorize(codes)
        firsts = _first_places(codes, len(found))
        return codes, list(zip(*[[kinds[code] for code in own[firsts].tolist()] for own, kinds in parts]))
    if len(operands) == 1 and classes <= {_Times, _Objects}:
        return _coded_alone(operands[0][0])
    kinds = {_kind_of_operand(value) for value, _ in operands}
    if len(kinds) != 1:
        raise _Alone
    kind, numbers = kinds.pop()
    if kind == "str":
        values = _one_array([value.values if type(value) is _Column else numpy.full(size, value, object) for value, size in operands])
    elif kind in ("int", "float", "bool"):
        values = _one_array([_array_of(value, size, kind) for value, size in operands])
        if kind == "float" and not numpy.isfinite(values).all():
            raise _Alone
        if kind == "bool":
            values = values.view("uint8")
    else:
        raise _Alone
    if order is not None:
        values = values[order]
    codes, found = pandas.factorize(values)
    if kind == "bool":
        found = found.astype("bool")
    if kind == "float":
        # Zeros of both signs are one key, the one that comes first.
        found = values[_first_places(codes, len(found))]
    return codes, list(found) if numbers or kind == "str" else found.tolist()


def _coded_alone(value):
    numpy, pandas = _library("numpy"), _library("pandas")
    if type(value) is _Times:
        codes, found = pandas.factorize(value.values.asi8)
        return codes, list(value.values.take(_first_places(codes, len(found))))
    if not all(type(each) in (datetime.date, str, int) for each in value.kinds):
        raise _Alone
    numbers, kinds = {}, []
    for each in value.kinds:
        if each not in numbers:
            numbers[each] = len(numbers)
    codes, found = pandas.factorize(numpy.array([numbers[each] for each in value.kinds])[value.codes])
    names = list(numbers)
    kinds = [names[number] for number in found.tolist()]
    return codes, kinds


def _last_places(codes, count):
    numpy = _library("numpy")
    places = numpy.empty(count, "intp")
    places[codes] = numpy.arange(len(codes))
    return places
