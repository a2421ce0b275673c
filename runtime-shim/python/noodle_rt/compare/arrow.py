"""Arrow: arrays, tables, scalars, types."""
import sys

from noodle_rt.compare.builtin import entries
from noodle_rt.compare.data import Data
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import whole
from noodle_rt.compare.packed import INT, SHORTEST, sequence


def chunks(imager, value, path, has_places=True):
    """Elements of an array or chunked array. has_places: whether it can be seen where one chunk ends."""
    parts = value.chunks if hasattr(value, "chunks") else [value]
    fields = {"data type": str(value.type), "length": len(value), "nulls": value.null_count}
    if has_places and hasattr(value, "chunks"):
        fields["chunks"] = [len(part) for part in parts]
    format = FORMATS.get(str(value.type))
    if format is not None and value.null_count == 0:
        pieces = [values(part, int(format[2:])) for part in parts]
        return {"has": {"": {"type": "elements", "is": fields,
                             "data": Data(format, (len(value),), pieces[0] if len(pieces) == 1 else b"".join(pieces))}}}
    items = texts(value, parts) or sequence(imager, value.to_pylist(), path)
    return {"has": {"": {"type": "elements", "is": fields, "items": items}}}


def texts(value, parts):
    """Texts as a packed sequence, made of what Arrow itself stores; `None` when these are others, or few, or some missing."""
    size = {"string": 4, "large_string": 8}.get(str(value.type))
    if size is None or value.null_count or len(value) < SHORTEST or "numpy" not in sys.modules:
        return None
    np = sys.modules["numpy"]
    lengths, pieces = [], []
    for part in parts:
        buffers = part.buffers()
        if len(part) == 0:
            continue
        places = np.frombuffer(buffers[1], f"i{size}", len(part) + 1, part.offset * size)
        lengths.append(np.diff(places).astype("i8", copy=False))
        pieces.append(memoryview(buffers[2])[places[0]:places[-1]] if buffers[2] is not None else b"")
    length = lengths[0] if len(lengths) == 1 else np.concatenate(lengths)
    text = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    stored = {"text": Data("|u1", (len(text),), text), "lengths": Data(INT, (len(length),), length)}
    return {"packed": {"length": len(value), "kinds": ["str"], "str": stored}}


FORMATS = {"double": "<f8", "float": "<f4", "halffloat": "<f2", **{f"int{8 * size}": f"<i{size}" for size in (1, 2, 4, 8)},
           **{f"uint{8 * size}": f"<u{size}" for size in (1, 2, 4, 8)}}
if sys.byteorder == "big":
    FORMATS = {name: ">" + format[1:] for name, format in FORMATS.items()}


def values(array, size):
    """The raw elements of an array without nulls."""
    buffer = array.buffers()[1]
    if buffer is None or len(array) == 0:
        return b""
    return memoryview(buffer)[array.offset * size:(array.offset + len(array)) * size]


def an_array(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), **chunks(imager, value, path)}


def a_table(imager, value, path):
    imager.remember(value, path)
    has = {".schema": imager.node(value.schema, path + ".schema")}
    for at in range(value.num_columns):
        step = f".columns[{at}]"
        has[step] = {"type": "column", **chunks(imager, value.column(at), path + step)}
    return {"type": class_name(type(value)), "is": {"rows": value.num_rows}, "has": has}


def a_schema(imager, value, path):
    has = {f"[{at}]": imager.node(value.field(at), f"{path}[{at}]") for at in range(len(value))}
    return {"type": class_name(type(value)), "is": {"length": len(value)}, "has": {**has, **metadata(imager, value, path)}}


def a_field(imager, value, path):
    facts = {"name": value.name, "data type": str(value.type), "nullable": value.nullable}
    return {"type": class_name(type(value)), "is": facts, "has": metadata(imager, value, path)}


def metadata(imager, value, path):
    found = value.metadata
    if not found:
        return {}
    return {".metadata": {"type": "dict", **entries(imager, sorted(found.items()), path + ".metadata")}}


@whole
def a_type(imager, value, path):
    return {"type": class_name(type(value)), "is": {"data type": str(value)}}


def a_scalar(imager, value, path):
    return {"type": class_name(type(value)), "is": {"data type": str(value.type), "valid": value.is_valid},
            "has": {".as_py()": imager.node(value.as_py(), path + ".as_py()")}}


def a_buffer(imager, value, path):
    return {"type": class_name(type(value)), "data": Data("|u1", (value.size,), value)}


HANDLERS = {
    "pyarrow.Array": an_array,
    "pyarrow.ChunkedArray": an_array,
    "pyarrow.Table": a_table,
    "pyarrow.RecordBatch": a_table,
    "pyarrow.Schema": a_schema,
    "pyarrow.Field": a_field,
    "pyarrow.DataType": a_type,
    "pyarrow.Scalar": a_scalar,
    "pyarrow.Buffer": a_buffer,
}
