/** Products of vectors and matrices: `@`, `dot`, `inner`, `outer`, `einsum`, … */
import type { RuleContext } from "../../rule.js";
import type { Dim, DType, Shape, Type } from "../../type.js";
import { isNumeric } from "./dtypes.js";
import { operandOf, resultOf } from "./operands.js";
import { type Operand, resultType } from "./promotion.js";
import { broadcast } from "./shapes.js";

/** The dtype of a sum of products. */
export function productType(operands: readonly Operand[], context: RuleContext): DType | null {
  if (operands.some(({ dtype, weak }) => dtype !== null && !weak && !isNumeric(dtype) && dtype !== "object")) return null;
  return resultType(operands, context);
}

/** `a @ b`; `undefined` when an operand is not NumPy's business. */
export function matrixProduct(left: Type, right: Type, context: RuleContext): Type | undefined {
  const [a, b] = [operandOf(left, context), operandOf(right, context)];
  if (!a || !b) return undefined;
  const shape = matmulShape(a.shape, b.shape);
  // Operands of rank 0 are refused, so that the result is an array unless both are vectors.
  const isArray = (a.shape?.length ?? 0) > 1 || (b.shape?.length ?? 0) > 1;
  return resultOf(productType([a, b], context), shape, context, isArray);
}

export function matmulShape(a: Shape, b: Shape): Shape {
  if (!a || !b || a.length === 0 || b.length === 0) return null;
  const rows = a.length > 1 ? [a[a.length - 2] as Dim] : [];
  const columns = b.length > 1 ? [b[b.length - 1] as Dim] : [];
  const stack = broadcast([a.slice(0, -2), b.slice(0, -2)]).shape;
  return stack && [...stack, ...rows, ...columns];
}

/** `numpy.dot`: all axes of the second but its last two stay, too. */
export function dotShape(a: Shape, b: Shape): Shape {
  if (!a || !b) return null;
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  if (b.length === 1) return a.slice(0, -1);
  return [...a.slice(0, -1), ...b.slice(0, -2), b[b.length - 1] as Dim];
}
