"""What batching takes for granted of NumPy: functions give for many rows the bits that they give for each of them.

    python batching.py SEED ROUNDS

Prints one line of JSON: {"checks": n, "wrong": ["sum float64 C (3, 9)", …]}. NaNs of either sign are the same.
"""
import json
import os
import sys
import warnings

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "runtime-shim", "python"))
import noodle_rt

seed, rounds = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(seed)
warnings.simplefilter("ignore")
np.seterr(all="ignore")
checks = 0
wrong = []

DTYPES = ["float64", "float32", "int64", "int32", "uint8", "bool"]
ELEMENTS = ["sum", "prod", "max", "min", "mean", "std", "var", "argmax", "argmin", "any", "all", "ptp", "median"]
ROWS = ["cumsum", "cumprod", "sort", "argsort"]
FUNCTIONS = "exp log sin cos tanh sqrt exp2 expm1 log1p tan arctan sinh cosh cbrt arcsinh floor square sign".split()


def filled(shape, dtype):
    if dtype == "bool":
        return rng.random(shape) < 0.5
    if np.dtype(dtype).kind in "iu":
        limits = np.iinfo(dtype)
        small = rng.random() < 0.4
        return rng.integers(0, 5, shape).astype(dtype) if small else rng.integers(limits.min, limits.max, shape, dtype)
    values = rng.normal(size=shape) * 10.0 ** rng.integers(-3, 3)
    special = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan])
    if rng.random() < 0.5:
        chosen = special[:2] if rng.random() < 0.5 else special
        values = np.where(rng.random(shape) < rng.choice([0.1, 0.9]), rng.choice(chosen, shape), values)
    return values.astype(dtype)


def same(one, other):
    one, other = np.asarray(one), np.asarray(other)
    if one.dtype != other.dtype or one.shape != other.shape:
        return False
    if one.dtype.kind != "f":
        return one.tobytes() == other.tobytes()
    return bool(((np.isnan(one) & np.isnan(other)) | ((one == other) & (np.signbit(one) == np.signbit(other)))).all())


def check(name, before, after, values, form=""):
    global checks
    checks += 1
    if not same(before, after):
        wrong.append(f"{name} {values.dtype} {form} {values.shape}")


def layouts(rows, length, dtype):
    """Those that `row_major` lets through."""
    yield "C", filled((rows, length), dtype)
    if length > 1:
        yield "with gaps", filled((rows, length + 3), dtype)[:, 1 : length + 1]
        yield "every second", filled((2 * rows, length), dtype)[::2]


for _ in range(rounds):
    for dtype in DTYPES:
        for rows in (1, 2, 3, 8, 33):
            length = int(rng.choice([1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 64, 100, 128, 129, 130, 200, 257, 1000, 2000]))
            for form, x in layouts(rows, length, dtype):
                for name in ELEMENTS + ROWS:
                    if dtype == "bool" and name in ("ptp", "median"):
                        continue
                    function = getattr(np, name)
                    check(name, np.array([function(row) for row in x]), function(x, axis=-1), x, form)
                if np.dtype(dtype).kind == "f":
                    for name in FUNCTIONS:
                        function = getattr(np, name)
                        check(name, np.array([function(row) for row in x]), function(x), x, form)
                        elements = np.array([function(row[0]) for row in x])
                        check(f"{name} of elements", elements, function(np.ascontiguousarray(x[:, 0])), x, form)
                    for exponent in (2, 3, 0.5, -1, 1.5):
                        check(f"power {exponent}", np.array([row**exponent for row in x]), x**exponent, x, form)
                    means = x.mean(axis=-1)
                    check("distance", np.array([row - mean for row, mean in zip(x, means)]), x - means[:, None], x, form)
        # Windows, and columns.
        height, width = (int(n) for n in rng.choice([1, 2, 3, 4, 5, 9], 2))
        for form, image in layouts(height + int(rng.integers(1, 9)), width + int(rng.integers(1, 30)), dtype):
            kernel = filled((height, width), dtype)
            views = np.lib.stride_tricks.sliding_window_view(image, (height, width))
            across, down = range(views.shape[1]), range(views.shape[0])
            for name in ELEMENTS:
                if dtype == "bool" and name in ("ptp", "median"):
                    continue
                function = getattr(np, name)
                for kind, batch, each in (
                    ("window", views.copy(), lambda i, j: image[i : i + height, j : j + width]),
                    ("product", views.copy() * kernel, lambda i, j: image[i : i + height, j : j + width] * kernel),
                ):
                    if kind == "window" and width == 1 and name in ("max", "min"):
                        continue  # Not the same zeros.
                    before = np.array([[function(each(i, j)) for j in across] for i in down])
                    if name.startswith("arg"):
                        after = function(batch.reshape(*batch.shape[:2], -1), axis=-1)
                    else:
                        after = function(batch, axis=(-2, -1))
                    check(f"{name} of a {kind}", before, after, kernel, form)
            for name in ["sum", "mean", "std", "prod", "any", "argmax", "cumsum", "sort"]:
                function = getattr(np, name)
                columns = image.T.copy()
                check(f"{name} of a column", np.array([function(image[:, j]) for j in range(image.shape[1])]), function(columns, axis=-1), image, form)

# Products of vectors and matrices lie in memory as they do in the loop; sums over iterations go along the first axis.
for _ in range(rounds * 4):
    for dtype in ("float64", "float32"):
        rows, length, others, count = (int(n) for n in rng.choice([1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 33, 64, 100], 4))
        each = range(rows)
        square = next(x for form, x in layouts(rows + length, rows + length, dtype) if form == "C" or rng.random() < 0.5)
        for form, x in layouts(rows, length, dtype):
            vector, matrix = filled(length, dtype), filled((length, others), dtype)
            stack, flat = filled((rows, length, others), dtype), filled((others, rows + length), dtype)[:, rows:]
            low, at = int(rng.integers(0, length + 1)), int(rng.integers(0, rows))
            columns, column = square[low:length, at:rows].T, square[:, at]
            dots = {"dot": np.dot, "inner": np.inner, "vdot": np.vdot, "@": np.matmul}
            for name, function in dots.items():
                def batched(left, right):
                    if name in ("dot", "inner"):
                        return noodle_rt.dots(left, right)
                    return (left[..., None, :] @ right[..., None])[..., 0, 0]

                check(f"{name} of rows", np.array([function(x[i], vector) for i in each]), batched(x, vector), x, form)
                check(f"{name} of a row", np.array([function(vector, x[i]) for i in each]), batched(vector, x), x, form)
                before = np.array([function(square[low:length, j], column[low:length]) for j in range(at, rows)], dtype)
                check(f"{name} of columns", before, batched(columns, column[low:length]), square, form)
                windows = np.lib.stride_tricks.sliding_window_view(square[0], length)
                before = np.array([function(square[0, i : i + length], vector) for i in range(len(windows))])
                check(f"{name} of windows", before, batched(windows, vector), square, form)
            products = {
                "row @ matrix": ([x[i] @ matrix for i in each], (x[:, None, :] @ matrix)[:, 0, :]),
                "column @ matrix": ([x.T.copy()[:, i] @ matrix for i in each], (x.T.copy().T[:, None, :] @ matrix)[:, 0, :]),
                "matrix @ row": ([matrix.T @ x[i] for i in each], (matrix.T @ x[:, :, None])[:, :, 0]),
                "gaps @ row": ([flat @ x[i] for i in each], (flat @ x[:, :, None])[:, :, 0]),
                "row @ matrices": ([x[i] @ stack[i] for i in each], (x[:, None, :] @ stack)[:, 0, :]),
                "matrices @ matrix": ([stack[i] @ matrix.T for i in each], stack @ matrix.T),
            }
            for name, (before, after) in products.items():
                check(name, np.array(before), after, x, form)
        shape = tuple(int(n) for n in rng.choice([1, 2, 3, 8, 33], rng.integers(0, 4)))
        start, terms = np.asarray(filled(shape, dtype)), filled((count, *shape), dtype)
        for name in ("add", "subtract", "multiply"):
            total = start.copy()
            for term in terms:
                getattr(np, name)(total, term, out=total)
            check(f"built up {name}", total, noodle_rt.built_up(name, start, terms), terms)

print(json.dumps({"checks": checks, "wrong": wrong[:20]}))
