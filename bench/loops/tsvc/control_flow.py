"""Branches inside of loops. The first line of each function says what is expected: vectorised, or why it is left."""

import numpy as np


def s271(a, b, c, n):
    """vectorised"""
    for i in range(n):
        if b[i] > 0.0:
            a[i] += b[i] * c[i]


def s272(a, b, c, d, e, n, t):
    """vectorised"""
    for i in range(n):
        if e[i] >= t:
            a[i] += c[i] * d[i]
            b[i] += c[i] * c[i]


def s273(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        a[i] += d[i] * e[i]
        if a[i] < 0.0:
            b[i] += d[i] * e[i]
        c[i] += a[i] * d[i]


def s274(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        a[i] = c[i] + e[i] * d[i]
        if a[i] > 0.0:
            b[i] = a[i] + b[i]
        else:
            a[i] = d[i] * e[i]


def s275(A, B, C, m):
    """vectorised"""
    for i in range(m):
        if A[0, i] > 0.0:
            for j in range(1, m):
                A[j, i] = A[j - 1, i] + B[j, i] * C[j, i]


def s2275(a, b, c, d, A, B, C, m):
    """vectorised"""
    for i in range(m):
        for j in range(m):
            A[j, i] = A[j, i] + B[j, i] * C[j, i]
        a[i] = b[i] + c[i] * d[i]


def s276(a, b, c, d, n):
    """vectorised"""
    middle = n // 2
    for i in range(n):
        if i + 1 < middle:
            a[i] += b[i] * c[i]
        else:
            a[i] += b[i] * d[i]


def s277(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n - 1):
        if a[i] < 0.0:
            if b[i] < 0.0:
                a[i] += c[i] * d[i]
            b[i + 1] = c[i] + d[i] * e[i]


def s278(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        if a[i] > 0.0:
            c[i] = -c[i] + d[i] * e[i]
        else:
            b[i] = -b[i] + d[i] * e[i]
        a[i] = b[i] + c[i] * d[i]


def s279(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        if a[i] > 0.0:
            c[i] = -c[i] + e[i] * e[i]
        else:
            b[i] = -b[i] + d[i] * d[i]
            if b[i] > a[i]:
                c[i] += d[i] * e[i]
        a[i] = b[i] + c[i] * d[i]


def s1279(a, b, c, d, e, n):
    """vectorised"""
    for i in range(n):
        if a[i] < 0.0:
            if b[i] > a[i]:
                c[i] += d[i] * e[i]


def s2710(a, b, c, d, e, n, t):
    """vectorised"""
    for i in range(n):
        if a[i] > b[i]:
            a[i] += b[i] * d[i]
            if n > 10:
                c[i] += d[i] * d[i]
            else:
                c[i] = d[i] * e[i] + 1.0
        else:
            b[i] = a[i] + e[i] * e[i]
            if t > 0.0:
                c[i] = a[i] + d[i] * d[i]
            else:
                c[i] += e[i] * e[i]


def s2711(a, b, c, n):
    """vectorised"""
    for i in range(n):
        if b[i] != 0.0:
            a[i] += b[i] * c[i]


def s2712(a, b, c, n):
    """vectorised"""
    for i in range(n):
        if a[i] > b[i]:
            a[i] += b[i] * c[i]


def s441(a, b, c, d, n):
    """vectorised"""
    for i in range(n):
        if d[i] < 0.0:
            a[i] += b[i] * c[i]
        elif d[i] == 0.0:
            a[i] += b[i] * b[i]
        else:
            a[i] += c[i] * c[i]


def s442(a, b, c, d, e, p, n):
    """vectorised"""
    for i in range(n):
        if p[i] == 1:
            a[i] += b[i] * b[i]
        elif p[i] == 2:
            a[i] += c[i] * c[i]
        elif p[i] == 3:
            a[i] += d[i] * d[i]
        else:
            a[i] += e[i] * e[i]


def s443(a, b, c, d, n):
    """vectorised"""
    for i in range(n):
        if d[i] <= 0.0:
            a[i] += b[i] * c[i]
        else:
            a[i] += b[i] * b[i]


def s481(a, b, c, d, n):
    """left: early exit"""
    for i in range(n):
        if d[i] < -9.0:
            raise ValueError("stop")
        a[i] += b[i] * c[i]


def s482(a, b, c, n):
    """left: early exit"""
    for i in range(n):
        a[i] += b[i] * c[i]
        if c[i] > b[i] + 15.0:
            break
