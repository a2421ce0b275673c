"""Short calls in branches, in handlers of exceptions, and in functions that a loop calls."""
import sys
import time

import numpy as np

SINGULAR = np.zeros((2, 2))


def step(i, total):
    if i % 3 == 0:
        total += np.sqrt(i)
    elif i % 7 == 0:
        try:
            np.linalg.cholesky(SINGULAR - 1)
        except np.linalg.LinAlgError:
            total -= np.sin(i)
    return total


def run(n):
    total = 0.0
    for i in range(n):
        total = step(i, total)
    return [np.abs(total - i) for i in range(n)]


start = time.process_time()
run(1_000_000)
print(time.process_time() - start, file=sys.stderr)
