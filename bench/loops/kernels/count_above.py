"""How many values are above a threshold."""

import numpy as np


def kernel(x, threshold):
    count = 0
    for v in x:
        if v > threshold:
            count += 1
    return count


def inputs(size, rng):
    return rng.random(size), 0.5


def expert(x, threshold):
    return int(np.count_nonzero(x > threshold))
