/** `array[index]`: a scalar, a view or a copy, as the index is made of integers and slices or of arrays. */
import type { RuleContext } from "../../rule.js";
import { type ArrayType, array, type Dim, type DType, join, type Shape, type Type, unknown } from "../../type.js";
import { isInteger } from "./dtypes.js";
import { arrayFrom, elementScalar } from "./operands.js";
import { broadcast, integerOf } from "./shapes.js";
import { maybeViewOf, viewOf } from "./views.js";

/** One part of an index. */
type Part =
  | { readonly kind: "integer" }
  /** An integer in an array of rank 0: like an integer, but never a view. */
  | { readonly kind: "zero-rank integer" }
  | { readonly kind: "slice"; readonly start: Type; readonly stop: Type; readonly step: Type }
  | { readonly kind: "newaxis" }
  | { readonly kind: "ellipsis" }
  /** Integers in an array; `shape: null` when not even their rank is known. */
  | { readonly kind: "integers"; readonly shape: Shape }
  | { readonly kind: "mask"; readonly shape: Shape }
  | { readonly kind: "field" }
  | { readonly kind: "unknown" };

export function subscriptArray(value: ArrayType, index: Type, context: RuleContext): Type {
  if (index.kind === "union") return join(...index.members.map((member) => subscriptArray(value, member, context)));
  if (index.kind === "tuple" && !index.items) return unknown("the index is a tuple of unknown length");
  const parts = (index.kind === "tuple" && index.items ? index.items : [index]).map((item) => partOf(item, context));
  if (parts.some(({ kind }) => kind === "unknown")) return unknown("the kind of the index is not known");
  if (parts.some(({ kind }) => kind === "field")) return maybeViewOf(value, null, null);
  if (parts.some(isAdvanced)) return advanced(value, parts, context);
  return basic(value, parts, context);
}

const isAdvanced = ({ kind }: Part): boolean => kind === "integers" || kind === "mask";

function partOf(index: Type, context: RuleContext): Part {
  switch (index.kind) {
    case "scalar":
      if (index.class === "int") return { kind: "integer" };
      if (index.class === "bool") return { kind: "mask", shape: [] };
      return index.class === "str" ? { kind: "field" } : { kind: "unknown" };
    case "numpy-scalar":
      if (index.dtype === "bool") return { kind: "mask", shape: [] };
      return index.dtype !== null && isInteger(index.dtype) ? { kind: "integer" } : { kind: "unknown" };
    case "slice":
      return { kind: "slice", start: index.start, stop: index.stop, step: index.step };
    case "none":
      return { kind: "newaxis" };
    case "ellipsis":
      return { kind: "ellipsis" };
    case "array":
    case "list":
    case "tuple":
    case "range":
    case "series":
    case "index":
      return arrayPart(index, context);
    default:
      return { kind: "unknown" };
  }
}

function arrayPart(index: Type, context: RuleContext): Part {
  if ((index.kind === "list" || index.kind === "tuple") && index.items?.length === 0) return { kind: "integers", shape: [0] };
  const content = arrayFrom(index, context);
  if (!content) return { kind: "unknown" };
  const dtype = content.dtype ?? elementKind(index);
  if (dtype === "bool") return { kind: "mask", shape: content.shape };
  if (dtype === null || !isInteger(dtype)) return { kind: "unknown" };
  if (content.shape?.length === 0) return { kind: "zero-rank integer" };
  return { kind: "integers", shape: content.shape };
}

/** Lists of Python integers index, whatever the array that would become of them. */
function elementKind(index: Type): DType | null {
  if (index.kind === "range") return "int64";
  if (index.kind !== "list" && index.kind !== "tuple") return null;
  const { element } = index;
  if (element.kind === "scalar" && element.class === "int") return "int64";
  if (element.kind === "list" || element.kind === "tuple") return elementKind(element);
  return null;
}

/** How many axes of the array a part takes; `null` when that is not known. */
function consumed(part: Part): number | null {
  switch (part.kind) {
    case "newaxis":
    case "ellipsis":
      return 0;
    case "mask":
      return part.shape === null ? null : part.shape.length;
    default:
      return 1;
  }
}

/** The parts with the ellipsis (one is at the end when there is none) written out as slices, or `null` when the rank is not known. */
function writtenOut(parts: readonly Part[], rank: number): readonly Part[] | null {
  let axes = 0;
  for (const part of parts) {
    const count = consumed(part);
    if (count === null) return null;
    axes += count;
  }
  if (axes > rank) return null;
  const whole: Part = { kind: "slice", start: { kind: "none" }, stop: { kind: "none" }, step: { kind: "none" } };
  const rest = Array<Part>(rank - axes).fill(whole);
  const place = parts.findIndex(({ kind }) => kind === "ellipsis");
  return place < 0 ? [...parts, ...rest] : [...parts.slice(0, place), ...rest, ...parts.slice(place + 1)];
}

/** Integers, slices, new axes: a scalar or a view. */
function basic(value: ArrayType, parts: readonly Part[], context: RuleContext): Type {
  const hasEllipsis = parts.some(({ kind }) => kind === "ellipsis");
  const copies = parts.some(({ kind }) => kind === "zero-rank integer");
  const view = (shape: Shape): Type => (copies ? maybeViewOf(value, value.dtype, shape) : viewOf(value, value.dtype, shape));
  if (value.shape === null) {
    const keepsAxis = hasEllipsis || parts.some(({ kind }) => kind === "slice" || kind === "newaxis");
    return keepsAxis ? view(null) : join(view(null), elementScalar(value.dtype, context));
  }
  const all = writtenOut(parts, value.shape.length);
  if (!all) return unknown("the index has more parts than the array has axes");
  const shape: Dim[] = [];
  let axis = 0;
  for (const part of all) {
    if (part.kind === "newaxis") shape.push(1);
    else {
      const length = value.shape[axis++] as Dim;
      if (part.kind === "slice") shape.push(sliceLength(length, part.start, part.stop, part.step));
    }
  }
  return shape.length === 0 && !hasEllipsis ? elementScalar(value.dtype, context) : view(shape);
}

/** Arrays of integers or booleans in the index: always a copy. */
function advanced(value: ArrayType, parts: readonly Part[], context: RuleContext): Type {
  const shapes = parts.flatMap((part) => (part.kind === "integers" ? [part.shape] : part.kind === "mask" ? [maskShape(part.shape)] : []));
  const { shape: together, isArray } = broadcast(shapes);
  const all = value.shape && writtenOut(parts, value.shape.length);
  const certainlyArray =
    isArray || parts.some(({ kind }) => kind === "mask" || kind === "slice" || kind === "newaxis" || kind === "ellipsis");
  if (value.shape === null || !all || together === null) {
    return certainlyArray ? array(value.dtype, null) : join(array(value.dtype, null), elementScalar(value.dtype, context));
  }
  // The axes of the index come where it stands, or first when it stands in several places.
  const shape: Dim[] = [];
  let axis = 0;
  let place: number | undefined;
  let last = -1;
  let apart = false;
  for (const [position, part] of all.entries()) {
    const takesPart = isAdvanced(part) || part.kind === "integer" || part.kind === "zero-rank integer";
    if (takesPart) {
      if (place === undefined) place = shape.length;
      else if (last !== position - 1) apart = true;
      last = position;
    } else if (part.kind === "newaxis") shape.push(1);
    else if (part.kind === "slice") shape.push(sliceLength(value.shape[axis] as Dim, part.start, part.stop, part.step));
    axis += consumed(part) ?? 0;
  }
  shape.splice(apart ? 0 : (place ?? 0), 0, ...together);
  return shape.length === 0 && !certainlyArray ? elementScalar(value.dtype, context) : array(value.dtype, shape);
}

/** A mask of any rank becomes as many arrays of integers, each of the number of places that are true. */
const maskShape = (shape: Shape): Shape => (shape === null ? null : [null]);

/** How many places a slice of an axis has. */
export function sliceLength(length: Dim, startType: Type, stopType: Type, stepType: Type): Dim {
  const whole = (type: Type): boolean => type.kind === "none";
  const step = whole(stepType) ? 1 : integerOf(stepType);
  if (whole(startType) && whole(stopType) && (step === 1 || step === -1)) return length;
  const start = whole(startType) ? null : integerOf(startType);
  const stop = whole(stopType) ? null : integerOf(stopType);
  if (step === undefined || step === 0 || start === undefined || stop === undefined) return null;
  if (typeof length !== "number") return isEmptySlice(start, stop, step) ? 0 : null;
  const clamp = (bound: number, low: number, high: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, low), high);
  if (step > 0) {
    const from = start === null ? 0 : clamp(start, 0, length);
    const to = stop === null ? length : clamp(stop, 0, length);
    return Math.max(0, Math.ceil((to - from) / step));
  }
  const from = start === null ? length - 1 : clamp(start, -1, length - 1);
  const to = stop === null ? -1 : clamp(stop, -1, length - 1);
  return Math.max(0, Math.ceil((from - to) / -step));
}

function isEmptySlice(start: number | null, stop: number | null, step: number): boolean {
  if (start === null || stop === null || start < 0 !== stop < 0) return false;
  return step > 0 ? stop <= start : stop >= start;
}
