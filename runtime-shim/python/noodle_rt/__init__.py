"""The Python side of noodle-opt: what a program built from NoodleCore needs while it runs. Standard library only.

Optimised programs use the names below; the other modules run, describe and compare programs.
"""
from noodle_rt.arrays import (  # noqa: F401
    attempt,
    chosen,
    each,
    filled,
    first_extreme,
    fold_difference,
    fold_product,
    fold_sum,
    last_true,
    nonzero,
    power,
    put,
    scan_difference,
    scan_product,
    scan_sum,
    shifted,
    whole,
    winner,
)
from noodle_rt.frames.columns import by_columns, by_elements  # noqa: F401
from noodle_rt.frames.groups import groups  # noqa: F401
from noodle_rt.frames.lazy import direct, held, lazy  # noqa: F401
from noodle_rt.frames.lookups import by_value  # noqa: F401
from noodle_rt.frames.reading import reading  # noqa: F401
from noodle_rt.frames.rows import by_rows  # noqa: F401
from noodle_rt.guards import (  # noqa: F401
    aligned,
    apart,
    array,
    arrays,
    ascending,
    between,
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
    same_index,
    same_shape,
    series,
    shape,
    small,
    strings,
    tensor,
    unique_index,
    version,
    within,
    writable,
)

# Of what optimised programs call.
__version__ = "1.0"
