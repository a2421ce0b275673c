"""An image of bytes becomes black and white."""

import numpy as np


def kernel(image, level):
    out = np.zeros_like(image)
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            if image[y, x] > level:
                out[y, x] = 255
            else:
                out[y, x] = 0
    return out


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.integers(0, 256, (n, n)).astype(np.uint8), 127


def expert(image, level):
    return np.where(image > level, np.uint8(255), np.uint8(0))
