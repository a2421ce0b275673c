"""`python -m noodle_rt.verify JOB.json`: checks every unit that differs between two texts of a program.

The job: `original`, `optimised` (texts), `path`, `arguments`, `run` (whether to run the program first), `examples`, `seconds` (per
unit), `exactness`, `expected` (by function, by parameter: kind, dtype, rank), `output`: the file that gets the answer.
"""
import importlib.util
import json
import sys
import types


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    answer = answer_to(job)
    with open(job["output"], "w", encoding="utf-8") as file:
        json.dump(answer, file)


def answer_to(job):
    import ast

    from noodle_rt.verify.units import flat, units

    missing = [name for name in ("numpy", "hypothesis") if importlib.util.find_spec(name) is None]
    for statement in flat(ast.parse(job["original"])):
        if isinstance(statement, ast.Import):
            wanted = [alias.name.split(".")[0] for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom) and not statement.level:
            wanted = [statement.module.split(".")[0]]
        else:
            continue
        known = job.get("libraries") or []
        missing += [name for name in wanted if name in known and name not in missing and importlib.util.find_spec(name) is None]
    if missing:
        return {"missing": missing}

    from noodle_rt.verify.capture import capture
    from noodle_rt.verify.search import check

    found = units(job["original"], job["optimised"])
    sets, problem = {}, None
    if job.get("run", True) and found:
        sets, problem = capture(job["original"], job["path"], job.get("arguments") or [], found)
    records = []
    for number, unit in enumerate(found):
        expected = (job.get("expected") or {}).get(unit.name or "", {})
        result = check(
            unit,
            examples=job.get("examples", 200),
            captured=sets.get(id(unit), ()),
            expected=expected,
            exactness=job.get("exactness", "exact"),
            seconds=job.get("seconds", 60),
        )
        records.append(record(unit, result, job.get("exactness", "exact")))
    return {"units": records, "run": problem, "versions": versions()}


def record(unit, result, exactness):
    return {
        "function": unit.name,
        "first": unit.line,
        "last": unit.last,
        "verdict": result.verdict,
        "tried": result.tried,
        "captured": result.captured,
        "fast": result.fast,
        "fallback": result.fallback,
        "returned": result.returned,
        "problem": result.problem,
        "difference": result.difference,
        "script": script(unit, result, exactness) if result.counterexample is not None else None,
    }


def script(unit, result, exactness):
    """A program that shows the counterexample. It needs noodle_rt and the libraries of the program."""
    original, optimised = unit.texts
    name = repr(unit.name)
    return f'''# {"Function " + unit.name if unit.name else f"Lines {unit.line} to {unit.last}"}: the optimised form differs from the original.
# {result.difference}
import os
import sys

# Where noodle_rt lies, when it is not installed.
sys.path.insert(0, os.environ.get("NOODLE_RT", {runtime_folder()!r}))
from noodle_rt.verify import demonstrate

original = {quoted(original)}

optimised = {quoted(optimised)}

inputs = {quoted(result.counterexample)}

# Raises AssertionError when the two can be told apart.
demonstrate(original, optimised, {name}, inputs, exactness={exactness!r})
'''


def quoted(text):
    if "'''" in text or "\\" in text or text.endswith("'"):
        return repr(text)
    return f"'''\n{text}\n'''"


def runtime_folder():
    import os

    import noodle_rt

    return os.path.dirname(os.path.dirname(os.path.abspath(noodle_rt.__file__)))


def versions():
    found = {"python": sys.version.split()[0]}
    for name in ("numpy", "pandas", "scipy", "sklearn", "torch", "tensorflow", "hypothesis"):
        module = sys.modules.get(name)
        if isinstance(module, types.ModuleType):
            found[name] = str(getattr(module, "__version__", ""))
    return found


if __name__ == "__main__":
    main(sys.argv[1])
