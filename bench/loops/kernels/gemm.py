"""Matrix product with scaling, as in BLAS."""

import numpy as np


def kernel(alpha, beta, C, A, B):
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            C[i, j] *= beta
        for k in range(A.shape[1]):
            for j in range(C.shape[1]):
                C[i, j] += alpha * A[i, k] * B[k, j]


def inputs(size, rng):
    n = max(1, round(size ** (1 / 3)))
    return 1.5, 1.2, rng.random((n, n)), rng.random((n, n)), rng.random((n, n))


def expert(alpha, beta, C, A, B):
    C *= beta
    for k in range(A.shape[1]):
        C += (alpha * A[:, k])[:, None] * B[k]
