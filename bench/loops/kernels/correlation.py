"""Correlations of the columns of a table."""

import numpy as np


def kernel(data):
    n, m = data.shape
    mean = np.zeros(m)
    std = np.zeros(m)
    corr = np.eye(m)
    for j in range(m):
        for i in range(n):
            mean[j] += data[i, j]
        mean[j] /= n
    for j in range(m):
        for i in range(n):
            std[j] += (data[i, j] - mean[j]) * (data[i, j] - mean[j])
        std[j] = np.sqrt(std[j] / n)
    for a in range(m):
        for b in range(m):
            s = 0.0
            for i in range(n):
                s += (data[i, a] - mean[a]) * (data[i, b] - mean[b])
            corr[a, b] = s / (n * std[a] * std[b])
    return corr


def inputs(size, rng):
    n = max(2, round(size ** (1 / 3)))
    return (rng.random((n, n)),)
