"""Times every guard at sizes: `python time_guards.py RUNTIME` prints {"guard(…)": [microseconds at 1, 1,000, 1,000,000]}."""
import json
import sys
import timeit

sys.path.insert(0, sys.argv[1])
import noodle_rt as rt
import numpy as np
import pandas as pd

CALLS = [
    "exactly(1, 'int')", "between(3, 0, 9)", "length(items, 1)", "elements(items, 'int')", "array(x, 'float64', 1, 1)", "array(x, 'float64|float32', 1)", "like(x, 1.0)", "small(60, 10**7, x)", "small(60, 10**7, i)", "number(one, 'float64')",
    "shape(x, None)", "extent(x, 0, 1)", "same_shape(x, y)", "writable(x)", "contiguous(x)", "apart(x, y)", "aligned(x, x)", "aligned(x, x[:])",
    "row_major(x)", "beside(x, 1, 1.5, y)", "batched(8, 8, 1, 3)", "clear(x, y)", "takes(x, 'sum', i)",
    "within(x, 0, None)", "finite(x)", "no_nan(x)", "no_zero(y)", "distinct(i)", "frame(df)", "column(df, 'a', 'float64')", "no_column(df, 'z')",
    "series(s, 'float64')", "range_index(df)", "unique_index(df)", "same_index(df, s)", "no_null(s)", "strings(t)", "strings(o)", "frame_or_series(s)",
    "genuine('numpy.sum')", "genuine('numpy.sum', 'pandas.Series.apply')", "version('numpy', (1, 26))",
]

times = {call: [] for call in CALLS}
for size in (1, 1_000, 1_000_000):
    x = np.arange(float(size))
    y = x + 1
    i = np.arange(size)
    one = np.float64(1)
    items = list(range(size))
    t = pd.Series(["text"] * size)
    df = pd.DataFrame({"a": x, "b": y, "t": t})
    s = df["a"]
    o = t.astype(object)
    for call in CALLS:
        if not eval("rt." + call):
            raise SystemExit(call + " is false")
        timer = timeit.Timer("rt." + call, globals=globals())
        number, taken = timer.autorange() if size < 1_000_000 else (5, timer.timeit(5))
        times[call].append(min(taken, *timer.repeat(3, number)) / number * 1e6)
print(json.dumps(times))
