/**
 * Ordering: of what is sorted only that is found which the next step needs: the first or last rows, or one column. The same for statistics
 * of which one number is asked for: how many rows are distinct, how often a value is there, one line of a description.
 *
 * Before:
 *
 * ```python
 * oldest = df.sort_values("age", ascending=False).head(10)
 * mean = df["age"].describe()["mean"]
 * ```
 *
 * After:
 *
 * ```python
 * oldest = _rt.lazy(df, 10000).sort_values("age", ascending=False).head(10)
 * mean = _rt.lazy(df["age"]).describe()["mean"]
 * ```
 *
 * Counter-example, which stays as it is: sorting by the second column leaves rows with equal keys in an order that depends on the first
 * sort.
 *
 * ```python
 * df = df.sort_values("name").sort_values("age")
 * ```
 *
 * ## Obligations
 *
 * - the sorted frame has one consumer, by the form of the expression, and between the two steps no code of the program runs;
 * - nothing is stored into the result, and no method changes it in place;
 * - checked where the program runs: a frame or series of pandas itself, with keys of numbers or dates, in no order yet;
 * - of the rows that are wanted, and the next one, no two have equal keys: the order of such depends on all rows, since sorting is not
 *   stable (it is for several keys, and if asked for). If two have, everything is sorted, as before;
 * - it pays from 10,000 rows on (50,000 for whole numbers and dates, which often are equal); below, the frame does not wait.
 *
 * ## Exactness
 *
 * `exact`: values, dtypes, index, name, attributes, memory that is shared, exceptions and warnings.
 *
 * ## Keeps
 *
 * Nothing.
 */
import { effects, types } from "../../compiler/analysis/standard.js";
import type { Expression } from "../../compiler/ir/nodes.js";
import {
  classOf,
  isBuiltin,
  isLazy,
  isMember,
  isNumber,
  isStill,
  isText,
  type Lowering,
  type LoweringTexts,
  lowerAll,
} from "../frames/shared/lazy.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const ordering = definePass({
  name: "ordering",
  summary: "finds of sorted rows only those that are needed, of statistics only the number that is asked for",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    const found: Lowering[] = [];
    walkUnit(unit, (node) => {
      const lowering = node.kind === "Call" ? loweringAt(node, context) : undefined;
      if (lowering) found.push(lowering);
    });
    lowerAll(found, texts, context);
  },
});

type Call = Extract<Expression, { kind: "Call" }>;
type Step = Omit<Lowering, "receiver">;

const texts: LoweringTexts = {
  passed: "NC2730",
  missed: "NC2731",
  otherwise: "everything is sorted or computed, though only a part is needed",
  intermediate: "the intermediate result",
  check: "a frame or series of pandas with keys that differ",
};

/** From so many rows on it pays to look for a few of them; measured with both versions of pandas. */
const rowsForOrder = 10_000;

/** A method whose whole result nobody needs. */
function loweringAt(node: Call, context: PassContext): Lowering | undefined {
  if (node.func.kind !== "Attribute" || node.args.some(({ kind }) => kind === "Starred")) return undefined;
  if (node.keywords.some(({ arg }) => arg === null || arg === "inplace")) return undefined;
  const receiver = node.func.value;
  const step = stepAfter(node, node.func.attr, context);
  return step && !isLazy(receiver, context) && classOf(receiver, context) !== "other" ? { receiver, ...step } : undefined;
}

function stepAfter(node: Call, method: string, context: PassContext): Step | undefined {
  switch (method) {
    case "sort_values":
      return partOfOrder(node, context);
    case "drop_duplicates":
      return classOf((node.func as Extract<Expression, { kind: "Attribute" }>).value, context) === "series"
        ? undefined
        : length(node, context);
    case "value_counts":
      return node.args.length + node.keywords.length === 0 ? item(node, "only this value is counted", () => true, context) : undefined;
    case "describe":
      return node.args.length + node.keywords.length === 0
        ? item(node, "only this statistic is computed", isStatistic, context)
        : undefined;
    default:
      return undefined;
  }
}

/** The first or last rows of what is sorted, or one column. */
function partOfOrder(node: Call, context: PassContext): Step | undefined {
  const { editor } = context;
  const parent = editor.parentOf(node);
  if (parent?.kind === "Subscript" && parent.value === node) {
    if (isSliceOfEnd(parent.slice)) return few(parent);
    return isText(parent.slice) ? { step: parent, effect: "only this column is put into order", rows: rowsForOrder } : undefined;
  }
  if (parent?.kind !== "Attribute" || parent.value !== node) return undefined;
  const user = editor.parentOf(parent);
  if (parent.attr === "head" || parent.attr === "tail") {
    const isCalled = user?.kind === "Call" && user.func === parent && user.args.length + user.keywords.length < 2;
    return isCalled && [...user.args, ...user.keywords.map(({ value }) => value)].every(isStill) ? few(user) : undefined;
  }
  if (parent.attr === "iloc") {
    const isPart = user?.kind === "Subscript" && user.value === parent && (isNumber(user.slice) || isSliceOfEnd(user.slice));
    return isPart ? few(user) : undefined;
  }
  if (parent.attr.startsWith("_") || isMember(parent.attr)) return undefined;
  return { step: parent, effect: "only this column is put into order", rows: rowsForOrder };
}

const few = (step: Expression): Step => ({ step, effect: "only these rows are looked for, not all are sorted", rows: rowsForOrder });

/** `[:n]` or `[-n:]`. */
function isSliceOfEnd(node: Expression): boolean {
  if (node.kind !== "Slice" || node.step) return false;
  if (!node.lower) return node.upper !== null && isStill(node.upper) && node.upper.kind !== "List";
  return !node.upper && node.lower.kind === "UnaryOp" && isNumber(node.lower);
}

/** The length of a frame is all that is asked for. */
function length(node: Call, context: PassContext): Step | undefined {
  const parent = context.editor.parentOf(node);
  const isLength =
    (parent?.kind === "Call" && parent.args[0] === node && parent.args.length === 1 && isBuiltin(parent.func, "len", context)) ||
    (parent?.kind === "Attribute" && parent.attr === "shape");
  return isLength ? { step: parent, effect: "the rows are counted, none is taken", rows: 0 } : undefined;
}

/** `["mean"]`, `["Vienna"]`, `[3]`. */
function item(node: Call, effect: string, isKnown: (key: Expression) => boolean, context: PassContext): Step | undefined {
  const parent = context.editor.parentOf(node);
  if (parent?.kind !== "Subscript" || parent.value !== node || !isStill(parent.slice) || !isKnown(parent.slice)) return undefined;
  return { step: parent, effect, rows: 0 };
}

const isStatistic = (node: Expression): boolean =>
  node.kind === "Constant" &&
  typeof node.value === "string" &&
  ["count", "mean", "std", "min", "max", "25%", "50%", "75%"].includes(node.value);
