"""A matrix by a vector, row by row."""

import numpy as np


def kernel(A, x):
    n, m = A.shape
    y = np.zeros(n)
    for i in range(n):
        total = 0.0
        for j in range(m):
            total += A[i, j] * x[j]
        y[i] = total
    return y


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.random((n, n)), rng.random(n)


def expert(A, x):
    y = np.zeros(A.shape[0])
    for j in range(A.shape[1]):
        y += A[:, j] * x[j]
    return y
