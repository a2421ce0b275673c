"""Bytes of an image are counted in an array of integers."""

import numpy as np


def kernel(image):
    h = np.zeros(256, dtype=np.int64)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            h[image[i, j]] += 1
    return h


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return (rng.integers(0, 256, (n, n)).astype(np.uint8),)


def expert(image):
    return np.bincount(image.ravel(), minlength=256)
