"""Runs pairs of programs on several data files and compares everything that they leave behind.

    python run_statements.py FOLDER RUNTIME

FOLDER holds `N.py` and `N.opt.py`. Prints one line of JSON: {"runs": n, "raised": n, "differences": [{"program", "data", "what", …}]}.
"""
import contextlib
import io
import json
import os
import re
import sys
import tempfile
import warnings

folder, runtime = sys.argv[1:3]
sys.path.insert(0, runtime)

import numpy as np
import pandas as pd

from noodle_rt.frames import cells, items, plans, reading, scripts

# The files are small.
reading._LEAST_TEXT = 0
# What is not looked at may be left out of variables of the module: `narrowed` looks at the rest.
reading._is_read_by_nobody = lambda frame: True
cells._FEW_ROWS_OF_CELLS = 1, 1
items._FEW_ITEMS = 1
plans._FEW_PLANNED = plans._FEW_JOINED = 0

IS_OLD = int(pd.__version__.split(".")[0]) < 3

DATA = {
    "plain": "a,b,c,d,k,s\n1,1.5,3,0,x,q\n2,2.5,2,1,y,Q\n3,3.5,1,2,x,w\n2,0.5,9,3,z,Q\n1,1.5,3,4,y,qq\n",
    "missing": "a,b,c,d,k,s\n1,,3,0,x,q\n2,2.5,,1,y,\n,3.5,1,2,,w\n2,0.5,9,,z,Q\n",
    "one": "a,b,c,d,k,s\n2,1.5,3,0,x,q\n",
    "none": "a,b,c,d,k,s\n",
    "texts": "a,b,c,d,k,s\none,1.5,3,0,x,q\n2,x,2,1,y,Q\n3,3.5,1,2,x,w\n",
    "twice": "a,a,b,c,k,s\n1,1,1.5,3,x,q\n2,1,2.5,2,y,Q\n",
    "large": "a,b,c,d,k,s\n1,1e308,3,0,x,q\n2,1.5e308,inf,1,y,Q\n3,1e308,-inf,2,x,w\n",
    "longer": "a,b,c,d,k\n1,1.5,3,0,x,q\n2,2.5,2,1,y,Q\n",
    "ragged": "a,b,c,d,k,s\n1,1.5,3\n2,2.5,2,1,y,Q\n3,3.5,1,2,x,w,7\n",
    "short": "a,b,c,d,k,s\n1,1.5,3\n2,2.5,2,1,y,Q\n",
    "dates": "a,b,c,d,k,s\n2020-01-01,1.5,True,0,x,q\n2021-01-01,2.5,False,1,1,Q\n",
}

FILTERS = list(warnings.filters)
OPTIONS = pd.get_option("display.max_rows")


def of_index(index):
    return f"{type(index).__name__} {index.dtype} {index.names!r} {[(type(label).__name__, label) for label in index]!r}"


def cell(value):
    if isinstance(value, float):
        return "nan" if value != value else value.hex()
    return f"{type(value).__name__} {value!r}"


def describe(value, depth=0):
    if isinstance(value, pd.DataFrame):
        columns = [describe(value.iloc[:, place], 1) for place in range(value.shape[1])]
        return f"DataFrame {of_index(value.index)} {of_index(value.columns)} {columns} {value.attrs}"
    if isinstance(value, pd.Series):
        return f"Series {value.dtype} {value.name!r} {of_index(value.index) if depth == 0 else ''} {[cell(item) for item in value.tolist()]}"
    if isinstance(value, np.ndarray):
        return f"ndarray {value.dtype} {[cell(item) for item in value.ravel().tolist()]}"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__} {[describe(item) for item in value]}"
    if isinstance(value, dict):
        return f"dict { {key: describe(item) for key, item in value.items()} }"
    if "GroupBy" in type(value).__name__ or callable(value) or type(value).__name__ == "module":
        return type(value).__name__
    return cell(value)


def parts(value):
    if isinstance(value, pd.DataFrame):
        for place in range(value.shape[1]):
            yield value.iloc[:, place]
    elif isinstance(value, pd.Series):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from parts(item)


def run(path):
    for module in list(sys.modules.values()):
        try:
            module.__dict__.pop("__warningregistry__", None)
        except Exception:
            pass
    pd.set_option("display.max_rows", OPTIONS)
    warnings.filters[:] = FILTERS
    warnings.simplefilter("default")
    seen = []
    warnings.showwarning = lambda message, category, *rest, **more: seen.append(f"{category.__name__}: {message}")
    space = {"__name__": "__main__"}
    scripts._RUN_SPACES[:] = [space]
    error = None
    out = io.StringIO()
    with open(path) as file:
        text = file.read()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "program.py", "exec"), space)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    scripts.revealed(space)
    return space, re.sub(" at 0x[0-9a-f]+", "", out.getvalue()), error, seen


def narrowed(before, after):
    """A frame with the columns that another one has, or a row with its cells, if these are some of its own."""
    if isinstance(before, pd.DataFrame) and isinstance(after, pd.DataFrame):
        labels, kept = before.columns, after.columns
    elif isinstance(before, pd.Series) and isinstance(after, pd.Series):
        labels, kept = before.index, after.index
    elif type(before).__name__ == type(after).__name__ == "Pandas":
        one, other = before._asdict(), after._asdict()
        return {label: one.get(label) for label in other}, other
    else:
        return before, after
    return (before[list(kept)], after) if len(kept) < len(labels) and labels.is_unique and set(kept) < set(labels) else (before, after)


def compare(before, after, reads):
    (space, out, error, seen), (space2, out2, error2, seen2) = before, after
    spaces = space, space2
    if reads:
        pairs = {name: narrowed(value, space2[name]) for name, value in space.items() if name in space2}
        space, space2 = ({**own, **{name: pair[side] for name, pair in pairs.items()}} for side, own in enumerate(spaces))
    if out != out2:
        return "output", out, out2
    if error != error2:
        return "exception", error, error2
    if seen != seen2:
        return "warnings", seen, seen2
    names = [name for name in space if not name.startswith("_") and name not in ("pd", "np")]
    for name in names:
        if name not in space2:
            return name, describe(space[name]), "nothing"
        if describe(space[name]) != describe(space2[name]):
            return name, describe(space[name]), describe(space2[name])
    for spot, name in enumerate(names):
        for other in names[:spot]:
            if not isinstance(space[name], (pd.DataFrame, pd.Series, np.ndarray, list)):
                continue
            same, same2 = (own[name] is own[other] for own in spaces)
            if same != same2:
                return f"{name} is {other}", same, same2
            if IS_OLD and not reads:
                shares = [
                    [np.shares_memory(np.asarray(one), np.asarray(two)) for one in parts(s[name]) for two in parts(s[other])]
                    for s in (space, space2)
                ]
                if shares[0] != shares[1]:
                    return f"memory of {name} and {other}", shares[0], shares[1]
    return None


def main():
    answer = {"runs": 0, "raised": 0, "differences": []}
    numbers = sorted(int(name[:-7]) for name in os.listdir(folder) if name.endswith(".opt.py"))
    with tempfile.TemporaryDirectory() as place:
        home = os.getcwd()
        for number in numbers:
            for data in sys.argv[3:] or [list(DATA)[(number + shift) % len(DATA)] for shift in (0, 3)] + ["plain"]:
                os.chdir(place)
                with open("data.csv", "w") as file:
                    file.write(DATA[data])
                before = run(os.path.join(folder, f"{number}.py"))
                with open("data.csv", "w") as file:
                    file.write(DATA[data])
                after = run(os.path.join(folder, f"{number}.opt.py"))
                with open(os.path.join(folder, f"{number}.opt.py")) as file:
                    reads = "_rt.reading(" in file.read()
                os.chdir(home)
                warnings.simplefilter("ignore")
                answer["runs"] += 1
                answer["raised"] += before[2] is not None
                try:
                    found = compare(before, after, reads)
                except Exception as error:
                    found = ("comparison", repr(error), "")
                if found:
                    answer["differences"].append(
                        {"program": number, "data": data, "what": found[0], "before": str(found[1])[-600:], "after": str(found[2])[-600:]}
                    )
    print(json.dumps(answer))


main()
