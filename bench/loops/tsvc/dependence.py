"""Linear dependences, inductions, symbols and global flow. The first line of each function says what is expected: vectorised, or why it is left."""

import numpy as np


def s000(a, b, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[i] + 1.0


def s111(a, b, n):
    """vectorised"""
    for i in range(1, n, 2):
        a[i] = a[i - 1] + b[i]


def s1111(a, b, c, d, n):
    """vectorised"""
    for i in range(n // 2):
        a[2 * i] = c[i] * b[i] + d[i] * b[i] + c[i] * c[i] + d[i] * b[i] + d[i] * c[i]


def s112(a, b, n):
    """vectorised"""
    for i in range(n - 2, -1, -1):
        a[i + 1] = a[i] + b[i]


def s1112(a, b, n):
    """vectorised"""
    for i in range(n - 1, -1, -1):
        a[i] = b[i] + 1.0


def s113(a, b, n):
    """vectorised"""
    for i in range(1, n):
        a[i] = a[0] + b[i]


def s1113(a, b, n):
    """vectorised"""
    for i in range(n):
        a[i] = a[n // 2] + b[i]


def s114(A, B, m):
    """vectorised"""
    for i in range(m):
        for j in range(i):
            A[i, j] = A[j, i] + B[i, j]


def s115(a, A, m):
    """vectorised"""
    for j in range(m):
        for i in range(j + 1, m):
            a[i] -= A[j, i] * a[j]


def s1115(A, B, C, m):
    """vectorised"""
    for i in range(m):
        for j in range(m):
            A[i, j] = A[i, j] * C[j, i] + B[i, j]


def s116(a, n):
    """vectorised"""
    for i in range(0, n - 5, 5):
        a[i] = a[i + 1] * a[i]
        a[i + 1] = a[i + 2] * a[i + 1]
        a[i + 2] = a[i + 3] * a[i + 2]
        a[i + 3] = a[i + 4] * a[i + 3]
        a[i + 4] = a[i + 5] * a[i + 4]


def s118(a, B, m):
    """vectorised"""
    for i in range(1, m):
        for j in range(i):
            a[i] += B[j, i] * a[i - j - 1]


def s119(A, B, m):
    """vectorised"""
    for i in range(1, m):
        for j in range(1, m):
            A[i, j] = A[i - 1, j - 1] + B[i, j]


def s1119(A, B, m):
    """vectorised"""
    for i in range(1, m):
        for j in range(m):
            A[i, j] = A[i - 1, j] + B[i, j]


def s121(a, b, n):
    """vectorised"""
    for i in range(n - 1):
        j = i + 1
        a[i] = a[j] + b[i]


def s122(a, b, n):
    """vectorised"""
    j = 1
    k = 0
    for i in range(0, n, 3):
        k += j
        a[i] += b[n - k]


def s123(a, b, c, d, e, n):
    """vectorised"""
    j = -1
    for i in range(n // 2):
        j += 1
        a[j] = b[i] + d[i] * e[i]
        if c[i] > 0.0:
            j += 1
            a[j] = c[i] + d[i] * e[i]


def s124(a, b, c, d, e, n):
    """vectorised"""
    j = -1
    for i in range(n):
        if b[i] > 0.0:
            j += 1
            a[j] = b[i] + d[i] * e[i]
        else:
            j += 1
            a[j] = c[i] + d[i] * e[i]


def s125(x, A, B, C, m):
    """vectorised"""
    k = -1
    for i in range(m):
        for j in range(m):
            k += 1
            x[k] = A[i, j] + B[i, j] * C[i, j]


def s126(x, B, C, m):
    """vectorised"""
    k = 1
    for i in range(m):
        for j in range(1, m):
            B[j, i] = B[j - 1, i] + x[k - 1] * C[j, i]
            k += 1
        k += 1


def s127(a, b, c, d, e, n):
    """vectorised"""
    j = -1
    for i in range(n // 2):
        j += 1
        a[j] = b[i] + c[i] * d[i]
        j += 1
        a[j] = b[i] + d[i] * e[i]


def s128(a, b, c, d, n):
    """vectorised"""
    j = -1
    for i in range(n // 2):
        k = j + 1
        a[i] = b[k] - d[i]
        j = k + 1
        b[k] = a[i] + c[k]


def s131(a, b, n):
    """vectorised"""
    m = 1
    for i in range(n - 1):
        a[i] = a[i + m] + b[i]


def s132(A, b, c, m):
    """vectorised"""
    j = 0
    k = 1
    for i in range(1, m):
        A[j, i] = A[k, i - 1] + b[i] * c[1]


def s141(x, B, m):
    """vectorised"""
    for i in range(m):
        k = (i + 1) * i // 2 + i
        for j in range(i, m):
            x[k] += B[j, i]
            k += j + 1


def s151(a, b, n):
    """vectorised"""
    def shifted(a, b, k):
        for i in range(n - 1):
            a[i] = a[i + k] + b[i]

    shifted(a, b, 1)


def s152(a, b, c, d, e, n):
    """vectorised"""
    def update(a, b, c, i):
        a[i] += b[i] * c[i]

    for i in range(n):
        b[i] = d[i] * e[i]
        update(a, b, c, i)


def s161(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n - 1):
        if b[i] < 0.0:
            c[i + 1] = a[i] + d[i] * d[i]
        else:
            a[i] = c[i] + d[i] * e[i]


def s1161(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n - 1):
        if c[i] < 0.0:
            b[i] = a[i] + d[i] * d[i]
        else:
            a[i] = c[i] + d[i] * e[i]


def s162(a, b, c, n, k):
    """vectorised"""
    if k > 0:
        for i in range(n - k):
            a[i] = a[i + k] + b[i] * c[i]


def s171(a, b, n, k):
    """vectorised"""
    for i in range(n):
        a[i * k] += b[i]


def s172(a, b, n, k):
    """vectorised"""
    for i in range(k - 1, n, k):
        a[i] += b[i]


def s173(a, b, n):
    """vectorised"""
    k = n // 2
    for i in range(n // 2):
        a[i + k] = a[i] + b[i]


def s174(a, b, n):
    """vectorised"""
    k = n // 2
    for i in range(k):
        a[i + k] = a[i] + b[i]


def s175(a, b, n, k):
    """vectorised"""
    for i in range(0, n - k, k):
        a[i] = a[i + k] + b[i]


def s176(a, b, c, n):
    """vectorised"""
    k = n // 2
    for j in range(n // 2):
        for i in range(k):
            a[i] += b[i + k - j - 1] * c[j]
