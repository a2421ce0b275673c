"""Accelerations between bodies."""

import numpy as np


def kernel(pos, mass, soft):
    n = pos.shape[0]
    acc = np.zeros((n, 3))
    for i in range(n):
        for j in range(n):
            if i != j:
                dx = pos[j, 0] - pos[i, 0]
                dy = pos[j, 1] - pos[i, 1]
                dz = pos[j, 2] - pos[i, 2]
                r2 = dx * dx + dy * dy + dz * dz + soft
                f = mass[j] / (r2 * np.sqrt(r2))
                acc[i, 0] += f * dx
                acc[i, 1] += f * dy
                acc[i, 2] += f * dz
    return acc


def inputs(size, rng):
    n = max(1, round(size**0.5))
    return rng.random((n, 3)), rng.random(n), 0.01
