"""The Python side of noodle-opt: what a program built from NoodleCore needs while it runs. Standard library only.

Optimised programs use the names below; the other modules run, describe and compare programs.
"""
from noodle_rt.arrays import (  # noqa: F401
    Unfit,
    attempt,
    chosen,
    counted,
    each,
    filled,
    first_extreme,
    fold_difference,
    fold_product,
    fold_sum,
    last_true,
    nonzero,
    packed,
    power,
    put,
    scan_difference,
    scan_product,
    scan_sum,
    search,
    shifted,
    whole,
    winner,
)
from noodle_rt.batches import blocks, fitting, separate, windows  # noqa: F401
from noodle_rt.elements import boxed, restored, sqrt, trial, unboxed  # noqa: F401
from noodle_rt.growth import growing  # noqa: F401
from noodle_rt.guards import (  # noqa: F401
    aligned,
    apart,
    array,
    arrays,
    batched,
    beside,
    between,
    bounded,
    clear,
    column,
    contiguous,
    distinct,
    elements,
    exactly,
    extent,
    finite,
    frame,
    frame_or_series,
    genuine,
    length,
    like,
    no_column,
    no_nan,
    no_null,
    no_zero,
    number,
    numeric,
    plain,
    range_index,
    real,
    row_major,
    same_index,
    same_shape,
    series,
    shape,
    small,
    strings,
    takes,
    tensor,
    unique_index,
    version,
    within,
    worth,
    writable,
)

# Of what optimised programs call.
__version__ = "1.0"

# Stand-ins for frames, by the module that has them: programs without frames do not load them.
_FRAMES = {
    "by_columns": "columns",
    "by_elements": "columns",
    "by_rows": "rows",
    "by_tuples": "tuples",
    "by_value": "lookups",
    "cells": "cells",
    "collected": "engine",
    "direct": "lazy",
    "engine": "engine",
    "groups": "groups",
    "held": "lazy",
    "joining": "plans",
    "lazy": "lazy",
    "planned": "plans",
    "reading": "reading",
    "actual": "plans",
}


def __getattr__(name):
    module = _FRAMES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"noodle_rt.frames.{module}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *_FRAMES})
