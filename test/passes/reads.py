"""Windows of arrays hold what a loop reads element by element, or are refused.

    python reads.py RUNTIME SEED CASES

Prints {"cases": n, "taken": n, "wrong": [...]}.
"""
import json
import random
import sys

runtime, seed, cases = sys.argv[1:4]
sys.path.insert(0, runtime)
import noodle_rt
import numpy as np


def around_case(rng):
    shape = tuple(rng.choice([0, 1, 2, 3, 5, 8]) for _ in range(rng.choice([1, 1, 2, 3])))
    axes = []
    for length in shape:
        modulus = rng.choice([0, 0, None, length, length, length - 1, length + 1, 3, -2])
        axes.append((rng.randint(-9, 9), rng.choice([None, 1, 2, length, length + 1, 9]), rng.choice([1, 1, 1, 2, -1, -3]), modulus))

    def subscripts(start, count, step, modulus):
        for k in range(1 if count is None else count):
            at = start + step * k
            if modulus:
                at %= modulus
            elif modulus == 0 and at < 0:
                raise IndexError
            yield at

    def loop(array):
        return elements(array, [list(subscripts(*axis)) for axis in axes], [count is None for _, count, _, _ in axes])

    return shape, lambda array: noodle_rt.around(array, *axes), loop, repr(axes)


def inside_case(rng):
    shape = tuple(rng.choice([0, 1, 2, 3, 5, 8]) for _ in range(rng.choice([1, 1, 2, 3])))
    axes = []
    masked = []
    for length in shape:
        count = rng.choice([None, 1, 2, length, length + 1, 9])
        at = None
        if count and rng.random() < 0.9:
            at = len(masked)
            masked.append(count)
        axes.append((rng.randint(-4, 4), count, rng.choice([1, 1, 1, 2, -1, -3]), at))
    mask = np.array([rng.random() < 0.5 for _ in range(int(np.prod(masked)))], dtype=bool).reshape(masked)
    if rng.random() < 0.7:
        # What is out of bounds is hidden, as conditions of programs do it.
        for (start, count, step, at), length in zip(axes, shape):
            if at is not None:
                for k in range(count):
                    if not 0 <= start + step * k < length:
                        mask[(slice(None),) * at + (k,)] = False
    if not masked:
        mask = bool(mask)

    def loop(array):
        """NaN where the condition does not hold."""
        counts = [1 if count is None else count for _, count, _, _ in axes]
        result = np.full(counts, np.nan)
        for places in np.ndindex(*counts):
            at = tuple(place for place, axis in zip(places, axes) if axis[3] is not None)
            if np.asarray(mask)[at] if masked else mask:
                subscript = tuple(start + step * place for place, (start, _, step, _) in zip(places, axes))
                if min(subscript) < 0:
                    raise IndexError
                result[places] = array[subscript]
        return result[tuple(0 if count is None else slice(None) for _, count, _, _ in axes)]

    return shape, lambda array: noodle_rt.inside(array, mask, *axes), loop, repr((axes, np.asarray(mask).tolist()))


def elements(array, places, single):
    result = np.array([array[subscript] for subscript in product(places)]).reshape([len(each) for each in places])
    return result[tuple(0 if alone else slice(None) for alone in single)]


def product(places):
    if not places:
        return [()]
    return [(first, *rest) for first in places[0] for rest in product(places[1:])]


rng = random.Random(seed)
wrong = []
taken = 0
for _ in range(int(cases)):
    shape, fast, loop, text = rng.choice([around_case, inside_case])(rng)
    array = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    array = rng.choice([array, array[::-1], np.asfortranarray(array), np.repeat(array, 2, axis=0)[::2]])
    try:
        result = fast(array)
    except noodle_rt.Unfit:
        continue
    try:
        expected = loop(array)
        hidden = np.isnan(expected)
        same = np.shape(result) == np.shape(expected) and np.array_equal(np.where(hidden, 0, result), np.where(hidden, 0, expected))
    except (IndexError, ZeroDivisionError) as error:
        same = False
    taken += 1
    if not same:
        wrong.append(f"{shape} {text}")
print(json.dumps({"cases": int(cases), "taken": taken, "wrong": wrong[:5]}))
