"""Runs a program once and keeps what its rewritten parts were given."""
import ast
import base64
import builtins
import contextlib
import functools
import inspect
import io
import math
import os
import pickle
import signal
import sys
import threading
import types
import warnings

from noodle_rt.notebook import install
from noodle_rt.verify.units import flat

MOST = 3  # sets of inputs per unit
LARGEST = 8 * 2**20  # bytes of one
SECONDS = 120


class Stopped(BaseException):
    """The run takes too long; what was seen until then counts."""


class Recorder:
    def __init__(self, units):
        self.units = units
        self.sets = {id(unit): [] for unit in units}

    def keep(self, unit, values):
        sets = self.sets[id(unit)]
        if len(sets) >= MOST:
            return
        lines = as_lines(values)
        if lines is not None and lines not in [each for each, _ in sets]:
            sets.append((lines, float_arrays(values)))

    def wrap(self, unit, function):
        signature = inspect.signature(function)
        named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        if not all(each.kind in named for each in signature.parameters.values()):
            return function

        @functools.wraps(function)
        def recorded(*args, **kwargs):
            with contextlib.suppress(Exception):
                given = signature.bind(*args, **kwargs)
                given.apply_defaults()
                self.keep(unit, dict(given.arguments))
            return function(*args, **kwargs)

        return recorded

    def define(self, space, statement):
        """Puts recorders in place of the functions that a statement has defined."""
        for unit in self.units:
            if unit.name is None or unit.name.split(".")[0] != getattr(statement, "name", None):
                continue
            *owners, name = unit.name.split(".")
            holder = None
            for owner in owners:
                holder = space[owner] if holder is None else holder.__dict__[owner]
            function = space.get(name) if holder is None else holder.__dict__.get(name)
            if type(function) is not types.FunctionType:
                continue
            if holder is None:
                space[name] = self.wrap(unit, function)
            else:
                setattr(holder, name, self.wrap(unit, function))

    def state(self, unit, space):
        region = [*ast.walk(unit.original_region), *ast.walk(unit.optimised_region)]
        names = {each.id for each in region if isinstance(each, ast.Name)}
        kinds = (types.ModuleType, types.FunctionType, type, types.BuiltinFunctionType)
        values = {name: space[name] for name in sorted(names & set(space)) if not isinstance(space[name], kinds)}
        self.keep(unit, values)


def capture(text, path, args, units):
    """By `id` of a unit: list of (lines, arrays of floats in them). The program's output is swallowed."""
    install(builtins)
    recorder = Recorder(units)
    module = types.ModuleType("__main__")
    module.__file__ = path
    saved = sys.modules["__main__"], sys.argv, list(sys.path)
    sys.modules["__main__"], sys.argv = module, [path, *args]
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), limited():
            warnings.simplefilter("ignore")
            for number, statement in enumerate(flat(ast.parse(text))):
                for unit in units:
                    if unit.name is None and unit.before == number:
                        recorder.state(unit, module.__dict__)
                exec(compile(ast.Module([statement], []), path, "exec"), module.__dict__)
                recorder.define(module.__dict__, statement)
        problem = None
    except (Exception, SystemExit, Stopped) as error:
        problem = f"{type(error).__name__}: {error}"
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = saved
    return recorder.sets, problem


@contextlib.contextmanager
def limited():
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number, _frame):
        raise Stopped("stopped after two minutes")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def as_lines(values):
    """Python that makes the values again, or `None` when they cannot be kept."""
    try:
        parts = [f"{name!r}: {literal(value)}" for name, value in values.items()]
        mutable = [id(value) for value in values.values() if not isinstance(value, (int, float, str, bool, type(None)))]
        if len(mutable) == len(set(mutable)) and not share(values):
            text = ", ".join(parts)
            return ("import numpy as np\n" if "np." in text else "") + f"inputs = {{{text}}}"
    except ValueError:
        pass
    try:
        data = pickle.dumps(values, 4)
    except Exception:
        return None
    if len(data) > LARGEST:
        return None
    return f"import base64, pickle\ninputs = pickle.loads(base64.b64decode({base64.b64encode(data).decode()!r}))"


def share(values):
    numpy = sys.modules.get("numpy")
    arrays = [value for value in values.values() if numpy and isinstance(value, numpy.ndarray)]
    return any(numpy.may_share_memory(one, other) for index, one in enumerate(arrays) for other in arrays[:index])


def literal(value):
    if type(value) is float and not math.isfinite(value):
        return f"float({str(value)!r})"
    if type(value) in (int, float, bool, str, bytes, type(None)):
        return repr(value)
    if type(value) in (list, tuple) and len(value) <= 100:
        inner = ", ".join(map(literal, value))
        return f"[{inner}]" if type(value) is list else f"({inner}{',' if len(value) == 1 else ''})"
    numpy = sys.modules.get("numpy")
    if numpy and type(value) is numpy.ndarray and value.dtype.kind in "fiub" and value.size <= 200 and value.flags.c_contiguous:
        if value.flags.writeable and value.dtype.isnative:
            return f"np.array({nested(value.tolist())}, {str(value.dtype)!r}).reshape({value.shape})"
    raise ValueError


def nested(value):
    return f"[{', '.join(map(nested, value))}]" if type(value) is list else literal(value)


def float_arrays(values):
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return []
    return [
        (name, value.size)
        for name, value in values.items()
        if type(value) is numpy.ndarray and value.dtype.kind == "f" and value.size > 0 and value.flags.writeable
    ]
