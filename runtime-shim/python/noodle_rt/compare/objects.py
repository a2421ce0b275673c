"""Objects of classes that nobody here knows: their class and what is in their `__dict__` and slots. No code of theirs runs."""
from types import GetSetDescriptorType, MemberDescriptorType

from noodle_rt.compare.names import attribute, class_name, module_of, root_of

_READ = type.__getattribute__
HEAP_TYPE = 1 << 9
_layouts = {}

NO_SLOTS = frozenset(("__dictoffset__", "__weaklistoffset__", "__vectorcalloffset__", "__weakref__", "__dict__"))


class Layout:
    """How to read the attributes of the objects of a class without running code."""

    def __init__(self, cls):
        self.dict = None
        self.slots = []
        # Whether objects have a state that cannot be read: some class in C has room for more than it shows.
        self.is_hidden = False
        mro = _READ(cls, "__mro__")
        for base in mro:
            own = _READ(base, "__dict__")
            descriptor = own.get("__dict__")
            if self.dict is None and type(descriptor) in (GetSetDescriptorType, MemberDescriptorType):
                self.dict = descriptor
            if not _READ(base, "__flags__") & HEAP_TYPE:
                continue
            for name, member in own.items():
                if type(member) is MemberDescriptorType and name not in NO_SLOTS:
                    self.slots.append((name, member))
        for base in mro:
            parent = _READ(base, "__base__")
            if parent is None:
                continue
            own = _READ(base, "__dict__")
            known = sum(type(member) is MemberDescriptorType for member in own.values())
            known += ("__dict__" in own) + ("__weakref__" in own)
            if _READ(base, "__basicsize__") - _READ(parent, "__basicsize__") > 8 * known:
                self.is_hidden = True


def layout(cls):
    found = _layouts.get(cls)
    if found is None:
        if len(_layouts) > 5000:
            _layouts.clear()
        found = _layouts[cls] = Layout(cls)
    return found


def attributes(value):
    """Names and values of what lies in the `__dict__` and the slots of an object."""
    cls = type(value)
    found = []
    reader = layout(cls)
    if reader.dict is not None:
        try:
            own = reader.dict.__get__(value, cls)
        except Exception:
            own = None
        if isinstance(own, dict):
            found += [(name, item) for name, item in list(dict.items(own)) if type(name) is str]
    for name, member in reader.slots:
        try:
            found.append((name, member.__get__(value, cls)))
        except Exception:
            pass
    return found


def attribute_nodes(imager, value, path, without=()):
    """The attributes of an object as the field `has` of its node; None of them when there are none."""
    found = {}
    for name, item in attributes(value):
        if name not in without:
            step = attribute(name)
            found[step] = imager.node(item, path + step)
    return found


CYTHON = ("cython_function_or_method", "fused_cython_function")


def public_nodes(imager, value, path):
    """Attributes that a program may have given to an object of a library."""
    return attribute_nodes(imager, value, path, {name for name, _ in attributes(value) if name.startswith("_")})


def instance(imager, value, path):
    """An object as its class and attributes."""
    cls = type(value)
    imager.remember(value, path)
    node = {"type": class_name(cls)}
    is_hidden = layout(cls).is_hidden
    if is_hidden:
        # Functions made in C that are dressed as Python's.
        own = dict(attributes(value))
        if cls.__name__ in CYTHON:
            own = {"__name__": value.__qualname__, "__module__": value.__module__}
        if type(own.get("__name__")) is str and type(own.get("__module__")) is str:
            return {**node, "is": {"name": own["__name__"], "module": own["__module__"]}}
    found = attribute_nodes(imager, value, path)
    if found:
        node["has"] = found
    if is_hidden:
        pickled = pickle_parts(imager, value, path)
        if pickled is None:
            node["opaque"] = "it is made in another language"
        else:
            node["has"] = {**found, **pickled}
    return node


def with_attributes(handler, cls, base):
    """A handler for a class that is derived from one which has a handler."""
    if getattr(handler, "is_whole", False):
        return handler
    reader = layout(cls)
    # What a library's own classes keep in themselves their handler knows.
    has_attributes = (reader.dict is not None or bool(reader.slots)) and root_of(cls) != root_of(base)

    def handle(imager, value, path):
        node = handler(imager, value, path)
        if type(node) is not dict or "same" in node:
            node = {"type": class_name(cls), "as": node}
        elif node["type"] != class_name(cls):
            node = {**node, "type": class_name(cls)}
        without = node.pop("without", ())
        found = attribute_nodes(imager, value, path, without) if has_attributes else None
        if found:
            node["has"] = {**node.get("has", {}), **found}
        return node

    return handle


def whole(handler):
    """Marks a handler that says all there is, also of objects of derived classes."""
    handler.is_whole = True
    return handler


# Libraries whose classes in C can be asked for their state in the way of `pickle`, which changes nothing.
PICKLED = frozenset(("sklearn", "scipy", "numpy", "pandas", "_random"))


def pickle_parts(imager, value, path):
    """What `pickle` would keep of an object, or `None`."""
    if module_of(type(value)).partition(".")[0] not in PICKLED:
        return None
    try:
        parts = value.__reduce_ex__(2)
    except Exception:
        return None
    if type(parts) is not tuple:
        return None
    # The first is a function that makes the object; classes need not be named twice.
    imager.keep.append(parts)
    kept = [part for part in parts[1:3] if part is not None]
    return {f".__reduce__[{index}]": imager.node(part, f"{path}.__reduce__[{index}]") for index, part in enumerate(kept)}
