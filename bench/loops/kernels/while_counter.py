"""A while loop counts."""

import numpy as np


def kernel(a, b):
    i = 0
    n = len(a)
    out = np.zeros(n)
    while i < n:
        out[i] = a[i] * b[i] + a[i]
        i += 1
    return out


def inputs(size, rng):
    return rng.random(size), rng.random(size)


def expert(a, b):
    return a * b + a
