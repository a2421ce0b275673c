"""An array that becomes longer by what passes a test."""

import numpy as np


def kernel(x, limit):
    found = np.array([])
    for v in x:
        if v > limit:
            found = np.append(found, v)
    return found


def inputs(size, rng):
    return rng.random(size), 0.5
