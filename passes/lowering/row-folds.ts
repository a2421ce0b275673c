/**
 * Row folds: a loop over rows that only adds to numbers, lists, tables and sets adds everything at once.
 *
 * Before:
 *
 * ```python
 * for i, row in df.iterrows():
 *     if row["age"] > 30:
 *         total += row["pay"]
 *         names.append(row["name"])
 * ```
 *
 * After:
 *
 * ```python
 * def _each_row(row, total, names):
 *     if row["age"] > 30:
 *         total.add(row["pay"])
 *         names.append(row["name"])
 * _left, total = _rt.folded(df, "iterrows", ("age", "pay", "name"), _each_row, (total,), (names,))
 * for i, row in _left.iterrows():
 *     if row["age"] > 30:
 *         total += row["pay"]
 *         names.append(row["name"])
 * del _left
 * ```
 *
 * The function runs on columns. The loop does the last row, so that its variables have the values that they always have behind it, or all rows
 * where the stand-in has left them alone.
 *
 * Counter-example, which stays as it is: what is added depends on what was added before.
 *
 * ```python
 * for i, row in df.iterrows():
 *     total = total * 0.9 + row["pay"]
 * ```
 *
 * ## Obligations
 *
 * - the body only computes from cells of its row, constants, tables that stay as they are, and functions that only compute;
 * - what it adds to is used in no other way in the loop, but may be asked for behind the last addition of a row (`balances.append(balance)`);
 * - no function sees what the loop changes;
 * - checked where the program runs: a frame or series of pandas whose dtypes are known; exactly lists, dictionaries, sets and numbers; no row
 *   for which something raises or warns, or is of a class that is not known. Otherwise the loop does all rows, and nothing has been changed.
 *
 * ## Exactness
 *
 * `exact`: sums are added up one after the other, by key, too; every object is of the class that it would have been.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { effects, scopes as scopesAnalysis, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Name, type Statement } from "../../compiler/ir/nodes.js";
import { copyNode, some, walk } from "../../compiler/ir/visit.js";
import { FoldCells } from "../frames/shared/fold-cells.js";
import { type Fold, foldOf } from "../frames/shared/folding.js";
import { classOf, isBuiltin } from "../frames/shared/lazy.js";
import { textOf } from "../frames/shared/names.js";
import { isObjection, type Objection } from "../frames/shared/row-function.js";
import { isStandIn } from "../frames/shared/stand-in.js";
import { importRuntime, runtimeNameOf } from "../guards/runtime-import.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { standsInClass, walkUnit } from "../manager/units.js";

export const rowFolds = definePass({
  name: "row-folds",
  summary: "lets loops that only add something for each row of a frame add it for all rows at once",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    if (observesNames(context.module)) return;
    const found: Loop[] = [];
    walkUnit(unit, (node) => {
      const loop = node.kind === "For" && !standsInClass(node, unit, context.editor.parentOf) ? loopOf(node, context) : undefined;
      if (loop) found.push(loop);
    });
    for (const loop of found) {
      const plan = planFor(loop, unit, context);
      if (isObjection(plan)) context.remarks.missed("NC2719", loop.node, "the loop adds row by row", plan);
      else rewrite(loop, plan, context);
    }
  },
});

type For = Extract<Statement, { kind: "For" }>;

interface Loop {
  readonly node: For;
  readonly how: "iterrows" | "itertuples" | "items" | "zip" | "counted";
  /** The frame, the series, the call of `zip`, or what gives numbers or labels of rows. */
  readonly source: Expression;
  /** The variables that the loop sets, as parameters of the function: the label of the row first, if there is one. */
  readonly parameters: readonly Name[];
  readonly row: Name | undefined;
  readonly index: Name | undefined;
}

interface Plan extends Fold {
  readonly labels: readonly string[];
  readonly isIndexed: boolean;
  readonly cells: FoldCells | undefined;
}

function loopOf(node: For, context: PassContext): Loop | undefined {
  const { iter, target } = node;
  if (iter.kind === "Call" && iter.func.kind === "Attribute") {
    const source = withoutStandIn(iter.func.value, context);
    if (iter.args.length > 0 || !isTable(source, ["frame", "unknown"], context)) return undefined;
    if (iter.func.attr === "iterrows" && iter.keywords.length === 0) {
      if (target.kind !== "Tuple" || target.elts.length !== 2) return undefined;
      const [index, row] = target.elts as [Expression, Expression];
      if (row.kind !== "Name" || index.kind !== "Name" || row.id === index.id) return undefined;
      return { node, how: "iterrows", source, parameters: [index, row], row, index };
    }
    if (iter.func.attr === "itertuples" && target.kind === "Name" && iter.keywords.every(({ value }) => value.kind === "Constant"))
      return { node, how: "itertuples", source, parameters: [target], row: target, index: undefined };
    return undefined;
  }
  if (target.kind === "Name" && countsRows(iter, context))
    return { node, how: "counted", source: iter, parameters: [target], row: undefined, index: target };
  if (target.kind === "Name") {
    const source = withoutStandIn(iter, context);
    return isColumn(source, context)
      ? { node, how: "items", source: iter, parameters: [target], row: undefined, index: undefined }
      : undefined;
  }
  if (iter.kind !== "Call" || !isBuiltin(iter.func, "zip", context) || iter.keywords.length > 0) return undefined;
  if (target.kind !== "Tuple" || target.elts.length !== iter.args.length || target.elts.length < 2) return undefined;
  if (!iter.args.every((each) => isColumn(withoutStandIn(each, context), context))) return undefined;
  const names = target.elts.filter((each): each is Name => each.kind === "Name");
  if (names.length < target.elts.length || new Set(names.map(({ id }) => id)).size < names.length) return undefined;
  return { node, how: "zip", source: iter, parameters: names, row: undefined, index: undefined };
}

/** `range(len(df))`, `range(1, len(df))`, `df.index`: what a range counts is looked at when the program runs. */
function countsRows(iter: Expression, context: PassContext): boolean {
  if (iter.kind === "Attribute")
    return iter.attr === "index" && iter.value.kind === "Name" && isTable(iter.value, ["frame", "unknown"], context);
  if (iter.kind !== "Call" || !isBuiltin(iter.func, "range", context) || iter.keywords.length > 0) return false;
  return (iter.args.length === 1 || iter.args.length === 2) && iter.args.every(({ kind }) => kind !== "Starred");
}

/** What `_rt.by_rows(df, …)`, `_rt.by_tuples(df, …)` and `_rt.actual(df)` stand for. */
function withoutStandIn(value: Expression, context: PassContext): Expression {
  if (!isStandIn(value, context) || value.kind !== "Call" || value.func.kind !== "Attribute") return value;
  return ["by_rows", "by_tuples"].includes(value.func.attr) ? (value.args[0] ?? value) : value;
}

/** Whether a value is expected to be a table, and is not what this pass has left. */
function isTable(value: Expression, classes: readonly string[], context: PassContext): boolean {
  if (value.kind === "Name" && isLeft(value, context)) return false;
  if (isActual(value, context)) return true;
  return !isStandIn(value, context) && classes.includes(classOf(value, context));
}

const isActual = (value: Expression, context: PassContext): boolean =>
  isStandIn(value, context) && value.kind === "Call" && value.func.kind === "Attribute" && value.func.attr === "actual";

/** Whether an expression is a column by its form, or by its type. */
function isColumn(value: Expression, context: PassContext): boolean {
  if (value.kind === "Name") return !isLeft(value, context) && ["series", "mask"].includes(classOf(value, context));
  if (isActual(value, context)) return true;
  if (value.kind === "Subscript" && value.value.kind === "Name" && value.slice.kind === "Constant" && typeof value.slice.value === "string")
    return ["series", "mask", "unknown"].includes(classOf(value, context));
  return ["series", "mask"].includes(classOf(value, context));
}

/** Whether a variable holds what `_rt.folded` has left. */
function isLeft(name: Name, context: PassContext): boolean {
  const resolution = context.get(scopesAnalysis).resolve(name);
  if (resolution.kind !== "binding") return false;
  return resolution.binding.definitions.some(({ node }) => {
    const around = context.editor.parentOf(node);
    const statement = around?.kind === "Tuple" ? context.editor.parentOf(around) : around;
    return statement?.kind === "Assign" && isFolded(statement.value, context);
  });
}

function isFolded(value: Expression, { module }: PassContext): boolean {
  if (value.kind !== "Call" || value.func.kind !== "Attribute" || value.func.value.kind !== "Name") return false;
  return value.func.attr === "folded" && value.func.value.id === runtimeNameOf(module);
}

function planFor(loop: Loop, unit: Unit, context: PassContext): Plan | Objection {
  const { node, how, parameters, row, index } = loop;
  if (!context.allows(node)) return { reason: "optimisation is switched off here" };
  if (!context.mayGuard) return { reason: "what there is to add is looked at when the program runs, which -O1 does not do" };
  const targets = new Set<Binding>();
  for (const each of parameters) {
    const resolution = context.get(scopesAnalysis).resolve(each);
    if (resolution.kind !== "binding") return { reason: `what ${each.id} means is not known` };
    targets.add(resolution.binding);
  }
  const labels = row ? labelsOf(loop, row, context) : [];
  if (isObjection(labels)) return labels;
  const cells = how === "counted" && index ? new FoldCells(index, node, unit, context) : undefined;
  const fold = foldOf(node, targets, cells, unit, context);
  if (isObjection(fold)) return fold;
  if (cells && cells.read.length === 0) return { reason: "no cell of a table is read by the number or label of its row" };
  const isIndexed = index !== undefined && fold.body.some((each) => some(each, (part) => part.kind === "Name" && part.id === index.id));
  return { ...fold, labels, isIndexed, cells };
}

/** The cells that are read in the loop. */
function labelsOf({ node, how }: Loop, row: Name, context: PassContext): readonly string[] | Objection {
  const labels = new Set<string>();
  let objection: Objection | undefined;
  for (const statement of node.body)
    walk(statement, (part) => {
      if (part.kind !== "Name" || part.id !== row.id) return;
      const parent = context.editor.parentOf(part);
      const label =
        how === "iterrows" &&
        parent?.kind === "Subscript" &&
        parent.value === part &&
        parent.slice.kind === "Constant" &&
        typeof parent.slice.value === "string"
          ? parent.slice.value
          : parent?.kind === "Attribute" && how === "itertuples" && !parent.attr.startsWith("_") && !tupleMethods.has(parent.attr)
            ? parent.attr
            : undefined;
      if (label === undefined || (parent?.kind !== "Subscript" && parent?.kind !== "Attribute") || parent.ctx !== "Load")
        objection ??= { reason: `more is asked of ${row.id} than single cells` };
      else labels.add(label);
    });
  return objection ?? [...labels];
}

/** What tuples have beside the columns. */
const tupleMethods = new Set(["count", "index"]);

function rewrite({ node, how, source, parameters, index }: Loop, plan: Plan, context: PassContext): void {
  const { editor, remarks } = context;
  const { numbers, others, labels, isIndexed, body, branches, cells } = plan;
  remarks
    .passed("NC2718", node, "what the loop adds for each row is added at once")
    .exactness("exact")
    .obligation("the body only computes and adds", "proved", "the loop's body")
    .obligation(`nobody sees ${[...numbers, ...others].join(", ")} while the loop runs`, "proved", "all uses of the variables")
    .obligation("columns and values of known classes, nothing that raises or warns", "guarded", `folded(${textOf(source)})`)
    .metric("columns", labels.length)
    .metric("branches", branches);
  const loc = editor.synthetic();
  const load = (id: string): Name => build.Name({ id, ctx: "Load" }, loc);
  const tuple = (elts: readonly Expression[]): Expression => build.Tuple({ elts: [...elts], ctx: "Load" }, loc);
  const constant = (value: string | boolean | null): Expression => build.Constant({ value, prefix: null }, loc);
  const runtime = importRuntime(context);
  const step = editor.freshName("each_row");
  const left = editor.freshName("left");
  const stored = cells?.stored ?? [];
  const names = [
    ...parameters.filter((each) => each !== index || isIndexed).map(({ id }) => id),
    ...(cells?.read ?? []).map(({ parameter }) => parameter),
    ...numbers,
    ...others,
    ...stored.map(({ parameter }) => parameter),
  ];
  const args = build.arguments(
    {
      posonlyargs: [],
      args: names.map((arg) => build.arg({ arg, annotation: null }, loc)),
      vararg: null,
      kwonlyargs: [],
      kw_defaults: [],
      kwarg: null,
      defaults: [],
    },
    loc,
  );
  const definition = build.FunctionDef({ name: step, args, body, decorator_list: [], returns: null, type_params: [] }, loc);
  const tables = [...new Set([...(cells?.read ?? []), ...stored].map(({ table }) => table))];
  const from =
    how === "counted"
      ? tuple(tables.map(load))
      : how === "zip" && source.kind === "Call"
        ? tuple(source.args.map((each) => copyNode(each)))
        : copyNode(source);
  const number = (value: number): Expression => build.Constant({ value: BigInt(value), prefix: null }, loc);
  const signed = (value: number): Expression => (value < 0 ? build.UnaryOp({ op: "USub", operand: number(-value) }, loc) : number(value));
  const parts = cells
    ? cells.read.map(({ table, label, way, shift }) =>
        tuple([number(tables.indexOf(table)), constant(label), constant(way), signed(shift)]),
      )
    : labels.map(constant);
  const values = [from, how === "counted" ? copyNode(source) : constant(how), tuple(parts), load(step), tuple(numbers.map(load))];
  if (others.length > 0 || stored.length > 0) values.push(tuple(others.map(load)));
  if (stored.length > 0) values.push(tuple(stored.map(({ table, label }) => tuple([number(tables.indexOf(table)), constant(label)]))));
  const keywords = isIndexed ? [build.keyword({ arg: "index", value: constant(true) }, loc)] : [];
  const func = build.Attribute({ value: load(runtime), attr: "folded", ctx: "Load" }, loc);
  const call = build.Call({ func, args: values, keywords }, loc);
  const store = (id: string): Name => build.Name({ id, ctx: "Store" }, loc);
  const target = numbers.length > 0 ? build.Tuple({ elts: [store(left), ...numbers.map(store)], ctx: "Store" }, loc) : store(left);
  editor.insertBefore(node, [definition, build.Assign({ targets: [target], value: call }, loc)]);
  editor.replaceExpression(source, build.Name({ id: left, ctx: "Load" }, editor.preserve(source)));
  // It holds rows of the frame.
  editor.insertAfter(node, [build.Delete({ targets: [build.Name({ id: left, ctx: "Del" }, loc)] }, loc)]);
}
