"""Names of classes and steps of paths."""
from noodle_rt.describe import class_name

_READ = type.__getattribute__


def root_of(cls):
    """The library that a class says it is of: `numpy`."""
    return module_of(cls).partition(".")[0]


def module_of(cls):
    try:
        module = _READ(cls, "__module__")
    except AttributeError:
        return ""
    return module if type(module) is str else ""


def attribute(name):
    return "." + name if name.isidentifier() else f".[{name!r}]"


def key_step(key):
    """The step from a mapping to the value of a key."""
    cls = type(key)
    if cls in (str, bytes, int, float, bool) or key is None:
        shown = '"' + key + '"' if cls is str and key.isprintable() and '"' not in key and "\\" not in key else repr(key)
        return f"[{shown if len(shown) <= 60 else shown[:57] + '…'}]"
    if cls is tuple and len(key) <= 4 and all(type(part) in (str, int, float, bool) for part in key):
        shown = repr(key)
        return f"[{shown if len(shown) <= 60 else shown[:57] + '…'}]"
    return f"[key of class {class_name(cls)}]"


__all__ = ["attribute", "class_name", "key_step", "module_of", "root_of"]
