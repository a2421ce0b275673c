"""Checks, and times, the queries of TPC-H: `run_tpch.py ORIGINAL OPTIMISED DATA RUNTIME SCALE ROUNDS ONLY`. Prints a line of JSON each.

ORIGINAL, OPTIMISED: modules of functions, or folders of scripts (`q1.py` and `q1.opt.py`, …). DATA: the folder of the module that makes the
tables.
"""
import contextlib
import gc
import inspect
import io
import json
import os
import sys
import time
import types
import warnings

original, optimised, data, runtime, scale, rounds, only = sys.argv[1:8]
sys.path[:0] = [runtime, data]
import pandas as pd
from data import tables
from noodle_rt.compare import difference
from noodle_rt.frames import scripts

FRAMES = {}


def load(path, name):
    module = types.ModuleType(name)
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), module.__dict__)
    return module


def functions_of(name, before, after):
    """Both forms of a query, and what they are called with."""
    old, new = getattr(before, name), getattr(after, name)
    return old, new, [FRAMES[parameter] for parameter in inspect.signature(old).parameters]


def scripts_of(name):
    """Both forms of a script. Reading costs nothing; what the variables hold in the end is told when `looks` is true."""
    return runner(os.path.join(original, f"{name}.py")), runner(os.path.join(optimised, f"{name}.opt.py")), []


def runner(path):
    with open(path) as source:
        code = compile(source.read(), path, "exec")

    def run():
        space = {"__name__": "__main__"}
        scripts._RUN_SPACES[:] = [space]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, space)
        return space, printed

    return run


def seen_of(result):
    """What a script has left and printed."""
    space, printed = result
    scripts.revealed(space)
    hidden = (types.ModuleType, types.FunctionType)
    return {name: value for name, value in space.items() if name[0] != "_" and not isinstance(value, hidden)}, printed.getvalue()


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
    are_scripts = os.path.isdir(original)
    if are_scripts:
        pd.read_parquet = lambda name: FRAMES[name.split(".")[0]]
    else:
        before, after = load(original, "before"), load(optimised, "after")
    FRAMES.update(tables(float(scale)))
    for number in range(1, 23):
        name = f"q{number}"
        if only and name not in only.split(","):
            continue
        old, new, arguments = scripts_of(name) if are_scripts else functions_of(name, before, after)
        (one, warned), (other, warned_too) = caught(old, arguments), caught(new, arguments)
        if are_scripts:
            one, other = seen_of(one), seen_of(other)
        found = difference((one, warned), (other, warned_too), "result", code=False)
        rows = one[0]["result"] if are_scripts else one
        size = len(rows) if isinstance(rows, pd.DataFrame) else 1
        del one, other, rows
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
