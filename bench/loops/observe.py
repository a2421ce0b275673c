"""What can be seen of a call: its result, its arguments afterwards, its exception and its warnings, as text that is equal bit for bit.

Under `ulp`, results and arguments may differ as `noodle_rt.compare` lets them.
"""

import copy
import sys
import warnings

import numpy as np


def load(path, name):
    """The names of a program."""
    module = type(sys)(name)
    sys.modules[name] = module
    with open(path) as file:
        exec(compile(file.read(), path, "exec"), module.__dict__)
    return module


def plain_nans(value):
    """The sign of a NaN says nothing: NumPy itself gives it differently from position to position."""
    if value.dtype.kind == "f" and np.isnan(value).any():
        return np.where(np.isnan(value), np.array(np.nan, value.dtype), value)
    return value


def text_of(value):
    if value is np.ma.masked:
        return "masked"
    if isinstance(value, np.ndarray):
        inner = repr([text_of(each) for each in np.asarray(value).ravel()]) if value.dtype == object else plain_nans(value).tobytes().hex()
        mask = np.ma.getmaskarray(value).tolist() if isinstance(value, np.ma.MaskedArray) else ""
        return f"{type(value).__name__} {value.dtype} {value.shape} {inner} {mask}"
    if isinstance(value, np.generic):
        return f"{type(value).__name__} {plain_nans(value).tobytes().hex()}"
    if isinstance(value, float):
        return f"float {value.hex()}"
    if isinstance(value, (tuple, list)):
        return f"{type(value).__name__} [{', '.join(map(text_of, value))}]"
    return f"{type(value).__name__} {value!r}"


def observe(function, arguments):
    """Each part of what a call does, and the values that have such parts."""
    value = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = function(*arguments)
            result = text_of(value)
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    seen = {"result": result, "warnings": str(sorted({f"{each.category.__name__}: {each.message}" for each in caught}))}
    for index, argument in enumerate(arguments):
        seen[f"argument {index}"] = text_of(argument)
    values = {f"argument {index}": argument for index, argument in enumerate(arguments)}
    if value is not None:
        values["result"] = value
    return seen, values


def difference(before, after, arguments, contract="exact"):
    """The first part in which two functions differ on equal arguments, with both texts; `None` when there is none."""
    (seen, values), (other, others) = (observe(function, copy.deepcopy(arguments)) for function in (before, after))
    for part, text in seen.items():
        if other[part] != text and not (contract == "ulp" and part in values and part in others and are_near(values[part], others[part])):
            return {"what": part, "before": text[:160], "after": other[part][:160]}
    return None


def are_near(one, other):
    """Whether two values are the same under `ulp`."""
    from noodle_rt.compare import difference as judge

    return judge(one, other, exactness="ulp") is None


def mapped(arguments, change):
    """Arguments with something done to each of the arrays."""
    return tuple(change(value) if isinstance(value, np.ndarray) else value for value in arguments)


def special(value):
    if value.dtype.kind != "f" or value.size == 0:
        return value
    value = value.copy()
    value.flat[:: max(1, value.size // 7)] = np.resize([np.nan, np.inf, 0.0, -0.0, -np.inf, 1e308, 5e-324], value.flat[:: max(1, value.size // 7)].shape)
    return value


def reversed_view(value):
    return value[::-1]


def strided(value):
    return np.repeat(value, 2, axis=-1)[..., ::2]


def read_only(value):
    value = value.copy()
    value.flags.writeable = False
    return value


def as_float32(value):
    return value.astype("float32") if value.dtype == float else value


def as_int64(value):
    return (value * 100).astype("int64") if value.dtype == float else value


def negative(value):
    return value - value.max() if value.dtype.kind == "i" and value.size else -value


def same_object(arguments):
    """One object in the place of all arrays of its shape and type."""
    first = {}
    return tuple(first.setdefault((value.shape, value.dtype), value) if isinstance(value, np.ndarray) else value for value in arguments)


def shifted(arguments):
    """Arrays of one shape and type become views of one memory, each a little further."""
    groups = {}
    for value in arguments:
        if isinstance(value, np.ndarray):
            groups.setdefault((value.shape, value.dtype), []).append(value)
    memory = {key: np.resize(values[0], values[0].size + len(values)) for key, values in groups.items()}
    count = dict.fromkeys(groups, 0)
    changed = []
    for value in arguments:
        if isinstance(value, np.ndarray):
            key = (value.shape, value.dtype)
            value = memory[key][count[key] : count[key] + value.size].reshape(value.shape)
            count[key] += 1
        changed.append(value)
    return tuple(changed)


def larger_numbers(arguments):
    """Whole numbers that are too large for the arrays."""
    return tuple(value + 3 if type(value) is int else value for value in arguments)


def numpy_numbers(arguments):
    """Numbers become numbers of NumPy."""
    kinds = {int: np.int64, float: np.float64}
    return tuple(kinds[type(value)](value) if type(value) in kinds else value for value in arguments)


HOSTILE = {
    "special values": lambda made: mapped(made, special),
    "empty": lambda made: mapped(made, lambda value: value[:0]),
    "one": lambda made: mapped(made, lambda value: value[:1]),
    "shorter first": lambda made: tuple(value[:-1] if index == 0 and isinstance(value, np.ndarray) else value for index, value in enumerate(made)),
    "shorter last": lambda made: tuple(
        value[:-1] if index == len(made) - 1 and isinstance(value, np.ndarray) else value for index, value in enumerate(made)
    ),
    "lists": lambda made: mapped(made, lambda value: value.tolist()),
    "float32": lambda made: mapped(made, as_float32),
    "int64": lambda made: mapped(made, as_int64),
    "int32": lambda made: mapped(made, lambda value: value.astype("int32") if value.dtype == "int64" else value),
    "objects": lambda made: mapped(made, lambda value: value.astype(object)),
    "complex": lambda made: mapped(made, lambda value: value + 0.5j if value.dtype == float else value),
    "negative": lambda made: mapped(made, negative),
    "Fortran order": lambda made: mapped(made, np.asfortranarray),
    "reversed": lambda made: mapped(made, reversed_view),
    "strided": lambda made: mapped(made, strided),
    "read only": lambda made: mapped(made, read_only),
    "masked": lambda made: mapped(made, np.ma.array),
    "swapped bytes": lambda made: mapped(made, lambda value: value.astype(value.dtype.newbyteorder(">"))),
    "same object": same_object,
    "shifted views": shifted,
    "larger numbers": larger_numbers,
    "numbers of NumPy": numpy_numbers,
}
