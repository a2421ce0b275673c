"""The largest change within each series, as an array."""

import numpy as np


def kernel(X):
    return np.array([np.max(np.abs(X[i, 1:] - X[i, :-1])) for i in range(X.shape[0])])


def inputs(size, rng):
    return (rng.normal(size=(max(1, size // 30), 30)),)


def expert(X):
    return np.abs(X[:, 1:] - X[:, :-1]).max(axis=1)
