"""Loops over the elements of arrays, as people write them. Each function is timed as it is and optimised; results are whole bytes."""

import math

import numpy as np


def relax(a, b, n):
    for i in range(1, n - 1):
        b[i] = 0.5 * (a[i - 1] + a[i + 1])


def smoothing():
    """A stencil in one dimension, 50,000 points."""
    a = np.sin(np.arange(50000.0))
    b = np.zeros(50000)
    relax(a, b, 50000)
    return b.tobytes()


def heat():
    """Heat on a plate: steps in time around nests, 60 × 60 points."""
    n = 60
    u = np.zeros((n, n))
    u[0, :] = 1.0
    v = u.copy()
    for step in range(5):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                v[i, j] = u[i, j] + 0.2 * (u[i + 1, j] + u[i - 1, j] + u[i, j + 1] + u[i, j - 1] - 4 * u[i, j])
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                u[i, j] = v[i, j]
    return u.tobytes()


def multiply(A, B, C):
    n, p = A.shape
    m = B.shape[1]
    for i in range(n):
        for j in range(m):
            s = 0.0
            for k in range(p):
                s += A[i, k] * B[k, j]
            C[i, j] = s


def product():
    """Matrices multiplied by three loops, 50 × 50."""
    A = np.arange(2500.0).reshape(50, 50) / 7
    C = np.zeros((50, 50))
    multiply(A, A.T, C)
    return C.tobytes()


def gaps(points, D):
    n = points.shape[0]
    for i in range(n):
        for j in range(n):
            d = 0.0
            for k in range(3):
                d += (points[i, k] - points[j, k]) ** 2
            D[i, j] = math.sqrt(d)


def distances():
    """Distances of all pairs of 80 points."""
    D = np.zeros((80, 80))
    gaps(np.cos(np.arange(240.0)).reshape(80, 3), D)
    return D.tobytes()


def deviation(x):
    mean = 0.0
    for v in x:
        mean += v
    mean /= len(x)
    total = 0.0
    for v in x:
        total += (v - mean) ** 2
    return math.sqrt(total / len(x))


def statistics():
    """A standard deviation by two sums, 50,000 numbers."""
    return deviation(np.sin(np.arange(50000.0))).hex()


def histogram():
    """Numbers sorted into 50 bins."""
    x = np.sin(np.arange(30000.0))
    counts = np.zeros(50)
    for v in x:
        k = int((v + 1.0) / 2.0 * 50)
        if k < 50:
            counts[k] += 1
    return counts.tobytes()


class Wave:
    def __init__(self, n):
        self.n = n
        self.c = 0.5
        self.u = np.sin(np.linspace(0.0, 3.0, n))
        self.before = self.u.copy()
        self.after = np.zeros(n)

    def step(self):
        for i in range(1, self.n - 1):
            self.after[i] = 2 * self.u[i] - self.before[i] + self.c**2 * (self.u[i + 1] - 2 * self.u[i] + self.u[i - 1])
        self.before, self.u, self.after = self.u, self.after, self.before


def waves():
    """Methods of an object that holds arrays, 2,000 points."""
    wave = Wave(2000)
    for _ in range(10):
        wave.step()
    return wave.u.tobytes()


def running():
    """Running sums with a condition, 50,000 numbers."""
    x = np.sin(np.arange(50000.0))
    out = np.zeros(50000)
    total = 0.0
    largest = x[0]
    for i in range(len(x)):
        total += x[i]
        out[i] = total
    for i in range(len(x)):
        if x[i] > largest:
            largest = x[i]
    return out.tobytes() + largest.tobytes()


def small():
    """Loops of five iterations, where nothing is to be gained."""
    a = np.arange(5.0)
    b = np.zeros(5)
    for _ in range(2000):
        relax(a, b, 5)
    return b.tobytes()


def chain():
    """Every iteration needs the one before: the loop stays as it is."""
    b = np.ones(20000)
    for i in range(1, 20000):
        b[i] = 0.5 * b[i - 1] + b[i]
    return b.tobytes()


programs = [smoothing, heat, product, distances, statistics, histogram, waves, running, small, chain]
