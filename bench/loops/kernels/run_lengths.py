"""Lengths of runs of equal values."""

import numpy as np


def kernel(x):
    lengths = np.zeros(len(x), dtype=np.int64)
    count = 0
    run = 1
    for i in range(1, len(x)):
        if x[i] == x[i - 1]:
            run += 1
        else:
            lengths[count] = run
            count += 1
            run = 1
    return lengths, count, run


def inputs(size, rng):
    return (rng.integers(0, 3, size),)
