"""Loops over columns and parts of matrices in two versions, on arrays for which blocks are taken.

    python products.py ORIGINAL OPTIMISED RUNTIME SEED ROUNDS

Prints one line of JSON: {"calls": n, "fast": n, "wrong": ["triangular float64 24", …]}.
"""
import importlib.util
import json
import os
import sys
import warnings

original_path, optimised_path, runtime, seed, rounds = sys.argv[1:6]
sys.path.insert(0, runtime)
import noodle_rt
import numpy as np

fast = 0


class Counted(noodle_rt.attempt):
    def __exit__(self, *error):
        global fast
        result = super().__exit__(*error)
        fast += bool(self)
        return result


noodle_rt.attempt = Counted


def load(path):
    spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def arguments(count, dtype, rng):
    """Matrices of numbers of different sizes, sometimes with zeros of both signs, or with what overflows; then a place in them."""
    made = [(rng.normal(size=(24, 24)) * 10.0 ** rng.integers(-3, 3, (24, 24))).astype(dtype) for _ in range(count - 1)]
    if rng.random() < 0.3:
        for each in made:
            each[rng.random(each.shape) < 0.6] = rng.choice([0.0, -0.0])
            each[rng.random(each.shape) < 0.3] *= -1
    if rng.random() < 0.1:
        made[0][rng.integers(0, 24), rng.integers(0, 24)] = rng.choice([np.inf, np.nan, np.finfo(dtype).max])
    return [*made, int(rng.choice([-24, -3, -1, 0, 1, 2, 7, 12, 23]))]


def observe(function, values):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = function(*values)
        except Exception as error:
            result = f"{type(error).__name__} {error}"
    seen = [np.where(np.isnan(each), np.nan, each).tobytes() for each in values if isinstance(each, np.ndarray)]
    return type(result).__name__, repr(result), seen, sorted({str(each.message) for each in caught})


before, after = load(original_path), load(optimised_path)
rng = np.random.default_rng(int(seed))
calls, wrong = 0, []
for _ in range(int(rounds)):
    for name, function in list(vars(before).items()):
        if not hasattr(function, "__code__"):
            continue
        for dtype in ("float64", "float32"):
            state = rng.bit_generator.state
            first = observe(function, arguments(function.__code__.co_argcount, dtype, rng))
            rng.bit_generator.state = state
            second = observe(getattr(after, name), arguments(function.__code__.co_argcount, dtype, rng))
            calls += 1
            if first != second:
                wrong.append(f"{name} {dtype} {calls}")
print(json.dumps({"calls": calls, "fast": fast, "wrong": wrong[:20]}))
