"""A copy from the other end."""

import numpy as np


def kernel(x):
    n = len(x)
    y = np.empty(n)
    for i in range(n - 1, -1, -1):
        y[n - 1 - i] = x[i]
    return y


def inputs(size, rng):
    return (rng.random(size),)


def expert(x):
    return x[::-1].copy()
