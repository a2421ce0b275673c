"""A walk between two walls, with given steps."""

import numpy as np


def kernel(steps, low, high):
    path = np.empty(len(steps))
    position = 0.0
    hits = 0
    for i in range(len(steps)):
        position += steps[i]
        if position < low:
            position = low + (low - position)
            hits += 1
        elif position > high:
            position = high - (position - high)
            hits += 1
        path[i] = position
    return path, hits


def inputs(size, rng):
    return rng.normal(size=size), -5.0, 5.0
