"""Distances between all points."""

import numpy as np


def kernel(X):
    n, d = X.shape
    D = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            s = 0.0
            for k in range(d):
                t = X[i, k] - X[j, k]
                s += t * t
            D[i, j] = np.sqrt(s)
    return D


def inputs(size, rng):
    return (rng.random((max(1, round((size / 3) ** 0.5)), 3)),)


def expert(X):
    s = np.zeros((len(X), len(X)))
    for k in range(X.shape[1]):
        t = X[:, k, None] - X[:, k]
        s += t * t
    return np.sqrt(s)
