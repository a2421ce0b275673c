"""Each row gets the mean 0 and the deviation 1, in place."""

import numpy as np


def kernel(X):
    for i in range(X.shape[0]):
        X[i] = (X[i] - np.mean(X[i])) / np.std(X[i])


def inputs(size, rng):
    return (rng.normal(size=(max(1, size // 20), 20)),)


def expert(X):
    X[:] = (X - X.mean(axis=1)[:, None]) / X.std(axis=1)[:, None]
