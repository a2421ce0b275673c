"""Softmax of each row."""

import numpy as np


def kernel(X, out):
    for i in range(X.shape[0]):
        row = X[i]
        m = np.max(row)
        e = np.exp(row - m)
        out[i] = e / np.sum(e)


def inputs(size, rng):
    n = max(1, size // 16)
    X = rng.normal(size=(n, 16))
    return X, np.zeros_like(X)


def expert(X, out):
    e = np.exp(X - X.max(axis=1)[:, None])
    out[:] = e / e.sum(axis=1)[:, None]
