"""Loops that are called with few elements: one function for each kind, `kinds[name] = (function, arguments of a size)`.

What a rewrite costs where it does not pay is measured on these; with the larger sizes, from where on it does.
"""

import math

import numpy as np


def scale(x, y, n):
    for i in range(n):
        y[i] = 2.0 * x[i] + 1.0


def smooth(a, b):
    for i in range(1, len(a) - 1):
        b[i] = 0.5 * (a[i - 1] + a[i + 1])


def dot(x, y):
    s = 0.0
    for i in range(len(x)):
        s += x[i] * y[i]
    return s


def gather(x, p, y):
    for i in range(len(p)):
        y[i] = x[p[i]]


def scatter(p, w, h):
    for i in range(len(p)):
        h[p[i]] += w[i]


def clip(x, y, limit):
    for i in range(len(x)):
        if x[i] > limit:
            y[i] = limit
        else:
            y[i] = x[i]


def multiply(A, x, y):
    for i in range(A.shape[0]):
        s = 0.0
        for j in range(A.shape[1]):
            s += A[i, j] * x[j]
        y[i] = s


def eliminate(A):
    n = A.shape[0]
    for k in range(n):
        for i in range(k + 1, n):
            A[i, k] = A[i, k] / A[k, k]
            for j in range(k + 1, n):
                A[i, j] = A[i, j] - A[i, k] * A[k, j]


def squares(x):
    return [v * v for v in x]


def sines(x, y):
    for i in range(len(x)):
        y[i] = math.sin(x[i]) * 2.0


def running(x, y):
    s = 0.0
    for i in range(len(x)):
        s += x[i]
        y[i] = s


def norm(v):
    s = 0.0
    for value in v:
        s += value * value
    return math.sqrt(s)


def norms(points):
    total = 0.0
    for k in range(len(points)):
        total += norm(points[k])
    return total


class Line:
    def __init__(self, n):
        self.n = n + 1
        self.u = np.arange(n + 2.0)
        self.v = np.zeros(n + 2)

    def step(self):
        for i in range(1, self.n):
            self.v[i] = self.u[i - 1] + 2.0 * self.u[i] + self.u[i + 1]


def step(line):
    line.step()


def advance(u, v, steps):
    n = len(u)
    for t in range(steps):
        for i in range(1, n - 1):
            v[i] = u[i] + 0.1 * (u[i + 1] - 2.0 * u[i] + u[i - 1])
        for i in range(1, n - 1):
            u[i] = v[i]


def add_whole(a, b, c):
    for i in range(len(a)):
        c[i] = a[i] + 2 * b[i]


def add_single(a, b, c):
    for i in range(len(a)):
        c[i] = a[i] + 2.0 * b[i]


def side(n):
    return max(1, round(n**0.5))


def reals(n, dtype=float):
    return (np.arange(n) % 7 + 0.5).astype(dtype)


kinds = {
    "map": (scale, lambda n: (reals(n), np.zeros(n), n)),
    "stencil": (smooth, lambda n: (reals(n + 2), np.zeros(n + 2))),
    "sum": (dot, lambda n: (reals(n), reals(n))),
    "gather": (gather, lambda n: (reals(n), np.arange(n)[::-1].copy(), np.zeros(n))),
    "scatter": (scatter, lambda n: (np.arange(n) % 5, reals(n), np.zeros(5))),
    "branch": (clip, lambda n: (reals(n), np.zeros(n), 3.0)),
    "matrix by vector": (multiply, lambda n: (reals(side(n) ** 2).reshape(side(n), side(n)), reals(side(n)), np.zeros(side(n)))),
    "inner nests": (eliminate, lambda n: (np.eye(side(n)),)),
    "comprehension": (squares, lambda n: (reals(n),)),
    "functions of math": (sines, lambda n: (reals(n), np.zeros(n))),
    "running sum": (running, lambda n: (reals(n), np.zeros(n))),
    "called in a loop": (norms, lambda n: ([reals(n)] * 3,)),
    "attributes": (step, lambda n: (Line(n),)),
    "steps in time": (advance, lambda n: (reals(n + 2), np.zeros(n + 2), 4)),
    "whole numbers": (add_whole, lambda n: (np.arange(n), np.arange(n), np.zeros(n, dtype=int))),
    "single precision": (add_single, lambda n: (reals(n, "float32"), reals(n, "float32"), np.zeros(n, "float32"))),
    "refused dtype": (scale, lambda n: (reals(n, "float16"), np.zeros(n, "float16"), n)),
    "refused values": (scale, lambda n: (reals(n).astype(object), np.zeros(n), n)),
}
