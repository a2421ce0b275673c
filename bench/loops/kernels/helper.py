"""A small function of the program is called for every element."""

import numpy as np


def smooth(t):
    return t * t * (3.0 - 2.0 * t)


def kernel(x):
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = smooth(x[i])
    return y


def inputs(size, rng):
    return (rng.random(size),)


def expert(x):
    return x * x * (3.0 - 2.0 * x)
