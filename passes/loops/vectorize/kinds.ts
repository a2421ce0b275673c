/**
 * What a value of one iteration is, and what operators make of it. Only where the array operation gives the same bits as the
 * operation on one element is there an answer.
 */
import type { BinaryOperator, CompareOperator } from "../../../compiler/ir/nodes.js";

/**
 * - `float64`, `int64`, `bool`: NumPy scalars, as elements of arrays are;
 * - `float`, `int`: Python's own;
 * - `real`: one of `float`, `int` and NumPy's `float64`, it is not known which: as good as each other next to a `float64`.
 */
export type Kind = "float64" | "int64" | "bool" | "float" | "int" | "real";

/** Integers that are made from loop variables are exact as long as they fit: their size in bits, sign not counted. */
export interface Sized {
  readonly kind: Kind;
  readonly bits?: number;
}

/** Variables of loops stay below this: no array has more elements along an axis. */
export const counterBits = 34;

const isFloating = (kind: Kind): boolean => kind === "float64" || kind === "float" || kind === "real";

/**
 * What an operator gives, or a text that says why it cannot be done for whole arrays.
 * @param exponent of `**`, when it is a constant
 */
export function binaryKind(op: BinaryOperator, a: Sized, b: Sized, isInvariant: boolean): Sized | string {
  switch (op) {
    case "Add":
    case "Sub":
    case "Mult":
      return arithmetic(op, a, b, isInvariant);
    case "Div":
      if (a.kind === "bool" || b.kind === "bool") return "truth values are divided";
      if (a.kind === "int" && b.kind === "int") {
        return isInvariant || ((a.bits ?? 99) <= 53 && (b.bits ?? 99) <= 53) ? { kind: "float" } : "integers of unknown size are divided";
      }
      return { kind: joined(a.kind, b.kind) };
    case "FloorDiv":
    case "Mod":
      if (a.kind === "int" && b.kind === "int" && (isInvariant || (a.bits !== undefined && b.bits !== undefined)))
        return { kind: "int", ...(a.bits === undefined || isInvariant ? {} : { bits: Math.max(a.bits, b.bits ?? 0) }) };
      if (a.kind === "float64" && (isFloating(b.kind) || b.kind === "int")) return { kind: "float64" };
      return `${op === "Mod" ? "%" : "//"} of these operands rounds in another way for arrays`;
    default:
      return "an operator has no exact form for arrays";
  }
}

function arithmetic(op: "Add" | "Sub" | "Mult", a: Sized, b: Sized, isInvariant: boolean): Sized | string {
  if (a.kind === "float64" || b.kind === "float64") return { kind: "float64" };
  if (a.kind === "bool" || b.kind === "bool") return "truth values are used as numbers";
  if (a.kind === "int64" || b.kind === "int64") {
    return isFloating(a.kind) || isFloating(b.kind) ? { kind: "float64" } : "whole numbers of arrays may overflow";
  }
  if (a.kind === "int" && b.kind === "int") {
    if (isInvariant) return { kind: "int" };
    if (a.bits === undefined || b.bits === undefined) return "a whole number may be too large for an array";
    const bits = op === "Mult" ? a.bits + b.bits : Math.max(a.bits, b.bits) + 1;
    return bits <= 62 ? { kind: "int", bits } : "a whole number may be too large for an array";
  }
  // A whole number of unknown kind next to a loop variable could be large.
  if (!isInvariant && (a.kind === "real" || b.kind === "real") && (a.kind === "int" || b.kind === "int"))
    return "it is not known whether an operand is a float";
  return { kind: a.kind === "float" && b.kind === "float" ? "float" : a.kind === "real" || b.kind === "real" ? "real" : "float" };
}

/** The kind of a division, or of a choice, between two kinds. */
function joined(a: Kind, b: Kind): Kind {
  if (a === "float64" || b === "float64" || a === "int64" || b === "int64") return "float64";
  return a === "real" || b === "real" ? "real" : "float";
}

/** One of two values, element by element: what is known of it whichever it is; `undefined` when they have nothing in common. */
export function eitherKind(a: Sized, b: Sized): Sized | undefined {
  if (a.kind === b.kind)
    return { kind: a.kind, ...(a.bits !== undefined && b.bits !== undefined ? { bits: Math.max(a.bits, b.bits) } : {}) };
  const numbers: readonly Kind[] = ["float64", "float", "int", "real"];
  return numbers.includes(a.kind) && numbers.includes(b.kind) ? { kind: "real" } : undefined;
}

/** Comparisons of NumPy's and Python's numbers, by value; always exact, but for whole numbers against floats beyond 2^53. */
export function compareKind(op: CompareOperator, a: Sized, b: Sized): Sized | string {
  if (!["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"].includes(op)) return "a comparison is no comparison of numbers";
  if (a.kind === "int" && isFloating(b.kind) && b.kind !== "float64" && (a.bits ?? 99) > 53)
    return "a large whole number is compared with a float";
  if (b.kind === "int" && isFloating(a.kind) && a.kind !== "float64" && (b.bits ?? 99) > 53)
    return "a large whole number is compared with a float";
  return { kind: "bool" };
}

/** Whether a value can be stored in an array of a dtype without losing anything that storing element by element would keep. */
export function canStore(value: Kind, dtype: string): boolean {
  if (dtype === "float64") return true;
  if (dtype === "int64") return value === "int64" || value === "int";
  return dtype === "bool" && value === "bool";
}

/** Functions of NumPy that give for an array what they give for each element (measured on all dispatch levels), and their kinds. */
export const ufuncs: ReadonlySet<string> = new Set(
  [
    "sqrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh",
    "absolute fabs floor ceil trunc rint cbrt square reciprocal negative sign deg2rad rad2deg degrees radians",
    "maximum minimum fmax fmin arctan2 hypot copysign",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `numpy.${name}`),
);

/** Those of `ufuncs` that round correctly, or only move values: the same for every layout of the operands. */
export const layoutFree: ReadonlySet<string> = new Set(
  "sqrt absolute fabs floor ceil trunc rint square reciprocal negative sign maximum minimum fmax fmin copysign"
    .split(" ")
    .map((name) => `numpy.${name}`),
);

/** Functions of `math` whose result is that of one IEEE operation, and the function of NumPy that does the same. */
export const mathFunctions: Readonly<Record<string, string>> = { "math.sqrt": "sqrt", "math.fabs": "fabs" };

/** Other functions of `math` from floats to floats: called number by number, since NumPy's may round in another way. */
export const mappedFunctions: ReadonlySet<string> = new Set(
  [
    "exp exp2 expm1 log log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh",
    "pow hypot fmod erf erfc gamma lgamma degrees radians cbrt copysign",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `math.${name}`),
);
