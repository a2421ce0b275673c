"""The most valuable things that fit into a knapsack, by the table of weights."""

import numpy as np


def kernel(values, weights, capacity):
    best = np.zeros(capacity + 1, dtype=np.int64)
    for i in range(len(values)):
        for w in range(capacity, weights[i] - 1, -1):
            taken = best[w - weights[i]] + values[i]
            if taken > best[w]:
                best[w] = taken
    return best[capacity]


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.integers(1, 100, n), rng.integers(1, 12, n), n
