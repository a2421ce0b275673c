"""Checks, and times, the queries of TPC-H: `run_tpch.py ORIGINAL.py OPTIMISED.py DATA RUNTIME SCALE ROUNDS ONLY`. Prints a line of JSON each.

DATA: the folder of the module that makes the tables.
"""
import gc
import inspect
import json
import sys
import time
import types
import warnings

original, optimised, data, runtime, scale, rounds, only = sys.argv[1:8]
sys.path[:0] = [runtime, data]
import pandas as pd
from data import tables
from noodle_rt.compare import difference


def load(path, name):
    module = types.ModuleType(name)
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), module.__dict__)
    return module


def timed(function, arguments):
    # Time of the processor: what other programs do does not count.
    gc.collect()
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result


def caught(function, arguments):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        result = function(*arguments)
    return result, list(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in seen))


def main():
    before, after = load(original, "before"), load(optimised, "after")
    frames = tables(float(scale))
    for number in range(1, 23):
        name = f"q{number}"
        if only and name not in only.split(","):
            continue
        old, new = getattr(before, name), getattr(after, name)
        arguments = [frames[parameter] for parameter in inspect.signature(old).parameters]
        one, other = caught(old, arguments), caught(new, arguments)
        found = difference(one, other, "result", code=False)
        size = len(one[0]) if isinstance(one[0], pd.DataFrame) else 1
        del one, other
        times = []
        warnings.simplefilter("ignore")
        for index in range(int(rounds)):
            order = [(0, old), (1, new)] if index % 2 == 0 else [(1, new), (0, old)]
            pair = [0.0, 0.0]
            for side, function in order:
                pair[side], _ = timed(function, arguments)
            times.append(pair)
        print(json.dumps({"name": name, "rows": size, "difference": None if found is None else str(found), "times": times}), flush=True)


main()
