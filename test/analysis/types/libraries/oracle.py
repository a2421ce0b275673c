"""Describes what the statements of the programs in this folder really give, for `libraries.test.ts`.

    python oracle.py FOLDER

adds the results of this interpreter's libraries to `oracle.json.gz` of a folder of programs (this one, or `../tensorflow`). For each assignment at the level of the module
the number of its line and of the description of the value that is assigned.
"""

import ast
import gzip
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../../../runtime-shim/python"))

from noodle_rt.describe import describe  # noqa: E402

LIBRARIES = {
    "libraries": ["numpy", "pandas", "scipy", "sklearn", "matplotlib", "seaborn", "plotly", "pyarrow", "polars"],
    "tensorflow": ["numpy", "tensorflow", "keras"],
}


def run(path, number_of):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    found = {}
    space = {"__name__": "__main__"}
    for statement in ast.parse(source, path).body:
        is_value = isinstance(statement, ast.Assign) and len(statement.targets) == 1
        if not is_value:
            exec(compile(ast.Module([statement], []), path, "exec"), space)
            continue
        value = eval(compile(ast.Expression(statement.value), path, "eval"), space)
        found[statement.lineno] = number_of(json.dumps(describe(value, depth=3, work=60, view_of=lambda array: "maybe"), sort_keys=True))
        space["__value__"] = value
        statement.value = ast.copy_location(ast.Name("__value__", ast.Load()), statement.value)
        exec(compile(ast.Module([statement], []), path, "exec"), space)
    return found


def main(folder):
    target = os.path.join(folder, "oracle.json.gz")
    oracle = {"descriptions": [], "runs": []}
    if os.path.exists(target):
        with gzip.open(target, "rt", encoding="utf-8") as file:
            oracle = json.load(file)
    texts = [json.dumps(one, sort_keys=True) for one in oracle["descriptions"]]

    def number_of(text):
        if text not in texts:
            texts.append(text)
        return texts.index(text)

    programs = sorted(name for name in os.listdir(folder) if name.endswith(".py") and name != "oracle.py")
    results = {name[:-3]: run(os.path.join(folder, name), number_of) for name in programs}
    libraries = LIBRARIES[os.path.basename(os.path.abspath(folder))]
    versions = {name: __import__(name).__version__ for name in libraries}
    versions["python"] = "%d.%d" % sys.version_info[:2]
    oracle["runs"] = [one for one in oracle["runs"] if one["versions"] != versions]
    oracle["runs"].append({"versions": versions, "results": results})
    oracle["descriptions"] = [json.loads(text) for text in texts]
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write(json.dumps(oracle, sort_keys=True).encode())


main(sys.argv[1])
