/** Arrays of objects whose elements are known: the Axes of `plt.subplots(2, 2)`. */
import type { BinaryOperator } from "../../../../ir/nodes.js";
import { type ArrayType, array, join, object, type Shape, type Type } from "../../type.js";

interface ObjectArray extends ArrayType {
  readonly element: Type;
}

const isObjectArray = (type: Type): type is ObjectArray => type.kind === "array" && type.element !== undefined;

export const objectArray = (element: Type, shape: Shape): ArrayType => ({ ...array("object", shape), element });

/** A part of an array: its elements lie in the same memory. */
function part(whole: ObjectArray, shape: Shape): Type {
  const memory = whole.memory ?? whole.sites;
  return { kind: "array", dtype: whole.dtype, shape, element: whole.element, view: "view", ...(memory ? { memory } : {}) };
}

/** Elements, or a part, by how many axes are taken away. */
function taken(whole: ObjectArray, integers: number): Type {
  if (!whole.shape) return join(whole.element, part(whole, null));
  const rest = whole.shape.length - integers;
  return rest <= 0 ? whole.element : part(whole, Array(rest).fill(null));
}

const isInteger = (type: Type): boolean =>
  (type.kind === "scalar" && type.class === "int") || (type.kind === "numpy-scalar" && /^u?int/.test(type.dtype ?? ""));

export function subscript(value: Type, index: Type): Type | undefined {
  if (value.kind === "object" && value.class === "numpy.flatiter") {
    const of = value.parts?.["of"];
    return of && isObjectArray(of) && isInteger(index) ? of.element : undefined;
  }
  if (!isObjectArray(value)) return undefined;
  if (isInteger(index)) return taken(value, 1);
  if (index.kind === "slice") return part(value, value.shape?.map((dim, axis) => (axis === 0 ? null : dim)) ?? null);
  if (index.kind === "tuple" && index.items?.every((item) => isInteger(item) || item.kind === "slice")) {
    return taken(value, index.items.filter(isInteger).length);
  }
  return undefined;
}

export function storeSubscript(value: Type, _index: Type, stored: Type): Type | undefined {
  if (!isObjectArray(value)) return undefined;
  return stored.kind === "object" || stored.kind === "none" ? { ...value, element: join(value.element, stored) } : withoutElement(value);
}

export function inPlace(_op: BinaryOperator, target: Type): Type | undefined {
  return isObjectArray(target) ? withoutElement(target) : undefined;
}

function withoutElement(value: ObjectArray): Type {
  const { element: _, ...rest } = value;
  return rest;
}

export function attribute(value: Type, name: string): Type | undefined {
  if (!isObjectArray(value)) return undefined;
  if (name === "flat") return object("numpy.flatiter", { of: value });
  return name === "T" ? part(value, value.shape && [...value.shape].reverse()) : undefined;
}

export function iterate(value: Type): Type | undefined {
  if (value.kind === "object" && value.class === "numpy.flatiter") {
    const of = value.parts?.["of"];
    return of && isObjectArray(of) ? of.element : undefined;
  }
  return isObjectArray(value) ? taken(value, 1) : undefined;
}
