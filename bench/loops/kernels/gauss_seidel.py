"""Relaxation in place: every point uses what has just been computed beside it."""

import numpy as np


def kernel(A, steps):
    n = A.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (A[i - 1, j] + A[i, j - 1] + A[i, j] + A[i, j + 1] + A[i + 1, j]) / 5.0


def inputs(size, rng):
    n = max(1, round((size / 2) ** 0.5))
    return rng.random((n, n)), 2
