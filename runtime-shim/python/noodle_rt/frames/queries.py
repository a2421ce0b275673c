"""`df.query("a > 5 and b == 'x'")` without the detour over an expression engine: comparisons of columns with numbers, texts and each other."""
import ast
import io
import sys
import tokenize

from noodle_rt.frames.selections import _Selected
from noodle_rt.guards import _library

# By text: the parsed expression, or `None` for one that is more than comparisons.
_QUERIES = {}

# Names that the engine takes for its functions.
_ENGINE_FUNCTIONS = frozenset(
    "sin cos tan exp log expm1 log1p sqrt sinh cosh tanh arcsin arccos arctan arccosh arcsinh arctanh abs log10 floor ceil arctan2 sum prod min max where"
    " conj real imag complex contains fmod hypot true false inf nan Inf".split()
)


class _Direct:
    """A frame whose rows are selected by a text."""

    __slots__ = ("_frame", "_waits")

    def __init__(self, frame, waits):
        self._frame = frame
        # A step follows that needs only a part of the rows.
        self._waits = waits

    def query(self, expr):
        frame = self._frame
        mask = _queried_mask(frame, expr, sys._getframe(1))
        if mask is None:
            # Variables are those of the line that asks.
            return frame.query(expr, level=1)
        return _Selected(frame, mask, mask, True) if self._waits else frame.loc[mask]

    def __getattr__(self, name):
        return getattr(self._frame, name)


def _queried_mask(frame, text, caller):
    """The rows for which an expression is true, as an array of booleans, or `None` when it has parts that are not known."""
    columns = frame.columns
    if type(text) is not str or type(columns) is not _library("pandas").Index or not columns.is_unique:
        return None
    if text not in _QUERIES:
        if len(_QUERIES) > 200:
            _QUERIES.clear()
        _QUERIES[text] = _parse_query(text)
    tree = _QUERIES[text]
    return None if tree is None else _query_mask(tree, frame, caller)


def _parse_query(text):
    """The tree of an expression, in which `&` and `|` bind as `and` and `or` do, and `@x` is written `__at_x`."""
    parts = []
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        at = False
        for kind, string, _, _, _ in tokens:
            if kind == tokenize.OP and string in ("&", "|"):
                string = "and" if string == "&" else "or"
            if at:
                if kind != tokenize.NAME:
                    return None
                string = "__at_" + string
            at = string == "@"
            if kind == tokenize.NAME and string.startswith("__") and not string.startswith("__at_"):
                return None
            if not at:
                parts.append(string)
        if "`" in text or "\n" in text or ";" in text or "#" in text:
            return None
        return ast.parse(" ".join(parts).strip(), mode="eval").body
    except Exception:
        return None  # pandas will say what is wrong


def _query_mask(node, frame, caller):
    """An array of booleans, or `None`."""
    kind = type(node)
    if kind is ast.BoolOp:
        mask = None
        for value in node.values:
            part = _query_mask(value, frame, caller)
            if part is None:
                return None
            if mask is None:
                mask = part
            else:
                mask = mask & part if type(node.op) is ast.And else mask | part
        return mask
    if kind is ast.UnaryOp and type(node.op) in (ast.Not, ast.Invert):
        part = _query_mask(node.operand, frame, caller)
        return None if part is None else ~part
    if kind is not ast.Compare:
        return None
    mask, left = None, node.left
    for op, right in zip(node.ops, node.comparators):
        part = _query_comparison(type(op), _query_operand(left, frame, caller), _query_operand(right, frame, caller))
        if part is None:
            return None
        mask = part if mask is None else mask & part
        left = right
    return mask


def _query_operand(node, frame, caller):
    """A column as a series, a number, a text, or a list of these; `None` for everything else."""
    kind = type(node)
    if kind is ast.Constant:
        return node.value if type(node.value) in (int, float, str) else None
    if kind is ast.UnaryOp and type(node.op) is ast.USub and type(node.operand) is ast.Constant:
        return -node.operand.value if type(node.operand.value) in (int, float) else None
    if kind is ast.List:
        values = [_query_operand(each, frame, caller) for each in node.elts]
        return values if values and len(set(map(type, values))) == 1 and type(values[0]) in (int, str) else None
    if kind is not ast.Name or node.id in _ENGINE_FUNCTIONS:
        return None
    if node.id.startswith("__at_"):
        name = node.id[5:]
        value = caller.f_locals.get(name, caller.f_globals.get(name))
        return value if type(value) in (int, float, str) else None
    try:
        position = frame.columns.get_loc(node.id)
    except Exception:
        return None
    return frame._ixs(position, axis=1) if type(position) is int else None


def _query_comparison(op, left, right):
    """The booleans of a comparison of a column with something."""
    series = _library("pandas").Series
    if type(left) is not series:
        if type(right) is not series or op not in _MIRRORED:
            return None
        op, left, right = _MIRRORED[op], right, left
    numpy = _library("numpy")
    values = left._values
    is_number = type(values) is numpy.ndarray and values.dtype.name in ("int64", "float64")
    if op in (ast.In, ast.NotIn) or (op in (ast.Eq, ast.NotEq) and type(right) is str):
        # pandas makes `== "x"` a question of membership.
        choices = [right] if type(right) is str and op not in (ast.In, ast.NotIn) else right
        is_text = type(values) is numpy.ndarray and values.dtype.kind == "O" or values.dtype == "str"
        if type(choices) is not list or not (is_number or is_text):
            return None
        found = left.isin(choices)._values
        return found if op in (ast.In, ast.Eq) else ~found
    if not is_number:
        return None
    if type(right) is series:
        other = right._values
        if type(other) is not numpy.ndarray or other.dtype != values.dtype:
            return None
    elif type(right) is float or (type(right) is int and -(2**53) < right < 2**53):
        other = right
    else:
        return None
    return _COMPARISONS[op](values, other) if op in _COMPARISONS else None


_MIRRORED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.Eq, ast.NotEq: ast.NotEq}
_COMPARISONS = {
    ast.Lt: lambda a, b: a < b,
    ast.Gt: lambda a, b: a > b,
    ast.LtE: lambda a, b: a <= b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
