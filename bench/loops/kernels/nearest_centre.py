"""The nearest centre of each point, the first step of k-means."""

import numpy as np


def kernel(X, centres, labels):
    for i in range(len(X)):
        d = np.sqrt(((X[i] - centres) ** 2).sum(axis=1))
        labels[i] = np.argmin(d)


def inputs(size, rng):
    n = max(1, size // 24)
    return rng.normal(size=(n, 3)), rng.normal(size=(8, 3)), np.zeros(n, dtype=np.int64)


def expert(X, centres, labels):
    labels[:] = np.sqrt(((X[:, None] - centres) ** 2).sum(axis=2)).argmin(axis=1)
