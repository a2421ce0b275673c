/** Values as operands: what NumPy sees when a Python value is handed to it, and the value that an operation gives back. */
import type { RuleContext } from "../../rule.js";
import { array, type Dim, type DType, join, membersOf, numpyScalar, type Shape, type Type, unknown } from "../../type.js";
import { isNumeric, kindOf, stringLengthOf } from "./dtypes.js";
import { integerFor, type Operand, promoteTypes } from "./promotion.js";

/** A value as an operand of an operator or ufunc; `undefined` for what is not NumPy's business, or not known. */
export function operandOf(type: Type, context: RuleContext): Operand | undefined {
  switch (type.kind) {
    case "array":
      return { dtype: type.dtype, shape: type.shape, scalar: false };
    case "numpy-scalar":
      return { dtype: type.dtype, shape: [], scalar: true };
    case "scalar":
      return scalarOperand(type.class, type.value);
    case "list":
    case "tuple":
    case "range": {
      const found = arrayFrom(type, context);
      return found && { ...found, scalar: false };
    }
    case "unknown":
      return context.assumes ? { dtype: null, shape: null, scalar: false } : undefined;
    default:
      return undefined;
  }
}

function scalarOperand(name: string, value: boolean | bigint | number | string | undefined): Operand {
  const known = value === undefined || typeof value === "string" ? {} : { value };
  switch (name) {
    case "bool":
      return { dtype: "bool", shape: [], scalar: true, ...known };
    case "int":
      return { dtype: "int64", shape: [], scalar: true, weak: "int", ...known };
    case "float":
      return { dtype: "float64", shape: [], scalar: true, weak: "float", ...known };
    case "complex":
      return { dtype: "complex128", shape: [], scalar: true, weak: "complex" };
    default:
      return { dtype: name === "str" ? textDType(value) : null, shape: [], scalar: true };
  }
}

const textDType = (value: unknown): DType | null => (typeof value === "string" ? `<U${Math.max(1, [...value].length)}` : null);

export interface ArrayContent {
  readonly dtype: DType | null;
  readonly shape: Shape;
}

/**
 * The array that `numpy.asarray` makes of a value: `undefined` when that is not known at all (a value of an unknown type may
 * give any array).
 */
export function arrayFrom(type: Type, context: RuleContext): ArrayContent | undefined {
  switch (type.kind) {
    case "array":
      return { dtype: type.dtype, shape: type.shape };
    case "numpy-scalar":
      return { dtype: plainDType(type.dtype), shape: [] };
    case "scalar":
      return { dtype: leafDType(type), shape: [] };
    case "none":
    case "dict":
    case "set":
    case "frozenset":
    case "ellipsis":
    case "instance":
    case "user-function":
    case "user-class":
    case "library-function":
    case "module":
      // An instance may have `__array__` or be a sequence.
      return type.kind === "instance" ? undefined : { dtype: "object", shape: [] };
    case "series":
      return { dtype: plainDType(type.dtype), shape: [type.length] };
    case "index":
      return type.class === "MultiIndex"
        ? { dtype: "object", shape: [type.length] }
        : { dtype: plainDType(type.dtype), shape: [type.length] };
    case "frame": {
      const width = type.complete && type.columns ? type.columns.length : null;
      return { dtype: frameDType(type.columns, type.complete), shape: [type.length, width] };
    }
    case "tensor":
      return { dtype: type.dtype !== null && isNumeric(type.dtype) ? type.dtype : null, shape: type.shape };
    case "list":
    case "tuple":
    case "range":
      return sequenceArray(type, context);
    case "union": {
      const contents = type.members.map((member) => arrayFrom(member, context));
      let result: ArrayContent | undefined = contents[0];
      for (const content of contents.slice(1)) {
        if (!result || !content) return undefined;
        result = meet(result, content);
      }
      return result;
    }
    case "unknown":
      return context.assumes ? { dtype: null, shape: null } : undefined;
    default:
      return undefined;
  }
}

/** What is true of both. */
function meet(a: ArrayContent, b: ArrayContent): ArrayContent {
  const shape =
    a.shape && b.shape && a.shape.length === b.shape.length ? a.shape.map((dim, axis) => (dim === b.shape?.[axis] ? dim : null)) : null;
  return { dtype: a.dtype === b.dtype ? a.dtype : null, shape };
}

/** The dtype that a column of pandas becomes as an array, where pandas and NumPy share it. */
function plainDType(dtype: DType | null): DType | null {
  return dtype !== null && (isNumeric(dtype) || dtype === "object" || kindOf(dtype) === "M" || kindOf(dtype) === "m") ? dtype : null;
}

function frameDType(columns: readonly { readonly dtype: DType | null }[] | null, complete: boolean): DType | null {
  if (!columns || !complete || columns.length === 0) return null;
  const first = columns[0]?.dtype ?? null;
  return columns.every(({ dtype }) => dtype === first) && first !== null && isNumeric(first) ? first : null;
}

/** What a single Python scalar becomes. */
function leafDType(type: Type): DType | null {
  if (type.kind !== "scalar") return null;
  switch (type.class) {
    case "bool":
      return "bool";
    case "int":
      // Of any size: larger ones become uint64 or object.
      return typeof type.value === "bigint" ? integerFor(type.value) : null;
    case "float":
      return "float64";
    case "complex":
      return "complex128";
    case "str":
      return textDType(type.value);
    default:
      return null;
  }
}

function sequenceArray(type: Type, context: RuleContext): ArrayContent | undefined {
  if (type.kind === "range") return rangeArray(type, context);
  if (type.kind !== "list" && type.kind !== "tuple") return undefined;
  if (type.items) {
    if (type.items.length === 0) return { dtype: "float64", shape: [0] };
    if (type.items.length > 4096) return { dtype: null, shape: null };
    let dtype: DType | null | undefined;
    let inner: Shape | undefined;
    for (const item of type.items) {
      const content = isOpaque(item) ? undefined : arrayFrom(item, context);
      if (!content) return { dtype: null, shape: null };
      const both: DType | null | undefined = dtype === undefined ? content.dtype : collect(dtype, content.dtype);
      dtype = both === undefined ? null : both;
      inner = inner === undefined ? content.shape : sameRank(inner, content.shape);
    }
    return { dtype: dtype ?? null, shape: inner ? [type.items.length, ...inner] : null };
  }
  if (type.element.kind === "never") return { dtype: "float64", shape: [0] };
  // It may be empty: an array of rank 1 and float64. Otherwise its items decide.
  const content = isOpaque(type.element) ? [undefined] : membersOf(type.element).map((member) => arrayFrom(member, context));
  const dtype = content.every((one) => one?.dtype === "float64") ? "float64" : null;
  return { dtype, shape: content.every((one) => one?.shape?.length === 0) ? [context.lengthOf(type)] : null };
}

/** As an item of a list a tensor or frame is taken apart in ways of its own. */
const isOpaque = (type: Type): boolean => membersOf(type).some(({ kind }) => kind === "tensor" || kind === "frame" || kind === "index");

function rangeArray(type: Type, context: RuleContext): ArrayContent {
  const length = context.lengthOf(type);
  if (length === 0) return { dtype: "float64", shape: [0] };
  if (type.kind !== "range" || typeof length !== "number") return { dtype: null, shape: [length] };
  const known = [type.start, type.stop].every(
    (bound) => bound.kind === "scalar" && typeof bound.value === "bigint" && integerFor(bound.value) === "int64",
  );
  return { dtype: known ? "int64" : null, shape: [length] };
}

/** The dtype of two items of a list together. */
function collect(a: DType | null, b: DType | null): DType | null {
  if (a === null || b === null) return null;
  if (a === "object" || b === "object") return "object";
  const lengths = [stringLengthOf(a), stringLengthOf(b)];
  if (kindOf(a) === "U" || kindOf(b) === "U") {
    // Bytes and dates beside text follow rules of their own.
    if ([a, b].some((dtype) => !isNumeric(dtype) && kindOf(dtype) !== "U")) return null;
    return lengths.includes(null) ? null : `<U${Math.max(...(lengths as number[]))}`;
  }
  return promoteTypes(a, b) ?? null;
}

/** The shape of items that lie side by side: lists of different lengths are an error, so a known length holds for all. */
function sameRank(a: Shape, b: Shape): Shape {
  if (!a || !b || a.length !== b.length) return null;
  const merged: Dim[] = [];
  for (const [axis, dim] of a.entries()) {
    const other = b[axis] as Dim;
    if (typeof dim === "number" && typeof other === "number" && dim !== other) return null;
    merged.push(typeof dim === "number" ? dim : typeof other === "number" ? other : dim === other ? dim : null);
  }
  return merged;
}

/** The element of an array as a scalar: of `object` arrays any Python value. */
export function elementScalar(dtype: DType | null, { assumes }: RuleContext): Type {
  // Few arrays are of objects.
  if (dtype === null && assumes) return numpyScalar(null);
  if (dtype === null) return unknown("the dtype of the array is not known, its elements may be of any kind");
  switch (kindOf(dtype)) {
    case "O":
      return unknown("an element of an object array may be of any kind");
    case "U":
      return numpyScalar("str_");
    case "S":
      return numpyScalar("bytes_");
    case "V":
    case undefined:
      return numpyScalar(null);
    default:
      return numpyScalar(dtype);
  }
}

/** A new array, or the scalar that operations give in place of an array of rank 0. */
export function resultOf(dtype: DType | null, shape: Shape, context: RuleContext, certainlyArray = false): Type {
  if (shape) return shape.length === 0 ? elementScalar(dtype, context) : array(dtype, shape);
  return certainlyArray ? array(dtype, null) : join(array(dtype, null), elementScalar(dtype, context));
}
