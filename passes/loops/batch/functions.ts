/**
 * Functions of NumPy that give for a block of rows what they give for each of them, bit for bit, as long as the last axis runs
 * fastest in memory. Measured with NumPy 1.26 and 2.4 over shapes, strides and all dtypes (`test/passes/batching.py`): reductions
 * along the last axis add in pairs in the same order as those of a single row; those along other axes, or of arrays in Fortran
 * order, do not.
 */
import { ufuncs } from "../vectorize/kinds.js";

export interface RowFunction {
  /** - `element`: what reductions give; `row`: an array like its argument, along the last axis. */
  readonly gives: "element" | "row";
  /** Of what dtype: `same` as the argument; `truth` counts elements that are not zero. */
  readonly kind: "same" | "sum" | "mean" | "index" | "bool";
  /** Warns, or raises another error, when a row is empty or has too few elements. */
  readonly warnsOfFew?: boolean;
  /** There is a method of arrays of this name that does the same. */
  readonly isMethod: boolean;
}

const element = (kind: RowFunction["kind"], isMethod = true): RowFunction => ({ gives: "element", kind, isMethod });
const statistic: RowFunction = { gives: "element", kind: "mean", warnsOfFew: true, isMethod: true };
const row = (kind: RowFunction["kind"], isMethod: boolean): RowFunction => ({ gives: "row", kind, isMethod });

export const rowFunctions: ReadonlyMap<string, RowFunction> = new Map([
  ["sum", element("sum")],
  ["prod", element("sum")],
  ["max", element("same")],
  ["min", element("same")],
  ["amax", element("same", false)],
  ["amin", element("same", false)],
  ["ptp", element("same", false)],
  ["mean", statistic],
  ["std", statistic],
  ["var", statistic],
  ["median", { ...statistic, isMethod: false }],
  ["argmax", element("index")],
  ["argmin", element("index")],
  ["any", element("bool")],
  ["all", element("bool")],
  ["cumsum", row("sum", true)],
  ["cumprod", row("sum", true)],
  ["sort", row("same", false)],
  ["argsort", row("index", true)],
]);

/** Why functions have no exact form for many rows. */
export const refusals: ReadonlyMap<string, string> = new Map([
  ["linalg.norm", "the norm of a single row is added up by BLAS, in another order than norms of many rows"],
]);

/** Products of vectors, which are what `@` makes of them as long as no stride is negative (`test/passes/batching.py`). */
export const vectorProducts: ReadonlySet<string> = new Set(["dot", "inner", "vdot"]);

/** Functions of elements. */
export const isElementwise = (name: string): boolean => ufuncs.has(`numpy.${name}`) || name === "abs";

/** Those whose result has the dtype of the operands. */
export const keepsKind: ReadonlySet<string> = new Set(
  "absolute abs negative square sign maximum minimum fmax fmin reciprocal copysign".split(" "),
);

/** Those that give floats for whole numbers in one version of NumPy, and whole numbers in another one. */
export const variesByVersion: ReadonlySet<string> = new Set(["floor", "ceil", "trunc", "rint"]);
