"""The price of options, with functions of math."""

import math

import numpy as np


def cdf(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


def kernel(S, K, T, r, sigma):
    out = np.empty(len(S))
    for i in range(len(S)):
        d1 = (math.log(S[i] / K[i]) + (r + 0.5 * sigma * sigma) * T[i]) / (sigma * math.sqrt(T[i]))
        d2 = d1 - sigma * math.sqrt(T[i])
        out[i] = S[i] * cdf(d1) - K[i] * math.exp(-r * T[i]) * cdf(d2)
    return out


def inputs(size, rng):
    return rng.uniform(50, 150, size), rng.uniform(50, 150, size), rng.uniform(0.1, 2, size), 0.03, 0.2
