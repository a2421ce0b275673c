"""Tries to refute the catalogue's facts against the libraries that are installed here.

    python attack.py < job.json

The job names functions with their parameters and facts (`attack.ts` writes it). For each name one line of JSON comes back: how
many calls were made, which facts were tried and which of them a call refuted, with the call, and a few calls with the types of
their arguments and results, which the type analysis has to agree with.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import io
import json
import os
import pathlib
import random
import re
import signal
import sys
import tempfile
import time
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "runtime-shim" / "python")]
os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", MPLBACKEND="agg")

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402
from hypothesis import seed as with_seed  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from hypothesis.errors import Flaky  # noqa: E402

from fingerprint import fingerprint, global_state  # noqa: E402
from noodle_rt.describe import describe  # noqa: E402
from relations import contradicts_alias, shares_memory  # noqa: E402
from strategies import Strategies, arguments  # noqa: E402
from twins import attack_twin  # noqa: E402

#: Calls with the types of their arguments and results that are handed back per name; and with those whose results are of another form.
MOST_EXAMPLES = 8
MOST_FORMS = 40

#: What a call may do here. Names with other effects, or of unknown effects in libraries that reach out, are not called.
HARMLESS = {"warns", "dunder", "clock", "stdout", "mutates", "keeps", "calls", "consumes", "random", "reads-global", "global",
            "transfers", "synchronises"}
REACHES_OUT = ("python",)
SOUNDS_LIKE_FILES = ("save", "write", "to_csv", "to_excel", "to_parquet", "to_sql", "read", "load", "fetch", "download", "open",
                     "to_clipboard", "show", "input", "system", "exec", "dump", "to_hdf", "to_stata", "to_feather", "to_orc", "to_pickle", "to_gbq")


class Refuted(Exception):
    """A fact that a call has shown to be wrong."""

    def __init__(self, fact: str, message: str) -> None:
        super().__init__(message)
        self.fact = fact


class Stop(BaseException):
    """The time for a name is over."""


def resolve(path: str):
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    raise ImportError(path)


class Target:
    """One name of the catalogue and what its facts claim."""

    def __init__(self, entry: dict, library: str, strategies: Strategies) -> None:
        self.name: str = entry["name"]
        self.kind: str = entry["kind"]
        self.parameters: list[dict] | None = entry.get("parameters")
        self.facts: dict = entry["facts"]
        self.strategies = strategies
        self.library = library
        self.owner, _, self.last = self.name.rpartition(".")
        self.effects: list[str] | None = self.facts.get("effects")
        self.calls = 0
        self.raised: dict[str, int] = {}
        self.tried: set[str] = set()
        self.examples: list[dict] = []
        #: What the results of the examples are, roughly.
        self.forms: set = set()
        self.refuted: list[dict] = []

    def why_not(self) -> str | None:
        """A reason not to call it at all."""
        if self.strategies.skips(self.name):
            return "must not be called"
        if self.effects is None:
            if self.library in REACHES_OUT:
                return "its effects are not known"
            if self.kind != "property" and any(word in self.last for word in SOUNDS_LIKE_FILES):
                return "it may touch files"
        elif any(effect.split("(", 1)[0] not in HARMLESS for effect in self.effects):
            return "it reaches out of the process"
        if self.needs_receiver and self.receivers is None:
            return f"nothing makes a {self.owner}"
        return None

    @property
    def needs_receiver(self) -> bool:
        return self.kind in ("method", "property")

    @property
    def receivers(self):
        return self.strategies.receiver(self.owner)

    def strategy(self):
        receiver = self.receivers if self.needs_receiver else st.none()
        if self.kind in ("property", "constant"):
            return st.tuples(receiver, st.just(([], {})))
        return st.tuples(receiver, arguments(self.strategies, self.name, self.parameters))

    def bind(self, receiver, positional: list, keyword: dict) -> dict[str, object]:
        """Values by parameter, as effects and aliases name them."""
        named: dict[str, object] = {"self": receiver} if self.needs_receiver else {}
        rest = list(positional)
        for parameter in self.parameters or []:
            name, kind = parameter["name"], parameter["kind"]
            if kind == "rest":
                named[name] = tuple(rest)
                rest = []
            elif kind in ("positional", "any") and rest:
                named[name] = rest.pop(0)
        named.update({f"argument {number}": value for number, value in enumerate(rest)})
        named.update(keyword)
        return named

    def call(self, receiver, positional: list, keyword: dict):
        if self.kind == "property":
            return getattr(receiver, self.last)
        if self.kind == "constant":
            return resolve(self.name)
        function = getattr(receiver, self.last) if self.needs_receiver else resolve(self.name)
        return function(*positional, **keyword)

    # ------------------------------------------------------------ one call

    def attack(self, case) -> None:
        receiver, (positional, keyword) = case
        positional = list(positional)
        named = self.bind(receiver, positional, keyword)
        before = {name: fingerprint(value) for name, value in named.items()}
        shown = [None if receiver is None else describe(receiver), [describe(value) for value in positional],
                 [[name, describe(value)] for name, value in keyword.items()]]
        state = global_state()
        said = io.StringIO()
        with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("always")
            filters = list(warnings.filters)
            try:
                result = self.call(receiver, positional, keyword)
                error = None
            except (Stop, KeyboardInterrupt, SystemExit):
                raise
            except BaseException as raised:
                # Panics of compiled code are no exceptions for Python.
                result, error = None, raised
            filters_changed = list(warnings.filters) != filters
        changed = global_state()
        if filters_changed:
            changed["global(warnings)"] = "changed"
        self.calls += 1
        where = self.shown_call(receiver, positional, keyword)
        if error is not None:
            self.raised[type(error).__name__] = self.raised.get(type(error).__name__, 0) + 1
            self.check_exception(error, where)
        self.check_effects(named, before, state, changed, warned, said.getvalue(), where)
        if error is not None:
            return
        if "alias" in self.facts:
            self.tried.add("alias")
            problem = contradicts_alias(self.facts["alias"], result, named)
            if problem:
                raise Refuted("alias", f"{problem}: {where}")
        if self.effects == [] and self.kind != "constant":
            self.check_second_call(receiver, positional, keyword, result, where)
        if "result" in self.facts or self.kind == "class":
            self.tried.add("result")
            form = form_of(result)
            if len(self.examples) < MOST_EXAMPLES or (form not in self.forms and len(self.examples) < MOST_FORMS):
                self.forms.add(form)
                view = lambda array: view_among(array, named)  # noqa: E731
                after = None if receiver is None else describe(receiver)
                self.examples.append({"receiver": shown[0], "positional": shown[1], "keyword": shown[2], "after": after,
                                      "result": describe(result, view_of=view), "call": where})

    def check_exception(self, error: BaseException, where: str) -> None:
        allowed = self.facts.get("raises")
        if allowed is None or isinstance(error, (MemoryError, RecursionError)):
            return
        if isinstance(error, TypeError) and re.search(r"takes .* arguments?|unexpected keyword|positional argument", str(error)):
            # No call of the function at all: the signature is not known, or that of another version.
            return
        self.tried.add("raises")
        classes = tuple(resolve(name if "." in name else f"builtins.{name}") for name in allowed)
        if not isinstance(error, classes):
            raise Refuted("raises", f"{type(error).__name__} ({str(error)[:80]}) is not in {allowed}: {where}")

    def check_effects(self, named, before, state, changed, warned, said: str, where: str) -> None:
        if self.effects is None:
            return
        self.tried.add("effects")
        for name, value in named.items():
            free = {f"mutates({name})", f"consumes({name})"}
            if not free & set(self.effects) and fingerprint(value) != before[name]:
                raise Refuted("effects", f"{name} is changed, which is not among the effects {self.effects}: {where}")
        for effect, was in state.items():
            if effect not in self.effects and changed.get(effect) != was:
                raise Refuted("effects", f"{effect} happens, which is not among the effects {self.effects}: {where}")
        if said and "stdout" not in self.effects:
            raise Refuted("effects", f"something is printed: {where}")
        # That something is going to change in a later version can be said at any time.
        warned = [each for each in warned if not issubclass(each.category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning))]
        if warned and "warns" not in self.effects:
            raise Refuted("effects", f"{warned[0].category.__name__} ({str(warned[0].message)[:60]}) is warned of: {where}")

    def check_second_call(self, receiver, positional, keyword, result, where: str) -> None:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            try:
                again = self.call(receiver, positional, keyword)
            except Exception as error:
                raise Refuted("effects", f"pure, but a second call raises {type(error).__name__}: {where}") from None
        if fingerprint(again) != fingerprint(result):
            raise Refuted("effects", f"pure, but a second call gives something else: {where}")

    def shown_call(self, receiver, positional: list, keyword: dict) -> str:
        inside = [short(value) for value in positional] + [f"{name}={short(value)}" for name, value in keyword.items()]
        if self.kind == "property":
            return f"({short(receiver)}).{self.last}"
        head = f"({short(receiver)}).{self.last}" if self.needs_receiver else self.name
        return f"{head}({', '.join(inside)})"

    def report(self) -> dict:
        return {
            "name": self.name,
            "calls": self.calls,
            "raised": self.raised,
            "tried": sorted(self.tried),
            "refuted": self.refuted,
            "examples": self.examples,
        }


def short(value) -> str:
    try:
        text = " ".join(repr(value).split())
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 160 else f"{text[:160]}…"


def form_of(value) -> tuple:
    """Class, dtype and number of axes, of items as well: results that differ here are worth looking at each."""
    items = value[:20] if type(value) in (list, tuple) else list(value.values())[:20] if type(value) is dict else ()
    return type(value), str(getattr(value, "dtype", "")), getattr(value, "ndim", None), frozenset(type(item) for item in items)


def view_among(array, named) -> str:
    """Whether an array of the result lies in an argument's memory; of no memory, and of an argument itself, that cannot be said."""
    count = array.numel() if hasattr(array, "numel") else array.size
    if count == 0 or any(array is value for value in named.values()):
        return "maybe"
    try:
        return "view" if any(shares_memory(array, value) for value in named.values()) else "owned"
    except Exception:
        return "maybe"


@contextlib.contextmanager
def time_limit(seconds: float):
    def stop(*_):
        raise Stop

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    # Compiled code that does not come back cannot be interrupted: the process ends, and is started again for the other names.
    faulthandler.dump_traceback_later(3 * seconds + 2, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)


def run(target: Target, job: dict) -> None:
    phases = [Phase.generate, Phase.shrink] if job.get("shrink") else [Phase.generate]
    options = settings(max_examples=1 if target.kind == "constant" else job["examples"], deadline=None, database=None, phases=phases,
                       report_multiple_bugs=False, suppress_health_check=list(HealthCheck))

    @with_seed(job.get("seed", 1))
    @options
    @given(target.strategy())
    def attempt(case):
        target.attack(case)

    try:
        with time_limit(job["seconds"]):
            attempt()
    except Refuted as refuted:
        target.refuted.append({"fact": refuted.fact, "message": str(refuted)})
    except Flaky:
        # Refuted once, but not again with the same arguments: what an earlier call left behind had a part in it.
        pass
    except Stop:
        pass


def attack_twins(target: Target, job: dict) -> None:
    for twin in target.facts.get("twins", []):
        try:
            with time_limit(job["seconds"]):
                outcome = attack_twin(target.name, target.parameters, twin, resolve, job["examples"], job.get("seed", 1))
        except Stop:
            continue
        if outcome is not None:
            target.tried.add("twins")
            if outcome:
                target.refuted.append({"fact": "twins", "message": outcome})


def main() -> None:
    job = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    library = job["library"]
    version = None
    if library != "python":
        module = importlib.import_module(library)
        version = module.__version__
    else:
        version = ".".join(map(str, sys.version_info[:3]))
    print(json.dumps({"library": library, "version": version}), file=out, flush=True)
    strategies = Strategies(library)
    random.seed(0)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        started = time.monotonic()
        for entry in job["names"]:
            target = Target(entry, library, strategies)
            reason = target.why_not()
            if reason is None and time.monotonic() - started > job.get("total", 1e9):
                reason = "no time left"
            if reason is not None:
                print(json.dumps({**target.report(), "skipped": reason}), file=out, flush=True)
                continue
            try:
                run(target, job)
                attack_twins(target, job)
            except Exception as error:
                print(json.dumps({**target.report(), "skipped": f"{type(error).__name__}: {short(str(error))}"}), file=out, flush=True)
                continue
            print(json.dumps(target.report()), file=out, flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main()
