"""Times the functions of two versions of a module in turn: `time_pairs.py ORIGINAL OPTIMISED PAIRS`. Prints JSON."""

import gc
import importlib.util
import json
import sys
import time


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def timed(function):
    # Time of the processor: what other programs do does not count.
    start = time.process_time()
    function()
    return time.process_time() - start


before, after = load(sys.argv[1], "before"), load(sys.argv[2], "after")
results = []
for old, new in zip(before.programs, after.programs):
    equal = repr(old()) == repr(new())
    gc.disable()
    pairs = []
    for index in range(int(sys.argv[3])):
        # Which of the two goes first changes from pair to pair.
        if index % 2:
            b = timed(new)
            a = timed(old)
        else:
            a = timed(old)
            b = timed(new)
        pairs.append((a, b))
    gc.enable()
    results.append({"name": old.__name__, "equal": equal, "pairs": pairs})
print(json.dumps(results))
