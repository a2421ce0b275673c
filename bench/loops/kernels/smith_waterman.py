"""Local alignment of two sequences: the best score of all cells."""

import numpy as np


def kernel(a, b, match, mismatch, gap):
    H = np.zeros((len(a) + 1, len(b) + 1))
    best = 0.0
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            score = match if a[i - 1] == b[j - 1] else mismatch
            H[i, j] = max(0.0, H[i - 1, j - 1] + score, H[i - 1, j] + gap, H[i, j - 1] + gap)
            if H[i, j] > best:
                best = H[i, j]
    return best


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.integers(0, 4, n), rng.integers(0, 4, n), 2.0, -1.0, -0.5
