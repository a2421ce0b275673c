"""Points that stay bounded, with a loop that ends early."""

import numpy as np


def kernel(re, im, limit):
    count = np.zeros(len(re), dtype=np.int64)
    for i in range(len(re)):
        x = y = 0.0
        for k in range(limit):
            if x * x + y * y > 4.0:
                break
            x, y = x * x - y * y + re[i], 2 * x * y + im[i]
            count[i] += 1
    return count


def inputs(size, rng):
    return rng.uniform(-2, 1, max(1, size // 10)), rng.uniform(-1, 1, max(1, size // 10)), 20
