"""The first value above a threshold, with an early return."""

import numpy as np


def kernel(x, threshold):
    for i in range(len(x)):
        if x[i] > threshold:
            return i
    return -1


def inputs(size, rng):
    x = rng.random(size)
    x[-1] = 2.0
    return x, 1.5


def expert(x, threshold):
    mask = x > threshold
    at = int(mask.argmax()) if len(x) else 0
    return at if len(x) and mask[at] else -1
