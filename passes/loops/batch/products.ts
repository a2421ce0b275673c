/**
 * Products of vectors and matrices, one for each iteration. NumPy computes each product of a stack with the function of BLAS that it
 * takes for a single one, as long as every vector and matrix lies in memory as it does in the loop: experiments over shapes and strides
 * find the same bits, for `@` with any factors, and for `dot` with vectors (of which those of one element are multiplied). One product of larger matrices in the place of many adds
 * up in another order.
 */
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import type { Builder } from "../vectorize/tree.js";
import { NotBatchable, type Value } from "./values.js";

/** `dot` multiplies vectors of one element, `vdot` adds their product to zero as `@` does. */
export type ProductForm = "@" | "dot" | "vdot";

/** @throws NotBatchable */
export function productOf(
  left: Value,
  right: Value,
  form: ProductForm,
  b: Builder,
  { numpy, runtime }: { readonly numpy: string; readonly runtime: string },
  node: Node,
): { readonly expr: Expression; readonly axes: readonly number[]; readonly rank: number } {
  const factors = [left, right];
  if (factors.every(({ axes }) => axes.length === 0))
    throw new NotBatchable("a product is the same in all iterations", node, "compute it in front of the loop");
  if (factors.some(({ rank }) => rank < 1 || rank > 2)) throw new NotBatchable("a factor of a product is neither vector nor matrix", node);
  if (form !== "@" && factors.some(({ rank }) => rank !== 1))
    throw new NotBatchable("a product of matrices that is no @ adds up in another order for many", node, "use @ for products of matrices");
  if (factors.some(({ kind }) => kind !== "main" && kind !== "float"))
    throw new NotBatchable("a factor of a product has another dtype than the arrays", node);
  const axes = [...new Set(factors.flatMap((value) => value.axes))].sort((a, c) => a - c);
  const front = (value: Value): Expression[] =>
    value.axes.length === 0 ? [] : axes.map((axis) => (value.axes.includes(axis) ? b.slice(null, null) : b.none()));
  const taken = (value: Value, own: readonly Expression[]): Expression => {
    const positions = [...front(value), ...own];
    return positions.every(({ kind }) => kind === "Slice") ? value.expr : b.subscript(value.expr, positions);
  };
  const whole = b.slice(null, null);
  if (form === "dot") {
    const [one, other] = factors.map((value) => taken(value, [whole])) as [Expression, Expression];
    return { expr: b.call(b.attribute(b.name(runtime), "dots"), one, other), axes, rank: 0 };
  }
  // A vector is a matrix of one row on the left, of one column on the right.
  const matrix = (value: Value, isLeft: boolean): Expression =>
    taken(value, value.rank === 2 ? [whole, whole] : isLeft ? [b.none(), whole] : [whole, b.none()]);
  const product = b.call(b.attribute(b.name(numpy), "matmul"), matrix(left, true), matrix(right, false));
  const kept = factors.map(({ rank }) => (rank === 1 ? b.number(0n) : whole));
  const expr = kept.every(({ kind }) => kind === "Slice") ? product : b.subscript(product, [...axes.map(() => whole), ...kept]);
  return { expr, axes, rank: left.rank + right.rank - 2 };
}
