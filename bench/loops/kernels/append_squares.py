"""A list grows in a loop and becomes an array."""

import numpy as np


def kernel(x):
    out = []
    for i in range(len(x)):
        out.append(x[i] * x[i] + 1.0)
    return np.array(out)


def inputs(size, rng):
    return (rng.random(size),)


def expert(x):
    return x * x + 1.0
