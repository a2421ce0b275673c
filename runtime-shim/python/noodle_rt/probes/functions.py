"""Exchanges the code of functions for one without probes, while all of their units are silent.

A unit in a function that is called again and again would have its look in each call. Only functions take part in which no call lasts:
no loops or generators with units in them, and nothing that is made now and runs later, as a lambda. What is being called while the code
is exchanged goes on as it began. From Python 3.13 on the interpreter calls functions whose code was exchanged more slowly than the look
takes: there it stays.
"""
import _ast
import sys
from _weakref import ref

from noodle_rt.locations import deeply
from noodle_rt.probes import flags

IS_WORTH_IT = sys.version_info < (3, 13)

MARK = "__noodle_function__"
OFF, ESCAPED = "__noodle_off_", "__noodle_escaped__"

# File, line and name of a function -> its code without probes.
plain = {}


class Exchanged:
    """A function of the program, in all its incarnations."""

    __slots__ = ("functions", "probed", "plain", "units")

    def __init__(self, probed, without, units):
        self.functions = []
        self.probed = probed
        self.plain = without
        self.units = units

    def exchange(self):
        self.take(self.plain if all([flags.silent[unit] for unit in self.units]) else self.probed)

    def take(self, code):
        for each in self.functions:
            function = each()
            now = None if function is None else function.__code__
            if now is not code and (now is self.plain or now is self.probed):
                function.__code__ = code


def function(value):
    """A function of the program is made."""
    if IS_WORTH_IT:
        code = value.__code__
        without = plain.get(key(code))
        if without is not None and same_shape(code, without):
            units = [int(name[len(OFF):-2]) for name in code.co_names if name.startswith(OFF)]
            if units:
                register(value, code, without, units)
    return value


def register(value, code, without, units):
    found = flags.functions.get(units[0])
    if found is None or found.probed is not code:
        if found is not None:
            found.take(found.probed)  # the module was loaded again
        found = Exchanged(code, without, units)
    for unit in units:
        flags.functions[unit] = found
    found.functions = [each for each in found.functions if each() is not None] + [ref(value)]
    found.exchange()


def key(code):
    return code.co_filename, code.co_firstlineno, code.co_name


def same_shape(a, b):
    return all([getattr(a, name) == getattr(b, name) for name in SHAPE])


SHAPE = (
    "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags", "co_varnames", "co_freevars", "co_cellvars", "co_firstlineno")


# ---------------------------------------------------------------- when a module is compiled


def prepare(tree, filename, code):
    """Compiles the functions of a module that take part once more, without probes."""
    if not IS_WORTH_IT:
        return
    try:
        body = [each for each in map(stripped, tree.body) if each is not None]
    except RecursionError:
        return  # they stay as they are
    if body:
        collect(deeply(compile, _ast.Module(body, []), filename, "exec", code.co_flags & FUTURE, dont_inherit=True))


# Flags of code that stem from imports from `__future__`.
FUTURE = 0x1FE0000


def collect(code):
    for each in code.co_consts:
        if type(each) is type(code):
            plain[key(each)] = each
            collect(each)


def stripped(node):
    """A function without probes, or a class with nothing but such functions; nothing where there are none. The tree stays as it is."""
    if isinstance(node, _ast.ClassDef):
        body = [each for each in map(stripped, node.body) if each is not None]
        return changed(node, body=body, decorator_list=[], bases=[], keywords=[]) if body else None
    if isinstance(node, _ast.FunctionDef) and any([named(each, MARK) for each in node.decorator_list]):
        return changed(node, body=without_probes(node.body))
    return None


def changed(node, **fields):
    copy = type(node)(**{name: getattr(node, name) for name in node._fields + node._attributes if hasattr(node, name)})
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def named(node, start):
    return isinstance(node, _ast.Name) and node.id.startswith(start)


def without_probes(value):
    """The same for any part of a function: nodes, lists of nodes, and what else there is."""
    if isinstance(value, list):
        found = []
        for each in value:
            if is_watched(each):
                found += without_probes(each.body)
            elif isinstance(each, _ast.If) and named(each.test, OFF):
                found += without_probes(each.body)
            else:
                found.append(without_probes(each))
        return found
    if isinstance(value, _ast.IfExp) and named(value.test, OFF):
        return without_probes(value.body)
    if isinstance(value, _ast.AST) and value._fields:
        return changed(value, **{name: without_probes(getattr(value, name)) for name in value._fields if hasattr(value, name)})
    return value


def is_watched(node):
    """`try: … except BaseException: try: __noodle_escaped__(…) …`"""
    if not (isinstance(node, _ast.Try) and len(node.handlers) == 1 and isinstance(node.handlers[0].body[0], _ast.Try)):
        return False
    first = node.handlers[0].body[0].body[0]
    return isinstance(first, _ast.Expr) and isinstance(first.value, _ast.Call) and named(first.value.func, ESCAPED)
