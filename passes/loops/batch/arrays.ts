/** The arrays that a loop over rows reads and writes: their ranks, the parts of them that a block needs, and what has to hold for these. */
import { type Affine, add, constantForm, isConstant, subtract } from "../../../compiler/analysis/loops/affine.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Node } from "../../../compiler/ir/nodes.js";
import { shortText } from "../../guards/short-text.js";
import type { Builder } from "../vectorize/tree.js";
import { type Integers, referenceText } from "./subscripts.js";
import { type BatchLoop, type Kind, NotBatchable, type Reference, type Subscript, type Value } from "./values.js";

export interface ArrayInfo {
  readonly name: string;
  readonly rank: number;
  isRead: boolean;
  isWritten: boolean;
  /** What is stored to it. */
  readonly takes: Set<Kind>;
}

/** The last subscript that is needed along an axis must be there, and the first one must not be negative. */
export interface Reach {
  readonly array: string;
  readonly axis: number;
  readonly low: Affine;
  /** One behind the last. */
  readonly high: Affine;
}

/** Elements of an array, by text; those that are stored to with what tells iterations apart. */
interface Uses {
  readonly read: Map<string, readonly Subscript[]>;
  readonly stored: Map<string, readonly Subscript[]>;
  /** Those that iterations add to, one after the other. */
  readonly folded: Map<string, readonly Subscript[]>;
  readonly places: Set<string>;
}

export class Arrays {
  readonly all = new Map<string, ArrayInfo>();
  readonly reaches: Reach[] = [];
  /** What must not be negative, since subscripts would count from the end. */
  readonly counted: Affine[] = [];
  /** By array: which of its elements are read, and stored to. */
  private readonly uses = new Map<string, Uses>();
  /** How many elements a row has, by text. */
  readonly sizes = new Map<string, Expression>();

  constructor(
    private readonly facts: TypeFacts,
    private readonly integers: Integers,
    private readonly b: Builder,
    /** The placeholder for the runtime's name, and the name of NumPy. */
    private readonly names: { readonly runtime: string; readonly numpy: string; readonly block: string },
    private readonly loops: readonly BatchLoop[],
    /** How many axes a variable has, going by its subscripts. */
    private readonly subscripted: ReadonlyMap<string, number>,
    /** What has to be taken for granted of variables of which nothing is known. */
    private readonly assumed: ReadonlyMap<string, number>,
  ) {}

  /** An array that is read. */
  read(name: string, node: Node, rank = this.rankOf(name, node)): ArrayInfo {
    const info = this.note(name, rank, node);
    info.isRead = true;
    return info;
  }

  write(name: string, node: Node, rank: number, kind: Kind): ArrayInfo {
    const expected = this.expectedRank(node);
    if (expected !== undefined && expected !== rank)
      throw new NotBatchable(`what is stored to ${name} has not as many axes as there`, node);
    const info = this.note(name, rank, node);
    info.isWritten = true;
    info.takes.add(kind);
    return info;
  }

  private note(name: string, rank: number, node: Node): ArrayInfo {
    const known = this.all.get(name);
    if (known && known.rank !== rank) throw new NotBatchable(`${name} is used with different numbers of axes`, node);
    const info = known ?? { name, rank, isRead: false, isWritten: false, takes: new Set<Kind>() };
    this.all.set(name, info);
    return info;
  }

  /** The rank that the analysis expects, or else the one that makes sense of the subscripts. */
  private rankOf(name: string, node: Node): number {
    const known = this.all.get(name)?.rank ?? this.expectedRank(node) ?? this.assumed.get(name);
    return known ?? this.subscripted.get(name) ?? 2;
  }

  private isGuessed(name: string, node: Node): boolean {
    return this.expectedRank(node) === undefined && !this.assumed.has(name);
  }

  expectedRank(node: Node): number | undefined {
    const type = this.facts.expectedTypeOf(node as Expression);
    return type.kind === "array" && type.shape ? type.shape.length : undefined;
  }

  private usesOf(array: string): Uses {
    const known = this.uses.get(array) ?? { read: new Map(), stored: new Map(), folded: new Map(), places: new Set<string>() };
    this.uses.set(array, known);
    return known;
  }

  noteStore(reference: Reference): void {
    const uses = this.usesOf(reference.array);
    uses.stored.set(referenceText(reference), reference.subscripts);
    uses.places.add(referenceText({ ...reference, subscripts: reference.subscripts.filter(({ kind }) => kind === "loop") }));
  }

  noteFold(reference: Reference): void {
    const { folded } = this.usesOf(reference.array);
    const text = referenceText(reference);
    if (folded.has(text)) throw new NotBatchable("an iteration adds to the same elements more than once", reference.node);
    folded.set(text, reference.subscripts);
  }

  /** What is written in one iteration must not be read or written in another one. */
  checkUses(): void {
    for (const [array, { read, stored, folded, places }] of this.uses) {
      if (stored.size + folded.size === 0) continue;
      const all = new Map([...read, ...stored, ...folded]);
      const mayMeet = (text: string, subscripts: readonly Subscript[]): boolean =>
        [...all].some(([other, others]) => other !== text && !this.areApart(subscripts, others));
      for (const [text, subscripts] of folded) {
        if (read.has(text) || stored.has(text) || mayMeet(text, subscripts))
          throw new NotBatchable(`${array} is built up over the iterations and needed in them`, undefined);
      }
      const meets = [...stored].some(([text, subscripts]) => mayMeet(text, subscripts));
      if (!meets) continue;
      if (places.size > 1) throw new NotBatchable(`iterations store to elements of ${array} that others store to as well`, undefined);
      if (read.size > 0) throw new NotBatchable(`other elements of ${array} are read than are stored to`, undefined);
    }
  }

  /** Whether subscripts mean other elements in all iterations: along one axis, one part ends where the other begins. */
  private areApart(one: readonly Subscript[], other: readonly Subscript[]): boolean {
    return one.some((each, axis) => {
      const [left, right] = [this.stretch(each), other[axis] && this.stretch(other[axis])];
      if (!left || !right) return false;
      const pairs = [[left, right] as const, [right, left] as const];
      const found = pairs.find(([before, behind]) => before.high && isAtLeast(behind.low, before.high));
      if (!found) return false;
      // A slice that ends at a negative number ends somewhere else.
      const bounds = [left.low, right.low, found[0].high as Affine, ...(found[1].high ? [found[1].high] : [])];
      if (bounds.some((bound) => isConstant(bound) && bound.constant < 0n)) return false;
      for (const bound of bounds) if (!isConstant(bound)) this.count(bound);
      return true;
    });
  }

  private count(form: Affine): void {
    if (this.counted.some((known) => isAtLeast(form, known))) return;
    const others = this.counted.filter((known) => !isAtLeast(known, form));
    this.counted.splice(0, this.counted.length, ...others, form);
  }

  /** From where to where subscripts go over all iterations; without an end where nobody says it. */
  private stretch(each: Subscript): { readonly low: Affine; readonly high: Affine | undefined } | undefined {
    if (each.kind === "slice") {
      if (each.slice.kind !== "Slice") return undefined;
      const { lower, upper } = each.slice;
      return { low: lower ? this.form(lower) : zero, high: upper ? this.form(upper) : undefined };
    }
    if (each.kind === "fixed") return { low: this.form(each.index), high: add(this.form(each.index), one) };
    // Where blocks begin is not known in front of them.
    const { start, stop } = this.loop(each.depth);
    const offset = each.offset ? this.form(each.offset) : zero;
    const beyond = each.kind === "window" ? subtract(this.form(each.width), one) : zero;
    return { low: add(this.form(start), offset), high: add(add(this.form(stop), offset), beyond) };
  }

  /** The axes of what is taken of an array: those of the loops first, as in all values. */
  order(subscripts: readonly Subscript[]): readonly number[] {
    const kept = subscripts.filter(({ kind }) => kind !== "fixed");
    const positions = kept.map((_, index) => index);
    return [...positions.filter((index) => kept[index]?.kind === "loop"), ...positions.filter((index) => kept[index]?.kind !== "loop")];
  }

  transposed(value: Expression, order: readonly number[]): Expression {
    if (order.every((axis, index) => axis === index)) return value;
    if (order.length === 2) return this.b.attribute(value, "T");
    return this.b.call(this.b.attribute(value, "transpose"), ...order.map((axis) => this.b.number(BigInt(axis))));
  }

  /** Elements for all iterations of a block where they lie, for functions that round by how they lie. */
  loadInPlace(reference: Reference): Value {
    const loaded = this.load(reference);
    const subscripts = this.completed(reference, this.read(reference.array, reference.node).rank);
    const taken = this.take(reference, subscripts);
    const expr = subscripts.some(({ kind }) => kind === "window")
      ? this.b.call(this.b.attribute(this.b.name(this.names.runtime), "views"), taken, ...this.widths(subscripts))
      : this.transposed(taken, this.order(subscripts));
    return { ...loaded, expr, isCopied: false };
  }

  private widths(subscripts: readonly Subscript[]): Expression[] {
    return subscripts.flatMap((each) => {
      if (each.kind === "fixed") return [];
      return [each.kind === "window" ? this.b.copy(each.width) : each.kind === "loop" ? this.b.number(0n) : this.b.none()];
    });
  }

  /** Elements for all iterations of a block. */
  load(reference: Reference): Value {
    const { array, node } = reference;
    this.usesOf(array).read.set(referenceText(reference), reference.subscripts);
    const info = this.read(array, node);
    const subscripts = this.completed(reference, info.rank);
    const axes = subscripts.flatMap((each) => (each.kind === "loop" || each.kind === "window" ? [each.depth] : []));
    if (axes.some((axis, index) => index > 0 && axis <= (axes[index - 1] as number)))
      throw new NotBatchable(`${array} is gone through in another order than that of the loops`, node);
    const rank = subscripts.filter(({ kind }) => kind === "window" || kind === "slice").length;
    this.noteSize(array, subscripts);
    const taken = this.take(reference, subscripts);
    const kept = subscripts.filter(({ kind }) => kind !== "fixed");
    const isInOrder =
      kept.findIndex(({ kind }) => kind === "slice") < 0 ||
      !kept.slice(kept.findIndex(({ kind }) => kind === "slice")).some(({ kind }) => kind === "loop");
    const lastIsKept = subscripts.at(-1)?.kind === "slice" || subscripts.at(-1)?.kind === "window";
    const isStrided = rank > 0 && !lastIsKept;
    const needsCopy =
      kept.some(({ kind }) => kind === "window") || !isInOrder || isStrided || (rank === 0 && subscripts.at(-1)?.kind !== "loop");
    const copied = (): Expression =>
      kept.some(({ kind }) => kind === "window")
        ? this.b.call(this.b.attribute(this.b.name(this.names.runtime), "windows"), taken, ...this.widths(subscripts))
        : this.b.call(this.b.attribute(this.transposed(taken, this.order(subscripts)), "copy"));
    const expr = needsCopy && axes.length > 0 ? copied() : taken;
    return {
      expr,
      axes,
      rank,
      kind: "main",
      isFresh: false,
      ...(this.isGuessed(array, node) && rank === 1 && reference.subscripts.length === 1 ? { guessed: [array] } : {}),
      isCopied: needsCopy && axes.length > 0,
      isStrided: isStrided || (axes.length === 0 && rank > 0 && !lastIsKept),
      mayBeEmpty: subscripts.some((each) => each.kind === "slice" && !each.isWhole),
      reference,
    };
  }

  /** Subscripts for all axes. */
  completed({ array, subscripts, node }: Reference, rank: number): Subscript[] {
    if (subscripts.length > rank) throw new NotBatchable(`${array} has more subscripts than axes`, node);
    const whole: Subscript = { kind: "slice", slice: this.b.slice(null, null), isWhole: true };
    return [...subscripts, ...Array.from({ length: rank - subscripts.length }, () => whole)];
  }

  /** The part of an array that all iterations of a block touch: `x[i, 2:n]`. */
  take({ array }: Reference, subscripts: readonly Subscript[], last = false): Expression {
    const taken = subscripts.map((each, axis): Expression => {
      if (each.kind === "fixed") return this.b.copy(each.index);
      if (each.kind === "slice") return this.b.copy(each.slice);
      if (!last) this.reach(array, axis, each);
      return last ? this.last(each) : this.range(each);
    });
    while (taken.length > 1 && isWhole(taken.at(-1) as Expression)) taken.pop();
    if (taken.length === 1 && isWhole(taken[0] as Expression)) return this.b.name(array);
    return this.b.subscript(this.b.name(array), taken);
  }

  private loop(depth: number): BatchLoop {
    return this.loops[depth] as BatchLoop;
  }

  private range(each: Extract<Subscript, { kind: "loop" | "window" }>): Expression {
    const { b } = this;
    const offset = each.offset && this.form(each.offset);
    const widened = each.kind === "window" ? subtract(add(offset ?? zero, this.form(each.width)), one) : offset;
    if (each.depth === 0) {
      const block = b.name(this.names.block);
      if (!offset && !widened) return block;
      return b.slice(this.shifted(b.attribute(block, "start"), offset), this.shifted(b.attribute(b.copy(block), "stop"), widened));
    }
    const { start, stop } = this.loop(each.depth);
    const low = add(this.form(start), offset ?? zero);
    const high = add(this.form(stop), widened ?? zero);
    return b.slice(isConstant(low) && low.constant === 0n ? null : this.integers.expression(low), this.integers.expression(high));
  }

  /** What the subscript is in the last iteration. */
  private last(each: Extract<Subscript, { kind: "loop" | "window" }>): Expression {
    const { b } = this;
    const offset = each.offset ? this.form(each.offset) : zero;
    const at = (form: Affine): Expression =>
      each.depth === 0
        ? this.shifted(b.attribute(b.name(this.names.block), "stop"), form)
        : this.integers.expression(add(this.form(this.loop(each.depth).stop), form));
    const position = subtract(offset, one);
    return each.kind === "loop" ? at(position) : b.slice(at(position), at(add(position, this.form(each.width))));
  }

  private shifted(base: Expression, form: Affine | undefined): Expression {
    if (!form || (isConstant(form) && form.constant === 0n)) return base;
    if (isConstant(form) && form.constant < 0n) return this.b.binary(base, "Sub", this.b.number(-form.constant));
    return this.b.binary(base, "Add", this.integers.expression(form));
  }

  private form(expression: Expression): Affine {
    const form = this.integers.form(expression);
    if (!form) throw new NotBatchable("a bound of a loop is not known to count", expression);
    return form;
  }

  private reach(array: string, axis: number, each: Extract<Subscript, { kind: "loop" | "window" }>): void {
    const { start, stop, lengths } = this.loop(each.depth);
    const offset = each.offset ? this.form(each.offset) : zero;
    const beyond = each.kind === "window" ? subtract(this.form(each.width), one) : zero;
    const high = add(add(this.form(stop), offset), beyond);
    const low = add(this.form(start), offset);
    const isOwn = lengths.some((length) => length.array === array && length.axis === axis) && each.kind === "loop" && !each.offset;
    if (isOwn && isConstant(low) && low.constant >= 0n) return;
    this.reaches.push({ array, axis, low, high: isOwn ? constantForm(0n) : high });
  }

  noteSize(array: string, subscripts: readonly Subscript[]): void {
    const { b } = this;
    const factors = subscripts.flatMap((each, axis): Expression[] => {
      if (each.kind === "window") return [b.copy(each.width)];
      if (each.kind !== "slice") return [];
      return [b.subscript(b.attribute(b.name(array), "shape"), [b.number(BigInt(axis))])];
    });
    if (factors.length === 0) return;
    const size = factors.reduce((left, right) => b.binary(left, "Mult", right));
    this.sizes.set(shortText(size), size);
  }

  /** An array that each iteration reads as a whole. */
  noteWhole(name: string, rank: number): void {
    const { b } = this;
    this.usesOf(name).read.set("all", []);
    if (rank === 0) return;
    const size = b.attribute(b.name(name), "size");
    this.sizes.set(shortText(size), size);
  }
}

const zero = constantForm(0n);
const one = constantForm(1n);

const isAtLeast = (form: Affine, other: Affine): boolean => {
  const rest = subtract(form, other);
  return isConstant(rest) && rest.constant >= 0n;
};

const isWhole = (node: Expression): boolean => node.kind === "Slice" && !node.lower && !node.upper && !node.step;
