"""For each value, the nearest one of a grid."""

import numpy as np


def kernel(grid, values):
    best = np.zeros(len(values), dtype=np.int64)
    for i in range(len(values)):
        best[i] = np.argmin(np.abs(grid - values[i]))
    return best


def inputs(size, rng):
    return np.linspace(0, 1, 20), rng.random(max(1, size // 20))


def expert(grid, values):
    return np.abs(grid - values[:, None]).argmin(axis=1)
