"""Writes the queries as scripts, as users do: `scripts.py FOLDER`. Tables are read at the top, steps are statements of the module."""
import ast
import os
import sys


def script(query):
    """The statements of a function, with what reads the frames that it is given."""
    lines = ["import pandas as pd", ""]
    lines += [f'{each.arg} = pd.read_parquet("{each.arg}.parquet")' for each in query.args.args]
    for statement in query.body:
        if isinstance(statement, ast.Return):
            statement = ast.Assign([ast.Name("result", ast.Store())], statement.value, lineno=0)
        lines.append(ast.unparse(statement))
    return "\n".join([*lines, "print(result)", ""])


def main():
    with open(os.path.join(os.path.dirname(__file__), "queries.py")) as source:
        tree = ast.parse(source.read())
    for query in tree.body:
        if isinstance(query, ast.FunctionDef):
            with open(os.path.join(sys.argv[1], f"{query.name}.py"), "w") as file:
                file.write(script(query))


if __name__ == "__main__":
    main()
