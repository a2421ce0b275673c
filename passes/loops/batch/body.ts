/** Statements of the body of a loop over rows, for a block of iterations: first everything is computed, then it is stored. */

import { membersOf } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { type BinaryOperator, build, type Expression, type For, type Statement } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { resultNames } from "../vectorize/comprehensions.js";
import type { Builder } from "../vectorize/tree.js";
import { rowFunctions } from "./functions.js";
import { type Head, headOf } from "./heads.js";
import type { Lifter } from "./lift.js";
import { referenceText } from "./subscripts.js";
import { type BatchLoop, NotBatchable, type Reference, type Value } from "./values.js";

export class Body {
  readonly compute: Statement[] = [];
  readonly stores: Statement[] = [];
  /** Variables of the loop, and what they hold at the end of an iteration. */
  readonly last = new Map<string, Value | "counter">();
  /** Lists that rows are appended to. */
  readonly lists = new Set<string>();
  readonly heads: Head[] = [];
  /** Variables that are built up over the iterations, and those of them that are numbers. */
  readonly folded = new Set<string>();
  readonly totals = new Set<string>();
  /** Values whose object has a second name. */
  private readonly shared = new Set<string>();
  private made = 0;

  constructor(
    private readonly lifter: Lifter,
    private readonly facts: TypeFacts,
    private readonly b: Builder,
    private readonly runtime: string,
    /** Lists of comprehensions, and the variable that collects blocks of them. */
    private readonly collected: ReadonlyMap<string, string>,
  ) {}

  fresh(hint: string): string {
    return `~${hint}~${this.made++}`;
  }

  /** @param all loops by depth */
  loop(node: For, all: BatchLoop[]): void {
    const { lifter } = this;
    const head = headOf(node, lifter.loops.length, this.facts, this.b, this.collected.size === 0 && lifter.loops.length === 0);
    if (lifter.loops.length > 1) throw new NotBatchable("more than two loops are nested", node);
    all[head.loop.depth] = head.loop;
    lifter.loops.push(head.loop);
    this.heads.push(head);
    const before = lifter.env;
    const assigned = boundIn(node);
    lifter.env = new Map([...before].filter(([name]) => !assigned.has(name)));
    if (head.loop.counter !== undefined) this.last.set(head.loop.counter, "counter");
    for (const { name, reference } of head.rows) this.bind(name, lifter.arrays.load(reference));
    for (const statement of node.body) this.statement(statement, all);
    lifter.env = new Map([...before].filter(([name]) => !assigned.has(name)));
    lifter.loops.pop();
  }

  private statement(statement: Statement, all: BatchLoop[]): void {
    switch (statement.kind) {
      case "Assign": {
        const [target] = statement.targets as [Expression];
        if (statement.targets.length !== 1) throw new NotBatchable("several variables get one object", statement);
        if (target.kind === "Tuple" && statement.value.kind === "Tuple" && target.elts.length === statement.value.elts.length) {
          const values = statement.value.elts.map((each) => this.lifter.lift(each));
          for (const [index, each] of target.elts.entries())
            this.assign(each, values[index] as Value, statement.value.elts[index] as Expression);
          return;
        }
        this.assign(target, this.lifter.lift(statement.value), statement.value);
        return;
      }
      case "AugAssign":
        this.augmented(statement);
        return;
      case "Expr":
        this.call(statement.value);
        return;
      case "For":
        this.loop(statement, all);
        return;
      case "Pass":
        return;
      default:
        throw new NotBatchable("a statement has no form for whole arrays", statement);
    }
  }

  private assign(target: Expression, value: Value, source: Expression): void {
    if (target.kind === "Subscript") this.store(target, value);
    else if (target.kind === "Name") {
      if (source.kind === "Name" && this.lifter.env.has(source.id)) for (const name of [source.id, target.id]) this.shared.add(name);
      else this.shared.delete(target.id);
      this.bind(target.id, value);
    } else throw new NotBatchable("the target of an assignment is neither a variable nor an element of one", target);
  }

  private bind(name: string, value: Value): void {
    const { b, lifter } = this;
    let held = value;
    if (value.axes.length > 0 && value.expr.kind !== "Name") {
      const id = this.fresh(name);
      this.compute.push(b.assign(id, value.expr));
      held = { ...value, expr: b.name(id) };
    } else if (value.axes.length === 0 && value.expr.kind !== "Constant") {
      throw new NotBatchable(`${name} is the same in all iterations`, value.expr, "compute it in front of the loop");
    }
    lifter.env.set(name, held);
    this.last.set(name, held);
  }

  private augmented({ target, op, value, ...statement }: Extract<Statement, { kind: "AugAssign" }>): void {
    const { lifter, b } = this;
    const source = { ...statement, target, op, value } as Statement;
    if (target.kind === "Subscript") {
      const reference = lifter.reference(target);
      if (reference && this.isFold(reference)) {
        this.fold(reference, op, lifter.lift(value), target);
        return;
      }
      const old = lifter.lift(build.Subscript({ value: target.value, slice: target.slice, ctx: "Load" }, target.loc));
      this.store(target, lifter.binary(op, old, lifter.lift(value), source));
      return;
    }
    if (target.kind !== "Name") throw new NotBatchable("an attribute changes in the loop", target);
    if (!lifter.env.has(target.id)) {
      this.foldVariable(target.id, op, lifter.lift(value), target);
      return;
    }
    const old = lifter.lift(build.Name({ id: target.id, ctx: "Load" }, target.loc));
    const known = lifter.env.get(target.id);
    if (!known || known.axes.length === 0) throw new NotBatchable(`${target.id} is the same in all iterations`, target);
    const result = lifter.binary(op, old, lifter.lift(value), source);
    if (known.rank === 0) {
      this.bind(target.id, result);
      return;
    }
    if (result.rank !== known.rank) throw new NotBatchable("an array changes in place and gets other axes", target);
    if (known.reference) {
      this.storeTo(known.reference, result, target);
      return;
    }
    if (!known.isFresh || this.shared.has(target.id)) throw new NotBatchable("an array changes in place that has a second name", target);
    if (known.kind !== "main" && known.kind !== "float") throw new NotBatchable("an array of another dtype changes in place", target);
    if (result.kind !== "main" && result.kind !== "float" && result.kind !== "sum")
      throw new NotBatchable("an array of another dtype changes in place", target);
    lifter.notes.noWholes();
    const shape = b.call(b.attribute(b.name(this.runtime), "fitting"), known.expr, result.expr);
    this.bind(target.id, { ...result, expr: shape, kind: known.kind });
  }

  private call(node: Expression): void {
    const { lifter, b } = this;
    if (node.kind === "Constant") return;
    if (node.kind !== "Call" || node.func.kind !== "Attribute" || node.func.value.kind !== "Name")
      throw new NotBatchable("a statement has no form for whole arrays", node);
    const { attr, value: owner } = node.func;
    if (attr === "sort" && node.args.length + node.keywords.length === 0) {
      const known = lifter.env.get(owner.id);
      if (known?.rank !== 1) throw new NotBatchable("what is sorted is no row of an array", node);
      const sorted = lifter.overRow("sort", rowFunctions.get("sort") as never, lifter.lift(owner), [], [], node);
      if (known.reference) this.storeTo(known.reference, sorted, node);
      else if (known.isFresh && !this.shared.has(owner.id)) this.bind(owner.id, sorted);
      else throw new NotBatchable("an array changes in place that has a second name", node);
      return;
    }
    if (attr !== "append" || node.args.length !== 1 || node.keywords.length > 0) throw new NotBatchable(`${attr} may do anything`, node);
    if (lifter.env.has(owner.id) || lifter.loops.some(({ counter }) => counter === owner.id))
      throw new NotBatchable("a list is made in each iteration", node);
    if (membersOf(this.facts.typeOf(owner)).some(({ kind }) => kind !== "list" && kind !== "unknown"))
      throw new NotBatchable(`${owner.id} is no list`, node);
    const value = lifter.lift(node.args[0] as Expression);
    this.checkComplete(value, node);
    if (this.lists.has(owner.id)) throw new NotBatchable("a list grows by more than one element in an iteration", node);
    if (!value.isFresh || value.rank > 1) throw new NotBatchable("what is appended is no new row or number", node);
    this.lists.add(owner.id);
    let values = value.expr;
    const loops = value.axes.length;
    if (loops > 1) {
      if (value.rank > 0) throw new NotBatchable("rows are appended in nested loops", node);
      values = b.call(b.attribute(values, "ravel"));
    }
    const id = this.fresh(owner.id.replace("%", ""));
    const collector = this.collected.get(owner.id);
    const isArray = owner.id === resultNames.array;
    if (value.isPython) values = b.call(b.attribute(values, "tolist"));
    if (value.rank > 0 && !isArray) values = b.call(b.attribute(b.name(this.runtime), "separate"), values);
    this.compute.push(b.assign(id, values));
    const call = b.call(b.attribute(b.name(collector ?? owner.id), isArray ? "append" : "extend"), b.name(id));
    this.stores.push(build.Expr({ value: call }, b.loc));
  }

  // --- stores ---------------------------------------------------------------------------------------------------------

  private store(target: Extract<Expression, { kind: "Subscript" }>, value: Value): void {
    const reference = this.lifter.reference(target);
    if (!reference) throw new NotBatchable("an array that is made in each iteration is changed", target);
    this.storeTo(reference, value, target);
  }

  private storeTo(reference: Reference, value: Value, at: Expression): void {
    const { lifter, b } = this;
    this.checkComplete(value, at);
    const info = lifter.arrays.all.get(reference.array);
    const own = reference.subscripts.filter(({ kind }) => kind === "slice").length;
    const rank = info?.rank ?? lifter.arrays.expectedRank(reference.node) ?? reference.subscripts.length - own + value.rank;
    const subscripts = lifter.arrays.completed(reference, rank);
    const depths = subscripts.flatMap((each) => (each.kind === "loop" ? [each.depth] : []));
    if (subscripts.some(({ kind }) => kind === "window")) throw new NotBatchable("windows that overlap are stored to", at);
    if (depths.join() !== lifter.loops.map(({ depth }) => depth).join())
      throw new NotBatchable("iterations store to the same elements, or in another order than that of the loops", at);
    if (rank - subscripts.filter(({ kind }) => kind === "loop" || kind === "fixed").length !== value.rank)
      throw new NotBatchable("what is stored has not as many axes as there", at);
    lifter.arrays.write(reference.array, reference.node, rank, value.kind);
    // A row that is stored back has to keep its dtype.
    if (info?.isRead && value.kind !== "main") lifter.notes.noWholes();
    lifter.arrays.noteStore(reference);
    const target = lifter.arrays.take(reference, subscripts);
    if (target.kind !== "Subscript") throw new NotBatchable("a whole array is stored to", at);
    const id = this.fresh(reference.array);
    const order = lifter.arrays.order(subscripts);
    const view = lifter.arrays.transposed(target, order);
    this.compute.push(b.assign(id, b.call(b.attribute(b.name(this.runtime), "fitting"), view, value.expr)));
    const back = order.map((_, axis) => order.indexOf(axis));
    this.stores.push(b.store(b.copy(target), lifter.arrays.transposed(b.name(id), back)));
    lifter.stored.set(referenceText(reference), {
      expr: b.name(id),
      axes: value.axes,
      rank: value.rank,
      kind: "main",
      isFresh: false,
      mayBeEmpty: value.mayBeEmpty,
      // In the iteration, it is read from where it was stored to.
      isStrided: value.rank > 0 && subscripts.at(-1)?.kind !== "slice",
      reference,
    });
  }

  // --- what is built up over the iterations ----------------------------------------------------------------------------

  /** Whether iterations of a loop all change the same elements. */
  private isFold({ subscripts }: Reference): boolean {
    const depths = subscripts.flatMap((each) => (each.kind === "loop" || each.kind === "window" ? [each.depth] : []));
    return this.lifter.loops.some(({ depth }) => !depths.includes(depth));
  }

  /** `C[i] += row` in a loop over something else: in the order of the loop, which makes it one operation along an axis. */
  private fold(reference: Reference, op: BinaryOperator, value: Value, at: Expression): void {
    const { lifter, b } = this;
    const { arrays } = lifter;
    this.checkComplete(value, at);
    const name = foldOf(op, value, at);
    const own = reference.subscripts.filter(({ kind }) => kind === "slice").length;
    const known = arrays.all.get(reference.array)?.rank ?? arrays.expectedRank(reference.node);
    const subscripts = arrays.completed(reference, known ?? reference.subscripts.length - own + value.rank);
    const kept = subscripts.flatMap((each) => (each.kind === "loop" ? [each.depth] : []));
    const missing = value.axes.filter((depth) => !kept.includes(depth));
    if (missing.length !== 1 || kept.some((depth, index) => depth < (kept[index - 1] ?? -1)))
      throw new NotBatchable("all iterations of several loops change the same elements", at);
    if (subscripts.some(({ kind }) => kind === "window")) throw new NotBatchable("windows that overlap are stored to", at);
    if (subscripts.filter(({ kind }) => kind === "slice").length !== value.rank)
      throw new NotBatchable("what is added has not as many axes as there", at);
    arrays.write(reference.array, reference.node, subscripts.length, value.kind);
    arrays.noteFold(reference);
    arrays.noteSize(reference.array, subscripts);
    lifter.notes.noWholes();
    const taken = arrays.take(reference, subscripts);
    const target = taken.kind === "Subscript" ? taken : b.subscript(taken, [b.slice(null, null)]);
    const order = arrays.order(subscripts);
    const front = value.axes.indexOf(missing[0] as number);
    const axes = Array.from({ length: value.axes.length + value.rank }, (_, axis) => axis);
    const terms = arrays.transposed(value.expr, [front, ...axes.filter((axis) => axis !== front)]);
    const id = this.fresh(reference.array);
    this.compute.push(
      b.assign(id, b.call(b.attribute(b.name(this.runtime), "built_up"), b.text(name), arrays.transposed(target, order), terms)),
    );
    const back = order.map((_, axis) => order.indexOf(axis));
    this.stores.push(b.store(b.copy(target), arrays.transposed(b.name(id), back)));
  }

  /** `total += row.sum()`, `total += row` */
  private foldVariable(id: string, op: BinaryOperator, value: Value, at: Expression): void {
    const { lifter, b } = this;
    if (value.rank > 0) {
      this.fold({ array: id, subscripts: [], node: at }, op, value, at);
      this.folded.add(id);
      return;
    }
    this.checkComplete(value, at);
    const name = foldOf(op, value, at);
    if (this.folded.has(id)) throw new NotBatchable(`${id} is built up in more than one statement`, at);
    this.folded.add(id);
    this.totals.add(id);
    lifter.notes.noWholes();
    const result = this.fresh(id);
    const call = b.attribute(b.name(this.runtime), folds[name]);
    this.compute.push(b.assign(result, b.call(call, b.name(id), value.expr)));
    this.stores.push(b.assign(id, b.name(result)));
  }

  /** A value for each iteration of all loops around. */
  private checkComplete(value: Value, at: Expression): void {
    if (value.axes.length !== this.lifter.loops.length)
      throw new NotBatchable(
        value.axes.length === 0 ? "the same is stored in all iterations" : "the same is stored in all iterations of a loop",
        at,
      );
  }
}

/** Functions of the runtime that build up a number in the order of the loop. */
const folds = { add: "fold_sum", subtract: "fold_difference", multiply: "fold_product" } as const;

function foldOf(op: BinaryOperator, { kind, isPython }: Value, at: Expression): keyof typeof folds {
  if (isPython || (kind !== "main" && kind !== "float" && kind !== "sum"))
    throw new NotBatchable("what is built up over the iterations is made of something else than elements", at);
  if (op === "Add") return "add";
  if (op === "Sub") return "subtract";
  if (op === "Mult") return "multiply";
  throw new NotBatchable("what is built up over the iterations is no sum or product", at);
}

export function boundIn(node: For): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if (each.kind === "Name" && each.ctx !== "Load") names.add(each.id);
  });
  return names;
}
