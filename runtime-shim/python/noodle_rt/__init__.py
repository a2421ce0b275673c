"""The Python side of noodle-opt: what a program built from NoodleCore needs while it runs. Standard library only.

Optimised programs use the names below; the other modules run, describe and compare programs. Guards of plain values and arrays are there
at once, everything else when it is asked for the first time: a program whose data is small loads nothing of it.
"""
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
    contiguous,
    distinct,
    elements,
    exactly,
    extent,
    finite,
    genuine,
    length,
    like,
    listed,
    no_nan,
    no_zero,
    number,
    numeric,
    plain,
    real,
    row_major,
    same_shape,
    shape,
    small,
    takes,
    version,
    within,
    writable,
)

# Of what optimised programs call.
__version__ = "1.0"

# The module of each of the other names.
_LATER = {
    "Unfit": "operations",
    "attempt": "operations",
    "chosen": "operations",
    "counted": "operations",
    "each": "operations",
    "filled": "operations",
    "first_extreme": "operations",
    "fold_difference": "operations",
    "fold_product": "operations",
    "fold_sum": "operations",
    "last_true": "operations",
    "nonzero": "operations",
    "packed": "operations",
    "unchanged": "operations",
    "power": "operations",
    "put": "operations",
    "scan_difference": "operations",
    "scan_product": "operations",
    "scan_sum": "operations",
    "search": "operations",
    "shifted": "operations",
    "whole": "operations",
    "picked": "operations",
    "winner": "operations",
    "winners": "operations",
    "around": "reads",
    "inside": "reads",
    "blocks": "batches",
    "fitting": "batches",
    "dots": "batches",
    "built_up": "batches",
    "separate": "batches",
    "views": "batches",
    "windows": "batches",
    "boxed": "lists",
    "restored": "lists",
    "sqrt": "lists",
    "trial": "lists",
    "unboxed": "lists",
    "growing": "growth",
    "contracted": "reductions",
    "summed": "reductions",
    "ordered": "masks",
    "vectorized": "element_calls",
    "worth": "processor",
    "column": "frame_guards",
    "frame": "frame_guards",
    "frame_or_series": "frame_guards",
    "no_column": "frame_guards",
    "no_null": "frame_guards",
    "range_index": "frame_guards",
    "same_index": "frame_guards",
    "series": "frame_guards",
    "strings": "frame_guards",
    "tensor": "frame_guards",
    "unique_index": "frame_guards",
    "actual": "frames.plans",
    "by_columns": "frames.columns",
    "by_elements": "frames.columns",
    "by_rows": "frames.rows",
    "by_tuples": "frames.tuples",
    "by_value": "frames.lookups",
    "cells": "frames.cells",
    "collected": "frames.engine",
    "direct": "frames.lazy",
    "elementwise": "frames.elementwise",
    "engine": "frames.engine",
    "folded": "frames.folds",
    "groups": "frames.groups",
    "growing_frame": "frames.growing",
    "growing_rows": "frames.growing",
    "held": "frames.lazy",
    "iterated": "frames.items",
    "joining": "frames.plans",
    "zipped": "frames.items",
    "lazy": "frames.lazy",
    "planned": "frames.plans",
    "reading": "frames.reading",
}


def _part(name):
    import importlib

    return importlib.import_module(f"noodle_rt.{name}")


def __getattr__(name):
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(_part(module), name)
    return value


def __dir__():
    return sorted({*globals(), *_LATER})
