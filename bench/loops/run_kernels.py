"""Checks, and times, kernels: `run_kernels.py FOLDER RUNTIME SECONDS SIZES NAMES`. Prints a line of JSON for each.

FOLDER holds NAME.py, NAME.opt.py and, built under the contract `ulp`, NAME.ulp.py. SECONDS is the time for each size; with 0 nothing is timed. When Numba is there, it is timed too.
"""

import copy
import gc
import json
import sys
import time
import warnings

folder, runtime, seconds, sizes, names = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4], sys.argv[5]
sys.path.insert(0, runtime)
import noodle_rt
import numpy as np
from observe import HOSTILE, difference, load

try:
    import numba
except ImportError:
    numba = None


class Counted(noodle_rt.attempt):
    """Counts the attempts that succeed."""

    successes = 0

    def __exit__(self, *error):
        result = super().__exit__(*error)
        Counted.successes += bool(self)
        return result


class CountedTrial(noodle_rt.trial):
    """Counts the loops on lists that come to their end."""

    def __exit__(self, *error):
        result = super().__exit__(*error)
        Counted.successes += bool(self)
        return result


plain_attempt, plain_trial = noodle_rt.attempt, noodle_rt.trial


def made_for(module, size):
    return module.inputs(size, np.random.default_rng(size))


def check(before, after, checked, contract="exact"):
    """What differs under a contract, and whether the rewritten form was taken on the usual inputs."""
    differences = []
    noodle_rt.attempt, noodle_rt.trial = Counted, CountedTrial
    Counted.successes = 0
    expert = getattr(before, "expert", None)
    for size in checked:
        arguments = made_for(before, size)
        found = difference(before.kernel, after.kernel, arguments, contract)
        if found:
            differences.append({"input": "usual", "size": size, **found})
        found = contract == "exact" and expert and difference(before.kernel, expert, arguments)
        if found and size > 1:
            differences.append({"input": "the expert's version", "size": size, **found})
    fast = Counted.successes > 0
    noodle_rt.attempt, noodle_rt.trial = plain_attempt, plain_trial
    for size in (2000, 3):
        for name, change in HOSTILE.items():
            try:
                arguments = change(made_for(before, size))
            except (IndexError, ValueError, TypeError):
                continue
            found = difference(before.kernel, after.kernel, arguments, contract)
            if found:
                differences.append({"input": name, "size": size, **found})
    return differences, fast


def compiled(module):
    """The kernel compiled by Numba; `None` where it cannot be."""
    if numba is None:
        return None
    for name, value in list(vars(module).items()):
        if name != "kernel" and getattr(value, "__module__", None) == module.__name__ and hasattr(value, "__code__"):
            setattr(module, name, numba.njit(value))
    kernel = numba.njit(module.kernel)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kernel(*made_for(module, 10))
    except Exception:
        return None
    return kernel


def timed(function, copies):
    # Time of the processor: what other programs do does not count.
    start = time.process_time()
    for arguments in copies:
        function(*arguments)
    return time.process_time() - start


def size_of(arguments):
    return sum(value.nbytes for value in arguments if isinstance(value, np.ndarray)) + 1000


def measure(functions, arguments, limit):
    """Times of each function per call, in turn: a list of rounds. Each is called so often in a row that clocks and caches do not count."""
    batches, slow = [], False
    for function in functions:
        timed(function, [copy.deepcopy(arguments)])
        once = timed(function, [copy.deepcopy(arguments)])
        batches.append(max(1, min(200, int(0.0005 / max(once, 1e-7)), 30_000_000 // size_of(arguments))))
        slow |= once > 2 * limit
    rounds = []
    end = time.perf_counter() + limit
    gc.disable()
    while len(rounds) < 3 or (time.perf_counter() < end and len(rounds) < 25):
        order = list(range(len(functions)))
        if len(rounds) % 2:
            order.reverse()
        times = [0.0] * len(functions)
        for index in order:
            copies = [copy.deepcopy(arguments) for _ in range(batches[index])]
            times[index] = timed(functions[index], copies) / batches[index]
        rounds.append(times)
        if slow:
            break
    gc.enable()
    return rounds


warnings.simplefilter("ignore")
for name in names.split(","):
    before = load(f"{folder}/{name}.py", f"{name}_before")
    after = load(f"{folder}/{name}.opt.py", f"{name}_after")
    with open(f"{folder}/{name}.opt.py") as one, open(f"{folder}/{name}.ulp.py") as other:
        is_same = one.read() == other.read()
    scales = [int(size) for size in sizes.split(",")]
    differences, fast = check(before, after, [100, 8000])
    near = load(f"{folder}/{name}.ulp.py", f"{name}_ulp")
    others, _ = check(before, near, [100, 8000], "ulp")
    differences += [{**each, "input": f"{each['input']}, under ulp"} for each in others]
    report = {"name": name, "fast": fast, "differences": differences, "hasExpert": hasattr(before, "expert"), "times": []}
    if seconds > 0:
        versions = {"original": before.kernel, "optimised": after.kernel}
        if not is_same:
            versions["ulp"] = near.kernel
        if hasattr(before, "expert"):
            versions["expert"] = before.expert
        numba_version = compiled(load(f"{folder}/{name}.py", f"{name}_numba"))
        if numba_version:
            versions["numba"] = numba_version
        for size in scales:
            present = {key: function for key, function in versions.items() if key in ("original", "optimised", "ulp")}
            arguments = made_for(before, size)
            for key in ("expert", "numba"):
                try:
                    if key in versions:
                        versions[key](*copy.deepcopy(arguments))
                        present[key] = versions[key]
                except Exception:
                    continue
            try:
                rounds = measure(list(present.values()), arguments, seconds)
            except Exception:
                continue
            report["times"].append({"size": size, "versions": list(present), "rounds": rounds})
    print(json.dumps(report), flush=True)
