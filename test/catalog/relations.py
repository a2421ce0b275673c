"""How a result is related to the arguments of a call: the same object, in the same memory, or not at all."""

from __future__ import annotations

import sys


def relation(result: object, argument: object) -> str | None:
    """`same`, `view`, or None. Values that nobody can change have no identity that matters."""
    if is_constant(argument) or is_constant(result):
        return None
    if result is argument:
        return "same"
    return "view" if shares_memory(result, argument) else None


def is_constant(value: object) -> bool:
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, type, range, slice)):
        return True
    if isinstance(value, (tuple, frozenset)):
        return all(is_constant(item) for item in value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.dtype, numpy.ufunc)):
        return True
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, (pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval)):
        return True
    return callable(value) and hasattr(value, "__name__") or type(value).__module__ in ("datetime", "decimal", "fractions", "re", "pathlib", "uuid")


def shares_memory(first: object, second: object) -> bool:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return False
    ours, theirs = buffers(first), buffers(second)
    return any(numpy.may_share_memory(one, other) and numpy.shares_memory(one, other) for one in ours for other in theirs)


def buffers(value: object, depth: int = 2) -> list:
    """The arrays that hold a value's content."""
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.ndarray):
        return [value] if value.size and not value.dtype.hasobject or depth < 2 and value.size else [value] if value.size else []
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        try:
            return [value.detach().numpy()] if value.numel() else []
        except (TypeError, RuntimeError):
            return []
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        if isinstance(value, pandas.DataFrame):
            return [found for position in range(value.shape[1]) for found in buffers(value.iloc[:, position])]
        if isinstance(value, pandas.Series):
            return buffers(value.array)
        if isinstance(value, pandas.Index) and not isinstance(value, (pandas.MultiIndex, pandas.RangeIndex)):
            # Indexes cannot be changed: sharing them is not to be seen.
            return []
        if isinstance(value, pandas.api.extensions.ExtensionArray):
            arrays = [getattr(value, name, None) for name in ("_ndarray", "_data", "_mask", "_codes")]
            return [array for array in arrays if isinstance(array, numpy.ndarray) and array.size]
    if isinstance(value, (list, tuple)) and depth > 0:
        return [found for item in value for found in buffers(item, depth - 1)]
    if isinstance(value, dict) and depth > 0:
        return [found for item in value.values() for found in buffers(item, depth - 1)]
    return []


def contradicts_alias(claim: str, result: object, arguments: dict[str, object]) -> str | None:
    """Whether a result's relations are others than `claim` (`new`, `same(x)`, `view(x)`, `maybe(x)`, joined by ` | `) allows."""
    allowed: dict[str, set[str]] = {}
    must_be_new = True
    for form in claim.split("|"):
        form = form.strip()
        if form == "new":
            continue
        kind, _, name = form.rstrip(")").partition("(")
        must_be_new = False
        allowed.setdefault(name, set()).update({"same": ["same"], "view": ["view"], "maybe": ["same", "view"]}[kind])
    for name, argument in arguments.items():
        found = relation(result, argument)
        if found is not None and found not in allowed.get(name, set()):
            return f"{'never related' if must_be_new else claim} is claimed, but the result is {'the same object as' if found == 'same' else 'a view of'} {name}"
    forms = [form.strip() for form in claim.split("|")]
    if len(forms) == 1 and not must_be_new and not forms[0].startswith("maybe"):
        kind, _, name = forms[0].rstrip(")").partition("(")
        if name in arguments and not is_constant(arguments[name]):
            argument = arguments[name]
            if kind == "same" and result is not argument:
                return f"{claim} is claimed, but the result is another object"
            if kind == "view" and buffers(result) and buffers(argument) and not shares_memory(result, argument) and result is not argument:
                return f"{claim} is claimed, but the result has memory of its own"
    return None
