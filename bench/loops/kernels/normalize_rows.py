"""Each row is divided by its sum."""

import numpy as np


def kernel(A):
    for i in range(A.shape[0]):
        s = 0.0
        for j in range(A.shape[1]):
            s += A[i, j]
        for j in range(A.shape[1]):
            A[i, j] /= s
    return A


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return (rng.random((n, n)) + 0.1,)


def expert(A):
    s = np.zeros(len(A))
    for j in range(A.shape[1]):
        s += A[:, j]
    A /= s[:, None]
    return A
