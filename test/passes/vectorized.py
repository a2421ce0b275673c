"""Functions that run on whole arrays give what `numpy.vectorize` gives: values, dtype, shape, exceptions, warnings.

    python vectorized.py RUNTIME SEED CASES

Prints one line of JSON: {"cases": n, "fast": n, "wrong": ["lambda x, y: … case 3: …", …]}.
"""
import json
import random
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import math

import noodle_rt
import numpy as np
from noodle_rt import vectorized as stand_in
from noodle_rt.compare import difference

sys.modules["noodle_rt.element_calls"]._FIRST_LEAST = 0
rng = random.Random(int(sys.argv[2]))
SPECIAL = [0.0, -0.0, float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 5e-324, 1e200]
LIMIT = 2.5


def number(depth):
    if depth <= 0 or rng.random() < 0.25:
        return rng.choice(["x", "x", "y", "x", "2", "0", "1.5", "-1", "LIMIT"])
    one, other = number(depth - 1), number(depth - 1)
    return rng.choice(
        [
            f"({one} + {other})",
            f"({one} - {other})",
            f"{one} * {other}",
            f"({one} / {rng.choice(['2', '0.1', other])})",
            f"({one} {rng.choice(['//', '%'])} {rng.choice(['2', '3.0', other])})",
            f"({one}) ** {rng.choice(['2', '3', '0.5', '-1'])}",
            f"abs({one})",
            f"-({one})",
            f"max({one}, {other})",
            f"min({one}, 1)",
            f"{rng.choice(['int', 'float', 'round', 'bool'])}({one})",
            f"math.{rng.choice(['sqrt', 'floor', 'fabs'])}({rng.choice([one, f'abs({one})'])})",
            f"np.{rng.choice(['sqrt', 'exp', 'sign'])}({one})",
            f"({one} if {truth(depth - 1)} else {other})",
        ]
    )


def truth(depth):
    test = f"{number(depth)} {rng.choice(['<', '<=', '>', '>=', '==', '!='])} {number(0)}"
    return rng.choice([test, test, f"({test} and {number(0)} > 0)", f"({test} or {number(0)} < 1)", f"not {test}", number(0)])


def result(depth):
    return rng.choice([number(depth)] * 5 + [f"{number(1)} if {truth(1)} else {rng.choice(['0', '1.0', 'True', 'None', 'x'])}", truth(1)])


def argument(shape):
    values = np.random.default_rng(rng.randrange(2**32)).normal(size=shape) * rng.choice([1, 3, 100])
    kind = rng.random()
    if kind < 0.3:
        return values
    if kind < 0.5 and values.size:
        values.flat[rng.choice([0, 1, 3]) :: max(1, values.size // 5)] = rng.choice([*SPECIAL, math.nan, math.nan, math.nan])
        return values
    if kind < 0.7:
        most = rng.choice([5, 1000, 2**31, 2**53, 2**62])
        return (values * most / 100).astype("int64") if most < 2**60 else np.full(shape, most)
    if kind < 0.8:
        return values > 0
    if kind < 0.84:
        return values.astype(rng.choice(["float32", "int32", "uint8", "object", ">f8"]))
    if kind < 0.88 and values.ndim > 1:
        return np.asfortranarray(values)
    if kind < 0.91:
        return values.tolist()
    if kind < 0.94:
        return np.ma.array(values)
    return values[::-1]


def observed(function, args):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*args)
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
    return value, sorted(f"{each.category.__name__}: {each.message}" for each in caught)


wrong, fast = [], 0
cases = int(sys.argv[3])
own = noodle_rt.elementwise


def counted(*given):
    global fast
    done = own(*given)
    fast += done is not None
    return done


noodle_rt.elementwise = counted
for case in range(cases):
    text = f"lambda x, y: {result(3)}"
    shape = rng.choice([(200,), (200,), (30, 7), (1,), (0,), (3, 0), (5, 4, 6), (40,)])
    x = argument(shape)
    y = rng.choice([2, 0.5, -1.0, True, float("nan"), 10**20, np.float64(1.5), argument(shape), argument(shape)])
    # Functions of their own: what the processor notes of comparisons with NaN depends on how warm the interpreter is.
    made, other = np.vectorize(eval(text)), np.vectorize(eval(text))
    expected, given = observed(made, (x, y)), observed(stand_in(other, 1), (x, y))
    found = difference(expected, given, nan_bits=False)
    if found is not None:
        wrong.append(f"{text} case {case}: {found}")
for made in (np.vectorize(abs), np.vectorize(lambda x: x * 2, otypes=[int]), np.vectorize(lambda x, n: x + n, excluded={1}), np.vectorize(np.sum, signature="(n)->()")):
    if stand_in(made, 1) is not made:
        wrong.append("a function of another kind is replaced")
print(json.dumps({"cases": cases, "fast": fast, "wrong": wrong[:20]}))
