/** Attributes of Python's own values that are no methods, and what `with` gives. */
import type { RuleContext } from "../../rule.js";
import { literal, type Type, tupleOf } from "../../type.js";
import { float, int, integerOf, intLiteral, overMembers } from "./values.js";

export function attribute(value: Type, name: string, context: RuleContext): Type | undefined {
  switch (value.kind) {
    case "union":
      return overMembers(value, (member) => attribute(member, name, context));
    case "scalar":
      return numberAttribute(value, name);
    case "tuple": {
      const place = value.fields?.indexOf(name) ?? -1;
      if (place >= 0) return value.items?.[place] ?? value.element;
      return name === "_fields" && value.fields ? tupleOf(value.fields.map((field) => literal(field))) : undefined;
    }
    case "range":
      return name === "start" || name === "stop" || name === "step" ? value[name] : undefined;
    case "slice":
      return name === "start" || name === "stop" || name === "step" ? value[name] : undefined;
    case "dict":
      return undefined;
    case "object": {
      if (value.class !== "builtins.type") return undefined;
      const fields = value.parts?.["fields"];
      return name === "_fields" && fields?.kind === "tuple" ? fields : undefined;
    }
    default:
      return undefined;
  }
}

function numberAttribute(value: Type & { readonly kind: "scalar" }, name: string): Type | undefined {
  const part = name === "real" || name === "imag" || name === "numerator" || name === "denominator";
  if (!part) return undefined;
  const whole = integerOf(value);
  switch (value.class) {
    case "complex":
      return name === "real" || name === "imag" ? float : undefined;
    case "float":
      return name === "real" ? value : name === "imag" ? literal(0) : undefined;
    case "bool":
    case "int":
      if (name === "imag") return literal(0n);
      if (name === "denominator") return literal(1n);
      return whole === undefined ? int : intLiteral(whole);
    default:
      return undefined;
  }
}

/** Classes whose `__enter__` gives the object itself. */
const givesItself = [
  "io.TextIOWrapper",
  "io.BufferedReader",
  "io.BufferedWriter",
  "io.BufferedRandom",
  "io.StringIO",
  "io.BytesIO",
  "io.FileIO",
  "gzip.GzipFile",
  "bz2.BZ2File",
  "lzma.LZMAFile",
  "zipfile.ZipFile",
  "tarfile.TarFile",
  "subprocess.Popen",
  "concurrent.futures.ThreadPoolExecutor",
  "concurrent.futures.ProcessPoolExecutor",
  "multiprocessing.pool.Pool",
  "socket.socket",
  "http.client.HTTPResponse",
  "sqlite3.Connection",
  "contextlib.ExitStack",
  "mmap.mmap",
];

export function enter(value: Type, context: RuleContext): Type | undefined {
  if (value.kind === "union") return overMembers(value, (member) => enter(member, context));
  if (value.kind !== "object") return undefined;
  if (value.class === "tempfile.TemporaryDirectory") return { kind: "scalar", class: "str" };
  if (value.class === "warnings.catch_warnings") return undefined;
  if (value.class === "contextlib.nullcontext" || value.class === "contextlib.closing") return value.parts?.["value"];
  if (value.class === "contextlib.suppress" || value.class === "contextlib.redirect_stdout") return value.parts?.["value"] ?? undefined;
  return givesItself.includes(value.class) ? value : undefined;
}
