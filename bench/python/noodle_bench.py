"""Runs inside Pyodide beside the front end: Python's own judgement of what the compiler wrote.

Programs come as files of the interpreter's file system, so that every byte arrives as it is: `.txt` is decoded text.
"""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")
sys.setrecursionlimit(100_000)
sys.set_int_max_str_digits(0)


def _read(path):
    """Bytes of a file as it was found, text of what the compiler wrote or a test made (where a coding cookie says nothing)."""
    with open(path, "rb") as file:
        data = file.read()
    return data.decode("utf-8", "surrogatepass") if path.endswith(".txt") else data


def difference(original_path, other_path):
    """Compares two programs by `ast.dump`: "" when equal, else what differs first."""
    return _difference(ast.dump(ast.parse(_read(original_path))), other_path)


def _difference(expected, other_path):
    try:
        tree = ast.parse(_read(other_path))
    except Exception as error:
        return f"not parsable: {_text_of(error)}"
    found = ast.dump(tree)
    if found == expected:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(expected, found)) if a != b), min(len(expected), len(found)))
    return f"expected …{expected[max(0, at - 60):at + 80]}… but got …{found[max(0, at - 60):at + 80]}…"


def error_of(path):
    """Why Python cannot parse a file, or "" when it can."""
    try:
        ast.parse(_read(path))
    except Exception as error:
        return _text_of(error)
    return ""


def _text_of(error):
    if isinstance(error, SyntaxError):
        line = (error.text or "").rstrip()[:200]
        return f"{type(error).__name__}: {error.msg} (line {error.lineno}, column {error.offset}: {line!a})"
    return f"{type(error).__name__}: {error}"


def unparsed(tree_path, out_path):
    """Writes the program that `ast.unparse` makes of a tree given as JSON, see `bench/fuzz/tree-json.ts`.

    The answer says whether parsing that text gives the same tree: "" when it does.
    """
    tree = ast.fix_missing_locations(_node(json.loads(_read(tree_path))))
    try:
        text = ast.unparse(tree)
    except Exception as error:
        return f"ast.unparse: {_text_of(error)}"
    with open(out_path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        file.write(text)
    return _difference(ast.dump(tree), out_path)


def tree_difference(tree_path, other_path):
    """Like `difference`, for a tree given as JSON."""
    return _difference(ast.dump(_node(json.loads(_read(tree_path)))), other_path)


def _node(data):
    fields = {name: _value(value) for name, value in data.items() if name != "kind"}
    if data["kind"] == "UnicodeConstant":
        return ast.Constant(**fields, kind="u")
    return getattr(ast, data["kind"])(**fields)


def _value(value):
    if isinstance(value, list):
        return [_value(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "kind" in value:
        return _node(value)
    ((tag, inner),) = value.items()
    return _values[tag](inner)


_values = {
    "operator": lambda name: getattr(ast, name)(),
    "int": lambda digits: int(digits, 16),
    "float": float,
    "imaginary": lambda text: complex(0.0, float(text)),
    "bytes": bytes,
    "points": lambda points: "".join(map(chr, points)),
    "ellipsis": lambda _: ...,
}
