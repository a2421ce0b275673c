"""Values are cut to a range, with branches."""

import numpy as np


def kernel(x, lo, hi):
    y = np.zeros(len(x))
    for i in range(len(x)):
        if x[i] < lo:
            y[i] = lo
        elif x[i] > hi:
            y[i] = hi
        else:
            y[i] = x[i]
    return y


def inputs(size, rng):
    return rng.normal(size=size), -0.5, 0.5


def expert(x, lo, hi):
    return np.where(x < lo, lo, np.where(x > hi, hi, x))
