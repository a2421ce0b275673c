"""The builtin sum over a generator."""

import numpy as np


def kernel(x, y):
    return sum(a * b for a, b in zip(x, y))


def inputs(size, rng):
    return rng.random(size), rng.random(size)
