/** What has been computed so far while the steps of a nest are done, and where each step finds its operands. */

import type { Affine } from "../../../../compiler/analysis/loops/affine.js";
import { ellipsis } from "../../../../compiler/ir/constants.js";
import { build, type Expression, type Statement } from "../../../../compiler/ir/nodes.js";
import { accessesOf, type ElementAccess, type StepAccesses } from "../legality.js";
import { type Mask, mentions, type Nest, type NestLoop, NotVectorizable, type Step } from "../nest.js";
import { keyOf, type Order, type Precedence, twinsOf } from "../order.js";
import type { Variables } from "../program.js";
import { definitionBefore } from "../scalars.js";
import { isShared } from "../steady.js";
import type { Place, Translator, Value } from "../translate.js";
import type { Builder } from "../tree.js";
import { isOnCounters } from "../windows.js";

interface Version {
  readonly value: Value;
  readonly step: Step;
  readonly axes: readonly NestLoop[];
  readonly write: ElementAccess;
}

export abstract class Places {
  protected readonly compute: Statement[] = [];
  protected readonly accesses: readonly StepAccesses[];
  /** Copies of arrays to which steps store, which become their content in the end. */
  protected readonly shadows = new Map<string, string>();
  /** Temporaries by array and subscript. */
  protected readonly versions = new Map<string, Version>();
  /** What the steps that set variables have made of them. */
  protected readonly values = new Map<Step, Value>();
  protected readonly masks = new Map<string, Value>();
  /** What a variable is while its update is put together. */
  protected readonly updating = new Map<string, Value>();
  /** By step and variable: the step of the iteration before that has set what this one reads. */
  protected readonly wraps = new Map<string, Step>();
  protected readonly precedences: Precedence[] = [];
  protected order: Order = { steps: [], copied: new Set(), source: () => "original" };
  protected readonly kept = new Set<NestLoop>();
  protected current: Step | undefined;

  constructor(
    protected readonly nest: Nest,
    protected readonly variables: Variables,
    protected readonly translator: Translator,
    protected readonly b: Builder,
    protected readonly fresh: (hint: string) => string,
    /** Whether a variable may be read after the nest. */
    protected readonly isLive: (name: string) => boolean,
    /** Sums may be done in another order than that of the loop. */
    protected readonly mayReassociate: boolean,
    /** Arrays whose shared elements are taken to keep their bits. */
    protected readonly steady: ReadonlySet<string>,
  ) {
    const all = nest.steps.map((step) => accessesOf(step, nest));
    const isSteady = (read: ElementAccess): boolean => steady.has(read.array) && isShared(read);
    this.accesses = all.map((each) => ({ ...each, reads: each.reads.filter((read) => !isSteady(read)) }));
    this.shared = all.flatMap(({ step, reads }) => reads.filter(isSteady).map((read) => ({ step, read })));
  }

  /** Reads of shared elements, which are looked at in the end. */
  protected readonly shared: readonly { readonly step: Step; readonly read: ElementAccess }[];

  /** Variables from before the nest that it goes on from, and what they have to be. */
  readonly needed: { readonly name: string; readonly kind: "any" | "index" | "int" | "like" | "number" }[] = [];

  /** New variables that hold arrays: memory that lives on would have to be found anew for the next ones. */
  readonly temporaries: string[] = [];

  /** Arrays that the nest stores to. */
  protected get written(): ReadonlySet<string> {
    return new Set(this.accesses.flatMap(({ write }) => (write ? [write.array] : [])));
  }

  /** The conditions on counters under which the current step runs. */
  private hiding(place: () => Place): Value | undefined {
    const { steps } = this.nest;
    const masks = (this.current?.masks ?? []).filter(({ name }) => {
      const step = steps.find(({ target }) => target.kind === "mask" && target.name === name);
      return step !== undefined && isOnCounters(step.value, this.nest);
    });
    return masks.length > 0 ? this.maskIn(masks, place()) : undefined;
  }

  protected place(axes: readonly NestLoop[], kept: ReadonlyMap<NestLoop, string> = new Map()): Place {
    const hidden = (): Value | undefined => this.hiding(() => place);
    const place: Place = {
      axes,
      kept,
      get where() {
        return hidden();
      },
      scalars: (name) => this.scalarIn(name, place),
      elements: (array, forms) => this.elementsIn(array, forms, place),
    };
    return place;
  }

  /** The value of a variable; in loops that stay, that of the iteration. */
  protected scalarIn(name: string, place: Place): Value | undefined {
    const { current } = this;
    const definition = current && definitionBefore(name, current, this.nest.steps);
    const wrap = current && this.wraps.get(`${current.order} ${name}`);
    const set = definition && (this.values.get(definition) ?? this.laterValue(definition));
    const value = this.updating.get(name) ?? (wrap ? this.wrapped(name, wrap) : set);
    return value && this.inIteration(value, place);
  }

  /** What a step sets a variable to that nothing has asked for so far. */
  protected abstract laterValue(step: Step): Value | undefined;

  /** What the iteration before has made of a variable, and in the first one what it was before the loop. */
  protected wrapped(name: string, definition: Step): Value {
    const value = this.values.get(definition);
    const [loop] = definition.loops;
    const isIndex = value?.kind === "int" && (value.bits ?? 99) <= 60;
    // What is only known at the end is not what each iteration begins with.
    const isSum = mentions(definition.value, name) && value?.axes.length === 0;
    if (!value || !loop || isSum || (!isIndex && value.kind !== "float64" && !(value.kind === "real" && this.variables.main === "float64")))
      throw new NotVectorizable(`${name} carries a value from one iteration to the next`, definition.statement);
    this.needed.push({ name, kind: isIndex ? "index" : "like" });
    const node = this.translator.rt("shifted", this.b.name(name), this.full(value, definition.loops));
    return { node, axes: [loop], kind: isIndex ? "int" : "real", ...(isIndex ? { bits: Math.max(value.bits ?? 60, 40) } : {}) };
  }

  /** A temporary of all iterations, where some loops still run: its part for the iteration of these. */
  protected inIteration(value: Value, place: Place): Value {
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
  protected setVersion(write: ElementAccess, version: Omit<Version, "write">): void {
    const key = `${write.array}${keyOf(write)}`;
    this.versions.delete(key);
    this.versions.set(key, { ...version, write });
  }

  protected elementsIn(array: string, forms: readonly (Affine | undefined)[], place: Place): Value | string {
    const source = this.current ? this.order.source(this.current, { array, forms }) : "original";
    if (source === "state") return this.shadows.get(array) as string;
    const value = source === "forward" && this.current ? this.madeBefore(this.current, array, forms) : undefined;
    return value ? this.inIteration(value, place) : array;
  }

  /** What steps so far have made of the elements that a step reads. */
  private madeBefore(reader: Step, array: string, forms: readonly (Affine | undefined)[]): Value | undefined {
    const found = [...this.versions.values()].flatMap(({ value, step, write }) => {
      const twins = write.array === array ? twinsOf(step, write, reader, { forms }) : undefined;
      return twins ? [{ order: step.order, value: { ...value, axes: value.axes.map((loop) => twins.get(loop) ?? loop) } }] : [];
    });
    return found.reduce<(typeof found)[0] | undefined>((a, b) => (a && a.order > b.order ? a : b), undefined)?.value;
  }

  protected maskOf(step: Step, place: Place): Value | undefined {
    return step.masks.length > 0 ? this.maskIn(step.masks, place) : undefined;
  }

  private maskIn(masks: readonly Mask[], place: Place): Value {
    const values = masks.map(({ name, negated }) => {
      const mask = this.inIteration(this.masks.get(name) as Value, place);
      return negated ? this.translator.not(mask) : mask;
    });
    return values.reduce((a, c) => this.translator.both(a, c));
  }

  /** The new value where the step runs, the old one elsewhere. */
  protected masked(step: Step, value: Value, old: Value | undefined, place: Place): Value {
    const mask = this.maskOf(step, place);
    if (!mask) return value;
    if (!old) throw new NotVectorizable("a variable is set in some iterations only", step.statement);
    return this.translator.where(mask, value, old, step.value);
  }

  /** Gives a value a name, unless it is one. */
  protected named(hint: string, value: Value): Value {
    const name = this.fresh(hint);
    if (value.axes.length > 0) this.temporaries.push(name);
    const { slices: _, viewOf, ...rest } = value;
    // What the nest changes later must not change what was read before.
    const changes = viewOf !== undefined && this.written.has(viewOf);
    this.compute.push(this.b.assign(name, changes ? this.b.call(this.b.attribute(value.node, "copy")) : value.node));
    return { ...rest, node: this.b.name(name) };
  }

  /** A value with all axes, in the order of the iterations. */
  protected full(value: Value, loops: readonly NestLoop[]): Expression {
    const aligned = this.translator.aligned(value, loops);
    if (value.axes.length === loops.length) return aligned;
    return this.translator.np("broadcast_to", aligned, this.b.tuple(loops.map((loop) => this.translator.affine(loop.trips))));
  }

  /** Statements inside of the loops that stay, or on their own. */
  protected keeping(staying: readonly NestLoop[], axes: readonly NestLoop[], make: (place: Place) => Statement[]): void {
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

  protected storeTo(slot: Value, value: Value): Statement {
    const { node } = slot;
    const aligned = this.translator.aligned(value, slot.axes);
    if (node.kind === "Subscript") return this.b.store(node, aligned);
    // A transposed view: into all of its elements.
    return this.b.store(this.b.subscript(node, [build.Constant({ value: ellipsis, prefix: null }, this.b.loc)]), aligned);
  }
}
