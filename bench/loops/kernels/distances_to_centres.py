"""Distances of all points to all centres."""

import numpy as np


def kernel(points, centres, D):
    for i in range(len(points)):
        for j in range(len(centres)):
            D[i, j] = np.sqrt(((points[i] - centres[j]) ** 2).sum())


def inputs(size, rng):
    n = max(1, round((size / 4) ** 0.5))
    return rng.normal(size=(n, 4)), rng.normal(size=(n, 4)), np.zeros((n, n))


def expert(points, centres, D):
    D[:] = np.sqrt(((points[:, None] - centres) ** 2).sum(axis=2))
