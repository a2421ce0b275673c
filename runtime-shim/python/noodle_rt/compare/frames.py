"""pandas: frames, series, indexes, their arrays, scalars, and groups."""
import sys

from noodle_rt.compare.arrays import dtype_text
from noodle_rt.compare.builtin import entries, plain
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import attribute_nodes, public_nodes, whole
from noodle_rt.compare.packed import sequence


def pandas():
    return sys.modules["pandas"]


def node_of(value, facts=None, **has):
    return {"type": class_name(type(value)), "is": facts or {}, "has": has}


# ---------------------------------------------------------------- frames and series

def a_frame(imager, value, path):
    imager.remember(value, path)
    has = {
        ".columns": imager.node(value.columns, path + ".columns"),
        ".index": imager.node(value.index, path + ".index"),
    }
    for at in range(value.shape[1]):
        step = f".columns[{at}]"
        has[step] = column(imager, column_values(value, at), path + step)
    has.update(notes(imager, value, path))
    return {"type": class_name(type(value)), "is": {"shape": list(value.shape), **flags(value)}, "has": has, "without": INTERNAL}


def a_series(imager, value, path):
    imager.remember(value, path)
    has = {
        ".name": imager.node(value.name, path + ".name"),
        ".index": imager.node(value.index, path + ".index"),
        ".values": column(imager, value._values, path + ".values"),
        **notes(imager, value, path),
    }
    return {"type": class_name(type(value)), "is": flags(value), "has": has, "without": INTERNAL}


INTERNAL = ("_mgr", "_item_cache", "_attrs", "_flags", "_name", "_cacher", "_is_copy", "_index", "_no_setting_name", "_typ")


def column_values(frame, at):
    manager = getattr(frame, "_mgr", None)
    if hasattr(manager, "iget_values"):
        return manager.iget_values(at)
    return frame.iloc[:, at]._values


def flags(value):
    return {"allows_duplicate_labels": value.flags.allows_duplicate_labels}


def notes(imager, value, path):
    """What a program has noted about a frame or series: `attrs`, and attributes of its own."""
    attrs = value._attrs if hasattr(value, "_attrs") else value.attrs
    found = {".attrs": imager.node(attrs, path + ".attrs")} if attrs else {}
    return {**found, **public_nodes(imager, value, path)}


def column(imager, values, path, kind="column"):
    """The elements of a column, row or index: in which class pandas keeps them is told by their dtype."""
    if type(values).__module__.partition(".")[0] == "numpy":
        from noodle_rt.compare.arrays import elements
        imager.extents.append((path, kind, values))
        return {"type": "column", "is": {"dtype": dtype_text(values.dtype), "length": len(values)}, **elements(imager, values, path)}
    if id(values) in imager.seen:
        del imager.seen[id(values)]  # whose array it is that shows through columns is not for people to see
    node = imager.unseen(values, path)
    if "type" not in node:
        return node
    # First of all people see the dtype.
    facts = {"dtype": str(values.dtype), **node.get("is", {}), "array": node["type"]}
    return {**node, "type": "column", "is": facts}


# ---------------------------------------------------------------- indexes

def an_index(imager, value, path):
    has = {".name": imager.node(value.name, path + ".name"), ".values": column(imager, value._values, path + ".values", "index")}
    return {"type": class_name(type(value)), "is": index_facts(value), "has": has, "without": INDEX_INTERNAL}


INDEX_INTERNAL = ("_data", "_name", "_cache", "_id", "_references", "_no_setting_name", "_range", "_levels", "_codes", "_names",
                  "_comparables", "sortorder", "_attributes", "_engine_types")


def index_facts(value):
    facts = {"dtype": str(value.dtype), "length": len(value)}
    if hasattr(value, "freq"):
        facts["freq"] = None if value.freq is None else value.freq.freqstr
    return facts


def a_range_index(imager, value, path):
    facts = {"start": value.start, "stop": value.stop, "step": value.step}
    return {"type": class_name(type(value)), "is": facts, "has": {".name": imager.node(value.name, path + ".name")},
            "without": INDEX_INTERNAL}


def a_multi_index(imager, value, path):
    has = {}
    for at, name in enumerate(value.names):
        has[f".names[{at}]"] = imager.node(name, f"{path}.names[{at}]")
    for at, (level, codes) in enumerate(zip(value.levels, value.codes)):
        has[f".levels[{at}]"] = imager.node(level, f"{path}.levels[{at}]")
        has[f".codes[{at}]"] = column(imager, codes, f"{path}.codes[{at}]", "index")
    return {"type": class_name(type(value)), "is": {"levels": value.nlevels}, "has": has, "without": INDEX_INTERNAL}


# ---------------------------------------------------------------- arrays

def a_categorical(imager, value, path):
    imager.remember(value, path)
    has = {".categories": imager.node(value.categories, path + ".categories"), ".codes": column(imager, value._codes, path + ".codes")}
    return {"type": class_name(type(value)), "is": {"ordered": value.ordered, "dtype": "category", "length": len(value)}, "has": has}


def a_nullable_array(imager, value, path):
    """Integers, floats and truth values with a mask. What lies under the mask cannot be seen."""
    imager.remember(value, path)
    data, mask = value._data, value._mask
    if mask.any():
        data = data.copy()
        data[mask] = data.dtype.type(0)
    has = {".isna()": column(imager, mask, path + ".isna()"), "": column(imager, data, path)}
    return {"type": class_name(type(value)), "is": {"dtype": str(value.dtype), "length": len(value)}, "has": has}


def a_string_array(imager, value, path):
    imager.remember(value, path)
    dtype = value.dtype
    missing = getattr(dtype, "na_value", None)
    facts = {"dtype": str(dtype), "storage": plain(getattr(dtype, "storage", None)), "missing": str(missing), "length": len(value)}
    return {"type": class_name(type(value)), "is": facts, "items": texts(imager, value, path)}


def texts(imager, value, path):
    if hasattr(value, "_ndarray"):
        return sequence(imager, value._ndarray.tolist(), path)
    if hasattr(value, "_pa_array"):
        from noodle_rt.compare import arrow
        found = arrow.texts(value._pa_array, value._pa_array.chunks)
        if found is not None:
            return found
    return sequence(imager, value.astype(object).tolist(), path)


def an_arrow_array(imager, value, path):
    imager.remember(value, path)
    from noodle_rt.compare.arrow import chunks
    data = value._pa_array if hasattr(value, "_pa_array") else value._data
    return {"type": class_name(type(value)), "is": {"dtype": str(value.dtype), "length": len(value)}, **chunks(imager, data, path, False)}


def a_date_array(imager, value, path):
    imager.remember(value, path)
    facts = {"dtype": str(value.dtype)}
    if hasattr(value, "freq"):
        facts["freq"] = None if value.freq is None else value.freq.freqstr
    zone = getattr(value.dtype, "tz", None)
    if zone is not None:
        facts["tz"] = f"{zone} ({class_name(type(zone))})"
    return {"type": class_name(type(value)), "is": facts, "has": {"": column(imager, value._ndarray, path)}}


def a_sparse_array(imager, value, path):
    imager.remember(value, path)
    has = {
        ".fill_value": imager.node(value.fill_value, path + ".fill_value"),
        ".sp_index": column(imager, value.sp_index.indices, path + ".sp_index.indices")
        if hasattr(value.sp_index, "indices") else column(imager, value.sp_index.to_int_index().indices, path + ".sp_index"),
        ".sp_values": column(imager, value.sp_values, path + ".sp_values"),
    }
    return {"type": class_name(type(value)), "is": {"dtype": str(value.dtype), "kind": value.kind, "length": len(value)}, "has": has}


def an_interval_array(imager, value, path):
    imager.remember(value, path)
    has = {".left": column(imager, value._left._values if hasattr(value._left, "_values") else value._left, path + ".left"),
           ".right": column(imager, value._right._values if hasattr(value._right, "_values") else value._right, path + ".right")}
    return {"type": class_name(type(value)), "is": {"dtype": str(value.dtype), "closed": value.closed}, "has": has}


def a_numpy_array(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "is": {}, "has": {"": column(imager, value._ndarray, path)}}


# ---------------------------------------------------------------- scalars

@whole
def a_singleton(imager, value, path):
    return {"type": class_name(type(value))}


def a_timestamp(imager, value, path):
    facts = {"value": value._value if hasattr(value, "_value") else value.value, "unit": getattr(value, "unit", "ns")}
    if hasattr(value, "fold") and class_name(type(value)).endswith("Timestamp"):
        facts["fold"] = value.fold
    has = {".tz": imager.node(value.tzinfo, path + ".tz")} if getattr(value, "tzinfo", None) is not None else {}
    return {"type": class_name(type(value)), "is": facts, "has": has}


@whole
def a_period(imager, value, path):
    return {"type": class_name(type(value)), "is": {"ordinal": value.ordinal, "freq": value.freqstr}}


def an_interval(imager, value, path):
    has = {".left": imager.node(value.left, path + ".left"), ".right": imager.node(value.right, path + ".right")}
    return {"type": class_name(type(value)), "is": {"closed": value.closed}, "has": has}


@whole
def an_offset(imager, value, path):
    node = {"type": class_name(type(value)), "is": {"freq": value.freqstr, "n": value.n, "normalize": value.normalize}}
    words = dict(getattr(value, "kwds", None) or {})
    if words:
        node["has"] = {".kwds": {"type": "dict", **entries(imager, list(words.items()), path + ".kwds")}}
    return node


@whole
def a_dtype(imager, value, path):
    node = {"type": class_name(type(value)), "is": {"dtype": str(value)}}
    for name in ("ordered", "storage", "closed", "unit"):
        found = getattr(value, name, None)
        if found is not None:
            node["is"][name] = plain(found)
    has = {}
    for name in ("categories", "tz", "fill_value"):
        if name in vars(type(value)) and getattr(value, name) is not None:
            has["." + name] = imager.node(getattr(value, name), f"{path}.{name}")
    if type(value).__name__ == "StringDtype":
        node["is"]["missing"] = str(value.na_value)
    if has:
        node["has"] = has
    return node


# ---------------------------------------------------------------- groups and windows

GROUPS = ("as_index", "sort", "group_keys", "observed", "dropna", "axis", "level")


def a_group_by(imager, value, path):
    """Groups by what they are made of and by which rows are in which group."""
    imager.remember(value, path)
    inner = getattr(value, "_grouper", None)
    if inner is None:
        inner = value.grouper
    facts = {name: plain(getattr(value, name)) for name in GROUPS if name in vars(value)}
    has = {".obj": imager.node(value.obj, path + ".obj"), ".keys": imager.node(getattr(value, "keys", None), path + ".keys")}
    for name in ("_selection", "exclusions"):
        has["." + name] = imager.node(getattr(value, name, None), f"{path}.{name}")
    codes = getattr(inner, "codes_info", None)
    if codes is None:
        codes = inner.ids
    has[".ngroup()"] = imager.node(codes, path + ".ngroup()")
    has[".groups"] = imager.node(inner.result_index, path + ".groups")
    return {"type": class_name(type(value)), "is": facts, "has": has}


def a_window(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "has": attribute_nodes(imager, value, path, ("_win_freq_i8", "_cache"))}


ARRAYS = {
    "Categorical": a_categorical, "BaseMaskedArray": a_nullable_array, "StringArray": a_string_array,
    "ArrowStringArray": a_string_array, "ArrowExtensionArray": an_arrow_array,
    "DatetimeLikeArrayMixin": a_date_array, "SparseArray": a_sparse_array,
    "IntervalArray": an_interval_array, "NumpyExtensionArray": a_numpy_array, "PandasArray": a_numpy_array,
}
SCALARS = {
    "NAType": a_singleton, "NaTType": a_singleton, "Timestamp": a_timestamp, "Timedelta": a_timestamp, "Period": a_period,
    "Interval": an_interval, "BaseOffset": an_offset, "ExtensionDtype": a_dtype,
}
HANDLERS = {
    "pandas." + name: handler for name, handler in {
        "DataFrame": a_frame, "Series": a_series, "Index": an_index, "RangeIndex": a_range_index, "MultiIndex": a_multi_index,
        "GroupBy": a_group_by, "BaseGroupBy": a_group_by, "BaseWindow": a_window, **ARRAYS, **SCALARS,
    }.items()
}
