"""What may differ: the exactness contracts."""
from collections import namedtuple

EXACTNESS = ("exact", "ties", "ulp", "fast-math")


class Contract(namedtuple("Contract", "exactness ulps nan_bits code", defaults=("exact", 4, True, False))):
    """How exact two values have to be equal.

    exactness: `exact`; `ties`: rows whose keys are equal may stand in any order; `ulp`: also floats may differ by some units in
        the last place; `fast-math`: the same as `ulp`, for programs built so
    ulps: how many units
    nan_bits: whether the sign and payload of NaN count (in `ulp` they never do)
    code: whether functions need the same code
    """

    __slots__ = ()

    @property
    def has_ties(self):
        return self.exactness != "exact"

    @property
    def most_ulps(self):
        return self.ulps if self.exactness in ("ulp", "fast-math") else 0

    @property
    def has_nan_bits(self):
        return self.nan_bits and self.most_ulps == 0


def contract(exactness="exact", ulps=4, nan_bits=True, code=False):
    """Checks the options; raises `ValueError` with a message for people."""
    if exactness not in EXACTNESS:
        raise ValueError(f"exactness is one of {', '.join(EXACTNESS)}, not {exactness!r}")
    if type(ulps) is not int or ulps < 0:
        raise ValueError(f"ulps is a number from 0 on, not {ulps!r}")
    return Contract(exactness, ulps, bool(nan_bits), bool(code))
