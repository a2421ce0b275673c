"""Values of Python's builtin classes, and of classes that derive from them."""
import hashlib
from types import CodeType, FunctionType, ModuleType

from noodle_rt.compare.data import Data, LITTLE, inline
from noodle_rt.compare.image import opaque
from noodle_rt.compare.iterators import builtin_iterator, generator
from noodle_rt.compare.names import attribute, class_name, key_step
from noodle_rt.compare.objects import attribute_nodes, whole
from noodle_rt.compare.packed import sequence

FLOAT = "<f8" if LITTLE else ">f8"
_READ = type.__getattribute__


# ---------------------------------------------------------------- scalars

def a_float(imager, value, path):
    value = float.__float__(value)
    if value - value == 0:
        return value
    from array import array
    return {"type": "float", "data": inline(FLOAT, array("d", (value,)).tobytes())}


def a_complex(imager, value, path):
    from array import array
    value = complex.__add__(value, 0) if type(value) is not complex else value
    return {"type": "complex", "data": inline(FLOAT[0] + "c16", array("d", (value.real, value.imag)).tobytes())}


def an_int(imager, value, path):
    return imager.node(int.__index__(value), path)


def a_text(imager, value, path):
    return imager.node(str.__str__(value), path)


def some_bytes(imager, value, path):
    return {"type": class_name(type(value)), "data": Data("|u1", (bytes.__len__(value),), bytes.__getitem__(value, slice(None)))}


def a_bytearray(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "data": Data("|u1", (bytearray.__len__(value),), bytes(memoryview(value)))}


def a_memoryview(imager, value, path):
    imager.remember(value, path)
    try:
        facts = {"format": value.format, "shape": list(value.shape or ()), "readonly": value.readonly,
                 "order": "C" if value.c_contiguous else "F" if value.f_contiguous else "neither"}
        data = value.tobytes()
    except ValueError:
        return {"type": "memoryview", "is": {"released": True}}
    return {"type": "memoryview", "is": facts, "data": Data("|u1", (len(data),), data)}


@whole
def singleton(imager, value, path):
    return {"type": class_name(type(value))}


def bounds(imager, value, path):
    steps = (".start", ".stop", ".step")
    return {"type": class_name(type(value)), "has": {step: imager.node(getattr(value, step[1:]), path + step) for step in steps}}


# ---------------------------------------------------------------- containers

def a_list(imager, value, path):
    imager.remember(value, path)
    items = value if type(value) is list else list(list.__iter__(value))
    return {"type": class_name(type(value)), "items": sequence(imager, items, path)}


def a_tuple(imager, value, path):
    cls = type(value)
    items = value if cls is tuple else tuple(tuple.__iter__(value))
    fields = getattr(cls, "_fields", None) if cls is not tuple else None
    if type(fields) is tuple and len(fields) == len(items) and all(type(field) is str for field in fields):
        has = {attribute(field): imager.node(item, path + attribute(field)) for field, item in zip(fields, items)}
        return {"type": class_name(cls), "has": has} if has else {"type": class_name(cls)}
    before = imager.left
    node = {"type": class_name(cls), "items": sequence(imager, items, path)}
    if before - imager.left > 1000:  # shared by many it would be looked at again and again
        imager.remember(value, path)
    return node


def a_dict(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), **entries(imager, list(dict.items(value)), path)}


def entries(imager, pairs, path):
    """Keys and values of a mapping, in order."""
    keys = [key for key, _ in pairs]
    values = [item for _, item in pairs]
    return {
        "keys": sequence(imager, keys, path + ".keys()"),
        "values": sequence(imager, values, path, lambda index: key_step(keys[index])),
    }


def a_set(imager, value, path):
    cls = type(value)
    is_frozen = isinstance(value, frozenset)
    if not is_frozen:
        imager.remember(value, path)
    items = list(frozenset.__iter__(value) if is_frozen else set.__iter__(value))
    return {"type": class_name(cls), "set": sequence(imager, in_order(items), path + "{…}")}


def in_order(items):
    """The items of a set in an order that follows from what they are."""
    kinds = set(map(type, items))
    if kinds <= {int} or kinds <= {str} or kinds <= {bytes}:
        return sorted(items)
    if kinds <= {int, str, float, bool, type(None), bytes}:
        return sorted(items, key=lambda item: (type(item).__name__, repr(item)))
    from noodle_rt.compare.digest import digest
    return sorted(items, key=digest)


def a_view(imager, value, path):
    """Keys, values or items of a dictionary."""
    return {"type": class_name(type(value)), "items": sequence(imager, list(value), path)}


def a_mapping_proxy(imager, value, path):
    return {"type": class_name(type(value)), "has": {".copy()": imager.node(value.copy(), path + ".copy()")}}


# ---------------------------------------------------------------- code

@whole
def a_module(imager, value, path):
    name = object.__getattribute__(value, "__dict__").get("__name__")
    return {"type": "module", "is": {"name": name if type(name) is str else "?"}}


def a_function(imager, value, path):
    imager.remember(value, path)
    node = {"type": "function", "is": {"name": value.__qualname__, "module": plain(value.__module__)}, "code": code_text(value.__code__)}
    has = attribute_nodes(imager, value, path, ("__wrapped__",))
    for name in ("__defaults__", "__kwdefaults__", "__wrapped__"):
        item = value.__dict__.get(name) if name == "__wrapped__" else getattr(value, name)
        if item is not None:
            has[attribute(name)] = imager.node(item, path + attribute(name))
    if has:
        node["has"] = has
    cells = {}
    for name, cell in zip(value.__code__.co_freevars, value.__closure__ or ()):
        try:
            item = cell.cell_contents
        except ValueError:
            continue
        cells[name] = imager.node(item, f"{path}.__closure__[{name!r}]")
    if cells:
        node["cells"] = cells
    return node


def plain(value):
    return value if value is None or type(value) in (str, int, bool) else class_name(type(value))


def code_text(code):
    """What a code object does, without where it was written."""
    return hashlib.sha256(repr(code_parts(code)).encode("utf-8", "surrogatepass")).hexdigest()


def code_parts(code):
    constants = [code_parts(item) if type(item) is CodeType else constant(item) for item in code.co_consts]
    return (code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars,
            code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_name)


def constant(item):
    if type(item) is frozenset:
        return "frozenset", sorted(map(repr, item))
    if type(item) is tuple:
        return tuple(map(constant, item))
    return type(item).__name__, repr(item)


@whole
def a_code(imager, value, path):
    return {"type": "code", "is": {"name": value.co_name}, "code": code_text(value)}


def a_method(imager, value, path):
    has = {".__func__": imager.node(value.__func__, path + ".__func__"), ".__self__": imager.node(value.__self__, path + ".__self__")}
    return {"type": "method", "has": has}


@whole
def a_builtin_function(imager, value, path):
    node = {"type": class_name(type(value)), "is": {"name": value.__qualname__, "module": plain(value.__module__)}}
    receiver = getattr(value, "__self__", None)
    if receiver is not None and type(receiver) is not ModuleType and not isinstance(receiver, type):
        node["has"] = {".__self__": imager.node(receiver, path + ".__self__")}
    return node


@whole
def a_descriptor(imager, value, path):
    node = {"type": class_name(type(value)), "is": {"name": plain(getattr(value, "__qualname__", None))}}
    has = {}
    for name in ("fget", "fset", "fdel", "__func__"):
        item = getattr(value, name, None)
        if item is not None:
            has[attribute(name)] = imager.node(item, path + attribute(name))
    if has:
        node["has"] = has
    return node


@whole
def a_class(imager, value, path):
    """A class: its name and bases; of the program's own classes also the values that they hold."""
    node = {"type": class_name(type(value)), "is": {"name": class_name(value), "bases": [class_name(base) for base in value.__bases__]}}
    if not _READ(value, "__flags__") & 1 << 9 or not is_own(value):
        return node
    imager.remember(value, path)
    has = {}
    for name, item in list(_READ(value, "__dict__").items()):
        if not (name.startswith("__") and name.endswith("__")) and not name.startswith("_abc_") and not is_code(item):
            has[attribute(name)] = imager.node(item, path + attribute(name))
    if has:
        node["has"] = has
    return node


# Names of the modules that belong to the program.
own_modules = {"__main__", "__mp_main__"}


def is_own(cls):
    return _READ(cls, "__module__") in own_modules


CODE = ("function", "method", "builtin_function_or_method", "property", "staticmethod", "classmethod", "member_descriptor",
        "getset_descriptor", "wrapper_descriptor", "method_descriptor", "classmethod_descriptor", "cached_property", "_tuplegetter",
        "type")


def is_code(item):
    return type(item).__name__ in CODE or isinstance(item, (type, FunctionType))


def a_cell(imager, value, path):
    imager.remember(value, path)
    try:
        return {"type": "cell", "has": {".cell_contents": imager.node(value.cell_contents, path + ".cell_contents")}}
    except ValueError:
        return {"type": "cell"}


# ---------------------------------------------------------------- exceptions

ERROR_FIELDS = {
    "builtins.OSError": ("errno", "strerror", "filename", "filename2"),
    "builtins.ImportError": ("name", "path", "msg"),
    "builtins.SyntaxError": ("msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"),
    "builtins.NameError": ("name",),
    "builtins.AttributeError": ("name", "obj"),
    "builtins.StopIteration": ("value",),
    "builtins.SystemExit": ("code",),
    "builtins.BaseExceptionGroup": ("message", "exceptions"),
}


def an_exception(imager, value, path):
    """An exception with its arguments, notes and the ones behind it. Where it was raised does not count."""
    imager.remember(value, path)
    cls = type(value)
    has = {".args": imager.node(BaseException.args.__get__(value), path + ".args")}
    for base in cls.__mro__:
        for name in ERROR_FIELDS.get("builtins." + base.__name__, ()) if base.__module__ == "builtins" else ():
            descriptor = _READ(base, "__dict__").get(name)
            if descriptor is not None:
                try:
                    has[attribute(name)] = imager.node(descriptor.__get__(value, cls), path + attribute(name))
                except AttributeError:
                    pass
    for name in ("__cause__", "__context__"):
        item = getattr(BaseException, name).__get__(value)
        if item is not None:
            has[attribute(name)] = imager.node(item, path + attribute(name))
    return {"type": class_name(cls), "is": {"suppress_context": BaseException.__suppress_context__.__get__(value)},
            "has": {**has, **attribute_nodes(imager, value, path)}}


def not_looked_at(reason):
    def handle(imager, value, path):
        return opaque(type(value), reason)
    return whole(handle)


ITERATORS = """list_iterator list_reverseiterator tuple_iterator str_iterator str_ascii_iterator bytes_iterator bytearray_iterator
range_iterator longrange_iterator set_iterator dict_keyiterator dict_valueiterator dict_itemiterator dict_reversekeyiterator
dict_reversevalueiterator dict_reverseitemiterator iterator callable_iterator memory_iterator enumerate zip map filter reversed"""

HANDLERS = {
    "builtins." + name: handler for name, handler in {
        "float": a_float, "complex": a_complex, "int": an_int, "str": a_text, "bytes": some_bytes, "bytearray": a_bytearray,
        "memoryview": a_memoryview, "ellipsis": singleton, "NotImplementedType": singleton, "range": bounds, "slice": bounds,
        "list": a_list, "tuple": a_tuple, "dict": a_dict, "set": a_set, "frozenset": a_set,
        "dict_keys": a_view, "dict_values": a_view, "dict_items": a_view, "mappingproxy": a_mapping_proxy,
        "module": a_module, "function": a_function, "code": a_code, "method": a_method, "type": a_class, "cell": a_cell,
        "builtin_function_or_method": a_builtin_function, "method-wrapper": a_builtin_function,
        "wrapper_descriptor": a_descriptor, "method_descriptor": a_descriptor, "classmethod_descriptor": a_descriptor,
        "getset_descriptor": a_descriptor, "member_descriptor": a_descriptor,
        "property": a_descriptor, "staticmethod": a_descriptor, "classmethod": a_descriptor,
        "generator": generator, "BaseException": an_exception,
        "frame": not_looked_at("frames are about how a program runs"),
        "traceback": not_looked_at("tracebacks are about where a program stands"),
        "coroutine": not_looked_at("it is a coroutine"), "async_generator": not_looked_at("it is an asynchronous generator"),
    }.items()
}
HANDLERS.update({"builtins." + name: builtin_iterator for name in ITERATORS.split()})

