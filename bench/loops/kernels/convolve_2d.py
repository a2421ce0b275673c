"""A small kernel moves over an image."""

import numpy as np


def kernel(image, weights):
    h, w = image.shape
    kh, kw = weights.shape
    out = np.zeros((h - kh + 1, w - kw + 1))
    for i in range(h - kh + 1):
        for j in range(w - kw + 1):
            s = 0.0
            for a in range(kh):
                for b in range(kw):
                    s += image[i + a, j + b] * weights[a, b]
            out[i, j] = s
    return out


def inputs(size, rng):
    n = max(1, round((size / 9) ** 0.5))
    return rng.random((n + 2, n + 2)), rng.random((3, 3))


def expert(image, weights):
    (h, w), (kh, kw) = image.shape, weights.shape
    out = np.zeros((h - kh + 1, w - kw + 1))
    for a in range(kh):
        for b in range(kw):
            out += image[a : a + out.shape[0], b : b + out.shape[1]] * weights[a, b]
    return out
