/** Attributes of arrays, NumPy scalars and dtypes, and what storing into them does. */
import type { RuleContext } from "../../rule.js";
import {
  type ArrayType,
  array,
  type Dim,
  type DType,
  join,
  literal,
  numpyScalar,
  type Shape,
  scalar,
  type Type,
  tuple,
  tupleOf,
} from "../../type.js";
import { dtypeOfArgument, itemSizeOf, kindOf, realOf } from "./dtypes.js";
import { elementScalar } from "./operands.js";
import { shapeOfArgument, sizeOf } from "./shapes.js";
import { viewOf } from "./views.js";

export const intOf = (dim: Dim): Type => (typeof dim === "number" ? literal(BigInt(dim)) : scalar("int"));

export const tupleOfShape = (shape: Shape): Type => (shape ? tupleOf(shape.map(intOf)) : tuple(scalar("int")));

/** The object `x.dtype`; which dtype it is stands in its parts. */
export function dtypeObject(dtype: DType | null): Type {
  const parts = dtype === null ? {} : { parts: { name: literal(dtype) } };
  return { kind: "object", class: "numpy.dtype", subclass: true, ...parts };
}

export function attribute(value: Type, name: string, context: RuleContext): Type | undefined {
  switch (value.kind) {
    case "array":
      return arrayAttribute(value, name, context);
    case "numpy-scalar":
      return scalarAttribute(value.dtype, name);
    case "object":
      return value.class === "numpy.dtype" ? dtypeAttribute(value, name) : undefined;
    default:
      return undefined;
  }
}

function arrayAttribute(value: ArrayType, name: string, context: RuleContext): Type | undefined {
  const { dtype, shape } = value;
  switch (name) {
    case "shape":
      return tupleOfShape(shape);
    case "ndim":
      return shape ? literal(BigInt(shape.length)) : scalar("int");
    case "size":
      return intOf(sizeOf(shape));
    case "itemsize":
      return intOf(dtype === null ? null : itemSizeOf(dtype));
    case "nbytes":
      return scalar("int");
    case "strides":
      return shape ? tupleOf(shape.map(() => scalar("int"))) : tuple(scalar("int"));
    case "dtype":
      return dtypeObject(dtype);
    case "T":
      return viewOf(value, dtype, shape && [...shape].reverse());
    case "mT":
      return context.targets.satisfies("numpy", ">=2") === true
        ? viewOf(value, dtype, shape && [...shape.slice(0, -2), ...shape.slice(-2).reverse()])
        : undefined;
    case "real":
      return realPart(value);
    case "imag":
      return imaginaryPart(value);
    case "flat":
      return { kind: "object", class: "numpy.flatiter", parts: { of: value } };
    default:
      return undefined;
  }
}

/** Of numbers that are not complex it is the array itself. */
function realPart(value: ArrayType): Type {
  if (value.dtype === null) return { kind: "array", dtype: null, shape: value.shape, view: "maybe" };
  return kindOf(value.dtype) === "c" ? viewOf(value, realOf(value.dtype), value.shape) : value;
}

function imaginaryPart(value: ArrayType): Type {
  if (value.dtype === null) return { kind: "array", dtype: null, shape: value.shape, view: "maybe" };
  return kindOf(value.dtype) === "c" ? viewOf(value, realOf(value.dtype), value.shape) : array(value.dtype, value.shape);
}

function scalarAttribute(dtype: DType | null, name: string): Type | undefined {
  switch (name) {
    case "shape":
    case "strides":
      return tupleOf([]);
    case "ndim":
      return literal(0n);
    case "size":
      return literal(1n);
    case "itemsize":
    case "nbytes":
      return intOf(dtype === null ? null : itemSizeOf(dtype));
    case "dtype":
      return dtypeObject(dtype !== null && /^(str_|bytes_|void)$/.test(dtype) ? null : dtype);
    case "T":
      return numpyScalar(dtype);
    case "real":
    case "imag":
      return dtype !== null && "biufc".includes(kindOf(dtype) ?? "?") ? numpyScalar(realOf(dtype)) : undefined;
    default:
      return undefined;
  }
}

function dtypeAttribute(value: Type, name: string): Type | undefined {
  const dtype = dtypeOfArgument(value) ?? null;
  switch (name) {
    case "name":
      return dtype !== null && /^[a-z]+\d*$/.test(dtype) ? literal(dtype) : scalar("str");
    case "kind":
      return dtype !== null && kindOf(dtype) ? literal(kindOf(dtype) as string) : scalar("str");
    case "itemsize":
      return intOf(dtype === null ? null : itemSizeOf(dtype));
    case "char":
    case "str":
    case "byteorder":
      return scalar("str");
    case "type":
      return dtype !== null && /^(u?int|float|complex)\d+$/.test(dtype) ? { kind: "library-class", name: `numpy.${dtype}` } : undefined;
    default:
      return undefined;
  }
}

export function storeAttribute(value: Type, name: string, stored: Type, context: RuleContext): Type | undefined {
  if (value.kind !== "array") return undefined;
  switch (name) {
    case "shape":
      return { ...value, shape: reshapedTo(value.shape, shapeOfArgument(stored, context)) };
    case "dtype":
      // The memory is read anew: the last axis may change its length.
      return {
        ...value,
        dtype: dtypeOfArgument(stored) ?? null,
        shape: value.shape && [...value.shape.slice(0, -1), null].slice(0, value.shape.length),
      };
    case "strides":
    case "real":
    case "imag":
    case "flat":
    case "T":
      return value;
    default:
      return undefined;
  }
}

/** The shape after `reshape`: an axis of length −1 is what is left. A length that is not known may be that one. */
export function reshapedTo(before: Shape, wanted: Shape): Shape {
  if (!wanted) return null;
  const holes = wanted.filter((dim) => dim === null);
  if (holes.length !== 1) return wanted;
  const size = sizeOf(before);
  const others = wanted.filter((dim) => dim !== null);
  if (others.length === 0) return [size];
  const rest = sizeOf([...others, 1]);
  if (typeof size !== "number" || typeof rest !== "number" || rest === 0) return wanted;
  return wanted.map((dim) => (dim === null ? size / rest : dim));
}

/** An item of an array when it is iterated over. */
export function iterateArray(value: ArrayType, context: RuleContext): Type | undefined {
  const { dtype, shape } = value;
  if (shape === null) return context.assumes ? join(viewOf(value, dtype, null), elementScalar(dtype, context)) : undefined;
  if (shape.length === 0) return undefined;
  return shape.length === 1 ? elementScalar(dtype, context) : viewOf(value, dtype, shape.slice(1));
}

/** `numpy.flatiter` and the iterators of `ndenumerate` and `ndindex`. */
export function iterateObject(name: string, parts: Readonly<Record<string, Type>> | undefined, context: RuleContext): Type | undefined {
  const of = parts?.["of"];
  const element = of?.kind === "array" ? elementScalar(of.dtype, context) : undefined;
  const rank = of?.kind === "array" ? of.shape : null;
  switch (name) {
    case "numpy.flatiter":
      return element;
    case "numpy.ndenumerate":
      return element && tupleOf([tupleOfShape(rank?.map(() => null) ?? null), element]);
    case "numpy.ndindex":
      return parts?.["index"] ?? tuple(scalar("int"));
    default:
      return undefined;
  }
}
