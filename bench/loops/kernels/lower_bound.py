"""The first value of a sorted array that is not below a limit, with while."""

import numpy as np


def kernel(x, limit):
    i = 0
    n = len(x)
    while i < n and x[i] < limit:
        i += 1
    return i


def inputs(size, rng):
    return np.sort(rng.random(size)), 0.9


def expert(x, limit):
    below = x < limit
    return len(x) if below.all() else int(below.argmin())
