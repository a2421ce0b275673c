/** The class of a value, by its canonical name in the catalogue. */
import type { Type } from "./type.js";

/** `builtins.list`, `numpy.ndarray`, `pandas.DataFrame`; `undefined` for values of user classes and for what is not known. */
export function classNameOf(type: Type): string | undefined {
  switch (type.kind) {
    case "none":
      return "types.NoneType";
    case "ellipsis":
      return "types.EllipsisType";
    case "scalar":
      return `builtins.${type.class}`;
    case "numpy-scalar":
      return numpyScalarClass(type.dtype);
    case "list":
    case "set":
    case "frozenset":
    case "range":
    case "slice":
      return `builtins.${type.kind}`;
    case "tuple":
      return type.class ?? "builtins.tuple";
    case "deque":
      return "collections.deque";
    case "dict":
      return type.class === "dict" ? "builtins.dict" : type.class;
    case "iterator":
      return type.class ?? undefined;
    case "module":
      return "types.ModuleType";
    case "library-function":
    case "user-function":
      return "types.FunctionType";
    case "library-class":
    case "user-class":
      return "builtins.type";
    case "partial":
      return "functools.partial";
    case "object":
    case "tensor":
      return type.class;
    case "array":
      return "numpy.ndarray";
    case "series":
      return "pandas.Series";
    case "frame":
      return "pandas.DataFrame";
    case "index":
      return type.class === null ? "pandas.Index" : `pandas.${type.class}`;
    default:
      return undefined;
  }
}

function numpyScalarClass(dtype: string | null): string {
  if (dtype === null) return "numpy.generic";
  if (dtype === "bool") return "numpy.bool_";
  if (dtype.startsWith("<U") || dtype === "str") return "numpy.str_";
  if (dtype.startsWith("|S") || dtype === "bytes") return "numpy.bytes_";
  if (dtype.startsWith("datetime64")) return "numpy.datetime64";
  if (dtype.startsWith("timedelta64")) return "numpy.timedelta64";
  return `numpy.${dtype}`;
}

/** The library whose values a type stands for: `numpy`, `pandas`, `torch`, …; `python` for builtins. */
export function libraryOf(type: Type): string | undefined {
  const name = classNameOf(type);
  if (name === undefined) return undefined;
  const first = name.split(".", 1)[0] as string;
  return ["builtins", "types", "collections", "functools", "itertools"].includes(first) ? "python" : first;
}
