/** Updates that go on from what was there before: sums, products, counts, extremes; recognised by their form. */
import { dump } from "../../../compiler/ir/dump.js";
import type { BinaryOperator, Expression } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import type { Step } from "./nest.js";

/** Something that is added or, when it is negated, subtracted. */
export interface Term {
  readonly node: Expression;
  readonly isNegated: boolean;
}

/** One term. */
export interface Simple {
  readonly kind: "Add" | "Sub" | "Mult" | "count";
  readonly term: Expression;
}

export type Combination =
  | Simple
  /** `s + a - b + …`: several terms, in this order. */
  | { readonly kind: "terms"; readonly terms: readonly Term[] }
  /** The larger or smaller one; `strict` keeps the first of equal ones. */
  | { readonly kind: "extreme"; readonly term: Expression; readonly largest: boolean; readonly strict: boolean };

/** Functions of the runtime that combine in the order of a loop. */
export const folds = { Add: "fold_sum", Sub: "fold_difference", Mult: "fold_product" } as const;

export const scans = { Add: "scan_sum", Sub: "scan_difference", Mult: "scan_product" } as const;

/** Sums and products of one term, which can be folded and scanned. */
export type Arithmetic = { readonly kind: keyof typeof folds; readonly term: Expression };

export const isArithmetic = (update: Combination | undefined): update is Arithmetic =>
  update !== undefined && (update.kind === "Add" || update.kind === "Sub" || update.kind === "Mult");

/** `s + e`, `e + s`, `s - e`, `s * e`, `s + 1`, `max(s, e)`, `e if e > s else s` */
export function combination({ value }: Pick<Step, "value">, name: string): Combination | undefined {
  const isName = (side: Expression): boolean => side.kind === "Name" && side.id === name;
  if (value.kind === "Call" || value.kind === "IfExp") return extremeOf(value, isName);
  if (value.kind !== "BinOp") return undefined;
  return combined(value.op, value.left, value.right, isName) ?? chained(value, isName);
}

/** By how much `k + c` moves a variable on, when that is a whole number that stands there; also where it is only done in some iterations. */
export function countOf(step: Pick<Step, "value">, name: string): bigint | undefined {
  const update = combination(step, name);
  if (!update || !("term" in update) || update.kind === "Mult" || update.kind === "extreme") return undefined;
  const { term, kind } = update;
  if (term.kind !== "Constant" || typeof term.value !== "bigint") return undefined;
  return kind === "Sub" ? -term.value : term.value;
}

/** What an assignment adds, in order; `undefined` when it is no sum that goes on. */
export function termsOf(step: Pick<Step, "value">, name: string): readonly Term[] | undefined {
  const update = combination(step, name);
  if (update?.kind === "terms") return update.terms;
  if (update?.kind === "Add") return [{ node: update.term, isNegated: false }];
  return update?.kind === "Sub" ? [{ node: update.term, isNegated: true }] : undefined;
}

/** `s + a - b + …`, added from left to right. */
function chained(value: Expression, isSelf: (side: Expression) => boolean): Combination | undefined {
  const terms: Term[] = [];
  for (let at = value; ; at = at.left) {
    if (at.kind !== "BinOp" || (at.op !== "Add" && at.op !== "Sub") || readsSelf(at.right, isSelf)) return undefined;
    terms.unshift({ node: at.right, isNegated: at.op === "Sub" });
    if (isSelf(at.left)) return { kind: "terms", terms };
  }
}

function extremeOf(value: Expression, isSelf: (side: Expression) => boolean): Combination | undefined {
  if (value.kind === "Call") {
    // That `max` is the builtin is checked where the call is translated; here only its form counts.
    const [first, second, ...more] = value.args;
    if (value.func.kind !== "Name" || (value.func.id !== "max" && value.func.id !== "min")) return undefined;
    if (!first || !second || more.length > 0 || value.keywords.length > 0 || isSelf(first) === isSelf(second)) return undefined;
    const term = isSelf(first) ? second : first;
    return readsSelf(term, isSelf) ? undefined : { kind: "extreme", term, largest: value.func.id === "max", strict: isSelf(first) };
  }
  if (value.kind !== "IfExp" || !isSelf(value.orelse)) return undefined;
  const term = value.body;
  const found = winning(value.test, term, isSelf);
  return found && { kind: "extreme", term, ...found };
}

/** How a comparison chooses a term over what is there: `t > s`, `s <= t`, … */
export function winning(
  test: Expression,
  term: Expression,
  isSelf: (side: Expression) => boolean,
): { readonly largest: boolean; readonly strict: boolean } | undefined {
  if (test.kind !== "Compare" || test.ops.length !== 1) return undefined;
  const { left, ops, comparators } = test;
  const [right] = comparators as [Expression];
  const op = ops[0] as string;
  const isTerm = (side: Expression): boolean => dump(side) === dump(term);
  const isFlipped = isSelf(left) && isTerm(right);
  if (!isFlipped && !(isTerm(left) && isSelf(right))) return undefined;
  if (!["Lt", "LtE", "Gt", "GtE"].includes(op) || readsSelf(term, isSelf)) return undefined;
  return { largest: op.startsWith("Gt") !== isFlipped, strict: !op.endsWith("E") };
}

const readsSelf = (term: Expression, isSelf: (side: Expression) => boolean): boolean =>
  some(term, (node) => (node.kind === "Name" || node.kind === "Subscript") && isSelf(node));

/** The update of an element by itself: `a[i] += e`. */
export function elementCombination({ value, target }: Step): Simple | undefined {
  if (value.kind !== "BinOp" || target.kind !== "element") return undefined;
  const own = textOf(target.node);
  return combined(value.op, value.left, value.right, (side) => side.kind === "Subscript" && textOf(side) === own);
}

export function combined(
  op: BinaryOperator,
  left: Expression,
  right: Expression,
  isSelf: (side: Expression) => boolean,
): Simple | undefined {
  const [isLeft, isRight] = [isSelf(left), isSelf(right)];
  if (isLeft === isRight) return undefined;
  const term = isLeft ? right : left;
  if (readsSelf(term, isSelf)) return undefined;
  if (op === "Add" && term.kind === "Constant" && term.value === 1n) return { kind: "count", term };
  if (op === "Add" || op === "Mult") return { kind: op, term };
  return op === "Sub" && isLeft ? { kind: "Sub", term } : undefined;
}

const textOf = (node: Extract<Expression, { kind: "Subscript" }>): string =>
  JSON.stringify([node.value, node.slice], (key, value) =>
    key === "loc" || key === "ctx" ? undefined : typeof value === "bigint" ? String(value) : value,
  );
