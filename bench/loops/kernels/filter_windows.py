"""An image is filtered by a small kernel, window by window."""

import numpy as np


def kernel(img, k, out):
    h, w = k.shape
    for i in range(img.shape[0] - h + 1):
        for j in range(img.shape[1] - w + 1):
            out[i, j] = np.sum(img[i : i + h, j : j + w] * k)


def inputs(size, rng):
    n = max(4, round(size**0.5))
    return rng.normal(size=(n, n)), rng.normal(size=(3, 3)), np.zeros((n - 2, n - 2))


def expert(img, k, out):
    windows = np.lib.stride_tricks.sliding_window_view(img, k.shape).copy()
    out[:] = (windows * k).sum(axis=(2, 3))
