"""What differs between two versions of a program: functions, and runs of statements of the module."""
import ast
from difflib import SequenceMatcher


class Unit:
    """Two forms of the same part of a program, and the definitions that both need."""

    def __init__(self, name, line, last, original, optimised, preamble, before):
        self.name = name  # of a function (`Model.fit`), None for statements of the module
        self.line, self.last = line, last  # in the original
        self.original, self.optimised = original, optimised  # trees of modules: definitions and, for statements, those
        self.preamble = preamble  # names that the definitions bind
        self.before = before  # number of statements of the original in front of the region

    @property
    def texts(self):
        return ast.unparse(self.original), ast.unparse(self.optimised)

    def functions(self):
        """The two forms as nodes with a body."""
        if self.name is None:
            return self.original_region, self.optimised_region
        return tuple(find(tree.body, self.name) for tree in (self.original, self.optimised))


def units(original, optimised):
    """The units that differ, in the order of the original."""
    one, other = flat(ast.parse(original)), flat(ast.parse(optimised))
    found = []
    changed = list(changed_functions(one, other))
    used_one, used_other = definitions(one, set()), definitions(other, set())
    for name, node in changed:
        found.append(unit_of_function(name, node, one, other, used_one, used_other))
    matcher = SequenceMatcher(None, [key(each) for each in one], [key(each) for each in other], autojunk=False)
    for tag, start, end, start_2, end_2 in matcher.get_opcodes():
        before, after = one[start:end], other[start_2:end_2]
        if tag == "equal" or all(isinstance(each, (ast.Import, ast.ImportFrom)) for each in before + after):
            continue
        found.append(unit_of_statements(one, other, start, before, after))
    return sorted(found, key=lambda unit: unit.line)


def flat(tree):
    """Statements of a module; those of `if __name__ == "__main__"` count as its own."""
    body = []
    for each in tree.body:
        if isinstance(each, ast.If) and not each.orelse and "__name__" in {n.id for n in ast.walk(each.test) if isinstance(n, ast.Name)}:
            body.extend(each.body)
        else:
            body.append(each)
    return body


def key(statement):
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return "definition " + statement.name
    return ast.dump(statement)


def changed_functions(one, other, prefix=""):
    theirs = {each.name: each for each in other if hasattr(each, "name")}
    for each in one:
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        same = theirs.get(each.name)
        if same is None or ast.dump(same) == ast.dump(each):
            continue
        if isinstance(each, ast.ClassDef):
            yield from changed_functions(each.body, same.body, prefix + each.name + ".")
        else:
            yield prefix + each.name, each


def unit_of_function(name, node, one, other, mine, theirs):
    # In the optimised form only this function differs, so that a difference is its fault.
    swapped = [each for each in theirs if isinstance(each, (ast.Import, ast.ImportFrom))]
    rest = [replaced(each, name.split("."), find(other, name)) for each in mine]
    optimised = ast.Module(swapped + rest, [])
    original = ast.Module(mine, [])
    return Unit(name, node.lineno, node.end_lineno, original, optimised, bound(mine), None)


def replaced(statement, path, node):
    if getattr(statement, "name", None) != path[0]:
        return statement
    if len(path) == 1:
        return node
    copy = ast.ClassDef(**{field: getattr(statement, field, None) for field in statement._fields})
    copy.body = [replaced(each, path[1:], node) for each in statement.body]
    return ast.copy_location(copy, statement)


def unit_of_statements(one, other, start, before, after):
    mine = [each for each in definitions(one, set()) if not is_data(each)]
    runtime = [each for each in other if isinstance(each, (ast.Import, ast.ImportFrom))]
    nearest = before or one[max(0, start - 1) : start] or one[:1]
    unit = Unit(
        None,
        nearest[0].lineno,
        nearest[-1].end_lineno,
        ast.Module(mine + before, []),
        ast.Module(runtime + mine + after, []),
        bound(mine),
        start,
    )
    unit.original_region, unit.optimised_region = ast.Module(before, []), ast.Module(after, [])
    unit.definitions = ast.Module(mine, []), ast.Module(runtime + mine, [])
    return unit


def definitions(body, _seen):
    """Statements that define and do nothing else: imports, functions, classes, constants."""
    kept = []
    for each in body:
        if isinstance(each, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            kept.append(each)
        elif is_data(each):
            kept.append(each)
    return kept


def is_data(statement):
    """`N = 100`, `SHIFTS = [(0, 1), (1, 0)]`."""
    if isinstance(statement, ast.Assign):
        value, targets = statement.value, statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        value, targets = statement.value, [statement.target]
    else:
        return False
    return all(isinstance(each, ast.Name) for each in targets) and all(
        isinstance(
            each,
            (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context),
        )
        for each in ast.walk(value)
    )


def bound(body):
    names = set()
    for each in body:
        if hasattr(each, "name"):
            names.add(each.name)
        elif isinstance(each, (ast.Import, ast.ImportFrom)):
            names.update((alias.asname or alias.name).split(".")[0] for alias in each.names)
        else:
            names.update(node.id for node in ast.walk(each) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return names


def find(body, name):
    first, _, rest = name.partition(".")
    for each in reversed(body):
        if getattr(each, "name", None) == first:
            return find(each.body, rest) if rest else each
    raise LookupError(name)
