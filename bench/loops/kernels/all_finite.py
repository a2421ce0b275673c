"""Whether all values are usable, by a function that says no at the first that is not."""

import numpy as np


def kernel(x):
    for v in x:
        if not np.isfinite(v):
            return False
    return True


def inputs(size, rng):
    return (rng.random(size),)


def expert(x):
    return bool(np.isfinite(x).all())
