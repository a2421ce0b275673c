"""Sequences of simple values as raw data: a list of a million floats is eight million bytes and not a million nodes.

    {"packed": {"length": n, "kinds": ["float", "str"], "codes": Data, "float": Data, "str": …}}

`kinds` are the classes of the items in the order of their first appearance (classes with one object only, like that of
`pandas.NA`, under their full names); `codes` say which item has which (none when there
is one kind). The items of each kind follow one another: floats as 64 bits, integers as 64 bits, truth values as bytes, texts
as `{"text": Data, "lengths": Data}` in UTF-8.
"""
from array import array
from itertools import repeat

from noodle_rt.compare.data import Data, LITTLE
from noodle_rt.compare.names import class_name

FLOAT = "<f8" if LITTLE else ">f8"
INT = "<i8" if LITTLE else ">i8"

# Shorter sequences are lists of nodes.
SHORTEST = 16

NONE = type(None)
SCALARS = frozenset((float, int, str, bool, NONE))
# Classes that have one object.
SINGLETONS = frozenset(("pandas.api.typing.NAType", "pandas.api.typing.NaTType", "pandas._libs.missing.NAType",
                        "pandas._libs.tslibs.nattype.NaTType"))


def sequence(imager, items, path, step=None):
    """Items in order: `{"items": […]}` or, for many simple ones, `{"packed": …}`. `items` is a list or tuple."""
    if len(items) >= SHORTEST:
        packed = pack(items)
        if packed is not None:
            return {"packed": packed}
    nodes = []
    for index, item in enumerate(items):
        cls = type(item)
        # Most values are scalars, which need no path.
        if not (cls is bool or item is None or cls is str and item.isascii() or cls is float and item - item == 0
                or cls is int and -0x8000000000000000 <= item <= 0x7FFFFFFFFFFFFFFF):
            item = imager.node(item, f"{path}[{index}]" if step is None else path + step(index))
        nodes.append(item)
    return {"items": nodes}


def pack(items):
    """Packs items of the builtin scalar classes; `None` when there are others."""
    classes = list(dict.fromkeys(map(type, items)))
    if not SCALARS.issuperset(classes) and not all(cls in SCALARS or class_name(cls) in SINGLETONS for cls in classes):
        return None
    packed = {"length": len(items), "kinds": [class_name(cls) for cls in classes]}
    if len(classes) > 1:
        number = {cls: index for index, cls in enumerate(classes)}
        packed["codes"] = Data("|u1", (len(items),), bytes(map(number.__getitem__, map(type, items))))
    for cls in classes:
        some = items if len(classes) == 1 else [item for item in items if type(item) is cls]
        if cls is float:
            packed["float"] = Data(FLOAT, (len(some),), array("d", some))
        elif cls is int:
            try:
                packed["int"] = Data(INT, (len(some),), array("q", some))
            except OverflowError:
                return None
        elif cls is bool:
            packed["bool"] = Data("|u1", (len(some),), bytes(some))
        elif cls is str:
            packed["str"] = pack_texts(some)
    return packed


def pack_texts(texts):
    joined = "".join(texts)
    try:
        data = joined.encode()
    except UnicodeEncodeError:
        data = b"".join(text.encode("utf-8", "surrogatepass") for text in texts)
        lengths = array("q", [len(text.encode("utf-8", "surrogatepass")) for text in texts])
    else:
        if len(data) == len(joined):
            lengths = array("q", map(len, texts))
        else:
            lengths = array("q", [len(text.encode()) for text in texts])
    return {"text": Data("|u1", (len(data),), data), "lengths": Data(INT, (len(lengths),), lengths)}


def blobs(packed):
    """All raw data of a packed sequence."""
    for field in ("codes", "float", "int", "bool"):
        if field in packed:
            yield packed[field]
    if "str" in packed:
        yield packed["str"]["lengths"]
        yield packed["str"]["text"]


def unpack(packed):
    """The items again; singletons that need their library as their nodes."""
    streams = {kind: iter(values(packed, kind)) for kind in packed["kinds"]}
    kinds = packed["kinds"]
    if len(kinds) == 1:
        return list(streams[kinds[0]])
    order = [streams[kind] for kind in kinds]
    return [next(order[code]) for code in packed["codes"].tobytes()]


def values(packed, kind):
    if kind == "NoneType" or kind in SINGLETONS:
        return repeat(None if kind == "NoneType" else {"type": kind}, packed["length"])
    if kind == "str":
        return texts(packed["str"])
    data = packed[kind].tobytes()
    if kind == "bool":
        return map(bool, data)
    found = array("d" if kind == "float" else "q", data)
    if packed[kind].format[0] != (FLOAT if kind == "float" else INT)[0]:
        found.byteswap()
    return found


def texts(stored):
    data = stored["text"].tobytes()
    lengths = array("q", stored["lengths"].tobytes())
    at = 0
    for length in lengths:
        yield data[at:at + length].decode("utf-8", "surrogatepass")
        at += length
