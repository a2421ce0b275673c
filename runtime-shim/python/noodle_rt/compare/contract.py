"""What may differ: the exactness contracts."""
from collections import namedtuple

EXACTNESS = ("exact", "ties", "ulp", "fast-math")


# What passes keep to under `ulp` (see `noodle_rt/reductions.py`).
TOLERANCE = 2.0**-30


class Contract(namedtuple("Contract", "exactness ulps nan_bits code tolerance", defaults=("exact", 4, True, False, TOLERANCE))):
    """How exact two values have to be equal.

    exactness: `exact`; `ties`: rows whose keys are equal may stand in any order; `ulp`: also floats may differ by some units in
        the last place; `fast-math`: the same as `ulp`, for programs built so
    ulps: how many units
    nan_bits: whether the sign and payload of NaN count (in `ulp` they never do)
    code: whether functions need the same code
    tolerance: in `ulp`, floats may also differ by this part of the largest number of the array or column that they stand in; a number that
        stands alone, by this part of itself
    """

    __slots__ = ()

    @property
    def has_ties(self):
        return self.exactness != "exact"

    @property
    def most_ulps(self):
        return self.ulps if self.exactness in ("ulp", "fast-math") else 0

    @property
    def reach(self):
        return self.tolerance if self.exactness in ("ulp", "fast-math") else 0.0

    @property
    def has_nan_bits(self):
        return self.nan_bits and self.most_ulps == 0 and self.reach == 0


def contract(exactness="exact", ulps=4, nan_bits=True, code=False, tolerance=TOLERANCE):
    """Checks the options; raises `ValueError` with a message for people."""
    if exactness not in EXACTNESS:
        raise ValueError(f"exactness is one of {', '.join(EXACTNESS)}, not {exactness!r}")
    if type(ulps) is not int or ulps < 0:
        raise ValueError(f"ulps is a number from 0 on, not {ulps!r}")
    if type(tolerance) not in (int, float) or not 0 <= tolerance < 1:
        raise ValueError(f"tolerance is a number from 0 up to 1, not {tolerance!r}")
    return Contract(exactness, ulps, bool(nan_bits), bool(code), float(tolerance))
