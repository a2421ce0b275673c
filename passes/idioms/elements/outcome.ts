/** What is taken to be true of a loop so that it can run on lists, and what follows from it. */
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import type { Bound, Value } from "./values.js";

/** Dtypes that lists can stand for, and classes of the items of what is a text or list already. */
export type ListDtype = "float64" | "int64" | "bool" | "narrow" | "float" | "int" | "str";

/** What is taken to be true of a loop, and guarded. */
export interface Assumption {
  /** Dtype of arrays of which nothing is known. */
  readonly dtype: "float64" | "int64";
  /** Whole numbers that the loop makes stay below two to this; at the beginning they are below half of that. */
  readonly bits: number;
  /** Elements of arrays that are only read stay below two to this. */
  readonly elementBits: number;
  /** Other whole numbers from outside. */
  readonly numberBits: number;
}

export interface ArrayUse {
  readonly name: string;
  readonly node: Expression;
  readonly rank: number;
  readonly dtype: ListDtype;
  /** What holds the elements: texts and lists of the program are read as they are. */
  readonly holder: "array" | "text" | "sequence";
  readonly isWritten: boolean;
  /** Nothing is known of its dtype: it is the one that is assumed of all such arrays. */
  readonly isOpen: boolean;
}

/** A number from outside of the loop: `alpha`, `self.rate`, or what a variable of the loop holds at first. */
export interface NumberUse {
  readonly name: string;
  readonly node: Expression;
  /** Of these classes; `real` where it may be any number that counts as a float next to one. */
  readonly wanted: "int" | "real" | "proved";
  readonly classes: number;
  /** It has to be looked at how large it is. */
  readonly bits: number | undefined;
}

/** An assignment whose whole number has to be small, so that nothing overflows. */
export interface Obligation {
  readonly at: Node;
  bound: Bound;
}

/** Conversions of what is stored: arrays convert, lists do not. */
export type Conversion = "float" | "int" | "bool";

export interface Outcome {
  readonly arrays: ReadonlyMap<string, ArrayUse>;
  readonly numbers: ReadonlyMap<string, NumberUse>;
  /** What variables of the loop are when it has ended. */
  readonly end: ReadonlyMap<string, Value>;
  /** Variables whose first value is read. */
  readonly carried: ReadonlySet<string>;
  readonly conversions: ReadonlyMap<Node, Conversion>;
  /** Assignments that have to be followed by a look at what was assigned. */
  readonly checks: ReadonlySet<Node>;
  /** Nanoseconds that a node takes less on lists. */
  readonly saved: ReadonlyMap<Node, number>;
  /** Rows of arrays are subscripted by this: calls that are written in another way. */
  readonly calls: ReadonlyMap<Node, "sqrt" | "abs" | "isnan" | "float" | "not">;
}

export interface Plan {
  readonly assumption: Assumption;
  readonly outcome: Outcome;
  /** Arrays of which nothing is known may as well be of this dtype. */
  readonly other?: string;
}
