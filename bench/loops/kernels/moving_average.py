"""A window slides over a series."""

import numpy as np


def kernel(x, w):
    n = len(x)
    out = np.zeros(n - w + 1)
    for i in range(n - w + 1):
        s = 0.0
        for k in range(w):
            s += x[i + k]
        out[i] = s / w
    return out


def inputs(size, rng):
    return rng.random(size + 5), 5


def expert(x, w):
    n = len(x) - w + 1
    out = np.zeros(n)
    for k in range(w):
        out += x[k : n + k]
    return out / w
