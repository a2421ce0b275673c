/** Arithmetic of `bool`, `int`, `float` and `complex`. Known values are computed where JavaScript gives the same to the last bit. */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../../ir/nodes.js";
import { join, literal, never, type ScalarType, type Type } from "../../type.js";
import { bool, complex, float, int, integerOf, intLiteral } from "./values.js";

/** Larger shifts and powers are not computed. */
const maxExponent = 1024n;

/** The value of a number as a double: that of Python's `float(x)`, which is rounded to nearest, ties to even. */
function doubleOf(type: ScalarType): number | undefined {
  if (type.class === "float") return type.value as number | undefined;
  const value = integerOf(type);
  return value === undefined ? undefined : Number(value);
}

/** Integers up to here are doubles exactly. */
const isExact = (value: bigint): boolean => value <= 2n ** 53n && value >= -(2n ** 53n);

/** `left op right` for two numbers. */
export function numberArithmetic(op: BinaryOperator, left: ScalarType, right: ScalarType): Type {
  if (left.class === "complex" || right.class === "complex") return complexArithmetic(op);
  if (left.class === "float" || right.class === "float") return floatArithmetic(op, left, right);
  return integerArithmetic(op, left, right);
}

function complexArithmetic(op: BinaryOperator): Type {
  return op === "Add" || op === "Sub" || op === "Mult" || op === "Div" || op === "Pow" ? complex : never;
}

function floatArithmetic(op: BinaryOperator, left: ScalarType, right: ScalarType): Type {
  const [a, b] = [doubleOf(left), doubleOf(right)];
  const known = a !== undefined && b !== undefined;
  switch (op) {
    case "Add":
      return known ? finite(a + b) : float;
    case "Sub":
      return known ? finite(a - b) : float;
    case "Mult":
      return known ? finite(a * b) : float;
    case "Div":
      return b === 0 ? never : known ? finite(a / b) : float;
    case "FloorDiv":
      return b === 0 ? never : known ? finite(floorDivision(a, b)) : float;
    case "Mod":
      return b === 0 ? never : known ? finite(remainder(a, b)) : float;
    case "Pow":
      return floatPower(left, right);
    default:
      return never;
  }
}

/** NaN and infinities have many ways to arise; they are left to the program. */
const finite = (value: number): Type => (Number.isFinite(value) ? literal(value) : float);

/** A negative base and a broken exponent give a complex number. */
function floatPower(left: ScalarType, right: ScalarType): Type {
  const [base, exponent] = [doubleOf(left), doubleOf(right)];
  const isReal =
    right.class !== "float" ||
    (exponent !== undefined && Number.isInteger(exponent)) ||
    left.class === "bool" ||
    (base !== undefined && base >= 0);
  return isReal ? float : join(float, complex);
}

/** Python's `%` for floats: the remainder with the sign of the divisor. */
function remainder(a: number, b: number): number {
  const mod = a % b;
  if (mod === 0) return b < 0 ? -0 : 0;
  return b < 0 !== mod < 0 ? mod + b : mod;
}

/** Python's `//` for floats, step by step as its interpreter computes it. */
function floorDivision(a: number, b: number): number {
  let mod = a % b;
  let quotient = (a - mod) / b;
  if (mod !== 0 && b < 0 !== mod < 0) {
    mod += b;
    quotient -= 1;
  }
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function integerArithmetic(op: BinaryOperator, left: ScalarType, right: ScalarType): Type {
  const [a, b] = [integerOf(left), integerOf(right)];
  const known = a !== undefined && b !== undefined;
  switch (op) {
    case "Add":
      return known ? intLiteral(a + b) : int;
    case "Sub":
      return known ? intLiteral(a - b) : int;
    case "Mult":
      return known ? intLiteral(a * b) : int;
    case "Div":
      if (b === 0n) return never;
      return known && isExact(a) && isExact(b) ? literal(Number(a) / Number(b)) : float;
    case "FloorDiv":
      return b === 0n ? never : known ? intLiteral(floorDivide(a, b)) : int;
    case "Mod":
      return b === 0n ? never : known ? intLiteral(a - floorDivide(a, b) * b) : int;
    case "Pow":
      return integerPower(a, b, right);
    case "LShift":
      if (b !== undefined && b < 0n) return never;
      return known && b <= maxExponent ? intLiteral(a << b) : int;
    case "RShift":
      if (b !== undefined && b < 0n) return never;
      return known && b <= maxExponent ? intLiteral(a >> b) : int;
    case "BitAnd":
    case "BitOr":
    case "BitXor": {
      const value = known ? (op === "BitAnd" ? a & b : op === "BitOr" ? a | b : a ^ b) : undefined;
      if (left.class === "bool" && right.class === "bool") return value === undefined ? bool : literal(value === 1n);
      return value === undefined ? int : intLiteral(value);
    }
    default:
      return never;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** An integer to a negative power is a float. */
function integerPower(a: bigint | undefined, b: bigint | undefined, right: ScalarType): Type {
  if (b === undefined) return right.class === "bool" ? int : join(int, float);
  if (b < 0n) return a === 0n ? never : float;
  const isSmall = a !== undefined && b <= maxExponent && BigInt(a.toString(2).length) * b <= 4096n;
  return isSmall ? intLiteral(a ** b) : int;
}

/** `op operand` for a number; `not` is answered elsewhere. */
export function numberUnary(op: UnaryOperator, operand: ScalarType): Type {
  const value = integerOf(operand);
  switch (operand.class) {
    case "complex":
      return op === "Invert" ? never : complex;
    case "float": {
      if (op === "Invert") return never;
      if (operand.value === undefined) return float;
      return op === "USub" ? literal(-(operand.value as number)) : operand;
    }
    default:
      if (value === undefined) return int;
      return intLiteral(op === "USub" ? -value : op === "Invert" ? -value - 1n : value);
  }
}

/** `left op right` for `==`, `!=` and the orders of two numbers. */
export function numberComparison(op: CompareOperator, left: ScalarType, right: ScalarType): Type {
  const isOrder = op !== "Eq" && op !== "NotEq";
  if (left.class === "complex" || right.class === "complex") return isOrder ? never : bool;
  // JavaScript compares integers with doubles by their mathematical values, as Python does.
  const [a, b] = [integerOf(left) ?? left.value, integerOf(right) ?? right.value] as (bigint | number | undefined)[];
  if (a === undefined || b === undefined) return bool;
  return literal(ordered(op, a, b));
}

/** A comparison of two known values that JavaScript orders as Python does. */
export function ordered(op: CompareOperator, a: bigint | number | string, b: bigint | number | string): boolean {
  switch (op) {
    case "Eq":
      // biome-ignore lint/suspicious/noDoubleEquals: an integer and a double are equal when their values are
      return a == b;
    case "NotEq":
      // biome-ignore lint/suspicious/noDoubleEquals: as above
      return a != b;
    case "Lt":
      return a < b;
    case "LtE":
      return a <= b;
    case "Gt":
      return a > b;
    default:
      return a >= b;
  }
}
