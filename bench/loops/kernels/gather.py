"""Values are looked up by an index."""

import numpy as np


def kernel(x, index):
    out = np.empty(len(index))
    for i in range(len(index)):
        out[i] = x[index[i]] * 2.0
    return out


def inputs(size, rng):
    return rng.random(size), rng.integers(0, size, size)


def expert(x, index):
    return x[index] * 2.0
