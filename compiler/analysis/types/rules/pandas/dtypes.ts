/** What is known of pandas' dtypes: which dtype values are stored with, which one several have in common, what missing values do to one. */
import type { RuleContext } from "../../rule.js";
import { type DType, membersOf, type ScalarType, type Type } from "../../type.js";
import { numericDTypes } from "../numpy/dtypes.js";

/** NumPy's, without those of extended precision, of which pandas knows nothing. */
const numbers = numericDTypes.filter((dtype) => dtype !== "float128" && dtype !== "complex256");

export const isInteger = (dtype: DType | null): boolean => dtype !== null && /^u?int(8|16|32|64)$/.test(dtype);
export const isFloat = (dtype: DType | null): boolean => dtype !== null && /^float(16|32|64)$/.test(dtype);
export const isNumber = (dtype: DType | null): boolean => dtype !== null && numbers.includes(dtype);
export const isDatetime = (dtype: DType | null): boolean => dtype?.startsWith("datetime64[") ?? false;
export const isTimedelta = (dtype: DType | null): boolean => dtype?.startsWith("timedelta64[") ?? false;

/** A dtype of NumPy, whose operations give NumPy's dtypes again. */
export const isNumpy = (dtype: DType | null): boolean =>
  isNumber(dtype) || dtype === "object" || isTimedelta(dtype) || (isDatetime(dtype) && !dtype?.includes(","));

/** Bytes of one number. */
const bytes = (dtype: DType): number => (dtype === "bool" ? 1 : Number(/\d+$/.exec(dtype)?.[0] ?? 0) / 8);

/** The dtype of text: `str` since pandas 3, `object` before, unless the program switches it. */
export function textDType({ targets, programCalls }: RuleContext): DType | null {
  if (programCalls("pandas.options.future.infer_string")) return null;
  const isThree = targets.satisfies("pandas", ">=3");
  return isThree === undefined ? null : isThree ? "str" : "object";
}

/** The dtype that values of `dtype` have when missing ones come among them. */
export function withMissing(dtype: DType | null): DType | null {
  if (dtype === null) return null;
  if (isInteger(dtype)) return dtype === "int64" || dtype === "uint64" || dtype === "int32" || dtype === "uint32" ? "float64" : null;
  return dtype === "bool" ? "object" : dtype;
}

/** `dtype` when missing values may come among them. */
export function perhapsWithMissing(dtype: DType | null): DType | null {
  return withMissing(dtype) === dtype ? dtype : null;
}

/** NumPy's promotion of two numeric dtypes; `null` when one is no number. */
export function promoted(a: DType, b: DType): DType | null {
  if (a === b) return a;
  if (!isNumber(a) || !isNumber(b)) return null;
  if (a === "bool") return b;
  if (b === "bool") return a;
  if (a.startsWith("complex") || b.startsWith("complex")) return null;
  const [floats, integers] = [[a, b].filter(isFloat), [a, b].filter(isInteger)];
  if (floats.length === 2) return `float${Math.max(bytes(a), bytes(b)) * 8}`;
  if (floats.length === 1) {
    const size = bytes(integers[0] as DType);
    const needed = size >= 4 ? 8 : size === 2 ? 4 : 2;
    return `float${Math.max(bytes(floats[0] as DType), needed) * 8}`;
  }
  const signed = integers.filter((dtype) => !dtype.startsWith("u"));
  const largest = Math.max(bytes(a), bytes(b));
  if (signed.length === 2) return `int${largest * 8}`;
  if (signed.length === 0) return `uint${largest * 8}`;
  const unsigned = integers.find((dtype) => dtype.startsWith("u")) as DType;
  const size = Math.max(bytes(signed[0] as DType), bytes(unsigned) * 2);
  return size > 8 ? "float64" : `int${size * 8}`;
}

/** The dtype of values of several dtypes put one below the other (`concat`); `null` when it depends on more. */
export function combined(dtypes: readonly (DType | null)[]): DType | null {
  const [first, ...rest] = dtypes;
  if (first === undefined || first === null) return null;
  if (rest.every((dtype) => dtype === first)) return first === "category" ? null : first;
  if (dtypes.some((dtype) => dtype === null)) return null;
  const known = dtypes as readonly DType[];
  if (known.includes("bool")) return known.every(isNumber) ? "object" : null;
  if (known.every(isNumber)) return known.reduce<DType | null>((a, b) => (a === null ? null : promoted(a, b)), first);
  // An empty `object` column takes over the other dtype in some versions.
  return null;
}

/** The scalars that a type consists of; `undefined` when it may be something else. */
interface Kinds {
  readonly bools: boolean;
  readonly integers: boolean;
  /** All integers are known to fit in 64 bits. */
  readonly small: boolean;
  readonly floats: boolean;
  /** All floats are known to be NaN. */
  readonly onlyNan: boolean;
  readonly texts: boolean;
  readonly complexes: boolean;
  readonly nones: boolean;
  readonly bytes: boolean;
  readonly containers: boolean;
  readonly numpy: readonly DType[];
}

const fits = (value: ScalarType["value"]): boolean => typeof value === "bigint" && value >= -(2n ** 63n) && value < 2n ** 63n;

function kindsOf(types: readonly Type[]): Kinds | undefined {
  const members = types.flatMap(membersOf);
  const found = new Set<string>();
  const numpy: DType[] = [];
  let small = true;
  let onlyNan = true;
  for (const member of members) {
    if (member.kind === "scalar") {
      found.add(member.class);
      if (member.class === "int") small &&= fits(member.value);
      if (member.class === "float") onlyNan &&= Number.isNaN(member.value);
    } else if (member.kind === "numpy-scalar" && member.dtype !== null) numpy.push(member.dtype);
    else if (member.kind === "none") found.add("none");
    else if (member.kind === "list" || member.kind === "dict" || member.kind === "set" || member.kind === "tuple") found.add("container");
    else return undefined;
  }
  const has = (name: string): boolean => found.has(name);
  return {
    bools: has("bool"),
    integers: has("int"),
    small,
    floats: has("float"),
    onlyNan,
    texts: has("str"),
    complexes: has("complex"),
    nones: has("none"),
    bytes: has("bytes"),
    containers: has("container"),
    numpy,
  };
}

/** The dtype that pandas finds for a list of at least one item of these types. */
export function inferred(items: readonly Type[], context: RuleContext): DType | null {
  const kinds = kindsOf(items);
  if (!kinds || items.length === 0) return null;
  const { bools, integers, small, floats, onlyNan, texts, complexes, nones, numpy } = kinds;
  const python = bools || integers || floats || texts || complexes || nones || kinds.bytes || kinds.containers;
  if (numpy.length > 0) {
    const [first] = numpy as [DType];
    if (python || numpy.some((dtype) => dtype !== first)) return null;
    return isNumber(first) ? first : null;
  }
  if (kinds.containers) return bools || integers || floats || texts || complexes || kinds.bytes ? null : "object";
  if (kinds.bytes) return texts || complexes ? null : "object";
  if (texts) {
    if (bools || integers || complexes || (floats && !onlyNan))
      return textDType(context) === "object" || (integers && !floats) || bools ? "object" : null;
    return textDType(context);
  }
  if (complexes) return bools || integers || floats || nones ? null : "complex128";
  if (bools) return integers || floats || nones ? "object" : "bool";
  if (integers && !small) return null;
  if (floats) return "float64";
  if (integers) return nones ? "float64" : "int64";
  return nones ? "object" : null;
}

/** The dtype of a column that holds one scalar in every row. */
export function ofScalar(type: Type, context: RuleContext): DType | null {
  const members = membersOf(type);
  const dtypes = new Set(members.map((member) => ofOneScalar(member, context)));
  return dtypes.size === 1 ? ([...dtypes][0] as DType | null) : null;
}

function ofOneScalar(type: Type, context: RuleContext): DType | null {
  switch (type.kind) {
    case "none":
      return "object";
    case "scalar":
      switch (type.class) {
        case "bool":
          return "bool";
        case "int":
          return fits(type.value) ? "int64" : null;
        case "float":
          return "float64";
        case "complex":
          return "complex128";
        case "str":
          return textDType(context);
        default:
          return "object";
      }
    case "numpy-scalar":
      return isNumber(type.dtype) ? type.dtype : null;
    default:
      return null;
  }
}

/** The dtype that values of an array get in a column. */
export function ofArray(dtype: DType | null, context: RuleContext): DType | null {
  if (dtype === null) return null;
  if (dtype.startsWith("<U") || dtype === "str_") return textDType(context);
  if (dtype === "object") return context.targets.satisfies("pandas", "<3") === true ? "object" : null;
  return isNumber(dtype) || /^(datetime|timedelta)64\[(s|ms|us|ns)\]$/.test(dtype) ? dtype : null;
}

/** The dtype that an argument `dtype=…` or `astype(…)` means, as `str(dtype)` shows it. */
export function requested(type: Type, context: RuleContext): DType | null {
  if (type.kind === "scalar" && typeof type.value === "string") return ofName(type.value, context);
  if (type.kind === "library-class") {
    const plain: Readonly<Record<string, string>> = {
      int: "int64",
      float: "float64",
      bool: "bool",
      complex: "complex128",
      object: "object",
    };
    const name = type.name.replace(/^(builtins|python)\./, "");
    if (name === "str") return textDType(context);
    if (plain[name] !== undefined) return plain[name] as DType;
    if (name.startsWith("numpy.")) {
      const dtype = name.slice("numpy.".length).replace(/_$/, "");
      return isNumber(dtype) ? dtype : dtype === "object" ? "object" : null;
    }
    return null;
  }
  if (type.kind === "object" && type.class === "pandas.CategoricalDtype") return "category";
  return null;
}

const sameName = [
  "category",
  "object",
  "Int8",
  "Int16",
  "Int32",
  "Int64",
  "UInt8",
  "UInt16",
  "UInt32",
  "UInt64",
  "Float32",
  "Float64",
  "boolean",
];
const otherNames: Readonly<Record<string, DType>> = {
  int: "int64",
  float: "float64",
  bool: "bool",
  complex: "complex128",
  O: "object",
  i4: "int32",
  i8: "int64",
  f4: "float32",
  f8: "float64",
};

function ofName(name: string, context: RuleContext): DType | null {
  if (isNumber(name) || sameName.includes(name)) return name;
  if (name === "str" || name === "U") return textDType(context);
  if (/^(datetime|timedelta)64\[(s|ms|us|ns)\]$/.test(name)) return name;
  return otherNames[name] ?? null;
}
