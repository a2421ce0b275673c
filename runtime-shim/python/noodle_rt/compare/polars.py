"""Polars: frames, series, expressions, lazy frames."""
import sys

from noodle_rt.compare.data import Data, LITTLE, Memory
from noodle_rt.compare.names import class_name
from noodle_rt.compare.objects import whole
from noodle_rt.compare.packed import sequence

MARK = "<" if LITTLE else ">"
FORMATS = {"Float64": MARK + "f8", "Float32": MARK + "f4", "Int8": "|i1", "UInt8": "|u1",
           **{f"{kind}Int{8 * size}": f"{MARK}{'u' if kind else 'i'}{size}" for kind in ("", "U") for size in (2, 4, 8)}}


@whole
def a_series(imager, value, path):
    imager.remember(value, path)
    facts = {"dtype": str(value.dtype), "length": len(value), "nulls": value.null_count()}
    has = {".name": imager.node(value.name, path + ".name")}
    return {"type": class_name(type(value)), "is": facts, "has": has, **elements(imager, value, path)}


def elements(imager, value, path):
    """Numbers as raw data, all else as Python's objects."""
    format = FORMATS.get(str(value.dtype))
    if format is not None and not value.null_count() and "numpy" in sys.modules and len(value):
        array = value.to_numpy()
        return {"data": Data(format, array.shape, Memory(array.view("u1"), array))}
    return {"items": sequence(imager, value.to_list(), path)}


@whole
def a_frame(imager, value, path):
    imager.remember(value, path)
    has = {".columns": imager.node(value.columns, path + ".columns")}
    for at, column in enumerate(value.get_columns()):
        step = f".columns[{at}]"
        has[step] = {"type": "column", "is": {"dtype": str(column.dtype), "nulls": column.null_count()},
                     **elements(imager, column, path + step)}
    return {"type": class_name(type(value)), "is": {"shape": list(value.shape)}, "has": has}


@whole
def a_plan(imager, value, path):
    imager.remember(value, path)
    return {"type": class_name(type(value)), "is": {"plan": value.explain(optimized=False)}}


@whole
def an_expression(imager, value, path):
    return {"type": class_name(type(value)), "is": {"expression": str(value.meta.serialize(format="json"))}}


@whole
def a_type(imager, value, path):
    return {"type": class_name(type(value)), "is": {"dtype": str(value)}}


HANDLERS = {
    "polars.Series": a_series,
    "polars.DataFrame": a_frame,
    "polars.LazyFrame": a_plan,
    "polars.Expr": an_expression,
    "polars.DataType": a_type,
}
