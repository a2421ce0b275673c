"""Describes the public names of installed libraries: which there are, what they are, and their parameters.

    python introspect.py OUT LIBRARY...

writes `OUT/<library>.json`, one version's view. `merge.py` makes the catalogue's `signatures/` out of several.
"""

from __future__ import annotations

import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg", SCIPY_ARRAY_API="0")

import abc
import enum
import functools
import importlib
import importlib.metadata
import inspect
import json
import pathlib
import pkgutil
import sys
import types
import warnings

from libraries import LIBRARIES, Library
from parameters import parameters_of

#: The functions that optimised programs call are part of the catalogue, too.
sys.path.append(str(pathlib.Path(__file__).parents[3] / "runtime-shim" / "python"))

PRIVATE_PARTS = ("tests", "test", "conftest", "setup", "benchmarks", "externals")

#: Special methods that programs call by name, or through syntax that the catalogue has facts for.
SPECIAL = ("__init__", "__call__", "__enter__", "__exit__", "__iter__", "__next__", "__len__", "__contains__", "__getitem__",
           "__setitem__", "__delitem__", "__array__", "__getattr__", "__setattr__", "__format__", "__aenter__", "__aexit__")

#: What TensorFlow itself shows of the Keras of its first version, and nobody else.
KERAS_ONE = ("tensorflow.compat.v1.layers", "tensorflow.compat.v1.nn.rnn_cell")

#: Modules that are no packages, but there to import the names of others from.
GATHERING = ("matplotlib.pyplot", "matplotlib.pylab", "pylab", "sklearn.utils.metadata_routing", "sklearn.utils.fixes")


def is_public(name: str) -> bool:
    return not name.startswith("_") and name not in PRIVATE_PARTS


class Walk:
    """One library: all public paths and the objects that they lead to."""

    def __init__(self, name: str, library: Library) -> None:
        self.name = name
        self.library = library
        self.roots = (name, *library.also)
        self.modules: dict[str, types.ModuleType] = {}
        #: Public paths of modules, functions, classes; and of values.
        self.paths: dict[str, object] = {}
        #: Classes without a public path.
        self.hidden: list[type] = []

    # ------------------------------------------------------------ modules

    def add_modules(self) -> None:
        for entry in self.library.modules:
            path = entry.removesuffix(".*")
            module = self.load(path)
            if module is not None:
                self.add_module(path, module, self.library.depth if entry.endswith(".*") else 0)

    def load(self, path: str) -> types.ModuleType | None:
        try:
            return importlib.import_module(path)
        except BaseException:
            return None

    def add_module(self, path: str, module: types.ModuleType, depth: int) -> None:
        if path in self.modules:
            return
        self.modules[path] = module
        self.paths[path] = module
        if depth <= 0:
            return
        for name in self.submodules(module):
            inner_path = f"{path}.{name}"
            if inner_path in self.library.skip or not is_public(name):
                continue
            inner = self.attribute(module, name)
            if not isinstance(inner, types.ModuleType):
                # A function of the same name hides the module: `scipy.linalg.basic` stays, `tqdm.tqdm` does not.
                inner = self.load(inner_path) if inner is None else None
            if inner is not None and self.belongs(inner):
                self.add_module(inner_path, inner, depth - 1)

    def submodules(self, module: types.ModuleType) -> list[str]:
        names = {name for name in dir(module) if is_public(name)}
        if hasattr(module, "__path__") and self.name != "tensorflow":
            try:
                names |= {info.name for info in pkgutil.iter_modules(module.__path__) if is_public(info.name)}
            except Exception:
                pass
        # Modules that are only there because somebody imported them are found by their own names.
        return sorted(name for name in names if self.may_be_module(module, name))

    def may_be_module(self, module: types.ModuleType, name: str) -> bool:
        inner = module.__dict__.get(name)
        if inner is None:
            return True
        if not isinstance(inner, types.ModuleType):
            return self.name == "tensorflow" and type(inner).__name__.endswith("LazyLoader")
        return self.name == "tensorflow" or inner.__name__ == f"{module.__name__}.{name}" or name in getattr(module, "__all__", ())

    def belongs(self, module: types.ModuleType) -> bool:
        # Lazy modules that cannot be loaded have no name.
        return str(getattr(module, "__name__", "")).split(".", 1)[0] in self.roots

    # ------------------------------------------------------------ names

    def attribute(self, owner: object, name: str) -> object:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return getattr(owner, name)
        except BaseException:
            return None

    def add_names(self) -> None:
        for path, module in list(self.modules.items()):
            for name in self.names_of(path, module):
                obj = self.attribute(module, name)
                if not isinstance(obj, types.ModuleType):
                    self.paths.setdefault(f"{path}.{name}", obj)
                elif self.belongs(obj):
                    self.paths.setdefault(f"{path}.{name}", obj)

    def names_of(self, path: str, module: types.ModuleType) -> list[str]:
        if path == "builtins":
            return sorted({name for name in dir(module) if not name.startswith("_")} | {"__import__"})
        names = {name for name in getattr(module, "__all__", ()) if isinstance(name, str)}
        # The lists of these leave out what everybody uses (`torch.float32`, `matplotlib.rcParams`).
        if not names or self.name in ("tensorflow", "torch") or path in ("matplotlib", "pandas", "pandas.api.types", "numpy"):
            names |= {name for name in contents(module) if self.is_own(module, name)}
        if hasattr(module, "__version__"):
            names.add("__version__")
        return sorted(name for name in names if not name.startswith("_") or name == "__version__")

    def is_own(self, module: types.ModuleType, name: str) -> bool:
        """Whether a name is there for users: not something that the module's own code has imported."""
        obj = self.attribute(module, name)
        if isinstance(obj, types.ModuleType):
            return self.belongs(obj) and any(obj is known for known in self.modules.values())
        gathers = hasattr(module, "__path__") or module.__name__ in GATHERING or self.name == "tensorflow"
        if module.__name__ == "sys":
            return True
        if isinstance(obj, type) or is_function(obj):
            home = getattr(obj, "__module__", None)
            if not isinstance(home, str) or self.name == "torch" and home == "builtins":
                # Compiled functions do not know where they are from.
                return not isinstance(obj, type)
            if self.name == "python":
                return home in (module.__name__, f"_{module.__name__}")
            if home == "torch" and isinstance(obj, types.BuiltinFunctionType):
                return True
            inside = home == module.__name__ or home.startswith((f"{module.__name__}._", "torch._C"))
            return inside or gathers and home.split(".", 1)[0] in self.roots
        if type(obj).__name__ == "_Feature" or obj is None:
            return False
        home = type(obj).__module__
        return home == "builtins" or home.split(".", 1)[0] in self.roots

    def add_hidden_classes(self) -> None:
        scope: dict[str, object] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(self.library.setup, scope)
            except Exception as error:
                print(f"{self.name}: setup: {error}", file=sys.stderr)
            for expression in self.library.classes:
                try:
                    value = eval(expression, scope)
                except Exception as error:
                    print(f"{self.name}: {expression}: {error}", file=sys.stderr)
                    continue
                for item in value if isinstance(value, list) else [value]:
                    cls = item if isinstance(item, type) else type(item)
                    home = cls.__module__
                    if home.split(".", 1)[0] in self.roots or self.name == "python":
                        self.hidden.append(cls)

    # ------------------------------------------------------------ description

    def describe(self) -> dict:
        self.add_modules()
        self.add_names()
        self.add_hidden_classes()
        groups: dict[int, list[str]] = {}
        for path, obj in self.paths.items():
            if has_identity(obj):
                groups.setdefault(id(obj), []).append(path)
        self.canonical: dict[int, str] = {}
        aliases: dict[str, str] = {}
        for path_list in groups.values():
            obj = self.paths[path_list[0]]
            ordered = sorted(path_list, key=lambda path: rank(path, obj))
            self.canonical[id(obj)] = ordered[0]
            aliases.update({path: ordered[0] for path in ordered[1:]})
            real = real_name(obj)
            if isinstance(obj, type) and real and real not in path_list and "<" not in real:
                aliases[real] = ordered[0]
        for cls in self.hidden:
            if id(cls) not in self.canonical:
                name = real_name(cls)
                # `sys.version_info` is a value whose class has the same name.
                if name and "<" not in name and name not in self.paths:
                    self.canonical[id(cls)] = name
                    self.paths[name] = cls
        names: dict[str, dict] = {}
        for path, obj in sorted(self.paths.items()):
            if path in aliases:
                continue
            if self.name == "tensorflow" and (real_name(obj) or "").startswith("keras.") and not path.startswith(KERAS_ONE):
                continue
            entry = self.entry(path, obj)
            names[path] = entry
            if isinstance(obj, type):
                names.update(self.members(path, obj))
        for path in list(aliases):
            if aliases[path] not in names:
                del aliases[path]
        aliases.update(self.library.moved)
        if self.name == "tensorflow":
            aliases.update(keras_names())
        return {"library": self.name, "version": version_of(self.name, self.library), "names": names, "aliases": aliases}

    def entry(self, path: str, obj: object) -> dict:
        if isinstance(obj, types.ModuleType):
            return {"kind": "module"}
        if isinstance(obj, type):
            bases = [self.canonical[id(base)] for base in obj.__mro__[1:-1] if id(base) in self.canonical]
            return compact({"kind": "class", "parameters": parameters_of(path, obj, bound=False), "bases": bases or None, "makesSubclass": makes_subclass(obj)})
        if is_function(obj):
            # Functions that are objects have members of their own: `numpy.add.reduce`.
            value = self.class_name(obj) if type(obj).__name__ == "ufunc" else None
            return compact({"kind": "function", "parameters": parameters_of(path, obj, bound=False), "value": value})
        # What is None, or a stream, when we look may be anything later.
        lasting = obj is not None and type(obj).__module__ not in ("io", "_io")
        return compact({"kind": "constant", "value": self.class_name(obj) if lasting else None})

    def class_name(self, obj: object) -> str | None:
        """Class of a value, with `+` when only a base of it has a name."""
        for number, cls in enumerate(type(obj).__mro__[:-1]):
            name = self.canonical.get(id(cls))
            if name is not None:
                return name if number == 0 else f"{name}+"
            if cls.__module__ == "builtins":
                name = "None" if cls is type(None) else cls.__name__
                return name if number == 0 else f"{name}+"
        return None

    def members(self, path: str, cls: type) -> dict[str, dict]:
        """Members of a class itself and of those of its bases that have no entry of their own."""
        found: dict[str, dict] = {}
        if type(cls).__name__ == "tensortype":
            # `torch.FloatTensor` and its kind are constructors only: what they make is a `torch.Tensor`.
            return found
        if self.library.plain and any(real_name(base) in self.library.plain for base in cls.__mro__[1:]):
            return found
        own = [cls, *(base for base in cls.__mro__[1:-1] if id(base) not in self.canonical and base.__module__ not in ("builtins", "abc", "typing"))]
        if cls is object:
            own = [object]
        for owner in own:
            if owner is not cls and self.is_hidden_by_public(cls, owner):
                continue
            for name, value in list(vars(owner).items()):
                member_path = f"{path}.{name}"
                if member_path in found or member_path in self.paths or not self.is_member(owner, name, value):
                    continue
                entry = self.member(member_path, cls, name, value)
                if entry is not None:
                    found[member_path] = entry
        return found

    def is_hidden_by_public(self, cls: type, owner: type) -> bool:
        """A private base that a public base has folded in already."""
        return any(id(base) in self.canonical and issubclass(base, owner) for base in cls.__mro__[1:-1])

    def is_member(self, owner: type, name: str, value: object) -> bool:
        if name in SPECIAL:
            return callable(value) and not (name in ("__init__", "__setattr__") and owner.__module__ == "builtins")
        if name.startswith("_") and not (hasattr(owner, "_fields") and name in ("_asdict", "_replace", "_fields")):
            return False
        return not isinstance(value, types.ModuleType)

    def member(self, path: str, cls: type, name: str, value: object) -> dict | None:
        if isinstance(value, staticmethod):
            return compact({"kind": "staticmethod", "parameters": parameters_of(path, value.__func__, bound=False)})
        if isinstance(value, classmethod) or type(value).__name__ == "classmethod_descriptor":
            return compact({"kind": "classmethod", "parameters": parameters_of(path, self.attribute(cls, name), bound=False)})
        if isinstance(value, enum.Enum) and isinstance(value, cls):
            return {"kind": "constant", "value": self.class_name(value)}
        accessor = None if isinstance(value, type) or inspect.isfunction(value) else self.attribute(cls, name)
        if isinstance(accessor, type) and id(accessor) in self.canonical:
            return {"kind": "property", "value": self.canonical[id(accessor)]}
        if isinstance(value, type):
            if type(value) is enum.EnumMeta or id(value) in self.canonical:
                return None
            return compact({"kind": "class", "parameters": parameters_of(path, value, bound=False)})
        if isinstance(value, (property, functools.cached_property, types.GetSetDescriptorType, types.MemberDescriptorType)):
            return {"kind": "property"}
        if inspect.isroutine(value) or is_function(value):
            static = isinstance(value, types.BuiltinFunctionType)
            return compact({"kind": "staticmethod" if static else "method", "parameters": parameters_of(path, value, bound=not static)})
        if hasattr(type(value), "__get__"):
            if callable(value) and not hasattr(type(value), "__set__") and callable(accessor):
                return compact({"kind": "method", "parameters": parameters_of(path, value, bound=True)})
            return {"kind": "property"}
        # A value of a class is a default that its instances may replace.
        return {"kind": "property"}


def makes_subclass(cls: type) -> bool | None:
    """Whether calling a class may give something else than an instance of exactly this class."""
    if type(cls) not in (type, abc.ABCMeta):
        return True
    maker = next(base for base in cls.__mro__ if "__new__" in vars(base))
    if maker is object or cls.__module__ == "builtins" and not issubclass(cls, OSError):
        return None
    return None if issubclass(cls, (BaseException, tuple)) and not issubclass(cls, OSError) else True


def contents(module: types.ModuleType) -> list[str]:
    """Names in a module; some of PyTorch's are objects that stand before the real one."""
    real = getattr(module, "m", None)
    return sorted({*dir(module), *(dir(real) if isinstance(real, types.ModuleType) else ())})


def is_function(obj: object) -> bool:
    if isinstance(obj, type) or not callable(obj):
        return False
    return inspect.isroutine(obj) or hasattr(obj, "__name__") or hasattr(obj, "__wrapped__") or type(obj).__name__ == "_CallableWrapper"


def has_identity(obj: object) -> bool:
    """Equal values at two paths are not the same name, unless they are modules, classes or functions."""
    return isinstance(obj, (types.ModuleType, type)) or is_function(obj)


def real_name(obj: object) -> str | None:
    if isinstance(obj, types.ModuleType):
        return obj.__name__
    module, names = getattr(obj, "__module__", None), [getattr(obj, "__qualname__", None), getattr(obj, "__name__", None)]
    named = [name for name in names if isinstance(name, str)]
    return f"{module}.{named[0]}" if isinstance(module, str) and named else None


def rank(path: str, obj: object) -> tuple:
    """Shortest first; of equally long ones the path that the object gives itself, then the alphabet."""
    own_name = getattr(obj, "__name__", None)
    # `pylab` is there to gather what has its home elsewhere.
    return ("pylab" in path.split("."), path.count("."), path != real_name(obj), path.rsplit(".", 1)[-1] != own_name, path)


def compact(entry: dict) -> dict:
    return {key: value for key, value in entry.items() if value is not None}


def keras_names() -> dict[str, str]:
    """TensorFlow shows Keras under its own name."""
    walk = Walk("keras", LIBRARIES["keras"])
    walk.add_modules()
    walk.add_names()
    names = {f"tensorflow.{path}": path for path in walk.paths}
    names.update({"tensorflow.compat.v1.keras": "keras", "tensorflow.compat.v2.keras": "keras", "tensorflow.compat.v2": "tensorflow"})
    for module in ("initializers", "losses", "metrics", "optimizers"):
        names.update({f"tensorflow.{path.removeprefix('keras.')}": path for path in walk.paths if f"{path}.".startswith(f"keras.{module}.")})
    return names


def version_of(name: str, library: Library) -> str:
    if name == "python":
        return ".".join(map(str, sys.version_info[:3]))
    if name == "noodle_rt":
        return importlib.import_module(name).__version__
    try:
        version = importlib.metadata.version(library.distribution or name)
    except importlib.metadata.PackageNotFoundError:
        version = importlib.metadata.version(name)
    return version.split("+", 1)[0]


def main(out: str, names: list[str]) -> None:
    warnings.simplefilter("ignore")
    for name in names:
        library = LIBRARIES[name]
        try:
            importlib.import_module(library.modules[0].removesuffix(".*"))
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)
            continue
        description = Walk(name, library).describe()
        pathlib.Path(out).mkdir(parents=True, exist_ok=True)
        pathlib.Path(out, f"{name}.json").write_text(json.dumps(description))
        print(f"{name} {description['version']}: {len(description['names'])} names, {len(description['aliases'])} aliases", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or list(LIBRARIES))
