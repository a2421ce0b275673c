"""The oracle of the scope tests: what Python's own `symtable` says of each function of a file, as JSON lines."""

import json
import symtable
import sys


def tables(table):
    # Python 3.12 and newer have scopes of annotations and type parameters, 3.13 others for what is evaluated lazily.
    if table.get_type() == "function" and not table.get_name().startswith("__annotate__"):
        symbols = {}
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if name.startswith(".") or name in ("__class__", "__classdict__", "__conditional_annotations__"):
                continue
            symbols[name] = "free" if symbol.is_free() else "local" if symbol.is_local() else "global"
        yield [table.get_name(), table.get_lineno(), symbols]
    for child in table.get_children():
        yield from tables(child)


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        print(json.dumps(list(tables(symtable.symtable(file.read(), path, "exec")))))
