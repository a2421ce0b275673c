"""Looks at arrays, tables and tensors without calling code of the program: class, dtype, size, layout, and where they lie."""
import os
import sys


def describe(value):
    """`(text, bytes, memory)` of a value that holds data, else `None`. Memory is `(first, last)` address, or an identity."""
    try:
        mro = type(value).__mro__
        if mro[0].__module__.partition(".")[0] not in LIBRARIES:
            return None  # a class of the program may run code when it is asked
        for cls in mro:
            reader = READERS.get((cls.__module__.partition(".")[0], cls.__name__))
            if reader is not None:
                return reader(value)
    except Exception:
        pass
    return None


def shares(a, b):
    """Whether two values may lie in the same memory."""
    if a is None or b is None:
        return False
    if type(a) is tuple and type(b) is tuple:
        return a[0] < b[1] and b[0] < a[1]
    return a == b


def power(size):
    """The size to the next power of two, as it stands in signatures."""
    return "0" if size == 0 else "2^%d" % (size - 1).bit_length()


def array(value):
    dtype = value.dtype
    flags = value.flags
    layout = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "S"
    text = "%s[%d] %s %s" % (dtype.name, value.ndim, power(value.size), layout)
    base = value
    while base.base is not None and type(base.base) is type(base):
        base = base.base
    start = base.__array_interface__["data"][0]
    return text, value.nbytes, (start, start + max(base.nbytes, 1))


def frame(value):
    rows, columns = value.shape
    blocks = [block.values for block in value._mgr.blocks]
    kinds = sorted({str(block.dtype) for block in blocks})
    size = sum([block.nbytes for block in blocks])
    text = "frame %s x %d %s" % (power(rows), columns, "+".join(kinds[:4]))
    return text, size, range_of(blocks[0]) if blocks else None


def series(value):
    held = value._values
    return "series %s %s" % (value.dtype, power(len(value))), held.nbytes, range_of(held)


def range_of(values):
    values = getattr(values, "_ndarray", values)
    return array(values)[2] if type(values).__name__ == "ndarray" else id(values)


def index(value):
    return "index %s %s" % (value.dtype, power(len(value))), value.nbytes, id(value)


def tensor(value):
    text = "tensor %s[%d] %s %s" % (str(value.dtype).rpartition(".")[2], value.dim(), power(value.numel()), value.device.type)
    size = value.numel() * value.element_size()
    start = 0
    if str(value.layout) == "torch.strided":
        text += " C" if value.is_contiguous() else " S"
        start = value.data_ptr()
    return text, size, (start, start + max(size, 1)) if start else id(value)


def eager_tensor(value):
    shape = value.shape
    size = 1
    for each in shape:
        size *= int(each)
    return "tensor %s[%d] %s" % (value.dtype.name, len(shape), power(size)), size * value.dtype.size, id(value)


def sparse(value):
    count = value.nnz
    return "sparse %s %s" % (value.dtype, power(count)), count * value.dtype.itemsize, id(value)


def polars_frame(value):
    rows, columns = value.shape
    return "polars frame %s x %d" % (power(rows), columns), value.estimated_size(), id(value)


def polars_series(value):
    return "polars series %s %s" % (value.dtype, power(len(value))), value.estimated_size(), id(value)


def arrow_table(value):
    return "arrow table %s x %d" % (power(value.num_rows), value.num_columns), value.nbytes, id(value)


def arrow_array(value):
    return "arrow array %s %s" % (value.type, power(len(value))), value.nbytes, id(value)


def sequence(value):
    return "%s %s" % (type(value).__name__, power(len(value))), 0, id(value)


READERS = {
    ("numpy", "ndarray"): array,
    ("pandas", "DataFrame"): frame,
    ("pandas", "Series"): series,
    ("pandas", "Index"): index,
    ("torch", "Tensor"): tensor,
    ("tensorflow", "EagerTensor"): eager_tensor,
    ("scipy", "_spbase"): sparse,
    ("scipy", "spmatrix"): sparse,
    ("polars", "DataFrame"): polars_frame,
    ("polars", "Series"): polars_series,
    ("pyarrow", "Table"): arrow_table,
    ("pyarrow", "Array"): arrow_array,
    ("pyarrow", "ChunkedArray"): arrow_array,
    ("builtins", "list"): sequence,
    ("builtins", "tuple"): sequence,
}

LIBRARIES = frozenset([library for library, _ in READERS])


# ---------------------------------------------------------------- memory of the process


def peak_memory():
    """Largest resident set of the process so far, in bytes; 0 where the system does not tell cheaply."""
    try:
        file = os.open("/proc/self/status", os.O_RDONLY)
        try:
            text = os.read(file, 4096)
        finally:
            os.close(file)
        at = text.index(b"VmHWM:") + 6
        return int(text[at:text.index(b"k", at)]) * 1024
    except (OSError, ValueError):
        return 0


def arrow_memory():
    """Bytes that Arrow has taken, for pandas' strings among others, if the program uses it."""
    arrow = sys.modules.get("pyarrow")
    try:
        return arrow.total_allocated_bytes() if arrow is not None else 0
    except Exception:
        return 0


def allocators():
    """Largest use of the allocators that know it, in bytes, by library."""
    found = {}
    arrow = sys.modules.get("pyarrow")
    if arrow is not None:
        try:
            found["arrow"] = int(arrow.default_memory_pool().max_memory() or 0)
        except Exception:
            pass
    torch = sys.modules.get("torch")
    try:
        if torch is not None and torch.cuda.is_initialized():
            found["torch.cuda"] = int(torch.cuda.max_memory_allocated())
    except Exception:
        pass
    return found
