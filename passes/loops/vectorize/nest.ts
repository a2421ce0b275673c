/**
 * A loop nest as the vectoriser sees it: counted loops over ranges and arrays, and the steps in them, in the order of the text.
 * Everything else is refused with a reason.
 */
import { type Affine, add, affineForm, constantForm, scale, subtract, symbolForm } from "../../../compiler/analysis/loops/affine.js";
import type { Scopes } from "../../../compiler/analysis/scopes.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { dump } from "../../../compiler/ir/dump.js";
import type { Location } from "../../../compiler/ir/location.js";
import { build, type Expression, type For, type Node, type Statement, type While } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { findInductions, type Induction } from "./inductions.js";

/** Why a loop stays as it is. */
export class NotVectorizable extends Error {
  constructor(
    readonly reason: string,
    readonly at?: Node,
    readonly suggest?: string,
  ) {
    super(reason);
  }
}

export interface NestLoop {
  readonly node: For | While;
  readonly parent: NestLoop | undefined;
  /** Number of the iteration, 0, 1, 2, …, in affine forms. */
  readonly symbol: string;
  /** Variable of a `range` or `enumerate`: `start + step * iteration`. */
  readonly counter: Counter | undefined;
  /** Variables that are elements of arrays, `v` in `for v in x`. */
  readonly elements: readonly { readonly name: string; readonly array: string }[];
  /** Number of iterations, if it is not negative. */
  readonly trips: Affine;
}

export interface Counter {
  readonly name: string;
  readonly start: Affine;
  readonly step: bigint;
}

export type Target =
  | { readonly kind: "element"; readonly array: string; readonly node: Extract<Expression, { kind: "Subscript" }> }
  | { readonly kind: "scalar"; readonly name: string }
  /** `name.append(value)` of a list. */
  | { readonly kind: "append"; readonly name: string }
  /** The condition of an `if`: a value that only other steps ask for. */
  | { readonly kind: "mask"; readonly name: string };

/** One assignment. Augmented ones are written out: `a += b` is `a = a + b`. */
export interface Step {
  readonly order: number;
  /** Around it, outermost first. */
  readonly loops: readonly NestLoop[];
  readonly masks: readonly Mask[];
  readonly target: Target;
  readonly value: Expression;
  readonly statement: Statement;
}

/** The step runs only where the mask step of this name is true, or false when `negated`. */
export interface Mask {
  readonly name: string;
  readonly negated: boolean;
}

export interface Nest {
  readonly root: NestLoop;
  readonly loops: readonly NestLoop[];
  readonly steps: readonly Step[];
  /** Names that the nest binds. */
  readonly bound: ReadonlySet<string>;
  /** Names that are subscripted, or iterated over: arrays, if the guards hold. */
  readonly arrays: ReadonlySet<string>;
  /** Variables that every iteration moves on by the same. */
  readonly inductions: readonly Induction[];
  readonly forms: Forms;
}

/** Affine forms over the loops of a nest, and what their other symbols stand for. */
export interface Forms {
  /** What a symbol stands for that is no loop: an expression that is the same in all iterations, and an `int`. */
  readonly leaves: ReadonlyMap<string, Expression>;
  /** Form of an integer expression; `undefined` when it has none. Loops in `kept` count by their variables instead of by iterations. */
  of(expression: Expression, kept?: ReadonlyMap<NestLoop, string>): Affine | undefined;
  /** `(i + 1) % n` as a form and what it goes round; also by the name of a variable that one step sets. */
  cyclic(expression: Expression, kept?: ReadonlyMap<NestLoop, string>): { readonly form: Affine; readonly modulus: Affine } | undefined;
  /** Whether an expression is a variable that every iteration moves on by the same. */
  isMoving(name: Expression): boolean;
}

/**
 * Reads a nest.
 * @throws NotVectorizable
 */
export function readNest(root: For | While, facts: TypeFacts, scopes: Scopes): Nest {
  return new NestReader(facts, scopes).read(root);
}

/** Larger numbers are rather sizes, which are better left by name. */
const maxOffset = 16n;

class NestReader {
  private readonly loops: NestLoop[] = [];
  private steps: readonly Step[] = [];
  private readonly bound = new Set<string>();
  private readonly arrays = new Set<string>();
  private readonly leaves = new Map<string, Expression>();
  private readonly counters = new Map<string, { loop: NestLoop; counter: Counter }>();
  private masks = 0;
  /** All loops are known: what comes now are subscripts. */
  private isRead = false;
  /** What variables are that iterations move on, by each place where they are read. */
  private moving: ReadonlyMap<Expression, Affine> = new Map();

  constructor(
    private readonly facts: TypeFacts,
    private readonly scopes: Scopes,
  ) {}

  read(node: For | While): Nest {
    walk(node, (at) => {
      if (at.kind === "Name" && at.id.startsWith("%")) this.bound.add(at.id);
      else if (at.kind === "Name" && at.ctx !== "Load") {
        const resolution = this.scopes.resolve(at);
        const isOwn = resolution.kind === "binding" && resolution.binding.scope.kind === "comprehension";
        if (resolution.kind !== "binding" || (resolution.binding.writtenElsewhere && !isOwn)) {
          throw new NotVectorizable(`other code may change ${at.id} while the loop runs`, at);
        }
        this.bound.add(at.id);
      }
    });
    const root = node.kind === "While" ? this.whileLoop(node) : this.loop(node, undefined);
    this.loopBody(root, []);
    for (const name of this.arrays) {
      if (this.bound.has(name.split(".", 1)[0] as string)) throw new NotVectorizable(`${name} becomes another object in the loop`, node);
    }
    this.isRead = true;
    const inductions = findInductions(
      this.steps,
      (expression) => this.affine(expression),
      (name) => (this.mayBeInt(name) ? this.leaf(name) : undefined),
    );
    this.moving = inductions.reads;
    this.steps = inductions.steps;
    const forms: Forms = {
      leaves: this.leaves,
      of: (expression, kept) => this.affine(expression, kept),
      cyclic: (expression, kept) => this.cyclic(expression, kept),
      isMoving: (name) => this.moving.has(name),
    };
    return { root, loops: this.loops, steps: this.steps, bound: this.bound, arrays: this.arrays, inductions: inductions.all, forms };
  }

  // --- loops ----------------------------------------------------------------------------------------------------------

  private loop(node: For, parent: NestLoop | undefined): NestLoop {
    if (node.orelse.length > 0) throw new NotVectorizable("the loop has an else", node);
    const { target, iter } = node;
    const symbol = `$${this.loops.length}`;
    const make = (counter: Counter | undefined, elements: NestLoop["elements"], trips: Affine): NestLoop => {
      const loop: NestLoop = { node, parent, symbol, counter, elements, trips };
      this.loops.push(loop);
      if (counter) {
        if (this.counters.has(counter.name)) throw new NotVectorizable(`two loops of the nest share the variable ${counter.name}`, node);
        this.counters.set(counter.name, { loop, counter });
      }
      return loop;
    };
    const callee = iter.kind === "Call" && iter.keywords.length === 0 ? this.builtin(iter.func) : undefined;
    const args = iter.kind === "Call" ? iter.args : [];
    if (callee === "range" && target.kind === "Name") {
      const { start, step, trips } = this.range(iter, args);
      return make({ name: target.id, start, step }, [], trips);
    }
    if (callee === "enumerate" && target.kind === "Tuple" && target.elts.length === 2 && args.length === 1) {
      const [first, second] = target.elts as [Expression, Expression];
      const [source] = args as [Expression];
      if (first.kind === "Name" && second.kind === "Name" && dottedName(source) !== undefined) {
        const elements = [this.element(second.id, source)];
        return make({ name: first.id, start: constantForm(0n), step: 1n }, elements, this.lengthOf(source));
      }
    }
    if (callee === "zip" && target.kind === "Tuple" && target.elts.length === args.length && args.length > 0) {
      const elements = target.elts.map((name, index) => {
        const source = args[index] as Expression;
        if (name.kind !== "Name" || dottedName(source) === undefined)
          throw new NotVectorizable("zip is only understood over variables", node);
        return this.element(name.id, source);
      });
      return make(undefined, elements, this.lengthOf(args[0] as Expression));
    }
    if (dottedName(iter) !== undefined && target.kind === "Name")
      return make(undefined, [this.element(target.id, iter)], this.lengthOf(iter));
    throw new NotVectorizable("the loop does not count, and does not run over arrays", node);
  }

  /** `while i < n:` … `i += 1`, where nothing else sets `i`. */
  private whileLoop(node: While): NestLoop {
    const uncounted = new NotVectorizable("the while loop does not count up to a bound", node);
    const { test, body, orelse } = node;
    const last = body.at(-1);
    if (orelse.length > 0 || test.kind !== "Compare" || test.ops.length !== 1 || last?.kind !== "AugAssign") throw uncounted;
    const { target, op, value } = last;
    if (target.kind !== "Name" || op !== "Add" || value.kind !== "Constant" || value.value !== 1n) throw uncounted;
    const [right] = test.comparators as [Expression];
    const isLeft = test.left.kind === "Name" && test.left.id === target.id;
    const operator = test.ops[0] as string;
    const bound = isLeft ? right : test.left;
    const isCounted = isLeft
      ? ["Lt", "LtE"].includes(operator)
      : right.kind === "Name" && right.id === target.id && ["Gt", "GtE"].includes(operator);
    let setters = 0;
    walk(node, (at) => {
      if (at.kind === "Name" && at.ctx !== "Load" && at.id === target.id) setters++;
    });
    const stop = isCounted && setters === 1 ? this.affine(bound) : undefined;
    if (!stop || this.readsBound(bound)) throw uncounted;
    // What the variable holds when the loop begins; nothing sets it before the rewrite is done.
    const start = this.leaf(build.Name({ id: target.id, ctx: "Load" }, target.loc));
    const trips = add(subtract(stop, start), constantForm(operator.endsWith("E") ? 1n : 0n));
    const counter: Counter = { name: target.id, start, step: 1n };
    const loop: NestLoop = { node, parent: undefined, symbol: "$0", counter, elements: [], trips };
    this.loops.push(loop);
    this.counters.set(target.id, { loop, counter });
    return loop;
  }

  private element(name: string, source: Expression): { name: string; array: string } {
    const array = dottedName(source) as string;
    this.arrays.add(array);
    return { name, array };
  }

  private range(iter: Expression, args: readonly Expression[]): { start: Affine; step: bigint; trips: Affine } {
    const forms = args.map((arg) => this.affine(arg));
    const [first, second, third] = forms;
    const opaque = (): NotVectorizable => new NotVectorizable("the bounds of the range are no sums of variables and constants", iter);
    if (forms.length === 0 || forms.length > 3 || forms.some((form) => !form)) throw opaque();
    const start = forms.length === 1 ? constantForm(0n) : (first as Affine);
    const stop = forms.length === 1 ? (first as Affine) : (second as Affine);
    if (third && third.terms.size > 0) throw new NotVectorizable("the step of the range is not a constant", iter);
    const step = third?.constant ?? 1n;
    for (const form of [start, stop]) {
      if ([...form.terms.keys()].some((symbol) => symbol.startsWith("$"))) {
        throw new NotVectorizable("the bounds of an inner loop change from iteration to iteration of an outer one", iter);
      }
    }
    const span = subtract(stop, start);
    if (step === 1n) return { start, step, trips: span };
    if (step === -1n) return { start, step, trips: scale(span, -1n) };
    if (step === 0n) throw opaque();
    // len(range(…)), counted by Python itself.
    const { loc } = iter;
    const func = build.Name({ id: "len", ctx: "Load" }, loc);
    return { start, step, trips: this.leaf(build.Call({ func, args: [iter], keywords: [] }, loc)) };
  }

  private lengthOf(array: Expression): Affine {
    const { loc } = array;
    return this.leaf(build.Call({ func: build.Name({ id: "len", ctx: "Load" }, loc), args: [array], keywords: [] }, loc));
  }

  private leaf(expression: Expression): Affine {
    const symbol = dump(expression);
    if (!this.leaves.has(symbol)) this.leaves.set(symbol, expression);
    return symbolForm(symbol);
  }

  private builtin(callee: Expression): string | undefined {
    // Of a loop that is only read.
    if (callee.kind === "Name" && callee.id === "%range") return "range";
    const type = this.facts.typeOf(callee);
    if (type.kind !== "library-class" && type.kind !== "library-function") return undefined;
    return type.name.startsWith("builtins.") ? type.name.slice("builtins.".length) : undefined;
  }

  // --- steps ----------------------------------------------------------------------------------------------------------

  /** Elements are taken from their arrays when an iteration begins: `v = x[iteration]`. */
  private loopBody(loop: NestLoop, outer: readonly NestLoop[]): void {
    const loops = [...outer, loop];
    for (const { name, array } of loop.elements) {
      const { loc } = loop.node;
      const slice = build.Name({ id: loop.symbol, ctx: "Load" }, loc);
      const value = build.Subscript({ value: nameOf(array, loc), slice, ctx: "Load" }, loc);
      this.addStep({ order: this.steps.length, loops, masks: [], target: { kind: "scalar", name }, value, statement: loop.node });
    }
    // The last statement of a counted `while` moves its counter on.
    this.body(loop.node.kind === "While" ? loop.node.body.slice(0, -1) : loop.node.body, loops, []);
  }

  private body(statements: readonly Statement[], loops: readonly NestLoop[], masks: readonly Mask[]): void {
    for (const statement of statements) this.statement(statement, loops, masks);
  }

  private statement(statement: Statement, loops: readonly NestLoop[], masks: readonly Mask[]): void {
    switch (statement.kind) {
      case "Pass":
        return;
      case "Expr": {
        if (statement.value.kind === "Constant") return;
        const appended = appendOf(statement.value);
        if (appended) return this.step({ kind: "append", name: appended.name }, appended.value, statement, loops, masks);
        break;
      }
      case "For": {
        if (masks.length > 0) throw new NotVectorizable("a loop stands in a branch of the loop", statement);
        return this.loopBody(this.loop(statement, loops.at(-1)), loops);
      }
      case "Assign": {
        const [target, ...others] = statement.targets;
        if (!target || others.length > 0) break;
        if (target.kind === "Tuple" && statement.value.kind === "Tuple") break;
        return this.step(this.targetOf(target), statement.value, statement, loops, masks);
      }
      case "AnnAssign":
        if (!statement.value || statement.target.kind !== "Name") break;
        return this.step(this.targetOf(statement.target), statement.value, statement, loops, masks);
      case "AugAssign": {
        const { target, op, value, loc } = statement;
        const left = asLoad(target);
        return this.step(this.targetOf(target), build.BinOp({ left, op, right: value }, loc), statement, loops, masks);
      }
      case "If": {
        const chosen = choice(statement);
        if (chosen) return this.step(this.targetOf(chosen.target), chosen.value, statement, loops, masks);
        const name = `%${this.masks++}`;
        this.step({ kind: "mask", name }, statement.test, statement, loops, masks);
        this.body(statement.body, loops, [...masks, { name, negated: false }]);
        return this.body(statement.orelse, loops, [...masks, { name, negated: true }]);
      }
      case "Break":
      case "Continue":
      case "Return":
        throw new NotVectorizable(`the loop may end early (${statement.kind.toLowerCase()})`, statement);
      default:
    }
    throw new NotVectorizable(
      "a statement of the loop is neither an assignment to a variable or element, nor a loop, nor an if",
      statement,
    );
  }

  private targetOf(target: Expression): Target {
    if (target.kind === "Name") return { kind: "scalar", name: target.id };
    if (target.kind === "Subscript") {
      const reference = referenceOf(target);
      if (reference) return { kind: "element", array: reference.array, node: target };
    }
    throw new NotVectorizable("the target of an assignment is neither a variable nor an element of one", target);
  }

  private step(target: Target, value: Expression, statement: Statement, loops: readonly NestLoop[], masks: readonly Mask[]): void {
    if (
      target.kind === "scalar" &&
      (this.counters.has(target.name) || this.loops.some(({ elements }) => elements.some(({ name }) => name === target.name)))
    ) {
      throw new NotVectorizable(`the loop assigns to its own variable ${target.name}`, statement);
    }
    for (const part of target.kind === "element" ? [value, target.node] : [value]) this.noteArrays(part);
    this.addStep({ order: this.steps.length, loops, masks, target, value, statement });
  }

  private addStep(step: Step): void {
    this.steps = [...this.steps, step];
  }

  private noteArrays(expression: Expression): void {
    walk(expression, (node) => {
      if (node.kind !== "Subscript") return;
      const reference = referenceOf(node);
      if (reference) this.arrays.add(reference.array);
    });
  }

  // --- forms ----------------------------------------------------------------------------------------------------------

  private affine(expression: Expression, kept?: ReadonlyMap<NestLoop, string>): Affine | undefined {
    return affineForm(expression, (part) => {
      if (part.kind === "Name") {
        if (part.id.startsWith("$")) return this.iterationOf(part.id, kept);
        const moving = this.moving.get(part);
        if (moving) return this.inIteration(moving, kept);
        const known = this.counters.get(part.id);
        if (known) {
          const { loop, counter } = known;
          const variable = kept?.get(loop);
          if (variable !== undefined) {
            this.leaves.set(variable, build.Name({ id: variable, ctx: "Load" }, part.loc));
            return symbolForm(variable);
          }
          return add(counter.start, scale(symbolForm(loop.symbol), counter.step));
        }
        if (this.bound.has(part.id)) return this.substituted(part.id, kept);
        const offset = this.isRead ? this.offsetOf(part) : undefined;
        return offset === undefined ? this.leaf(part) : constantForm(offset);
      }
      if ((isLength(part) || dottedName(part) !== undefined) && !this.readsBound(part)) return this.leaf(part);
      if (part.kind === "BinOp" && part.op === "FloorDiv" && !this.readsBound(part)) {
        // n // 2: an int if its operands are.
        return this.affine(part.left) && part.right.kind === "Constant" && typeof part.right.value === "bigint" && part.right.value > 0n
          ? this.leaf(part)
          : undefined;
      }
      return undefined;
    });
  }

  private mayBeInt(variable: Expression): boolean {
    const type = this.facts.typeOf(variable);
    return type.kind !== "scalar" || type.class === "int";
  }

  private reads({ value, target }: Step, name: string): boolean {
    return mentions(value, name) || (target.kind === "element" && mentions(target.node, name));
  }

  /** A small number that a variable always is: an offset of subscripts. */
  private offsetOf(variable: Expression): bigint | undefined {
    const type = this.facts.typeOf(variable);
    const value = type.kind === "scalar" && type.class === "int" ? type.value : undefined;
    return typeof value === "bigint" && value >= -maxOffset && value <= maxOffset ? value : undefined;
  }

  private iterationOf(symbol: string, kept?: ReadonlyMap<NestLoop, string>): Affine {
    const loop = this.loops.find((each) => each.symbol === symbol);
    const variable = loop && kept?.get(loop);
    if (!loop || variable === undefined) return symbolForm(symbol);
    this.leaves.set(variable, build.Name({ id: variable, ctx: "Load" }, loop.node.loc));
    return symbolForm(variable);
  }

  /** A form in the iterations of loops that stay. */
  private inIteration(form: Affine, kept?: ReadonlyMap<NestLoop, string>): Affine | undefined {
    let sum = form;
    for (const [symbol, coefficient] of form.terms) {
      const loop = this.loops.find((each) => each.symbol === symbol);
      const variable = loop && kept?.get(loop);
      if (!loop || variable === undefined) continue;
      const { counter, elements } = loop;
      if (counter && elements.length === 0 && counter.step !== 1n) return undefined;
      this.leaves.set(variable, build.Name({ id: variable, ctx: "Load" }, loop.node.loc));
      const number = counter && elements.length === 0 ? subtract(symbolForm(variable), counter.start) : symbolForm(variable);
      sum = add(add(sum, symbolForm(symbol), -coefficient), number, coefficient);
    }
    return sum;
  }

  private cyclic(expression: Expression, kept?: ReadonlyMap<NestLoop, string>): { form: Affine; modulus: Affine } | undefined {
    const source = expression.kind === "Name" && this.bound.has(expression.id) ? this.definitionOf(expression.id)?.value : expression;
    if (source?.kind !== "BinOp" || source.op !== "Mod") return undefined;
    const [form, modulus] = [this.affine(source.left, kept), this.affine(source.right, kept)];
    if (!form || !modulus || this.readsBound(source.right)) return undefined;
    return { form, modulus };
  }

  /** A variable that one step sets, to something that has a form. */
  private substituted(name: string, kept?: ReadonlyMap<NestLoop, string>): Affine | undefined {
    const only = this.definitionOf(name);
    // Two variables may carry each other around the loop.
    if (!only || this.substituting.has(name)) return undefined;
    this.substituting.add(name);
    const form = this.affine(only.value, kept);
    this.substituting.delete(name);
    return form;
  }

  /** The step that alone sets a variable, in all iterations and before anything reads it. */
  private definitionOf(name: string): Step | undefined {
    const setters = this.steps.filter(({ target }) => target.kind === "scalar" && target.name === name);
    const [only] = setters;
    if (!only || setters.length > 1 || only.masks.length > 0) return undefined;
    // What is read before it is set comes from the iteration before.
    if (this.steps.some((step) => step.order < only.order && this.reads(step, name))) return undefined;
    return mentions(only.value, name) ? undefined : only;
  }

  /** Variables whose forms are being made. */
  private readonly substituting = new Set<string>();

  private readsBound(expression: Expression): boolean {
    return some(expression, (node) => node.kind === "Name" && this.bound.has(node.id));
  }
}

/** `if c: x = a` … `else: x = b` of one target is `x = a if c else b`; without `else`, a variable is `x = a if c else x`. */
function choice(statement: Statement): { readonly target: Expression; readonly value: Expression } | undefined {
  if (statement.kind === "Assign" && statement.targets.length === 1)
    return { target: statement.targets[0] as Expression, value: statement.value };
  if (statement.kind === "AugAssign") {
    const { target, op, value, loc } = statement;
    return target.kind === "Name" || target.kind === "Subscript"
      ? { target, value: build.BinOp({ left: asLoad(target), op, right: value }, loc) }
      : undefined;
  }
  if (statement.kind === "If" && statement.body.length === 1 && statement.orelse.length === 0) {
    // Elsewhere the variable keeps its value.
    const [only] = statement.body as [Statement];
    const target = only.kind === "Assign" && only.targets.length === 1 ? only.targets[0] : undefined;
    if (only.kind !== "Assign" || target?.kind !== "Name") return undefined;
    // A sum that goes on in some iterations is not a choice.
    if (mentions(only.value, target.id)) return undefined;
    return { target, value: build.IfExp({ test: statement.test, body: only.value, orelse: asLoad(target) }, statement.loc) };
  }
  if (statement.kind !== "If" || statement.body.length !== 1 || statement.orelse.length !== 1) return undefined;
  const [yes, no] = [choice(statement.body[0] as Statement), choice(statement.orelse[0] as Statement)];
  if (!yes || !no || dump(asLoad(yes.target)) !== dump(asLoad(no.target))) return undefined;
  return { target: yes.target, value: build.IfExp({ test: statement.test, body: yes.value, orelse: no.value }, statement.loc) };
}

/** `len(x)` and `x.shape[0]` of a variable. */
export const isLength = (expression: Expression): boolean => measuredArray(expression) !== undefined;

/** The variable whose length an expression is. */
export function measuredArray(expression: Expression): string | undefined {
  if (expression.kind === "Call") {
    const isLen = expression.func.kind === "Name" && expression.func.id === "len" && expression.args.length === 1;
    return isLen ? dottedName(expression.args[0] as Expression) : undefined;
  }
  if (expression.kind !== "Subscript" || expression.value.kind !== "Attribute" || expression.value.attr !== "shape") return undefined;
  const isConstant = expression.slice.kind === "Constant" && typeof expression.slice.value === "bigint";
  return isConstant ? dottedName(expression.value.value) : undefined;
}

/** Whether an expression reads a variable. */
export const mentions = (expression: Expression, name: string): boolean =>
  some(expression, (node) => node.kind === "Name" && node.id === name);

/** A variable, or an attribute of one, as text: `x`, `self.x`. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.kind === "Name") return expression.id;
  return expression.kind === "Attribute" && expression.value.kind === "Name" ? `${expression.value.id}.${expression.attr}` : undefined;
}

/** The expression of a `dottedName`. */
export function nameOf(dotted: string, loc: Location): Expression {
  const [name, attr] = dotted.split(".") as [string, string | undefined];
  const value = build.Name({ id: name, ctx: "Load" }, loc);
  return attr === undefined ? value : build.Attribute({ value, attr, ctx: "Load" }, loc);
}

/** `name.append(value)` */
function appendOf(call: Expression): { readonly name: string; readonly value: Expression } | undefined {
  if (call.kind !== "Call" || call.args.length !== 1 || call.keywords.length > 0) return undefined;
  const { func, args } = call;
  if (func.kind !== "Attribute" || func.attr !== "append" || func.value.kind !== "Name" || args[0]?.kind === "Starred") return undefined;
  return { name: func.value.id, value: args[0] as Expression };
}

export interface Reference {
  readonly array: string;
  /** One per axis. */
  readonly subscript: readonly Expression[];
}

/** `a[i, j]` and `a[i][j]` of a variable. */
export function referenceOf(node: Extract<Expression, { kind: "Subscript" }>): Reference | undefined {
  const axes = node.slice.kind === "Tuple" ? node.slice.elts : [node.slice];
  const array = dottedName(node.value);
  if (array !== undefined) return { array, subscript: axes };
  if (node.value.kind !== "Subscript") return undefined;
  const outer = referenceOf(node.value);
  return outer && { array: outer.array, subscript: [...outer.subscript, ...axes] };
}

function asLoad(target: Expression): Expression {
  if (target.kind === "Name") return build.Name({ id: target.id, ctx: "Load" }, target.loc);
  if (target.kind === "Subscript") return build.Subscript({ value: target.value, slice: target.slice, ctx: "Load" }, target.loc);
  throw new NotVectorizable("the target of an assignment is neither a variable nor an element of one", target);
}
