"""Checks loops: `run_tsvc.py FOLDER RUNTIME NAMES`. Prints a line of JSON for each function of NAME.py and NAME.opt.py."""

import json
import sys
import warnings

folder, runtime, names = sys.argv[1:4]
sys.path.insert(0, runtime)
import noodle_rt
import numpy as np
from observe import HOSTILE, difference, load


class Counted(noodle_rt.attempt):
    """Counts the attempts that succeed."""

    successes = 0

    def __exit__(self, *error):
        result = super().__exit__(*error)
        Counted.successes += bool(self)
        return result


noodle_rt.attempt = Counted


def inputs(parameters, n):
    """Arguments by the name of the parameter: small letters are arrays, capitals matrices, p an index, x a long array."""
    rng = np.random.default_rng(n)
    m = max(1, round(n**0.5)) if n else 0
    made = []
    for name in parameters:
        if name in "abcde":
            made.append(rng.uniform(0.8, 1.25, n + 2) * rng.choice([-1.0, 1.0], n + 2))
        elif name in "ABC":
            made.append(rng.uniform(-1, 1, (m, m)))
        elif name == "x":
            made.append(rng.uniform(-1, 1, 2 * n + 100))
        elif name == "p":
            made.append(rng.permutation(max(1, n)) % (max(1, m if "A" in parameters else n)))
        else:
            made.append({"n": n, "m": m, "k": 1, "s": 0.5, "t": 0.25}[name])
    return tuple(made)


warnings.simplefilter("ignore")
for file in names.split(","):
    before, after = (load(f"{folder}/{file}{end}.py", file + end) for end in ("", ".opt"))
    for name, function in list(vars(before).items()):
        if not hasattr(function, "__code__"):
            continue
        parameters = function.__code__.co_varnames[: function.__code__.co_argcount]
        other = getattr(after, name)
        differences = []
        Counted.successes = 0
        for n in (0, 1, 7, 6400):
            found = difference(function, other, inputs(parameters, n))
            if found:
                differences.append({"input": "usual", "size": n, **found})
        fast = Counted.successes > 0
        for n in (5, 400):
            for kind, change in HOSTILE.items():
                try:
                    arguments = change(inputs(parameters, n))
                except (IndexError, ValueError, TypeError):
                    continue
                found = difference(function, other, arguments)
                if found:
                    differences.append({"input": kind, "size": n, **found})
        print(json.dumps({"name": name, "expected": function.__doc__, "fast": fast, "differences": differences}))
