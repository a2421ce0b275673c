/**
 * Which dtype an operation on several dtypes has.
 *
 * NumPy 2 (NEP 50): Python's `int`, `float` and `complex` are *weak*: they take over the dtype of what they meet, as far as
 * its kind allows. NumPy 1: the *values* of scalars and of arrays of rank 0 count, as long as no array has a lesser kind. Where
 * a value is not known all its possibilities are tried, and a dtype is only claimed when they agree. One premise: a Python `int`
 * of unknown value that meets an array under NumPy 1 fits into 64 bits (NumPy 2 needs no premise: there it raises).
 */
import type { RuleContext } from "../../rule.js";
import type { DType, Shape } from "../../type.js";
import { bitsOf, isNumeric, kindOf, numericDTypes, unitOf } from "./dtypes.js";

/** A value as the operand of an operation. */
export interface Operand {
  /** `null` when it is not known. Of a Python number: what it becomes alone. */
  readonly dtype: DType | null;
  /** Of arrays and NumPy scalars (rank 0), and of Python's own scalars. */
  readonly shape: Shape;
  /** A Python number that takes over dtypes under NumPy 2. */
  readonly weak?: "int" | "float" | "complex";
  /** Not a `numpy.ndarray`: a Python or NumPy scalar. */
  readonly scalar: boolean;
  /** The value of a number, when it is known. */
  readonly value?: bigint | number | boolean;
}

/** How a NumPy version promotes. */
export type Semantics = "values" | "weak";

/** The ways of promotion of all targeted versions. */
export function semanticsOf(context: RuleContext): readonly Semantics[] {
  const second = context.targets.satisfies("numpy", ">=2");
  return second === undefined ? ["values", "weak"] : second ? ["weak"] : ["values"];
}

/** The one dtype that all possibilities have; those that raise (`undefined`) do not count. `null` when they differ. */
export function unanimous(possibilities: Iterable<DType | null | undefined>): DType | null {
  let result: DType | null | undefined;
  for (const dtype of possibilities) {
    if (dtype === undefined) continue;
    if (dtype === null || (result !== undefined && result !== dtype)) return null;
    result = dtype;
  }
  return result ?? null;
}

/** Whether NumPy casts one dtype to another with `casting="safe"`. Numbers, and anything to `object`. */
export function canCast(from: DType, to: DType): boolean {
  if (from === to || to === "object") return true;
  if (!isNumeric(from) || !isNumeric(to)) return false;
  if (from === "bool") return true;
  const kinds = `${kindOf(from)}${kindOf(to)}`;
  const [small, large] = [bitsOf(from), bitsOf(to)];
  switch (kinds) {
    case "ii":
    case "uu":
    case "ff":
    case "cc":
      return small <= large;
    case "ui":
      return small < large;
    case "if":
    case "uf":
      return small < large || (small === 64 && large === 64);
    case "ic":
    case "uc":
      return small < large / 2 || (small === 64 && large >= 128);
    case "fc":
      return small <= large / 2;
    default:
      return false;
  }
}

/** `numpy.promote_types`: `undefined` when there is no common dtype, `null` when these rules do not know it. */
export function promoteTypes(a: DType, b: DType): DType | null | undefined {
  if (a === b) return a;
  if (a === "object" || b === "object") return "object";
  if (isNumeric(a) && isNumeric(b)) return numericDTypes.find((dtype) => canCast(a, dtype) && canCast(b, dtype));
  const kinds = `${kindOf(a) ?? "?"}${kindOf(b) ?? "?"}`;
  if (kinds.includes("?") || kinds.includes("V")) return null;
  if (kinds === "UU" || kinds === "SS") return /\d/.test(a) && /\d/.test(b) ? (bitsOf(a) >= bitsOf(b) ? a : b) : null;
  if (kinds === "mm" || kinds === "MM") return finerOf(a, b);
  return null;
}

/** Units that can be converted into each other, from coarse to fine. */
const timeUnits = ["W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"];

/** The dtype of two dates or durations together: the finer unit, in which the coarser can be written. */
export function finerOf(a: DType, b: DType): DType | null {
  if (unitOf(a) === "") return b;
  if (unitOf(b) === "") return a;
  const [first, second] = [timeUnits.indexOf(unitOf(a)), timeUnits.indexOf(unitOf(b))];
  if (first < 0 || second < 0) return unitOf(a) === unitOf(b) ? a : null;
  return first >= second ? a : b;
}

/** `numpy.result_type` of operands, in all targeted versions. */
export function resultType(operands: readonly Operand[], context: RuleContext): DType | null {
  return unanimous(semanticsOf(context).flatMap((semantics) => commonTypes(operands, semantics)));
}

/** The dtypes that `numpy.result_type` may give; `undefined` for the possibilities that raise. */
export function commonTypes(operands: readonly Operand[], semantics: Semantics): readonly (DType | null | undefined)[] {
  return effectiveTypes(operands, semantics).map((dtypes) => promoteAll(dtypes));
}

export function promoteAll(dtypes: readonly DType[]): DType | null | undefined {
  let result: DType | null | undefined = dtypes[0];
  for (const dtype of dtypes.slice(1)) {
    if (result === null || result === undefined) return result;
    result = promoteTypes(result, dtype);
  }
  return result;
}

/**
 * The dtypes that count for the operands of an operation: one list per possibility. Empty when the dtype of an operand is not
 * known, so that nothing can be said (callers then find no dtype).
 */
export function effectiveTypes(operands: readonly Operand[], semantics: Semantics): readonly (readonly DType[])[] {
  if (semantics === "weak") return weakTypes(operands);
  // An array of unknown rank may be of rank 0, and then its value counts.
  const ranks = operands.filter(({ scalar, shape }) => !scalar && shape === null);
  const results: (readonly DType[])[] = [];
  for (let choice = 0; choice < 2 ** Math.min(ranks.length, 4); choice++) {
    const isValue = (operand: Operand): boolean => {
      const index = ranks.indexOf(operand);
      return index >= 0 ? (choice & (1 << index)) !== 0 : operand.shape?.length === 0;
    };
    const possibilities = valueTypes(operands, operands.map(isValue));
    if (possibilities.length === 0) return [];
    results.push(...possibilities);
  }
  return results;
}

function weakTypes(operands: readonly Operand[]): readonly (readonly DType[])[] {
  const strong: DType[] = [];
  for (const operand of operands) {
    if (operand.weak) continue;
    if (operand.dtype === null) return [];
    strong.push(operand.dtype);
  }
  const common = strong.length > 0 ? promoteAll(strong) : undefined;
  if (common === null) return [];
  return [
    operands.map((operand) =>
      operand.weak ? (common === undefined ? (operand.dtype as DType) : adopt(operand.weak, common)) : (operand.dtype as DType),
    ),
  ];
}

/** The dtype that a Python number has beside a dtype under NumPy 2. */
function adopt(weak: "int" | "float" | "complex", common: DType): DType {
  const kind = kindOf(common);
  if (!isNumeric(common)) return weak === "int" ? "int64" : weak === "float" ? "float64" : "complex128";
  if (weak === "int") return kind === "b" ? "int64" : common;
  if (weak === "float") return kind === "f" || kind === "c" ? common : "float64";
  if (kind === "c") return common;
  return kind === "f" ? (`complex${Math.max(64, bitsOf(common) * 2)}` as DType) : "complex128";
}

/** NumPy 1 orders kinds by these when it decides whether values of scalars count. */
const categories: Readonly<Record<string, number>> = { b: 0, i: 1, u: 1, f: 2, c: 2 };

function valueTypes(operands: readonly Operand[], isValue: readonly boolean[]): readonly (readonly DType[])[] {
  const dtypes: DType[] = [];
  for (const { dtype } of operands) {
    if (dtype === null) return [];
    dtypes.push(dtype);
  }
  const category = (values: boolean): number =>
    Math.max(-1, ...dtypes.flatMap((dtype, index) => (isValue[index] === values ? [categories[kindOf(dtype) ?? ""] ?? 3] : [])));
  const arrays = category(false);
  if (arrays < 0 || arrays < category(true))
    return combinations(operands.map((operand, index) => wholeTypes(operand, dtypes[index] as DType)));
  const possibilities = operands.map((operand, index) => {
    const dtype = dtypes[index] as DType;
    return isValue[index] ? smallestTypes(operand, dtype) : [dtype];
  });
  return combinations(possibilities).flatMap((list) => signed(list, operands, isValue));
}

/** What a scalar's dtype is when its value does not count. */
function wholeTypes(operand: Operand, dtype: DType): readonly DType[] {
  return operand.weak === "int" && typeof operand.value === "bigint" ? [integerFor(operand.value)] : [dtype];
}

export function integerFor(value: bigint): DType {
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return "int64";
  return value > 0n && value < 2n ** 64n ? "uint64" : "object";
}

/** The smallest dtypes that may hold a value: NumPy's `min_scalar_type`, for all values that are possible. */
function smallestTypes(operand: Operand, dtype: DType): readonly DType[] {
  const { value } = operand;
  switch (kindOf(dtype)) {
    case "i":
    case "u":
      if (typeof value === "bigint") return [smallestInteger(value)];
      return numericDTypes.filter(
        (small) => /^u?int/.test(small) && bitsOf(small) <= bitsOf(dtype) && (dtype.startsWith("int") || small.startsWith("u")),
      );
    case "f":
      if (typeof value === "number") {
        if (!Number.isFinite(value) || Math.abs(value) < 65000) return ["float16"];
        return [Math.abs(value) < 3.4e38 ? "float32" : "float64"];
      }
      return ["float16", "float32", "float64", "float128"].filter((small) => bitsOf(small) <= bitsOf(dtype));
    case "c":
      return ["complex64", "complex128", "complex256"].filter((small) => bitsOf(small) <= bitsOf(dtype));
    default:
      return [dtype];
  }
}

function smallestInteger(value: bigint): DType {
  if (value >= 0n) {
    for (const bits of [8, 16, 32, 64]) if (value < 2n ** BigInt(bits)) return `uint${bits}`;
  } else {
    for (const bits of [8, 16, 32, 64]) if (value >= -(2n ** BigInt(bits - 1))) return `int${bits}`;
  }
  return "object";
}

/** All combinations of possibilities; none when they are too many to try. */
function combinations(possibilities: readonly (readonly DType[])[]): readonly (readonly DType[])[] {
  let lists: (readonly DType[])[] = [[]];
  for (const dtypes of possibilities) {
    lists = lists.flatMap((list) => dtypes.map((dtype) => [...list, dtype]));
    if (lists.length > 256) return [];
  }
  return lists;
}

/** A small positive value is as well signed as unsigned: it becomes signed beside a signed dtype. */
function signed(list: readonly DType[], operands: readonly Operand[], isValue: readonly boolean[]): readonly (readonly DType[])[] {
  const value = (index: number): Operand["value"] => operands[index]?.value;
  const maySign = list.map((dtype, index) => {
    if (!isValue[index] || !dtype.startsWith("uint")) return false;
    const known = value(index);
    return typeof known !== "bigint" || known < 2n ** BigInt(bitsOf(dtype) - 1);
  });
  if (!maySign.includes(true) || !list.some((dtype) => dtype.startsWith("int"))) return [list];
  const asSigned = list.map((dtype, index) => (maySign[index] ? dtype.slice(1) : dtype));
  return maySign.some((may, index) => may && value(index) === undefined) ? [list, asSigned] : [asSigned];
}
