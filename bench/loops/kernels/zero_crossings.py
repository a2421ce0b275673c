"""Changes of sign are counted."""

import numpy as np


def kernel(x):
    count = 0
    for i in range(1, len(x)):
        if x[i - 1] * x[i] < 0:
            count += 1
    return count


def inputs(size, rng):
    return (rng.normal(size=size),)


def expert(x):
    return int(np.count_nonzero(x[:-1] * x[1:] < 0))
