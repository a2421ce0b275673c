"""A factorisation in place."""

import numpy as np


def kernel(A):
    n = A.shape[0]
    for k in range(n):
        for i in range(k + 1, n):
            A[i, k] = A[i, k] / A[k, k]
            for j in range(k + 1, n):
                A[i, j] = A[i, j] - A[i, k] * A[k, j]


def inputs(size, rng):
    n = max(1, round(size ** (1 / 3)))
    return (rng.random((n, n)) + np.eye(n) * n,)


def expert(A):
    for k in range(len(A)):
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= A[k + 1 :, k, None] * A[k, k + 1 :]
