"""Colours become grey."""

import numpy as np


def kernel(image):
    h, w, _ = image.shape
    gray = np.zeros((h, w))
    for y in range(h):
        for x in range(w):
            gray[y, x] = 0.299 * image[y, x, 0] + 0.587 * image[y, x, 1] + 0.114 * image[y, x, 2]
    return gray


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return (rng.random((n, n, 3)),)


def expert(image):
    return 0.299 * image[:, :, 0] + 0.587 * image[:, :, 1] + 0.114 * image[:, :, 2]
