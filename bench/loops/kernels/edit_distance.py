"""The Levenshtein distance of two sequences of symbols, by the table."""

import numpy as np


def kernel(a, b):
    n, m = len(a), len(b)
    D = np.zeros((n + 1, m + 1), dtype=np.int64)
    for i in range(n + 1):
        D[i, 0] = i
    for j in range(m + 1):
        D[0, j] = j
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            D[i, j] = min(D[i - 1, j] + 1, D[i, j - 1] + 1, D[i - 1, j - 1] + cost)
    return D[n, m]


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.integers(0, 4, n), rng.integers(0, 4, n)
