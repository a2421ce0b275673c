import { build, type Expression, type Statement } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";
import { type ResultName, resultNames } from "./comprehensions.js";
import { elements, isOfKnownClass } from "./kinds.js";
import type { StepAccesses } from "./legality.js";
import { type NestLoop, NotVectorizable, referenceOf, type Step } from "./nest.js";
import { keyOf, orderOf } from "./order.js";
import { settersOf } from "./scalars.js";
import { ElementSteps } from "./schedule/element-steps.js";
import type { Place, Value } from "./translate.js";

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

export class Scheduler extends ElementSteps {
  /** @throws NotVectorizable */
  run(): Schedule {
    this.checkScalars();
    this.checkScatters();
    this.order = orderOf(this.accesses, this.precedences, ({ step, write }) => this.isScan(step, write), this.steady);
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
    this.checkShared();
    return {
      compute: this.compute,
      commit: this.commits(),
      written: [...this.written],
      operations: this.nest.steps.length,
      kept: this.kept,
    };
  }

  /** Elements that all iterations share have to come out as they were. */
  private checkShared(): void {
    const done = new Set<string>();
    for (const { step, read } of this.shared) {
      const key = `${read.array}${keyOf(read)}`;
      if (done.has(key)) continue;
      done.add(key);
      const shadow = this.shadows.get(read.array) as string;
      const place = this.place(step.loops);
      const elementsOf = (array: string): Expression =>
        this.translator.reference(read.array, read.subscript, { ...place, elements: () => array }, step.value).node;
      this.compute.push(build.Expr({ value: this.translator.rt("unchanged", elementsOf(shadow), elementsOf(read.array)) }, this.b.loc));
    }
  }

  /** Arrays that are copied as a whole. */
  get copied(): readonly string[] {
    return [...this.shadows.keys()];
  }

  protected step(accesses: StepAccesses): void {
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
  protected append(step: Step, name: string): void {
    const others = this.nest.steps.filter(({ target }) => target.kind === "append" && target.name === name);
    let uses = 0;
    walk(this.nest.root.node, (node) => {
      if (node.kind === "Name" && node.id === name) uses++;
    });
    if (others.length > 1 || uses > 1) throw new NotVectorizable(`the loop does more with ${name} than to append to it`, step.statement);
    const place = this.place(step.loops);
    const value = this.translator.value(step.value, place);
    const mask = this.maskOf(step, place);
    if (name === resultNames.hits) {
      if (value.kind !== "bool" || value.axes.length === 0) throw new NotVectorizable("the condition is not a comparison", step.value);
      this.compute.push(this.b.assign(this.hits, value.node));
      this.appends.push({ name, temporary: this.hits });
      return;
    }
    if (!isOfKnownClass(value.kind)) throw new NotVectorizable("the class of what is appended is not known", step.statement);
    const whole = this.full(value, step.loops);
    const values = mask
      ? this.b.subscript(whole, [this.full(mask, step.loops)])
      : step.loops.length > 1
        ? this.translator.np("ravel", whole)
        : whole;
    const isPython = value.kind === "float" || value.kind === "int" || (value.kind === "bool" && this.isPlainTruth(step, name, place));
    const temporary = this.fresh(name);
    // Not even the result may have a second name: an array with one cannot be resized.
    this.temporaries.push(temporary);
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

  /** Whether a truth value is one of Python's, and not one of NumPy's; only lists make a difference of it. */
  private isPlainTruth({ value, statement }: Step, name: string, place: Place): boolean {
    if (name === resultNames.array) return false;
    if (value.kind === "UnaryOp" && value.op === "Not") return true;
    if (value.kind === "Subscript") return false;
    if (value.kind === "Compare" && value.ops.length === 1) {
      const kinds = [value.left, ...value.comparators].map((part) => this.translator.value(part, place).kind);
      if (kinds.every((kind) => kind === "float" || kind === "int")) return true;
      if (kinds.some((kind) => (elements as readonly string[]).includes(kind))) return false;
    }
    throw new NotVectorizable("the class of what is appended is not known", statement);
  }

  /** Nothing gives an array of float64, which only is right where something would. */
  protected filled(mask: Value | undefined, value: Value, values: Expression): Expression {
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

  /** Variable for what a search asks for. */
  private readonly hits = this.fresh("hits");

  /** Lists that grow, and by what. */
  readonly appends: { readonly name: string; readonly temporary: string }[] = [];

  protected commits(): Statement[] {
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
    // What is made of them has been stored.
    for (const { name, last } of this.nest.inductions)
      if (this.isLive(name)) commits.push(this.b.assign(name, this.translator.affine(last)));
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
  protected lastValue(name: string, value: Value): Expression {
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
