/**
 * How much time a loop is certain to save on lists, as an expression that can be computed in front of it: what may not happen does not
 * count, so that arrays are not converted in vain.
 */
import { build, type Expression, type Node, type Statement } from "../../../compiler/ir/nodes.js";
import { copyNode, some, walk } from "../../../compiler/ir/visit.js";
import { dottedName, measuredArray } from "../../loops/vectorize/nest.js";
import type { Loop } from "../../loops/vectorize/sites.js";
import type { Builder } from "../../loops/vectorize/tree.js";

/** So many nanoseconds for each combination of iterations. */
export interface Term {
  readonly nanoseconds: number;
  /** Numbers of iterations of the loops around, outermost first. */
  readonly trips: readonly Expression[];
}

/** @param saved nanoseconds by node */
export function workOf(root: Loop, saved: ReadonlyMap<Node, number>, b: Builder): readonly Term[] {
  return new Worker(root, saved, b).run();
}

class Worker {
  private readonly bound = new Set<string>();

  constructor(
    private readonly root: Loop,
    private readonly saved: ReadonlyMap<Node, number>,
    private readonly b: Builder,
  ) {
    walk(root, (node) => {
      if (node.kind === "Name" && node.ctx !== "Load") this.bound.add(node.id);
    });
  }

  run(): readonly Term[] {
    const middles = new Map<string, Expression>();
    const trips = this.trips(this.root, middles);
    if (!trips) return [];
    const inner = this.body(this.root.body, middles);
    const once = leaves(this.root) ? [] : trips;
    return inner.map((term) => ({ ...term, trips: [...once, ...term.trips] }));
  }

  /** What an iteration certainly saves. */
  private body(statements: readonly Statement[], middles: Map<string, Expression>): Term[] {
    const terms: Term[] = [];
    for (const statement of statements) {
      if (statement.kind === "For" || statement.kind === "While") {
        const trips = this.trips(statement, middles) ?? [];
        const inside = this.body(statement.body, middles);
        if (statement.kind === "While") {
          // It is asked once at least; one that halves a distance goes on for a while.
          const inner = total(inside.filter((term) => term.trips.length === 0));
          terms.push(this.plain(this.expression(statement.test) + (halves(statement) ? 6 * inner : 0)));
        } else if (trips.length > 0) {
          const each = leaves(statement) ? [] : trips;
          terms.push(...inside.map((term) => ({ ...term, trips: [...each, ...term.trips] })));
        }
      } else if (statement.kind === "If") {
        terms.push(this.plain(this.expression(statement.test)));
        const [yes, no] = [this.body(statement.body, middles), this.body(statement.orelse, middles)];
        // Only what both branches save, as far as it can be compared.
        if (yes.every(({ trips }) => trips.length === 0) && no.every(({ trips }) => trips.length === 0))
          terms.push(this.plain(Math.min(total(yes), total(no))));
        if (jumps(statement)) return terms;
      } else {
        terms.push(this.plain(this.simple(statement)));
        if (["Break", "Continue", "Raise"].includes(statement.kind)) return terms;
      }
    }
    return terms;
  }

  private plain(nanoseconds: number): Term {
    return { nanoseconds, trips: [] };
  }

  private simple(statement: Statement): number {
    switch (statement.kind) {
      case "Assign":
        return [...statement.targets, statement.value].reduce((sum, part) => sum + this.expression(part), 0);
      case "AugAssign":
        return (this.saved.get(statement) ?? 0) + this.expression(statement.target) + this.expression(statement.value);
      case "AnnAssign":
        return statement.value ? this.expression(statement.value) : 0;
      case "Assert":
        return this.expression(statement.test);
      default:
        return 0;
    }
  }

  private expression(node: Expression): number {
    const own = this.saved.get(node) ?? 0;
    switch (node.kind) {
      case "BinOp":
        return own + this.expression(node.left) + this.expression(node.right);
      case "UnaryOp":
        return own + this.expression(node.operand);
      case "Compare": {
        const [first] = node.comparators as [Expression];
        return own + this.expression(node.left) + this.expression(first);
      }
      case "BoolOp":
        return this.expression(node.values[0] as Expression);
      case "IfExp":
        return this.expression(node.test) + Math.min(this.expression(node.body), this.expression(node.orelse));
      case "Call":
        return own + node.args.reduce((sum, arg) => sum + this.expression(arg), 0);
      case "Subscript":
        return own + this.expression(node.value) + this.expression(node.slice);
      case "Tuple":
        return node.elts.reduce((sum, part) => sum + this.expression(part), 0);
      default:
        return 0;
    }
  }

  // --- iterations -----------------------------------------------------------------------------------------------------

  /** How often a loop runs, as a product; `undefined` when it is not known in front of the outermost one. */
  private trips(loop: Loop, middles: Map<string, Expression>): Expression[] | undefined {
    if (loop.kind === "While") return this.whileTrips(loop);
    let { target, iter } = loop;
    while (iter.kind === "Call" && iter.func.kind === "Name" && ["enumerate", "reversed", "zip"].includes(iter.func.id) && iter.args[0]) {
      if (target.kind === "Tuple") target = (iter.func.id === "enumerate" ? target.elts[1] : target.elts[0]) as Expression;
      iter = iter.args[0];
    }
    if (dottedName(iter) !== undefined) return this.known(iter, middles) ? [this.length(iter)] : undefined;
    if (iter.kind !== "Call" || iter.func.kind !== "Name" || iter.func.id !== "range") return undefined;
    const args = iter.args.map((arg) => this.known(arg, middles));
    const [, , step] = iter.args;
    if (args.some((arg) => !arg) || (step && !isStep(step))) return undefined;
    const known = args as Expression[];
    if (target.kind === "Name") middles.set(target.id, this.middle(known));
    return [this.count(known)];
  }

  /** How many items a range has, if it has any. */
  private count([first, second, third]: readonly Expression[]): Expression {
    const { b } = this;
    const [start, stop] = second ? [first as Expression, second] : [undefined, first as Expression];
    const isFromZero = start === undefined || (start.kind === "Constant" && start.value === 0n);
    const distance = isFromZero ? copyNode(stop) : difference(stop, start, b);
    if (!third) return distance;
    const isBackwards = third.kind === "UnaryOp" && third.operand.kind === "Constant" && third.operand.value === 1n;
    // Items of other steps are so many at least.
    return isBackwards && start ? b.binary(copyNode(start), "Sub", copyNode(stop)) : b.binary(distance, "FloorDiv", copyNode(third));
  }

  private length(of: Expression): Expression {
    return this.b.call(this.b.name("len"), copyNode(of));
  }

  private middle(range: readonly Expression[]): Expression {
    const [first, second] = range as [Expression, Expression | undefined];
    const sum = second ? this.b.binary(copyNode(first), "Add", copyNode(second)) : copyNode(first);
    return this.b.binary(sum, "FloorDiv", this.b.number(2n));
  }

  /** `while i < n and j < m`, where `i` and `j` are only ever counted on by one: as often as the nearest bound says, at least. */
  private whileTrips(loop: Extract<Loop, { kind: "While" }>): Expression[] | undefined {
    const parts = loop.test.kind === "BoolOp" && loop.test.op === "And" ? loop.test.values : [loop.test];
    const distances: Expression[] = [];
    for (const part of parts) {
      if (part.kind !== "Compare" || part.ops.length !== 1) return this.sweeps(loop);
      const [right] = part.comparators as [Expression];
      const op = part.ops[0] as string;
      const [low, high] = op.startsWith("Lt") ? [part.left, right] : op.startsWith("Gt") ? [right, part.left] : [undefined, undefined];
      if (!low || !high) return this.sweeps(loop);
      const counted = [
        [low, "Add"],
        [high, "Sub"],
      ] as const;
      const moving = counted.filter(([side]) => side.kind === "Name" && this.bound.has(side.id));
      const [only] = moving;
      const other = only?.[0] === low ? high : low;
      if (moving.length !== 1 || !only || !this.countsBy(loop, only[0], only[1]) || !this.known(other, new Map())) return this.sweeps(loop);
      distances.push(this.b.binary(copyNode(high), "Sub", copyNode(low)));
    }
    const [only] = distances;
    if (!only) return undefined;
    return [distances.length === 1 ? only : this.b.call(this.b.name("min"), ...distances)];
  }

  /** Other loops run once, at least if they hold loops that are worth it. */
  private sweeps(loop: Extract<Loop, { kind: "While" }>): Expression[] | undefined {
    return loop.body.some((statement) => statement.kind === "For") ? [] : undefined;
  }

  private countsBy(loop: Loop, variable: Expression, by: "Add" | "Sub"): boolean {
    if (variable.kind !== "Name") return false;
    let isCounted = true;
    const counting = new Set<Node>();
    walk(loop, (node) => {
      if (node.kind === "Name" && node.ctx !== "Load" && node.id === variable.id) isCounted &&= counting.has(node);
      if (node.kind !== "AugAssign" || node.target.kind !== "Name") return;
      if (node.op === by && node.value.kind === "Constant" && node.value.value === 1n) counting.add(node.target);
    });
    return isCounted;
  }

  /** An expression of whole numbers that are there in front of the loop; variables of loops around are in the middle of their ranges. */
  private known(expression: Expression, middles: ReadonlyMap<string, Expression>): Expression | undefined {
    if (measuredArray(expression) !== undefined) return this.readsBound(expression) ? undefined : copyNode(expression);
    switch (expression.kind) {
      case "Constant":
        return typeof expression.value === "bigint" ? copyNode(expression) : undefined;
      case "Name":
      case "Attribute": {
        const middle = expression.kind === "Name" ? middles.get(expression.id) : undefined;
        if (middle) return copyNode(middle);
        return dottedName(expression) === undefined || this.readsBound(expression) ? undefined : copyNode(expression);
      }
      case "UnaryOp": {
        const operand = expression.op === "USub" ? this.known(expression.operand, middles) : undefined;
        return operand && build.UnaryOp({ op: "USub", operand }, this.b.loc);
      }
      case "BinOp": {
        const [left, right] = [this.known(expression.left, middles), this.known(expression.right, middles)];
        const isDivision = expression.op === "FloorDiv" && right?.kind === "Constant" && right.value !== 0n;
        if (!left || !right || !(["Add", "Sub", "Mult"].includes(expression.op) || isDivision)) return undefined;
        return this.b.binary(left, expression.op, right);
      }
      default:
        return undefined;
    }
  }

  private readsBound(expression: Expression): boolean {
    return some(expression, (node) => node.kind === "Name" && this.bound.has(node.id));
  }
}

const total = (terms: readonly Term[]): number => terms.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0);

/** `n + 1 - 1` is `n`. */
function difference(one: Expression, other: Expression, b: Builder): Expression {
  const isSum = one.kind === "BinOp" && (one.op === "Add" || one.op === "Sub");
  const [left, right] = isSum ? [wholeOf(one.right), wholeOf(other)] : [undefined, undefined];
  if (!isSum || left === undefined || right === undefined) return b.binary(copyNode(one), "Sub", copyNode(other));
  const rest = (one.op === "Add" ? left : -left) - right;
  if (rest === 0n) return copyNode(one.left);
  return b.binary(copyNode(one.left), rest > 0n ? "Add" : "Sub", b.number(rest > 0n ? rest : -rest));
}

const wholeOf = (node: Expression): bigint | undefined =>
  node.kind === "Constant" && typeof node.value === "bigint" ? node.value : undefined;

/** A number other than zero. */
const isStep = (step: Expression): boolean =>
  (step.kind === "Constant" && typeof step.value === "bigint" && step.value > 0n) ||
  (step.kind === "UnaryOp" && step.op === "USub" && isStep(step.operand));

/** Whether a loop may end before all of its iterations are done. */
function leaves(loop: Loop): boolean {
  const visit = (statements: readonly Statement[]): boolean =>
    statements.some(
      (statement) =>
        statement.kind === "Break" ||
        statement.kind === "Raise" ||
        (statement.kind === "If" && (visit(statement.body) || visit(statement.orelse))) ||
        ((statement.kind === "For" || statement.kind === "While") && visit(statement.orelse)),
    );
  return visit(loop.body);
}

/** `mid = (low + high) // 2` */
const halves = (loop: Loop): boolean =>
  some(loop, (node) => node.kind === "BinOp" && node.op === "FloorDiv" && node.right.kind === "Constant" && node.right.value === 2n);

/** Whether a branch may end the iteration. */
const jumps = (statement: Statement): boolean => some(statement, ({ kind }) => kind === "Break" || kind === "Continue" || kind === "Raise");
