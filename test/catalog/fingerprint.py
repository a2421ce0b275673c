"""What can be seen of a value, as plain data that is equal only for equal values, bit by bit."""

from __future__ import annotations

import io
import math
import re
import struct
import sys
import types

#: Stands for what has no content of its own that could be compared.
OPAQUE = "opaque"


def fingerprint(value: object, depth: int = 6):
    """Class and content of a value: bytes and layout of arrays, labels of frames, bits of floats."""
    cls = type(value)
    name = f"{cls.__module__}.{cls.__qualname__}"
    if value is None or cls in (bool, int, str, bytes) or isinstance(value, type):
        return (name, value)
    if cls is float:
        return (name, struct.pack("<d", value) if not math.isnan(value) else "nan")
    if cls is complex:
        return (name, fingerprint(value.real), fingerprint(value.imag))
    if depth == 0:
        return (name, "deeper")
    for library, of_library in _LIBRARIES.items():
        if library in sys.modules:
            found = of_library(value, depth)
            if found is not None:
                return (name, *found)
    if isinstance(value, (list, tuple)):
        return (name, [fingerprint(item, depth - 1) for item in value], attributes(value, depth))
    if isinstance(value, (set, frozenset)):
        return (name, sorted(repr(fingerprint(item, depth - 1)) for item in value))
    if isinstance(value, dict):
        return (name, [(fingerprint(key, depth - 1), fingerprint(item, depth - 1)) for key, item in value.items()], attributes(value, depth))
    if isinstance(value, (bytearray, memoryview)):
        return (name, bytes(value))
    if isinstance(value, (range, slice)):
        return (name, repr(value))
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)):
        return (name, getattr(value, "__name__", ""))
    if isinstance(value, io.StringIO):
        return (name, value.getvalue(), value.tell())
    if name == "collections.deque":
        return (name, [fingerprint(item, depth - 1) for item in value], value.maxlen)
    if hasattr(cls, "__next__"):
        return (name, OPAQUE)
    if cls.__module__ in ("datetime", "decimal", "fractions", "uuid", "pathlib", "zoneinfo", "re", "ipaddress"):
        return (name, repr(value))
    if hasattr(value, "__dict__"):
        return (name, attributes(value, depth))
    text = repr(value) if len(name) < 200 else ""
    return (name, OPAQUE if re.search(r"0x[0-9a-f]+", text) else text)


def attributes(value: object, depth: int):
    """Public attributes: objects keep what they have computed in private ones."""
    own = getattr(value, "__dict__", None)
    if not isinstance(own, dict):
        return None
    public = [(key, item) for key, item in own.items() if isinstance(key, str) and not key.startswith("_")]
    return sorted(((key, fingerprint(item, depth - 1)) for key, item in public), key=lambda pair: pair[0])


def _of_numpy(value: object, depth: int):
    numpy = sys.modules["numpy"]
    if isinstance(value, numpy.ndarray):
        layout = (str(value.dtype), value.shape)
        if isinstance(value, numpy.ma.MaskedArray):
            return (*layout, fingerprint(value.data.tolist(), depth - 1), fingerprint(numpy.ma.getmaskarray(value).tolist(), depth - 1))
        if value.dtype.hasobject:
            return (*layout, [fingerprint(item, depth - 1) for item in value.ravel().tolist()])
        return (*layout, _bits(numpy, value))
    if isinstance(value, numpy.generic):
        return (str(value.dtype), _bits(numpy, numpy.asarray(value)))
    if isinstance(value, numpy.random.Generator):
        return (repr(value.bit_generator.state),)
    if isinstance(value, numpy.random.RandomState):
        return (repr(value.get_state()[1].tolist()), repr(value.get_state()[2:]))
    if isinstance(value, (numpy.dtype, numpy.ufunc)):
        return (str(value),)
    return None


def _bits(numpy, value):
    """All bits, except that there is one NaN: its sign and payload are nobody's promise."""
    if value.dtype.kind in "fc":
        value = numpy.array(value, copy=True)
        parts = [value] if value.dtype.kind == "f" else [value.real, value.imag]
        for part in parts:
            part[numpy.isnan(part)] = numpy.nan
        if value.dtype.itemsize > 16 or value.dtype.name == "longdouble":
            return repr(value.tolist())
    return value.tobytes()


def _of_pandas(value: object, depth: int):
    pandas = sys.modules["pandas"]
    if isinstance(value, pandas.DataFrame):
        columns = [_of_pandas(value.iloc[:, position], depth) for position in range(value.shape[1])]
        return (_of_pandas(value.columns, depth), _of_pandas(value.index, depth), columns, repr(value.attrs))
    if isinstance(value, pandas.Series):
        return (str(value.dtype), repr(value.name), _of_pandas(value.index, depth), _of_values(value.array, depth), repr(value.attrs))
    if isinstance(value, pandas.MultiIndex):
        return ("MultiIndex", repr(list(value.names)), repr(value.tolist()))
    if isinstance(value, pandas.Index):
        return (type(value).__name__, str(value.dtype), repr(value.name), repr(getattr(value, "freq", None)), _of_values(value.array, depth))
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return (str(value.dtype), _of_values(value, depth))
    if value is pandas.NA or value is pandas.NaT:
        return (repr(value),)
    if isinstance(value, (pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval, pandas.api.extensions.ExtensionDtype)):
        return (repr(value), getattr(value, "unit", None))
    return None


def _of_values(values: object, depth: int):
    numpy = sys.modules["numpy"]
    array = getattr(values, "_ndarray", None)
    if isinstance(array, numpy.ndarray) and array.dtype.kind in "biufcmM":
        return fingerprint(array, depth - 1)
    return [fingerprint(item, depth - 1) for item in values]


def _of_torch(value: object, depth: int):
    torch = sys.modules["torch"]
    if isinstance(value, torch.Tensor):
        content = value.detach().cpu()
        content = content.to_dense() if content.layout != torch.strided else content
        return (str(value.dtype), tuple(value.shape), str(value.device), value.requires_grad, fingerprint(content.tolist(), depth - 1))
    if isinstance(value, (torch.dtype, torch.device)):
        return (str(value),)
    if isinstance(value, torch.nn.Module):
        return (value.training, [(key, _of_torch(item, depth - 1)) for key, item in value.state_dict().items() if isinstance(item, torch.Tensor)])
    return None


def _of_pyarrow(value: object, depth: int):
    if type(value).__module__.startswith("pyarrow"):
        return (str(value),)
    return None


def _of_polars(value: object, depth: int):
    polars = sys.modules["polars"]
    if isinstance(value, (polars.DataFrame, polars.Series)):
        return (str(getattr(value, "schema", None) or value.dtype), repr(value.to_dicts() if isinstance(value, polars.DataFrame) else value.to_list()))
    if isinstance(value, (polars.LazyFrame, polars.Expr)):
        return (OPAQUE,)
    return None


_LIBRARIES = {"numpy": _of_numpy, "pandas": _of_pandas, "torch": _of_torch, "pyarrow": _of_pyarrow, "polars": _of_polars}


def global_state() -> dict[str, object]:
    """What functions could change beside their arguments, by the word that effects use for it."""
    import random
    import warnings

    state: dict[str, object] = {"random(python)": random.getstate(), "global(warnings)": list(warnings.filters)}
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        generator = numpy.random.get_state()
        state["random(numpy)"] = (generator[1].tobytes(), generator[2:])
        state["global(numpy)"] = (numpy.geterr(), repr(numpy.get_printoptions()))
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        state["global(pandas)"] = repr([pandas.get_option(name) for name in ("display.max_rows", "display.precision", "display.width")])
    torch = sys.modules.get("torch")
    if torch is not None:
        state["random(torch)"] = torch.random.get_rng_state().numpy().tobytes()
        state["global(torch)"] = (torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_num_threads())
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        state["global(matplotlib)"] = tuple(pyplot.get_fignums())
    return state
