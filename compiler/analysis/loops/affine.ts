/** Affine forms: sums of integer multiples of symbols plus a constant, `2*i + n - 1`, over Python's unbounded integers. */
import type { Expression } from "../../ir/nodes.js";

export interface Affine {
  readonly constant: bigint;
  /** Coefficients that are not zero, by symbol. */
  readonly terms: ReadonlyMap<string, bigint>;
}

export const constantForm = (constant: bigint): Affine => ({ constant, terms: new Map() });

export const symbolForm = (symbol: string): Affine => ({ constant: 0n, terms: new Map([[symbol, 1n]]) });

export function add(a: Affine, b: Affine, factor = 1n): Affine {
  const terms = new Map(a.terms);
  for (const [symbol, coefficient] of b.terms) {
    const sum = (terms.get(symbol) ?? 0n) + factor * coefficient;
    if (sum === 0n) terms.delete(symbol);
    else terms.set(symbol, sum);
  }
  return { constant: a.constant + factor * b.constant, terms };
}

export const scale = (a: Affine, factor: bigint): Affine => add(constantForm(0n), a, factor);

export const subtract = (a: Affine, b: Affine): Affine => add(a, b, -1n);

export function isConstant(a: Affine): boolean {
  return a.terms.size === 0;
}

export const coefficientOf = (a: Affine, symbol: string): bigint => a.terms.get(symbol) ?? 0n;

/** The form without some symbols: what is left is the same in all of their iterations. */
export function without(a: Affine, symbols: Iterable<string>): Affine {
  const terms = new Map(a.terms);
  for (const symbol of symbols) terms.delete(symbol);
  return { constant: a.constant, terms };
}

/**
 * The affine form of an integer expression, `undefined` when it has none.
 * @param leaf the form of a part that is not a sum, difference, product or negation: a symbol, or `undefined` when the part varies
 *             in a way that is not known or is no integer
 */
export function affineForm(expression: Expression, leaf: (part: Expression) => Affine | undefined): Affine | undefined {
  switch (expression.kind) {
    case "Constant":
      return typeof expression.value === "bigint" ? constantForm(expression.value) : undefined;
    case "UnaryOp": {
      const operand = affineForm(expression.operand, leaf);
      if (!operand) return undefined;
      if (expression.op === "USub") return scale(operand, -1n);
      return expression.op === "UAdd" ? operand : undefined;
    }
    case "BinOp": {
      if (expression.op !== "Add" && expression.op !== "Sub" && expression.op !== "Mult") return leaf(expression);
      const left = affineForm(expression.left, leaf);
      const right = affineForm(expression.right, leaf);
      if (!left || !right) return undefined;
      if (expression.op === "Add") return add(left, right);
      if (expression.op === "Sub") return subtract(left, right);
      if (isConstant(left)) return scale(right, left.constant);
      return isConstant(right) ? scale(left, right.constant) : leaf(expression);
    }
    default:
      return leaf(expression);
  }
}

/** `2*i + n - 1` */
export function printAffine(a: Affine): string {
  const parts = [...a.terms].map(([symbol, coefficient]) =>
    coefficient === 1n ? symbol : coefficient === -1n ? `-${symbol}` : `${coefficient}*${symbol}`,
  );
  if (a.constant !== 0n || parts.length === 0) parts.push(String(a.constant));
  return parts.join(" + ").replaceAll("+ -", "- ");
}
