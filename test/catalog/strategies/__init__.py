"""Arguments to call functions with: by library, class of the receiver, name of the parameter.

A module `strategies/<library>.py` may define
- `RECEIVERS`: by canonical class name, what its methods are called on;
- `PARAMETERS`: by parameter name, or `function.path:parameter` where that is not enough, what is passed;
- `CALLS`: by function, a strategy for `(positional, keyword)` where parameters depend on each other;
- `SKIP`: functions that must not be called.
"""

from __future__ import annotations

import importlib

from hypothesis import strategies as st


class Strategies:
    def __init__(self, library: str) -> None:
        self.modules = []
        for name in (library, "general"):
            try:
                self.modules.append(importlib.import_module(f"strategies.of_{name}"))
            except ModuleNotFoundError as error:
                if error.name != f"strategies.of_{name}":
                    raise

    def table(self, name: str) -> list[dict]:
        return [getattr(module, name) for module in self.modules if hasattr(module, name)]

    def receiver(self, class_name: str):
        return next((table[class_name] for table in self.table("RECEIVERS") if class_name in table), None)

    def call(self, function: str):
        return next((table[function] for table in self.table("CALLS") if function in table), None)

    def skips(self, function: str) -> bool:
        return any(function in names for names in self.table("SKIP"))

    def parameter(self, function: str, parameter: str):
        """What to pass for a parameter; None when nothing is known about it."""
        for table in self.table("PARAMETERS"):
            found = table.get(f"{function}:{parameter}", table.get(parameter))
            if found is not None:
                return found
        return None

    def anything(self):
        return next(table["*"] for table in self.table("PARAMETERS") if "*" in table)


def arguments(strategies: Strategies, function: str, parameters: list[dict] | None):
    """A strategy for `(positional, keyword)` of one call."""
    special = strategies.call(function)
    if special is not None:
        return special
    if parameters is None:
        return st.tuples(st.lists(strategies.anything(), max_size=2), st.just({}))
    return _drawn(strategies, function, parameters)


@st.composite
def _drawn(draw, strategies, function, parameters):
    positional: list = []
    keyword: dict = {}
    #: Once one is left out, the following can only be passed by name.
    by_name = False
    for parameter in parameters:
        name, kind = parameter["name"], parameter["kind"]
        known = strategies.parameter(function, name)
        if kind == "rest":
            if not by_name:
                positional += draw(st.lists(known if known is not None else strategies.anything(), max_size=2))
            by_name = True
            continue
        if kind == "keyword-rest":
            continue
        if "default" in parameter and (known is None or draw(st.integers(0, 3)) > 0):
            by_name = True
            continue
        value = draw(known if known is not None else strategies.anything())
        if kind == "keyword" or by_name and kind == "any":
            keyword[name] = value
        elif not by_name:
            positional.append(value)
    return positional, keyword
