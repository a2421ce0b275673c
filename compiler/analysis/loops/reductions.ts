/**
 * Reductions and scans: variables that every iteration combines with something of its own, `s += x[i]`, `m = max(m, e)`,
 * `if e > m: m = e`. A reduction is only read by its own update; a scan is read by the rest of the body as well (`out[i] = s`).
 */
import type { BinaryOperator, Expression, Name, Node, Statement } from "../../ir/nodes.js";
import { childrenOf } from "../../ir/visit.js";
import type { Binding, Scopes } from "../scopes.js";
import type { TypeFacts } from "../types/type-facts.js";
import type { Loop } from "./loops.js";

export interface Recurrence {
  readonly kind: "reduction" | "scan";
  readonly binding: Binding;
  /** How each iteration combines: an operator, or `min`/`max`; a strict comparison keeps the first of equal values. */
  readonly combine: { readonly op: BinaryOperator } | { readonly extreme: "min" | "max"; readonly strict: boolean };
  /** What an iteration contributes. */
  readonly contribution: Expression;
  /** The variable stands left of the operator: `s - e`, not `e - s`. */
  readonly isLeft: boolean;
  readonly statement: Statement;
  /** The update runs in every iteration. */
  readonly isUnconditional: boolean;
}

/** The recurrences of a loop over its own variables, in the order of the text. */
export function recurrencesOf(loop: Loop, scopes: Scopes, facts: TypeFacts): Recurrence[] {
  const found: Recurrence[] = [];
  const visit = (body: readonly Statement[], isUnconditional: boolean): void => {
    for (const statement of body) {
      const recurrence = recurrenceOf(statement, scopes, facts, isUnconditional);
      if (recurrence && bindingsOf(recurrence.binding, loop.node.body, scopes) === 1) {
        const reads = readsOf(recurrence.binding, loop.node, scopes) - readsOf(recurrence.binding, recurrence.statement, scopes);
        found.push({ ...recurrence, kind: reads === 0 ? "reduction" : "scan" });
      } else if (statement.kind === "If") {
        visit(statement.body, false);
        visit(statement.orelse, false);
      } else if (statement.kind === "For" || statement.kind === "While") visit(statement.body, false);
    }
  };
  visit(loop.node.body, true);
  return found;
}

function recurrenceOf(statement: Statement, scopes: Scopes, facts: TypeFacts, isUnconditional: boolean): Recurrence | undefined {
  const make = (target: Name, combine: Recurrence["combine"], contribution: Expression, isLeft = true): Recurrence | undefined => {
    const resolution = scopes.resolve(target);
    if (resolution.kind !== "binding" || resolution.binding.writtenElsewhere) return undefined;
    if (readsOf(resolution.binding, contribution, scopes) > 0) return undefined;
    return { kind: "reduction", binding: resolution.binding, combine, contribution, isLeft, statement, isUnconditional };
  };
  const isTarget = (expression: Expression, target: Name): boolean => expression.kind === "Name" && expression.id === target.id;
  switch (statement.kind) {
    case "AugAssign":
      return statement.target.kind === "Name" ? make(statement.target, { op: statement.op }, statement.value) : undefined;
    case "Assign": {
      const [target, ...others] = statement.targets;
      if (target?.kind !== "Name" || others.length > 0) return undefined;
      const { value } = statement;
      if (value.kind === "BinOp") {
        if (isTarget(value.left, target)) return make(target, { op: value.op }, value.right);
        return isTarget(value.right, target) ? make(target, { op: value.op }, value.left, false) : undefined;
      }
      const extreme = value.kind === "Call" ? extremeOf(value.func, facts) : undefined;
      if (!extreme || value.kind !== "Call" || value.args.length !== 2 || value.keywords.length > 0) return undefined;
      const [a, b] = value.args as [Expression, Expression];
      // `max(m, e)` keeps `m` when they are equal, `max(e, m)` takes `e`.
      if (isTarget(a, target)) return make(target, { extreme, strict: true }, b);
      return isTarget(b, target) ? make(target, { extreme, strict: false }, a, false) : undefined;
    }
    case "If": {
      const [only, ...others] = statement.body;
      if (others.length > 0 || statement.orelse.length > 0 || only?.kind !== "Assign" || only.targets.length !== 1) return undefined;
      const target = only.targets[0] as Expression;
      const { test } = statement;
      if (target.kind !== "Name" || test.kind !== "Compare" || test.ops.length !== 1) return undefined;
      const right = test.comparators[0] as Expression;
      const op = test.ops[0] as string;
      const [e, flipped] = isTarget(right, target) ? [test.left, false] : isTarget(test.left, target) ? [right, true] : [undefined, false];
      if (!e || !sameText(e, only.value)) return undefined;
      const larger = op === "Gt" || op === "GtE" ? !flipped : op === "Lt" || op === "LtE" ? flipped : undefined;
      return larger === undefined ? undefined : make(target, { extreme: larger ? "max" : "min", strict: op === "Gt" || op === "Lt" }, e);
    }
    default:
      return undefined;
  }
}

function extremeOf(callee: Expression, facts: TypeFacts): "min" | "max" | undefined {
  const type = facts.typeOf(callee);
  if (type.kind !== "library-function") return undefined;
  return type.name === "builtins.max" ? "max" : type.name === "builtins.min" ? "min" : undefined;
}

/** Whether two expressions are the same pure text: names, constants, attributes, subscripts and operators. */
function sameText(a: Node, b: Node): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "Name" && b.kind === "Name") return a.id === b.id;
  if (a.kind === "Constant" && b.kind === "Constant") return Object.is(a.value, b.value);
  if (a.kind === "Attribute" && b.kind === "Attribute" && a.attr !== b.attr) return false;
  if (a.kind === "BinOp" && b.kind === "BinOp" && a.op !== b.op) return false;
  if (a.kind === "UnaryOp" && b.kind === "UnaryOp" && a.op !== b.op) return false;
  if (!["Attribute", "BinOp", "UnaryOp", "Subscript", "Tuple"].includes(a.kind)) return false;
  const [left, right] = [childrenOf(a), childrenOf(b)];
  return left.length === right.length && left.every((child, index) => sameText(child, right[index] as Node));
}

function readsOf(binding: Binding, root: Node, scopes: Scopes): number {
  return count(root, (node) => node.kind === "Name" && node.ctx === "Load" && resolves(node, binding, scopes));
}

function bindingsOf(binding: Binding, body: readonly Statement[], scopes: Scopes): number {
  return body.reduce(
    (sum, statement) => sum + count(statement, (node) => node.kind === "Name" && node.ctx !== "Load" && resolves(node, binding, scopes)),
    0,
  );
}

function resolves(node: Name, binding: Binding, scopes: Scopes): boolean {
  const resolution = scopes.resolve(node);
  return resolution.kind === "binding" && resolution.binding === binding;
}

function count(root: Node, fits: (node: Node) => boolean): number {
  return (fits(root) ? 1 : 0) + childrenOf(root).reduce((sum, child) => sum + count(child, fits), 0);
}
