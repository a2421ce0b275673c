"""Evaluates operations on sample values and prints what went in and what came out, as types, for `python.test.ts`."""

import collections
import datetime
import decimal
import fractions
import json
import operator
import pathlib
import sys


def describe(value, depth=0):
    """The most exact type of a value: the classes of `type.ts` as JSON. Integers travel as text."""
    kind = type(value)
    if value is None:
        return {"kind": "none"}
    if value is Ellipsis:
        return {"kind": "ellipsis"}
    if value is NotImplemented:
        return {"kind": "not-implemented"}
    if kind is bool:
        return {"kind": "scalar", "class": "bool", "value": value}
    if kind is int:
        return {"kind": "scalar", "class": "int", "value": {"int": str(value)}}
    if kind is float:
        return {"kind": "scalar", "class": "float", "value": {"float": repr(value)}}
    if kind is str:
        return {"kind": "scalar", "class": "str", "value": value}
    if kind in (complex, bytes):
        return {"kind": "scalar", "class": kind.__name__}
    if kind in (list, tuple):
        return {"kind": kind.__name__, "items": [describe(item) for item in value]}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return {"kind": "tuple", "items": [describe(item) for item in value], "class": kind.__name__, "fields": list(kind._fields)}
    if kind in (set, frozenset, collections.deque):
        return {"kind": kind.__name__, "members": [describe(item) for item in value]}
    if kind in (dict, collections.OrderedDict, collections.defaultdict, collections.Counter):
        name = "dict" if kind is dict else f"collections.{kind.__name__}"
        return {"kind": "dict", "class": name, "pairs": [[describe(key), describe(item)] for key, item in value.items()]}
    if kind in (range, slice):
        return {"kind": kind.__name__, "start": describe(value.start), "stop": describe(value.stop), "step": describe(value.step)}
    if kind.__name__ in ("dict_keys", "dict_values", "dict_items"):
        return {"kind": "object", "class": f"builtins.{kind.__name__}", "members": [describe(item) for item in value]}
    name = f"{kind.__module__}.{kind.__qualname__}"
    if hasattr(kind, "__next__") and not name.startswith("_io"):
        return {"kind": "drained", "class": name, "members": [describe(item) for item in value]}
    bases = [f"{base.__module__}.{base.__qualname__}" for base in kind.__mro__]
    return {"kind": "object", "class": name, "bases": bases}


scalars = [
    True, False, 0, 1, -1, 2, 3, -7, 10, 63, 2**53 + 1, -(2**70), 0.0, -0.0, 1.0, 0.5, -2.5, 3.75, 1e16, 1e300, -1e-300, 5e-324, float("inf"),
    1j, 2 + 0j, "", "a", "abc", "%s", "%d%%", "Straße", "\U0001f600x", b"", b"ab", b"%s", None, ...,
]  # fmt: skip

containers = [
    [], [1], [1, "a", None], [2.5, [1, 2]], (), (1,), (1, 2.0, "x"), {1, 2}, set(), frozenset({"a"}), {}, {"a": 1}, {1: "x", "b": 2.0}, {True: 0},
    range(5), range(0), range(10, 0, -3), collections.deque([1, "b"]), collections.OrderedDict(a=1), collections.Counter("aab"),
    collections.defaultdict(int, {"k": 3}), {}.keys(), {"a": 1, 2: 3}.keys(), {"a": 1}.items(), {"a": 1.5}.values(), {(1, 2): [3], None: 1},
]  # fmt: skip

others = [
    datetime.datetime(2020, 1, 2), datetime.date(2020, 1, 2), datetime.timedelta(1), datetime.timedelta(0, 5), datetime.time(3),
    fractions.Fraction(1, 2), fractions.Fraction(3), decimal.Decimal("1.5"), decimal.Decimal(2), pathlib.PurePosixPath("a/b"), pathlib.Path("x"),
]  # fmt: skip

places = [0, 1, -1, 2, -5, 7, True, "a", "b", "zz", 1.0, None, (1, 2)]
slices = [slice(*parts) for parts in [(None,), (1,), (None, -1), (1, None), (0, 2), (None, None, -1), (3, 0, -2), (-2, None), (5, 1), (0, 9, 2)]]

binary = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "MatMult": operator.matmul, "Div": operator.truediv, "Mod": operator.mod,
    "Pow": operator.pow, "LShift": operator.lshift, "RShift": operator.rshift, "BitOr": operator.or_, "BitXor": operator.xor,
    "BitAnd": operator.and_, "FloorDiv": operator.floordiv,
}  # fmt: skip
in_place = {
    "Add": operator.iadd, "Sub": operator.isub, "Mult": operator.imul, "BitOr": operator.ior, "BitXor": operator.ixor, "BitAnd": operator.iand,
    "Mod": operator.imod, "Div": operator.itruediv,
}  # fmt: skip
unary = {"Invert": operator.invert, "Not": operator.not_, "UAdd": operator.pos, "USub": operator.neg}
compare = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt, "GtE": operator.ge, "Is": operator.is_,
    "IsNot": operator.is_not, "In": lambda a, b: a in b, "NotIn": lambda a, b: a not in b,
}  # fmt: skip


def fresh(value):
    """A copy that may be changed in place."""
    return value.copy() if hasattr(value, "copy") else value


def main():
    rows = []

    def record(hook, op, inputs, run):
        described = [describe(value) for value in inputs]
        try:
            result = describe(run())
        except Exception:
            return
        rows.append({"hook": hook, "op": op, "inputs": described, "result": result})

    def stored(value, place, item):
        value[place] = item
        return value

    def deleted(value, place):
        del value[place]
        return value

    small = [value for value in scalars if not (type(value) is int and abs(value) > 1000)]
    everything = scalars + containers + others
    for name, run in binary.items():
        for left in everything:
            for right in everything:
                big = name in ("Pow", "LShift", "Mult") and any(type(value) is int and value not in small for value in (left, right))
                if not big:
                    record("binary", name, [left, right], lambda: run(left, right))
    for name, run in in_place.items():
        for left in containers + scalars[:10] + scalars[24:]:
            for right in containers + [2, True, "ab", 1.5]:
                record("inPlace", name, [left, right], lambda: run(fresh(left), right))
    for name, run in unary.items():
        for value in everything:
            record("unary", name, [value], lambda: run(value))
    for name, run in compare.items():
        for left in everything:
            for right in everything:
                record("compare", name, [left, right], lambda: run(left, right))
    for value in everything:
        for place in places + slices:
            record("subscript", "", [value, place], lambda: value[place])
            record("deleteSubscript", "", [value, place], lambda: deleted(fresh(value), place))
            for item in ["new", 5, [7, "q"], "xy", (1.5,)]:
                record("storeSubscript", "", [value, place, item], lambda: stored(fresh(value), place, item))
        record("length", "", [value], lambda: len(value))
        try:
            items = list(value)
        except TypeError:
            items = []
        for item in items:
            record("iterate", "", [value], lambda: item)
        for name in ("real", "imag", "numerator", "denominator", "start", "stop", "step"):
            record("attribute", name, [value], lambda: getattr(value, name))
    json.dump(rows, sys.stdout)


main()
