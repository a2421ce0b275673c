/** What expressions of constants are, as far as loops that are written out need it. */
import type { Type } from "../../../../compiler/analysis/types/type.js";
import type { Location } from "../../../../compiler/ir/location.js";
import { build, type CompareOperator, type Expression } from "../../../../compiler/ir/nodes.js";

/** A number, a truth value, or a tuple of such. */
export type Known = bigint | number | boolean | readonly Known[];

/** What a part that is no literal is known to be. */
export type Lookup = (part: Expression) => Known | undefined;

const nothing: Lookup = () => undefined;

/** The value of an expression of literals; `undefined` when it is not certain, or evaluating it may raise. */
export function knownValue(expression: Expression, lookup: Lookup = nothing): Known | undefined {
  const of = (part: Expression): Known | undefined => knownValue(part, lookup);
  switch (expression.kind) {
    case "Constant": {
      const { value } = expression;
      return typeof value === "bigint" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
    }
    case "UnaryOp": {
      const operand = of(expression.operand);
      if (operand === undefined || isTuple(operand)) return undefined;
      if (expression.op === "Not") return !isTrue(operand);
      return expression.op === "USub" && typeof operand !== "boolean" ? -operand : undefined;
    }
    case "BinOp":
      return computed(expression.op, of(expression.left), of(expression.right));
    case "Tuple":
    case "List": {
      const values = expression.elts.map(of);
      return values.every((value) => value !== undefined) ? values : undefined;
    }
    case "Compare": {
      const values = [expression.left, ...expression.comparators].map(of);
      let all = true;
      for (const [index, op] of expression.ops.entries()) {
        const result = compared(op, values[index], values[index + 1]);
        if (result === undefined) return undefined;
        all &&= result;
      }
      return all;
    }
    case "BoolOp": {
      let last: Known | undefined;
      for (const part of expression.values) {
        last = of(part);
        if (last === undefined) return undefined;
        if (isTrue(last) === (expression.op === "Or")) return last;
      }
      return last;
    }
    default:
      return lookup(expression);
  }
}

export const isTrue = (value: Known): boolean => (isTuple(value) ? value.length > 0 : value !== 0n && value !== 0 && value !== false);

const isTuple = (value: Known): value is readonly Known[] => Array.isArray(value);

/** Whole numbers only: floats are left to the program. */
function computed(op: string, left: Known | undefined, right: Known | undefined): bigint | undefined {
  if (typeof left !== "bigint" || typeof right !== "bigint") return undefined;
  switch (op) {
    case "Add":
      return left + right;
    case "Sub":
      return left - right;
    case "Mult":
      return left * right;
    default:
      return undefined;
  }
}

function compared(op: CompareOperator, left: Known | undefined, right: Known | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if ((op === "In" || op === "NotIn") && isTuple(right)) {
    const results = right.map((each) => compared("Eq", left, each));
    return results.includes(undefined) ? undefined : results.includes(true) === (op === "In");
  }
  if (isTuple(left) && isTuple(right) && (op === "Eq" || op === "NotEq")) {
    if (left.length !== right.length) return op === "NotEq";
    const results = left.map((each, at) => compared("Eq", each, right[at]));
    return results.includes(undefined) ? undefined : results.every((each) => each === true) === (op === "Eq");
  }
  if (typeof left !== "bigint" || typeof right !== "bigint") return undefined;
  switch (op) {
    case "Eq":
      return left === right;
    case "NotEq":
      return left !== right;
    case "Lt":
      return left < right;
    case "LtE":
      return left <= right;
    case "Gt":
      return left > right;
    case "GtE":
      return left >= right;
    default:
      return undefined;
  }
}

/** Value of a type of which only one value is. */
export function valueOfType(type: Type): Known | undefined {
  if (type.kind === "scalar") {
    const { value } = type;
    return typeof value === "string" || (typeof value === "number" && !Number.isFinite(value)) ? undefined : value;
  }
  if (type.kind !== "tuple" && type.kind !== "list") return undefined;
  const values = type.items?.map(valueOfType);
  return values?.every((value) => value !== undefined) ? values : undefined;
}

/** `-1`, `0.25`, `True` */
export function literalOf(value: bigint | number | boolean, loc: Location): Expression {
  const isNegative = typeof value !== "boolean" && (value < 0 || Object.is(value, -0));
  const size = build.Constant({ value: isNegative ? -value : value, prefix: null }, loc);
  return isNegative ? build.UnaryOp({ op: "USub", operand: size }, loc) : size;
}
