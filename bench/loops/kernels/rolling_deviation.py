"""The deviation of a moving window."""

import numpy as np


def kernel(x, w):
    out = np.zeros(len(x) - w + 1)
    for i in range(len(x) - w + 1):
        out[i] = np.std(x[i : i + w])
    return out


def inputs(size, rng):
    return rng.normal(size=size + 7), 7


def expert(x, w):
    return np.lib.stride_tricks.sliding_window_view(x, w).copy().std(axis=1)
