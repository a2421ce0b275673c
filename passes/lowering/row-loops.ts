/**
 * Row loops: a loop over `iterrows()` that only asks for cells goes over the columns, without a Series for each row.
 *
 * Before:
 *
 * ```python
 * for i, row in df.iterrows():
 *     total += row["price"] * row["amount"]
 *     df.at[i, "sum"] = total
 * ```
 *
 * After:
 *
 * ```python
 * for i, row in _rt.by_rows(df, ("price", "amount")).iterrows():
 *     total += row["price"] * row["amount"]
 *     df.at[i, "sum"] = total
 * ```
 *
 * Counter-example, which stays as it is: the row lives on as a whole.
 *
 * ```python
 * for i, row in df.iterrows():
 *     found.append(row)
 * ```
 *
 * ## Obligations
 *
 * - nothing but single cells is asked of the row, and nobody else reads it in the loop; a variable that is read later, or that others can import,
 *   is a Series again when the loop has ended;
 * - no frame, series or array is changed in the loop, but for cells of columns that the loop does not read, and rows of frames that have
 *   nothing to do with this one;
 * - checked where the program runs: the frame is exactly one of pandas, its columns have names of their own, their dtypes are known.
 *
 * ## Exactness
 *
 * `exact`: every cell is the object that it would have been in the row.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { aliases, effects, scopes as scopesAnalysis, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";
import { classOf } from "../frames/shared/lazy.js";
import { textOf } from "../frames/shared/names.js";
import { type Cells, cellsOf, isObjection, type Objection } from "../frames/shared/row-function.js";
import { cellArguments, isStandIn, keyword, makeStandIn, plainArgument } from "../frames/shared/stand-in.js";
import { type Assumption, changesTables } from "../frames/shared/table-writes.js";
import { isSetAt } from "../manager/is-set.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const rowLoops = definePass({
  name: "row-loops",
  summary: "lets loops over the rows of a frame go over the columns that they read",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects, aliases],
  run(unit, context) {
    const found: RowLoop[] = [];
    walkUnit(unit, (node) => {
      const loop = node.kind === "For" ? rowLoop(node, context) : undefined;
      if (loop) found.push(loop);
    });
    for (const loop of found) {
      if (loop.isDone) continue;
      const cells = cellsIn(loop, found, unit, context);
      if (isObjection(cells)) context.remarks.missed("NC2711", loop.node, "a Series is made of each row", cells);
      else rewrite(loop, cells, context);
    }
  },
});

type For = Extract<Statement, { kind: "For" }>;
type Name = Extract<Expression, { kind: "Name" }>;

interface RowLoop {
  readonly node: For;
  readonly frame: Expression;
  readonly row: Name;
  readonly index: Name | undefined;
  readonly isDone: boolean;
}

/** `for index, row in frame.iterrows():` */
function rowLoop(node: For, context: PassContext): RowLoop | undefined {
  const { iter, target } = node;
  if (iter.kind !== "Call" || iter.func.kind !== "Attribute" || iter.func.attr !== "iterrows") return undefined;
  if (iter.args.length > 0 || iter.keywords.length > 0) return undefined;
  const isDone = isStandIn(iter.func.value, context);
  if (!isDone && !["frame", "unknown"].includes(classOf(iter.func.value, context))) return undefined;
  if (target.kind !== "Tuple" || target.elts.length !== 2) return undefined;
  const [index, row] = target.elts;
  return row?.kind === "Name"
    ? { node, frame: iter.func.value, row, index: index?.kind === "Name" ? index : undefined, isDone }
    : undefined;
}

interface LoopCells extends Cells, Assumption {
  /** See `by_rows`. */
  readonly leaves: string | true | undefined;
}

function cellsIn(loop: RowLoop, all: readonly RowLoop[], unit: Unit, context: PassContext): LoopCells | Objection {
  if (!context.allows(loop.node)) return { reason: "optimisation is switched off here" };
  if (!context.mayGuard) return { reason: "that it is a frame of pandas is checked when the program runs, which -O1 does not do" };
  const resolution = context.get(scopesAnalysis).resolve(loop.row);
  if (resolution.kind !== "binding") return { reason: `what ${loop.row.id} means is not known` };
  const { binding } = resolution;
  if (binding.writtenElsewhere || binding.scope.node !== unit) return { reason: `other functions may see ${loop.row.id}` };
  // A name that several loops use for their rows: each reads its own.
  const loops = all.filter(({ row }) => row.id === loop.row.id);
  if (binding.definitions.some(({ node }) => !loops.some(({ row }) => row === node)))
    return { reason: `${loop.row.id} gets other values, too`, suggest: "give the row a name of its own" };
  const own: Binding["uses"] = [];
  const isOfFunction = binding.scope.kind === "function";
  let isReadLater = false;
  for (const use of binding.uses) {
    const around = loopsAround(use, loops, context);
    const [innermost] = around;
    if (!innermost && isInFunction(use, unit, context)) return { reason: `a function reads ${loop.row.id}, perhaps while the loop runs` };
    isReadLater ||= !innermost;
    if (around.length > 1) return { reason: "a loop inside of it uses the same name for its rows" };
    if (innermost === loop) own.push(use);
  }
  const cells = cellsOf({ ...binding, uses: own }, loop.node, context);
  if (isObjection(cells)) return cells;
  if (isReadLater && isOfFunction && mayEndEarly(loop, context))
    return { reason: `the loop may end early, and ${loop.row.id} may be read then`, suggest: `give what is read later a name of its own` };
  const leaves = isOfFunction ? isReadLater || undefined : loop.row.id;
  const bound = boundIn(loop.node);
  const row = {
    row: binding,
    table: loop.frame,
    ...indexOf(loop, loops, context),
    isSetBefore: (each: Binding) => !bound.has(each.name) && isSetAt(loop.node, each, unit, context),
  };
  const answer = changesTables(loop.node.body, row, new Set(cells.labels), context);
  return isObjection(answer) ? answer : { ...cells, leaves, plain: answer.plain };
}

/** The loops in whose bodies a name is read, the innermost first. */
function loopsAround(use: Node, loops: readonly RowLoop[], context: PassContext): RowLoop[] {
  const around: RowLoop[] = [];
  let below: Node = use;
  for (let at = context.editor.parentOf(use); at; below = at, at = context.editor.parentOf(at)) {
    const found = loops.find(({ node }) => node === at);
    if (found?.node.body.includes(below as Statement)) around.push(found);
  }
  return around;
}

/** The names that a loop binds. */
function boundIn(loop: For): Set<string> {
  const bound = new Set<string>();
  walk(loop, (node) => {
    if (node.kind === "Name" && node.ctx !== "Load") bound.add(node.id);
  });
  return bound;
}

/** The variable that only ever holds labels of rows. */
function indexOf({ index }: RowLoop, loops: readonly RowLoop[], context: PassContext): { readonly index?: Binding } {
  const resolution = index && context.get(scopesAnalysis).resolve(index);
  if (resolution?.kind !== "binding") return {};
  const isOnlyIndex = resolution.binding.definitions.every(({ node }) => loops.some((each) => each.index === node));
  return isOnlyIndex ? { index: resolution.binding } : {};
}

function isInFunction(use: Node, unit: Node, context: PassContext): boolean {
  for (let at = context.editor.parentOf(use); at && at !== unit; at = context.editor.parentOf(at))
    if (["FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef", "GeneratorExp"].includes(at.kind)) return true;
  return false;
}

/** Whether a loop stores into single cells of a frame. */
const storesCells = (loop: For): boolean =>
  some(
    loop,
    (node) =>
      node.kind === "Subscript" && node.ctx !== "Load" && node.value.kind === "Attribute" && ["at", "loc"].includes(node.value.attr),
  );

/** Whether the row may be read while it is not the last one: behind a `break`, or by a handler. */
function mayEndEarly({ node }: RowLoop, context: PassContext): boolean {
  for (let at = context.editor.parentOf(node); at; at = context.editor.parentOf(at))
    if (at.kind === "Try" || at.kind === "TryStar") return true;
  return some(node, ({ kind }) => kind === "Break" || kind === "Yield" || kind === "YieldFrom" || kind === "Await");
}

function rewrite(loop: RowLoop, cells: LoopCells, context: PassContext): void {
  const { editor, remarks } = context;
  remarks
    .passed("NC2710", loop.node, "the loop goes over columns, without a Series for each row")
    .exactness("exact")
    .obligation("only cells are asked of the row", "proved", "the loop's body")
    .obligation("no table that is read is changed in the loop", "proved", "effects of the loop")
    .obligation("a frame of pandas whose dtypes are known", "guarded", `by_rows(${textOf(loop.frame)})`)
    .metric("columns", cells.labels.length);
  const args = cellArguments(cells, context);
  const keywords = plainArgument(cells, context);
  const constant = (value: string | boolean) => build.Constant({ value, prefix: null }, editor.synthetic());
  if (cells.leaves !== undefined) {
    keywords.push(keyword("leaves", constant(cells.leaves), context));
    if (storesCells(loop.node)) keywords.push(keyword("stores", constant(true), context));
  }
  makeStandIn(loop.frame, "by_rows", args, keywords, context);
}
