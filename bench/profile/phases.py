"""Phases: the same calls in bursts of different density, between work without libraries."""
import sys
import time

import numpy as np


def calls(n):
    total = 0.0
    for i in range(n):
        total = np.hypot(total, i)
    return total


def work(n):
    total = 0
    for i in range(n):
        total += i % 7
    return total


start = time.process_time()
for phase in range(60):
    calls(1000 * (phase % 7) ** 2)
    work(200_000)
print(time.process_time() - start, file=sys.stderr)
