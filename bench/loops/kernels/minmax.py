"""The least and the largest value with their places."""

import numpy as np


def kernel(x):
    lo = hi = x[0]
    at_lo = at_hi = 0
    for i in range(1, len(x)):
        if x[i] < lo:
            lo = x[i]
            at_lo = i
        if x[i] > hi:
            hi = x[i]
            at_hi = i
    return lo, at_lo, hi, at_hi


def inputs(size, rng):
    return (rng.random(size),)
