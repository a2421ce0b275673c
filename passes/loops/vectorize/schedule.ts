/**
 * Turns a nest into the statements that do the same for whole arrays: step by step, each for all of its iterations, into
 * temporaries; what the program can see is stored at the end.
 */
import { type Affine, isConstant, subtract } from "../../../compiler/analysis/loops/affine.js";
import { ellipsis } from "../../../compiler/ir/constants.js";
import { build, type Expression, type Statement } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { combination, combined, elementCombination, folds, isArithmetic, scans, type Term, termsOf } from "./combinations.js";
import { type ResultName, resultNames } from "./comprehensions.js";
import { canStore, type Element, isAddable, isOfKnownClass, type Sized } from "./kinds.js";
import { carriers, type ElementAccess, isScattered, relation, type StepAccesses } from "./legality.js";
import { isLength, mentions, type Nest, type NestLoop, NotVectorizable, type Reference, referenceOf, type Step } from "./nest.js";
import { keyOf, type Order, orderOf, type Precedence } from "./order.js";
import type { Variables } from "./program.js";
import { axesOf, definitionBefore, findWinners, groupOf, namesIn, settersOf, type Winner, wrapOf } from "./scalars.js";
import type { Place, Translator, Value } from "./translate.js";
import type { Builder } from "./tree.js";

export interface Schedule {
  /** Computes everything into new variables; may raise. */
  readonly compute: readonly Statement[];
  /** Makes it visible; cannot fail. */
  readonly commit: readonly Statement[];
  /** Arrays that are written. */
  readonly written: readonly string[];
  /** Operations on arrays. */
  readonly operations: number;
  /** Loops that became axes of some step, and those that stay in some. */
  readonly kept: ReadonlySet<NestLoop>;
}

interface Version {
  readonly value: Value;
  readonly step: Step;
  readonly axes: readonly NestLoop[];
}

export class Scheduler {
  private readonly compute: Statement[] = [];
  private readonly accesses: readonly StepAccesses[];
  /** Copies of arrays to which steps store, which become their content in the end. */
  private readonly shadows = new Map<string, string>();
  /** Temporaries by array and subscript. */
  private readonly versions = new Map<string, Version>();
  /** What the steps that set variables have made of them. */
  private readonly values = new Map<Step, Value>();
  private readonly masks = new Map<string, Value>();
  /** What a variable is while its update is put together. */
  private readonly updating = new Map<string, Value>();
  /** By step and variable: the step of the iteration before that has set what this one reads. */
  private readonly wraps = new Map<string, Step>();
  private readonly precedences: Precedence[] = [];
  private order: Order = { steps: [], copied: new Set(), source: () => "original" };
  private readonly kept = new Set<NestLoop>();
  private current: Step | undefined;

  constructor(
    private readonly nest: Nest,
    private readonly variables: Variables,
    private readonly translator: Translator,
    private readonly b: Builder,
    private readonly fresh: (hint: string) => string,
    /** Whether a variable may be read after the nest. */
    private readonly isLive: (name: string) => boolean,
  ) {
    this.accesses = nest.steps.map((step) => this.accessesOf(step));
  }

  /** @throws NotVectorizable */
  run(): Schedule {
    this.checkScalars();
    this.checkScatters();
    this.order = orderOf(this.accesses, this.precedences, ({ step, write }) => this.isScan(step, write));
    for (const array of this.order.copied) {
      const name = this.fresh(array);
      this.shadows.set(array, name);
      this.temporaries.push(name);
      this.compute.push(this.b.assign(name, this.b.call(this.b.attribute(this.b.name(array), "copy"))));
    }
    for (const accesses of this.order.steps) {
      this.current = accesses.step;
      this.step(accesses);
    }
    this.current = undefined;
    return {
      compute: this.compute,
      commit: this.commits(),
      written: [...this.written],
      operations: this.nest.steps.length,
      kept: this.kept,
    };
  }

  // --- what the steps touch -------------------------------------------------------------------------------------------

  private accessesOf(step: Step): StepAccesses {
    const reads: ElementAccess[] = [];
    const inner = new Set<Expression>();
    const collect = (expression: Expression): void =>
      walk(expression, (node) => {
        if (node.kind !== "Subscript" || inner.has(node) || isLength(node)) return;
        const reference = referenceOf(node);
        if (!reference) return;
        for (let at: Expression = node.value; at.kind === "Subscript"; at = at.value) inner.add(at);
        reads.push({ array: reference.array, forms: reference.subscript.map((part) => this.nest.forms.of(part)) });
      });
    collect(step.value);
    if (step.target.kind !== "element") return { step, reads, write: undefined };
    const reference = referenceOf(step.target.node);
    if (!reference) throw new NotVectorizable("the target of an assignment is no element of a variable", step.target.node);
    for (const part of reference.subscript) collect(part);
    const write = { array: reference.array, forms: reference.subscript.map((part) => this.nest.forms.of(part)) };
    // Where it does not run, the element keeps its value.
    return { step, reads: step.masks.length > 0 ? [...reads, write] : reads, write };
  }

  /** Elements that are not known beforehand can be stored and added to in order, if nothing else looks at the array. */
  private checkScatter(step: Step, { array }: ElementAccess): void {
    const update = elementCombination(step);
    const isSum = update?.kind === "Add" || update?.kind === "Sub" || update?.kind === "count";
    const all = new Set(this.accesses.flatMap(({ reads, write }) => (write ? [...reads, write] : reads)));
    const looks = [...all].filter((access) => access.array === array);
    // The element that is added to is read and written.
    if (looks.length > (isSum ? 2 : 1)) throw new NotVectorizable("it is not known which elements are written", step.statement);
  }

  /** What an array gets at subscripts that may repeat, in the order of the iterations. */
  private scatter(step: Step, array: string, { subscript }: Reference): void {
    const update = elementCombination(step);
    const info = this.variables.arrays.get(array);
    const shadow = this.shadows.get(array);
    if (!info || shadow === undefined || subscript.length !== 1)
      throw new NotVectorizable("it is not known which elements are written", step.statement);
    const place = this.place(step.loops);
    const index = this.translator.value(subscript[0] as Expression, place);
    const isUpdate = update?.kind === "Add" || update?.kind === "Sub" || update?.kind === "count";
    const term = this.translator.value(isUpdate ? update.term : step.value, place);
    const isCounted = info.dtype === "int64" && update?.kind === "count";
    if (!["int64", "int", "uint8", "int32"].includes(index.kind))
      throw new NotVectorizable("a subscript is no whole number", step.statement);
    if (isUpdate && !isCounted && !this.isScattered(info.dtype, term))
      throw new NotVectorizable(`${term.kind} is added to ${array}, which holds ${info.dtype}`, step.statement);
    const mask = this.maskOf(step, place);
    const part = (value: Value): Expression => {
      const whole = this.full(value, step.loops);
      return mask ? this.b.subscript(whole, [this.full(mask, step.loops)]) : whole;
    };
    if (!isUpdate) {
      const stored = canStore(term, info.dtype) ? term : this.translator.asElement(term, info.dtype);
      if (!stored) throw new NotVectorizable(`${term.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      const call = this.translator.rt("put", this.b.name(shadow), part(index), part(stored));
      this.compute.push(build.Expr({ value: call }, this.b.loc));
      return;
    }
    const values = term.axes.length === 0 ? term.node : part(term);
    const func = this.b.attribute(this.translator.np_(update.kind === "Sub" ? "subtract" : "add"), "at");
    this.compute.push(build.Expr({ value: this.b.call(func, this.b.name(shadow), part(index), values) }, this.b.loc));
    if (isCounted && info.isOpen) this.translator.notes.needsSmall = true;
    else if (isCounted) this.counted.push(array);
  }

  /** Whether adding a term to elements of a dtype, again and again, is what `ufunc.at` does. */
  private isScattered(dtype: Element, term: Value): boolean {
    if (dtype === "float64") return ["float64", "float32", "float", "int", "uint8", "int64", "int32"].includes(term.kind);
    if (dtype === "float32") return term.kind === "float32";
    if (dtype !== "int64" || (term.kind !== "int64" && term.kind !== "int") || this.variables.assumption.bits > 60) return false;
    this.translator.notes.needsSmall = true;
    return (term.bits ?? 99) <= sumBits;
  }

  /** Arrays that are copied as a whole. */
  get copied(): readonly string[] {
    return [...this.shadows.keys()];
  }

  /** Arrays of whole numbers that are counted up. */
  readonly counted: string[] = [];

  /** Variables must be set before they are read in every iteration, or be folded by a single step. */
  private checkScalars(): void {
    const { steps } = this.nest;
    for (const [step, winner] of findWinners(steps, this.fresh)) this.winners.set(step, winner);
    for (const [step, { test }] of this.winners) if (step !== test) this.precedences.push({ first: test, second: step });
    for (const step of steps) {
      for (const { name } of step.masks) {
        const mask = steps.find(({ target }) => target.kind === "mask" && target.name === name);
        if (mask) this.precedences.push({ first: mask, second: step });
      }
      if (this.winners.has(step)) continue;
      for (const name of namesIn(step)) {
        const setters = steps.filter(({ target }) => target.kind === "scalar" && target.name === name);
        if (setters.length === 0) continue;
        const before = setters.filter(({ order }) => order < step.order);
        const definition = before.at(-1);
        const isOwn = step.target.kind === "scalar" && step.target.name === name;
        if (definition) this.precedences.push({ first: definition, second: step });
        if (isOwn && groupOf(name, this.nest.steps).length > 1 && (!definition || axesOf(definition, steps).length === 0)) continue;
        const wrap = definition || isOwn ? undefined : wrapOf(step, setters);
        if (wrap) {
          this.wraps.set(`${step.order} ${name}`, wrap);
          this.precedences.push({ first: wrap, second: step });
          continue;
        }
        for (const later of setters.filter(({ order }) => order >= step.order)) {
          const shared = step.loops.filter((loop, index) => later.loops[index] === loop);
          const outer = definition ? axesOf(definition, steps) : [];
          if (later === step && isOwn) continue;
          // In a loop around both that does not set the variable first, the later one comes round again.
          if (shared.length > outer.length)
            throw new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
        }
        if (!definition && !isOwn) throw new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
        const isOuter = definition && axesOf(definition, steps).every((loop, index) => step.loops[index] === loop);
        if (definition && !isOuter && definition.masks.length > 0)
          throw new NotVectorizable(`${name} is read behind the loop that may set it`, step.statement);
      }
    }
  }

  /** Arrays that the nest stores to. */
  private get written(): ReadonlySet<string> {
    return new Set(this.accesses.flatMap(({ write }) => (write ? [write.array] : [])));
  }

  private checkScatters(): void {
    for (const { step, write } of this.accesses) if (write && isScattered(write)) this.checkScatter(step, write);
  }

  /** Whether a step makes a running sum in an array that no other step writes. */
  private isScan(step: Step, write: ElementAccess | undefined): boolean {
    const writers = this.accesses.filter((each) => each.write?.array === write?.array);
    return write !== undefined && writers.length === 1 && this.recurrenceOf(step, write) !== undefined;
  }

  // --- steps ----------------------------------------------------------------------------------------------------------

  private step(accesses: StepAccesses): void {
    const { step } = accesses;
    switch (step.target.kind) {
      case "mask": {
        const winner = this.winners.get(step);
        if (winner) return this.winnerTest(step, winner);
        const value = this.translator.value(step.value, this.place(step.loops));
        if (value.kind !== "bool") throw new NotVectorizable("the condition is not a comparison", step.value);
        this.masks.set(step.target.name, this.named("where", value));
        return;
      }
      case "append":
        return this.append(step, step.target.name);
      case "scalar":
        return this.scalarStep(step, step.target.name);
      case "element":
        return this.elementStep(accesses, step.target.array);
    }
  }

  /** What a list gets in all iterations, in their order, as objects of the classes that it would get. */
  private append(step: Step, name: string): void {
    const others = this.nest.steps.filter(({ target }) => target.kind === "append" && target.name === name);
    let uses = 0;
    walk(this.nest.root.node, (node) => {
      if (node.kind === "Name" && node.id === name) uses++;
    });
    if (others.length > 1 || uses > 1) throw new NotVectorizable(`the loop does more with ${name} than to append to it`, step.statement);
    const place = this.place(step.loops);
    const value = this.translator.value(step.value, place);
    const mask = this.maskOf(step, place);
    if (!isOfKnownClass(value.kind)) throw new NotVectorizable("the class of what is appended is not known", step.statement);
    const whole = this.full(value, step.loops);
    const values = mask
      ? this.b.subscript(whole, [this.full(mask, step.loops)])
      : step.loops.length > 1
        ? this.translator.np("ravel", whole)
        : whole;
    const isPython = value.kind === "float" || value.kind === "int";
    const temporary = this.fresh(name);
    const node =
      name === resultNames.array
        ? this.translator.np(
            "array",
            mask && value.kind !== "float64" && value.kind !== "float"
              ? this.translator.rt("filled", values)
              : this.filled(mask, value, values),
          )
        : isPython
          ? this.b.call(this.b.attribute(values, "tolist"))
          : this.b.call(this.b.name("list"), values);
    this.compute.push(this.b.assign(temporary, node));
    this.appends.push({ name, temporary });
  }

  /** Nothing gives an array of float64, which only is right where something would. */
  private filled(mask: Value | undefined, value: Value, values: Expression): Expression {
    if (!mask || value.kind !== "float64" || this.variables.open.length === 0) return values;
    this.translator.namesDtype = true;
    return this.translator.isGeneric ? this.translator.rt("filled", values) : values;
  }

  /** Name of what a comprehension makes. */
  resultOf(result: ResultName): Expression {
    const setter = settersOf(result, this.nest.steps).at(-1);
    const sum = setter && this.values.get(setter);
    const appended = this.appends.find(({ name }) => name === result);
    if (!sum && !appended) throw new Error(`nothing is made of ${result}`);
    return sum ? sum.node : this.b.name((appended as { temporary: string }).temporary);
  }

  /** Lists that grow, and by what. */
  readonly appends: { readonly name: string; readonly temporary: string }[] = [];

  private scalarStep(step: Step, name: string): void {
    const winner = this.winners.get(step);
    if (winner) return this.winnerStep(step, name, winner);
    const definition = definitionBefore(name, step, this.nest.steps);
    const readsItself = mentions(step.value, name);
    if (!readsItself && (step.masks.length === 0 || this.isCovered(step, name))) {
      const value = this.translator.value(step.value, this.place(step.loops));
      this.values.set(step, this.named(name, value));
      return;
    }
    const outer = definition ? axesOf(definition, this.nest.steps) : [];
    const staying = step.loops.slice(outer.length);
    if (staying.length === 0) {
      // Set again in the same iteration.
      const place = this.place(step.loops);
      const old = definition && this.values.get(definition);
      if (!old) throw new NotVectorizable(`${name} may not be set`, step.statement);
      this.values.set(step, this.named(name, this.masked(step, this.translator.value(step.value, place), old, place)));
      return;
    }
    const group = groupOf(name, this.nest.steps);
    if (group.length > 1) return this.groupedFold(step, name, group);
    if (this.isScanned(step, name, outer.length)) return this.scan(step, name, outer);
    if (outer.length === 0) return this.fold(step, name);
    // An accumulator per iteration of the outer loops: these become axes, and the inner ones stay.
    const start = definition && this.values.get(definition);
    if (!start) throw new NotVectorizable(`${name} may not be set`, step.statement);
    this.accumulate(step, staying, name, start, (value) => {
      this.updating.set(name, value);
      this.values.set(step, value);
    });
    this.updating.delete(name);
  }

  /** Runs loops that stay, around an update of a temporary for all iterations of the others at once. */
  private accumulate(step: Step, staying: readonly NestLoop[], hint: string, start: Value, set: (value: Value) => void): void {
    const temporary = this.fresh(hint);
    this.temporaries.push(temporary);
    const axes = step.loops.filter((loop) => !staying.includes(loop));
    const kind = this.kindOfSum(step, start);
    const current: Value = { node: this.b.name(temporary), axes, ...kind };
    if (start.axes.length < axes.length && start.axes.length > 0) {
      throw new NotVectorizable("an accumulator starts with fewer axes than it ends with", step.statement);
    }
    const shape = this.b.tuple(axes.map((loop) => this.translator.affine(loop.trips)));
    const isWhole = start.axes.length === axes.length;
    const first = this.b.assign(
      temporary,
      isWhole ? start.node : this.translator.np("full", shape, start.node, this.translator.dtype(kind.kind)),
    );
    this.compute.push(first);
    set(current);
    let isInPlace = false;
    this.keeping(staying, axes, (place) => {
      const value = this.masked(step, this.translator.value(step.value, place), current, place);
      if (value.kind !== kind.kind) throw new NotVectorizable(`what is added up is not known to be ${kind.kind}`, step.statement);
      const node = this.translator.aligned(value, axes);
      if (value.axes.length < axes.length) return [this.b.assign(temporary, this.translator.np("broadcast_to", node, shape))];
      if (node.kind !== "BinOp" || !mentions(node.left, temporary) || node.left.kind !== "Name" || mentions(node.right, temporary))
        return [this.b.assign(temporary, node)];
      // The memory is nobody else's: no new one is needed in each iteration.
      isInPlace = true;
      const target = build.Name({ id: temporary, ctx: "Store" }, this.b.loc);
      return [build.AugAssign({ target, op: node.op, value: node.right }, this.b.loc)];
    });
    if (isInPlace && isWhole && first.kind === "Assign") first.value = this.b.call(this.b.attribute(start.node, "copy"));
  }

  /** What a sum is of from the first addition on. */
  private kindOfSum(step: Step, start: Value): Sized & { readonly kind: Element } {
    const { main, assumption } = this.variables;
    const { notes } = this.translator;
    if (start.kind === "float32" || (main === "float32" && ["float", "int", "real"].includes(start.kind))) {
      // What a number of Python becomes next to single precision.
      if (start.kind !== "float32") {
        notes.needsNumpy2 = true;
        this.checkTerm(step, "float32");
      }
      if (start.kind === "int" && (start.bits ?? 99) > 24) throw new NotVectorizable("a large whole number starts a sum", step.statement);
      return { kind: "float32" };
    }
    if (start.kind !== "int64" && (main !== "int64" || start.kind !== "int")) return { kind: "float64" };
    const name = step.target.kind === "scalar" ? step.target.name : undefined;
    const update = name === undefined ? elementCombination(step) : combination(step, name);
    // So many terms, each so small: nothing overflows.
    if (!update || !["Add", "Sub", "count"].includes(update.kind) || assumption.bits > sumBits || (start.bits ?? 99) > 60)
      throw new NotVectorizable("whole numbers of arrays may overflow", step.statement);
    notes.needsSmall = true;
    return { kind: "int64", bits: 62 };
  }

  /** A number of Python stays one for as long as nothing but such numbers is added. */
  private checkTerm(step: Step, kind: Element): void {
    const update = step.target.kind === "scalar" ? combination(step, step.target.name) : undefined;
    const isOne = update !== undefined && "term" in update && this.translator.value(update.term, this.place(step.loops)).kind === kind;
    if (!isOne) throw new NotVectorizable(`what is added up is not known to be ${kind}`, step.statement);
  }

  /** Whether a later step of the same iteration reads what an update has made. */
  private isScanned(update: Step, name: string, outer: number): boolean {
    return this.nest.steps.some(
      (step) => step.order > update.order && step.loops[outer] === update.loops[outer] && namesIn(step).has(name),
    );
  }

  /** A variable that every iteration updates and reads: its values in all of them. */
  private scan(step: Step, name: string, outer: readonly NestLoop[]): void {
    const update = combination(step, name);
    const carries = new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
    if (!isArithmetic(update) || step.masks.length > 0 || step.loops.length !== outer.length + 1) throw carries;
    const place = this.place(step.loops);
    const term = this.translator.value(update.term, place);
    if (!isAddable(term.kind)) throw new NotVectorizable("what is added up is not known to be a float", step.statement);
    let start: Expression = this.b.name(name);
    if (outer.length === 0) {
      this.needed.push({ name, kind: "like" });
      if (term.kind !== this.variables.main)
        throw new NotVectorizable("what is added up is of another dtype than the arrays", step.statement);
      if (term.kind === "float32") this.translator.notes.needsNumpy2 = true;
    } else {
      const definition = definitionBefore(name, step, this.nest.steps);
      const value = definition && this.values.get(definition);
      if (!value || (term.kind !== "float64" && value.kind !== term.kind)) throw carries;
      start = this.translator.aligned(value, outer);
    }
    if (term.kind === "int64") this.translator.notes.looksAtWholes = true;
    const node = this.translator.rt(scans[update.kind], start, this.full(term, step.loops));
    const kind = this.translator.elementOf(term.kind);
    this.values.set(step, this.named(name, { node, axes: step.loops, ...kind, ...(kind.bits === undefined ? {} : { bits: 63 }) }));
  }

  /** `start` combined with something of every iteration, in their order. */
  private fold(step: Step, name: string): void {
    const place = this.place(step.loops);
    const start = name === resultNames.sum ? this.b.number(0n) : this.b.name(name);
    const update = combination(step, name);
    if (!update) return this.last(step, name, place);
    if (update.kind === "terms") return this.groupedFold(step, name, [step]);
    const mask = this.maskOf(step, place);
    if (update.kind === "count") {
      const node = mask
        ? this.b.call(this.b.name("int"), this.translator.np("count_nonzero", this.full(mask, step.loops)))
        : step.loops.map((loop) => this.translator.affine(loop.trips)).reduce((a, c) => this.b.binary(a, "Mult", c));
      this.finishFold(step, name, this.b.binary(start, "Add", node), "int");
      this.needed.push({ name, kind: "int" });
      return;
    }
    const term = this.translator.value(update.term, place);
    if (!isAddable(term.kind)) throw new NotVectorizable("what is combined is not known to be a float", step.statement);
    if (term.kind === "int64") this.translator.notes.looksAtWholes = true;
    let terms = this.full(term, step.loops);
    if (mask) terms = this.b.subscript(terms, [this.full(mask, step.loops)]);
    this.needed.push({ name, kind: "number" });
    if (update.kind === "extreme") {
      const node = this.translator.rt("first_extreme", start, terms, this.b.constant(update.largest), this.b.constant(update.strict));
      return this.finishFold(step, name, node, "real");
    }
    this.finishFold(step, name, this.translator.rt(folds[update.kind], start, terms), term.kind);
  }

  /** Variables from before the nest that it goes on from, and what they have to be. */
  readonly needed: { readonly name: string; readonly kind: "any" | "index" | "int" | "like" | "number" }[] = [];

  /** Sums of several terms in each iteration, in their order. */
  private groupedFold(step: Step, name: string, group: readonly Step[]): void {
    const place = this.place(step.loops);
    const { loops } = step;
    const mask = this.maskOf(step, place);
    for (const { node, isNegated } of termsOf(step, name) as readonly Term[]) {
      const value = this.translator.value(node, place);
      if (value.kind !== "float64" && value.kind !== "float32")
        throw new NotVectorizable("one of several terms of a sum is not known to be a float of an array", step.statement);
      const term = isNegated
        ? this.translator.pointwise([value], { kind: value.kind }, (part) => this.b.negative(part as Expression))
        : value;
      this.terms.push({ name, term: this.named(name, { ...term, node: this.full(term, loops), axes: loops }), mask });
    }
    if (step !== group.at(-1)) return;
    const terms = this.terms.filter((each) => each.name === name);
    const [first] = terms as [(typeof terms)[0]];
    if (terms.some(({ term }) => term.kind !== first.term.kind))
      throw new NotVectorizable("terms of different dtypes are added up", step.statement);
    const stacked = (parts: Expression[]): Expression => this.translator.np("stack", this.b.tuple(parts), this.b.number(-1n));
    const shape = this.b.tuple(loops.map((loop) => this.translator.affine(loop.trips)));
    const everywhere = this.translator.np("full", shape, this.b.constant(true));
    let all = stacked(terms.map(({ term }) => term.node));
    if (terms.some((each) => each.mask))
      all = this.b.subscript(all, [stacked(terms.map((each) => (each.mask ? this.full(each.mask, loops) : everywhere)))]);
    const start = name === resultNames.sum ? this.b.number(0n) : this.b.name(name);
    this.needed.push({ name, kind: "number" });
    this.finishFold(step, name, this.translator.rt("fold_sum", start, all), first.term.kind);
  }

  /** Terms of sums, in the order of an iteration. */
  private readonly terms: { readonly name: string; readonly term: Value; readonly mask: Value | undefined }[] = [];

  /** `if c: s = e`: the value of the last iteration in which the condition holds. */
  private last(step: Step, name: string, place: Place): void {
    const { value, loops } = step;
    const carries = new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
    const isRead = this.nest.steps.some((each) => each !== step && namesIn(each).has(name));
    if (isRead || settersOf(name, this.nest.steps).length > 1) throw carries;
    const isChoice = value.kind === "IfExp" && value.orelse.kind === "Name" && value.orelse.id === name;
    const chosen = isChoice ? value.body : value;
    if (mentions(chosen, name) || (isChoice && mentions(value.test, name))) throw carries;
    const masks = [isChoice ? this.translator.value(value.test, place) : undefined, this.maskOf(step, place)];
    const tests = masks.filter((mask) => mask !== undefined);
    if (tests.length === 0 || tests.some(({ kind }) => kind !== "bool")) throw carries;
    const mask = tests.reduce((a, c) =>
      this.translator.pointwise([a, c], { kind: "bool" }, (l, r) => this.translator.np("logical_and", l as Expression, r as Expression)),
    );
    this.needed.push({ name, kind: "any" });
    const position = this.translator.rt("last_true", this.full(mask, loops));
    this.finishFold(step, name, this.chosen(step, name, chosen, position), "real");
  }

  /** What a variable is after the iteration of a position, or what it was when there is none. */
  private chosen(step: Step, name: string, chosen: Expression, position: Expression): Expression {
    const value = this.translator.value(chosen, this.place(step.loops));
    if (value.isObject && value.axes.length === 0)
      return this.translator.rt("chosen", this.b.name(name), this.b.tuple([value.node]), position);
    if (!isOfKnownClass(value.kind)) throw new NotVectorizable(`the class of ${name} after the loop is not known`, step.statement);
    const isPython = value.kind === "float" || value.kind === "int";
    const found = this.translator.rt("chosen", this.b.name(name), this.full(value, step.loops), position, this.b.constant(isPython));
    return found;
  }

  /** Conditions `t > s` under which `s` becomes `t`, with what other variables become then. */
  private readonly winners = new Map<Step, Winner>();

  private winnerStep(step: Step, name: string, { position }: Winner): void {
    this.needed.push({ name, kind: "any" });
    this.finishFold(step, name, this.chosen(step, name, step.value, this.b.name(position)), "real");
  }

  private winnerTest(step: Step, { best, variable, position, largest, strict }: Winner): void {
    const term = this.translator.value(best.value, this.place(step.loops));
    if (!isAddable(term.kind)) throw new NotVectorizable("what is compared is not known to be a float", step.statement);
    this.needed.push({ name: variable, kind: "number" });
    const terms = this.full(term, step.loops);
    const flags = [this.b.constant(largest), this.b.constant(strict)];
    this.compute.push(this.b.assign(position, this.translator.rt("winner", this.b.name(variable), terms, ...flags)));
  }

  /** Whether a variable that is set under a condition is only read under the same one, after that. */
  private isCovered(step: Step, name: string): boolean {
    if (this.isLive(name)) return false;
    return this.nest.steps.every((each) => {
      if (each === step || !namesIn(each).has(name)) return true;
      const isSetter = each.target.kind === "scalar" && each.target.name === name;
      if (isSetter && !mentions(each.value, name) && each.order < step.order) return true;
      const has = step.masks.every((mask) => each.masks.some((other) => other.name === mask.name && other.negated === mask.negated));
      return has && definitionBefore(name, each, this.nest.steps) === step && each.loops.every((loop, at) => loop === step.loops[at]);
    });
  }

  /** What the iteration before has made of a variable, and in the first one what it was before the loop. */
  private wrapped(name: string, definition: Step): Value {
    const value = this.values.get(definition);
    const [loop] = definition.loops;
    const isIndex = value?.kind === "int" && (value.bits ?? 99) <= 60;
    if (!value || !loop || (!isIndex && value.kind !== "float64"))
      throw new NotVectorizable(`${name} carries a value from one iteration to the next`, definition.statement);
    this.needed.push({ name, kind: isIndex ? "index" : "like" });
    const node = this.translator.rt("shifted", this.b.name(name), this.full(value, definition.loops));
    return { node, axes: [loop], kind: isIndex ? "int" : "real", ...(isIndex ? { bits: Math.max(value.bits ?? 60, 40) } : {}) };
  }

  private finishFold(step: Step, name: string, node: Expression, kind: Value["kind"]): void {
    const temporary = this.fresh(name);
    this.compute.push(this.b.assign(temporary, node));
    this.values.set(step, { node: this.b.name(temporary), axes: [], kind, isObject: true });
  }

  /** A value with all axes, in the order of the iterations. */
  private full(value: Value, loops: readonly NestLoop[]): Expression {
    const aligned = this.translator.aligned(value, loops);
    if (value.axes.length === loops.length) return aligned;
    return this.translator.np("broadcast_to", aligned, this.b.tuple(loops.map((loop) => this.translator.affine(loop.trips))));
  }

  private elementStep(accesses: StepAccesses, array: string): void {
    const { step, write } = accesses;
    if (step.target.kind !== "element" || !write) return;
    const reference = referenceOf(step.target.node);
    const info = this.variables.arrays.get(array);
    if (!reference || !info) throw new NotVectorizable(`${array} is not known`, step.statement);
    if (isScattered(write)) return this.scatter(step, array, reference);
    const staying = carriers(accesses);
    const axes = step.loops.filter((loop) => !staying.includes(loop));
    if (staying.length > 0 && axes.length === 0) return this.elementFold(accesses, array);
    const target = (place: Place): Value => this.translator.reference(array, reference.subscript, place, step.value);
    const storable = (value: Value): Value => {
      const stored = canStore(value, info.dtype) ? value : this.translator.asElement(value, info.dtype);
      if (!stored) throw new NotVectorizable(`${value.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      return stored;
    };
    const shadow = this.shadows.get(array);
    if (shadow !== undefined) {
      this.keeping(staying, axes, (place) => {
        const value = storable(
          this.masked(step, this.translator.value(step.value, place), step.masks.length > 0 ? target(place) : undefined, place),
        );
        const slot = this.translator.reference(array, reference.subscript, { ...place, elements: () => shadow }, step.value);
        if (!value.axes.every((loop) => slot.axes.includes(loop)))
          throw new NotVectorizable(`several iterations write the same elements of ${array}`, step.statement);
        return [this.storeTo(slot, value)];
      });
      return;
    }
    if (staying.length === 0) {
      const place = this.place(axes);
      // Also without a mask: notes the bounds of the elements that are written.
      const old = target(place);
      const stored = storable(this.masked(step, this.translator.value(step.value, place), step.masks.length > 0 ? old : undefined, place));
      const isRead = this.accesses.some(
        ({ step: other, reads }) => other.order >= step.order && reads.some((read) => read.array === array),
      );
      const element = isRead ? this.translator.asElement(stored, info.dtype) : stored;
      if (!element) throw new NotVectorizable(`${stored.kind} is stored in ${array} and read again`, step.statement);
      const value = this.named(array, element);
      this.setVersion(write, { value, step, axes });
      return;
    }
    const start = target(this.place(axes));
    this.accumulate(step, staying, array, start, (value) => {
      if (value.kind !== info.dtype)
        throw new NotVectorizable(`${value.kind} is stored in ${array}, which holds ${info.dtype}`, step.statement);
      this.setVersion(write, { value, step, axes });
    });
  }

  /** One element that every iteration adds to. */
  private elementFold({ step, write, reads }: StepAccesses, array: string): void {
    const reference = step.target.kind === "element" ? referenceOf(step.target.node) : undefined;
    if (reference && write && this.elementScan(step, write, array)) return;
    if (!reference || !write || write.forms.some((form) => [...(form?.terms.keys() ?? [])].some((symbol) => symbol.startsWith("$")))) {
      throw new NotVectorizable(`every iteration needs what the one before has done to ${array}`, step.statement);
    }
    const update = elementCombination(step);
    const readsOthers = reads.some(
      (read) => read.array === array && write && keyOf(read) !== keyOf(write) && relation(write, read, step.loops) !== undefined,
    );
    if (!update || update.kind === "count" || step.masks.length > 0 || readsOthers)
      throw new NotVectorizable(`every iteration needs what the one before has done to ${array}`, step.statement);
    const place = this.place(step.loops);
    const start = this.translator.reference(array, reference.subscript, place, step.value);
    const term = this.translator.value(update.term, place);
    if (!isAddable(term.kind) || (start.kind !== "float64" && start.kind !== term.kind))
      throw new NotVectorizable("what is added up is not known to be a float", step.statement);
    const terms = this.full(term, step.loops);
    const node = this.translator.rt(folds[update.kind], start.node, terms);
    const { kind } = start;
    this.setVersion(write, { value: this.named(array, { node, axes: [], kind }), step, axes: [] });
  }

  /** `a[i] = a[i - 1] + e`: running sums and products in an array. */
  private elementScan(step: Step, write: ElementAccess, array: string): boolean {
    const found = this.recurrenceOf(step, write);
    const target = step.target.kind === "element" ? referenceOf(step.target.node) : undefined;
    if (!found || !target || this.shadows.has(array) || !this.isScan(step, write)) return false;
    const { loop, kind, term, previous } = found;
    const place = this.place(step.loops);
    // Notes the bounds of what is read and written.
    this.translator.reference(array, previous.subscript, place, step.value);
    this.translator.reference(array, target.subscript, place, step.value);
    const start = this.translator.element(
      array,
      previous.subscript.map((part) => this.nest.forms.of(part)),
      loop,
    );
    const value = this.translator.value(term, place);
    const dtype = this.variables.arrays.get(array)?.dtype;
    if (!isAddable(value.kind) || value.kind !== dtype) return false;
    const node = this.translator.rt(scans[kind], start, this.full(value, step.loops));
    this.setVersion(write, {
      value: this.named(array, { node, axes: step.loops, kind: dtype }),
      step,
      axes: step.loops,
    });
    return true;
  }

  private recurrenceOf(
    step: Step,
    write: ElementAccess,
  ): { readonly loop: NestLoop; readonly kind: keyof typeof scans; readonly term: Expression; readonly previous: Reference } | undefined {
    const [loop] = step.loops;
    const { value } = step;
    if (!loop || step.loops.length > 1 || step.masks.length > 0 || value.kind !== "BinOp") return undefined;
    const update = combined(value.op, value.left, value.right, (side) => this.isPrevious(side, write, loop));
    if (!update || update.kind === "count") return undefined;
    const previous = update.term === value.right ? value.left : value.right;
    const reference = previous.kind === "Subscript" ? referenceOf(previous) : undefined;
    const looks = this.accesses[step.order]?.reads.filter(({ array }) => array === write.array) ?? [];
    return reference && looks.length === 1 ? { loop, kind: update.kind, term: update.term, previous: reference } : undefined;
  }

  /** Whether an expression is the element that the iteration before has written. */
  private isPrevious(side: Expression, write: ElementAccess, loop: NestLoop): boolean {
    const reference = side.kind === "Subscript" ? referenceOf(side) : undefined;
    if (!reference || reference.array !== write.array || reference.subscript.length !== write.forms.length) return false;
    if (!write.forms.some((form) => form?.terms.has(loop.symbol))) return false;
    return reference.subscript.every((part, axis) => {
      const [read, written] = [this.nest.forms.of(part), write.forms[axis]];
      if (!read || !written) return false;
      const apart = subtract(written, read);
      return isConstant(apart) && apart.constant === (written.terms.get(loop.symbol) ?? 0n);
    });
  }

  // --- places and values ----------------------------------------------------------------------------------------------

  private place(axes: readonly NestLoop[], kept: ReadonlyMap<NestLoop, string> = new Map()): Place {
    const place: Place = {
      axes,
      kept,
      scalars: (name) => this.scalarIn(name, place),
      elements: (array, forms) => this.elementsIn(array, forms, place),
    };
    return place;
  }

  /** The value of a variable; in loops that stay, that of the iteration. */
  private scalarIn(name: string, place: Place): Value | undefined {
    const { current } = this;
    const definition = current && definitionBefore(name, current, this.nest.steps);
    const wrap = current && this.wraps.get(`${current.order} ${name}`);
    const value = this.updating.get(name) ?? (wrap ? this.wrapped(name, wrap) : definition ? this.values.get(definition) : undefined);
    return value && this.inIteration(value, place);
  }

  /** A temporary of all iterations, where some loops still run: its part for the iteration of these. */
  private inIteration(value: Value, place: Place): Value {
    if (value.axes.every((loop) => place.axes.includes(loop))) return value;
    const parts = value.axes.map((loop) => {
      if (place.axes.includes(loop)) return this.b.slice(null, null);
      const number = place.kept.get(loop);
      if (number !== undefined) return this.translator.iteration(loop, number);
      // Behind the loop: what its last iteration has left.
      if (this.current?.loops.includes(loop)) throw new NotVectorizable("a value has more axes than its use", this.current.statement);
      return this.b.number(-1n);
    });
    return {
      node: this.b.subscript(value.node, parts),
      axes: value.axes.filter((loop) => place.axes.includes(loop)),
      kind: value.kind,
      ...(value.bits === undefined ? {} : { bits: value.bits }),
      ...(value.single === undefined ? {} : { single: value.single }),
      ...(value.isPositive === undefined ? {} : { isPositive: value.isPositive }),
    };
  }

  /** Stored in the order in which steps are done, which is the order of what is set here. */
  private setVersion(write: ElementAccess, version: Version): void {
    const key = `${write.array}${keyOf(write)}`;
    this.versions.delete(key);
    this.versions.set(key, version);
  }

  private elementsIn(array: string, forms: readonly (Affine | undefined)[], place: Place): Value | string {
    const source = this.current ? this.order.source(this.current, { array, forms }) : "original";
    if (source === "state") return this.shadows.get(array) as string;
    const version = source === "forward" ? this.versions.get(`${array}${keyOf({ forms })}`) : undefined;
    return version ? this.inIteration(version.value, place) : array;
  }

  private maskOf(step: Step, place: Place): Value | undefined {
    const masks = step.masks.map(({ name, negated }) => {
      const mask = this.inIteration(this.masks.get(name) as Value, place);
      return negated
        ? this.translator.pointwise([mask], { kind: "bool" }, (m) => this.translator.np("logical_not", m as Expression))
        : mask;
    });
    if (masks.length === 0) return undefined;
    return masks.reduce((a, c) =>
      this.translator.pointwise([a, c], { kind: "bool" }, (l, r) => this.translator.np("logical_and", l as Expression, r as Expression)),
    );
  }

  /** The new value where the step runs, the old one elsewhere. */
  private masked(step: Step, value: Value, old: Value | undefined, place: Place): Value {
    const mask = this.maskOf(step, place);
    if (!mask) return value;
    if (!old) throw new NotVectorizable("a variable is set in some iterations only", step.statement);
    return this.translator.where(mask, value, old, step.value);
  }

  /** New variables that hold arrays: memory that lives on would have to be found anew for the next ones. */
  readonly temporaries: string[] = [];

  /** Gives a value a name, unless it is one. */
  private named(hint: string, value: Value): Value {
    const name = this.fresh(hint);
    if (value.axes.length > 0) this.temporaries.push(name);
    const { slices: _, viewOf, ...rest } = value;
    // What the nest changes later must not change what was read before.
    const changes = viewOf !== undefined && this.written.has(viewOf);
    this.compute.push(this.b.assign(name, changes ? this.b.call(this.b.attribute(value.node, "copy")) : value.node));
    return { ...rest, node: this.b.name(name) };
  }

  /** Statements inside of the loops that stay, or on their own. */
  private keeping(staying: readonly NestLoop[], axes: readonly NestLoop[], make: (place: Place) => Statement[]): void {
    for (const loop of staying) this.kept.add(loop);
    const kept = new Map(staying.map((loop) => [loop, this.fresh(loop.counter?.name ?? "k")]));
    const outside = this.compute.length;
    let body = make(this.place(axes, kept));
    // What the body needs besides is made in each iteration.
    body = [...this.compute.splice(outside), ...body];
    for (const loop of [...staying].reverse()) {
      const target = build.Name({ id: kept.get(loop) as string, ctx: "Store" }, this.b.loc);
      const iter =
        loop.node.kind === "For" && loop.counter && loop.elements.length === 0
          ? this.b.copy(loop.node.iter)
          : this.b.call(this.b.name("range"), ...this.translator.countsOf(loop));
      body = [build.For({ target, iter, body, orelse: [] }, this.b.loc)];
    }
    this.compute.push(...body);
  }

  private storeTo(slot: Value, value: Value): Statement {
    const { node } = slot;
    const aligned = this.translator.aligned(value, slot.axes);
    if (node.kind === "Subscript") return this.b.store(node, aligned);
    // A transposed view: into all of its elements.
    return this.b.store(this.b.subscript(node, [build.Constant({ value: ellipsis, prefix: null }, this.b.loc)]), aligned);
  }

  // --- what the program sees ------------------------------------------------------------------------------------------

  private commits(): Statement[] {
    const commits: Statement[] = [];
    for (const [array, shadow] of this.shadows) {
      commits.push(this.b.store(this.b.subscript(this.b.name(array), [this.b.slice(null, null)]), this.b.name(shadow)));
    }
    const stored = [...this.versions.values()];
    this.versions.clear();
    for (const { value, step, axes } of stored) {
      if (step.target.kind !== "element") continue;
      const reference = referenceOf(step.target.node);
      if (!reference) continue;
      const plain: Place = { ...this.place(axes), elements: (name) => name };
      commits.push(this.storeTo(this.translator.reference(step.target.array, reference.subscript, plain, step.value), value));
    }
    for (const { name, temporary } of this.appends) {
      if (name.startsWith("%")) continue;
      const call = this.b.call(this.b.attribute(this.b.name(name), "extend"), this.b.name(temporary));
      commits.push(build.Expr({ value: call }, this.b.loc));
    }
    for (const loop of this.nest.loops) {
      const { counter } = loop;
      if (counter && this.isLive(counter.name)) {
        const last = this.translator.lastOf(loop);
        commits.push(this.b.assign(counter.name, last));
      }
    }
    for (const name of new Set(this.nest.steps.flatMap(({ target }) => (target.kind === "scalar" ? [target.name] : [])))) {
      const value = this.values.get(settersOf(name, this.nest.steps).at(-1) as Step);
      if (value && !name.startsWith("%") && this.isLive(name)) commits.push(this.b.assign(name, this.lastValue(name, value)));
    }
    return commits;
  }

  /** The value of a variable in the last iteration, as an object of the class that it would have. */
  private lastValue(name: string, value: Value): Expression {
    if (value.isObject) return value.node;
    const { kind, axes } = value;
    const isElement = kind === "float64" || kind === "float32" || kind === "int64" || kind === "int32" || kind === "uint8";
    if (axes.length > 0 && isElement) {
      return this.b.subscript(
        value.node,
        axes.map(() => this.b.number(-1n)),
      );
    }
    const last =
      axes.length === 0
        ? value.node
        : this.b.subscript(
            value.node,
            axes.map(() => this.b.number(-1n)),
          );
    // What operations on single elements give may be an array without axes.
    if (isElement) return this.translator.scalar(kind, last);
    if (kind === "float" || kind === "int") return this.b.call(this.b.name(kind), last);
    throw new NotVectorizable(`the class of ${name} after the loop is not known`, settersOf(name, this.nest.steps).at(-1)?.statement);
  }
}

/** Terms below two to this can be added up in the longest loop. */
const sumBits = 28;
