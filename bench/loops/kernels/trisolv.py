"""Forward substitution: rows build on each other."""

import numpy as np


def kernel(L, x, b):
    n = L.shape[0]
    for i in range(n):
        x[i] = b[i]
        for j in range(i):
            x[i] -= L[i, j] * x[j]
        x[i] = x[i] / L[i, i]


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.random((n, n)) + np.eye(n) * n, np.zeros(n), rng.random(n)


def expert(L, x, b):
    x[:] = b
    for i in range(len(x)):
        x[i] = x[i] / L[i, i]
        x[i + 1 :] -= L[i + 1 :, i] * x[i]
