"""Peak memory of one program in a fresh process: `run_memory.py PROGRAM.py NAME RUNTIME FOLDER SIZE`. Prints mebibytes above the imports.

With NAME `make`, the data is written to FOLDER instead.
"""
import resource
import sys
import types

path, name, runtime, folder, size = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
sys.path.insert(0, runtime)
import contextlib
import io
import os

import noodle_rt  # noqa: F401
import numpy as np
import pandas as pd

os.environ["NOODLE_BENCH_FOLDER"] = folder
module = types.ModuleType("program")
with open(path) as source:
    exec(compile(source.read(), path, "exec"), module.__dict__)
if name == "make":
    module.make(size, np.random.default_rng(size))
else:
    # What a small run loads and keeps is no part of it.
    pd.read_csv(io.StringIO("a,b\n1,x\n"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.redirect_stdout(io.StringIO()):
        getattr(module, name)(folder)
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
