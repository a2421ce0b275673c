"""Times two versions of `small_loops.py` in turn: `time_small.py ORIGINAL OPTIMISED ROUNDS SIZES`. Prints JSON.

[{"name", "size", "pairs": [[seconds before, seconds after], …]}]: each is the time of the processor for one call, taken over so many
calls that they take about a fifth of a millisecond.
"""

import gc
import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "loops"))
from observe import load

before, after = load(sys.argv[1], "before"), load(sys.argv[2], "after")
rounds, sizes = int(sys.argv[3]), [int(size) for size in sys.argv[4].split(",")]


def timed(function, arguments, calls):
    start = time.process_time_ns()
    for _ in calls:
        function(*arguments)
    return time.process_time_ns() - start


results = []
gc.disable()
for name in before.kinds:
    for size in sizes:
        versions = [(module.kinds[name][0], module.kinds[name][1](size)) for module in (before, after)]
        calls = range(1)
        while timed(*versions[0], calls) < 100_000:
            calls = range(2 * len(calls))
        timed(*versions[1], calls)
        pairs = []
        for index in range(rounds):
            # Which of the two goes first changes from round to round.
            order = (0, 1) if index % 2 else (1, 0)
            taken = {which: timed(*versions[which], calls) / len(calls) / 1e9 for which in order}
            pairs.append((taken[0], taken[1]))
        results.append({"name": name, "size": size, "pairs": pairs})
print(json.dumps(results))
