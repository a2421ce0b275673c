/** Shapes: broadcasting, axes, and what arguments say about them. */
import type { RuleContext } from "../../rule.js";
import type { Dim, Shape, Type } from "../../type.js";

export interface Broadcast {
  readonly shape: Shape;
  /** The rank is at least one even where the shape is not known. */
  readonly isArray: boolean;
}

/** The shape that operands take together. Shapes that do not fit raise, so a length that is known for one holds for all. */
export function broadcast(shapes: readonly Shape[]): Broadcast {
  const isArray = shapes.some((shape) => shape !== null && shape.length > 0);
  const known = shapes.filter((shape) => shape !== null);
  if (known.length < shapes.length) return { shape: null, isArray };
  const rank = Math.max(0, ...known.map((shape) => shape.length));
  const result: Dim[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const dims = known.flatMap((shape) => {
      const place = axis - (rank - shape.length);
      return place < 0 ? [] : [shape[place] as Dim];
    });
    result.push(dims.reduce(broadcastDims));
  }
  return { shape: result, isArray };
}

function broadcastDims(a: Dim, b: Dim): Dim {
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === "number") return a;
  if (typeof b === "number") return b;
  return a === b ? a : null;
}

/** The value of an argument that must be an integer: `undefined` when it is not known. */
export function integerOf(type: Type | undefined): number | undefined {
  if (type?.kind !== "scalar") return undefined;
  if (typeof type.value === "bigint") return Number(type.value);
  return typeof type.value === "boolean" ? Number(type.value) : undefined;
}

/** Whether a flag is set: `undefined` when that is not known. */
export function flagOf(type: Type | undefined, absent: boolean): boolean | undefined {
  if (type === undefined) return absent;
  if (type.kind === "none") return false;
  return type.kind === "scalar" && type.value !== undefined ? Boolean(type.value) : undefined;
}

/** `axis=…`: all axes, some of them, or not known. Negative ones count from the end. */
export type Axes = "all" | readonly number[] | null;

export function axesOf(type: Type | undefined, absent: Axes = "all"): Axes {
  if (type === undefined) return absent;
  if (type.kind === "none") return "all";
  const one = integerOf(type);
  if (one !== undefined) return [one];
  if (type.kind === "tuple" && type.items) {
    const axes = type.items.map(integerOf);
    return axes.includes(undefined) ? null : (axes as number[]);
  }
  return null;
}

/** Axes as positions; `null` when the rank is not known or an axis does not exist (which raises). */
export function positionsOf(axes: readonly number[], rank: number): readonly number[] | null {
  const positions = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  return positions.every((axis) => axis >= 0 && axis < rank) ? positions : null;
}

/** The shape that is left when axes are reduced. */
export function reduceShape(shape: Shape, axes: Axes, keepDims: boolean | undefined): Broadcast {
  if (keepDims === undefined) return { shape: null, isArray: false };
  if (axes === "all" && !keepDims) return { shape: [], isArray: false };
  if (shape === null || axes === null) return { shape: null, isArray: false };
  const positions = axes === "all" ? shape.map((_, axis) => axis) : positionsOf(axes, shape.length);
  if (!positions) return { shape: null, isArray: false };
  const left: Dim[] = keepDims
    ? shape.map((dim, axis) => (positions.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !positions.includes(axis));
  return { shape: left, isArray: left.length > 0 };
}

/** The shape that an argument such as `(3, n)`, `5` or `x.shape` means; `null` when not even the rank is known. */
export function shapeOfArgument(type: Type | undefined, context: RuleContext): Shape {
  if (type === undefined) return null;
  switch (type.kind) {
    case "scalar":
      return type.class === "int" || type.class === "bool" ? [dimOf(type)] : null;
    case "numpy-scalar":
      return [null];
    case "tuple":
    case "list":
      return type.items ? type.items.map(dimOf) : null;
    case "array":
      return type.shape?.length === 0
        ? [null]
        : type.shape?.length === 1 && typeof type.shape[0] === "number"
          ? Array<Dim>(type.shape[0]).fill(null)
          : null;
    case "range": {
      const length = context.lengthOf(type);
      return typeof length === "number" && length < 64 ? Array<Dim>(length).fill(null) : null;
    }
    default:
      return null;
  }
}

/** A length that is given by an argument. */
export function dimOf(type: Type): Dim {
  const value = integerOf(type);
  return value !== undefined && value >= 0 ? value : null;
}

/** The product of all lengths, when they are known. */
export function sizeOf(shape: Shape): Dim {
  if (!shape) return null;
  if (shape.length === 1) return shape[0] as Dim;
  if (shape.includes(0)) return 0;
  let size = 1;
  for (const dim of shape) {
    if (typeof dim !== "number") return null;
    size *= dim;
  }
  return size;
}
