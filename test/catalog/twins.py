"""Scalar and array forms of one function: whether a call on an array gives what calls on its elements give."""

from __future__ import annotations

import math
import struct
import warnings

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed
from hypothesis import strategies as st

SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 10.0, 100.0, 1e-300, 5e-324, 1e300, float("inf"), float("-inf"), float("nan")]
INTEGERS = ("int64", "int32", "uint8", "bool")
FLOATS = ("float64",)
CPU = ("no-avx512", "avx2", "avx512")


class Different(Exception):
    pass


def attack_twin(name: str, parameters, twin: dict, resolve, examples: int, seed: int) -> str | None:
    """None: not tried; an empty text: not refuted; otherwise the call that shows a difference."""
    import numpy as np

    forms = sorted([name, twin["name"]], key=lambda path: path.startswith("numpy."))
    if not forms[1].startswith("numpy.") or forms[0].startswith("numpy.") or twin["exact"] == "E2":
        return None
    where = twin.get("where", [])
    dtypes = [word for word in where if word in INTEGERS + FLOATS] or ["float64", "int64", "bool"]
    if any(word not in INTEGERS + FLOATS for word in where):
        # It holds on some machines, or in a domain that only people can read.
        return None
    try:
        scalar, array = resolve(forms[0]), resolve(forms[1])
    except (ImportError, AttributeError):
        return None
    if not callable(scalar) or not callable(array):
        return None
    count = getattr(array, "nin", 1)
    excepted = twin.get("except", [])

    def elements(dtype: str):
        if dtype == "bool":
            return st.booleans()
        if dtype != "float64":
            return st.integers(0 if dtype == "uint8" else -20, 20)
        return st.one_of(st.sampled_from(SPECIAL), st.floats(width=64), st.floats(-50, 50))

    columns = st.sampled_from(dtypes).flatmap(
        lambda dtype: st.tuples(st.just(dtype), st.lists(st.tuples(*[elements(dtype)] * count), min_size=1, max_size=12))
    )

    @with_seed(seed)
    @settings(max_examples=examples * 5, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
              report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    @given(columns)
    def attempt(drawn):
        dtype, rows = drawn
        arrays = [np.array(column, dtype=dtype) for column in zip(*rows)]
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                whole = array(*arrays)
            except TypeError:
                return
            for position, row in enumerate(rows):
                values = [column[position].item() for column in arrays]
                try:
                    one = scalar(*values)
                except (ValueError, OverflowError, ZeroDivisionError) as error:
                    if "domain error" in excepted:
                        continue
                    raise Different(f"{forms[0]}{tuple(values)} raises {type(error).__name__}, {forms[1]} gives {whole[position]!r}") from None
                except TypeError:
                    continue
                if is_excepted(excepted, [*values, one]):
                    continue
                if bits(one) != bits(whole[position].item()):
                    raise Different(f"{forms[0]}{tuple(values)} gives {one!r}, {forms[1]} on {dtype} gives {whole[position].item()!r}")

    try:
        attempt()
    except Different as different:
        return str(different)
    return ""


def is_excepted(excepted: list[str], values: list) -> bool:
    for value in values:
        if not isinstance(value, float):
            continue
        if "nan" in excepted and math.isnan(value) or "inf" in excepted and math.isinf(value):
            return True
        if "-0.0" in excepted and value == 0:
            return True
    return False


def bits(value):
    """A number by its bits; integers, booleans and floats are different things."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    return (type(value).__name__, value)
