"""Edges of an image: two gradients and their length."""

import math

import numpy as np


def kernel(image):
    h, w = image.shape
    out = np.zeros((h, w))
    for y in range(1, h - 1):
        for x in range(1, w - 1):
            gx = image[y - 1, x + 1] + 2 * image[y, x + 1] + image[y + 1, x + 1] - image[y - 1, x - 1] - 2 * image[y, x - 1] - image[y + 1, x - 1]
            gy = image[y + 1, x - 1] + 2 * image[y + 1, x] + image[y + 1, x + 1] - image[y - 1, x - 1] - 2 * image[y - 1, x] - image[y - 1, x + 1]
            out[y, x] = math.sqrt(gx * gx + gy * gy)
    return out


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return (rng.random((n, n)),)


def expert(image):
    out = np.zeros(image.shape)
    a, b, c = image[:-2], image[1:-1], image[2:]
    gx = a[:, 2:] + 2 * b[:, 2:] + c[:, 2:] - a[:, :-2] - 2 * b[:, :-2] - c[:, :-2]
    gy = c[:, :-2] + 2 * c[:, 1:-1] + c[:, 2:] - a[:, :-2] - 2 * a[:, 1:-1] - a[:, 2:]
    out[1:-1, 1:-1] = np.sqrt(gx * gx + gy * gy)
    return out
