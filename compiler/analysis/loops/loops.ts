/**
 * Loops: how often each runs, what counts in it, what does not change in it, and which elements of arrays it touches.
 *
 * Everything is stated for the loop as it is written; what is not certain is `undefined`. Subscripts are given as affine forms
 * over the number of the iteration (0, 1, 2, …) of each loop around them, so that the starts and steps of `range` are in the form.
 */
import type { Expression, For, Name, Node, Statement, While } from "../../ir/nodes.js";
import { childrenOf } from "../../ir/visit.js";
import type { Unit } from "../analyses.js";
import { type EffectSummary, type Effects, isPure } from "../effects.js";
import type { Binding, Scopes } from "../scopes.js";
import type { Type } from "../types/type.js";
import type { TypeFacts } from "../types/type-facts.js";
import { type Affine, add, affineForm, constantForm, isConstant, scale, subtract, symbolForm } from "./affine.js";

export interface Loop {
  readonly node: For | While;
  readonly parent: Loop | undefined;
  readonly children: Loop[];
  /** 1 for an outermost loop. */
  readonly depth: number;
  /** Stands for the number of the iteration in affine forms. */
  readonly symbol: string;
  /** Number of iterations if no `break`, `return` or exception ends it early. */
  readonly trips: Affine | undefined;
  readonly induction: readonly InductionVariable[];
  /** `break`, `return`, or a `while` condition that is not a count. */
  readonly endsEarly: boolean;
  /** Variables that are bound in the body, the target among them. */
  readonly bound: ReadonlySet<Binding>;
  /** Of what runs in each iteration: the body, the test, taking the next item. */
  readonly effects: EffectSummary;
  readonly accesses: readonly Access[];
}

/** A variable whose value is `start + step * iteration` at the beginning of each iteration. */
export interface InductionVariable {
  readonly binding: Binding;
  readonly start: Affine;
  readonly step: Affine;
  /** The target of a `for`, or a variable that the body adds to. */
  readonly kind: "target" | "counter";
}

/** One subscript `value[…]` in a loop. */
export interface Access {
  readonly node: Extract<Expression, { kind: "Subscript" }>;
  readonly kind: "read" | "write";
  readonly base: Type;
  /** One per axis; `undefined` where it is a slice, or not affine. */
  readonly subscript: readonly (Affine | undefined)[];
  /** Runs in each iteration of its innermost loop. */
  readonly isUnconditional: boolean;
  /** Innermost last. */
  readonly loops: readonly Loop[];
}

export interface Loops {
  /** All loops of the unit, outer before inner. */
  readonly all: readonly Loop[];
  loopOf(node: Node): Loop | undefined;
  /** Whether an expression has the same value in every iteration, if nothing but the loop runs: no operand changes, and it is pure. */
  isInvariant(expression: Expression, loop: Loop): boolean;
}

export function analyzeLoops(unit: Unit, scopes: Scopes, facts: TypeFacts, effects: Effects): Loops {
  const builder = new LoopBuilder(scopes, facts, effects);
  builder.statements(unit.body, undefined);
  return builder.finish();
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

class LoopBuilder {
  private readonly loops: Mutable<Loop>[] = [];
  private readonly byNode = new Map<Node, Loop>();
  private readonly numbers = new Map<Binding, number>();

  constructor(
    private readonly scopes: Scopes,
    private readonly facts: TypeFacts,
    private readonly effects: Effects,
  ) {}

  finish(): Loops {
    for (const loop of this.loops) loop.accesses = this.accessesIn(loop);
    return {
      all: this.loops,
      loopOf: (node) => this.byNode.get(node),
      isInvariant: (expression, loop) => this.isInvariant(expression, loop),
    };
  }

  statements(body: readonly Statement[], parent: Loop | undefined): void {
    for (const statement of body) this.statement(statement, parent);
  }

  private statement(node: Node, parent: Loop | undefined): void {
    if (opensScope(node)) return;
    if (node.kind !== "For" && node.kind !== "While") {
      for (const child of childrenOf(node)) this.statement(child, parent);
      return;
    }
    const loop: Mutable<Loop> = {
      node,
      parent,
      children: [],
      depth: (parent?.depth ?? 0) + 1,
      symbol: `$${this.loops.length}`,
      trips: undefined,
      induction: [],
      endsEarly: false,
      bound: this.boundIn(node),
      effects: this.iterationEffects(node),
      accesses: [],
    };
    this.loops.push(loop);
    this.byNode.set(node, loop);
    parent?.children.push(loop);
    loop.endsEarly = hasExit(node.body);
    loop.induction = [...this.targets(loop), ...this.counters(loop)];
    loop.trips = node.kind === "For" ? this.tripsOf(node.iter, loop) : this.tripsOfWhile(node, loop);
    if (node.kind === "While" && !loop.trips) loop.endsEarly = true;
    this.statements(node.body, loop);
    this.statements(node.orelse, parent);
  }

  private iterationEffects(node: For | While): EffectSummary {
    return node.kind === "For" ? this.effects.ofAll([node.target, ...node.body], [node]) : this.effects.ofAll([node.test, ...node.body]);
  }

  private boundIn(node: Node): ReadonlySet<Binding> {
    const bound = new Set<Binding>();
    const visit = (at: Node): void => {
      if (at.kind === "Name" && at.ctx !== "Load") {
        const binding = this.bindingOf(at);
        if (binding) bound.add(binding);
      }
      for (const child of childrenOf(at)) visit(child);
    };
    visit(node);
    for (const binding of this.effects.of(node).boundVariables) bound.add(binding);
    return bound;
  }

  private bindingOf(name: Name): Binding | undefined {
    const resolution = this.scopes.resolve(name);
    return resolution.kind === "binding" ? resolution.binding : undefined;
  }

  // ---------------------------------------------------------------- induction variables and trip counts

  private targets(loop: Loop): InductionVariable[] {
    if (loop.node.kind !== "For") return [];
    const { target, iter } = loop.node;
    const range = this.rangeOf(iter, loop);
    if (target.kind === "Name" && range) return this.asTarget(target, range.start, range.step, loop);
    const counted = iter.kind === "Call" && this.isBuiltin(iter.func, "enumerate") && target.kind === "Tuple" ? target.elts[0] : undefined;
    if (counted?.kind !== "Name" || iter.kind !== "Call") return [];
    const start = iter.args[1] ?? iter.keywords.find(({ arg }) => arg === "start")?.value;
    const first = start ? this.affine(start, loop.parent) : constantForm(0n);
    return first ? this.asTarget(counted, first, constantForm(1n), loop) : [];
  }

  /** The target counts only as long as the body leaves it alone. */
  private asTarget(target: Name, start: Affine, step: Affine, loop: Loop): InductionVariable[] {
    const binding = this.bindingOf(target);
    if (!binding || this.bindings(binding, loop.node.body) > 0) return [];
    return [{ binding, start, step, kind: "target" }];
  }

  private rangeOf(iter: Expression, loop: Loop): { start: Affine; stop: Affine; step: Affine } | undefined {
    if (iter.kind !== "Call" || !this.isBuiltin(iter.func, "range") || iter.keywords.length > 0) return undefined;
    const forms = iter.args.map((argument) => this.affine(argument, loop.parent));
    if (forms.length < 1 || forms.length > 3 || forms.some((form) => !form)) return undefined;
    const [first, second, third] = forms as Affine[];
    return forms.length === 1
      ? { start: constantForm(0n), stop: first as Affine, step: constantForm(1n) }
      : { start: first as Affine, stop: second as Affine, step: third ?? constantForm(1n) };
  }

  private isBuiltin(callee: Expression, name: string): boolean {
    const type = this.facts.typeOf(callee);
    return (type.kind === "library-class" || type.kind === "library-function") && type.name === `builtins.${name}`;
  }

  private tripsOf(iter: Expression, loop: Loop): Affine | undefined {
    const range = this.rangeOf(iter, loop);
    if (range) {
      if (!isConstant(range.step) || range.step.constant === 0n) return undefined;
      const span = subtract(range.stop, range.start);
      return divided(span, range.step.constant);
    }
    if (iter.kind === "Call" && this.isBuiltin(iter.func, "enumerate") && iter.args[0]) return this.tripsOf(iter.args[0], loop);
    const type = this.facts.typeOf(iter);
    if (type.kind === "array" && type.shape) return dimension(type.shape[0] ?? null);
    if (type.kind === "list" || type.kind === "tuple") return type.items ? constantForm(BigInt(type.items.length)) : undefined;
    return type.kind === "series" ? dimension(type.length) : undefined;
  }

  /** `while i < n` with a counter that goes up by a constant. */
  private tripsOfWhile({ test }: While, loop: Loop): Affine | undefined {
    if (test.kind !== "Compare" || test.ops.length !== 1) return undefined;
    const counter = loop.induction.find(({ binding }) => test.left.kind === "Name" && this.bindingOf(test.left) === binding);
    const limit = this.affine(test.comparators[0] as Expression, loop.parent, loop.bound);
    if (!counter || !limit || !isConstant(counter.step)) return undefined;
    const step = counter.step.constant;
    const span = subtract(limit, counter.start);
    switch (test.ops[0]) {
      case "Lt":
        return step > 0n ? divided(span, step) : undefined;
      case "LtE":
        return step > 0n ? divided(add(span, constantForm(1n)), step) : undefined;
      case "Gt":
        return step < 0n ? divided(span, step) : undefined;
      case "GtE":
        return step < 0n ? divided(subtract(span, constantForm(1n)), step) : undefined;
      default:
        return undefined;
    }
  }

  /** Variables that the body changes once per iteration, by adding what does not change: `k += 2`. */
  private counters(loop: Loop): InductionVariable[] {
    const found: InductionVariable[] = [];
    for (const statement of loop.node.body) {
      const update = updateOf(statement);
      const binding = update && this.bindingOf(update.target);
      if (!update || !binding || this.bindings(binding, loop.node.body) !== 1 || hasContinue(loop.node.body)) continue;
      if (!this.isInt(update.target) && !this.isInt(update.step)) continue;
      const amount = this.affine(update.step, loop.parent, loop.bound);
      if (!amount || !this.isInt(update.step)) continue;
      const step = update.sign < 0 ? scale(amount, -1n) : amount;
      found.push({ binding, start: symbolForm(`${this.symbolOf(binding)}@${loop.symbol}`), step, kind: "counter" });
    }
    return found;
  }

  private bindings(binding: Binding, body: readonly Statement[]): number {
    let count = 0;
    const visit = (node: Node): void => {
      if (node.kind === "Name" && node.ctx !== "Load" && this.bindingOf(node) === binding) count++;
      for (const child of childrenOf(node)) visit(child);
    };
    for (const statement of body) visit(statement);
    return binding.writtenElsewhere ? Number.POSITIVE_INFINITY : count;
  }

  // ---------------------------------------------------------------- affine forms

  private symbolOf(binding: Binding): string {
    let number = this.numbers.get(binding);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(binding, number);
    }
    return `${binding.name}.${number}`;
  }

  /** The form of an expression inside of a loop; `bound` are further variables that vary. */
  private affine(expression: Expression, loop: Loop | undefined, bound: ReadonlySet<Binding> = new Set()): Affine | undefined {
    return affineForm(expression, (part) => {
      if (!this.isInt(part)) return undefined;
      if (part.kind !== "Name") return this.opaque(part, loop, bound);
      const binding = this.bindingOf(part);
      if (!binding || bound.has(binding) || binding.writtenElsewhere) return undefined;
      for (let at = loop; at; at = at.parent) {
        const variable = at.induction.find((candidate) => candidate.binding === binding);
        if (variable) {
          if (variable.kind === "counter" || !isConstant(variable.step)) return undefined;
          return add(variable.start, symbolForm(at.symbol), variable.step.constant);
        }
        if (at.bound.has(binding)) return undefined;
      }
      const value = this.facts.typeOf(part);
      return value.kind === "scalar" && typeof value.value === "bigint" ? constantForm(value.value) : symbolForm(this.symbolOf(binding));
    });
  }

  /** `len(x)`, `a.shape[0]`: a number that is the same wherever the expression is, as long as nothing changes in the loop. */
  private opaque(part: Expression, loop: Loop | undefined, bound: ReadonlySet<Binding>): Affine | undefined {
    const value = this.facts.typeOf(part);
    if (value.kind === "scalar" && typeof value.value === "bigint") return constantForm(value.value);
    for (let at = loop; at; at = at.parent) if (!this.isInvariant(part, at)) return undefined;
    if ([...this.effects.of(part).readVariables].some((binding) => bound.has(binding))) return undefined;
    const text = textOf(part, (name) => {
      const binding = this.bindingOf(name);
      return binding ? this.symbolOf(binding) : name.id;
    });
    return text === undefined ? undefined : symbolForm(text);
  }

  private isInt(expression: Expression): boolean {
    const type = this.facts.typeOf(expression);
    return type.kind === "scalar" && type.class === "int";
  }

  private isInvariant(expression: Expression, loop: Loop): boolean {
    const summary = this.effects.of(expression);
    if (!isPure(summary) || summary.unknown !== undefined) return false;
    if (loop.effects.unknown !== undefined)
      return [...summary.readVariables].every((binding) => !loop.bound.has(binding)) && summary.reads.size === 0;
    for (const binding of summary.readVariables) if (loop.bound.has(binding) || binding.writtenElsewhere) return false;
    for (const site of summary.reads) if (loop.effects.writes.has(site)) return false;
    return true;
  }

  // ---------------------------------------------------------------- accesses

  private accessesIn(loop: Loop): Access[] {
    const found: Access[] = [];
    const visit = (node: Node, inner: Loop, conditional: boolean): void => {
      if (opensScope(node)) return;
      const own = this.byNode.get(node) ?? inner;
      if (node.kind === "Subscript") {
        found.push({
          node,
          kind: node.ctx === "Load" ? "read" : "write",
          base: this.facts.typeOf(node.value),
          subscript: this.subscriptOf(node.slice, inner),
          isUnconditional: !conditional,
          loops: chain(inner),
        });
      }
      const branches =
        node.kind === "If" || node.kind === "IfExp" || node.kind === "Try" || node.kind === "BoolOp" || node.kind === "Match";
      for (const child of inOrder(node)) visit(child, own, conditional || branches);
    };
    for (const statement of loop.node.body) visit(statement, loop, false);
    // `a[i] += x` reads first.
    return found.flatMap((access): Access[] =>
      access.kind === "write" && this.isUpdated(loop, access.node) ? [{ ...access, kind: "read" }, access] : [access],
    );
  }

  private isUpdated(loop: Loop, target: Node): boolean {
    let updated = false;
    const visit = (node: Node): void => {
      if (node.kind === "AugAssign" && node.target === target) updated = true;
      for (const child of childrenOf(node)) visit(child);
    };
    for (const statement of loop.node.body) visit(statement);
    return updated;
  }

  private subscriptOf(slice: Expression, loop: Loop): (Affine | undefined)[] {
    const axes = slice.kind === "Tuple" ? slice.elts : [slice];
    return axes.map((axis) => (axis.kind === "Slice" ? undefined : this.affine(axis, loop)));
  }
}

/** The children of a node in the order in which they run: values before what they are assigned to. */
function inOrder(node: Node): readonly Node[] {
  switch (node.kind) {
    case "Assign":
      return [node.value, ...node.targets];
    case "AugAssign":
      return [node.value, node.target];
    case "AnnAssign":
      return [...(node.value ? [node.value] : []), node.target];
    case "For":
      return [node.iter, node.target, ...node.body, ...node.orelse];
    default:
      return childrenOf(node);
  }
}

/** The loops around and including one, outermost first. */
function chain(loop: Loop): Loop[] {
  const loops: Loop[] = [];
  for (let at: Loop | undefined = loop; at; at = at.parent) loops.unshift(at);
  return loops;
}

/** Number of steps to cover a span, rounded up and not below zero; symbolic only for steps of one. */
function divided(span: Affine, step: bigint): Affine | undefined {
  if (isConstant(span)) {
    const distance = step > 0n ? span.constant : -span.constant;
    const size = step > 0n ? step : -step;
    return constantForm(distance <= 0n ? 0n : (distance + size - 1n) / size);
  }
  if (step === 1n) return span;
  return step === -1n ? scale(span, -1n) : undefined;
}

const dimension = (length: number | string | null): Affine | undefined =>
  length === null ? undefined : typeof length === "number" ? constantForm(BigInt(length)) : symbolForm(`dim ${length}`);

/** `x += e`, `x -= e`, `x = x + e`, `x = e + x`, `x = x - e` */
function updateOf(statement: Statement): { readonly target: Name; readonly step: Expression; readonly sign: 1 | -1 } | undefined {
  if (statement.kind === "AugAssign" && statement.target.kind === "Name" && (statement.op === "Add" || statement.op === "Sub")) {
    return { target: statement.target, step: statement.value, sign: statement.op === "Add" ? 1 : -1 };
  }
  const target = statement.kind === "Assign" && statement.targets.length === 1 ? statement.targets[0] : undefined;
  if (statement.kind !== "Assign" || target?.kind !== "Name" || statement.value.kind !== "BinOp") return undefined;
  const { left, op, right } = statement.value;
  const isTarget = (side: Expression): boolean => side.kind === "Name" && side.id === target.id;
  if (op === "Add" && isTarget(left)) return { target, step: right, sign: 1 };
  if (op === "Add" && isTarget(right)) return { target, step: left, sign: 1 };
  return op === "Sub" && isTarget(left) ? { target, step: right, sign: -1 } : undefined;
}

/** A text that is equal for equal expressions of names, attributes, constant subscripts and calls of them. */
function textOf(node: Expression, name: (name: Name) => string): string | undefined {
  switch (node.kind) {
    case "Name":
      return name(node);
    case "Attribute": {
      const value = textOf(node.value, name);
      return value === undefined ? undefined : `${value}.${node.attr}`;
    }
    case "Constant":
      return typeof node.value === "bigint" || typeof node.value === "string" ? JSON.stringify(String(node.value)) : undefined;
    case "Subscript": {
      const [value, index] = [textOf(node.value, name), textOf(node.slice, name)];
      return value === undefined || index === undefined ? undefined : `${value}[${index}]`;
    }
    case "Call": {
      const parts = [node.func, ...node.args].map((part) => textOf(part, name));
      return node.keywords.length > 0 || parts.some((part) => part === undefined) ? undefined : `${parts[0]}(${parts.slice(1).join(", ")})`;
    }
    default:
      return undefined;
  }
}

function hasExit(body: readonly Statement[]): boolean {
  return contains(body, (node, depth) => node.kind === "Return" || node.kind === "Yield" || (node.kind === "Break" && depth === 0));
}

const hasContinue = (body: readonly Statement[]): boolean => contains(body, (node, depth) => node.kind === "Continue" && depth === 0);

/** Whether a statement inside fits; `depth` counts the loops around it in the body. */
function contains(body: readonly Statement[], fits: (node: Node, depth: number) => boolean): boolean {
  const visit = (node: Node, depth: number): boolean => {
    if (opensScope(node)) return false;
    if (fits(node, depth)) return true;
    const inner = node.kind === "For" || node.kind === "While" || node.kind === "AsyncFor" ? depth + 1 : depth;
    return childrenOf(node).some((child) => visit(child, inner));
  };
  return body.some((statement) => visit(statement, 0));
}

const opensScope = (node: Node): boolean =>
  node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "ClassDef" || node.kind === "Lambda";
