/**
 * Selections: of the rows that a mask selects only that is taken which the next step needs: one column, a few, the number of rows, one row.
 *
 * Before:
 *
 * ```python
 * total = df[df["age"] > 30]["pay"].sum()
 * old = len(df[df["age"] > 65])
 * ```
 *
 * After:
 *
 * ```python
 * total = _rt.lazy(df)[df["age"] > 30]["pay"].sum()
 * old = len(_rt.lazy(df)[df["age"] > 65])
 * ```
 *
 * `df.query("age > 65")` becomes `_rt.direct(df).query("age > 65")`, which compares without an expression engine.
 *
 * Counter-example, which stays as it is: something is stored into the selected rows. What pandas does and says then depends on the
 * version and on which objects there are.
 *
 * ```python
 * df[df["age"] > 65]["pay"] = 0
 * ```
 *
 * ## Obligations
 *
 * - the selected rows have one consumer, by the form of the expression, and between the two steps no code of the program runs; or they
 *   are the value of a local variable all of whose uses (definitions that reach them) ask for a column, their number or fewer rows: from
 *   pandas 3 on they are held by `_rt.held(df)` until then, whatever is stored into the frame;
 * - nothing is stored into the result, and no method changes it in place;
 * - checked where the program runs: the frame is a `pandas.DataFrame` itself, the mask is one of booleans and has the frame's index, the
 *   column is there once. If not, the same steps are done by pandas, with its errors and warnings;
 * - a selection of several columns or of one row is left alone below the number of rows from which it pays.
 *
 * ## Exactness
 *
 * `exact`: values, dtypes, index, name, attributes, memory that is shared, exceptions and warnings, also those of a later store in pandas 2.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { effects, types } from "../../compiler/analysis/standard.js";
import type { Expression, Node } from "../../compiler/ir/nodes.js";
import {
  classOf,
  isBuiltin,
  isLazy,
  isMember,
  isNumber,
  isText,
  type Lowering,
  type LoweringTexts,
  looksLikeMask,
  lowerAll,
  readsColumnOf,
} from "../frames/shared/lazy.js";
import { narrowUses } from "../frames/shared/named-rows.js";
import { plannedFrames } from "../frames/shared/planned.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const selections = definePass({
  name: "selections",
  summary: "takes of selected rows only what the next step needs: a column, a number, a row",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    const found: Lowering[] = [];
    const isPlanned = plannedFrames(unit, context);
    walkUnit(unit, (node) => {
      const lowering = loweringAt(node, unit, context);
      if (lowering && !isPlanned(lowering.receiver)) found.push(lowering);
    });
    lowerAll(found, texts, context);
  },
});

type Subscript = Extract<Expression, { kind: "Subscript" }>;
type Call = Extract<Expression, { kind: "Call" }>;

const texts: LoweringTexts = {
  passed: "NC2720",
  missed: "NC2721",
  otherwise: "all columns of the selected rows are taken",
  intermediate: "what is selected",
  check: "a frame of pandas and a mask with its index",
};

/** Rows from which it pays to take a single row, and several columns; measured with both versions of pandas. */
const rowsForOne = 1000;
const rowsForSeveral = 10_000;
const rowsForCopy = 1000;
const rowsForNamed = 50_000;

function loweringAt(node: Node, unit: Unit, context: PassContext): Lowering | undefined {
  if (node.kind === "Subscript") return selectionAt(node, context);
  if (node.kind === "Call") return sumAt(node, context) ?? queryAt(node, context);
  return node.kind === "Assign" ? namedAt(node, unit, context) : undefined;
}

/** `rows = frame[mask]` in a function that only asks for parts of them. */
function namedAt(node: Extract<Node, { kind: "Assign" }>, unit: Unit, context: PassContext): Lowering | undefined {
  const { value } = node;
  if (value.kind !== "Subscript" || !looksLikeMask(value.slice, context) || isLazy(value.value, context)) return undefined;
  // The names of variables count, and so does when their values go.
  if (observesNames(context.module) || !isPandas(value.value, value.slice, { ofFrame: true }, context)) return undefined;
  // Until pandas 3 nobody can hold what a frame was.
  if (context.targets.satisfies("pandas", ">=3") === false) return undefined;
  const uses = narrowUses(node, unit, context);
  // Each column is taken on its own: more of them may cost as much as all together.
  if (!uses || uses.columns > 1 || uses.rows > 1) return undefined;
  const effect = "of these rows only what is asked for is taken";
  return { receiver: value.value, step: value, effect, rows: rowsForNamed, isHeld: true, proof: "all uses that it reaches ask for a part" };
}

/** `frame[mask]`, or `frame.loc[mask]`, followed by a step that needs only a part. */
function selectionAt(node: Subscript, context: PassContext): Lowering | undefined {
  if (node.ctx !== "Load" || !looksLikeMask(node.slice, context)) return undefined;
  const byLabel = node.value.kind === "Attribute" && node.value.attr === "loc";
  const receiver = byLabel ? (node.value as Extract<Expression, { kind: "Attribute" }>).value : node.value;
  const step = stepAfter(node, context);
  if (!step || isLazy(receiver, context) || !isPandas(receiver, node.slice, step, context)) return undefined;
  return { receiver, ...step };
}

/** The consumer of selected rows, if it needs only a part of them. */
function stepAfter(node: Subscript | Call, context: PassContext): (Omit<Lowering, "receiver"> & { readonly ofFrame: boolean }) | undefined {
  const parent = context.editor.parentOf(node);
  if (parent?.kind === "Subscript" && parent.value === node) {
    const { slice } = parent;
    if (slice.kind === "Constant" && typeof slice.value === "string")
      return { step: parent, effect: `only column ${slice.value} is taken`, rows: 0, ofFrame: true };
    if (slice.kind === "List" && slice.elts.length > 0 && slice.elts.every(isText))
      return { step: parent, effect: "only these columns are taken", rows: rowsForSeveral, ofFrame: true };
    return undefined;
  }
  if (parent?.kind === "Call" && parent.args[0] === node && parent.args.length === 1 && isBuiltin(parent.func, "len", context))
    return { step: parent, effect: "the rows are counted, none is taken", rows: 0, ofFrame: false };
  if (parent?.kind !== "Attribute") return undefined;
  if (counts.has(parent.attr)) return { step: parent, effect: "the rows are counted, none is taken", rows: 0, ofFrame: false };
  if (parent.attr === "index") return { step: parent, effect: "only the index is taken", rows: 0, ofFrame: true };
  if (parent.attr === "copy") {
    const call = context.editor.parentOf(parent);
    const isCopy = call?.kind === "Call" && call.func === parent && call.args.length + call.keywords.length === 0;
    return isCopy ? { step: call, effect: "the rows are taken once, and not copied again", rows: rowsForCopy, ofFrame: true } : undefined;
  }
  if (parent.attr === "iloc") {
    const item = context.editor.parentOf(parent);
    const isRow = item?.kind === "Subscript" && item.value === parent && isNumber(item.slice);
    return isRow ? { step: item, effect: "only one row is taken", rows: rowsForOne, ofFrame: true } : undefined;
  }
  if (parent.attr.startsWith("_") || isMember(parent.attr)) return undefined;
  return { step: parent, effect: `only column ${parent.attr} is taken`, rows: 0, ofFrame: true };
}

const counts = new Set(["shape", "size", "empty"]);

/** Whether it is worth asking when the program runs: a frame by its type, or by a column that is read of it. */
function isPandas(receiver: Expression, mask: Expression, { ofFrame }: { readonly ofFrame: boolean }, context: PassContext): boolean {
  const known = classOf(receiver, context);
  if (known === "frame") return true;
  if (known === "series" || known === "mask") return !ofFrame;
  return known === "unknown" && readsColumnOf(receiver, mask);
}

/** `mask.sum()` and `sum(mask)`. */
function sumAt(node: Call, context: PassContext): Lowering | undefined {
  if (node.keywords.length > 0) return undefined;
  const receiver =
    node.func.kind === "Attribute" && node.func.attr === "sum" && node.args.length === 0
      ? node.func.value
      : node.args.length === 1 && isBuiltin(node.func, "sum", context)
        ? node.args[0]
        : undefined;
  if (!receiver || isLazy(receiver, context) || classOf(receiver, context) !== "mask") return undefined;
  return { receiver, step: node, effect: "a mask is counted instead of summed", rows: 0 };
}

/** `frame.query("a > 5 and b == @limit")`: comparisons need no expression engine, and the step behind may need only a part. */
function queryAt(node: Call, context: PassContext): Lowering | undefined {
  const [text] = node.args;
  if (node.func.kind !== "Attribute" || node.func.attr !== "query" || node.args.length !== 1 || node.keywords.length > 0) return undefined;
  if (text?.kind !== "Constant" || typeof text.value !== "string") return undefined;
  const receiver = node.func.value;
  const known = classOf(receiver, context);
  if (isLazy(receiver, context) || (known !== "frame" && known !== "unknown")) return undefined;
  if (/[`\n;#]|\w\s*[(.]\s*[A-Za-z_]|[+*/%]/.test(text.value.replace(/"[^"]*"|'[^']*'/g, "''").replace(/\b(and|or|not|in)\s*\(/g, "("))) {
    context.remarks.missed("NC2721", node, "a text is read as a query by an expression engine", {
      reason: "it is more than comparisons of columns with numbers and texts",
      suggest: "write it as a mask",
    });
    return undefined;
  }
  const step = stepAfter(node, context);
  const isPart = step !== undefined;
  const effect = isPart
    ? `compared without an expression engine, and ${step.effect}`
    : "the query is compared without an expression engine";
  return { receiver, step: node, effect, rows: 0, query: isPart ? "waits" : "alone" };
}
