"""Statement reordering, distribution, interchange, splitting, expansion, peeling. The first line of each function says what is expected: vectorised, or why it is left."""

import numpy as np


def s211(a, b, c, d, e, n):
    """vectorised"""
    for i in range(1, n - 1):
        a[i] = b[i - 1] + c[i] * d[i]
        b[i] = b[i + 1] - e[i] * d[i]


def s212(a, b, c, d, n):
    """vectorised"""
    for i in range(n - 1):
        a[i] *= c[i]
        b[i] += a[i + 1] * d[i]


def s1213(a, b, c, d, n):
    """vectorised"""
    for i in range(1, n - 1):
        a[i] = b[i - 1] + c[i]
        b[i] = a[i + 1] * d[i]


def s221(a, b, c, d, n):
    """left: recurrence"""
    for i in range(1, n):
        a[i] += c[i] * d[i]
        b[i] = b[i - 1] + a[i] + d[i]


def s1221(a, b, n):
    """left: recurrence"""
    for i in range(4, n):
        b[i] = b[i - 4] + a[i]


def s222(a, b, c, e, n):
    """left: recurrence"""
    for i in range(1, n):
        a[i] += b[i] * c[i]
        e[i] = e[i - 1] * e[i - 1]
        a[i] -= b[i] * c[i]


def s231(A, B, m):
    """vectorised"""
    for i in range(m):
        for j in range(1, m):
            A[j, i] = A[j - 1, i] + B[j, i]


def s232(A, B, m):
    """left: recurrence"""
    for j in range(1, m):
        for i in range(1, j + 1):
            A[j, i] = A[j, i - 1] * A[j, i - 1] + B[j, i]


def s1232(A, B, C, m):
    """vectorised"""
    for j in range(m):
        for i in range(j, m):
            A[i, j] = B[i, j] + C[i, j]


def s233(A, B, C, m):
    """vectorised"""
    for i in range(1, m):
        for j in range(1, m):
            A[j, i] = A[j - 1, i] + C[j, i]
        for j in range(1, m):
            B[j, i] = B[j, i - 1] + C[j, i]


def s2233(A, B, C, m):
    """vectorised"""
    for i in range(1, m):
        for j in range(1, m):
            A[j, i] = A[j - 1, i] + C[j, i]
        for j in range(1, m):
            B[i, j] = B[i - 1, j] + C[i, j]


def s235(a, b, c, A, B, m):
    """vectorised"""
    for i in range(m):
        a[i] += b[i] * c[i]
        for j in range(1, m):
            A[j, i] = A[j - 1, i] + B[j, i] * a[i]


def s241(a, b, c, d, n):
    """vectorised"""
    for i in range(n - 1):
        a[i] = b[i] * c[i] * d[i]
        b[i] = a[i] * a[i + 1] * d[i]


def s242(a, b, c, d, n, s, t):
    """left: recurrence"""
    for i in range(1, n):
        a[i] = a[i - 1] + s + t + b[i] + c[i] + d[i]


def s243(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n - 1):
        a[i] = b[i] + c[i] * d[i]
        b[i] = a[i] + d[i] * e[i]
        a[i] = b[i] + a[i + 1] * d[i]


def s244(a, b, c, d, n):
    """vectorised"""
    for i in range(n - 1):
        a[i] = b[i] + c[i] * d[i]
        b[i] = c[i] + b[i]
        a[i + 1] = b[i] + a[i + 1] * d[i]


def s1244(a, b, c, d, n):
    """vectorised"""
    for i in range(n - 1):
        a[i] = b[i] + c[i] * c[i] + b[i] * b[i] + c[i]
        d[i] = a[i] + a[i + 1]


def s2244(a, b, c, e, n):
    """vectorised"""
    for i in range(n - 1):
        a[i + 1] = b[i] + e[i]
        a[i] = b[i] + c[i]


def s251(a, b, c, d, n):
    """vectorised"""
    for i in range(n):
        s = b[i] + c[i] * d[i]
        a[i] = s * s


def s1251(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        s = b[i] + c[i]
        b[i] = a[i] + d[i]
        a[i] = s * e[i]


def s2251(a, b, c, d, e, n):
    """vectorised"""
    s = 0.0
    for i in range(n):
        a[i] = s * e[i]
        s = b[i] + c[i]
        b[i] = a[i] + d[i]


def s3251(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n - 1):
        a[i + 1] = b[i] + c[i]
        b[i] = c[i] * e[i]
        d[i] = a[i] * e[i]


def s252(a, b, c, n):
    """vectorised"""
    t = 0.0
    for i in range(n):
        s = b[i] * c[i]
        a[i] = s + t
        t = s


def s253(a, b, c, d, n):
    """vectorised"""
    for i in range(n):
        if a[i] > b[i]:
            s = a[i] - b[i] * d[i]
            c[i] += s
            a[i] = s


def s254(a, b, n):
    """vectorised"""
    x = b[n - 1]
    for i in range(n):
        a[i] = (b[i] + x) * 0.5
        x = b[i]


def s255(a, b, n):
    """vectorised"""
    x = b[n - 1]
    y = b[n - 2]
    for i in range(n):
        a[i] = (b[i] + x + y) * 0.333
        y = x
        x = b[i]


def s256(a, A, B, d, m):
    """left: recurrence"""
    for i in range(m):
        for j in range(1, m):
            a[j] = 1.0 - a[j - 1]
            A[j, i] = a[j] + B[j, i] * d[j]


def s257(a, A, B, m):
    """left: recurrence"""
    for i in range(1, m):
        for j in range(m):
            a[i] = A[j, i] - a[i - 1]
            A[j, i] = a[i] + B[j, i]


def s258(a, b, c, d, e, A, m):
    """left: recurrence"""
    s = 0.0
    for i in range(m):
        if a[i] > 0.0:
            s = d[i] * d[i]
        b[i] = s * c[i] + d[i]
        e[i] = (s + 1.0) * A[0, i]


def s261(a, b, c, d, n):
    """vectorised"""
    for i in range(1, n):
        t = a[i] + b[i]
        a[i] = t + c[i - 1]
        t = c[i] * d[i]
        c[i] = t


def s281(a, b, c, n):
    """vectorised"""
    for i in range(n):
        x = a[n - i - 1] + b[i] * c[i]
        a[i] = x - 1.0
        b[i] = x


def s1281(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        x = b[i] * c[i] + a[i] * d[i] + e[i]
        a[i] = x - 1.0
        b[i] = x


def s291(a, b, n):
    """vectorised"""
    k = n - 1
    for i in range(n):
        a[i] = (b[i] + b[k]) * 0.5
        k = i


def s292(a, b, n):
    """vectorised"""
    k = n - 1
    j = n - 2
    for i in range(n):
        a[i] = (b[i] + b[k] + b[j]) * 0.333
        j = k
        k = i


def s293(a, n):
    """vectorised"""
    for i in range(n):
        a[i] = a[0]


def s2101(A, B, C, m):
    """vectorised"""
    for i in range(m):
        A[i, i] += B[i, i] * C[i, i]


def s2102(A, m):
    """vectorised"""
    for i in range(m):
        for j in range(m):
            A[j, i] = 0.0
        A[i, i] = 1.0


def s2111(A, m):
    """left: recurrence"""
    for j in range(1, m):
        for i in range(1, m):
            A[j, i] = (A[j, i - 1] + A[j - 1, i]) / 1.9
