"""The mean of each row, in a list."""

import numpy as np


def kernel(X):
    res = []
    for row in X:
        res.append(row.mean())
    return res


def inputs(size, rng):
    return (rng.normal(size=(max(1, size // 10), 10)),)


def expert(X):
    return list(X.mean(axis=1))
