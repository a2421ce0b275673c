"""The largest fall of a price from its peak."""

import numpy as np


def kernel(price):
    peak = price[0]
    worst = 0.0
    for p in price:
        if p > peak:
            peak = p
        fall = (peak - p) / peak
        if fall > worst:
            worst = fall
    return worst


def inputs(size, rng):
    return (100 + np.cumsum(rng.normal(size=size)) * 0.1,)
