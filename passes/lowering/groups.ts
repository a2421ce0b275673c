/**
 * Groups: a function that only reduces columns of a group is called without a Series or DataFrame for each group.
 *
 * Before:
 *
 * ```python
 * spread = df.groupby("shop")["price"].agg(lambda s: s.max() - s.min())
 * for shop, rows in df.groupby("shop"):
 *     print(shop, rows["price"].mean(), len(rows))
 * ```
 *
 * After:
 *
 * ```python
 * spread = _rt.groups(df.groupby("shop")["price"]).agg(lambda s: s.max() - s.min())
 * for shop, rows in _rt.groups(df.groupby("shop"), stays=True):
 *     print(shop, rows["price"].mean(), len(rows))
 * ```
 *
 * Counter-example, which stays as it is: the group is kept, and would be the next one a moment later.
 *
 * ```python
 * for shop, rows in df.groupby("shop"):
 *     parts.append(rows)
 * ```
 *
 * ## Obligations
 *
 * - the function is known, and all that it does with the group is compute with columns and reduce them, ask for the length, or
 *   take single values; neither the group nor a column of it is kept, handed on or stored into, nor returned but by a transform;
 * - nothing inside of it runs later (a nested function, a generator);
 * - in a loop, the variable of the group is not read behind it;
 * - checked where the program runs: a GroupBy of pandas itself over a plain frame or series, enough groups, and not too many rows in
 *   each. For a reduction that would not have the same bits for all groups at once, and for all dtypes that are not NumPy's numbers,
 *   the true group is made and asked.
 *
 * ## Exactness
 *
 * `exact`: pandas calls the same function as often as before and makes the result as before; sums, means and variances are made with the
 * steps that NumPy takes for the values of one group.
 *
 * ## Keeps
 *
 * Nothing.
 */
import { effects, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type For, type Name, type Node } from "../../compiler/ir/nodes.js";
import { copyNode } from "../../compiler/ir/visit.js";
import {
  functionsIn,
  type Objection,
  objectionToComprehension,
  objectionToFunction,
  objectionToLoop,
} from "../frames/shared/light-groups.js";
import { textOf } from "../frames/shared/names.js";
import { isGroupBy } from "../frames/shared/quiet.js";
import { importRuntime } from "../guards/runtime-import.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const groups = definePass({
  name: "groups",
  summary: "calls functions that only reduce columns without a Series or DataFrame for each group",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    if (observesNames(context.module)) return;
    const sites: Site[] = [];
    walkUnit(unit, (node) => sites.push(...sitesAt(node, context)));
    for (const site of sites.reverse()) rewrite(site, context);
  },
});

type Call = Extract<Expression, { kind: "Call" }>;

interface Site {
  /** The GroupBy. */
  readonly grouped: Expression;
  /** What runs once per group, which the remark is about. */
  readonly at: Node;
  readonly what: string;
  readonly objection: Objection | undefined;
  /** A variable keeps the last group. */
  readonly stays: boolean;
}

function sitesAt(node: Node, context: PassContext): readonly Site[] {
  if (node.kind === "Call") return siteOfCall(node, context) ?? [];
  if (node.kind === "For") return siteOfLoop(node, context) ?? [];
  if (node.kind !== "ListComp" && node.kind !== "SetComp" && node.kind !== "DictComp") return [];
  const [first] = node.generators;
  const group = first && groupIn(first.target);
  if (!first || !group || first.is_async !== 0 || !isGrouping(first.iter, context)) return [];
  const objection = objectionToComprehension(node, group, isOfColumn(first.iter, context), context);
  return [{ grouped: first.iter, at: node, what: "the comprehension", objection, stays: false }];
}

/** Methods that call a function for each group. */
const callers = new Set(["agg", "aggregate", "apply", "filter", "transform"]);

function siteOfCall(node: Call, context: PassContext): readonly Site[] | undefined {
  const { func } = node;
  if (func.kind !== "Attribute" || !callers.has(func.attr) || !isGrouping(func.value, context)) return undefined;
  const functions = functionsOf(node, func.attr);
  if (!functions) {
    const reason = "other things than one known function for each result are passed";
    const isOfNames = node.args.every(isOfStrings) && node.keywords.every(({ value }) => isOfStrings(value));
    return isOfNames ? undefined : [{ grouped: func.value, at: node, what: "the function", objection: { reason, at: node }, stays: false }];
  }
  if (functions.length === 0) return undefined;
  const isColumn = func.attr.startsWith("agg") || isOfColumn(func.value, context);
  const objections = functions.map((each) => objectionToFunction(each, isColumn, context, func.attr === "transform"));
  const ofFrame = func.attr === "transform" && !isColumn ? { reason: "all columns of the groups are transformed", at: node } : undefined;
  const objection = ofFrame ?? objections.find((each) => each !== undefined);
  const what = functions.length === 1 && functions[0]?.kind === "Name" ? functions[0].id : "the function";
  return [{ grouped: func.value, at: node, what, objection, stays: false }];
}

/** Names of what pandas computes by itself: `"mean"`, `["min", "max"]`. */
const isOfStrings = (node: Expression): boolean =>
  node.kind === "Constant" ||
  ((node.kind === "List" || node.kind === "Tuple") && node.elts.every(isOfStrings)) ||
  (node.kind === "Dict" && node.values.every(isOfStrings));

/** The functions of a call that are called with groups; `undefined` when there are other arguments than those known. */
function functionsOf({ args, keywords }: Call, method: string): readonly Expression[] | undefined {
  const [first, ...rest] = args;
  if (rest.length > 0) return undefined;
  if (method === "apply" || method === "filter" || method === "transform") {
    const known = method === "apply" ? "include_groups" : method === "filter" ? "dropna" : undefined;
    if (!first || (first.kind !== "Lambda" && first.kind !== "Name") || keywords.some(({ arg }) => arg !== known)) return undefined;
    return [first];
  }
  if (first) return keywords.length === 0 ? functionsIn(first) : undefined;
  const found: Expression[] = [];
  for (const { arg, value } of keywords) {
    const functions = arg === null || arg === "func" || arg.startsWith("engine") ? undefined : functionsIn(value);
    if (!functions) return undefined;
    found.push(...functions);
  }
  return found;
}

function siteOfLoop(node: For, context: PassContext): readonly Site[] | undefined {
  const group = groupIn(node.target);
  if (!group || !isGrouping(node.iter, context)) return undefined;
  return [
    {
      grouped: node.iter,
      at: node,
      what: "the loop",
      objection: objectionToLoop(node, group, isOfColumn(node.iter, context), context),
      stays: true,
    },
  ];
}

/** The variable of the group in `key, group`. */
function groupIn(target: Expression): Name | undefined {
  if (target.kind !== "Tuple" || target.elts.length !== 2) return undefined;
  const [key, group] = target.elts;
  if (group?.kind !== "Name") return undefined;
  return key?.kind === "Name" && key.id === group.id ? undefined : group;
}

/** A GroupBy by its form (`x.groupby(…)`, perhaps with a selection of columns) or by its type. */
function isGrouping(node: Expression, context: PassContext): boolean {
  if (node.kind === "Subscript" || (node.kind === "Attribute" && !node.attr.startsWith("_"))) {
    if (isGrouping(node.value, context)) return true;
  }
  if (node.kind === "Call") return node.func.kind === "Attribute" && node.func.attr === "groupby";
  const facts = context.get(types);
  return isGroupBy(facts.typeOf(node)) || isGroupBy(facts.expectedTypeOf(node));
}

/** Whether the groups are those of one column. */
function isOfColumn(node: Expression, context: PassContext): boolean {
  if (node.kind === "Subscript") return node.slice.kind === "Constant";
  if (node.kind === "Attribute" && isGrouping(node.value, context)) return true;
  const facts = context.get(types);
  return [facts.typeOf(node), facts.expectedTypeOf(node)].some((type) => type.kind === "object" && type.class.endsWith("SeriesGroupBy"));
}

function rewrite({ grouped, at, what, objection, stays }: Site, context: PassContext): void {
  const { editor, remarks } = context;
  const refusal = objection ?? whatForbids(at, context);
  if (refusal) {
    const { reason, suggest } = refusal;
    remarks.missed(
      "NC2761",
      at,
      `${what} gets a Series or DataFrame for each group`,
      suggest === undefined ? { reason } : { reason, suggest },
    );
    return;
  }
  const loc = editor.synthetic();
  const func = build.Attribute({ value: build.Name({ id: importRuntime(context), ctx: "Load" }, loc), attr: "groups", ctx: "Load" }, loc);
  const keywords = stays ? [build.keyword({ arg: "stays", value: build.Constant({ value: true, prefix: null }, loc) }, loc)] : [];
  remarks
    .passed("NC2760", at, `${what} reads columns of all groups instead of a Series or DataFrame for each`)
    .exactness("exact")
    .obligation("the group is only reduced and measured", "proved", "all that is done with it")
    .obligation("a GroupBy of pandas over a plain frame or series", "guarded", `groups(${textOf(grouped)})`);
  editor.replaceExpression(grouped, build.Call({ func, args: [copyNode(grouped)], keywords }, editor.preserve(grouped)));
}

function whatForbids(at: Node, context: PassContext): Pick<Objection, "reason" | "suggest"> | undefined {
  if (!context.allows(at)) return { reason: "optimisation is switched off here" };
  return context.mayGuard
    ? undefined
    : { reason: "that it is a GroupBy of pandas is checked when the program runs, which -O1 does not do" };
}
