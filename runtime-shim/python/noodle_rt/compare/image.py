"""Pictures of values: plain data that holds all that a program can see of a value, made without changing anything.

An image is what both jobs of the comparer stand on: two live values are compared by comparing their images, and a capture is
the images of a run in a file. A node of an image is one of

    None, True, 5, 0.5, "text"          a value of exactly this builtin type, as JSON can hold it
    {"type": "list", …}                 anything else, with the full name of its class and some of these fields:
        "is": {name: plain data}        facts, compared in their order
        "as": node                      what an instance of a subclass is beside its attributes
        "data": Data                    raw elements; their text and places come from the format and shape
        "items": sequence               items in order; a sequence is {"items": [node, …]} or {"packed": …} (see `packed.py`)
        "keys", "values": sequence      entries of a mapping in order
        "set": sequence                 items in an order that depends on nothing but themselves
        "has": {step: node}             parts, with the step that leads to them: `.index`, `["a"]`
        "code": text                    code of a function, compared only when asked for
        "cells": {name: node}           variables that a function has caught
    {"same": path}                      the very object that stands at this path
    {"later": number}                   a part that lies too deep: its number in the list `later` of the imager
    {"type": …, "opaque": reason}       what cannot be looked at: only the class is known
"""
import gc
import sys

from noodle_rt.compare.names import class_name, root_of

# Levels of nesting of one tree; what lies deeper begins a tree of its own, so that nothing recurses without end.
DEEPEST = 60

# Nodes of one image; what comes then is opaque.
MOST_NODES = 4_000_000

_READ = type.__getattribute__


class Imager:
    """Makes images that share one memory of what was seen: an object that is met again is the same object.

    frozen: whether to copy raw elements, for values that will be changed before they are compared
    is_shallow: whether what lies too deep is left out, so that nodes need no list `later`
    """

    def __init__(self, frozen=False, is_shallow=False, most_nodes=MOST_NODES):
        self.frozen = frozen
        self.is_shallow = is_shallow
        self.left = most_nodes
        self.depth = 0
        self.seen = {}
        self.keep = []
        self.later = []
        self.waiting = []
        # What `memory.py` and `iterators.py` look at in the end.
        self.extents = []
        self.iterators = []

    def image(self, value, path):
        """The node of a value that is at hand under `path`; what lies too deep in it is in `later` afterwards."""
        root = self.node(value, path)
        self.finish()
        return root

    def finish(self):
        """Makes the trees of what lay too deep."""
        while len(self.later) < len(self.waiting):
            number = len(self.later)
            self.later.append(None)
            # Full paths would be as long as the value is deep.
            self.later[number] = self.unseen(self.waiting[number], f"<{number}>")

    def node(self, value, path):
        """The node of a value."""
        cls = type(value)
        if cls is str:
            return value if is_plain_text(value) else text_node(value)
        if cls is int:
            return value if -0x8000000000000000 <= value <= 0x7FFFFFFFFFFFFFFF else {"type": "int", "is": {"value": hex(value)}}
        if cls is bool or value is None:
            return value
        if cls is float and value - value == 0:
            return value
        known = self.seen.get(id(value))
        if known is not None:
            return {"same": known}
        if self.depth >= DEEPEST:
            if self.is_shallow:
                return opaque(cls, "nested too deeply")
            self.waiting.append(value)
            return {"later": len(self.waiting) - 1}
        return self.unseen(value, path)

    def unseen(self, value, path):
        known = self.seen.get(id(value))
        if known is not None:
            return {"same": known}
        self.left -= 1
        if self.left < 0:
            return opaque(type(value), "too many values")
        self.depth += 1
        try:
            node = self.handler(type(value))(self, value, path)
            if type(node) is dict:
                node.pop("without", None)
            return node
        except RecursionError:
            return opaque(type(value), "nested too deeply")
        except MemoryError:
            return opaque(type(value), "not enough memory")
        except Exception as error:
            return opaque(type(value), f"{type(error).__name__} while looking at it")
        finally:
            self.depth -= 1

    def handler(self, cls):
        found = _handlers.get(cls)
        if found is None:
            found = find_handler(cls)
            if len(_handlers) > 5000:  # classes that programs make by the thousand
                _handlers.clear()
            _handlers[cls] = found
        return found

    def remember(self, value, path):
        """Notes an object whose identity a program can see. To be called before its parts are looked at."""
        self.seen[id(value)] = path
        self.keep.append(value)

    def data(self, data):
        return data.frozen() if self.frozen else data


class Calm:
    """Meanwhile nothing is in the way of looking at many values: no limit of calls that the program has set for itself, and no
    collector of garbage that looks at all nodes again and again."""

    def __enter__(self):
        self.limit = sys.getrecursionlimit()
        self.was_on = gc.isenabled()
        gc.disable()
        sys.setrecursionlimit(self.limit + 5000)
        return self

    def __exit__(self, *error):
        sys.setrecursionlimit(self.limit)
        if self.was_on:
            gc.enable()


def opaque(cls, reason):
    return {"type": class_name(cls), "opaque": reason}


def is_plain_text(value):
    """Whether JSON gives a text back as it was: a pair of lone surrogates would become one character."""
    if value.isascii():
        return True
    try:
        value.encode()
        return True
    except UnicodeEncodeError:
        return False


def text_node(value):
    return {"type": "str", "is": {"utf8": value.encode("utf-8", "surrogatepass").hex()}}


_handlers = {}
_families = {}

# Library -> the module of this package that knows its classes. Only libraries that the program has imported are ever met.
FAMILIES = {
    "builtins": "builtin",
    "numpy": "arrays",
    "pandas": "frames",
    "scipy": "sparse",
    "torch": "tensors",
    "tensorflow": "tensorflow",
    "keras": "tensorflow",
    "sklearn": "estimators",
    "pyarrow": "arrow",
    "polars": "polars",
    "matplotlib": "figures",
    "plotly": "figures",
}
STANDARD = "standard"


def find_handler(cls):
    """The function that makes nodes for objects of a class: that of the first class it derives from which has one."""
    from noodle_rt.compare import objects
    mro = _READ(cls, "__mro__")
    # Members of enumerations may be integers or texts as well.
    for base in [base for base in mro if class_name(base) == "enum.Enum"] or mro:
        root = root_of(base)
        name = FAMILIES.get(root) or STANDARD
        family = _families.get(name)
        if family is None:
            family = _families[name] = load_family(name)
        found = family.get(f"{root}.{_READ(base, '__qualname__')}" if name != STANDARD else class_name(base))
        if found is not None:
            return found if base is cls else objects.with_attributes(found, cls, base)
    return objects.instance


def load_family(name):
    module = "noodle_rt.compare." + name
    __import__(module)
    return sys.modules[module].HANDLERS
