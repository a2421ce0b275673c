/** Python's operators on arrays and NumPy scalars. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { RuleContext } from "../../rule.js";
import { scalar, type Type } from "../../type.js";
import { isNumeric } from "./dtypes.js";
import { matrixProduct } from "./products.js";
import { applyUfunc, distribute } from "./ufuncs.js";

const binaryUfuncs: Readonly<Record<Exclude<BinaryOperator, "MatMult">, string>> = {
  Add: "add",
  Sub: "subtract",
  Mult: "multiply",
  Div: "divide",
  FloorDiv: "floor_divide",
  Mod: "remainder",
  Pow: "power",
  LShift: "left_shift",
  RShift: "right_shift",
  BitAnd: "bitwise_and",
  BitOr: "bitwise_or",
  BitXor: "bitwise_xor",
};

const comparisonUfuncs: Readonly<Partial<Record<CompareOperator, string>>> = {
  Eq: "equal",
  NotEq: "not_equal",
  Lt: "less",
  LtE: "less_equal",
  Gt: "greater",
  GtE: "greater_equal",
};

const unaryUfuncs = { Invert: "invert", UAdd: "positive", USub: "negative" } as const;

const isArray = ({ kind }: Type): boolean => kind === "array";
const isNumpy = ({ kind }: Type): boolean => kind === "array" || kind === "numpy-scalar";
const isSequence = ({ kind }: Type): boolean => kind === "list" || kind === "tuple" || kind === "range";
const isText = (type: Type): boolean => type.kind === "scalar" && (type.class === "str" || type.class === "bytes");

/** Whether an operator on two values is the ufunc of its name. */
function isUfuncOperator(op: BinaryOperator, left: Type, right: Type): boolean {
  if (!isNumpy(left) && !isNumpy(right)) return false;
  // "…" % array is formatting, and text times a number repeats it.
  if (isText(left) || isText(right)) return op === "Add" && (isArray(left) || isArray(right));
  // A NumPy scalar beside a sequence repeats or joins it as often as it computes.
  if (isSequence(left) || isSequence(right)) return isArray(left) || isArray(right);
  return true;
}

export function binary(op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  return distribute([left, right], (types) => {
    const [a, b] = types as [Type, Type];
    if (!isUfuncOperator(op, a, b)) return undefined;
    if (op === "MatMult") return matrixProduct(a, b, context);
    return applyUfunc(binaryUfuncs[op], [a, b], context);
  });
}

export function inPlace(op: BinaryOperator, target: Type, value: Type, context: RuleContext): Type | undefined {
  return distribute([target, value], (types) => {
    const [a, b] = types as [Type, Type];
    if (!isArray(a)) return isArray(b) && isSequence(a) ? binary(op, a, b, context) : undefined;
    // The array is written to: it keeps its dtype and shape, or the operation raises.
    return isUfuncOperator(op, a, b) && (isNumpy(b) || isSequence(b) || b.kind === "scalar") ? a : undefined;
  });
}

export function unary(op: UnaryOperator, operand: Type, context: RuleContext): Type | undefined {
  return distribute([operand], (types) => {
    const [type] = types as [Type];
    if (!isNumpy(type)) return undefined;
    return op === "Not" ? scalar("bool") : applyUfunc(unaryUfuncs[op], [type], context);
  });
}

export function compare(op: CompareOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  return distribute([left, right], (types) => {
    const [a, b] = types as [Type, Type];
    if (op === "In" || op === "NotIn") return isArray(b) ? scalar("bool") : undefined;
    const name = comparisonUfuncs[op];
    if (name === undefined || (!isNumpy(a) && !isNumpy(b))) return undefined;
    if (isSequence(a) || isSequence(b)) if (!isArray(a) && !isArray(b)) return undefined;
    if (isArray(a) && b.kind === "none" && op.endsWith("Eq")) return applyUfunc(name, [a, a], context);
    if (isText(a) || isText(b)) return compareText(name, a, b, context);
    return applyUfunc(name, [a, b], context);
  });
}

/** Text beside numbers: all places differ, where older versions give one `False`. */
function compareText(name: string, left: Type, right: Type, context: RuleContext): Type | undefined {
  const other = isText(left) ? right : left;
  if (other.kind !== "array") return undefined;
  if (other.dtype === null || isNumeric(other.dtype)) {
    if ((name !== "equal" && name !== "not_equal") || context.targets.satisfies("numpy", ">=1.25") !== true) return undefined;
  }
  return applyUfunc(name, [left, right], context);
}
