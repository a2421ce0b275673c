"""Sums in another order are near those in the order of the loop, whatever is added.

    python reductions.py RUNTIME SEED CASES

Prints one line of JSON: {"cases": n, "near": n, "wrong": ["ik,kj->ij …", …]}. `near` counts the results that differ in some bit.
"""
import json
import sys
import warnings

sys.path.insert(0, sys.argv[1])
import noodle_rt
import numpy as np
from noodle_rt.compare import difference

warnings.simplefilter("ignore")
rng = np.random.default_rng(int(sys.argv[2]))
SPECS = "i ij i,i ij,j ij,ij ik,k->i ik,i->k ik,kj->ij ij,jk->ik ki,kj->ij ik,jk->ij ik,ik->i ijk,ijk->ij ijk,kl->ijl ijkl,kl->ij ij->i ij->j ijk->j ijk->ik".split()
SPECIAL = [np.nan, np.inf, -np.inf, 1e308, -1e308, 0.0, -0.0, 5e-324]


def data(names, sizes):
    shape = tuple(sizes[name] for name in names)
    values = rng.normal(size=shape) if rng.random() < 0.5 else rng.random(shape)
    kind = rng.random()
    if kind < 0.2:
        values = values * 10.0 ** rng.choice([-320, -200, -155, -13, -8, 8, 150, 155, 160, 300, 305])
    elif kind < 0.3:
        values.flat[rng.integers(values.size, size=2)] = rng.choice(SPECIAL, 2)
    elif kind < 0.35:
        values[:] = 0
    elif kind < 0.45:
        values = np.round(values)
    elif kind < 0.5:
        values = values * (rng.random(shape) < 0.1)
    form = rng.random()
    if form < 0.15:
        return np.asfortranarray(values)
    if form < 0.3:
        return np.repeat(values, 2, -1)[..., ::2]
    if form < 0.4:
        return values[::-1]
    if form < 0.5:
        return values.astype("float32")
    return np.nan_to_num(values).clip(-1000, 1000).astype("int64") if form < 0.55 else values


def in_order(start, spec, left, right, scale, minus):
    """What loops over all axes do, in the order of their names; all elements of the result at once."""
    inputs, _, out = spec.partition("->")
    one, _, other = inputs.partition(",")
    names = sorted({*one, *other})
    sizes = {**dict(zip(one, left.shape)), **(dict(zip(other, right.shape)) if other else {})}
    inner = [name for name in names if name not in out]

    def part(array, of, at):
        return array[tuple(at.get(name, slice(None)) for name in of)][tuple(slice(None) if name in of else None for name in out)]

    result = start.copy() if out else start
    for position in np.ndindex(*(sizes[name] for name in inner)):
        at = dict(zip(inner, position))
        # Numbers stay NumPy's own.
        term = part(left, one, at) if out else left[tuple(at[name] for name in one)]
        if other:
            term = term * (part(right, other, at) if out else right[tuple(at[name] for name in other)])
        elif right == 2:
            term = noodle_rt.power(term, 2) if out else term**2
        if scale is not None:
            term = term * scale
        result = result - term if minus else result + term
    return result


wrong, near = [], 0
cases = int(sys.argv[3])
for case in range(cases):
    spec = SPECS[rng.integers(len(SPECS))]
    inputs, _, out = spec.partition("->")
    one, _, other = inputs.partition(",")
    most = {1: 3000, 2: 70, 3: 25, 4: 7}[len({*one, *other})]
    if rng.random() < 0.3:
        most = 4
    sizes = {name: int(rng.integers(1, most + 1)) for name in "ijkl"}
    left, right = data(one, sizes), data(other, sizes) if other else None
    if not other and left.dtype == "float64" and rng.random() < 0.4:
        right = 2
    scale = None if right is None or rng.random() < 0.5 else float(rng.choice([2.5, -3, 1e-300, 1e300]))
    minus = bool(rng.random() < 0.5)
    start = [0, 0.0, 1.5, np.float64(2.0), 2**60, float("nan"), float("inf"), -1e300][rng.integers(8)]
    if out:
        dtype = np.result_type(left, *([right] if other else []), *([] if scale is None else ["float64"]))
        if dtype == "float32" or (scale is not None and left.dtype == "float32"):
            scale = None
        start = (data(out, sizes) if rng.random() < 0.5 else np.zeros([sizes[name] for name in out])).astype("float64" if dtype != "int64" else dtype)
    if rng.random() < 0.2:
        # Nearly nothing is left.
        with noodle_rt.attempt() as done:
            sums = in_order(np.zeros_like(start) if out else 0.0, spec, left, right, scale, minus)
        start = (-sums if out else -float(sums)) if done else start
    before = start.copy() if out else start
    with noodle_rt.attempt() as looped:
        expected = in_order(start, spec, left, right, scale, minus)
    with noodle_rt.attempt() as done:
        function = noodle_rt.contracted if out else noodle_rt.summed
        given = function(start, spec, left, right, scale, minus)
    label = f"{spec} {left.dtype}{left.shape} {right if type(right) is int or right is None else right.dtype} {scale} {minus} case {case}"
    if out and before.tobytes() != start.tobytes():
        wrong.append(f"{label}: changes what it begins with")
    # Where an operation of the loop fails, the loop has to run.
    if done and not looped:
        wrong.append(f"{label}: does not fail")
    if not done or not looped:
        continue
    if out:
        expected, given = np.ascontiguousarray(expected), np.ascontiguousarray(given)
    found = difference(expected, given, exactness="ulp", ulps=0)
    if found is not None:
        wrong.append(f"{label}: {found}")
    near += difference(expected, given, nan_bits=False) is not None
print(json.dumps({"cases": cases, "near": near, "wrong": wrong[:20]}))
