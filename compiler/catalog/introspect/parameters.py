"""Parameters of functions as text: from `inspect`, from stubs, or from the first line of a documentation."""

from __future__ import annotations

import ast
import functools
import inspect
import pathlib
import re
import sys
import warnings

#: Builtins that `inspect` knows nothing of. `...` stands for "has a default".
BY_HAND = {
    "builtins.bool": "object=False, /",
    "builtins.bytearray": "source=b'', encoding=..., errors=...",
    "builtins.bytes": "source=b'', encoding=..., errors=...",
    "builtins.complex": "real=0, imag=0",
    "builtins.dict": "*args, **kwargs",
    "builtins.dict.pop": "key, default=..., /",
    "builtins.dict.update": "*args, **kwargs",
    "builtins.dir": "object=..., /",
    "builtins.filter": "function, iterable, /",
    "builtins.frozenset": "iterable=..., /",
    "builtins.getattr": "object, name, default=..., /",
    "builtins.int": "x=0, /, base=10",
    "builtins.iter": "object, sentinel=..., /",
    "builtins.list": "iterable=(), /",
    "builtins.map": "function, iterable, /, *iterables",
    "builtins.max": "*args, key=None, default=...",
    "builtins.min": "*args, key=None, default=...",
    "builtins.next": "iterator, default=..., /",
    "builtins.print": "*args, sep=' ', end='\\n', file=None, flush=False",
    "builtins.range": "start, stop=..., step=..., /",
    "builtins.set": "iterable=(), /",
    "builtins.set.difference": "*others",
    "builtins.set.difference_update": "*others",
    "builtins.set.intersection": "*others",
    "builtins.set.intersection_update": "*others",
    "builtins.set.union": "*others",
    "builtins.set.update": "*others",
    "builtins.frozenset.difference": "*others",
    "builtins.frozenset.intersection": "*others",
    "builtins.frozenset.union": "*others",
    "builtins.slice": "start, stop=..., step=..., /",
    "builtins.str": "object='', encoding=..., errors=...",
    "builtins.str.count": "sub, start=..., end=..., /",
    "builtins.str.endswith": "suffix, start=..., end=..., /",
    "builtins.str.find": "sub, start=..., end=..., /",
    "builtins.str.format": "*args, **kwargs",
    "builtins.str.format_map": "mapping, /",
    "builtins.str.index": "sub, start=..., end=..., /",
    "builtins.str.maketrans": "x, y=..., z=..., /",
    "builtins.str.rfind": "sub, start=..., end=..., /",
    "builtins.str.rindex": "sub, start=..., end=..., /",
    "builtins.str.startswith": "prefix, start=..., end=..., /",
    "builtins.super": "type=..., object_or_type=..., /",
    "builtins.type": "object, bases=..., dict=..., /, **kwds",
    "builtins.vars": "object=..., /",
    "builtins.zip": "*iterables, strict=False",
    "builtins.__build_class__": "func, name, /, *bases, **kwds",
    "collections.defaultdict": "default_factory=None, /, *args, **kwargs",
    "collections.deque": "iterable=(), maxlen=None",
    "functools.partial": "func, /, *args, **keywords",
    "functools.reduce": "function, iterable, initial=..., /",
    "itertools.chain": "*iterables",
    "itertools.count": "start=0, step=1",
    "itertools.cycle": "iterable, /",
    "itertools.islice": "iterable, start, stop=..., step=..., /",
    "itertools.product": "*iterables, repeat=1",
    "itertools.repeat": "object, times=...",
    "itertools.starmap": "function, iterable, /",
    "itertools.takewhile": "predicate, iterable, /",
    "itertools.dropwhile": "predicate, iterable, /",
    "itertools.filterfalse": "function, iterable, /",
    "itertools.zip_longest": "*iterables, fillvalue=None",
    "itertools.tee": "iterable, n=2, /",
    "math.gcd": "*integers",
    "math.hypot": "*coordinates",
    "math.lcm": "*integers",
    "math.log": "x, base=..., /",
    "numpy.arange": "start, stop=..., step=..., dtype=None, *, device=None, like=None",
    "numpy.random.rand": "*args",
    "numpy.random.randn": "*args",
    "operator.attrgetter": "attr, /, *attrs",
    "operator.itemgetter": "item, /, *items",
    "operator.methodcaller": "name, /, *args, **kwargs",
    "random.choice": "seq",
    "random.randrange": "start, stop=None, step=1",
}


def parameters_of(path: str, obj: object, *, bound: bool) -> str | None:
    """The parameters of what `path` names, or None when nothing tells them.

    :param bound: the first parameter is the instance, which is left out
    """
    if path in BY_HAND:
        return BY_HAND[path]
    ufunc = _of_ufunc(obj)
    if ufunc is not None:
        return ufunc
    signature = _inspect(obj)
    if signature is not None and not _says_nothing(signature):
        return _text(signature, bound)
    found = _from_stub(path) or _from_documentation(path, obj)
    if found is not None:
        return found
    return _text(signature, bound) if signature is not None else None


def _says_nothing(signature: inspect.Signature) -> bool:
    kinds = [parameter.kind for parameter in signature.parameters.values() if parameter.name not in ("self", "cls")]
    return kinds == [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]


def _inspect(obj: object) -> inspect.Signature | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return inspect.signature(obj)  # type: ignore[arg-type]
    except Exception:
        return None


def _of_ufunc(obj: object) -> str | None:
    if type(obj).__name__ != "ufunc":
        return None
    inputs = ["x"] if obj.nin == 1 else [f"x{number + 1}" for number in range(obj.nin)]  # type: ignore[attr-defined]
    outputs = [] if obj.nout == 1 else [f"out{number + 1}=None" for number in range(obj.nout)]  # type: ignore[attr-defined]
    options = "out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None"
    if obj.signature is not None:  # type: ignore[attr-defined]
        options = "out=None, *, casting='same_kind', order='K', dtype=None, subok=True, signature=None, axes=..., axis=...  , keepdims=False".replace("  ", "")
    slash = [*outputs, "/"] if outputs else ["/"]
    return ", ".join([*inputs, *slash, options])


def _text(signature: inspect.Signature, bound: bool) -> str | None:
    parameters = list(signature.parameters.values())
    if bound and parameters and parameters[0].kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD):
        parameters = parameters[1:]
    parts: list[str] = []
    positional_only = False
    starred = False
    for parameter in parameters:
        if positional_only and parameter.kind is not inspect.Parameter.POSITIONAL_ONLY:
            parts.append("/")
            positional_only = False
        if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
            positional_only = True
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        prefix = ""
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            prefix, starred = "*", True
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            prefix = "**"
        default = "" if parameter.default is inspect.Parameter.empty else f"={default_text(parameter.default)}"
        parts.append(f"{prefix}{parameter.name}{default}")
    if positional_only:
        parts.append("/")
    return checked(", ".join(parts))


def default_text(value: object) -> str:
    """A default as Python text; `...` for what has none that would mean the same elsewhere."""
    if isinstance(value, str) and sys.prefix in value:
        return "..."
    if value is None or isinstance(value, (bool, int, str, bytes)) and type(value).__module__ == "builtins":
        return repr(value)
    if type(value) is float:
        return repr(value) if value == value and abs(value) != float("inf") else f"float('{value}')"
    if type(value) in (tuple, list):
        inner = [default_text(item) for item in value]  # type: ignore[attr-defined]
        if any(text == "..." for text in inner):
            return "..."
        if type(value) is list:
            return f"[{', '.join(inner)}]"
        return f"({inner[0]},)" if len(inner) == 1 else f"({', '.join(inner)})"
    if type(value) is dict and not value:
        return "{}"
    if isinstance(value, type) and value.__module__ == "builtins":
        return value.__name__
    return "..."


def checked(text: str) -> str | None:
    """The text, when Python reads it as a list of parameters."""
    try:
        ast.parse(f"def f({text}): pass")
    except (SyntaxError, ValueError):
        return None
    return text


def _from_documentation(path: str, obj: object) -> str | None:
    """`zeros(shape, dtype=float[, order])` and the like, at the start of a documentation."""
    documentation = getattr(obj, "__doc__", None)
    if not isinstance(documentation, str):
        return None
    name = path.rsplit(".", 1)[-1]
    match = re.match(rf"\s*(?:[A-Za-z_][\w.]*\.)?{re.escape(name)}\(", documentation)
    if not match:
        return None
    start = end = match.end()
    depth = 1
    while end < len(documentation) and depth > 0 and end - start < 2000:
        depth += {"(": 1, ")": -1}.get(documentation[end], 0)
        end += 1
    if depth > 0:
        return None
    text = " ".join(documentation[start : end - 1].split())
    text = re.sub(r"\[\s*,\s*([\w ,=.]*?)\]", lambda optional: "".join(f", {_optional(part)}" for part in optional[1].split(",")), text)
    text = re.sub(r"\[([\w]+)\]", r"\1=...", text)
    text = re.sub(r"=<[^>]*>", "=...", text)
    return _without_annotations(text.replace("[", "").replace("]", ""))


def _optional(part: str) -> str:
    part = part.strip()
    return part if "=" in part or part.startswith("*") or part in ("", "...") else f"{part}=..."


def _without_annotations(text: str) -> str | None:
    for attempt in (text, text.replace(", ...", "").replace("...,", "")):
        try:
            function = ast.parse(f"def f({attempt}): pass").body[0]
        except (SyntaxError, ValueError):
            continue
        return _of_arguments(function.args, skip_first=False)  # type: ignore[attr-defined]
    return None


def _of_arguments(arguments: ast.arguments, *, skip_first: bool) -> str | None:
    def default(node: ast.expr | None) -> str:
        if node is None:
            return ""
        try:
            return f"={default_text(ast.literal_eval(node))}"
        except (ValueError, SyntaxError, TypeError):
            return f"={node.id}" if isinstance(node, ast.Name) and node.id in ("float", "int", "bool", "str", "object") else "=..."

    every = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(every) - len(arguments.defaults)) + list(arguments.defaults)
    parts: list[str] = []
    for number, (argument, value) in enumerate(zip(every, defaults)):
        if not (skip_first and number == 0):
            parts.append(f"{argument.arg}{default(value)}")
        if arguments.posonlyargs and number == len(arguments.posonlyargs) - 1 and parts:
            parts.append("/")
    if arguments.vararg:
        parts.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        parts.append("*")
    parts += [f"{argument.arg}{default(value)}" for argument, value in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg:
        parts.append(f"**{arguments.kwarg.arg}")
    return checked(", ".join(parts))


#: Stub files of libraries whose functions are compiled, with the path that their names belong to.
STUBS = {
    "torch": [("_C/_VariableFunctions.pyi", "torch"), ("_C/__init__.pyi", "torch"), ("_C/_nn.pyi", "torch.nn.functional")],
}


@functools.lru_cache(maxsize=None)
def _stubs(library: str) -> dict[str, str]:
    found: dict[str, str] = {}
    module = sys.modules.get(library)
    for file, prefix in STUBS.get(library, []):
        path = pathlib.Path(module.__file__).parent / file  # type: ignore[union-attr, arg-type]
        if path.exists():
            _read_stub(ast.parse(path.read_text()).body, prefix, found)
    return found


def _read_stub(body: list[ast.stmt], prefix: str, found: dict[str, str]) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            name = {"TensorBase": "Tensor", "_TensorBase": "Tensor"}.get(node.name, node.name)
            inside: dict[str, str] = {}
            _read_stub(node.body, f"{prefix}.{name}", inside)
            for path, text in inside.items():
                found.setdefault(path, text)
        elif isinstance(node, ast.FunctionDef):
            static = any(isinstance(decorator, ast.Name) and decorator.id == "staticmethod" for decorator in node.decorator_list)
            arguments = [*node.args.posonlyargs, *node.args.args]
            skip = not static and bool(arguments) and arguments[0].arg in ("self", "cls")
            text = _of_arguments(node.args, skip_first=skip)
            path = f"{prefix}.{node.name}"
            # Of several overloads the one with most parameters says most.
            if text is not None and len(text.split(",")) > len(found.get(path, "").split(",")) or path not in found and text is not None:
                found[path] = text


def _from_stub(path: str) -> str | None:
    return _stubs(path.split(".", 1)[0]).get(path)
