"""Two sorted arrays become one."""

import numpy as np


def kernel(a, b):
    out = np.empty(len(a) + len(b))
    i = 0
    j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out[i + j] = a[i]
            i += 1
        else:
            out[i + j] = b[j]
            j += 1
    return out[: i + j]


def inputs(size, rng):
    return np.sort(rng.random(size)), np.sort(rng.random(size))
