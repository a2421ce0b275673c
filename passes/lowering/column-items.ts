/**
 * Items of columns: where all elements of a column are gone through, they come from lists, many at a time. pandas makes each one when it is
 * asked for, which takes longer than most that is done with it.
 *
 * Before:
 *
 * ```python
 * initials = [name[0] for name in df["name"] if name]
 * prices = dict(zip(df["name"], df["price"]))
 * ```
 *
 * After:
 *
 * ```python
 * initials = [name[0] for name in _rt.iterated(df["name"], True) if name]
 * prices = dict(_rt.zipped((0, 1), df["name"], df["price"]))
 * ```
 *
 * Counter-example, in which only texts of Arrow, which never change, come from lists: what is called may store into the column.
 *
 * ```python
 * found = [check(price) for price in df["price"]]
 * ```
 *
 * ## Obligations
 *
 * - nothing is stored into a frame, series or array while elements are taken: by the effects of the comprehension or loop, or because a
 *   builtin takes them all;
 * - checked where the program runs: a series of pandas itself, of numbers, booleans or texts, with enough elements; objects only if all are
 *   of classes of Python whose operators run no code of the program.
 *
 * ## Exactness
 *
 * `exact`: the same objects, or equal ones of the same class where pandas makes them anew, in the same order.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { effects, scopes, types } from "../../compiler/analysis/standard.js";
import { membersOf } from "../../compiler/analysis/types/type.js";
import { build, type Expression, isExpression, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";
import { classOf, isBuiltin } from "../frames/shared/lazy.js";
import { textOf } from "../frames/shared/names.js";
import { isObjection } from "../frames/shared/row-function.js";
import { isStandIn, makeStandIn, plainArgument } from "../frames/shared/stand-in.js";
import { type Assumption, changesTables } from "../frames/shared/table-writes.js";
import { importRuntime } from "../guards/runtime-import.js";
import { isSetAt } from "../manager/is-set.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";
import { words } from "../manager/words.js";

export const columnItems = definePass({
  name: "column-items",
  summary: "takes the elements of columns from lists, many at a time",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    const found: Site[] = [];
    walkUnit(unit, (node) => found.push(...sitesAt(node, unit, context)));
    for (const site of found) rewrite(site, context);
  },
});

type Call = Extract<Expression, { kind: "Call" }>;
type Comprehension = Extract<Expression, { kind: "ListComp" | "SetComp" | "DictComp" | "GeneratorExp" }>;

/** `series`, `enumerate(series)`, or `zip(series, …)`. */
interface Walked {
  readonly series: readonly Expression[];
  /** The call of `zip` around them. */
  readonly zip?: Call;
  /** What holds one element of a series each. */
  readonly items: readonly Expression[];
}

interface Site extends Walked {
  /** What goes through it, for the remark. */
  readonly by: Node;
  /** What has to hold if nothing is stored into tables meanwhile; otherwise why that is not known. */
  readonly still: Assumption | { readonly reason: string };
}

/** Builtins that take all elements, and call nothing but operators of these. */
const takers = words("list set tuple frozenset sorted sum min max any all dict");

function sitesAt(node: Node, unit: Unit, context: PassContext): Site[] {
  switch (node.kind) {
    case "ListComp":
    case "SetComp":
    case "DictComp":
      return sitesOf(node, unit, context);
    case "GeneratorExp":
      return isTaken(node, context) ? sitesOf(node, unit, context) : [];
    case "For": {
      const walked = walkedIn(node.iter, node.target, context);
      return walked ? [{ ...walked, by: node, still: still(node, node, node.body, [walked], unit, context) }] : [];
    }
    case "Call": {
      const walked = takesAll(node, context) ? walkedIn(node.args[0], undefined, context) : undefined;
      return walked ? [{ ...walked, by: node, still: { plain: [] } }] : [];
    }
    default:
      return [];
  }
}

function walkedIn(iter: Expression | undefined, target: Expression | undefined, context: PassContext): Walked | undefined {
  if (!iter) return undefined;
  if (isSeries(iter, context)) return { series: [iter], items: target ? [target] : [] };
  if (iter.kind !== "Call" || iter.keywords.length > 0 || iter.args.some(({ kind }) => kind === "Starred")) return undefined;
  const parts = target?.kind === "Tuple" ? target.elts : [];
  if (isBuiltin(iter.func, "enumerate", context)) {
    const [series] = iter.args;
    return series && isSeries(series, context) ? { series: [series], items: parts } : undefined;
  }
  if (!isBuiltin(iter.func, "zip", context)) return undefined;
  const series = iter.args.filter((each) => isSeries(each, context));
  if (series.length === 0) return undefined;
  const items = parts.length === iter.args.length ? parts.filter((_, at) => series.includes(iter.args[at] as Expression)) : [];
  return { series, zip: iter, items };
}

function isSeries(node: Expression, context: PassContext): boolean {
  if (isStandIn(node, context) || !["series", "mask"].includes(classOf(node, context))) return false;
  const isColumn = node.kind === "Subscript" || node.kind === "Attribute";
  // To ask takes a fifth of a microsecond, which has to be little beside making the series, or is paid once.
  return isColumn || (node.kind === "Name" && !standsInLoop(node, context));
}

function standsInLoop(node: Node, context: PassContext): boolean {
  let below: Node = node;
  for (let at = context.editor.parentOf(node); at; below = at, at = context.editor.parentOf(at)) {
    if (at.kind === "FunctionDef" || at.kind === "Lambda" || at.kind === "While") return true;
    if (at.kind === "For" && at.iter !== below) return true;
    if (at.kind === "comprehension" && at.iter !== below) return true;
  }
  return false;
}

/** Whether a generator is gone through at once. */
function isTaken(node: Comprehension, context: PassContext): boolean {
  const parent = context.editor.parentOf(node);
  return parent?.kind === "Call" && parent.args[0] === node && takesAll(parent, context);
}

function takesAll({ func, args, keywords }: Extract<Expression, { kind: "Call" }>, context: PassContext): boolean {
  if (args.length !== 1 || keywords.some(({ arg, value }) => arg !== "reverse" || value.kind !== "Constant")) return false;
  if (func.kind === "Name" && takers.has(func.id)) return isBuiltin(func, func.id, context);
  if (keywords.length > 0) return false;
  if (func.kind === "Attribute" && func.attr === "join") return func.value.kind === "Constant" && typeof func.value.value === "string";
  const type = context.get(types).typeOf(func);
  return type.kind === "library-class" && type.name === "collections.Counter";
}

function sitesOf(node: Comprehension, unit: Unit, context: PassContext): Site[] {
  const { generators } = node;
  const walked = generators.flatMap(({ iter, target }) => walkedIn(iter, target, context) ?? []);
  if (walked.length === 0) return [];
  const results = node.kind === "DictComp" ? [node.key, node.value] : [node.elt];
  const body = [...results, ...generators.flatMap(({ ifs }) => ifs), ...generators.slice(1).map(({ iter }) => iter)];
  const statement = statementAround(node, context);
  const answer = statement
    ? still(
        node,
        statement,
        body.filter((each) => each !== null),
        walked,
        unit,
        context,
      )
    : { reason: "it is not known when it runs" };
  return walked.map((each) => ({ ...each, by: node, still: answer }));
}

/** Whether what is done with each element leaves all tables alone. */
function still(
  around: Node,
  statement: Statement,
  body: readonly Node[],
  walked: readonly Walked[],
  unit: Unit,
  context: PassContext,
): Site["still"] {
  if (body.some((each) => some(each, ({ kind }) => kind === "Yield" || kind === "YieldFrom" || kind === "Await")))
    return { reason: "other code runs between two elements" };
  const bound = new Set<string>();
  walk(around, (part) => {
    if (part.kind === "Name" && part.ctx !== "Load") bound.add(part.id);
  });
  const isSetBefore = (each: Binding): boolean => !bound.has(each.name) && isSetAt(statement, each, unit, context);
  const items = new Set(walked.flatMap((each) => each.items.flatMap((item) => itemOf(item, context) ?? [])));
  const answer = changesTables(body, { items, isSetBefore }, new Set(), context);
  return isObjection(answer) ? { reason: answer.reason } : answer;
}

/** The variable that only ever holds elements of one column. */
function itemOf(target: Expression, context: PassContext): Binding | undefined {
  const resolution = target.kind === "Name" ? context.get(scopes).resolve(target) : undefined;
  if (resolution?.kind !== "binding") return undefined;
  const { binding } = resolution;
  const isOwn = binding.scope.kind === "comprehension" || !binding.writtenElsewhere;
  return isOwn && binding.definitions.length === 1 ? binding : undefined;
}

function statementAround(node: Node, context: PassContext): Statement | undefined {
  for (let at: Node | undefined = node; at; at = context.editor.parentOf(at)) {
    if (at.kind === "Lambda") return undefined;
    if (!isExpression(at) && at.kind !== "comprehension" && at.kind !== "keyword") return at as Statement;
  }
  return undefined;
}

function rewrite({ series, zip, by, still: answer }: Site, context: PassContext): void {
  const { remarks } = context;
  const isStill = !("reason" in answer);
  const columns = series.map(textOf).join(", ");
  const reason = !context.allows(by)
    ? "optimisation is switched off here"
    : !context.mayGuard
      ? "what there is has to be checked when the program runs, which -O1 does not do"
      : !isStill && !series.some((each) => mayBeOfArrow(each, context))
        ? answer.reason
        : undefined;
  if (reason !== undefined) {
    remarks.missed("NC2781", by, `each element of ${columns} is made alone`, { reason });
    return;
  }
  remarks
    .passed("NC2780", by, `elements of ${columns} come from lists`)
    .exactness("exact")
    .obligation("nothing is stored into tables meanwhile", isStill ? "proved" : "guarded", isStill ? "effects" : "texts of Arrow only")
    .obligation("a series of numbers, booleans or texts", "guarded", `${zip ? "zipped" : "iterated"}(${columns})`);
  const plain = isStill ? plainArgument(answer, context) : [];
  if (zip) makeZip(zip, isStill ? series : [], plain, context);
  else for (const each of series) makeStandIn(each, "iterated", isStill ? [constant(true, context)] : [], plain, context);
}

/** Whether a column may hold the texts that pandas 3 has, which never change. */
function mayBeOfArrow(series: Expression, context: PassContext): boolean {
  if (context.targets.satisfies("pandas", ">=3") === false) return false;
  const facts = context.get(types);
  const known = [facts.typeOf(series), facts.expectedTypeOf(series)].flatMap(membersOf);
  return known.every((type) => type.kind !== "series" || type.dtype === null || type.dtype === "str" || type.dtype === "string");
}

/** Puts `_rt.zipped((0, 1), …)` in the place of `zip(…)`. */
function makeZip(zip: Call, still: readonly Expression[], plain: Call["keywords"], context: PassContext): void {
  const { editor } = context;
  const loc = editor.synthetic();
  const runtime = build.Name({ id: importRuntime(context), ctx: "Load" }, loc);
  const func = build.Attribute({ value: runtime, attr: "zipped", ctx: "Load" }, loc);
  const positions = still.map((each) => constant(BigInt(zip.args.indexOf(each)), context));
  const args = [build.Tuple({ elts: positions, ctx: "Load" }, loc), ...zip.args];
  editor.replaceExpression(zip, build.Call({ func, args, keywords: [...plain] }, editor.preserve(zip)));
}

const constant = (value: boolean | bigint, context: PassContext): Expression =>
  build.Constant({ value, prefix: null }, context.editor.synthetic());
