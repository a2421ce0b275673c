"""Runs one form of a unit on inputs, and notes everything that can be seen of it."""
import ast
import contextlib
import copy
import io
import signal
import sys
import threading
import types
import warnings

from noodle_rt.compare import difference
from noodle_rt.verify.markers import Reached, marked

SECONDS = 5


class TooLong(BaseException):
    """Not caught by programs that catch `Exception`."""


class Side:
    """One form of a unit, ready to run."""

    def __init__(self, text, entry, original=None):
        """text: of a module; entry: name of the function, `None` for statements; original: the form whose branches are no guards."""
        tree = ast.parse(text)
        self.guarded = marked(tree, ast.parse(original)) if original is not None else False
        self.entry = entry
        self.code = compile(ast.fix_missing_locations(tree), "<optimised>" if original is not None else "<original>", "exec")

    def run(self, inputs):
        """What happens, as one value; and which guards were reached."""
        reached = Reached()
        module = types.ModuleType("__main__")
        with as_main(module):
            return self.run_in(module.__dict__, reached, inputs)

    def run_in(self, space, reached, inputs):
        space["_noodle_reached"] = reached
        if self.entry is not None:
            with quiet():
                exec(self.code, space)
        known = set(space)
        helpers = {"__name__": "inputs", "_program": space}
        with quiet():
            exec(compile(inputs, "<inputs>", "exec"), helpers)
        given = helpers.get("inputs") or {}
        for name, value in (helpers.get("globals_") or {}).items():
            space[name] = value
        seed()
        printed, seen = io.StringIO(), {}
        with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed), limited():
            warnings.simplefilter("always")
            with contextlib.redirect_stderr(io.StringIO()) as errors:
                try:
                    if self.entry is None:
                        space.update(given)
                        exec(self.code, space)
                    else:
                        function = space
                        for part in self.entry.split("."):
                            function = function[part] if isinstance(function, dict) else function.__dict__[part]
                        function = getattr(function, "__func__", function)
                        seen["result"] = function(**given)
                except Exception as error:
                    seen["exception"] = error
        seen["output"], seen["errors"] = printed.getvalue(), errors.getvalue()
        unique = dict.fromkeys((each.category.__name__, str(each.message)) for each in caught)
        seen["warnings"] = list(unique)
        seen["inputs"] = given
        seen["variables"] = {
            name: value
            for name, value in sorted(space.items())
            if not name.startswith("_")
            and not isinstance(value, (types.ModuleType, types.FunctionType, type, types.BuiltinFunctionType))
            and (self.entry is None or name in known)
        }
        seen["random"] = random_states()
        return seen, reached


def differ(original, optimised, inputs, exactness="exact", told=None):
    """The first difference of the two sides on inputs, or `None`; `told` is called with what was reached."""
    before, _ = original.run(inputs)
    after, reached = optimised.run(inputs)
    if told is not None:
        told(before, reached)
    for part in ("exception", "result", "output", "errors", "warnings", "variables", "inputs", "random"):
        if (part in before) != (part in after):
            return f"{part}: {shown(before, part)} ≠ {shown(after, part)}"
    names = [part for part in before if part in after]
    found = difference(
        {part: before[part] for part in names},
        {part: after[part] for part in names},
        "seen",
        consume=True,
        nan_bits=False,
        code=False,
        exactness=exactness,
    )
    return None if found is None else str(found)


def shown(seen, part):
    if part in seen:
        value = seen[part]
        return f"{type(value).__name__}: {value}"[:200] if part == "exception" else "none"
    return f"raises {type(seen['exception']).__name__}: {seen['exception']}"[:200] if "exception" in seen else "none"


@contextlib.contextmanager
def as_main(module):
    """Classes of the program are found in it by `pickle` and by those who look."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before


@contextlib.contextmanager
def quiet():
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def limited():
    """Programs that find no end are stopped, where the system has signals."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number, _frame):
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def seed():
    """Global generators start alike."""
    import random

    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def random_states():
    import random

    states = {"random": random.getstate()}
    if "numpy" in sys.modules:
        states["numpy"] = copy.deepcopy(sys.modules["numpy"].random.get_state())
        states["numpy errors"] = sys.modules["numpy"].geterr()
    if "torch" in sys.modules:
        states["torch"] = sys.modules["torch"].get_rng_state()
    return states
