"""Dias beside us: `run_dias.py ORIGINAL OPTIMISED RUNTIME DIAS ROWS ROUNDS`. Prints a line of JSON for each program of the folder ORIGINAL.

DIAS: a folder with Dias and what it needs (`pip install --target FOLDER --no-deps dias astor`, IPython with its own). It rewrites cells of a
notebook, so the body of each program is one cell of an IPython shell. Everything the cell leaves as its result and prints is compared.
"""
import ast
import contextlib
import io
import json
import os
import statistics
import sys
import time
import warnings

original, optimised, runtime, dias, rows, rounds = sys.argv[1:7]
sys.path[:0] = [runtime, dias]
warnings.simplefilter("ignore")
import numpy as np
import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
from noodle_rt.compare import difference

SHELL = InteractiveShell.instance(colors="NoColor")
OWN_APPLY = pd.DataFrame.apply
with contextlib.redirect_stderr(io.StringIO()):
    import dias.rewriter as rewriter
DIAS_APPLY = pd.DataFrame.apply


def load(path):
    module = type(sys)("program")
    with open(path) as source:
        text = source.read()
    exec(compile(text, path, "exec"), module.__dict__)
    return module, ast.parse(text)


class Cell:
    """The body of a function as a cell."""

    def __init__(self, function, module):
        self.parameters = [each.arg for each in function.args.args]
        self.module = module
        body = [
            ast.Assign([ast.Name("result", ast.Store())], each.value, lineno=0) if isinstance(each, ast.Return) else each
            for each in function.body
        ]
        self.text = "\n".join(map(ast.unparse, body)) + "\n"
        self.is_cell = not any(isinstance(each, ast.Return) for part in body for each in ast.walk(part) if not isinstance(part, ast.FunctionDef))

    def run(self, data, by_dias):
        """Seconds, and what can be seen."""
        pd.DataFrame.apply = DIAS_APPLY if by_dias else OWN_APPLY
        SHELL.user_ns.update(self.module.__dict__, **dict(zip(self.parameters, data)), dias=sys.modules["dias"])
        printed = io.StringIO()
        start = time.process_time()
        text = rewriter.rewrite_ast_from_source(self.text)[0] if by_dias else self.text
        with contextlib.redirect_stdout(printed):
            done = SHELL.run_cell(text)
        seconds = time.process_time() - start
        error = done.error_in_exec or done.error_before_exec
        seen = {"exception": error} if error else {"result": SHELL.user_ns.get("result")}
        pd.DataFrame.apply = OWN_APPLY
        return seconds, {**seen, "printed": "" if error else printed.getvalue()}


def timed(function, data):
    with contextlib.redirect_stdout(io.StringIO()):
        start = time.process_time()
        function(*data)
        return time.process_time() - start


def main():
    for file in sorted(each for each in os.listdir(original) if each.endswith(".py") and not each.startswith("_")):
        before, tree = load(os.path.join(original, file))
        after, _ = load(os.path.join(optimised, file.replace(".py", ".opt.py")))
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or not hasattr(before, "expert_" + node.name):
                continue
            cell = Cell(node, before)
            if not cell.is_cell:
                continue
            made = lambda: before.make(int(rows), np.random.default_rng(int(rows)))
            _, seen = cell.run(made(), False)
            _, seen_by_dias = cell.run(made(), True)
            found = difference(seen, seen_by_dias, node.name, nan_bits=False, code=False)
            ratios = {"dias": [], "ours": []}
            for _ in range(int(rounds)):
                whole = cell.run(made(), False)[0]
                ratios["dias"].append(whole / cell.run(made(), True)[0])
                ratios["ours"].append(timed(getattr(before, node.name), made()) / timed(getattr(after, node.name), made()))
            answer = {"name": f"{file[:-3]}.{node.name}", "difference": None if found is None else str(found)[:200]}
            medians = {name: statistics.median(each) for name, each in ratios.items()}
            changed = rewriter.rewrite_ast_from_source(cell.text)[1]
            print(json.dumps({**answer, **medians, "rewritten": bool(changed)}), flush=True)


main()
