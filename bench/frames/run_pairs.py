"""Runs pairs of programs and compares everything that can be seen: `run_pairs.py FOLDER… < cases.json`. Prints JSON.

FOLDERs: where modules are looked for, that of `noodle_rt` first. A case is {"head", "before", "after", "tail", "name"}: texts that run one
after the other in one module with that name; head and tail are the same for both.
In every other case stand-ins do not ask whether they pay (`eager.py`). The answer is {"pandas": version, "results": [null, or {"what": difference, "raised": whether the original raised}]}; a case
whose original cannot run at all here (a name that this version of the library does not have) is {"skipped": why}.
"""
import contextlib
import gc
import io
import json
import sys
import types
import warnings

sys.path[:0] = sys.argv[1:]
import numpy as np
import pandas as pd
from eager import eager
from noodle_rt.compare import difference
from noodle_rt.frames import scripts
from noodle_rt.verify.outcome import TooLong, as_main, limited, random_states, seed

HIDDEN = (types.ModuleType, types.FunctionType, type, types.BuiltinFunctionType)
compiled = {}


def code_of(text):
    """Heads and tails repeat."""
    if text not in compiled:
        if len(compiled) > 2000:
            compiled.clear()
        compiled[text] = compile(text, "<program>", "exec")
    return compiled[text]


def observe(name, *texts):
    """What a program does, as one value."""
    module = types.ModuleType(name)
    space, seen = module.__dict__, {}
    scripts._RUN_SPACES[:] = [space]
    seed()
    printed, errors = io.StringIO(), io.StringIO()
    with as_main(module), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors), limited():
            try:
                for text in texts:
                    exec(code_of(text), space)
            except (Exception, TooLong) as error:
                seen["exception"] = error
    scripts.revealed(space)
    seen["output"], seen["errors"] = printed.getvalue(), errors.getvalue()
    # A warning that many rows give is shown once by default.
    seen["warnings"] = list(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in caught))
    seen["variables"] = {name: value for name, value in sorted(space.items()) if not name.startswith("_") and not isinstance(value, HIDDEN)}
    seen["random"] = random_states()
    seen["options"] = {"float_format": pd.get_option("display.float_format"), "errors": np.geterr()}
    return seen


def shown(seen, part):
    if part not in seen:
        return f"raises {type(seen['exception']).__name__}: {seen['exception']}" if "exception" in seen else "none"
    value = seen[part]
    return f"{type(value).__name__}: {value}" if part == "exception" else repr(value)


def judged(before, after):
    """The first difference as text, or `None`."""
    if ("exception" in before) != ("exception" in after):
        return f"exception: {shown(before, 'exception')} ≠ {shown(after, 'exception')}"
    for part in ("exception", "output", "errors", "warnings", "variables", "random", "options"):
        if part in before:
            # The sign of a NaN says nothing: libraries give it differently from position to position.
            found = difference(before[part], after[part], part, consume=True, nan_bits=False, code=False)
            if found is not None:
                return str(found)
    return None


def check(case):
    name, head, tail = case.get("name", "__main__"), case.get("head", ""), case.get("tail", "")
    before = observe(name, head, case["before"], tail)
    if isinstance(before.get("exception"), TooLong):
        return {"skipped": "takes too long"}
    found = judged(before, observe(name, head, case["after"], tail))
    if found is not None and judged(before, observe(name, head, case["before"], tail)) is not None:
        return {"skipped": "the original differs from run to run"}
    if found is None:
        return {"raised": "exception" in before} if case.get("tell") else None
    return {"what": found[:600], "raised": "exception" in before}


def main():
    cases = json.load(sys.stdin)
    results = []
    gc.freeze()
    for number, case in enumerate(cases):
        with eager() if number % 2 == 0 else contextlib.nullcontext():
            results.append(check(case))
    json.dump({"pandas": pd.__version__, "results": results}, sys.stdout)


main()
