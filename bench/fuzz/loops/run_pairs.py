"""Runs the functions of two versions of a program on the same inputs and compares everything that can be seen.

    python run_pairs.py ORIGINAL OPTIMISED RUNTIME SEED CASES [rows | masks] [ulp]

Prints one line of JSON: {"calls": n, "fast": {dtype: n}, "differences": [{"function", "case", "what"}]}. `fast` counts the calls in
which an attempt of the optimised version succeeded, by the dtype of the first array.
"""
import json
import os
import random
import re
import sys

original_path, optimised_path, runtime, seed, cases = sys.argv[1:6]
sys.path[:0] = [runtime, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "loops")]
import noodle_rt
import numpy as np
from observe import are_near, load, observe

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
successes = 0
originally_worth = noodle_rt.worth


class Counted(noodle_rt.attempt):
    def __exit__(self, *error):
        global successes
        result = super().__exit__(*error)
        successes += bool(self)
        return result


class CountedTrial(noodle_rt.trial):
    def __exit__(self, *error):
        global successes
        result = super().__exit__(*error)
        successes += bool(self)
        return result


def counted_order(*args):
    global successes
    order = originally_ordered(*args)
    if order is not None:
        successes += 1
        # However few masks and elements there are.
        order._tried, order._let_through = 3, -10
    return order


originally_ordered = noodle_rt.ordered
noodle_rt.ordered = counted_order
noodle_rt.attempt, noodle_rt.trial = Counted, CountedTrial
noodle_rt.worth = lambda saved, stored, read=(): saved > 0 and originally_worth(10**12, stored, read)

SPECIAL = [0.0, -0.0, 1.0, -1.0, float("inf"), -float("inf"), float("nan"), 5e-324, 1e308, -1e308, 0.1, 3.0]


def numbers(rng, shape, kind):
    size = int(np.prod(shape))
    values = [rng.uniform(-10, 10) for _ in range(size)]
    if kind == "special":
        values = [rng.choice(SPECIAL) if rng.random() < 0.2 else value for value in values]
    elif kind == "whole":
        values = [float(rng.randint(-3, 3)) for _ in range(size)]
    return np.array(values, dtype=float).reshape(shape)


def whole_numbers(rng, shape, dtype):
    """Mostly small, sometimes as large as there are."""
    limits = np.iinfo(dtype)
    size = int(np.prod(shape))
    most = rng.choice([9, 9, 9, 9, 200, 2**13, 2**27, 2**30, 2**40, 2**62])
    values = [rng.randint(max(int(limits.min), -most), min(int(limits.max), most)) for _ in range(size)]
    if rng.random() < 0.1:
        values = [rng.choice([0, 1, int(limits.max), int(limits.min)]) if rng.random() < 0.1 else value for value in values]
    return np.array(values, dtype=dtype).reshape(shape)


def array(rng, rank, n, dtype, shape=None):
    """An array for a parameter; mostly what a loop expects, sometimes not."""
    shape = shape or tuple(max(0, n + rng.choice([2, 2, 2, 3, 3, 2, 2, 0, -1])) for _ in range(rank))
    if dtype == "mixed" or rng.random() < 0.03:
        dtype = rng.choice(["float64", "float32", "int64", "int32", "uint8", "bool", "float16", "complex128", "uint64", "int16"])
    if dtype == "bool":
        value = numbers(rng, shape, "whole") > 0
    elif np.dtype(dtype).kind in "iu":
        value = whole_numbers(rng, shape, dtype)
    else:
        with np.errstate(over="ignore"):
            value = numbers(rng, shape, rng.choice(["plain"] * 8 + ["special", "whole"])).astype(dtype)
    form = rng.random()
    if form < 0.85:
        return value
    if form < 0.875:
        return np.asfortranarray(value)
    if form < 0.90:
        return np.repeat(value, 2, axis=0)[::2]
    if form < 0.92:
        return value[::-1]
    if form < 0.935:
        return value.tolist()
    if form < 0.95:
        value.flags.writeable = False
        return value
    if form < 0.965:
        return np.ma.array(value)
    if form < 0.98:
        return value.astype(object)
    return value.astype(value.dtype.newbyteorder(">"))


def long_array(rng, n, dtype):
    """Nothing but small numbers, with something else here and there."""
    source = np.random.default_rng(rng.randrange(2**32))
    value = (source.uniform(-1, 1, n + rng.choice([0, 0, 0, 1, 1, -1]) if n else 0) * 1.0).astype("float64")
    if np.dtype(dtype).kind != "f":
        value = np.ones_like(value)
    elif rng.random() < 0.5:
        value[value == 0] = 0.5
    for _ in range(rng.choice([0, 1, 1, 2, 20])):
        if value.size:
            at = rng.choice([0, value.size // 2, value.size - 1, rng.randrange(value.size), rng.randrange(value.size)])
            value[at] = rng.choice([2.0, -2.0, 5.0] + ([float("nan"), float("inf"), 0.0, -0.0, 1e308] if np.dtype(dtype).kind == "f" else [0.0]))
    if dtype == "uint8":
        value = np.abs(value)
    with np.errstate(over="ignore"):
        value = value.astype(dtype)
    form = rng.random()
    if form < 0.9:
        return value
    return rng.choice([value[::-1], value.tolist(), value.astype(object), np.ma.array(value), np.repeat(value, 2)[::2], tuple(value.tolist())])


NUMBERS = [0.5, 2.0, -1.0, 0.25, 3.0, 0, 3, np.float64(1.5), np.float32(0.1), True, float("nan"), 1e300]
FITTING = {
    "float32": [0.5, 0.1, -2.0, 3, np.float32(0.1), np.float32(2), np.float64(0.1), 2**24 + 1, 1e300],
    "int64": [1, 2, 3, -1, 0, 7, np.int64(5), np.int64(2**40), 2**62, 2**70, 0.5],
    "uint8": [1, 2, 3, 255, 0, 256, -1, np.uint8(9), 0.5],
}


def rows(rng, shape, dtype):
    """An array of a shape for loops over rows; mostly what a loop expects, sometimes not."""
    if dtype == "mixed" or rng.random() < 0.02:
        dtype = rng.choice(["float64", "float32", "int64", "int32", "int8", "uint8", "bool", "float16", "complex128", "uint64"])
    if rng.random() < 0.02:
        shape = tuple(max(0, length + rng.choice([-1, 1])) for length in shape)
    if dtype == "bool":
        value = numbers(rng, shape, "whole") > 0
    elif np.dtype(dtype).kind in "iu":
        value = whole_numbers(rng, shape, dtype)
    else:
        with np.errstate(over="ignore"):
            value = numbers(rng, shape, rng.choice(["plain"] * 6 + ["special", "whole", "whole"])).astype(dtype)
    form = rng.random()
    if form < 0.8:
        return value
    if form < 0.83:
        return np.asfortranarray(value)
    if form < 0.86:
        return np.repeat(value, 2, axis=0)[::2]
    if form < 0.89:
        return np.repeat(value, 2, axis=-1)[..., ::2]
    if form < 0.91:
        return np.concatenate([value, value], axis=-1)[..., : value.shape[-1]]
    if form < 0.93:
        return value[::-1]
    if form < 0.94:
        return np.broadcast_to(value[:1], value.shape) if len(value) else value
    if form < 0.95:
        return value.tolist()
    if form < 0.96:
        value.flags.writeable = False
        return value
    if form < 0.97:
        return np.ma.array(value)
    if form < 0.98:
        return value.astype(object)
    if form < 0.99 and value.ndim == 2:
        return np.asmatrix(value)
    return value.astype(value.dtype.newbyteorder(">"))


def row_arguments(rng, parameters):
    """Arguments of loops over rows: X, Y, R have n rows of length k, W m of these, A, B, C n of length n, v, r are of length n, u of length k (n beside A), Q is n by m, h a
    small window, w its width, l a list, s a number."""
    n = rng.choice([0, 1, 2, 5, 8, 9, 12, 20, 33, 60])
    k = rng.choice([0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 33, 129])
    m = rng.choice([0, 1, 2, 3, 5])
    dtype = rng.choice(["float64"] * 8 + ["float32"] * 5 + ["int64"] * 4 + ["int32", "uint8", "bool", "mixed"])
    width = rng.choice([1, 2, 2, 3, 3, 4, 0, 9, -1])
    shapes = {"X": (n, k), "Y": (n, k), "R": (n, k), "W": (m, k), "v": (n,), "r": (n,), "u": (k,), "Q": (n, m), "h": (2, rng.choice([2, 3]))}
    if "A" in parameters:
        n = rng.choice([0, 1, 2, 5, 12, 15, 20, 24, 30])
        shapes.update(v=(n,), u=(n,), A=(n, n), B=(n, n), C=(n, n))
    made = {}
    for name in parameters:
        letter = name[0]
        if letter == "u" and rng.random() < 0.2:
            made[name] = rng.choice(NUMBERS + [np.arange(3.0)])
        elif letter in shapes:
            made[name] = rows(rng, shapes[letter], dtype if letter not in "rRQ" or rng.random() < 0.7 else "float64")
        elif letter == "n":
            made[name] = n if rng.random() < 0.9 else rng.choice([n - 1, n + 1, -3, np.int64(n), True, float(n)])
        elif letter == "w":
            made[name] = width
        elif letter == "l":
            made[name] = [] if rng.random() < 0.95 else rng.choice([None, np.zeros(2)])
        else:
            made[name] = rng.choice(FITTING[dtype] if dtype in FITTING and rng.random() < 0.8 else NUMBERS)
    arrays = [name for name in parameters if name[0] in shapes]
    if len(arrays) > 1 and rng.random() < 0.08:
        first, second = rng.sample(arrays, 2)
        base = made[first]
        if isinstance(base, np.ndarray) and base.ndim == len(shapes[second[0]]):
            made[second] = rng.choice([base, base[:], base[::-1], base[1:] if len(base) else base])
    return made


def mask_arguments(rng, parameters):
    """Arguments of loops with masks: x numbers and g labels that are compared, y, Z of which parts are taken, K labels that are looked
    for, e edges, n a count, o, l, d what is stored to, s, r, a numbers."""
    size = rng.choice([0, 5, 1999, 2000, 2500, 4000])
    n = rng.choice([0, 3, 127, 128, 150, 200])
    source = np.random.default_rng(rng.randrange(2**32))
    few = rng.choice([2, 50, 150, 400])
    dtype = rng.choice(["float64"] * 8 + ["float32", "int64", "float16", "object", "complex128"])
    x = source.random(size) * rng.choice([1.0, 1.0, 3.0])
    if rng.random() < 0.4 and size:
        x[source.integers(0, size, 20)] = source.choice(SPECIAL, 20)
    rounded = rng.random() < 0.3
    with np.errstate(all="ignore"):
        x = (np.round(x, 2) if rounded else x).astype(dtype)
    g = source.integers(0, few, size).astype(rng.choice(["int64", "int64", "int32", "uint8", "int8", "float64", "bool", "object"]))
    length = size if rng.random() < 0.9 else size + rng.choice([-1, 1]) if size else 1
    y = source.normal(size=length).astype(rng.choice(["float64", "float32", "int64"]))
    edges = np.sort(source.random(n + 1)) if rng.random() < 0.8 else np.linspace(0, 1, n + 1)
    if rng.random() < 0.2 and n:
        edges[source.integers(0, n)] = rng.choice(SPECIAL)
    labels = list(range(n)) if rng.random() < 0.5 else np.unique(g) if g.dtype != object else np.arange(n)
    o = np.zeros(max(n, 500))
    made = {"x": x, "y": y, "Z": source.random((length, 3)), "g": g, "K": labels, "e": edges if rng.random() < 0.7 else edges.tolist()}
    made.update(n=n if rng.random() < 0.9 else np.int64(n), o=o, l=[], d={}, s=rng.choice([1.0, 0.5, 0.01, 1, -1, np.float64(0.9), float("nan"), np.float32(0.3)]))
    made.update(r=rng.choice([1.0, x.max() if size and dtype != "object" else 2.0]), a=rng.choice([0.25, 0, np.float64(0.5), 300, 2**60]))
    form = rng.random()
    if form < 0.05 and size or (size and "o" in parameters and rng.random() < 0.2):
        made["o"] = made[rng.choice(["x", "g", "y"])]
    elif form < 0.08 and size:
        made["x"] = np.repeat(x, 2)[::2]
    elif form < 0.11:
        made["x"] = np.ma.array(x)
    elif form < 0.13:
        made["x"] = x.tolist()
    elif form < 0.15:
        made["y"] = y.tolist()
    elif form < 0.17:
        made["o"] = [0.0] * max(n, 500)
    elif form < 0.19 and size:
        made["x"] = x[::-1]
    elif form < 0.21:
        made["x"] = x.astype(x.dtype.newbyteorder(">"))
    return {name: made[name] for name in parameters}


def arguments(rng, parameters):
    """Arguments by the first letter of the parameter: a, b, c, d arrays, x, y, z long ones, N their length, A, B, C matrices, T one with three columns, i, I arrays
    of whole numbers, k, K of truth values, p indices, n, m lengths, s, t numbers."""
    n = rng.choice([0, 1, 2, 3, 5, 20, 30, 45, 60, 75, 90, 90, 90, 80])
    m = rng.choice([0, 1, 2, 9, 10, 11, 12])
    dtype = rng.choice(["float64"] * 9 + ["float32"] * 3 + ["int64"] * 3 + ["uint8", "int32", "mixed"])
    length = rng.choice([0, 1, 2, 500, 3000, 5000, 9000, 9000])
    made = {}
    for name in parameters:
        letter = name[0]
        if letter in "xyz":
            made[name] = long_array(rng, length, dtype if dtype != "mixed" else "float64")
        elif letter == "N":
            made[name] = length if rng.random() < 0.9 else rng.choice([length - 1, length + 1, -3, np.int64(length), True, float(length)])
        elif letter in "abcd":
            made[name] = array(rng, 1, n, dtype)
        elif letter in "ABCD":
            made[name] = array(rng, 2, 0 if n == 0 else n + 2 if rng.random() < 0.7 else 12, dtype)
        elif letter == "T":
            made[name] = array(rng, 2, n, dtype, (n, rng.choice([3] * 20 + [2, 4, 0])))
        elif letter == "k":
            made[name] = array(rng, 1, n, "bool" if rng.random() < 0.9 else dtype)
        elif letter == "i":
            made[name] = array(rng, 1, n, rng.choice(["int64"] * 12 + [dtype, "int32", "bool"]))
        elif letter == "I":
            made[name] = array(rng, 2, n if rng.random() < 0.8 else 12, rng.choice(["int64"] * 12 + [dtype, "bool"]))
        elif letter == "K":
            made[name] = array(rng, 2, n if rng.random() < 0.8 else 12, "bool" if rng.random() < 0.9 else dtype)
        elif letter == "p":
            values = [rng.randrange(max(1, n)) if rng.random() < 0.99 else -1 for _ in range(n)]
            kinds = ["int64", "int64", "int32", "int16"] + (["uint8", "uint32"] if -1 not in values else [])
            made[name] = np.array(values, dtype=rng.choice(kinds))
        elif letter == "n":
            made[name] = n if rng.random() < 0.9 else rng.choice([n - 1, n + 1, -3, np.int64(n), True, float(n)])
        elif letter == "m":
            made[name] = m
        else:
            made[name] = rng.choice(FITTING[dtype] if dtype in FITTING and rng.random() < 0.8 else NUMBERS)
    arrays = [name for name in parameters if name[0] in "abcd"]
    if len(arrays) > 1 and rng.random() < 0.08:
        first, second = rng.sample(arrays, 2)
        base = made[first]
        if isinstance(base, np.ndarray) and base.ndim == 1:
            made[second] = rng.choice([base, base[:], base[::-1], base[1:] if len(base) else base])
    return made


with open(optimised_path) as file:
    text = file.read()
with open(optimised_path, "w") as file:
    # Lists are tried however little they save.
    file.write(re.sub(r" >= \d+ and (?=.*worth)", " >= 1 and ", text))
original, optimised = vars(load(original_path, "original")), vars(load(optimised_path, "optimised"))
make = row_arguments if "rows" in sys.argv[6:] else mask_arguments if "masks" in sys.argv[6:] else arguments
may_differ = "ulp" in sys.argv[6:]
calls = 0
fast = {}
differences = []
for name, function in list(original.items()):
    if not name.startswith("f") or not hasattr(function, "__code__"):
        continue
    parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
    for case in range(int(cases)):
        key = f"{seed} {name} {case}"
        before, results = observe(function, list(make(random.Random(key), parameters).values()))
        successes = 0
        values = list(make(random.Random(key), parameters).values())
        dtype = next((str(value.dtype) for value in values if isinstance(value, np.ndarray)), "none")
        after, others = observe(optimised[name], values)
        calls += 1
        if successes > 0:
            fast[dtype] = fast.get(dtype, 0) + 1
        different = [
            part
            for part in before
            if before[part] != after[part]
            and not (may_differ and part in results and part in others and are_near(results[part], others[part]))
        ]
        if different:
            what = different[0]
            differences.append({"function": name, "case": case, "what": what, "before": str(before[what])[:200], "after": str(after[what])[:200]})
print(json.dumps({"calls": calls, "fast": fast, "differences": differences[:20]}))
