"""Checks, and times, programs over frames: `run_programs.py FOLDER FILE RUNTIME BUDGET SIZES ONLY`. Prints a line of JSON for each.

FOLDER holds FILE.py and FILE.opt.py: `make(n, rng)` and programs, `NAME` beside `expert_NAME`. BUDGET is the time for each size in seconds;
with 0 nothing is timed. A size is left out when the original would take longer than ten times that. ONLY: names, or nothing for all.
"""
import contextlib
import gc
import io
import json
import os
import sys
import tempfile
import time
import warnings

folder, file, runtime, budget, sizes, only = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]), sys.argv[5], sys.argv[6]
sys.path.insert(0, runtime)
import numpy as np
import pandas as pd
from noodle_rt.compare import difference


def load(path, name):
    module = type(sys)(name)
    sys.modules[name] = module
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), module.__dict__)
    return module


def seen(function, data):
    """What can be seen of a call; the data is compared afterwards, by the caller."""
    parts = {}
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            parts["result"] = function(*data)
        except Exception as error:
            parts["exception"] = error
    parts["printed"] = printed.getvalue()
    parts["warnings"] = list(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in caught))
    return parts


def differs(left, right, names):
    for name in names:
        if (name in left) != (name in right):
            return f"{name} on one side only: {(left.get('exception') or right.get('exception'))!r}"
        if name in left:
            found = difference(left[name], right[name], name, nan_bits=False, code=False)
            if found is not None:
                return str(found)
    return None


def check(name, before, after, checked):
    """What differs between the original and the optimised program, and between the original and the expert's."""
    wrong, expert_wrong = [], []
    for size in checked:
        data = before.make(size, np.random.default_rng(size))
        untouched = [value.copy() if isinstance(value, pd.DataFrame) else value for value in data]
        original = seen(getattr(before, name), data)
        optimised = seen(getattr(after, name), data)
        expert = seen(getattr(before, f"expert_{name}"), data)
        found = differs(original, optimised, ["exception", "result", "printed", "warnings"])
        found = found or differs({"data": untouched}, {"data": list(data)}, ["data"])
        if found:
            wrong.append({"size": size, "what": found})
        found = differs(original, expert, ["exception", "result", "printed"]) if size > 10 else None
        if found:
            expert_wrong.append({"size": size, "what": found})
    return wrong, expert_wrong


def timed(function, data):
    # Time of the processor: what other programs do does not count.
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.process_time()
        function(*data)
        return time.process_time() - start


def measure(functions, data):
    """Times of each function, in turn: a list of rounds."""
    once = timed(functions[0], data)
    rounds = []
    end = time.perf_counter() + budget
    gc.disable()
    while len(rounds) < (1 if once > 2 * budget else 3) or (time.perf_counter() < end and len(rounds) < 41):
        order = list(range(len(functions)))
        if len(rounds) % 2:
            order.reverse()
        times = [0.0] * len(functions)
        for index in order:
            times[index] = timed(functions[index], data)
        gc.collect()
        rounds.append(times)
    gc.enable()
    return rounds


def main():
    os.environ["NOODLE_BENCH_FOLDER"] = tempfile.mkdtemp()
    before, after = load(f"{folder}/{file}.py", "before"), load(f"{folder}/{file}.opt.py", "after")
    scales = [int(size) for size in sizes.split(",")]
    for name in [each[len("expert_") :] for each in vars(before) if each.startswith("expert_")]:
        if only and name not in only.split(","):
            continue
        wrong, expert_wrong = check(name, before, after, [10, 200, 1000])
        report = {"name": name, "file": file, "differences": wrong, "expertDifferences": expert_wrong, "times": []}
        functions = [getattr(before, name), getattr(after, name), getattr(before, f"expert_{name}")]
        warnings.simplefilter("ignore")
        previous = None
        for size in scales if budget > 0 else []:
            if previous is not None and previous[1] * (size / previous[0]) > 10 * budget:
                break
            data = before.make(size, np.random.default_rng(size))
            for function in functions[1:]:
                timed(function, data)
            rounds = measure(functions, data)
            previous = (size, min(times[0] for times in rounds))
            report["times"].append({"size": size, "rounds": rounds})
        print(json.dumps(report), flush=True)


main()
