"""The product of a transposed matrix, a matrix and a vector."""

import numpy as np


def kernel(A, x, y, tmp):
    m, n = A.shape
    for i in range(n):
        y[i] = 0.0
    for i in range(m):
        tmp[i] = 0.0
        for j in range(n):
            tmp[i] = tmp[i] + A[i, j] * x[j]
        for j in range(n):
            y[j] = y[j] + A[i, j] * tmp[i]


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.random((n, n)), rng.random(n), rng.random(n), rng.random(n)


def expert(A, x, y, tmp):
    tmp[:] = 0.0
    for j in range(A.shape[1]):
        tmp += A[:, j] * x[j]
    y[:] = 0.0
    for i in range(A.shape[0]):
        y += A[i] * tmp[i]
