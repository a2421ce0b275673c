"""An integral over uneven points."""

import numpy as np


def kernel(x, y):
    area = 0.0
    for i in range(1, len(x)):
        area += 0.5 * (x[i] - x[i - 1]) * (y[i] + y[i - 1])
    return area


def inputs(size, rng):
    return np.sort(rng.random(size)), rng.random(size)


def expert(x, y):
    parts = 0.5 * (x[1:] - x[:-1]) * (y[1:] + y[:-1])
    return np.add.accumulate(np.concatenate(([0.0], parts)))[-1] if len(parts) else 0.0
