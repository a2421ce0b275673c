/**
 * Plans: frames that are selected, joined and grouped step by step take only the columns that are asked for, and filters are done before
 * the joins that they follow.
 *
 * Before:
 *
 * ```python
 * def sales(customers, orders):
 *     df = customers.merge(orders, on="customer")
 *     df = df[df["country"] == "IT"]
 *     return df.groupby("city")["price"].sum()
 * ```
 *
 * After:
 *
 * ```python
 * def sales(customers, orders):
 *     df = _rt.planned(customers, orders).merge(orders, on="customer")
 *     df = df[df["country"] == "IT"]
 *     return df.groupby("city")["price"].sum()
 * ```
 *
 * Here the join waits until the groups are asked for. Then customers of other countries are left out first, and of the joined rows only
 * `city` and `price` are taken.
 *
 * Counter-example, which stays as it is: all of the joined frame is needed at once.
 *
 * ```python
 * def joined(customers, orders):
 *     return customers.merge(orders, on="customer")
 * ```
 *
 * ## Obligations
 *
 * - the stand-ins are seen by nobody: they are values of local variables, whose uses all know them; where another one needs the frame or
 *   column, `_rt.actual(df)` gives it as pandas would have made it, with its index. No text that is evaluated names them, and no library
 *   that is imported searches the variables of its caller;
 * - variables of a module: no function, class or comprehension reads them, it is no notebook, and (checked where it runs) Python itself has
 *   started the program, without `-i` or a debugger: then nobody reads them when it has ended;
 * - two columns that are computed with come from the same frame;
 * - checked where the program runs: the frames are those of pandas 3 itself and simple (different texts as labels, no attributes), the keys
 *   of a join have the same dtype, a filter that is done earlier neither raises nor warns for any row. If not, pandas does the step at once.
 *   Frames are held as they are, whatever is stored into them later.
 *
 * ## Exactness
 *
 * `exact`: values, dtypes, index, order, labels, exceptions and warnings.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { effects, types } from "../../compiler/analysis/standard.js";
import { build, type Expression, type Node } from "../../compiler/ir/nodes.js";
import { copyNode } from "../../compiler/ir/visit.js";
import { PlannedUses, type Seed } from "../frames/shared/planned.js";
import { importRuntime } from "../guards/runtime-import.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { walkUnit } from "../manager/units.js";

export const plans = definePass({
  name: "plans",
  summary: "joins and filters frames step by step with the columns that are asked for only",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects],
  run(unit, context) {
    // Until pandas 3 nobody can hold what a frame was.
    if (context.targets.satisfies("pandas", ">=3") === false || observesNames(context.module)) return;
    const plan = planOf(unit, context);
    if (plan) carryOut(plan, context);
  },
});

/** Expressions that are wrapped. */
interface Plan {
  readonly seeds: readonly Seed[];
  readonly joins: readonly Call[];
  /** Stand-ins that have to become what they stand for; `isLoose` when nobody looks at the index. */
  readonly ends: readonly { readonly node: Expression; readonly isLoose: boolean }[];
  readonly uses: PlannedUses;
}

type Call = Extract<Expression, { kind: "Call" }>;

/** Leaves out seeds that bring nothing until all that are left do. */
function planOf(unit: Unit, context: PassContext): Plan | undefined {
  const left = new Set<Node>();
  for (let round = 0; round < 6; round++) {
    const uses = new PlannedUses(unit, context, ({ node }) => !left.has(node));
    const seeds = uses.planned();
    if (seeds.length === 0) return undefined;
    const { losing, ends, joins } = weigh(unit, uses, seeds);
    if (losing.length === 0) return { seeds, joins, ends, uses };
    for (const seed of losing) left.add(seed);
  }
  return undefined;
}

/** Objects that depend on each other: all of them are stand-ins, or none. */
class Groups {
  private readonly parents = new Map<object, object>();

  rootOf(item: object): object {
    const parent = this.parents.get(item);
    return parent === undefined || parent === item ? item : this.rootOf(parent);
  }

  unite(one: object, other: object): void {
    this.parents.set(this.rootOf(one), this.rootOf(other));
  }
}

interface Work {
  joins: number;
  filters: number;
  narrow: number;
  wide: number;
}

function weigh(unit: Unit, uses: PlannedUses, seeds: readonly Seed[]) {
  const groups = new Groups();
  const works = new Map<object, Work>();
  const nodes: Expression[] = [];
  walkUnit(unit, (node) => {
    const kind = uses.kindOf(node as Expression);
    if (kind === "frame" || kind === "column") nodes.push(node as Expression);
  });
  for (const node of nodes) for (const other of uses.partnersOf(node)) groups.unite(node, other);
  const workOf = (node: object): Work => {
    const root = groups.rootOf(node);
    const work = works.get(root) ?? { joins: 0, filters: 0, narrow: 0, wide: 0 };
    works.set(root, work);
    return work;
  };
  const ends: { node: Expression; isLoose: boolean }[] = [];
  const joins: Call[] = [];
  for (const node of nodes) {
    const kind = uses.kindOf(node);
    const work = workOf(node);
    const form = uses.formOf(node);
    if (kind === "column" || form === "narrow") work.narrow++;
    else if (form === "filter") work.filters++;
    else if (form === "join") {
      work.joins++;
      joins.push(node as Call);
    }
    if (uses.isUnderstood(node)) continue;
    ends.push({ node, isLoose: kind === "column" && uses.needsNoIndex(node) });
    if (kind === "frame" && !uses.isNarrowed(node)) work.wide++;
  }
  return { ends, joins, losing: seeds.filter(({ node }) => !pays(workOf(node))).map(({ node }) => node) };
}

/** Whether less is taken than without a plan. */
function pays({ joins, filters, narrow, wide }: Work): boolean {
  if (joins === 0) return filters > 0 && narrow > 0 && wide === 0;
  return wide === 0 ? joins + filters + narrow > 1 : joins + filters > 1;
}

const effectOf: Readonly<Record<Seed["kind"], string>> = {
  join: "only the columns that are asked for are joined, after the filters",
  filter: "only the columns that are asked for are taken",
  copy: "only the columns that are asked for are copied",
};

function carryOut({ seeds, joins, ends, uses }: Plan, context: PassContext): void {
  const { remarks, editor } = context;
  const wraps = new Map<Expression, { readonly name: string; readonly options: readonly (Expression | boolean)[] }>();
  for (const { receiver } of seeds) wraps.set(receiver, { name: "planned", options: [] });
  for (const call of joins) {
    // Whatever the left side is, it has to know the right one; and the larger side decides whether it pays.
    const receiver = (call.func as Extract<Expression, { kind: "Attribute" }>).value;
    if (receiver.kind === "Call" && uses.isPlanned(receiver)) continue;
    const sides = call.args.map((side) => (side.kind === "Name" ? side : uses.kindOf(side) === "frame"));
    // `pd.merge(left, right)`, or a method of the left side.
    if (call.args.length === 2) wraps.set(receiver, { name: "joining", options: sides });
    else wraps.set(receiver, { name: "planned", options: sides.filter((side) => side !== false) });
  }
  for (const { node, isLoose } of ends) wraps.set(node, { name: "actual", options: isLoose ? [false] : [] });
  const objection = !context.mayGuard
    ? "what there is has to be checked when the program runs, which -O1 does not do"
    : [...wraps.keys()].some((node) => !context.allows(node))
      ? "optimisation is switched off at a place that uses it"
      : undefined;
  for (const { node, kind } of seeds) {
    if (objection !== undefined) {
      remarks.missed("NC2753", node, "all columns go through each step", { reason: objection });
      continue;
    }
    remarks
      .passed("NC2752", node, effectOf[kind])
      .exactness("exact")
      .obligation("nobody sees the stand-in", "proved", "all uses of the variables that hold it")
      .obligation("frames of pandas 3, keys and filters that cannot raise", "guarded", "planned");
  }
  if (objection !== undefined) return;
  for (const [node, { name, options }] of wraps) {
    const loc = editor.synthetic();
    const func = build.Attribute({ value: build.Name({ id: importRuntime(context), ctx: "Load" }, loc), attr: name, ctx: "Load" }, loc);
    const rest = options.map((each) => (typeof each === "boolean" ? build.Constant({ value: each, prefix: null }, loc) : copyNode(each)));
    editor.replaceExpression(node, build.Call({ func, args: [node, ...rest], keywords: [] }, editor.preserve(node)));
  }
}
