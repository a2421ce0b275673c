"""Points in a circle are counted."""

import numpy as np


def kernel(xs, ys):
    inside = 0
    for x, y in zip(xs, ys):
        if x * x + y * y <= 1.0:
            inside += 1
    return 4.0 * inside / len(xs)


def inputs(size, rng):
    return rng.random(size), rng.random(size)


def expert(xs, ys):
    return 4.0 * int(np.count_nonzero(xs * xs + ys * ys <= 1.0)) / len(xs)
