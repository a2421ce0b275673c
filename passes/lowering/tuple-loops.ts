/**
 * Tuple loops: a loop over `itertuples()` that only reads attributes gets tuples of those columns alone.
 *
 * Before:
 *
 * ```python
 * for row in df.itertuples():
 *     total += row.price * row.amount
 * ```
 *
 * After:
 *
 * ```python
 * for row in _rt.by_tuples(df, ("price", "amount")).itertuples():
 *     total += row.price * row.amount
 * ```
 *
 * Counter-example, which stays as it is: the tuple lives on as a whole.
 *
 * ```python
 * for row in df.itertuples():
 *     found.append(row)
 * ```
 *
 * ## Obligations
 *
 * - nothing but attributes that are names of columns is asked of the row;
 * - a row that others can import is a whole one when the loop has ended: then no frame, series or array is changed in the loop;
 * - checked where the program runs: the frame is exactly one of pandas, and its columns have names of their own, those that are read among them.
 *
 * ## Exactness
 *
 * `exact`: cells come from the same iterators.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { effects, scopes as scopesAnalysis, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Name, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";
import { classOf } from "../frames/shared/lazy.js";
import { textOf } from "../frames/shared/names.js";
import { isObjection, type Objection } from "../frames/shared/row-function.js";
import { cellArguments, isStandIn, keyword, makeStandIn, plainArgument } from "../frames/shared/stand-in.js";
import { changesTables } from "../frames/shared/table-writes.js";
import { isSetAt } from "../manager/is-set.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const tupleLoops = definePass({
  name: "tuple-loops",
  summary: "lets loops over the tuples of a frame go over the columns that they read",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    const found: TupleLoop[] = [];
    walkUnit(unit, (node) => {
      const loop = node.kind === "For" ? tupleLoop(node, context) : undefined;
      if (loop) found.push(loop);
    });
    for (const loop of found) {
      if (loop.isDone) continue;
      const plan = planFor(loop, found, unit, context);
      if (isObjection(plan)) context.remarks.missed("NC2715", loop.node, "all columns become tuples", plan);
      else rewrite(loop, plan, context);
    }
  },
});

type For = Extract<Statement, { kind: "For" }>;

interface TupleLoop {
  readonly node: For;
  readonly frame: Expression;
  readonly row: Name;
  readonly isDone: boolean;
}

interface Plan {
  readonly labels: readonly string[];
  readonly plain: readonly string[];
  /** The module's variable that holds a row when the loop has ended. */
  readonly leaves: string | undefined;
}

/** `for row in frame.itertuples():`, with `index=` and `name=` as constants. */
function tupleLoop(node: For, context: PassContext): TupleLoop | undefined {
  const { iter, target } = node;
  if (target.kind !== "Name" || iter.kind !== "Call" || iter.func.kind !== "Attribute" || iter.func.attr !== "itertuples") return undefined;
  if (iter.args.length > 0) return undefined;
  const isPlain = iter.keywords.every(
    ({ arg, value }) =>
      value.kind === "Constant" && typeof value.value === (arg === "index" ? "boolean" : arg === "name" ? "string" : "undefined"),
  );
  if (!isPlain) return undefined;
  const frame = iter.func.value;
  const isDone = isStandIn(frame, context);
  return isDone || ["frame", "unknown"].includes(classOf(frame, context)) ? { node, frame, row: target, isDone } : undefined;
}

function planFor(loop: TupleLoop, all: readonly TupleLoop[], unit: Unit, context: PassContext): Plan | Objection {
  const { node, row } = loop;
  if (!context.allows(node)) return { reason: "optimisation is switched off here" };
  if (!context.mayGuard) return { reason: "that it is a frame of pandas is checked when the program runs, which -O1 does not do" };
  const resolution = context.get(scopesAnalysis).resolve(row);
  if (resolution.kind !== "binding") return { reason: `what ${row.id} means is not known` };
  const { binding } = resolution;
  if (binding.writtenElsewhere || binding.scope.node !== unit) return { reason: `other functions may see ${row.id}` };
  if (!binding.definitions.every((each) => all.some((other) => other.row === each.node)))
    return { reason: `${row.id} gets other values, too`, suggest: "give the row a name of its own" };
  const labels = labelsOf(loop, binding, all, context);
  if (isObjection(labels)) return labels;
  if (binding.scope.kind !== "module") return { labels, plain: [], leaves: undefined };
  // Who reads the variable in a function may do so while the loop runs.
  if (binding.uses.some((use) => isInFunction(use, unit, context)))
    return { reason: `a function reads ${row.id}, perhaps while the loop runs` };
  const bound = new Set<string>();
  walk(node, (part) => {
    if (part.kind === "Name" && part.ctx !== "Load") bound.add(part.id);
  });
  const isSetBefore = (each: Binding): boolean => !bound.has(each.name) && isSetAt(node, each, unit, context);
  const answer = changesTables(node.body, { row: binding, isSetBefore }, new Set(), context);
  if (isObjection(answer)) return { ...answer, suggest: "put the loop into a function" };
  return { labels, plain: answer.plain, leaves: row.id };
}

/** The attributes that are read in a loop, and of a variable of a function behind all loops. */
function labelsOf(loop: TupleLoop, { name, scope, uses }: Binding, all: readonly TupleLoop[], context: PassContext): string[] | Objection {
  const labels = new Set<string>();
  for (const use of uses) {
    const around = all.filter((each) => isInside(use, each.node));
    // A variable of the module holds a whole row when the loop has ended.
    if (around.length === 0 && scope.kind === "module") continue;
    const parent = context.editor.parentOf(use);
    if (parent?.kind !== "Attribute" || parent.ctx !== "Load" || parent.attr.startsWith("_"))
      return { reason: `more is asked of ${name} than attributes`, suggest: `read each cell as ${name}.column` };
    if (around.length === 0 || around.includes(loop)) labels.add(parent.attr);
  }
  return labels.size > 0 ? [...labels] : { reason: `no cell of ${name} is read` };
}

const isInside = (use: Node, { body }: For): boolean => body.some((each) => some(each, (part) => part === use));

function isInFunction(use: Node, unit: Node, context: PassContext): boolean {
  for (let at = context.editor.parentOf(use); at && at !== unit; at = context.editor.parentOf(at))
    if (["FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef", "GeneratorExp"].includes(at.kind)) return true;
  return false;
}

function rewrite({ node, frame }: TupleLoop, { labels, plain, leaves }: Plan, context: PassContext): void {
  context.remarks
    .passed("NC2714", node, "tuples are made of the columns that are read")
    .exactness("exact")
    .obligation("only attributes are asked of the row", "proved", "all uses of the variable")
    .obligation("a frame of pandas that has these columns", "guarded", `by_tuples(${textOf(frame)})`)
    .metric("columns", labels.length);
  const keywords = plainArgument({ plain }, context);
  if (leaves !== undefined)
    keywords.push(keyword("leaves", build.Constant({ value: leaves, prefix: null }, context.editor.synthetic()), context));
  makeStandIn(frame, "by_tuples", cellArguments({ labels, attributes: [] }, context), keywords, context);
}
