"""NumPy: arrays, scalars, dtypes, random generators."""
import sys

from noodle_rt.compare.builtin import entries
from noodle_rt.compare.data import Data, Memory, Rows
from noodle_rt.compare.image import opaque
from noodle_rt.compare.iterators import builtin_iterator
from noodle_rt.compare.names import attribute, class_name
from noodle_rt.compare.objects import whole
from noodle_rt.compare.packed import sequence


def numpy():
    return sys.modules["numpy"]


# ---------------------------------------------------------------- dtypes

def dtype_text(dtype):
    """A dtype with all that can be seen of it."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return f"({dtype_text(base)}, {shape})"
    if dtype.names is not None:
        fields = []
        for name in dtype.names:
            field, offset, *title = dtype.fields[name]
            fields.append(f"{name!r}: {dtype_text(field)} at {offset}" + (f" titled {title[0]!r}" if title else ""))
        kind = "record " if dtype.type is not numpy().void else ""
        return f"{kind}{{{', '.join(fields)}}} of {dtype.itemsize} bytes" + (", aligned" if dtype.isalignedstruct else "")
    shown = dtype.name if dtype.isnative else f"{dtype.name} ({dtype.str})"
    if dtype.kind == "T":
        shown = repr(dtype)
    # Two C types of one size are different dtypes to nobody but C.
    return f"{shown} with metadata {dict(dtype.metadata)!r}" if dtype.metadata else shown


@whole
def a_dtype(imager, value, path):
    return {"type": "numpy.dtype", "is": {"dtype": dtype_text(value)}}


def element_format(dtype):
    """The format of raw elements (see `data.py`), or `None` for elements that are objects or have parts."""
    if dtype.kind in "OT" or dtype.names is not None or dtype.subdtype is not None or dtype.hasobject:
        return None
    if dtype.kind in "biufcmMSU" and dtype.isbuiltin != 2:
        return dtype.str if dtype.str[0] != "=" else sys.byteorder[0]
    return f"{dtype.name.replace(':', ' ')}:{dtype.itemsize}"


def is_padded(dtype):
    """Whether floats of 80 bits lie in 96 or 128."""
    return dtype.kind in "fc" and dtype.itemsize // (2 if dtype.kind == "c" else 1) in (12, 16) and numpy().finfo(dtype).nmant == 63


def without_padding(array):
    np = numpy()
    size = array.itemsize // (2 if array.dtype.kind == "c" else 1)
    plain = np.array(array, order="C", copy=True).reshape(-1)
    # The bytes behind the number may hold anything.
    if plain.dtype.isnative:
        plain.view("u1").reshape(-1, size)[:, 10:] = 0
    return plain


# ---------------------------------------------------------------- arrays

def order_of(array):
    flags = array.flags
    if flags.c_contiguous:
        return "C and F" if flags.f_contiguous else "C"
    return "F" if flags.f_contiguous else "neither"


def an_array(imager, value, path):
    np = numpy()
    imager.remember(value, path)
    plain = value.view(np.ndarray) if type(value) is not np.ndarray else value
    imager.extents.append((path, "numpy", plain))
    facts = {"dtype": dtype_text(plain.dtype), "shape": list(plain.shape), "order": order_of(plain), "writeable": plain.flags.writeable}
    node = {"type": class_name(type(value)), "is": facts}
    node.update(elements(imager, plain, path))
    return node


def elements(imager, array, path):
    """The elements of a plain array as fields of a node."""
    dtype = array.dtype
    format = element_format(dtype)
    if format is not None:
        if dtype.itemsize == 0:
            return {}
        return {"data": imager.data(raw(array, format))}
    if dtype.names is not None:
        has = {}
        for name in dtype.names:
            step = f"[{name!r}]".replace("'", '"')
            field = array[name]
            has[step] = {"type": "field", "is": {"shape": list(field.shape)}, **elements(imager, field, path + step)}
        return {"has": has}
    if dtype.hasobject or dtype.kind in "OT":
        items = array.ravel().tolist() if array.ndim != 1 else array.tolist()
        if array.ndim == 1:
            return {"items": sequence(imager, items, path)}
        indices = list(numpy().ndindex(*array.shape))
        return {"items": sequence(imager, items, path, lambda at: f"[{','.join(map(str, indices[at]))}]"), "shape": list(array.shape)}
    return {}


def raw(array, format):
    """The elements of an array as `Data`, without copying those that lie in one piece."""
    np = numpy()
    dtype = array.dtype
    if is_padded(dtype):
        return Data(format, array.shape, without_padding(array).view("u1"))
    if array.size == 0 or array.flags.c_contiguous:
        return Data(format, array.shape, Memory(array.reshape(-1).view("u1"), array))
    if array.flags.f_contiguous:
        return Data(format, array.shape, Memory(array.T.reshape(-1).view("u1"), array), "F")
    return Data(format, array.shape, Rows(array, np.ascontiguousarray))


def a_masked_array(imager, value, path):
    np = numpy()
    imager.remember(value, path)
    data = value.view(np.ndarray)
    mask = value._mask
    fill = value._fill_value
    if fill is None:
        fill = np.ma.default_fill_value(value.dtype) if value.dtype.names is None else None
    has = {"._data": imager.node(data, path + "._data")}
    if mask is not np.ma.nomask:
        has[".mask"] = imager.node(np.asarray(mask), path + ".mask")
    if fill is not None:
        fill = np.array(fill, dtype=value.dtype)
        has[".fill_value"] = {"type": "fill value", **elements(imager, fill, path + ".fill_value")}
    return {"type": class_name(type(value)), "is": {"mask": "none" if mask is np.ma.nomask else "array", "hardmask": value._hardmask},
            "has": has, "without": ("_mask", "_fill_value", "_basedict", "_hardmask", "_sharedmask", "_isfield", "_baseclass", "_optinfo")}


def a_memory_map(imager, value, path):
    node = an_array(imager, value, path)
    node["is"] = {**node["is"], "mode": value.mode, "offset": value.offset}
    node["without"] = ("_mmap", "filename", "offset", "mode")
    return node


# ---------------------------------------------------------------- scalars

def a_scalar(imager, value, path):
    np = numpy()
    array = np.asarray(value)
    if array.dtype.kind in "SU" and isinstance(value, (str, bytes)):
        base = str if isinstance(value, str) else bytes
        return {"type": class_name(type(value)), "as": imager.node(base.__getitem__(value, slice(None)), path)}
    node = {"type": class_name(type(value)), "is": {"dtype": dtype_text(array.dtype)}}
    if array.dtype.names is not None:
        imager.remember(value, path)
    node.update(elements(imager, array, path))
    return node


@whole
def a_ufunc(imager, value, path):
    return {"type": "numpy.ufunc", "is": {"name": value.__name__, "nin": value.nin, "nout": value.nout}}


# ---------------------------------------------------------------- random generators

def a_bit_generator(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": {".state": state_node(imager, value.state, path + ".state")}}


def state_node(imager, state, path):
    return {"type": "dict", **entries(imager, list(state.items()), path)}


def a_generator(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": {".bit_generator": imager.node(value.bit_generator, path + ".bit_generator")}}


def a_random_state(imager, value, path):
    imager.remember(value, path)
    state = value.get_state(legacy=False)
    return {"type": class_name(type(value)), "has": {".get_state()": state_node(imager, state, path + ".get_state()")}}


def a_seed_sequence(imager, value, path):
    imager.remember(value, path)
    has = {attribute(name): imager.node(item, path + attribute(name)) for name, item in value.state.items()}
    return {"type": class_name(type(value)), "has": has}


def an_npz(imager, value, path):
    return opaque(type(value), "it is an open file")


HANDLERS = {
    "numpy.ndarray": an_array,
    "numpy.memmap": a_memory_map,
    "numpy.MaskedArray": a_masked_array,
    "numpy.generic": a_scalar,
    "numpy.dtype": a_dtype,
    "numpy.ufunc": a_ufunc,
    "numpy.BitGenerator": a_bit_generator,
    "numpy.Generator": a_generator,
    "numpy.RandomState": a_random_state,
    "numpy.SeedSequence": a_seed_sequence,
    "numpy.NpzFile": an_npz,
    "numpy.flatiter": builtin_iterator,
}
