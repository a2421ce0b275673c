"""Looks for inputs on which two forms of a unit can be told apart, and makes the first that it finds small."""
import ast
import builtins
import time

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from noodle_rt.verify.cases import HOSTILE, Case, Plain
from noodle_rt.verify.demands import demands
from noodle_rt.verify.outcome import Side, TooLong, differ
from noodle_rt.verify.units import find

LADDER = [1, 2, 3, 5, 9, 17, 33, 65, 129, 300, 700, 1500, 3000, 9000]
LARGEST = 200_000  # elements


class Result:
    """What was tried on a unit, and what was found."""

    def __init__(self, unit):
        self.unit = unit
        self.tried = self.fast = self.fallback = self.returned = self.captured = 0
        self.counterexample = None  # lines that make the inputs
        self.difference = None
        self.problem = None  # why nothing could be tried

    @property
    def verdict(self):
        if self.counterexample is not None:
            return "counterexample"
        return "held" if self.fast > 0 else "not reached" if self.tried > 0 else "not tried"


def check(unit, examples=200, captured=(), expected=None, exactness="exact", seconds=60, shrink_seconds=15, number=0):
    """Tries inputs on both forms of a unit.

    examples: how many inputs to generate; captured: of a run, see `capture.py`; expected: kinds of inputs by name;
    seconds: no new inputs after that time; number: of the sequence of random choices
    """
    result = Result(unit)
    try:
        original = Side(unit.texts[0], unit.name)
        optimised = Side(unit.texts[1], unit.name, unit.texts[0])
    except SyntaxError as error:
        result.problem = f"cannot be compiled: {error}"
        return result
    Search(unit, original, optimised, result, exactness).run(examples, captured, expected, seconds, shrink_seconds, number)
    return result


class Search:
    def __init__(self, unit, original, optimised, result, exactness):
        self.unit, self.original, self.optimised = unit, original, optimised
        self.result, self.exactness = result, exactness
        self.deadline = 0.0
        self.last = None  # why the last inputs could not be used

    def run(self, examples, captured, expected, seconds, shrink_seconds, number):
        strategy = self.captured(captured) if self.unit.name is None else self.generated(expected)
        for lines, _ in captured:
            self.result.captured += 1
            if self.attempt(lines):
                return
        if strategy is None:
            self.result.problem = (
                "statements of the module are checked with the values of a run, and no run came here"
                if self.unit.name is None
                else "its parameters can only be given by place"
            )
            return
        self.explore(strategy, examples, seconds, shrink_seconds, number)
        if self.result.tried == 0:
            self.result.problem = self.last or "no inputs could be made"

    def explore(self, strategy, examples, seconds, shrink_seconds, number):
        start = time.monotonic()
        best = None

        @seed(number)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
        )
        @given(strategy)
        def test(lines):
            nonlocal best
            now = time.monotonic()
            # Whoever has no more time finds nothing new.
            if lines != best and now > (start + seconds if best is None else self.deadline):
                return
            if self.attempt(lines):
                if best is None:
                    self.deadline = now + shrink_seconds
                best = lines
                raise AssertionError

        try:
            test()
        except Exception as error:
            if best is None:
                self.result.problem = f"{type(error).__name__}: {error}".split("\n")[0]

    def attempt(self, lines):
        """Whether the forms differ on these inputs."""

        def told(before, reached):
            self.result.tried += 1
            self.result.fast += reached.fast or (not self.optimised.guarded and "exception" not in before)
            self.result.fallback += reached.fallback
            self.result.returned += "exception" not in before

        try:
            found = differ(self.original, self.optimised, lines, self.exactness, told)
        except (TooLong, MemoryError, RecursionError) as error:
            self.last = type(error).__name__
            return False
        except Exception as error:
            self.last = f"{type(error).__name__}: {error}"
            return False
        if found is not None:
            self.result.counterexample, self.result.difference = lines, found
        return found is not None

    # --- strategies ---------------------------------------------------------------------------------------------------

    def captured(self, captured):
        """The values of a run, with other numbers in arrays of floats."""
        if not captured:
            return None

        @st.composite
        def cases(draw):
            lines, arrays = draw(st.sampled_from(list(captured)))
            for name, size in arrays:
                for _ in range(draw(st.sampled_from([0, 1, 2])) if size else 0):
                    position = draw(st.integers(0, size - 1))
                    lines += f"\ninputs[{name!r}].flat[{position}] = {draw(st.sampled_from(HOSTILE))}"
            return lines

        return cases()

    def generated(self, expected):
        node = find(self.unit.original.body, self.unit.name)
        if node.args.posonlyargs:
            return None
        parameters = [each.arg for each in [*node.args.args, *node.args.kwonlyargs]]
        globals_ = free_names(node, self.unit.preamble)
        forms = self.unit.functions()
        wanted = demands([*parameters, *globals_], *forms, expected)
        owner = self.unit.name.rpartition(".")[0]
        if owner and parameters[:1] == ["self"]:
            wanted["self"].say("object", True)
            wanted["self"].type = owner
        sizes = self.sizes(wanted, parameters, globals_)

        @st.composite
        def cases(draw):
            return Case(draw, wanted, sizes).text(parameters, globals_)

        return cases()

    def sizes(self, wanted, parameters, globals_):
        """Small ones, and the smallest with which the rewritten form runs, where there is a threshold."""
        small = [2, 1, 3, 5, 0]
        rank = max([each.rank or 1 for each in wanted.values() if each.kind == "array"] or [1])
        for size in LADDER:
            if size**rank > LARGEST:
                break
            try:
                _, reached = self.optimised.run(Plain(wanted, size).text(parameters, globals_))
            except (Exception, TooLong) as error:
                self.last = f"{type(error).__name__}: {error}"
                continue
            if reached.fast:
                return [*small, 9, 33] if size <= 5 else [size, size + 1, size * 2, *small]
        return [*small, 9, 33]


def free_names(node, preamble):
    """Names that a function reads from its module and that nobody defines."""
    nodes = list(ast.walk(node))
    read = {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    bound = {each.id for each in nodes if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    bound |= {each.arg for each in nodes if isinstance(each, ast.arg)}
    bound |= {each.name for each in nodes if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler))}
    return sorted(name for name in read - bound - set(preamble) - set(dir(builtins)) if name is not None)
