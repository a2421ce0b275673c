"""A polynomial over integers."""

import numpy as np


def kernel(k):
    out = np.zeros(len(k), dtype=np.int64)
    for i in range(len(k)):
        out[i] = 3 * k[i] * k[i] + 2 * k[i] + 1
    return out


def inputs(size, rng):
    return (rng.integers(-1000, 1000, size),)


def expert(k):
    return 3 * k * k + 2 * k + 1
