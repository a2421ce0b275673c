"""Shortest paths between all nodes."""

import numpy as np


def kernel(path):
    n = path.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if path[i, k] + path[k, j] < path[i, j]:
                    path[i, j] = path[i, k] + path[k, j]


def inputs(size, rng):
    n = max(1, round(size ** (1 / 3)))
    path = rng.random((n, n)) * 10
    np.fill_diagonal(path, 0.0)
    return (path,)
