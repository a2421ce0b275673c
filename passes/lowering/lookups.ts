/**
 * Lookups: rows that a loop looks up by one value of a column after the other are found by sorting once, instead of comparing the whole
 * column each time.
 *
 * Before:
 *
 * ```python
 * for shop in df["shop"].unique():
 *     rows = df[df["shop"] == shop]
 *     print(shop, rows["price"].mean())
 * ```
 *
 * After:
 *
 * ```python
 * _by_shop = _rt.by_value(df, "shop")
 * for shop in _by_shop.over(df["shop"].unique()):
 *     rows = _by_shop[shop]
 *     print(shop, rows["price"].mean())
 * del _by_shop
 * ```
 *
 * Counter-example, which stays as it is: what is looked up in changes in the loop.
 *
 * ```python
 * for shop in shops:
 *     df.loc[df[df["shop"] == shop].index, "shop"] = names[shop]
 * ```
 *
 * ## Obligations
 *
 * - the frame is the same object with the same content from one lookup to the next: no step of the loop binds its variable, writes into
 *   it, or runs code that could. Where that cannot be proved, `_by_shop.rows(df, shop)` looks each time: from pandas 3 on a column that
 *   somebody has read is never changed in place, so that a change gives the frame another block. Before, the column is compared;
 * - the value is the variable of the loop or comprehension around it, and the loop does not end early, so that the number of lookups is
 *   known when it begins;
 * - checked where the program runs: a plain `pandas.DataFrame` with one column of that label, of integers, float64 or strings; enough
 *   lookups for the number of rows; a value of a class for which equal means the same to Python and to pandas. If not, the column is
 *   compared as before.
 *
 * ## Exactness
 *
 * `exact`: the same rows in the same order, a new frame each time. NaN is equal to nothing.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { aliases, effects, scopes, types } from "../../compiler/analysis/standard.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import { dump } from "../../compiler/ir/dump.js";
import { build, type Expression, type Name, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { copyNode, some } from "../../compiler/ir/visit.js";
import { Changes } from "../frames/shared/changes.js";
import { isKind } from "../frames/shared/frame-expressions.js";
import { classOf } from "../frames/shared/lazy.js";
import { objectionToRows } from "../frames/shared/light-groups.js";
import { textOf } from "../frames/shared/names.js";
import { type Occurrence, occurrencesIn } from "../frames/shared/occurrences.js";
import { isStandIn } from "../frames/shared/stand-in.js";
import { importRuntime } from "../guards/runtime-import.js";
import { Visibility } from "../manager/evaluation.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";

export const lookups = definePass({
  name: "lookups",
  summary: "finds rows that a loop looks up by value by sorting once",
  stage: "lowering",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects, aliases],
  run(unit, context) {
    if (observesNames(context.module)) return;
    new Finder(unit, context).run();
  },
});

/** `frame[frame[label] == value]`. */
interface Lookup {
  readonly frame: Name;
  readonly label: string;
  readonly value: Expression;
  /** The frame waits for what follows already: other ways to find rows gain nothing then. */
  readonly isPlanned: boolean;
}

/** Where the values come from. */
interface Source {
  /** The loop, or the statement with the comprehension. */
  readonly around: Statement;
  readonly values: Expression;
  /** The loop or comprehension itself. */
  readonly root: Node;
  /** Only reductions, lengths and single values of the rows are asked for. */
  readonly isLight: boolean;
  /** Nothing changes the frame; otherwise each lookup asks whether somebody has. */
  readonly isProved: boolean;
}

interface Refusal {
  readonly reason: string;
  readonly suggest?: string;
}

class Finder {
  private readonly facts: TypeFacts;
  private readonly changes: Changes;
  private readonly visibility: Visibility;
  /** By statement, frame and label: the variable that finds the rows. */
  private readonly made = new Map<string, string>();

  constructor(
    unit: Unit,
    private readonly context: PassContext,
  ) {
    this.facts = context.get(types);
    const summary = context.get(effects);
    this.changes = new Changes(context.module, unit, this.facts, context.get(scopes), summary, context.get(aliases));
    this.visibility = new Visibility(unit, context, this.facts, summary);
    this.sharesMemory = some(context.module, reachesMemory);
    this.found = occurrencesIn(unit, context, (node) => lookupIn(node, context) !== undefined);
  }

  private readonly found: readonly Occurrence[];
  /** Arrays may lie in memory that frames lie in, without a copy of their own. */
  private readonly sharesMemory: boolean;

  run(): void {
    const { context } = this;
    const sites = this.found.flatMap((occurrence) => {
      if (occurrence.loops.length === 0 && !occurrence.isNested) return [];
      const lookup = lookupIn(occurrence.node, context) as Lookup;
      const plan = this.plan(occurrence, lookup);
      return lookup.isPlanned && ("reason" in plan || !plan.isLight) ? [] : [{ occurrence, lookup, plan }];
    });
    // Everything is decided before anything changes.
    for (const { occurrence, lookup, plan } of sites) {
      if ("reason" in plan) this.refuse(occurrence, lookup, plan);
      else this.rewrite(occurrence, lookup, plan);
    }
  }

  private plan(occurrence: Occurrence, { frame, value }: Lookup): Source | Refusal {
    const { context } = this;
    if (!context.allows(occurrence.node)) return { reason: "optimisation is switched off here" };
    if (!context.mayGuard) return { reason: "what the column holds is checked when the program runs, which -O1 does not do" };
    const found = this.sourceOf(occurrence, value);
    if ("reason" in found) return found;
    const source = { ...found, isLight: objectionToRows(occurrence.node, found.root, context) === undefined };
    if (!context.allows(source.around)) return { reason: "optimisation is switched off around it" };
    if (!this.visibility.isBound(frame)) return { reason: `${frame.id} may have no value yet in front of the loop` };
    if (this.isUnchanged(occurrence, frame, source)) return { ...source, isProved: true };
    const known = classOf(frame, context);
    if (known !== "frame" && known !== "unknown") return { reason: `${frame.id} is not expected to be a DataFrame` };
    if (some(source.around, (part) => part.kind === "Name" && part.ctx !== "Load" && part.id === frame.id))
      return { reason: `${frame.id} becomes another frame in the loop` };
    if (context.targets.satisfies("pandas", ">=3") === false)
      return { reason: `${frame.id} may be another frame or have other rows in the next iteration, and before pandas 3 nothing tells` };
    if (this.sharesMemory) return { reason: `the program gets at the memory of arrays, so that ${frame.id} may change unseen` };
    return source;
  }

  /** Whether no step from one lookup to the next can change what is looked up in. */
  private isUnchanged(occurrence: Occurrence, frame: Name, { around }: Source): boolean {
    if (!isKind(this.facts.typeOf(frame), "frame")) return false;
    const dependencies = this.changes.dependenciesOf(frame, [frame]);
    const loop = occurrence.loops.find(({ node }) => node === around);
    const steps = loop ? loop.steps : [occurrence.step];
    return !steps.some((step) => this.changes.mayChange(step, dependencies, loop ? "done" : "bound"));
  }

  /** The loop or comprehension of whose items the value is one. */
  private sourceOf({ node, statement, loops }: Occurrence, value: Expression): Source | Refusal {
    const unknown = { reason: `it is not known how often rows are looked up, since ${textOf(value)} is not the variable of the loop` };
    if (value.kind !== "Name") return unknown;
    const { parentOf } = this.context.editor;
    for (let at: Node | undefined = parentOf(node); at && at !== statement; at = parentOf(at)) {
      if (at.kind !== "ListComp" && at.kind !== "SetComp" && at.kind !== "DictComp") continue;
      const generator = at.generators.find(({ target }) => binds(target, value));
      if (!generator) continue;
      if (generator !== at.generators[0] || loops.length > 0) return { reason: "the comprehension runs more than once" };
      if (!canStandAround(statement)) return { reason: "there is no place in front of the comprehension" };
      if (statement.kind === "Expr" && this.context.file.cells.length > 0)
        return { reason: "the value of the last expression of a cell is shown" };
      return { around: statement, root: at, values: generator.iter, isProved: false, isLight: false };
    }
    const [inner] = loops;
    if (inner?.node.kind !== "For" || !binds(inner.node.target, value)) return unknown;
    const { body, iter } = inner.node;
    if (body.some((each) => some(each, (part) => part.kind === "Break" || part.kind === "Return")))
      return { reason: "the loop can end early, so that it is not known how often rows are looked up" };
    if (body.some((each) => some(each, (part) => part.kind === "Name" && part.ctx !== "Load" && part.id === value.id)))
      return { reason: `${value.id} gets another value in the loop` };
    return { around: inner.node, root: inner.node, values: iter, isProved: false, isLight: false };
  }

  private rewrite({ node }: Occurrence, { frame, label, value }: Lookup, source: Source): void {
    const { around, isProved, isLight } = source;
    const { editor, remarks } = this.context;
    const key = `${this.found.findIndex((each) => each.statement === around || each.loops.some((loop) => loop.node === around))} ${dump(frame)} ${label}`;
    let name = this.made.get(key);
    remarks
      .passed("NC2765", node, `rows of ${frame.id} are found by ${label} without comparing the column each time`)
      .exactness("exact")
      .obligation(
        `${frame.id} stays as it is from one lookup to the next`,
        isProved ? "proved" : "guarded",
        isProved ? "effects of the loop" : "rows() looks whether it does, from pandas 3 on",
      )
      .obligation("a frame of pandas with one such column of integers, floats or strings", "guarded", `by_value(${frame.id}, "${label}")`)
      .related(around);
    if (name === undefined) {
      name = editor.freshName(`by_${label}`);
      this.made.set(key, name);
      this.emit(name, frame, label, source);
    }
    const read = build.Name({ id: name, ctx: "Load" }, editor.synthetic());
    const loc = editor.preserve(node);
    const called = (attr: string, args: Expression[]): Expression =>
      build.Call({ func: build.Attribute({ value: read, attr, ctx: "Load" }, editor.synthetic()), args, keywords: [] }, loc);
    const rows = (): Expression => called("rows", [copyNode(frame), copyNode(value)]);
    if (isLight) {
      const proof = isProved ? [] : [copyNode(frame)];
      editor.replaceExpression(node, called("group", [copyNode(value), ...proof]));
    } else editor.replaceExpression(node, isProved ? build.Subscript({ value: read, slice: copyNode(value), ctx: "Load" }, loc) : rows());
  }

  private emit(name: string, frame: Name, label: string, { around, values }: Source): void {
    const { editor } = this.context;
    const loc = editor.synthetic();
    const load = (): Name => build.Name({ id: name, ctx: "Load" }, loc);
    const func = build.Attribute(
      { value: build.Name({ id: importRuntime(this.context), ctx: "Load" }, loc), attr: "by_value", ctx: "Load" },
      loc,
    );
    const args = [copyNode(frame, loc), build.Constant({ value: label, prefix: null }, loc)];
    const target = build.Name({ id: name, ctx: "Store" }, loc);
    editor.insertBefore(around, [build.Assign({ targets: [target], value: build.Call({ func, args, keywords: [] }, loc) }, loc)]);
    const over = build.Attribute({ value: load(), attr: "over", ctx: "Load" }, loc);
    editor.replaceExpression(values, build.Call({ func: over, args: [copyNode(values)], keywords: [] }, editor.preserve(values)));
    // It holds the frame.
    if (around.kind !== "Return") editor.insertAfter(around, [build.Delete({ targets: [build.Name({ id: name, ctx: "Del" }, loc)] }, loc)]);
  }

  private refuse({ node }: Occurrence, { frame, label }: Lookup, { reason, suggest }: Refusal): void {
    const details = suggest === undefined ? { reason } : { reason, suggest };
    this.context.remarks.missed("NC2766", node, `column ${label} of ${frame.id} is compared each time`, details);
  }
}

function lookupIn(node: Expression, context: PassContext): Lookup | undefined {
  if (node.kind !== "Subscript") return undefined;
  const planned = plannedIn(node.value, context);
  const frame = planned ?? node.value;
  if (frame.kind !== "Name" || node.ctx !== "Load" || node.slice.kind !== "Compare") return undefined;
  const { left, ops, comparators } = node.slice;
  const [value] = comparators;
  if (ops.length !== 1 || ops[0] !== "Eq" || !value) return undefined;
  if (left.kind === "Subscript") {
    if (dump(left.value) !== dump(frame) || left.slice.kind !== "Constant" || typeof left.slice.value !== "string") return undefined;
    return { frame, label: left.slice.value, value, isPlanned: planned !== undefined };
  }
  return undefined;
}

/** The frame in `_rt.planned(frame)`. */
function plannedIn(node: Expression, context: PassContext): Expression | undefined {
  if (!isStandIn(node, context) || node.kind !== "Call" || node.func.kind !== "Attribute") return undefined;
  return node.func.attr === "planned" && node.args.length === 1 ? node.args[0] : undefined;
}

/** Whether a target sets the variable, alone or as one of several. */
const binds = (target: Expression, { id }: Name): boolean =>
  target.kind === "Name"
    ? target.id === id
    : (target.kind === "Tuple" || target.kind === "List") &&
      target.elts.filter((each) => each.kind === "Name" && each.id === id).length === 1;

/** `copy=False`, `setflags`, buffers: arrays that share memory with frames, or write where pandas has made them read-only. */
const reachesMemory = (node: Node): boolean =>
  (node.kind === "keyword" && node.arg === "copy") ||
  ((node.kind === "Attribute" || node.kind === "alias") && memoryNames.has(node.kind === "alias" ? node.name : node.attr)) ||
  (node.kind === "Constant" && node.value === "mode.copy_on_write");

const memoryNames = new Set("setflags writeable frombuffer memmap from_dlpack ctypes _mgr _values _data as_strided".split(" "));

const canStandAround = (statement: Statement): boolean => ["Assign", "AnnAssign", "AugAssign", "Expr", "Return"].includes(statement.kind);
