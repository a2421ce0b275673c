"""Marks in an optimised form which way its guards went."""
import ast


class Reached:
    """What a run has reached."""

    def __init__(self):
        self.fast = self.fallback = False


def marked(tree, original):
    """Puts a note into both branches of each `if` that the original does not have. Says whether there is one."""
    known = {ast.dump(node.test) for node in ast.walk(original) if isinstance(node, (ast.If, ast.IfExp))}
    found = False
    for node in ast.walk(tree):
        if not isinstance(node, ast.If) or ast.dump(node.test) in known or not is_guard(node):
            continue
        # Behind a condition that opens an attempt, the attempt decides.
        if not any(isinstance(each, ast.With) for each in node.body):
            node.body.insert(0, note("fast"))
            node.orelse.insert(0, note("fallback"))
            found = True
    return found


def is_guard(node):
    return any(
        (isinstance(each, ast.Name) and each.id.startswith("_"))
        or (isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in ("type", "len"))
        for each in ast.walk(node.test)
    )


def note(what):
    (statement,) = ast.parse(f"_noodle_reached.{what} = True").body
    return statement
