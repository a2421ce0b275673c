"""A symmetric update over the lower triangle."""

import numpy as np


def kernel(alpha, beta, C, A):
    n, m = A.shape
    for i in range(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i, j] += alpha * A[i, k] * A[j, k]


def inputs(size, rng):
    n = max(1, round(size ** (1 / 3)))
    return 1.5, 1.2, rng.random((n, n)), rng.random((n, n))


def expert(alpha, beta, C, A):
    new = C * beta
    for k in range(A.shape[1]):
        new += (alpha * A[:, k])[:, None] * A[:, k]
    lower = np.tril_indices(len(C))
    C[lower] = new[lower]
