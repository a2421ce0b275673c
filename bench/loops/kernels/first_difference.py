"""Where two signals part, with break and else."""

import numpy as np


def kernel(a, b, tolerance):
    n = min(len(a), len(b))
    for i in range(n):
        if abs(a[i] - b[i]) > tolerance:
            at = i
            break
    else:
        at = n
    return at


def inputs(size, rng):
    a = rng.random(size)
    b = a.copy()
    b[size // 2 :] += 1.0
    return a, b, 0.5


def expert(a, b, tolerance):
    n = min(len(a), len(b))
    hit = np.abs(a[:n] - b[:n]) > tolerance
    return int(hit.argmax()) if hit.any() else n
