/** What is known of NumPy's dtypes: their names, kinds and sizes, and which dtype an argument `dtype=…` means. */
import type { DType, Type } from "../../type.js";

/** Letters as in `numpy.dtype.kind`. */
export type Kind = "b" | "i" | "u" | "f" | "c" | "m" | "M" | "O" | "U" | "S" | "V";

/** Numeric dtypes in an order in which the first that two others can be cast to safely is what NumPy promotes them to. */
export const numericDTypes: readonly DType[] = [
  "bool",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "float16",
  "float32",
  "float64",
  "float128",
  "complex64",
  "complex128",
  "complex256",
];

/**
 * The default integer, for hosts on which a C `long` (NumPy 1) or a pointer (NumPy 2) has 64 bits. Everywhere else in these
 * rules `int64` means this one.
 */
export const defaultInteger: DType = "int64";

export function kindOf(dtype: DType): Kind | undefined {
  if (dtype === "bool") return "b";
  if (dtype === "object") return "O";
  if (/^int\d+$/.test(dtype)) return "i";
  if (/^uint\d+$/.test(dtype)) return "u";
  if (/^float\d+$/.test(dtype)) return "f";
  if (/^complex\d+$/.test(dtype)) return "c";
  if (dtype.startsWith("datetime64")) return "M";
  if (dtype.startsWith("timedelta64")) return "m";
  if (/^<U\d+$/.test(dtype) || dtype === "str_") return "U";
  if (/^\|S\d+$/.test(dtype) || dtype === "bytes_") return "S";
  if (dtype === "void" || dtype.startsWith("|V")) return "V";
  return undefined;
}

/** Bits of a number, in both parts of a complex one together. */
export function bitsOf(dtype: DType): number {
  return dtype === "bool" ? 8 : Number(/\d+$/.exec(dtype)?.[0] ?? 0);
}

/** Bytes of one element, where the name says it. */
export function itemSizeOf(dtype: DType): number | null {
  const kind = kindOf(dtype);
  if (kind === undefined || kind === "V") return null;
  if (kind === "O" || kind === "m" || kind === "M") return 8;
  if (kind === "U") return dtype === "str_" ? null : bitsOf(dtype) * 4;
  if (kind === "S") return dtype === "bytes_" ? null : bitsOf(dtype);
  return bitsOf(dtype) / 8;
}

export const isNumeric = (dtype: DType): boolean => numericDTypes.includes(dtype);
export const isInteger = (dtype: DType): boolean => /^u?int\d+$/.test(dtype);

/** A dtype whose elements are NumPy scalars or plain data, of which the rules know everything that matters. */
export const isUnderstood = (dtype: DType | null): dtype is DType => dtype !== null && kindOf(dtype) !== undefined;

/** The dtype of the real part of a complex one. */
export function realOf(dtype: DType): DType {
  return kindOf(dtype) === "c" ? `float${bitsOf(dtype) / 2}` : dtype;
}

export function complexOf(dtype: DType): DType {
  return kindOf(dtype) === "f" ? `complex${Math.max(64, bitsOf(dtype) * 2)}` : dtype;
}

/** The unit in the brackets of `datetime64[ns]`; `""` for the generic one. */
export const unitOf = (dtype: DType): string => /\[(.*)\]$/.exec(dtype)?.[1] ?? "";

const characters: Readonly<Record<string, DType>> = {
  "?": "bool",
  b: "int8",
  B: "uint8",
  h: "int16",
  H: "uint16",
  i: "int32",
  I: "uint32",
  l: "int64",
  L: "uint64",
  e: "float16",
  f: "float32",
  d: "float64",
  F: "complex64",
  D: "complex128",
  O: "object",
};

/** The dtype behind a character of NumPy's type codes, as they stand in the table of ufunc loops. */
export function dtypeOfCharacter(character: string): DType {
  const dtype = characters[character] ?? (character === "g" ? "float128" : character === "G" ? "complex256" : undefined);
  if (dtype === undefined) throw new Error(`${character} is no type code`);
  return dtype;
}

const names: Readonly<Record<string, DType>> = {
  bool: "bool",
  bool_: "bool",
  byte: "int8",
  ubyte: "uint8",
  short: "int16",
  ushort: "uint16",
  intc: "int32",
  uintc: "uint32",
  int: "int64",
  int_: "int64",
  intp: "int64",
  uint: "uint64",
  uintp: "uint64",
  half: "float16",
  single: "float32",
  double: "float64",
  float: "float64",
  float_: "float64",
  csingle: "complex64",
  singlecomplex: "complex64",
  complex: "complex128",
  complex_: "complex128",
  cdouble: "complex128",
  cfloat: "complex128",
  object: "object",
  object_: "object",
  O: "object",
  ...characters,
};

const sized = /^(int|uint|float|complex)(8|16|32|64|128|256)$/;
const sizedCode = /^[<=|]?([biufc])(1|2|4|8|16|32)$/;
const dateCode = /^[<=]?([mM])8(\[.*\])?$/;

/** The dtype that a string such as `"f4"`, `"<i8"`, `"float32"` or `"datetime64[ns]"` names; `null` when these rules do not know it. */
export function dtypeOfName(name: string): DType | null {
  const plain = names[name.replace(/^[=|]/, "")];
  if (plain !== undefined) return plain;
  if (sized.test(name)) return isNumeric(name) ? name : null;
  const code = sizedCode.exec(name);
  if (code) {
    const bits = Number(code[2]) * 8;
    const kind = { b: "bool", i: "int", u: "uint", f: "float", c: "complex" }[code[1] as "b"] as string;
    if (kind === "bool") return bits === 8 ? "bool" : null;
    return isNumeric(`${kind}${bits}`) ? `${kind}${bits}` : null;
  }
  const text = /^[<=|]?([US])([1-9]\d*)$/.exec(name);
  if (text) return text[1] === "U" ? `<U${text[2]}` : `|S${text[2]}`;
  const date = dateCode.exec(name);
  if (date) return dateName(date[1] === "m" ? "timedelta64" : "datetime64", date[2] ?? "");
  const longDate = /^(datetime64|timedelta64)(\[.*\])?$/.exec(name);
  if (longDate) return dateName(longDate[1] as string, longDate[2] ?? "");
  return null;
}

const units = new Set(["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]);

function dateName(name: string, unit: string): DType | null {
  if (unit === "") return name;
  return units.has(unit.slice(1, -1)) ? `${name}${unit}` : null;
}

/**
 * The dtype that an argument `dtype=…` asks for: `undefined` when none is passed (or `None`), `null` when it is not known.
 */
export function dtypeOfArgument(type: Type | undefined): DType | null | undefined {
  if (type === undefined || type.kind === "none") return undefined;
  if (type.kind === "library-class") {
    const name = type.name.replace(/^(numpy|builtins|python)\./, "");
    if (name.includes(".")) return null;
    // Strings and dates made from the bare class have a size or unit that depends on the values.
    return ["str", "bytes", "str_", "bytes_", "datetime64", "timedelta64", "void"].includes(name) ? null : dtypeOfName(name);
  }
  if (type.kind === "scalar" && type.class === "str") {
    if (typeof type.value !== "string") return null;
    const dtype = dtypeOfName(type.value);
    return dtype === "datetime64" || dtype === "timedelta64" ? null : dtype;
  }
  if (type.kind === "object" && type.class === "numpy.dtype") {
    const name = type.parts?.["name"];
    return name?.kind === "scalar" && typeof name.value === "string" ? name.value : null;
  }
  return null;
}

/**
 * Whether an argument `dtype=…` may be structured, or one with axes of its own: `(int, 2)`. Then the shape of the result is not the one that was
 * asked for, nor that of the data, whose tuples become records.
 */
export const mayHaveParts = (type: Type | undefined): boolean =>
  dtypeOfArgument(type) === null && type?.kind !== "library-class" && type?.kind !== "user-class";

/** Characters that a number needs when it becomes a string in an array, as `numpy.array([1, "a"])` makes it. */
export function stringLengthOf(dtype: DType): number | null {
  const kind = kindOf(dtype);
  if (kind === "U" || kind === "S") return /\d/.test(dtype) ? bitsOf(dtype) : null;
  if (kind === "b") return 5;
  if (kind === "f") return bitsOf(dtype) <= 64 ? 32 : null;
  if (kind === "c") return bitsOf(dtype) <= 128 ? 64 : null;
  if (kind === "i") return { 8: 4, 16: 6, 32: 11, 64: 21 }[bitsOf(dtype)] ?? null;
  if (kind === "u") return { 8: 3, 16: 5, 32: 10, 64: 20 }[bitsOf(dtype)] ?? null;
  return null;
}
