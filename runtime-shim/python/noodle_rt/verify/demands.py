"""What inputs of a unit look like: from the guards of its optimised form, from how the original uses them, and from what is expected."""
import ast

FRAME_ATTRIBUTES = frozenset(
    "groupby merge iloc loc at iat iterrows itertuples sort_values drop_duplicates assign query pivot_table columns apply "
    "reset_index set_index sort_index value_counts fillna dropna isna melt to_dict nlargest nsmallest head tail items rolling shift "
    "cumsum diff map str dt rename drop duplicated unique isin join append describe rank sample index".split()
)
ARRAY_ATTRIBUTES = frozenset("shape size ndim T dtype reshape astype copy ravel flatten flat dot fill sort argsort tolist".split())
RANDOM = frozenset("random normal uniform integers standard_normal choice shuffle permutation".split())


class Demand:
    """What is known of one input. Everything is a hint: wrong hints only cost cases."""

    def __init__(self, name):
        self.name = name
        self.kind = None  # array, number, int, frame, series, list, str, function, object
        self.dtype = None
        self.rank = None
        self.extents = []  # (axis, expression)
        self.columns = []  # labels that are asked for
        self.keys = set()  # labels that are grouped, joined or sorted by
        self.index = False  # elements are used as subscripts
        self.attributes = {}  # of an object
        self.size = 0
        self.loose = False  # the kind is one of several that would do
        self.type = None  # name of the program's class

    def say(self, kind, certain=False, loose=False):
        if self.kind is None or certain or (self.loose and kind is not None and not loose):
            self.kind, self.loose = kind, loose


def demands(names, original, optimised, expected=None):
    """By name what inputs look like."""
    found = {name: Demand(name) for name in names}
    reader = Reader(found)
    reader.read_guards(optimised)
    for name, kind in (expected or {}).items():
        if name in found:
            from_expected(found[name], kind)
    reader.read_uses(original)
    return found


def from_expected(demand, given):
    """`given`: {"kind", "dtype", "rank"}."""
    if demand.kind is None and given.get("kind"):
        demand.kind = given["kind"]
        demand.dtype = demand.dtype or given.get("dtype")
        demand.rank = demand.rank if demand.rank is not None else given.get("rank")
        demand.columns = list(given.get("columns") or [])


class Reader:
    def __init__(self, found):
        self.found = found

    def of(self, node):
        """The demand of `x`, or of `self.x`."""
        if isinstance(node, ast.Name):
            return self.found.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.found.get(node.value.id)
            if owner is not None and owner.kind in (None, "object") and owner.name == "self":
                owner.say("object")
                return owner.attributes.setdefault(node.attr, Demand(node.attr))
        return None

    # --- guards -------------------------------------------------------------------------------------------------------

    def read_guards(self, tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if isinstance(node.func.value, ast.Name) and node.func.value.id.startswith("_rt"):
                    self.guard(node.func.attr, node.args)
            elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Call):
                call = node.left
                if isinstance(call.func, ast.Name) and call.func.id == "type" and isinstance(node.comparators[0], ast.Name):
                    demand = self.of(call.args[0])
                    if demand:
                        kind = {"int": "int", "float": "number", "list": "list", "str": "str"}.get(node.comparators[0].id)
                        if kind:
                            demand.say(kind, True)

    def guard(self, name, args):
        demand = self.of(args[0]) if args else None
        if demand is None:
            return
        values = [each.value if isinstance(each, ast.Constant) else None for each in args[1:]]
        if name == "array":
            demand.say("array", True)
            demand.dtype = values[0] if values else None
            demand.rank = values[1] if len(values) > 1 else demand.rank
            demand.size = max(demand.size, (values[2] if len(values) > 2 else 0) or 0)
        elif name == "extent":
            demand.extents.append((values[0], ast.unparse(args[2])))
        elif name == "number":
            demand.say("number")
        elif name in ("frame", "column"):
            demand.say("frame", True)
            if name == "column" and values and values[0] not in demand.columns:
                demand.columns.append(values[0])
        elif name == "series":
            demand.say("series", True)
        elif name in ("elements", "length", "exactly") and len(args) > 1:
            demand.say("list" if name != "exactly" else None)
        elif name in ("within", "distinct"):
            demand.say("array")

    # --- uses ---------------------------------------------------------------------------------------------------------

    def read_uses(self, tree):
        nodes = list(ast.walk(tree))
        indices = {
            id(part)
            for node in nodes
            if isinstance(node, ast.Subscript)
            for part in (node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice])
        }
        # Labels first: `df[df["a"] > 0]` is no array.
        subscripts = [node for node in nodes if isinstance(node, ast.Subscript)]
        for node in sorted(subscripts, key=lambda each: not labels_of(each.slice)):
            self.subscript(node, id(node) in indices)
        for node in nodes:
            if isinstance(node, ast.Attribute):
                demand = self.of(node.value)
                if demand is not None and demand.name != "self":
                    self.attribute(demand, node.attr)
        for node in nodes:
            if isinstance(node, ast.Call):
                self.call(node)
            elif isinstance(node, (ast.For, ast.comprehension)):
                demand = self.of(node.iter)
                if demand:
                    demand.say("array", loose=True)
        for node in nodes:
            if isinstance(node, ast.Name) and id(node) in indices and node.id in self.found:
                self.found[node.id].say("int")
            elif isinstance(node, (ast.BinOp, ast.Compare)):
                sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.left, *node.comparators]
                for each in sides:
                    demand = self.of(each)
                    if demand:
                        demand.say("number", loose=True)

    def subscript(self, node, is_index):
        base, depth = node.value, len(node.slice.elts) if isinstance(node.slice, ast.Tuple) else 1
        while isinstance(base, ast.Subscript):
            depth += len(base.slice.elts) if isinstance(base.slice, ast.Tuple) else 1
            base = base.value
        demand = self.of(base)
        labels = labels_of(node.slice)
        if demand is None:
            if isinstance(base, ast.Attribute) and base.attr in ("loc", "at", "groupby") or isinstance(base, ast.Call):
                owner = self.owner(base)
                if owner:
                    add(owner, labels_of(node.slice) or [label for part in getattr(node.slice, "elts", []) for label in labels_of(part)])
            return
        if labels:
            demand.say("frame")
            add(demand, labels)
            return
        demand.say("array")
        if demand.kind == "array":
            demand.rank = max(demand.rank or 0, depth)
            demand.index = demand.index or is_index

    def owner(self, node):
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
            demand = self.of(node)
            if demand:
                return demand
            node = node.func if isinstance(node, ast.Call) else node.value
        return self.of(node)

    def attribute(self, demand, name):
        if name in ("random", "normal", "uniform", "integers", "standard_normal", "permutation", "shuffle", "choice") and demand.kind is None:
            demand.say("generator")
        elif name == "append" or name == "extend":
            demand.say("list")
        elif name in ("upper", "lower", "strip", "split", "replace", "startswith", "endswith", "join"):
            demand.say("str")
        elif name in ("items", "keys", "values", "get"):
            demand.say("dict")
        elif name in ARRAY_ATTRIBUTES:
            demand.say("array")
        elif name in FRAME_ATTRIBUTES:
            demand.say("frame")

    def call(self, node):
        func = node.func
        if isinstance(func, ast.Name) and func.id == "range":
            for each in node.args:
                for part in ast.walk(each):
                    demand = self.of(part) if isinstance(part, ast.Name) else None
                    if demand:
                        demand.say("int", demand.kind == "number")
        elif isinstance(func, ast.Name) and func.id in ("len", "sum", "enumerate", "zip", "sorted", "min", "max", "list") and node.args:
            for each in node.args:
                demand = self.of(each)
                if demand and (func.id not in ("min", "max") or len(node.args) == 1):
                    demand.say("array")
        elif isinstance(func, ast.Attribute):
            if isinstance(func.value, ast.Name) and func.value.id in ("np", "numpy"):
                for each in node.args[:2]:
                    demand = self.of(each)
                    if demand and func.attr not in ("zeros", "ones", "empty", "full", "arange", "linspace", "eye"):
                        demand.say("array")
            owner = self.owner(func.value)
            if owner and owner.kind == "frame":
                given = [*node.args, *(each.value for each in node.keywords if each.arg in ("by", "on", "columns", "subset", "left_on", "right_on"))]
                for each in given:
                    labels = labels_of(each)
                    add(owner, labels)
                    if func.attr in ("groupby", "merge", "sort_values", "drop_duplicates"):
                        owner.keys.update(labels)
                    if func.attr in ("merge", "join"):
                        other = self.of(each)
                        if other:
                            other.say("frame", True)
                            for word in node.keywords:
                                if word.arg in ("on", "right_on"):
                                    add(other, labels_of(word.value))
                                    other.keys.update(labels_of(word.value))


def labels_of(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, (ast.List, ast.Tuple)) and node.elts and all(isinstance(e, ast.Constant) and isinstance(e.value, str) for e in node.elts):
        return [each.value for each in node.elts]
    return []


def add(demand, labels):
    demand.columns.extend(each for each in labels if each not in demand.columns)
