"""Calls on large arrays: hundreds of microseconds each."""
import sys
import time

import numpy as np


def run(n):
    x = np.linspace(0, 1, 100_000)
    for _ in range(n):
        y = np.sin(x)
        y = np.add(np.multiply(y, 2.0), 1.0)
        x = np.sqrt(np.abs(y))


start = time.process_time()
run(1500)
print(time.process_time() - start, file=sys.stderr)
