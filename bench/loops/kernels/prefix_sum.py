"""A running sum."""

import numpy as np


def kernel(x):
    out = np.zeros(len(x))
    total = 0.0
    for i in range(len(x)):
        total += x[i]
        out[i] = total
    return out


def inputs(size, rng):
    return (rng.random(size),)


def expert(x):
    return np.add.accumulate(np.concatenate(([0.0], x)))[1:]
