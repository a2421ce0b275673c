"""An activation function with np.exp."""

import numpy as np


def kernel(x):
    y = np.zeros(x.shape)
    for i in range(x.shape[0]):
        y[i] = 1.0 / (1.0 + np.exp(-x[i]))
    return y


def inputs(size, rng):
    return (rng.normal(size=size),)


def expert(x):
    return 1.0 / (1.0 + np.exp(-x))
