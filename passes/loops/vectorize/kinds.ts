/**
 * What a value of one iteration is, and what operators make of it. Only where the array operation gives the same bits as the
 * operation on one element is there an answer.
 */
import type { BinaryOperator, CompareOperator } from "../../../compiler/ir/nodes.js";

/**
 * - `float64`, `float32`, `int64`, `int32`, `uint8`, `bool`: NumPy scalars, as elements of arrays are;
 * - `float`, `int`: Python's own;
 * - `real`: a number that leaves the elements next to it what they are: one of `float`, `int` and NumPy's `float64` (`float32` where
 *   the elements are of that), it is not known which;
 * - `float32?`, `int64?`, `uint8?`: an element, or a number of Python that an array of that dtype can hold.
 */
export type Kind = Element | "float" | "int" | "real" | "float32?" | "int64?" | "uint8?";

/** Dtypes that loops are understood for. */
export const elements = ["float64", "float32", "int64", "int32", "uint8", "bool"] as const;

export type Element = (typeof elements)[number];

export interface Sized {
  readonly kind: Kind;
  /** Of whole numbers that are known to be small: their size, sign not counted. */
  readonly bits?: number;
  /** Of a constant: it is a number of single precision; or at least not too large for one. */
  readonly single?: "exact" | "rounded";
  /** Of a constant: it is not negative. */
  readonly isPositive?: boolean;
}

/** An operand: also for how many loops it has values of its own. */
export type Operand = Sized & { readonly axes?: readonly unknown[] };

/** What a translation rests on besides. */
export interface Notes {
  /** NumPy 2, where numbers of Python next to elements leave these what they are. */
  needsNumpy2: boolean;
  /** Elements of whole numbers are so small that nothing overflows. */
  needsSmall: boolean;
  /** The runtime looks at whole numbers before it adds them up. */
  looksAtWholes: boolean;
  /** Sums are done in another order than that of the loop. */
  reassociates: boolean;
  /** What is a `real` is no NumPy number of double precision. */
  readonly isSingle: boolean;
}

/** Variables of loops stay below this: no array has more elements along an axis. */
export const counterBits = 34;

const isFloating = (kind: Kind): boolean => kind === "float64" || kind === "float" || kind === "real";
const isElement = (kind: Kind): kind is Element => (elements as readonly string[]).includes(kind);
const isNarrow = (kind: Kind): boolean => kind === "int32" || kind === "uint8" || kind === "uint8?";
const isWhole = (kind: Kind): boolean => kind === "int64" || kind === "int64?" || kind === "int";
const isPython = (kind: Kind): boolean => kind === "float" || kind === "int" || kind === "real";
const isEither = (kind: Kind): boolean => kind.endsWith("?");

/** Whether a number of Python next to single precision is one number, small enough. */
const isWeak = ({ kind, bits, axes }: Operand, { isSingle }: Notes): boolean =>
  isPython(kind) && (axes ?? []).length === 0 && (kind !== "int" || (bits ?? 99) <= 24) && (kind !== "real" || isSingle);

/** Before NumPy 2, single elements do not widen arrays of narrower dtypes, as they widen other single elements. */
function noteWidening(array: Operand, one: Operand, notes: Notes): void {
  const isArray = (array.axes ?? []).length > 0 && (one.axes ?? []).length === 0;
  const isNarrower = array.kind === "float32" || isNarrow(array.kind);
  if (isArray && isNarrower && isElement(one.kind) && one.kind !== array.kind) notes.needsNumpy2 = true;
}

const tooLarge = "whole numbers of arrays may overflow";

/**
 * What an operator gives, or a text that says why it cannot be done for whole arrays.
 * @param isInvariant whether it is computed once, by Python's operators
 */
export function binaryKind(op: BinaryOperator, a: Operand, b: Operand, isInvariant: boolean, notes: Notes): Sized | string {
  noteWidening(a, b, notes);
  noteWidening(b, a, notes);
  switch (op) {
    case "Add":
    case "Sub":
    case "Mult":
      return arithmetic(op, a, b, isInvariant, notes);
    case "Div":
      return division(a, b, isInvariant, notes);
    case "FloorDiv":
    case "Mod":
      if (a.kind === "int" && b.kind === "int" && (isInvariant || (a.bits !== undefined && b.bits !== undefined)))
        return { kind: "int", ...(a.bits === undefined || isInvariant ? {} : { bits: Math.max(a.bits, b.bits ?? 0) }) };
      if (a.kind === "float64" && (isFloating(b.kind) || b.kind === "int")) return { kind: "float64" };
      if ((a.kind === "int64" || b.kind === "int64") && isWhole(a.kind) && isWhole(b.kind)) {
        if (a.bits === undefined || b.bits === undefined) return tooLarge;
        notes.needsSmall = true;
        return { kind: "int64", bits: Math.max(a.bits, b.bits) };
      }
      return `${op === "Mod" ? "%" : "//"} of these operands rounds in another way for arrays`;
    default:
      return "an operator has no exact form for arrays";
  }
}

function division(a: Operand, b: Operand, isInvariant: boolean, notes: Notes): Sized | string {
  if (a.kind === "bool" || b.kind === "bool") return "truth values are divided";
  if (a.kind === "int" && b.kind === "int")
    return isInvariant || ((a.bits ?? 99) <= 53 && (b.bits ?? 99) <= 53) ? { kind: "float" } : "integers of unknown size are divided";
  if (a.kind === "float32" || b.kind === "float32") return single(a, b, notes);
  if (isEither(a.kind) || isEither(b.kind)) return "it is not known whether an operand is a number of Python";
  if (isElement(a.kind) || isElement(b.kind)) return { kind: "float64" };
  return { kind: a.kind === "real" || b.kind === "real" ? "real" : "float" };
}

/** An operation one of whose operands is of single precision. */
function single(a: Operand, b: Operand, notes: Notes): Sized | string {
  const other = a.kind === "float32" ? b : a;
  switch (other.kind) {
    case "float32":
    case "float32?":
    case "uint8":
      return { kind: "float32" };
    case "float64":
    case "int64":
    case "int32":
      return { kind: "float64" };
    default:
      if (!isWeak(other, notes)) return "numbers of Python stand next to single precision";
      notes.needsNumpy2 = true;
      return { kind: "float32" };
  }
}

function arithmetic(op: "Add" | "Sub" | "Mult", a: Operand, b: Operand, isInvariant: boolean, notes: Notes): Sized | string {
  if ((a.kind === "float64" || b.kind === "float64") && a.kind !== "float32?" && b.kind !== "float32?") return { kind: "float64" };
  if (a.kind === "bool" || b.kind === "bool") return "truth values are used as numbers";
  if (a.kind === "float32" || b.kind === "float32") return single(a, b, notes);
  if (a.kind === "float32?" || b.kind === "float32?") return "it is not known whether an operand is a number of Python";
  if (isNarrow(a.kind) || isNarrow(b.kind)) {
    if (isEither(a.kind) || isEither(b.kind)) return "it is not known whether an operand is a number of Python";
    if (a.kind === "float" || b.kind === "float") return { kind: "float64" };
    return a.kind === "int64" || b.kind === "int64" ? wholes(op, a, b, notes) : "small whole numbers may overflow";
  }
  if (a.kind === "int64" || b.kind === "int64" || isEither(a.kind) || isEither(b.kind)) {
    if (a.kind === "real" || b.kind === "real") return "it is not known whether an operand is a float";
    if (a.kind === "float" || b.kind === "float") return { kind: a.kind === "int64" || b.kind === "int64" ? "float64" : "real" };
    return wholes(op, a, b, notes);
  }
  if (a.kind === "int" && b.kind === "int") {
    const isKnown = a.bits !== undefined && b.bits !== undefined;
    if (!isKnown) return isInvariant ? { kind: "int" } : "a whole number may be too large for an array";
    const bits = op === "Mult" ? a.bits + b.bits : Math.max(a.bits, b.bits) + 1;
    if (isInvariant) return { kind: "int", bits };
    return bits <= 62 ? { kind: "int", bits } : "a whole number may be too large for an array";
  }
  // A whole number of unknown kind next to a loop variable could be large.
  if (!isInvariant && (a.kind === "real" || b.kind === "real") && (a.kind === "int" || b.kind === "int"))
    return "it is not known whether an operand is a float";
  return { kind: a.kind === "float" && b.kind === "float" ? "float" : a.kind === "real" || b.kind === "real" ? "real" : "float" };
}

/** An operation on whole numbers at least one of which is an element of an array, or may be. */
function wholes(op: "Add" | "Sub" | "Mult", a: Operand, b: Operand, notes: Notes): Sized | string {
  if (a.bits === undefined || b.bits === undefined) return tooLarge;
  const bits = op === "Mult" ? a.bits + b.bits : Math.max(a.bits, b.bits) + 1;
  if (bits > 63) return tooLarge;
  notes.needsSmall = true;
  return { kind: a.kind === "int64" || b.kind === "int64" ? "int64" : "int64?", bits };
}

/** One of two values, element by element: what is known of it whichever it is; `undefined` when they have nothing in common. */
export function eitherKind(a: Operand, b: Operand, notes: Notes): Sized | undefined {
  const bits = a.bits !== undefined && b.bits !== undefined ? { bits: Math.max(a.bits, b.bits) } : {};
  if (a.kind === b.kind) {
    const isExact = a.single === "exact" && b.single === "exact";
    return {
      kind: a.kind,
      ...bits,
      ...(a.single && b.single ? { single: isExact ? "exact" : "rounded" } : {}),
      ...(a.isPositive && b.isPositive ? { isPositive: true } : {}),
    };
  }
  const [element, other] = isElement(b.kind) || isEither(b.kind) ? [b, a] : [a, b];
  if (isElement(other.kind) && isElement(element.kind)) return undefined;
  switch (element.kind) {
    case "float32":
    case "float32?":
      if (other.kind !== "float32" && other.kind !== "float32?" && !isWeak(other, notes)) return undefined;
      // Two single numbers, neither of which is an array, would become double precision.
      if ((element.axes ?? []).length === 0) notes.needsNumpy2 = true;
      return { kind: "float32?" };
    case "int64":
    case "int64?":
      return isWhole(other.kind) && "bits" in bits ? { kind: "int64?", ...bits } : undefined;
    case "uint8":
    case "uint8?":
      return other.kind === "uint8" || other.kind === "uint8?" || isByte(other) ? { kind: "uint8?", bits: 8 } : undefined;
    default: {
      const numbers: readonly Kind[] = ["float64", "float", "int", "real"];
      return numbers.includes(a.kind) && numbers.includes(b.kind) ? { kind: "real" } : undefined;
    }
  }
}

const isByte = ({ kind, bits, isPositive }: Sized): boolean => kind === "int" && isPositive === true && (bits ?? 99) <= 8;

/** Comparisons of NumPy's and Python's numbers, by value; always exact, but for whole numbers against floats beyond 2^53. */
export function compareKind(op: CompareOperator, a: Operand, b: Operand, notes: Notes): Sized | string {
  if (!["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"].includes(op)) return "a comparison is no comparison of numbers";
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if (one.kind === "float32") noteWidening(one, other, notes);
    if ((one.kind === "int" || one.kind === "int64?") && isFloating(other.kind) && other.kind !== "float64" && (one.bits ?? 99) > 53)
      return "a large whole number is compared with a float";
    if (one.kind === "float32?" && other.kind !== "float32?") return "it is not known whether an operand is a number of Python";
    if (one.kind === "float32" && isPython(other.kind) && other.single !== "exact") {
      if (!isWeak(other, notes)) return "numbers of Python are compared with single precision";
      notes.needsNumpy2 = true;
    }
  }
  return a.kind === "float32?" ? "it is not known whether an operand is a number of Python" : { kind: "bool" };
}

/** Whether a value can be stored in an array of a dtype without losing anything that storing element by element would keep. */
export function canStore(value: Sized, dtype: Element): boolean {
  switch (dtype) {
    case "float64":
      return value.kind !== "float32?";
    case "float32":
      return value.kind === "float32" || value.kind === "float32?" || value.single !== undefined;
    case "int64":
      return isWhole(value.kind) || value.kind === "uint8" || value.kind === "int32";
    case "int32":
      return value.kind === "int32" || (value.kind === "int" && (value.bits ?? 99) <= 31 && value.single !== undefined);
    case "uint8":
      return value.kind === "uint8" || value.kind === "uint8?" || isByte(value);
    case "bool":
      return value.kind === "bool";
  }
}

/** Elements that are added up in the order of a loop. */
export const isAddable = (kind: Kind): kind is "float64" | "float32" | "int64" =>
  kind === "float64" || kind === "float32" || kind === "int64";

/** Values whose class is known, so that lists of them and variables behind the loop have it. */
export const isOfKnownClass = (kind: Kind): boolean => kind !== "real" && !isEither(kind);

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

/** Functions of NumPy that say something of a float. */
export const tests: ReadonlySet<string> = new Set("isnan isinf isfinite signbit".split(" ").map((name) => `numpy.${name}`));

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
