"""Programs with work that does not change in their loops, as people write them. Each function is timed as it is and optimised."""

import math


def density():
    """Values of a normal distribution."""
    sigma = 1.5
    total = 0.0
    for i in range(20000):
        total += math.exp(-((i * 0.001) ** 2) / (2.0 * sigma**2)) / (sigma * math.sqrt(2.0 * math.pi))
    return total


def rotation():
    """Points turned by a fixed angle."""
    angle = 30.0
    points = []
    for i in range(10000):
        x = i * math.cos(math.radians(angle)) - math.sin(math.radians(angle))
        y = i * math.sin(math.radians(angle)) + math.cos(math.radians(angle))
        points.append((x, y))
    return points


def words():
    """Shares of words in a text, whose length does not change."""
    text = "the quick brown fox jumps over the lazy dog " * 200
    shares = []
    for i in range(5000):
        shares.append(i / len(text))
    return shares


def distances():
    """Distances on a sphere; only look-ups can move."""
    result = []
    for i in range(5000):
        a = math.radians(i * 0.01)
        b = math.radians(i * 0.02)
        result.append(math.acos(math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(b - a)))
    return result


def nothing():
    """Nothing can move: it must not become slower."""
    total = 0
    for i in range(50000):
        total += i * i
    return total


def nested():
    """Look-ups in a loop in a loop."""
    total = 0.0
    for i in range(100):
        for j in range(100):
            total += math.sqrt(i * i + j * j)
    return total


programs = [density, rotation, words, distances, nothing, nested]
