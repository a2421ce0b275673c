"""Frames and series that wait for the step after a selection or a sort, and then do both in one.

    _rt.lazy(df)[df["a"] > 3]["x"]    # only column x is taken, not all columns of the selected rows
    len(_rt.lazy(df)[df["a"] > 3])    # the rows are counted, none is taken

`lazy` gives back the value itself when it is not exactly a frame or series of pandas. What it gives otherwise answers the steps that it
knows for the operands that it knows, and does every other step as pandas does it.
"""
from noodle_rt.frames.selections import _LazyFrame, _LazySeries
from noodle_rt.guards import _library, genuine

_LAZY_READY = {}


def lazy(value, rows=0):
    """`value` for a step that is followed by another one; itself when it is no `pandas.DataFrame` or `Series` of at least so many rows."""
    cls = type(value)
    made = _LAZY_READY.get(cls)
    if made is None:
        if not _lazy_prepare():
            return value
        made = _LAZY_READY.get(cls)
        if made is None:
            return value
    if rows and len(value) < rows:
        return value
    for name, function in made[1]:
        if cls.__dict__.get(name) is not function:
            return value
    return made[0](value)


def _lazy_prepare():
    """Notes the methods of pandas that are done without; `False` when somebody has replaced one of them."""
    pandas = _library("pandas")
    if pandas is None or _library("numpy") is None:
        return False
    for cls, made, names in (
        (pandas.DataFrame, _LazyFrame, ("__getitem__", "_ixs", "sort_values")),
        (pandas.Series, _LazySeries, ("__getitem__", "sum", "sort_values")),
    ):
        if cls not in _LAZY_READY:
            if not all(name in cls.__dict__ and genuine("pandas." + cls.__name__ + "." + name) for name in names):
                return False
            _LAZY_READY[cls] = (made, tuple((name, cls.__dict__[name]) for name in names))
    return True
