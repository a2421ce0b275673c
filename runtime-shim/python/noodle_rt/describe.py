"""Describes real values in the form of the type analysis: `compiler/analysis/types/type.ts` says what the fields mean.

`describe` gives plain data for JSON. It imports nothing, runs no code of the value's class that could have effects, takes
nothing from iterators, and does a bounded amount of work. What it did not look at is `unknown` with the reason
`NOT_LOOKED_AT`, also as a member of a union, or a field that is left out.

Beyond `type.ts` there are: `length` of a container whose items are not listed; `bases`, the classes that an object's class
derives from; `names`, all names under which a module is imported. Values that JSON lacks are strings: integers, because JSON
readers round them, and floats that are not finite. Labels that no program can write down are `{"class": …}`.
"""
import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

NOT_LOOKED_AT = "not looked at"

# Containers are listed item by item up to this length; of longer ones, some items and the classes of more are looked at.
MOST_ITEMS = 100
MOST_CLASSES = 20_000
# Columns and labels of a frame or index.
MOST_LABELS = 1000
LONGEST_STRING = 200
LARGEST_BITS = 1024

_READ = type.__getattribute__

_ITERATOR_MODULES = ("builtins", "itertools")
_ARRAY_CLASS = "ndarray"


def describe(value, depth=5, work=2000, is_user_module=None, view_of=None):
    """What `value` is.

    depth: how many containers deep to look; work: how many values to look at, all in all;
    is_user_module(name): whether a module belongs to the program (default: `__main__`);
    view_of(array): `owned`, `view` or `maybe` for an array or tensor (default: by what the object says about itself)
    """
    return Describer(work, is_user_module, view_of).describe(value, depth)


def class_name(cls):
    """Where a class says that it comes from: `collections.OrderedDict`. Builtins have their bare name."""
    try:
        module = _READ(cls, "__module__")
        name = _READ(cls, "__qualname__")
    except AttributeError:
        return "?"
    if type(module) is not str or type(name) is not str:
        return "?"
    return name if module == "builtins" else module + "." + name


def not_looked_at():
    return {"kind": "unknown", "reason": NOT_LOOKED_AT}


class Describer:
    """One description under way: counts the work."""

    def __init__(self, work, is_user_module=None, view_of=None):
        self.work = work
        self.is_user_module = is_user_module or (lambda name: name == "__main__")
        self.view_of = view_of or view_of_array

    def describe(self, value, depth):
        self.work -= 1
        if self.work < 0:
            return not_looked_at()
        cls = type(value)
        builtin = _BUILTIN.get(cls)
        if builtin is not None:
            return builtin(self, value, depth)
        by_library = _LIBRARIES.get(_root(cls))
        if by_library is not None:
            described = by_library(self, value, cls, depth)
            if described is not None:
                return described
        return self.other(value, cls, depth)

    # ------------------------------------------------------------ containers

    def sequence(self, value, depth):
        return {"kind": type(value).__name__, **self.items(value, depth, type(value) is list)}

    def items(self, value, depth, are_listed):
        """`element`, and `items` or `length`, of something whose iteration is harmless."""
        length = len(value)
        if depth <= 0:
            return {"element": not_looked_at(), "length": length}
        if length <= MOST_ITEMS:
            items = [self.describe(item, depth - 1) for item in tuple(value)]
            return {"element": union(items), **({"items": items} if are_listed else {"length": length})}
        chosen, is_all = self.sample(value)
        members = [without_value(self.describe(item, depth - 1)) for item in chosen]
        # Only the class of a scalar is known of those that were not described.
        if not is_all or any(member["kind"] not in ("scalar", "none") for member in members):
            members.append(not_looked_at())
        return {"element": union(members), "length": length}

    def sample(self, value):
        """The first items, and the first one of each class; and whether the classes of all items were seen."""
        chosen = []
        classes = {}
        for index, item in enumerate(value):
            if index >= MOST_CLASSES:
                return chosen, False
            if index < 8:
                chosen.append(item)
                classes[type(item)] = True
            elif type(item) not in classes:
                if len(classes) > 30:
                    return chosen, False
                classes[type(item)] = True
                chosen.append(item)
        return chosen, True

    def tuple(self, value, depth):
        return {"kind": "tuple", **self.items(value, depth, True)}

    def named_tuple(self, value, cls, depth):
        """An instance of a subclass of `tuple`: a named tuple, a structure of a C module, `torch.Size`."""
        fields = _own(cls, "_fields") or _own(cls, "__match_args__")
        described = {"kind": "tuple", **self.items(tuple.__getitem__(value, slice(None)), depth, True), "class": class_name(cls)}
        if type(fields) is tuple and all(type(field) is str for field in fields):
            described["fields"] = list(fields)
        described["bases"] = bases(cls)
        return described

    def dict(self, value, depth):
        cls = type(value)
        described = {"kind": "dict", "class": class_name(cls)}
        length = dict.__len__(value)
        if depth <= 0:
            return {**described, "key": not_looked_at(), "value": not_looked_at(), "length": length}
        pairs = []
        for pair in dict.items(value):
            if len(pairs) == MOST_ITEMS:
                break
            pairs.append(pair)
        keys = [self.describe(key, depth - 1) for key, _ in pairs]
        values = [self.describe(item, depth - 1) for _, item in pairs]
        is_all = length == len(pairs)
        rest = [] if is_all else [not_looked_at()]
        described["key"] = union(keys + rest)
        described["value"] = union(values + rest)
        entries = [
            {"key": key, "value": item}
            for (key, _), item in zip(pairs, values)
            if type(key) is str or type(key) is int and abs(key) < 2 ** 53
        ]
        described["entries"] = entries
        if is_all and len(entries) == length:
            described["complete"] = True
        described["length"] = length
        return described

    # ------------------------------------------------------------ simple values

    def scalar(self, value, depth):
        cls = type(value)
        described = {"kind": "scalar", "class": cls.__name__}
        if cls is bool:
            described["value"] = value
        elif cls is int:
            if value.bit_length() <= LARGEST_BITS:
                described["value"] = str(value)
        elif cls is float:
            described["value"] = value if value - value == 0 else repr(value)
        elif cls is str:
            if len(value) <= LONGEST_STRING:
                described["value"] = value
        return described

    def singleton(self, value, depth):
        return {"kind": "none" if value is None else "ellipsis" if value is ... else "not-implemented"}

    def bounds(self, value, depth):
        kind = type(value).__name__
        return {"kind": kind, **{name: self.describe(getattr(value, name), 0) for name in ("start", "stop", "step")}}

    # ------------------------------------------------------------ code

    def module(self, value, depth):
        names = [name for name, module in list(sys.modules.items()) if module is value]
        own = object.__getattribute__(value, "__dict__").get("__name__")
        return {"kind": "module", "name": own if type(own) is str else "?", "names": names}

    def function(self, value, depth):
        name = value.__qualname__
        if self.is_user_module(value.__module__):
            return {"kind": "user-function", "definition": -1, "name": name, "line": value.__code__.co_firstlineno}
        return {"kind": "library-function", "name": f"{value.__module__}.{name}"}

    def method(self, value, depth):
        function = value.__func__
        if type(function) is not FunctionType:
            return {"kind": "library-function", "name": "?", "receiver": self.describe(value.__self__, depth - 1)}
        return {**self.function(function, depth), "receiver": self.describe(value.__self__, 0)}

    def builtin_function(self, value, depth):
        receiver = value.__self__
        if receiver is None or type(receiver) is ModuleType:
            module = value.__module__ or "builtins"
            return {"kind": "library-function", "name": f"{module}.{value.__qualname__}"}
        if isinstance(receiver, type):
            return {"kind": "library-function", "name": f"{class_name(receiver)}.{value.__name__}"}
        name = f"{class_name(type(receiver))}.{value.__name__}"
        return {"kind": "library-function", "name": name, "receiver": self.describe(receiver, 0)}

    def classes(self, cls):
        if self.is_user_module(_module(cls)):
            return {"kind": "user-class", "definition": -1, "name": _READ(cls, "__qualname__")}
        return {"kind": "library-class", "name": class_name(cls)}

    # ------------------------------------------------------------ everything else

    def other(self, value, cls, depth):
        mro = _READ(cls, "__mro__")
        if type in mro:
            return self.classes(value)
        if ModuleType in mro:
            return {"kind": "module", "name": "?", "names": []}
        if tuple in mro:
            return self.named_tuple(value, cls, depth)
        if self.is_user_module(_module(cls)):
            return self.instance(value, cls, depth)
        name = class_name(cls)
        if name == "functools.partial":
            return {
                "kind": "partial",
                "function": self.describe(value.func, depth - 1),
                "positional": [self.describe(item, depth - 1) for item in value.args],
                "keyword": [[key, self.describe(item, depth - 1)] for key, item in value.keywords.items()],
            }
        if _module(cls) in _ITERATOR_MODULES and _has(mro, "__next__"):
            return {"kind": "iterator", "class": name, "element": not_looked_at(), "bases": bases(cls)}
        if name == "collections.deque":
            return {"kind": "deque", **self.items(value, depth, False)}
        if name in ("collections.OrderedDict", "collections.defaultdict", "collections.Counter"):
            return self.dict(value, depth)
        described = {"kind": "object", "class": name, "bases": bases(cls)}
        public = [(name, item) for name, item in own_attributes(value) if not name.startswith("_")][:20] if depth > 0 else []
        if public:
            described["attributes"] = [[name, self.describe(item, min(depth - 1, 1))] for name, item in public]
        return described

    def instance(self, value, cls, depth):
        return {
            "kind": "instance",
            "definition": -1,
            "name": _READ(cls, "__qualname__"),
            "attributes": self.attributes(value, depth),
            "bases": bases(cls),
        }

    def attributes(self, value, depth):
        """What an instance of a class of the program holds, names and values."""
        if depth <= 0:
            return []
        return [[name, self.describe(item, depth - 1)] for name, item in own_attributes(value)[:MOST_ITEMS]]

    # ------------------------------------------------------------ libraries

    def numpy(self, value, cls, depth):
        name = class_name(cls)
        if name == "numpy.ndarray":
            return {"kind": "array", "dtype": str(value.dtype), "shape": list(value.shape), "view": self.view_of(value)}
        mro = _READ(cls, "__mro__")
        names = [class_name(base) for base in mro]
        if "numpy.generic" in names and _module(cls) == "numpy":
            return {"kind": "numpy-scalar", "dtype": str(value.dtype)}
        if "numpy.dtype" in names:
            # Which class a dtype has differs between versions.
            return {"kind": "object", "class": "numpy.dtype", "bases": bases(cls), "parts": {"name": text(str(value))}}
        if name == "numpy.ufunc":
            return {"kind": "library-function", "name": f"ufunc.{value.__name__}"}
        if "_ArrayFunctionDispatcher" in name:
            return {"kind": "library-function", "name": f"{value.__module__}.{value.__qualname__}"}
        return None

    def pandas(self, value, cls, depth):
        pandas = sys.modules.get("pandas")
        classes = vars(pandas) if type(pandas) is ModuleType else {}
        if cls is classes.get("DataFrame"):
            return {"kind": "frame", **self.columns(value), "index": self.index(value.index), "length": len(value.index)}
        if cls is classes.get("Series"):
            return {
                "kind": "series",
                "dtype": str(value.dtype),
                "name": label(value.name),
                "index": self.index(value.index),
                "length": len(value.index),
            }
        index = classes.get("Index")
        if index is not None and index in _READ(cls, "__mro__") and _root(cls) == "pandas":
            described = {"kind": "index", **self.index(value), "length": len(value)}
            if len(value) <= MOST_ITEMS:
                described["labels"] = [label(each) for each in value]
            return described
        return None

    def columns(self, frame):
        labels = frame.columns
        if len(labels) > MOST_LABELS:
            return {"columns": None, "complete": False}
        dtypes = [str(dtype) for dtype in frame.dtypes.array]
        columns = [{"label": label(each), "dtype": dtype, "certain": True} for each, dtype in zip(labels, dtypes)]
        return {"columns": columns, "complete": True}

    def index(self, index):
        cls = type(index)
        described = {"class": cls.__name__, "dtype": str(index.dtype), "name": label(index.name)}
        if cls.__name__ == "RangeIndex":
            described["isDefault"] = index.start == 0 and index.step == 1
        return described

    def torch(self, value, cls, depth):
        name = class_name(cls)
        if name in ("torch.Tensor", "torch.nn.parameter.Parameter"):
            return {
                "kind": "tensor",
                "class": name,
                "dtype": str(value.dtype)[len("torch."):],
                "shape": list(value.shape),
                "device": str(value.device),
                "requiresGrad": value.requires_grad,
                "view": self.view_of(value),
            }
        if name == "torch.dtype":
            return {"kind": "object", "class": name, "bases": [], "parts": {"name": text(str(value)[len("torch."):])}}
        if name == "torch.device":
            return {"kind": "object", "class": name, "bases": [], "parts": {"name": text(str(value))}}
        return None

    def tensorflow(self, value, cls, depth):
        names = [each.__name__ for each in _READ(cls, "__mro__") if _root(each) == "tensorflow"]
        if "Tensor" in names and ("EagerTensor" in names or "SymbolicTensor" in names):
            kind = "tensorflow.Tensor"
        elif "ResourceVariable" in names or "BaseResourceVariable" in names:
            kind = "tensorflow.Variable"
        else:
            return None
        shape = value.shape
        return {
            "kind": "tensor",
            "class": kind,
            "dtype": value.dtype.name,
            "shape": None if shape.rank is None else shape.as_list(),
            "device": tensorflow_device(value.device),
            "requiresGrad": None,
            "view": "maybe",
        }


_BUILTIN = {
    bool: Describer.scalar,
    int: Describer.scalar,
    float: Describer.scalar,
    complex: Describer.scalar,
    str: Describer.scalar,
    bytes: Describer.scalar,
    type(None): Describer.singleton,
    type(...): Describer.singleton,
    type(NotImplemented): Describer.singleton,
    list: Describer.sequence,
    set: Describer.sequence,
    frozenset: Describer.sequence,
    tuple: Describer.tuple,
    dict: Describer.dict,
    range: Describer.bounds,
    slice: Describer.bounds,
    ModuleType: Describer.module,
    FunctionType: Describer.function,
    MethodType: Describer.method,
    BuiltinFunctionType: Describer.builtin_function,
}

_LIBRARIES = {
    "numpy": Describer.numpy,
    "pandas": Describer.pandas,
    "torch": Describer.torch,
    "tensorflow": Describer.tensorflow,
}


def union(types):
    """One type for several: each of them once."""
    members = []
    for each in types:
        if each not in members:
            members.append(each)
        if len(members) > 24:
            members = merged([without_value(member) for member in members])
    if not members:
        return {"kind": "never"}
    return members[0] if len(members) == 1 else {"kind": "union", "members": members}


def merged(members):
    return [member for index, member in enumerate(members) if member not in members[:index]][:24]


def without_value(described):
    if described["kind"] != "scalar":
        return described
    return {"kind": "scalar", "class": described["class"]}


def text(value):
    return {"kind": "scalar", "class": "str", "value": value}


def label(value):
    """A label as plain data."""
    cls = type(value)
    if cls is tuple:
        return [label(each) for each in value]
    if value is None or cls is str or cls is bool:
        return value
    if cls is int:
        return value if abs(value) < 2 ** 53 else {"class": "int"}
    if cls is float:
        return value if value - value == 0 else {"class": "float"}
    if class_name(cls).startswith("numpy.") and hasattr(cls, "item") and cls.__name__[:3] in ("int", "uin", "flo", "boo", "str"):
        return label(value.item())
    return {"class": class_name(cls)}


def view_of_array(value):
    """Whether the object itself says that it lies in another one's memory."""
    if type(value).__name__ == _ARRAY_CLASS:
        return "owned" if value.base is None and value.flags.owndata else "view"
    return "view" if value._is_view() else "owned"


def tensorflow_device(name):
    """`cpu` or `gpu:0` for `/job:localhost/replica:0/task:0/device:CPU:0`."""
    if type(name) is not str or "device:" not in name:
        return None
    device = name.rpartition("device:")[2].lower()
    return "cpu" if device.startswith("cpu") else device


def own_attributes(value):
    """What is in the `__dict__` of an object."""
    try:
        own = object.__getattribute__(value, "__dict__")
    except Exception:
        return []
    return [(name, item) for name, item in list(own.items()) if type(name) is str] if type(own) is dict else []


def bases(cls):
    return [class_name(base) for base in _READ(cls, "__mro__") if base is not object and base is not cls]


def _module(cls):
    try:
        module = _READ(cls, "__module__")
    except AttributeError:
        return ""
    return module if type(module) is str else ""


def _root(cls):
    return _module(cls).partition(".")[0]


def _own(cls, name):
    for base in _READ(cls, "__mro__"):
        if name in _READ(base, "__dict__"):
            return _READ(base, "__dict__")[name]
    return None


def _has(mro, name):
    return any(name in _READ(base, "__dict__") for base in mro)
