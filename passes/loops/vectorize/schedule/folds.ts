/** Variables and elements that go on from what the iteration before has made: sums, products, counts, extremes, and the last value. */

import { build, type Expression } from "../../../../compiler/ir/nodes.js";
import { combination, countOf, elementCombination, folds, isArithmetic, scans, type Term, termsOf } from "../combinations.js";
import { resultNames } from "../comprehensions.js";
import { compareKind, type Element, eitherKind, isAddable, isOfKnownClass, type Sized } from "../kinds.js";
import { mentions, type NestLoop, NotVectorizable, type Step } from "../nest.js";
import { definitionBefore, namesIn, readOf, settersOf, type Winner } from "../scalars.js";
import type { Place, Value } from "../translate.js";

import { Contractions } from "./contractions.js";

export abstract class Folds extends Contractions {
  /** Runs loops that stay, around an update of a temporary for all iterations of the others at once. */
  protected accumulate(step: Step, staying: readonly NestLoop[], hint: string, start: Value, set: (value: Value) => void): void {
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
    const sum = this.sumOf(step, axes, current);
    if (sum) return void this.compute.push(this.b.assign(temporary, sum));
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
    // Where nothing is ever added, the start stays what it was.
    const result = step.masks.length > 0 ? eitherKind(start, kind, this.translator.notes) : kind;
    if (!result) throw new NotVectorizable("what is added up is not known to be of one kind", step.statement);
    set({ ...current, ...result });
    if (isInPlace && isWhole && first.kind === "Assign") first.value = this.b.call(this.b.attribute(start.node, "copy"));
  }

  /** The sums of an accumulator at once, where they need not be done in the order of the loop. */
  private sumOf(step: Step, axes: readonly NestLoop[], current: Value): Expression | undefined {
    const update = step.target.kind === "scalar" ? combination(step, step.target.name) : elementCombination(step);
    if (!this.mayReassociate || !isArithmetic(update) || step.masks.length > 0) return undefined;
    // Arrays of other dtypes than float64 may be meant, too; the runtime then keeps the order.
    if (current.kind !== "float64" && this.variables.open.length === 0) return undefined;
    if (this.translator.value(step.value, this.place(step.loops)).kind !== current.kind) return undefined;
    return this.contraction("contracted", step, update, current.node, axes);
  }

  /** What a sum is of from the first addition on. */
  protected kindOfSum(step: Step, start: Value): Sized & { readonly kind: Element } {
    const { main, assumption } = this.variables;
    const { notes } = this.translator;
    if (["uint8", "uint8?", "int32", "bool"].includes(start.kind))
      throw new NotVectorizable("small whole numbers may overflow", step.statement);
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
  protected checkTerm(step: Step, kind: Element): void {
    const update = step.target.kind === "scalar" ? combination(step, step.target.name) : undefined;
    const isOne = update !== undefined && "term" in update && this.translator.value(update.term, this.place(step.loops)).kind === kind;
    if (!isOne) throw new NotVectorizable(`what is added up is not known to be ${kind}`, step.statement);
  }

  /** Whether a later step of the same iteration reads what an update has made. */
  protected isScanned(update: Step, name: string, outer: number): boolean {
    return this.nest.steps.some(
      (step) => step.order > update.order && step.loops[outer] === update.loops[outer] && namesIn(step).has(name),
    );
  }

  /** Whether other steps read what a variable of whole numbers is while it is moved on, by the same in each iteration that does. */
  protected isCounted(step: Step, name: string): boolean {
    if (countOf(step, name) === undefined || settersOf(name, this.nest.steps).length > 1) return false;
    const read = readOf(name, this.nest.steps);
    const kind = read && this.variables.constantKind(read);
    if (kind !== undefined && kind !== "int") return false;
    return read !== undefined;
  }

  /** Where iterations move a variable on: its values behind this step in all of them. */
  protected countUp(step: Step, name: string): void {
    const { loops } = step;
    const mask = this.maskOf(step, this.place(loops));
    const shape = this.b.tuple(loops.map((loop) => this.translator.affine(loop.trips)));
    const where = mask ? this.full(mask, loops) : this.translator.np("full", shape, this.b.constant(true));
    this.needed.push({ name, kind: "index" });
    const node = this.translator.rt("counted", this.b.name(name), where, this.b.number(countOf(step, name) as bigint));
    this.values.set(step, this.named(name, { node, axes: loops, kind: "int", bits: 44 }));
  }

  /** A variable that every iteration updates and reads: its values in all of them. */
  protected scan(step: Step, name: string, outer: readonly NestLoop[]): void {
    const update = combination(step, name);
    const carries = new NotVectorizable(`${name} carries a value from one iteration to the next`, step.statement);
    if (!isArithmetic(update) || step.masks.length > 0 || step.loops.length !== outer.length + 1) throw carries;
    const place = this.place(step.loops);
    const term = this.translator.value(update.term, place);
    // Python's own number is one of double precision.
    const isPlain = term.kind === "float" && this.variables.main === "float64" && outer.length === 0;
    if (!isPlain && !isAddable(term.kind)) throw new NotVectorizable("what is added up is not known to be a float", step.statement);
    let start: Expression = this.b.name(name);
    if (outer.length === 0) {
      this.needed.push({ name, kind: "like" });
      if (!isPlain && term.kind !== this.variables.main)
        throw new NotVectorizable("what is added up is of another dtype than the arrays", step.statement);
      if (term.kind === "float32") this.translator.notes.needsNumpy2 = true;
    } else {
      const definition = definitionBefore(name, step, this.nest.steps);
      const value = definition && this.values.get(definition);
      if (!value || (term.kind !== "float64" && value.kind !== term.kind)) throw carries;
      start = this.translator.aligned(value, outer);
    }
    if (term.kind === "int64") this.translator.notes.looksAtWholes = true;
    const terms = this.full(
      isPlain && term.axes.length === 0 ? { ...term, node: this.translator.np("float64", term.node) } : term,
      step.loops,
    );
    const node = this.translator.rt(scans[update.kind], start, terms);
    if (isPlain) return void this.values.set(step, this.named(name, { node, axes: step.loops, kind: "real" }));
    const kind = this.translator.elementOf(term.kind as Element);
    this.values.set(step, this.named(name, { node, axes: step.loops, ...kind, ...(kind.bits === undefined ? {} : { bits: 63 }) }));
  }

  /** `start` combined with something of every iteration, in their order. */
  protected fold(step: Step, name: string): void {
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
    // Python's own floats stay what they are; its `sum` makes up for the rounding of these, from 3.12 on.
    const isPlain = term.kind === "float" && term.axes.length > 0 && update.kind !== "extreme" && name !== resultNames.sum;
    if (!isPlain && !isAddable(term.kind)) throw new NotVectorizable("what is combined is not known to be a float", step.statement);
    if (term.kind === "int64") this.translator.notes.looksAtWholes = true;
    let terms = this.full(term, step.loops);
    if (mask) terms = this.b.subscript(terms, [this.full(mask, step.loops)]);
    this.needed.push({ name, kind: "number" });
    if (update.kind === "extreme") {
      const node = this.translator.rt("first_extreme", start, terms, this.b.constant(update.largest), this.b.constant(update.strict));
      return this.finishFold(step, name, node, "real");
    }
    const sum =
      (term.kind === "float64" || isPlain || this.variables.open.length > 0) && isArithmetic(update)
        ? this.contraction("summed", step, update, start, [], isPlain)
        : undefined;
    if (sum) return this.finishFold(step, name, sum, isPlain ? "real" : term.kind);
    const plain = isPlain ? [this.b.constant(true)] : [];
    this.finishFold(step, name, this.translator.rt(folds[update.kind], start, terms, ...plain), isPlain ? "real" : term.kind);
  }

  /** Sums of several terms in each iteration, in their order. */
  protected groupedFold(step: Step, name: string, group: readonly Step[]): void {
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
  protected readonly terms: { readonly name: string; readonly term: Value; readonly mask: Value | undefined }[] = [];

  /** `if c: s = e`: the value of the last iteration in which the condition holds. */
  protected last(step: Step, name: string, place: Place): void {
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
  protected chosen(step: Step, name: string, chosen: Expression, position: Expression): Expression {
    const value = this.translator.value(chosen, this.place(step.loops));
    if (value.isObject && value.axes.length === 0)
      return this.translator.rt("chosen", this.b.name(name), this.b.tuple([value.node]), position);
    if (!isOfKnownClass(value.kind)) throw new NotVectorizable(`the class of ${name} after the loop is not known`, step.statement);
    const isPython = value.kind === "float" || value.kind === "int";
    const found = this.translator.rt("chosen", this.b.name(name), this.full(value, step.loops), position, this.b.constant(isPython));
    return found;
  }

  /** Conditions `t > s` under which `s` becomes `t`, with what other variables become then. */
  protected readonly winners = new Map<Step, Winner>();

  protected winnerStep(step: Step, name: string, { position, starts }: Winner): void {
    const start = starts && this.startOf(name, starts);
    if (start) return this.pick(step, name, start, position);
    this.needed.push({ name, kind: "any" });
    this.finishFold(step, name, this.chosen(step, name, step.value, this.b.name(position)), "real");
  }

  protected winnerTest(step: Step, { best, variable, position, largest, strict, starts }: Winner): void {
    const term = this.translator.value(best.value, this.place(step.loops));
    if (!isAddable(term.kind)) throw new NotVectorizable("what is compared is not known to be a float", step.statement);
    const terms = this.full(term, step.loops);
    const flags = [this.b.constant(largest), this.b.constant(strict)];
    const start = starts && this.startOf(variable, starts);
    if (start) {
      if (typeof compareKind(largest ? "Gt" : "Lt", term, start, this.translator.notes) === "string")
        throw new NotVectorizable("what is compared is not known to be a float", step.statement);
      this.temporaries.push(position);
      const first = this.translator.aligned(start, step.loops.slice(0, -1));
      this.compute.push(this.b.assign(position, this.translator.rt("winners", first, terms, ...flags)));
      return;
    }
    this.needed.push({ name: variable, kind: "number" });
    this.compute.push(this.b.assign(position, this.translator.rt("winner", this.b.name(variable), terms, ...flags)));
  }

  private startOf(name: string, starts: ReadonlyMap<string, Step>): Value {
    const value = this.values.get(starts.get(name) as Step);
    if (!value) throw new NotVectorizable(`${name} may not be set`, starts.get(name)?.statement);
    return value;
  }

  /** What a variable is behind an inner loop for each iteration of the outer ones: its value at a position, or what it was. */
  private pick(step: Step, name: string, start: Value, position: string): void {
    const outer = step.loops.slice(0, -1);
    const value = this.translator.value(step.value, this.place(step.loops));
    const kind = eitherKind(start, { ...value, axes: step.loops }, this.translator.notes);
    if (!kind) throw new NotVectorizable(`${name} is of one kind or another`, step.statement);
    const values = this.full(value, step.loops);
    const node = this.translator.rt("picked", this.translator.aligned(start, outer), values, this.b.name(position));
    this.values.set(step, this.named(name, { ...kind, node, axes: outer }));
  }

  protected finishFold(step: Step, name: string, node: Expression, kind: Value["kind"]): void {
    const temporary = this.fresh(name);
    this.compute.push(this.b.assign(temporary, node));
    this.values.set(step, { node: this.b.name(temporary), axes: [], kind, isObject: true });
  }
}

/** Terms below two to this can be added up in the longest loop. */
export const sumBits = 28;
