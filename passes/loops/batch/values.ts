/** What is known of values in a loop over rows, and why a loop is left alone. */
import type { Expression, For, Node } from "../../../compiler/ir/nodes.js";

/** Thrown where a loop over rows has no exact form for whole arrays. */
export class NotBatchable extends Error {
  constructor(
    readonly reason: string,
    readonly at: Node | undefined,
    readonly suggest?: string,
  ) {
    super(reason);
  }
}

/** Thrown where variables of which nothing is known are rather arrays with so many axes. */
export class NeedsRank extends Error {
  constructor(readonly ranks: ReadonlyMap<string, number>) {
    super("variables have to be arrays");
  }
}

/** A loop whose iterations become an axis. */
export interface BatchLoop {
  readonly node: For;
  /** From 0, outermost first. */
  readonly depth: number;
  /** The variable that counts, if there is one. */
  readonly counter: string | undefined;
  /** The first value of the counter, and the one behind the last. */
  readonly start: Expression;
  readonly stop: Expression;
  /** Names of arrays whose length is `stop`, in the loop's head: `len(x)`. */
  readonly lengths: readonly { readonly array: string; readonly axis: number }[];
}

/**
 * Dtypes, as far as they matter:
 *
 * - `main`: that of the arrays;
 * - `float`: what division makes of `main`: the same for floats, `float64` for whole numbers;
 * - `sum`: what sums make of `main`: the same for floats and `int64`, wider for narrower whole numbers;
 * - `float64`, `index` (`int64`), `bool`: just these;
 * - `counter`: a variable of a loop, Python's `int`s;
 * - `number`: one number that is the same in all iterations, of Python or as the elements.
 */
export type Kind = "main" | "float" | "sum" | "float64" | "index" | "bool" | "counter" | "number";

/** A value: for each iteration of some loops an array, or a single element where `rank` is 0. */
export interface Value {
  readonly expr: Expression;
  /** The loops that it has values of its own for, by depth, ascending. None: it is the same in all iterations. */
  readonly axes: readonly number[];
  /** Axes in each iteration; at most so many where the value is the same in all iterations. */
  readonly rank: number;
  readonly kind: Kind;
  /** Each iteration makes an object of its own. Otherwise it is a view of an array of the program. */
  readonly isFresh: boolean;
  /** It is a copy of a view: in memory of its own for a block, but not for an iteration. */
  readonly isCopied?: boolean;
  /** The elements of a row do not lie one behind the other, although they do in the block. */
  readonly isStrided?: boolean;
  /** Whether rows may have no elements. */
  readonly mayBeEmpty: boolean;
  /** It may also have fewer axes, or be a single number: a variable of which nothing is known. */
  readonly isOpen?: boolean;
  /** Variables of which nothing is known that it is made of. */
  readonly openNames?: readonly string[];
  /** Arrays that it is made of, of which it is only guessed how many axes they have. */
  readonly guessed?: readonly string[];
  /** It is a number of Python in each iteration. */
  readonly isPython?: boolean;
  /** What it is a view of. */
  readonly reference?: Reference;
}

/** Elements of an array of the program. */
export interface Reference {
  readonly array: string;
  readonly subscripts: readonly Subscript[];
  readonly node: Node;
}

export type Subscript =
  /** `i + offset` */
  | { readonly kind: "loop"; readonly depth: number; readonly offset: Expression | undefined }
  /** `i + offset : i + offset + width` */
  | { readonly kind: "window"; readonly depth: number; readonly offset: Expression | undefined; readonly width: Expression }
  /** The same in all iterations. */
  | { readonly kind: "fixed"; readonly index: Expression }
  | { readonly kind: "slice"; readonly slice: Expression; readonly isWhole: boolean };
