"""Running a function on parts of the rows, so that every row goes the way that it would go alone (`columns.py`)."""
from noodle_rt.frames.distinct import _Noted
from noodle_rt.frames.texts import _Texts
from noodle_rt.frames.times import _Objects, _Times
from noodle_rt.frames.values import _CONSTANTS, _EXACT, _Column, _Part, _text_array
from noodle_rt.guards import _library

# Parts with fewer rows are done row by row.
_FEW_IN_PART = 24

# A function that takes more ways than this is no function of a few cases.
_MANY_PARTS = 120


def _run(traced, count, argument, alone):
    """What a function gives for all rows, as a list of (rows, value) where `rows` is `None` for all; `None` when pandas has to do it.

    argument: makes the function's first argument for some rows, given by their numbers.
    alone: the results of the function itself for some rows.
    """
    numpy = _library("numpy")
    if numpy is None:
        return None
    done = []
    waiting = [None]
    runs = 0
    left = []
    with numpy.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
        while waiting:
            rows = waiting.pop()
            size = count if rows is None else len(rows)
            if size == 0:
                continue
            if rows is not None and size < _FEW_IN_PART or runs > _MANY_PARTS:
                left.append(rows)
                continue
            runs += 1
            try:
                value = traced(argument(rows))
                if not _is_result(value):
                    return None
            except _Part as part:
                mask = part.mask
                for side in (~mask, mask):
                    chosen = numpy.flatnonzero(side)
                    waiting.append(chosen if rows is None else rows[chosen])
                continue
            except Exception:
                if rows is None:
                    return None
                left.append(rows)
                continue
            done.append((rows, value))
    if left:
        rows = numpy.sort(numpy.concatenate(left)) if len(left) > 1 else left[0]
        # Most rows alone: then pandas, or rows without a Series, do it as well.
        if rows is None or len(rows) * 2 > count and len(rows) > 100:
            return None
        try:
            # What warns would be seen twice, if all were done again.
            noted = _Noted(numpy)
            with noted:
                values = alone(rows.tolist())
        except Exception:
            return None
        if noted.warned or not all(type(value) in _CONSTANTS or isinstance(value, numpy.generic) for value in values):
            return None
        done.append((rows, values))
    return done


def _is_result(value):
    return type(value) in _OF_COLUMNS or type(value) in _CONSTANTS


_OF_COLUMNS = {_Column, _Times, _Objects, _Texts}


def _collected(done, count):
    """The results of all rows: an array of their own when they are all numbers, all bools or all texts, else a list."""
    numpy = _library("numpy")
    kinds = {_kind_of(value) for _, value in done}
    dtype = "float64" if kinds == {"float", "int"} else _DTYPE_OF_KIND.get(kinds.pop()) if len(kinds) == 1 else None
    if dtype is not None:
        # Filled, and not handed over: what a function gives back may be the memory of the frame.
        result = numpy.empty(count, dtype)
        for rows, value in done:
            if type(value) is _Texts:
                value = _text_array(value.objects())
            result[slice(None) if rows is None else rows] = value.values if type(value) is _Column else value
        return result
    result = [None] * count
    for rows, value in done:
        where = range(count) if rows is None else rows.tolist()
        if type(value) in _OF_COLUMNS:
            value = value.objects()
        if type(value) is list:
            for row, each in zip(where, value):
                result[row] = each
        else:
            for row in where:
                result[row] = value
    return result


_DTYPE_OF_KIND = {"float": "float64", "int": "int64", "bool": "bool", "str": "object"}


def _kind_of(value):
    if type(value) is _Column or type(value) is _Texts:
        return value.kind
    if type(value) is list:
        kinds = {_kind_of(each) for each in value}
        return kinds.pop() if len(kinds) == 1 else "mixed"
    cls = type(value)
    if cls is int:
        return "int" if -_EXACT <= value <= _EXACT else "mixed"
    return {float: "float", bool: "bool", str: "str"}.get(cls, "mixed")
