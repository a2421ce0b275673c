/** What a translation rests on: which dtypes it is right for, and what operators make of kinds of values. */
import type { BinaryOperator, Node } from "../../../compiler/ir/nodes.js";
import { type Kind, NotBatchable, type Value } from "./values.js";

export class Notes {
  /** Arrays of single precision: with any version of NumPy, from NumPy 2 on, or not at all. */
  float32: "any" | "numpy2" | "no" = "any";
  /** Arrays of `int64`. */
  wholes = true;
  /** Arrays of `int32`, `uint8` and `bool`. */
  narrow = true;
  /** All arrays that are read have one dtype. */
  sameDtype = false;

  noFloat32(): void {
    this.float32 = "no";
  }

  needsNumpy2(): void {
    if (this.float32 === "any") this.float32 = "numpy2";
  }

  noWholes(): void {
    this.wholes = false;
    this.narrow = false;
  }
}

/** One element for each iteration: NumPy's scalars, which have rules of their own. */
const isElement = ({ axes, rank }: Value): boolean => axes.length > 0 && rank === 0;

const isFloating = (kind: Kind): boolean => kind === "float64" || kind === "float";

/**
 * The kind of the result of an operator, or of a function of elements, on two values.
 *
 * Between arrays nothing depends on how many rows there are. Elements are NumPy's scalars in the loop and arrays in a block: before
 * NumPy 2, scalars do not widen arrays, Python's numbers widen scalars, and scalars of whole numbers warn when they overflow.
 */
export function combinedKind(op: BinaryOperator | "function", a: Value, b: Value, notes: Notes, at: Node): Kind {
  const rank = Math.max(a.rank, b.rank);
  const hasElement = isElement(a) || isElement(b);
  if (hasElement) {
    notes.sameDtype = true;
    noteElement(op, a, b, rank, notes, at);
  }
  if (a.kind === "number" || b.kind === "number") {
    const [number, other] = a.kind === "number" ? [a, b] : [b, a];
    // Narrow whole numbers next to Python's have other dtypes in each version.
    notes.narrow = false;
    if (other.kind === "index" || other.kind === "bool") return besideNumber(op, number, other, at);
    if (op === "Div") return divided(other.kind);
    return isFloatConstant(number) && !isFloating(other.kind) ? "float" : other.kind;
  }
  if (op === "Div") return a.kind === b.kind ? divided(a.kind) : merged(divided(a.kind), divided(b.kind), notes);
  return merged(a.kind, b.kind, notes);
}

function noteElement(op: BinaryOperator | "function", a: Value, b: Value, rank: number, notes: Notes, at: Node): void {
  const [kinds, isExact] = [[a.kind, b.kind], op === "Div" || op === "function"];
  if (kinds.includes("counter")) {
    if (kinds.every((kind) => kind === "counter" || kind === "number"))
      throw new NotBatchable("the loop computes with its counter alone", at);
    notes.noFloat32();
    notes.narrow = false;
    if (!isExact && rank === 0) notes.noWholes();
  } else if (kinds.includes("number")) {
    if (rank === 0) notes.needsNumpy2();
  } else if (a.kind !== b.kind && !(isOfMain(a.kind) && isOfMain(b.kind))) notes.needsNumpy2();
  if (kinds.includes("sum")) notes.narrow = false;
  if (rank > 0 || isExact) return;
  // Scalars of whole numbers warn where arrays wrap around.
  if (!kinds.some(isFloating)) notes.noWholes();
  if (op === "FloorDiv" || op === "Mod") notes.noFloat32();
  if (op === "Pow") throw new NotBatchable("powers of single elements are rounded in another way for arrays", at);
}

const isOfMain = (kind: Kind): boolean => kind === "main" || kind === "float" || kind === "sum";

const divided = (kind: Kind): Kind => (isOfMain(kind) ? "float" : "float64");

/** A constant with a point: whole numbers become floats next to it. */
const isFloatConstant = ({ expr }: Value): boolean => expr.kind === "Constant" && typeof expr.value === "number";

function besideNumber(op: BinaryOperator | "function", number: Value, { kind }: Value, at: Node): Kind {
  if (op === "Div" || isFloatConstant(number)) return "float64";
  if (number.expr.kind === "Constant" && typeof number.expr.value === "bigint") return kind === "bool" ? "index" : kind;
  throw new NotBatchable("it is not known what kind of number stands next to a whole number", at);
}

function merged(a: Kind, b: Kind, notes: Notes): Kind {
  if (a === b) return a;
  const kinds = [a, b];
  const other = (kind: Kind): Kind => (a === kind ? b : a);
  if (kinds.includes("bool")) return other("bool");
  if (kinds.includes("counter")) return other("counter");
  if (kinds.includes("sum") && !kinds.includes("float")) notes.narrow = false;
  if (isOfMain(a) && isOfMain(b)) return kinds.includes("float") ? "float" : "sum";
  if (kinds.includes("index")) notes.noWholes();
  return "float64";
}

/** Comparisons are exact where both sides have one dtype. */
export function noteComparison(a: Value, b: Value, notes: Notes, at: Node): void {
  if (!isElement(a) && !isElement(b)) return;
  const kinds = [a.kind, b.kind];
  notes.sameDtype = true;
  if (kinds.every((kind) => kind === "counter" || kind === "number"))
    throw new NotBatchable("the loop computes with its counter alone", at);
  if (kinds.includes("counter")) notes.noFloat32();
  else if (a.kind !== b.kind) notes.needsNumpy2();
  if (a.kind !== b.kind) notes.narrow = false;
}
