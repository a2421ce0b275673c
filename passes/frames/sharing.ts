/**
 * Shared expressions of frames: a mask, a selection, a GroupBy, a statistic that is computed again from the same data is computed once
 * and gets a name. In a loop that leaves the data alone it is computed in the first iteration only.
 *
 * Before:
 *
 * ```python
 * df = pd.read_csv("people.csv")
 * names = df[df["age"] > 30]["name"].tolist()
 * pay = df[df["age"] > 30]["pay"].max()
 * ```
 *
 * After:
 *
 * ```python
 * df = pd.read_csv("people.csv")
 * _rows = df[df["age"] > 30]
 * names = _rows["name"].tolist()
 * pay = _rows["pay"].max()
 * ```
 *
 * Counter-example, which stays as it is: the ages are others the second time.
 *
 * ```python
 * df = pd.read_csv("people.csv")
 * names = df[df["age"] > 30]["name"].tolist()
 * df["age"] = df["age"] + 1
 * pay = df[df["age"] > 30]["pay"].max()
 * ```
 *
 * ## Obligations
 *
 * - the expression is pure and works on exact frames and series whose values run no code of the program;
 * - nothing that it reads changes on any way from the first place to the others: no variable is bound, no object is written (a store into
 *   another column of the frame is none of its business), no code runs that is not known, and no library's options are set;
 * - every way to the later place leads over the first one, so that it raises there if at all;
 * - it never warns, as each place would warn on its own;
 * - nobody can tell that two places have the same object: it is a value, or it is only read. At most one place may give it a
 *   name of the program. What keeps frames alive is deleted behind the last place, and stays out of `try` statements;
 * - in a loop: all of this holds for one iteration and the next.
 *
 * ## Exactness
 *
 * `exact`: the same operations on the same data, fewer times.
 *
 * ## Keeps
 *
 * Nothing.
 */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { ControlFlow, FlowNode } from "../../compiler/analysis/control-flow.js";
import { solve } from "../../compiler/analysis/dataflow.js";
import { isPure } from "../../compiler/analysis/effects.js";
import { aliases, controlFlow, effects, reachingDefinitions, scopes, types } from "../../compiler/analysis/standard.js";
import type { TypeFacts } from "../../compiler/analysis/types/type-facts.js";
import { build, type Expression, isExpression, isStatement, type Node, type Statement } from "../../compiler/ir/nodes.js";
import { some } from "../../compiler/ir/visit.js";
import { Visibility } from "../manager/evaluation.js";
import { observesNames } from "../manager/names.js";
import { definePass, type PassContext } from "../manager/pass.js";
import { Changes, type Dependencies } from "./shared/changes.js";
import { columnOf, isFrameOrSeries, isFresh, isKind } from "./shared/frame-expressions.js";
import { hintFor, textOf } from "./shared/names.js";
import { type Loop, type Occurrence, occurrencesIn } from "./shared/occurrences.js";
import { isGroupBy, Quiet } from "./shared/quiet.js";
import { Uses } from "./shared/read-only.js";

export const sharing = definePass({
  name: "sharing",
  summary: "computes masks, selections, groupings and statistics of unchanged frames once",
  stage: "frames",
  exactness: "exact",
  libraries: ["pandas"],
  requires: [types, effects, aliases],
  run(unit, context) {
    if (observesNames(context.module)) return;
    new Sharer(unit, context).run();
  },
});

/** Why the value of an earlier place cannot be used. */
interface Refusal {
  readonly at: Occurrence;
  readonly reason: string;
  readonly suggest?: string;
}

class Sharer {
  private readonly facts: TypeFacts;
  private readonly flow: ControlFlow;
  private readonly quiet: Quiet;
  private readonly uses: Uses;
  private readonly changes: Changes;
  private readonly visibility: Visibility;
  /** Expressions that have been dealt with; what is inside of them waits for the next round. */
  private readonly done: Expression[] = [];

  constructor(
    private readonly unit: Unit,
    private readonly context: PassContext,
  ) {
    this.facts = context.get(types);
    this.flow = context.get(controlFlow, unit);
    this.quiet = new Quiet(this.facts, context.targets);
    this.uses = new Uses(this.facts, context.editor.parentOf, context.file.cells.length > 0);
    const summary = context.get(effects);
    this.changes = new Changes(context.module, unit, this.facts, context.get(scopes), summary, context.get(aliases));
    this.visibility = new Visibility(unit, context, this.facts, summary);
  }

  run(): void {
    const found = occurrencesIn(this.unit, this.context, (node) => this.isCandidate(node));
    const groups = new Map<string, Occurrence[]>();
    for (const occurrence of found) groups.set(occurrence.key, [...(groups.get(occurrence.key) ?? []), occurrence]);
    // Larger expressions first: what is inside of them is then computed once as well.
    const ordered = [...groups.values()].sort((a, b) => (b[0]?.size ?? 0) - (a[0]?.size ?? 0));
    for (const group of ordered) {
      const [first] = group;
      if (!first || (group.length < 2 && first.loops.length === 0) || group.some(({ node }) => this.isDone(node))) continue;
      this.shareGroup(group);
    }
  }

  // --- what can be shared ------------------------------------------------------------------------------------------

  private isCandidate(node: Expression): boolean {
    if (!this.context.allows(node) || columnOf(node, this.facts) || isTrivial(node)) return false;
    const type = this.facts.typeOf(node);
    if (!isFrameOrSeries(type) && !isGroupBy(type) && !isKind(type, "array") && !this.uses.isValue(type)) return false;
    if (!some(node, (part) => part !== node && isExpression(part) && isFrameOrSeries(this.facts.typeOf(part)))) return false;
    const summary = this.context.get(effects).of(node);
    return isPure({ ...summary, outside: new Set([...summary.outside].filter((effect) => effect !== "warns")) });
  }

  private isDone(node: Expression): boolean {
    return this.done.some((whole) => some(whole, (part) => part === node));
  }

  private shareGroup(group: readonly Occurrence[]): void {
    let rest = group;
    for (let [leader] = rest; leader; [leader] = rest) {
      rest = rest.slice(1);
      const used = this.tryLeader(leader, rest);
      rest = rest.filter((occurrence) => !used.includes(occurrence));
    }
  }

  /** Makes an occurrence the one that computes, if that pays. @returns those that take its value */
  private tryLeader(leader: Occurrence, rest: readonly Occurrence[]): readonly Occurrence[] {
    if (!leader.isAlways) return [];
    const use = this.uses.useOf(leader.node);
    if (use.kind === "kept") return [];
    const dependencies = this.changes.dependenciesOf(
      leader.node,
      [leader, ...rest].map(({ node }) => node),
    );
    const available = this.availableFrom(leader, dependencies);
    const reached = rest.filter((occurrence) => available(occurrence));
    // One place may give the object a name: if that changes it later, it does so behind the last place that reads it.
    let isNamed = use.kind === "named" && !this.uses.isValue(this.facts.typeOf(leader.node));
    const isHolder = this.holdsData(leader.node);
    const followers = reached.filter((occurrence) => {
      const { node } = occurrence;
      const own = this.uses.useOf(node);
      if (isHolder && use.kind !== "named" && !this.isBelow(occurrence, leader)) return false;
      if (own.kind === "read") return true;
      if (own.kind === "kept" || isNamed || this.isDeleted(own.name)) return false;
      isNamed = true;
      return true;
    });
    const staysInLoop = use.kind === "named" || isMemo(leader) || (isHolder && this.isTried(leader.statement));
    const loop = staysInLoop ? undefined : this.loopOf(leader, dependencies);
    if (followers.length === 0 && !loop) {
      this.refuse(leader, rest, reached);
      return [];
    }
    if (!this.quiet.isQuiet(leader.node)) {
      for (const at of followers) this.missed({ at, reason: "it can warn at each place, or run code of what is in its columns" }, leader);
      if (followers.length === 0) this.missedInLoop(leader, "it can warn each time, or run code of what is in its columns");
      return followers;
    }
    const known = loop ? undefined : this.variableOf(leader, followers);
    if (known === undefined && use.kind === "named" && isHolder && followers.some((each) => !this.isBelow(each, leader))) return [];
    const last = isHolder && known === undefined ? this.lastBelow(leader, followers, loop) : undefined;
    // The value of a last expression is shown.
    if (last?.kind === "Expr" && this.unit.kind === "Module" && this.context.file.cells.length > 0) return [];
    const name = known ?? this.emit(leader, loop);
    if (name === undefined) return [];
    if (last) this.deleteAfter(last, name);
    for (const { node } of followers) this.context.editor.replaceExpression(node, this.load(name, node));
    this.done.push(leader.node, ...followers.map(({ node }) => node));
    this.passed(leader, followers, loop);
    return followers;
  }

  /** The program wants to be rid of a variable's value at some point. */
  private isDeleted(name: Extract<Expression, { kind: "Name" }>): boolean {
    const resolution = this.context.get(scopes).resolve(name);
    return resolution.kind !== "binding" || resolution.binding.definitions.some(({ kind }) => kind === "deletion");
  }

  /** Whether the value that an occurrence has is still right at another one, and computed on every way there. */
  private availableFrom(leader: Occurrence, dependencies: Dependencies): (occurrence: Occurrence) => boolean {
    const changes = (step: FlowNode, until: "bound" | "done"): boolean => this.changes.mayChange(step, dependencies, until);
    const states = solve<boolean>(this.flow, {
      direction: "forward",
      boundary: false,
      top: true,
      meet: (a, b) => a && b,
      transfer: (step, before, edge) => {
        if (step === leader.step && edge !== "exception") return !changes(step, "done");
        return before && !changes(step, "done");
      },
      equal: (a, b) => a === b,
    });
    return ({ step, order }) => {
      const isReached = step === leader.step && order > leader.order ? true : states[step.id] === true;
      return isReached && !changes(step, "bound");
    };
  }

  /** The outermost loop around an occurrence in which it gives the same in every iteration. */
  private loopOf(leader: Occurrence, dependencies: Dependencies): Loop | undefined {
    let found: Loop | undefined;
    for (const loop of leader.loops) {
      if (!this.context.allows(loop.node) || loop.steps.some((step) => this.changes.mayChange(step, dependencies, "done"))) break;
      found = loop;
    }
    return found;
  }

  // --- rewriting ---------------------------------------------------------------------------------------------------

  /** Gives the value of an occurrence a name. @returns the name, or nothing when there is no place for it */
  private emit(leader: Occurrence, loop: Loop | undefined): string | undefined {
    const { editor } = this.context;
    const { node, statement } = leader;
    const canStandInFront = this.canStandInFront(leader);
    if (!canStandInFront && leader.isBound) return undefined;
    const name = editor.freshName(hintFor(node, this.facts));
    const store = () => build.Name({ id: name, ctx: "Store" }, editor.synthetic());
    const isNone = () =>
      build.Compare(
        { left: this.load(name), ops: ["Is"], comparators: [build.Constant({ value: null, prefix: null }, editor.synthetic())] },
        editor.synthetic(),
      );
    if (canStandInFront) {
      editor.replaceExpression(node, this.load(name, node));
      const assignment = build.Assign({ targets: [store()], value: node }, editor.synthetic());
      editor.insertBefore(
        statement,
        loop ? [build.If({ test: isNone(), body: [assignment], orelse: [] }, editor.synthetic())] : [assignment],
      );
    } else {
      const placeholder = this.load(name, node);
      editor.replaceExpression(node, placeholder);
      const named = build.NamedExpr({ target: store() as Extract<Expression, { kind: "Name" }>, value: node }, editor.preserve(node));
      const next = loop ? build.IfExp({ test: isNone(), body: named, orelse: this.load(name) }, editor.preserve(node)) : named;
      editor.replaceExpression(placeholder, next);
    }
    if (loop) {
      const nothing = build.Constant({ value: null, prefix: null }, editor.synthetic());
      editor.insertBefore(loop.node, [build.Assign({ targets: [store()], value: nothing }, editor.synthetic())]);
    }
    return name;
  }

  /** It refers to the data of other frames, so that these can tell how long it lives. */
  private holdsData(node: Expression): boolean {
    const type = this.facts.typeOf(node);
    return isGroupBy(type) || (isFrameOrSeries(type) && !isFresh(node, this.facts));
  }

  /** Whether an occurrence stands in the block of another one or deeper, and no exception in between is caught. */
  private isBelow(occurrence: Occurrence, leader: Occurrence): boolean {
    return !this.isTried(leader.statement) && this.ancestorBeside(leader.statement, occurrence.statement) !== undefined;
  }

  private isTried(statement: Statement): boolean {
    for (let at: Node | undefined = statement; at && at !== this.unit; at = this.context.editor.parentOf(at)) {
      if (["Try", "TryStar", "With", "AsyncWith"].includes(at.kind)) return true;
    }
    return false;
  }

  /** The statement in the block of `beside` that `statement` is or stands in. */
  private ancestorBeside(beside: Statement, statement: Statement): Statement | undefined {
    const { parentOf } = this.context.editor;
    const block = blockOf(beside, parentOf(beside));
    for (let at: Node | undefined = statement; at && at !== this.unit; at = parentOf(at)) {
      if (isStatement(at) && block?.includes(at)) return at;
    }
    return undefined;
  }

  /** Behind which statement nobody needs the value any more. */
  private lastBelow(leader: Occurrence, followers: readonly Occurrence[], loop: Loop | undefined): Statement | undefined {
    if (loop) return loop.node;
    const block = blockOf(leader.statement, leader.owner);
    const places = followers.map(({ statement }) => this.ancestorBeside(leader.statement, statement));
    return block?.filter((statement) => statement === leader.statement || places.includes(statement)).at(-1);
  }

  private deleteAfter(last: Statement, name: string): void {
    const { editor } = this.context;
    if (["Return", "Raise", "Continue", "Break"].includes(last.kind)) return;
    const target = build.Name({ id: name, ctx: "Del" }, editor.synthetic());
    editor.insertAfter(last, [build.Delete({ targets: [target] }, editor.synthetic())]);
  }

  /** The program's own variable that holds the value at all places. */
  private variableOf(leader: Occurrence, followers: readonly Occurrence[]): string | undefined {
    const use = this.uses.useOf(leader.node);
    const parent = this.context.editor.parentOf(leader.node);
    const name = parent?.kind === "Assign" && parent.targets.length === 1 && parent.value === leader.node ? parent.targets[0] : undefined;
    if (name?.kind !== "Name" || use.kind === "kept") return undefined;
    const resolution = this.context.get(scopes).resolve(name);
    if (resolution.kind !== "binding" || resolution.binding.scope.node !== this.unit) return undefined;
    const definitions = this.context.get(reachingDefinitions, this.unit);
    const holds = followers.every(({ step, isNested }) => {
      const { definitions: reaching, maybeUnbound, elsewhere } = definitions.at(step, resolution.binding);
      return !isNested && !maybeUnbound && !elsewhere && reaching.length === 1 && reaching[0]?.node === leader.step;
    });
    return holds ? name.id : undefined;
  }

  private canStandInFront({ statement, before }: Occurrence): boolean {
    return (
      before !== undefined &&
      !["While", "With", "AsyncWith"].includes(statement.kind) &&
      before.every((part) => this.visibility.isUnseen(part))
    );
  }

  private load(id: string, instead?: Node): Expression {
    const { editor } = this.context;
    return build.Name({ id, ctx: "Load" }, instead ? editor.preserve(instead) : editor.synthetic());
  }

  // --- remarks -----------------------------------------------------------------------------------------------------

  private passed(leader: Occurrence, followers: readonly Occurrence[], loop: Loop | undefined): void {
    const { remarks } = this.context;
    const text = textOf(leader.node);
    const describe = (remark: ReturnType<typeof remarks.passed>): void => {
      remark
        .exactness("exact")
        .obligation("it is pure and never warns", "proved", "effects, the catalogue")
        .obligation("nothing that it reads changes in between", "proved", "effects and aliases")
        .obligation("nobody can tell the objects apart", "proved", "they are only read");
    };
    for (const { node } of followers) {
      const remark = remarks.passed("NC2740", node, `${text} is computed once: its value is known here`);
      describe(remark);
      remark.related(leader.node);
    }
    if (!loop) return;
    const remark = remarks.passed("NC2742", leader.node, `${text} is computed in the first iteration only`);
    describe(remark);
    remark.related(loop.node);
  }

  /** Says what keeps the places of a group from sharing. */
  private refuse(leader: Occurrence, rest: readonly Occurrence[], reached: readonly Occurrence[]): void {
    const [next] = rest;
    if (!next) return;
    const kept = reached[0];
    if (kept) this.missed({ at: kept, reason: "the object that it gives lives on here, and may be changed" }, leader);
    else this.missed({ at: next, reason: "what it reads may have changed, or not every way here leads over the other place" }, leader);
  }

  private missed({ at, reason, suggest }: Refusal, leader: Occurrence): void {
    this.context.remarks
      .missed("NC2741", at.node, `${textOf(at.node)} is computed again`, { reason, ...(suggest === undefined ? {} : { suggest }) })
      .related(leader.node);
  }

  private missedInLoop(leader: Occurrence, reason: string): void {
    this.context.remarks.missed("NC2743", leader.node, `${textOf(leader.node)} is computed in every iteration`, { reason });
  }
}

const isStatementList = (value: unknown): value is readonly Statement[] => Array.isArray(value);

/** The list of statements that a statement stands in. */
function blockOf(statement: Statement, owner: Node | undefined): readonly Statement[] | undefined {
  for (const value of Object.values(owner ?? {})) if (isStatementList(value) && value.includes(statement)) return value;
  return undefined;
}

/** Costs about as much as looking at a name. */
const isTrivial = (node: Expression): boolean =>
  node.kind === "Name" ||
  node.kind === "Constant" ||
  (node.kind === "Subscript" && node.value.kind === "Attribute" && node.value.attr === "shape") ||
  (node.kind === "Subscript" && node.value.kind === "Call" && node.value.func.kind === "Attribute" && node.value.func.attr === "groupby") ||
  (node.kind === "Attribute" && ["str", "dt", "loc", "iloc", "shape", "size", "empty", "values"].includes(node.attr)) ||
  (node.kind === "Call" &&
    ((node.func.kind === "Name" && node.func.id === "len") ||
      (node.func.kind === "Attribute" && ["head", "tail"].includes(node.func.attr))));

/** It stands in `if name is None: name = …` already. */
function isMemo({ statement, owner }: Occurrence): boolean {
  if (statement.kind !== "Assign" || owner?.kind !== "If") return false;
  const [target] = statement.targets;
  const { test } = owner;
  return (
    target?.kind === "Name" && test.kind === "Compare" && test.ops[0] === "Is" && test.left.kind === "Name" && test.left.id === target.id
  );
}
