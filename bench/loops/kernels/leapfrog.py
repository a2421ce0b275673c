"""Steps of a chain of springs."""

import numpy as np


def kernel(x, v, dt, steps):
    n = len(x)
    for s in range(steps):
        for i in range(1, n - 1):
            v[i] += dt * (x[i - 1] - 2 * x[i] + x[i + 1])
        for i in range(1, n - 1):
            x[i] += dt * v[i]
    return x


def inputs(size, rng):
    return rng.random(size), np.zeros(size), 0.01, 3


def expert(x, v, dt, steps):
    for _ in range(steps):
        v[1:-1] += dt * (x[:-2] - 2 * x[1:-1] + x[2:])
        x[1:-1] += dt * v[1:-1]
    return x
