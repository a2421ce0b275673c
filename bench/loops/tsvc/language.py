"""Storage, functions, indirect addressing and plain vector operations. The first line of each function says what is expected: vectorised, or why it is left."""

import math

import numpy as np


def s421(a, x, n):
    """vectorised"""
    view = x[1:]
    for i in range(n - 1):
        x[i] = view[i] + a[i]


def s1421(a, b, n):
    """vectorised"""
    half = b[n // 2 :]
    for i in range(n // 2):
        b[i] = half[i] + a[i]


def s422(a, x, n):
    """vectorised"""
    view = x[4:]
    for i in range(n):
        view[i] = x[i + 8] + a[i]


def s423(a, x, n):
    """vectorised"""
    view = x[64:]
    for i in range(n - 1):
        x[i + 1] = view[i] + a[i]


def s424(a, x, n):
    """vectorised"""
    view = x[63:]
    for i in range(n - 1):
        view[i + 1] = x[i] + a[i]


def s431(a, b, n):
    """vectorised"""
    k = 2 - 1 - 1
    for i in range(n):
        a[i] = a[i + k] + b[i]


def s451(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] = math.sin(b[i]) + math.cos(c[i])


def s452(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[i] + c[i] * (i + 1)


def s453(a, b, n):
    """vectorised"""
    s = 0.0
    for i in range(n):
        s += 2.0
        a[i] = s * b[i]


def s471(a, b, c, d, e, n):
    """left: effects"""
    calls = []
    for i in range(n):
        a[i] = b[i] + d[i] * d[i]
        calls.append(str(i))
        b[i] = c[i] + d[i] * e[i]


def s491(a, b, c, d, p, n):
    """vectorised"""
    for i in range(n):
        a[p[i]] = b[i] + c[i] * d[i]


def s4112(a, b, p, n, t):
    """vectorised"""
    for i in range(n):
        a[i] += b[p[i]] * t


def s4113(a, b, c, p, n):
    """vectorised"""
    for i in range(n):
        a[p[i]] = b[p[i]] + c[i]


def s4114(a, b, c, d, p, n, k):
    """vectorised"""
    for i in range(k, n):
        j = p[i]
        a[i] = b[i] + c[n - j - 1] * d[i]


def s4115(a, b, p, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        total += a[i] * b[p[i]]
    return total


def s4116(a, A, p, m, k):
    """vectorised"""
    total = 0.0
    for i in range(m - 1):
        at = k + i
        total += a[at] * A[1, p[i]]
    return total


def s4117(a, b, c, d, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[i] + c[i // 2] * d[i]


def s4121(a, b, c, n):
    """vectorised"""
    def product(x, y):
        return x * y

    for i in range(n):
        a[i] += product(b[i], c[i])


def va(a, b, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[i]


def vag(a, b, p, n):
    """vectorised"""
    for i in range(n):
        a[i] = b[p[i]]


def vas(a, b, p, n):
    """vectorised"""
    for i in range(n):
        a[p[i]] = b[i]


def vif(a, b, n):
    """vectorised"""
    for i in range(n):
        if b[i] > 0.0:
            a[i] = b[i]


def vpv(a, b, n):
    """vectorised"""
    for i in range(n):
        a[i] += b[i]


def vtv(a, b, n):
    """vectorised"""
    for i in range(n):
        a[i] *= b[i]


def vpvtv(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] += b[i] * c[i]


def vpvts(a, b, n, t):
    """vectorised"""
    for i in range(n):
        a[i] += b[i] * t


def vpvpv(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] += b[i] + c[i]


def vtvtv(a, b, c, n):
    """vectorised"""
    for i in range(n):
        a[i] = a[i] * b[i] * c[i]


def vsumr(a, n):
    """vectorised"""
    total = 0.0
    for i in range(n):
        total += a[i]
    return total


def vdotr(a, b, n):
    """vectorised"""
    dot = 0.0
    for i in range(n):
        dot += a[i] * b[i]
    return dot


def vbor(a, b, c, d, e, x, n):
    """vectorised"""
    for i in range(n):
        a1 = a[i]
        b1 = b[i]
        c1 = c[i]
        d1 = d[i]
        e1 = e[i]
        f1 = a[i]
        a1 = a1 * b1 * c1 + a1 * b1 * d1 + a1 * b1 * e1 + a1 * b1 * f1 + a1 * c1 * d1
        b1 = b1 * c1 * d1 + b1 * c1 * e1 + b1 * c1 * f1 + b1 * d1 * e1
        c1 = c1 * d1 * e1 + c1 * d1 * f1 + c1 * e1 * f1
        d1 = d1 * e1 * f1
        x[i] = a1 * b1 * c1 * d1
