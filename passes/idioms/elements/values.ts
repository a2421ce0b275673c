/**
 * What is known of a value in a loop over elements of arrays: of which classes it can be, and how large whole numbers are.
 *
 * On lists, elements are numbers of Python: `float`, `int` and `bool` stand for NumPy's `float64`, `int64` and `bool`. So every value
 * has two classes, the one that it has in the program and the one that stands for it; where an operator gives the same number for
 * both, and the program's class of the result is known, the loop can run on lists.
 */
import type { BinaryOperator, CompareOperator, Node } from "../../../compiler/ir/nodes.js";

/** Why a loop stays as it is. */
export class NotOnLists extends Error {
  constructor(
    readonly reason: string,
    readonly at?: Node,
    readonly suggest?: string,
  ) {
    super(reason);
  }
}

/** Classes that a value can have in the program; a set of them is a sum. */
export const kinds = {
  float: 1,
  int: 2,
  bool: 4,
  /** Numbers of NumPy, as elements of arrays are. */
  float64: 8,
  int64: 16,
  bool_: 32,
  /** Whole numbers of fewer than 64 bits, that fit into 32. */
  narrow: 64,
  /** The very object that a variable held when the loop began. */
  start: 128,
  /** The variable has not been set in the loop. */
  unset: 256,
  /** A text: it can be compared, nothing else. */
  text: 512,
} as const;

export const floats = kinds.float | kinds.float64;
export const wholes = kinds.int | kinds.int64 | kinds.narrow;
export const truths = kinds.bool | kinds.bool_;
export const ofNumPy = kinds.float64 | kinds.int64 | kinds.bool_ | kinds.narrow;
export const ofPython = kinds.float | kinds.int | kinds.bool;
/** What is the same object on lists and in the program. */
export const sameOnLists = ofPython | kinds.text;

/** Size of a whole number, sign not counted: at most `steps` times the largest number that the loop has made so far, and `rest`. */
export interface Bound {
  readonly steps: number;
  readonly rest: number;
}

export interface Scalar extends Bound {
  readonly kind: "scalar";
  readonly classes: number;
}

/** Part of an array of several axes, which is a list that others can see, too. */
export interface Row {
  readonly kind: "row";
  readonly array: string;
  /** Axes that it has left. */
  readonly rank: number;
}

export type Value = Scalar | Row;

export const scalar = (classes: number, { steps, rest }: Bound = nothing): Scalar => ({
  kind: "scalar",
  classes,
  steps,
  rest: (classes & truths) === 0 ? rest : Math.max(rest, 1),
});

/** Of what is no whole number. */
export const nothing: Bound = { steps: 0, rest: 0 };
export const anySize: Bound = { steps: 0, rest: Number.POSITIVE_INFINITY };

export const larger = (a: Bound, b: Bound): Bound => ({ steps: Math.max(a.steps, b.steps), rest: Math.max(a.rest, b.rest) });

/** Whether one of two bounds is not above the other. */
export const isWithin = (a: Bound, b: Bound): boolean => a.steps <= b.steps && a.rest <= b.rest;

/** Whole numbers of `int64` are below this. */
const overflow = 2 ** 63;
/** Whole numbers up to this are floats, too. */
const exact = 2 ** 53;

export const holds = (classes: number, of: number): boolean => (classes & of) !== 0;
export const isOnly = (classes: number, of: number): boolean => classes !== 0 && (classes & ~of) === 0;

const each = (classes: number): number[] => Object.values(kinds).filter((one) => holds(classes, one));

/** Operators on values, for whole numbers that the loop makes up to a size. */
export class Arithmetic {
  constructor(private readonly largest: number) {}

  /** The largest number that a bound admits. */
  size({ steps, rest }: Bound): number {
    return (steps === 0 ? 0 : steps * this.largest) + rest;
  }

  /** @param exponent the value of the right operand, when it is a constant */
  binary(op: BinaryOperator, left: Scalar, right: Scalar, at: Node, constant?: bigint | number): Scalar {
    let classes = 0;
    const bound = this.bound(op, left, right, constant);
    for (const a of each(left.classes)) {
      for (const b of each(right.classes)) {
        const result = this.pair(op, a, b, left, right, at, constant);
        if (holds(result, kinds.int64)) this.checkSize([left, right, bound], overflow, at);
        classes |= result;
      }
    }
    return scalar(classes, holds(classes, wholes) ? bound : nothing);
  }

  /** What an operator gives for operands of one class each. */
  private pair(op: BinaryOperator, a: number, b: number, left: Bound, right: Bound, at: Node, constant?: bigint | number): number {
    const isPython = isOnly(a | b, ofPython);
    const hasFloat = holds(a | b, floats);
    const hasNarrow = holds(a | b, kinds.narrow);
    const refused = new NotOnLists(`the operator ${signs[op] ?? op} of these numbers gives others on lists`, at);
    if (holds(a | b, kinds.text)) throw refused;
    switch (op) {
      case "Add":
      case "Sub":
      case "Mult":
        if (isPython) return hasFloat ? kinds.float : kinds.int;
        if (hasFloat) return this.withFloat(a, b, left, right, at);
        // Truth values of NumPy are added like truth values; narrow numbers wrap around.
        if (isOnly(a | b, truths) || (hasNarrow && !holds(a | b, kinds.int64))) throw refused;
        return kinds.int64;
      case "Div":
        if (isPython) return kinds.float;
        if (isOnly(a | b, truths) || (hasNarrow && !hasFloat)) throw refused;
        if (hasFloat) return this.withFloat(a, b, left, right, at);
        this.checkSize([left, right], exact, at);
        return kinds.float64;
      case "FloorDiv":
      case "Mod":
        if (isPython) return hasFloat ? kinds.float : kinds.int;
        if (hasNarrow || holds(a | b, truths)) throw refused;
        return hasFloat ? this.withFloat(a, b, left, right, at) : kinds.int64;
      case "Pow":
        return this.power(a, b, right, at, constant, refused);
      case "BitAnd":
      case "BitOr":
      case "BitXor":
        if (hasFloat || hasNarrow) throw refused;
        if (isOnly(a | b, truths)) return isPython ? kinds.bool : kinds.bool_;
        return isPython ? kinds.int : kinds.int64;
      case "LShift":
      case "RShift":
        if (hasFloat || hasNarrow || holds(a | b, truths)) throw refused;
        if (op === "LShift" && (typeof constant !== "bigint" || constant < 0n || constant > 62n)) throw refused;
        return isPython ? kinds.int : kinds.int64;
      default:
        throw refused;
    }
  }

  /** One of the operands is a float, and one is a number of NumPy. */
  private withFloat(a: number, b: number, left: Bound, right: Bound, at: Node): number {
    // Larger whole numbers of Python become objects.
    for (const [one, bound] of [
      [a, left],
      [b, right],
    ] as const)
      if (holds(one, kinds.int)) this.checkSize([bound], overflow, at);
    return kinds.float64;
  }

  private power(a: number, b: number, right: Bound, at: Node, constant: bigint | number | undefined, refused: NotOnLists): number {
    const isWhole = holds(b, kinds.int | kinds.int64) || (typeof constant === "number" && Number.isInteger(constant));
    // Roots of negative numbers are complex numbers in Python.
    if (!isWhole || holds(a | b, kinds.narrow | truths)) throw refused;
    if (holds(a, floats)) {
      if (isOnly(a | b, ofPython)) return kinds.float;
      if (holds(b, kinds.int | kinds.int64)) this.checkSize([right], exact, at);
      return kinds.float64;
    }
    if (typeof constant !== "bigint" || constant < 0n || constant > 62n) throw refused;
    return isOnly(a | b, ofPython) ? kinds.int : kinds.int64;
  }

  private bound(op: BinaryOperator, a: Bound, b: Bound, constant?: bigint | number): Bound {
    switch (op) {
      case "Add":
      case "Sub":
        return { steps: a.steps + b.steps, rest: a.rest + b.rest };
      case "Mult":
        return this.product(a, b);
      case "FloorDiv":
      case "RShift": {
        const by =
          typeof constant === "bigint" && constant > 0n && constant < 63n
            ? op === "RShift"
              ? 2 ** Number(constant)
              : Number(constant)
            : 1;
        return { steps: a.steps / by, rest: a.rest / by + 1 };
      }
      case "Mod":
        return b;
      case "Pow": {
        let result: Bound = { steps: 0, rest: 1 };
        for (let count = 0; count < Number(constant ?? 99) && count < 63; count++) result = this.product(result, a);
        return typeof constant === "bigint" ? result : anySize;
      }
      case "BitAnd":
      case "BitOr":
      case "BitXor":
        return { steps: 0, rest: 2 * Math.max(this.size(a), this.size(b)) + 2 };
      case "LShift":
        return this.product(a, { steps: 0, rest: 2 ** Number(constant ?? 99) });
      default:
        return anySize;
    }
  }

  private product(a: Bound, b: Bound): Bound {
    const [one, other] = a.steps === 0 ? [a, b] : [b, a];
    if (one.rest === 0 && one.steps === 0) return nothing;
    if (one.steps === 0 && Number.isFinite(one.rest)) return { steps: other.steps * one.rest, rest: times(other.rest, one.rest) };
    return { steps: 0, rest: times(this.size(a), this.size(b)) };
  }

  compare(op: CompareOperator, left: Scalar, right: Scalar, at: Node): Scalar {
    if (!["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"].includes(op)) throw new NotOnLists("a comparison is no comparison of numbers", at);
    let classes = 0;
    for (const a of each(left.classes)) {
      for (const b of each(right.classes)) {
        if (isOnly(a | b, ofPython) || isOnly(a | b, kinds.text)) {
          classes |= kinds.bool;
          continue;
        }
        if (holds(a | b, kinds.text)) throw new NotOnLists("a text is compared with a number", at);
        // NumPy compares floats, Python the numbers themselves.
        if (holds(a | b, floats)) {
          if (holds(a, wholes)) this.checkSize([left], exact, at);
          if (holds(b, wholes)) this.checkSize([right], exact, at);
        } else
          for (const [one, bound] of [[a, left] as const, [b, right] as const])
            if (holds(one, kinds.int)) this.checkSize([bound], overflow, at);
        classes |= kinds.bool_;
      }
    }
    return scalar(classes);
  }

  unary(op: "USub" | "UAdd" | "Invert", operand: Scalar, at: Node): Scalar {
    const { classes } = operand;
    const refused = new NotOnLists("an operator of these numbers gives others on lists", at);
    if (op === "Invert") {
      if (isOnly(classes, kinds.bool_)) return scalar(kinds.bool_);
      if (!isOnly(classes, kinds.int | kinds.int64)) throw refused;
      return scalar(classes, { steps: operand.steps, rest: operand.rest + 1 });
    }
    if (!isOnly(classes, floats | kinds.int | kinds.int64) || op === "UAdd") throw refused;
    return operand;
  }

  checkSize(bounds: readonly Bound[], limit: number, at: Node): void {
    if (bounds.some((bound) => this.size(bound) >= limit)) throw new TooLarge(at);
  }

  checkExact(bound: Bound, at: Node): void {
    this.checkSize([bound], exact, at);
  }
}

/** Whole numbers may be too large, unless less is taken to be possible. */
export class TooLarge extends NotOnLists {
  constructor(at: Node) {
    super("whole numbers may become so large that NumPy's wrap around or are rounded", at);
  }
}

const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

const signs: Partial<Record<BinaryOperator, string>> = {
  Add: "+",
  Sub: "-",
  Mult: "*",
  Div: "/",
  FloorDiv: "//",
  Mod: "%",
  Pow: "**",
  BitAnd: "&",
  BitOr: "|",
  BitXor: "^",
  LShift: "<<",
  RShift: ">>",
};

/** What a value is when it comes from one of two ways through the program. */
export function joined(a: Value, b: Value, at: Node): Value {
  if (a.kind === "row" || b.kind === "row") {
    if (a.kind === "row" && b.kind === "row" && a.array === b.array && a.rank === b.rank) return a;
    const [row, other] = a.kind === "row" ? [a, b] : [b, a];
    // Nobody reads it before it is set again.
    if (other.kind === "scalar" && other.classes === kinds.unset) return row;
    throw new NotOnLists("a variable is a row of an array, or something else", at);
  }
  return scalar(a.classes | b.classes, larger(a, b));
}

export const sameValue = (a: Value, b: Value): boolean =>
  a.kind === "row"
    ? b.kind === "row" && a.array === b.array && a.rank === b.rank
    : b.kind === "scalar" && a.classes === b.classes && a.steps === b.steps && a.rest === b.rest;
