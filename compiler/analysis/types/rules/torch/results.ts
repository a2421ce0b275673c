/** What is common to the results of operations: shape by broadcasting, device, gradients. */
import type { RuleContext } from "../../rule.js";
import type { Dim, Shape, TensorType, Type } from "../../type.js";
import { isDifferentiable } from "./dtypes.js";
import type { Device } from "./forms.js";
import { isGradEnabled, isPrecisionFixed } from "./state.js";
import { isTensor, tensor } from "./values.js";

/** The shape that several shapes are stretched to. */
export function broadcast(shapes: readonly Shape[]): Shape {
  if (shapes.some((shape) => shape === null)) return null;
  const known = shapes as readonly (readonly Dim[])[];
  const rank = Math.max(0, ...known.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let result: Dim = 1;
    for (const shape of known) {
      const dim = shape[axis - rank + shape.length];
      if (dim !== undefined) result = broadcastDim(result, dim);
    }
    return result;
  });
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === b) return a;
  if (a === 1) return b;
  if (b === 1) return a;
  // Another length could only be 1: the program would not get past this point otherwise.
  if (typeof a === "number") return a;
  if (typeof b === "number") return b;
  return null;
}

/** Two lengths that have to be the same. */
export const equalDim = (a: Dim, b: Dim): Dim => (typeof a === "number" ? a : typeof b === "number" ? b : (a ?? b));

/** Shape of an operand: numbers have no axes. */
export const shapeOf = (type: Type): Shape =>
  isTensor(type) ? type.shape : type.kind === "scalar" || type.kind === "numpy-scalar" ? [] : null;

/** Where the result of an operation on several tensors lies. CPU tensors without axes go with any device. */
export function commonDevice(operands: readonly Type[]): Device {
  const tensors = operands.filter((type) => type.kind !== "scalar" && type.kind !== "none" && type.kind !== "numpy-scalar");
  if (!tensors.every(isTensor)) return null;
  const devices = new Set(tensors.map(({ device }) => device));
  if (devices.size === 1) return [...devices][0] as Device;
  const placed = new Set(tensors.filter(({ device, shape }) => !(device === "cpu" && shape?.length === 0)).map(({ device }) => device));
  return placed.size === 1 ? ([...placed][0] as Device) : null;
}

/** Whether the result of a differentiable operation needs a gradient. */
export function commonGradient(operands: readonly Type[], dtype: string | null, context: RuleContext): boolean | null {
  const differentiable = isDifferentiable(dtype);
  if (differentiable === false) return false;
  const needs = operands.flatMap((type): (boolean | null)[] => {
    if (type.kind === "scalar" || type.kind === "none" || type.kind === "numpy-scalar") return [];
    return [isTensor(type) ? type.requiresGrad : null];
  });
  if (needs.every((need) => need === false)) return false;
  return differentiable && needs.includes(true) && isGradEnabled(context) ? true : null;
}

export interface ResultOptions {
  /** Gradients flow through the operation. Default: they do; `false` when they certainly do not. */
  readonly gradient?: boolean;
}

/** A new tensor that an operation computes from its operands. */
export function computed(
  operands: readonly Type[],
  dtype: string | null,
  shape: Shape,
  context: RuleContext,
  options: ResultOptions = {},
): TensorType {
  return tensor(dtype, shape, {
    device: commonDevice(operands),
    requiresGrad: options.gradient === false ? false : commonGradient(operands, dtype, context),
  });
}

/** The dtype that an operation gives that automatic mixed precision may run in another one. */
export const inPrecision = (dtype: string | null, context: RuleContext): string | null =>
  dtype === "float64" || isDifferentiable(dtype) === false || isPrecisionFixed(context) ? dtype : null;

/** Number of elements; `null` when a length is not known. */
export const numberOf = (shape: Shape): number | null =>
  shape?.every((dim) => typeof dim === "number") ? (shape as readonly number[]).reduce((product, dim) => product * dim, 1) : null;

/** Counts an axis from the front; `undefined` when there is no such axis or it is not known. */
export function axisOf(dim: number | undefined, rank: number): number | undefined {
  if (dim === undefined) return undefined;
  const axis = dim < 0 ? dim + rank : dim;
  return axis >= 0 && axis < rank ? axis : undefined;
}

/** A shape with the same number of axes of which nothing is known. */
export const blurred = (shape: Shape): Shape => (shape ? shape.map(() => null) : null);
