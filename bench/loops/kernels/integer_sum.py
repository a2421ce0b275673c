"""Integers are added up."""

import numpy as np


def kernel(k):
    total = 0
    for i in range(len(k)):
        total += k[i]
    return total


def inputs(size, rng):
    return (rng.integers(-1000, 1000, size),)


def expert(k):
    return np.sum(k) if len(k) else 0
