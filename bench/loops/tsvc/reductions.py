"""Reductions, recurrences, searches, packing and rerolling. The first line of each function says what is expected: vectorised, or why it is left."""

import numpy as np


def s311(a, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        total += a[i]
    return total


def s31111(a, n):
    """vectorised"""
    def part(values):
        s = 0.0
        for i in range(4):
            s += values[i]
        return s

    total = 0.0
    for k in range(0, n - 3, 4):
        total += part(a[k : k + 4])
    return total


def s312(a, n):
    """vectorised"""
    product = 1.0
    for i in range(n):
        product *= a[i]
    return product


def s313(a, b, n):
    """vectorised"""
    dot = 0.0
    for i in range(n):
        dot += a[i] * b[i]
    return dot


def s314(a, n):
    """vectorised"""
    x = a[0]
    for i in range(n):
        if a[i] > x:
            x = a[i]
    return x


def s315(a, n):
    """vectorised"""
    x = a[0]
    index = 0
    for i in range(n):
        if a[i] > x:
            x = a[i]
            index = i
    return x, index


def s316(a, n):
    """vectorised"""
    x = a[0]
    for i in range(1, n):
        if a[i] < x:
            x = a[i]
    return x


def s317(n):
    """left: recurrence"""
    q = 1.0
    for i in range(n // 2):
        q *= 0.99
    return q


def s318(a, n, k):
    """vectorised"""
    at = 0
    index = 0
    largest = abs(a[0])
    at += k
    for i in range(1, n):
        if abs(a[at]) > largest:
            index = i
            largest = abs(a[at])
        at += k
    return largest, index


def s319(a, b, c, d, e, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        a[i] = c[i] + d[i]
        total += a[i]
        b[i] = c[i] + e[i]
        total += b[i]
    return total


def s3110(A, m):
    """vectorised"""
    largest = A[0, 0]
    x = 0
    y = 0
    for i in range(m):
        for j in range(m):
            if A[i, j] > largest:
                largest = A[i, j]
                x = i
                y = j
    return largest, x, y


def s13110(A, m):
    """vectorised"""
    largest = A[0, 0]
    for i in range(m):
        for j in range(m):
            if A[i, j] > largest:
                largest = A[i, j]
    return largest


def s3111(a, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        if a[i] > 0.0:
            total += a[i]
    return total


def s3112(a, b, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        total += a[i]
        b[i] = total
    return total


def s3113(a, n):
    """vectorised"""
    largest = abs(a[0])
    for i in range(n):
        if abs(a[i]) > largest:
            largest = abs(a[i])
    return largest


def s321(a, b, n):
    """left: recurrence"""
    for i in range(1, n):
        a[i] += a[i - 1] * b[i]


def s322(a, b, c, n):
    """left: recurrence"""
    for i in range(2, n):
        a[i] = a[i] + a[i - 1] * b[i] + a[i - 2] * c[i]


def s323(a, b, c, d, e, n):
    """left: recurrence"""
    for i in range(1, n):
        a[i] = b[i - 1] + c[i] * d[i]
        b[i] = a[i] + c[i] * e[i]


def s331(a, n):
    """vectorised"""
    j = -1
    for i in range(n):
        if a[i] < 0.0:
            j = i
    return j


def s332(a, n, t):
    """vectorised"""
    index = -2
    value = -1.0
    for i in range(n):
        if a[i] > t:
            index = i
            value = a[i]
            break
    return index, value


def s341(a, b, n):
    """vectorised"""
    j = -1
    for i in range(n):
        if b[i] > 0.0:
            j += 1
            a[j] = b[i]


def s342(a, b, n):
    """vectorised"""
    j = -1
    for i in range(n):
        if a[i] > 0.0:
            j += 1
            a[i] = b[j]


def s343(x, A, B, m):
    """vectorised"""
    k = -1
    for i in range(m):
        for j in range(m):
            if B[j, i] > 0.0:
                k += 1
                x[k] = A[j, i]


def s351(a, b, n, t):
    """vectorised"""
    for i in range(0, n - 4, 5):
        a[i] += t * b[i]
        a[i + 1] += t * b[i + 1]
        a[i + 2] += t * b[i + 2]
        a[i + 3] += t * b[i + 3]
        a[i + 4] += t * b[i + 4]


def s1351(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[i] + c[i]


def s352(a, b, n):
    """vectorised"""
    dot = 0.0
    for i in range(0, n - 4, 5):
        dot = dot + a[i] * b[i] + a[i + 1] * b[i + 1] + a[i + 2] * b[i + 2] + a[i + 3] * b[i + 3] + a[i + 4] * b[i + 4]
    return dot


def s353(a, b, p, n, t):
    """vectorised"""
    for i in range(0, n - 4, 5):
        a[i] += t * b[p[i]]
        a[i + 1] += t * b[p[i + 1]]
        a[i + 2] += t * b[p[i + 2]]
        a[i + 3] += t * b[p[i + 3]]
        a[i + 4] += t * b[p[i + 4]]
