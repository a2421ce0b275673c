/** Python's operators on arrays and NumPy scalars. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import type { RuleContext } from "../../rule.js";
import { type ArrayType, type DType, join, membersOf, scalar, type Type } from "../../type.js";
import { isNumeric, kindOf } from "./dtypes.js";
import { elementScalar } from "./operands.js";
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
    const result = applyUfunc(binaryUfuncs[op], [a, b], context);
    if (result === undefined) return undefined;
    if (op === "Pow" && a.kind === "array") {
      const hasShortcut = a.dtype === "bool" || context.targets.satisfies("numpy", ">=2.4") !== true;
      return hasShortcut ? scalarPower(a, b, result, context) : result;
    }
    return isPythonComplex(a, b) ? join(result, scalar("complex")) : result;
  });
}

/** Python's `complex` takes a `numpy.float64` for the `float` that it is, and computes itself. */
function isPythonComplex(left: Type, right: Type): boolean {
  if (left.kind !== "scalar" || left.class !== "complex" || right.kind !== "numpy-scalar") return false;
  return right.dtype === "float64" || right.dtype === null;
}

/** Before NumPy 2.4, and for booleans, a power with an exponent such as 2 or 0.5 is another function, whose dtype counts where both agree. */
function scalarPower(base: ArrayType, exponent: Type, result: Type, context: RuleContext): Type {
  if (exponent.kind === "array" && (exponent.shape?.length ?? 0) > 0) return result;
  const exponentKind =
    exponent.kind === "scalar" ? exponent.class : exponent.kind === "array" || exponent.kind === "numpy-scalar" ? exponent.dtype : null;
  const shortcut = base.dtype === null || exponentKind === null ? null : shortcutType(base.dtype, exponentKind);
  return shortcut === undefined ? result : withoutDType(result, shortcut, context);
}

/** `undefined` when there is no shortcut for exponents of a kind. */
function shortcutType(base: DType, exponent: string): DType | null | undefined {
  if (exponent.startsWith("complex")) return undefined;
  const kind = kindOf(base);
  if (kind === "f" || kind === "c") return base;
  if (kind === "b") return "int8";
  if (kind !== "i" && kind !== "u") return null;
  return exponent.startsWith("float") ? "float64" : base;
}

/** A result of which the dtype is only kept where it is the given one. */
function withoutDType(result: Type, dtype: DType | null, context: RuleContext): Type {
  const members = membersOf(result).map((member): Type => {
    if (member.kind === "array") return member.dtype === dtype ? member : { ...member, dtype: null };
    if (member.kind === "numpy-scalar" && member.dtype !== dtype) return elementScalar(null, context);
    return member;
  });
  return join(...members);
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
    const result = applyUfunc(name, [a, b], context);
    return result && isPythonComplex(a, b) ? join(result, scalar("bool")) : result;
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
