"""Dissimilarities of all pairs of rows, by `enumerate`."""

import numpy as np


def kernel(X, Y):
    out = np.empty((len(X), len(Y)))
    for i, a in enumerate(X):
        for j, b in enumerate(Y):
            out[i, j] = np.abs(a - b).sum() / (np.abs(a) + np.abs(b)).sum()
    return out


def inputs(size, rng):
    n = max(1, round((size / 6) ** 0.5))
    return rng.random((n, 6)), rng.random((n, 6))


def expert(X, Y):
    return np.abs(X[:, None] - Y).sum(axis=2) / (np.abs(X)[:, None] + np.abs(Y)).sum(axis=2)
