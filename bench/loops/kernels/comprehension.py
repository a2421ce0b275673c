"""A comprehension over two arrays."""

import numpy as np


def kernel(x, y):
    return np.array([(x[i] - y[i]) ** 2 for i in range(len(x))])


def inputs(size, rng):
    return rng.random(size), rng.random(size)
