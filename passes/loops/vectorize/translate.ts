/**
 * From what one iteration computes to what all of them compute: expressions over elements become expressions over arrays, with
 * one axis for each loop that becomes an axis (dimension abstraction; Chauveau and Bodin's "vectorization by axes" in NumPy's terms).
 */
import { type Affine, add, constantForm, printAffine, scale, symbolForm, without } from "../../../compiler/analysis/loops/affine.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Expression, Name } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import { shortText } from "../../guards/short-text.js";
import {
  binaryKind,
  compareKind,
  counterBits,
  type Element,
  eitherKind,
  elements,
  type Kind,
  layoutFree,
  mappedFunctions,
  mathFunctions,
  type Notes,
  type Sized,
  tests,
  ufuncs,
} from "./kinds.js";
import { rangeOf } from "./legality.js";
import { dottedName, isLength, measuredArray, type Nest, type NestLoop, NotVectorizable, type Reference, referenceOf } from "./nest.js";
import type { ArrayInfo, Variables } from "./program.js";
import { collectIntegers } from "./sizes.js";
import type { Builder } from "./tree.js";
import { isOnCounters, spanOf, windowOf } from "./windows.js";

/** What an expression is over all iterations of some loops. */
export interface Value extends Sized {
  readonly node: Expression;
  /** The loops that are axes of it, in the order of the nest, which is that of the axes. */
  readonly axes: readonly NestLoop[];
  /** Of a slice of an array: what it is sliced by, so that new axes can go into the same brackets. */
  readonly slices?: { readonly base: Expression; readonly parts: readonly Expression[] };
  /** It is the very object that the loop would have, not an array that holds the same. */
  readonly isObject?: boolean;
  /** The array in whose memory the value lies: it changes when the array does. */
  readonly viewOf?: string;
}

/** A range of subscripts that an access needs: `low` … `high`, over all iterations. */
export interface Bounds {
  readonly array: string;
  readonly axis: number;
  readonly low: Affine;
  readonly high: Affine;
}

/** Where a step stands: which loops are axes, and which still run, with the names of their variables. */
export interface Place {
  readonly axes: readonly NestLoop[];
  readonly kept: ReadonlyMap<NestLoop, string>;
  /** Current values of variables that the nest sets. */
  readonly scalars: (name: string) => Value | undefined;
  /** A condition on the counters of loops under which it is read. */
  readonly where?: Value | undefined;
  /** Where the elements of an array are read from now: a temporary that holds just these, or an array by name. */
  readonly elements: (array: string, forms: readonly (Affine | undefined)[]) => Value | string;
}

/** Comparisons of numbers. */
const orderings: ReadonlySet<string> = new Set(["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq"]);

/** Whether each subscript moves along with one loop at most, and each loop with one subscript. */
function areSlices(forms: readonly (Affine | undefined)[], { axes }: Place): boolean {
  const used = forms.map((form) => axes.filter(({ symbol }) => form?.terms.has(symbol)));
  return (
    forms.every((form) => form) &&
    used.every((loops) => loops.length <= 1) &&
    axes.every((loop) => used.flat().filter((each) => each === loop).length <= 1)
  );
}

export class Translator {
  readonly bounds: Bounds[] = [];
  /** Squares and roots, each of which has a cost of its own. */
  squares = 0;
  /** Powers that are computed number by number: all but squares and roots. */
  powers = 0;
  /** Variables that must be plain floats for the translation to be right. */
  readonly floats = new Set<string>();
  readonly notes: Notes;
  /** The assumed dtype is spelled out. */
  namesDtype = false;

  constructor(
    private readonly nest: Nest,
    private readonly variables: Variables,
    private readonly facts: TypeFacts,
    private readonly b: Builder,
    private readonly numpy: string,
    private readonly runtime: string,
    /** The assumed dtype is called by an array that has it, so that the same text is right for others. */
    readonly isGeneric: boolean,
  ) {
    this.notes = {
      needsNumpy2: false,
      needsSmall: false,
      looksAtWholes: false,
      reassociates: false,
      isSingle: variables.main === "float32",
    };
  }

  value(expression: Expression, place: Place): Value {
    if (!this.readsNest(expression)) return this.invariant(expression);
    switch (expression.kind) {
      case "Name":
        return this.variable(expression, place);
      case "Subscript":
        return this.elementValue(expression, place);
      case "BinOp":
        return this.binary(expression, place);
      case "UnaryOp":
        return this.unary(expression, place);
      case "Compare":
        return this.compare(expression, place);
      case "BoolOp":
        return this.combined(expression, place);
      case "IfExp": {
        const test = this.value(expression.test, place);
        const yes = this.value(expression.body, this.under(test, expression.test, place));
        const no = this.value(expression.orelse, this.under(test, expression.test, place, true));
        return this.where(test, yes, no, expression);
      }
      case "Call":
        return this.call(expression, place);
      default:
        throw new NotVectorizable("an expression of the loop has no form for whole arrays", expression);
    }
  }

  /** `and` and `or`: what comes later is only looked at where it counts. */
  private combined(node: Extract<Expression, { kind: "BoolOp" }>, place: Place): Value {
    const isAnd = node.op === "And";
    let inner = place;
    const values = node.values.map((part) => {
      const value = this.value(part, inner);
      if (value.kind !== "bool") throw new NotVectorizable("and/or of something that is not a condition", node);
      inner = this.under(value, part, inner, !isAnd);
      return value;
    });
    return values.reduce((left, right) => (isAnd ? this.both(left, right) : this.either(left, right)));
  }

  both(left: Value, right: Value): Value {
    return this.pointwise([left, right], { kind: "bool" }, (a, c) => this.np("logical_and", a as Expression, c as Expression));
  }

  private either(left: Value, right: Value): Value {
    return this.pointwise([left, right], { kind: "bool" }, (a, c) => this.np("logical_or", a as Expression, c as Expression));
  }

  not(value: Value): Value {
    return this.pointwise([value], { kind: "bool" }, (a) => this.np("logical_not", a as Expression));
  }

  /** The same place where a condition holds, or does not, if it is one on the counters of loops. */
  private under(test: Value, expression: Expression, place: Place, negated = false): Place {
    if (test.kind !== "bool" || !isOnCounters(expression, this.nest)) return place;
    const holds = negated ? this.not(test) : test;
    return { ...place, where: place.where ? this.both(place.where, holds) : holds };
  }

  /** `where(mask, yes, no)` */
  where(mask: Value, yes: Value, no: Value, at: Expression): Value {
    if (mask.kind !== "bool") throw new NotVectorizable("the condition is not a comparison", at);
    const kind = eitherKind(yes, no, this.notes);
    if (!kind) throw new NotVectorizable("the branches give values of different kinds", at);
    return this.pointwise([mask, yes, no], kind, (m, y, n) => this.np("where", m as Expression, y as Expression, n as Expression));
  }

  /** An element of an array, or the slice that all iterations read. Notes the bounds that have to be guarded. */
  reference(array: string, subscript: readonly Expression[], place: Place, at: Expression): Value {
    const info = this.variables.arrays.get(array);
    if (!info) throw new NotVectorizable(`${array} is not known`, at);
    const forms = subscript.map((part) => this.nest.forms.of(part));
    const source = place.elements(array, forms);
    if (typeof source !== "string") return source;
    const [only] = subscript;
    const element = this.elementOf(info.dtype);
    if (subscript.length === 1 && only && !forms[0]) return this.gather(source, element, this.value(only, place), at);
    const keptForms = subscript.map((part) => this.nest.forms.of(part, place.kept));
    if (!areSlices(keptForms, place)) return this.points(source, element, array, subscript, place);
    return this.slice(source, element, array, forms, keptForms, place, at);
  }

  /** Single elements by arrays of subscripts: diagonals, `x[i + j]`, `A[0, p[i]]`. */
  private points(source: string, element: Sized, array: string, subscript: readonly Expression[], place: Place): Value {
    const indices = subscript.map((part, axis) => {
      const form = this.nest.forms.of(part);
      if (form) this.noteBounds(array, axis, form, part);
      const index = this.value(part, place);
      if (!isSubscript(index.kind)) throw new NotVectorizable("a subscript is no whole number", part);
      return index;
    });
    const axes = place.axes.filter((loop) => indices.some((index) => index.axes.includes(loop)));
    const parts = indices.map((index) => this.aligned(index, axes));
    return { node: this.b.subscript(this.b.name(source), parts), axes, ...element };
  }

  /** An element of an array of a dtype. */
  elementOf(dtype: Element): Sized {
    const bits = dtype === "int64" ? this.variables.assumption.bits : dtype === "int32" ? 31 : dtype === "uint8" ? 8 : undefined;
    return { kind: dtype, ...(bits === undefined ? {} : { bits }) };
  }

  private gather(source: string, element: Sized, index: Value, at: Expression): Value {
    if (!isSubscript(index.kind)) throw new NotVectorizable("a subscript is no whole number", at);
    return { node: this.b.subscript(this.b.name(source), [index.node]), axes: index.axes, ...element };
  }

  /**
   * `float64` as an argument.
   * @param isOpen whether it is that of an array of which nothing is known, as far as it is assumed
   */
  dtype(kind: Element, isOpen = true): Expression {
    return isOpen && this.isAssumed(kind) ? this.b.attribute(this.b.name(this.variables.example as string), "dtype") : this.b.text(kind);
  }

  /** `np.float64(value)` */
  scalar(kind: Element, value: Expression, isOpen = true): Expression {
    if (!isOpen || !this.isAssumed(kind)) return this.np(kind, value);
    const dtype = this.b.attribute(this.b.name(this.variables.example as string), "dtype");
    return this.b.call(this.b.attribute(dtype, "type"), value);
  }

  private isAssumed(kind: Element): boolean {
    if (this.variables.open.length === 0 || kind !== this.variables.assumption.dtype) return false;
    this.namesDtype = true;
    return this.isGeneric;
  }

  /** What reading back an element of an array gives after a value was stored there; `undefined` where storing does more. */
  asElement(value: Value, { dtype, isOpen }: Pick<ArrayInfo, "dtype" | "isOpen">): Value | undefined {
    const { kind, axes, node } = value;
    if (kind === dtype) return value;
    const from = (...kinds: readonly Kind[]): boolean => kinds.includes(kind);
    const as = (make: (node: Expression) => Expression): Value => {
      const { single: _, isPositive: __, slices: ___, viewOf: ____, isObject: _____, ...rest } = value;
      return { ...rest, ...this.elementOf(dtype), node: make(node) };
    };
    switch (dtype) {
      case "float64":
        if (from("float32?")) return undefined;
        if (axes.length === 0) return as((each) => this.scalar(dtype, each, isOpen));
        // Where arrays of other dtypes are admitted, the text has to be right for these, too.
        if (isOpen && this.isAssumed(dtype)) return as((each) => this.cast(dtype, axes, each, isOpen));
        return as((each) => this.b.binary(this.b.number(1), "Mult", each));
      case "float32":
        if (from("bool") || (from("int") && (value.bits ?? 99) > 53)) return undefined;
        return as((each) => this.cast(dtype, axes, each, isOpen));
      case "int64":
        if (from("float64", "float32", "float")) return as((each) => this.rt("whole", each));
        if (!from("int", "int64?", "uint8", "int32")) return undefined;
        return { ...as((each) => this.cast(dtype, axes, each, isOpen)), ...(value.bits === undefined ? {} : { bits: value.bits }) };
      case "uint8":
        if (from("float64", "float32", "float")) return as((each) => this.rt("whole", each, this.dtype(dtype, isOpen)));
        return from("uint8?", "int") ? as((each) => this.cast(dtype, axes, each, isOpen)) : undefined;
      case "int32":
        return from("int") ? as((each) => this.cast(dtype, axes, each, isOpen)) : undefined;
      default:
        return undefined;
    }
  }

  private cast(dtype: Element, axes: readonly NestLoop[], node: Expression, isOpen = true): Expression {
    return axes.length === 0 ? this.scalar(dtype, node, isOpen) : this.b.call(this.b.attribute(node, "astype"), this.dtype(dtype, isOpen));
  }

  private slice(
    source: string,
    element: Sized,
    array: string,
    forms: readonly (Affine | undefined)[],
    keptForms: readonly (Affine | undefined)[],
    place: Place,
    at: Expression,
  ): Value {
    const parts: Expression[] = [];
    const order: NestLoop[] = [];
    for (const [axis, form] of forms.entries()) {
      const kept = keptForms[axis];
      if (!form || !kept) throw new NotVectorizable("a subscript is no sum of loop variables and constants", at);
      this.noteBounds(array, axis, form, at);
      const loop = place.axes.find(({ symbol }) => kept.terms.has(symbol));
      parts.push(loop ? this.range(kept, loop) : this.affine(kept));
      if (loop) order.push(loop);
    }
    const axes = place.axes.filter((loop) => order.includes(loop));
    const backwards = order.filter((loop) => keptForms.some((form) => (form?.terms.get(loop.symbol) ?? 0n) < 0n));
    const forwards = this.b.subscript(this.b.name(source), parts);
    const turned = order.map((loop) => this.b.slice(null, null, backwards.includes(loop) ? this.b.number(-1n) : null));
    const node = backwards.length > 0 ? this.b.subscript(forwards, turned) : forwards;
    const inOrder = axes.every((loop, index) => loop === order[index]);
    const view = axes.length > 0 ? { viewOf: array } : {};
    if (!inOrder) return { node: this.transposed(node, order, axes), axes, ...element, ...view };
    const isSlicesOnly = backwards.length === 0 && parts.every((part) => part.kind === "Slice");
    return { node, axes, ...element, ...view, ...(isSlicesOnly ? { slices: { base: this.b.name(source), parts } } : {}) };
  }

  private transposed(node: Expression, order: readonly NestLoop[], axes: readonly NestLoop[]): Expression {
    if (order.length === 2) return this.b.attribute(node, "T");
    const permutation = axes.map((loop) => this.b.number(BigInt(order.indexOf(loop))));
    return this.np("transpose", node, this.b.tuple(permutation));
  }

  /** `lo:hi:step` for all iterations of a loop. */
  private range(form: Affine, loop: NestLoop): Expression {
    const coefficient = form.terms.get(loop.symbol) as bigint;
    const first = without(form, [loop.symbol]);
    const count = coefficient < 0n ? -coefficient : coefficient;
    const last = add(first, scale(add(loop.trips, constantForm(-1n)), coefficient));
    if (coefficient < 0n) {
      // Forwards from the last iteration to the first; `slice` turns it around.
      const step = count === 1n ? null : this.b.number(count);
      const from = last.constant === 0n && last.terms.size === 0 ? null : this.affine(last);
      return this.b.slice(from, this.affine(add(first, constantForm(1n))), step);
    }
    const lower = first.constant === 0n && first.terms.size === 0 ? null : this.affine(first);
    return this.b.slice(lower, this.affine(add(last, constantForm(1n))), count === 1n ? null : this.b.number(count));
  }

  /** Subscripts must be there, and must not be negative, which would count from the end. */
  private noteBounds(array: string, axis: number, form: Affine, at: Expression): void {
    const range = rangeOf(form, this.nest.loops);
    if (!range) throw new Error("a form of another nest");
    const { low, high } = range;
    if (low.terms.size === 0 && low.constant < 0n)
      throw new NotVectorizable("a subscript may be negative, and then counts from the end", at);
    if (
      !this.bounds.some(
        (each) =>
          each.array === array &&
          each.axis === axis &&
          printAffine(each.low) === printAffine(low) &&
          printAffine(each.high) === printAffine(high),
      )
    )
      this.bounds.push({ array, axis, low, high });
  }

  affine(form: Affine): Expression {
    return this.b.affine(form, (symbol) => {
      if (symbol.startsWith("$")) throw new NotVectorizable("a subscript counts with the variable of a loop that is over");
      const leaf = this.nest.forms.leaves.get(symbol);
      if (!leaf) throw new Error(`no expression for ${symbol}`);
      return this.b.copy(leaf);
    });
  }

  /** The form of `len(array)`, if something in the nest is made of it. */
  lengthOf(array: string): Affine {
    for (const [symbol, leaf] of this.nest.forms.leaves) {
      if (leaf.kind === "Call" && measuredArray(leaf) === array) return symbolForm(symbol);
      if (isLength(leaf) && shortText(leaf) === `${array}.shape[0]`) return symbolForm(symbol);
    }
    return constantForm(-1n);
  }

  /** A form as people write it. */
  text(form: Affine): string {
    return shortText(this.affine(form));
  }

  /** Number of the iteration of a loop that still runs, by its variable. */
  iteration({ counter, elements, node }: NestLoop, variable: string): Expression {
    if (!counter || elements.length > 0 || (counter.start.terms.size === 0 && counter.start.constant === 0n && counter.step === 1n))
      return this.b.name(variable);
    if (counter.step !== 1n) throw new NotVectorizable("a loop that stays has another step than 1", node);
    return this.b.affine(add(symbolForm(variable), counter.start, -1n), (symbol) =>
      symbol === variable ? this.b.name(variable) : this.affine(symbolForm(symbol)),
    );
  }

  /** Number of the last iteration. */
  lastIndex(loop: NestLoop): Expression {
    return this.affine(add(loop.trips, constantForm(-1n)));
  }

  /** Arguments of a `range` of what a loop counts. */
  countsOf({ counter, trips, node }: NestLoop): Expression[] {
    if (node.kind !== "While" || !counter) return [this.affine(trips)];
    return [this.affine(counter.start), this.affine(add(counter.start, trips))];
  }

  /** Value of a loop's variable when it ends. */
  lastOf({ counter, trips, node }: NestLoop): Expression {
    const { start, step } = counter as NonNullable<NestLoop["counter"]>;
    // A `while` has moved its counter on when it ends.
    if (node.kind === "While") return this.affine(add(start, scale(trips, step)));
    return this.affine(add(start, scale(add(trips, constantForm(-1n)), step)));
  }

  /** An expression with axes for all of these loops, by length one where it has none of its own; leading ones may be left out. */
  aligned(value: Value, axes: readonly NestLoop[]): Expression {
    const wanted = axes.slice(axes.findIndex((loop) => value.axes.includes(loop)));
    if (value.axes.length === 0 || wanted.every((loop) => value.axes.includes(loop))) return value.node;
    if (value.slices) {
      const parts = [...value.slices.parts];
      return this.b.subscript(
        value.slices.base,
        wanted.map((loop) => (value.axes.includes(loop) ? (parts.shift() as Expression) : this.b.none())),
      );
    }
    return this.b.subscript(
      value.node,
      wanted.map((loop) => (value.axes.includes(loop) ? this.b.slice(null, null) : this.b.none())),
    );
  }

  /** An operation on elements, on operands of any axes. */
  pointwise(operands: readonly Value[], kind: Sized, make: (...nodes: Expression[]) => Expression): Value {
    const axes = this.nest.loops.filter((loop) => operands.some((operand) => operand.axes.includes(loop)));
    const node = make(...operands.map((operand) => this.aligned(operand, axes)));
    return { node, axes, ...kind };
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  private readsNest(expression: Expression): boolean {
    return some(
      expression,
      (node) => (node.kind === "Name" && this.nest.bound.has(node.id)) || (node.kind === "Subscript" && !isLength(node)),
    );
  }

  /** What is the same in all iterations is computed once, by the same operators. */
  private invariant(expression: Expression): Value {
    const kind = this.invariantKind(expression);
    return { node: this.b.copy(expression), axes: [], isObject: true, ...kind };
  }

  private invariantKind(expression: Expression): Sized {
    const known = this.variables.constantKind(expression);
    if (expression.kind === "Constant") {
      const { value } = expression;
      const single = typeof value === "bigint" || typeof value === "number" ? singleOf(Number(value)) : {};
      if (typeof value === "bigint") return { kind: "int", bits: value.toString(2).length, isPositive: true, ...single };
      if (typeof value === "number") return { kind: "float", ...single };
      throw new NotVectorizable("a constant of the loop is no number", expression);
    }
    if (isLength(expression)) return { kind: "int" };
    const isOfModule = expression.kind === "Attribute" && this.facts.typeOf(expression.value).kind === "module";
    const name = dottedName(expression);
    if (name !== undefined && this.variables.bounds.has(name)) {
      this.limited.set(name, expression);
      return { kind: "int", bits: counterBits };
    }
    if (name !== undefined && !(isOfModule && known)) return this.variables.numberOf(expression);
    if (expression.kind === "Attribute" && known) return { kind: known };
    // float("inf")
    const [text] = expression.kind === "Call" && expression.keywords.length === 0 ? expression.args : [];
    const isText = text?.kind === "Constant" && typeof text.value === "string";
    if (expression.kind === "Call" && isText && expression.args.length === 1 && this.calledName(expression) === "builtins.float")
      return { kind: "float" };
    if (expression.kind === "UnaryOp" && (expression.op === "USub" || expression.op === "UAdd")) {
      const { isPositive: _, ...operand } = this.invariantKind(expression.operand);
      if (operand.kind === "uint8?") throw new NotVectorizable("a byte gets a sign", expression);
      return operand;
    }
    if (expression.kind === "BinOp") {
      const [left, right] = [this.invariantKind(expression.left), this.invariantKind(expression.right)];
      if (expression.op === "Pow") {
        // A fractional power of a negative number is complex.
        if (right.kind !== "int") throw new NotVectorizable("a power whose exponent is not known to be a whole number", expression);
        return { kind: "real" };
      }
      if (left.kind === "uint8?" || right.kind === "uint8?") throw new NotVectorizable("small whole numbers may overflow", expression);
      const kind = binaryKind(expression.op, left, right, true, this.notes);
      if (typeof kind === "string") throw new NotVectorizable(kind, expression);
      return kind;
    }
    if (expression.kind === "Compare" && expression.ops.every((op) => orderings.has(op))) {
      for (const operand of [expression.left, ...expression.comparators]) {
        if (this.invariantKind(operand).kind === "bool") throw new NotVectorizable("a comparison is no comparison of numbers", expression);
      }
      return { kind: "bool" };
    }
    throw new NotVectorizable("it is not known what a part of the loop is that does not change in it", expression);
  }

  private variable(name: Name, place: Place): Value {
    for (const loop of this.nest.loops) {
      if (loop.counter?.name === name.id) {
        const form = this.nest.forms.of(name, place.kept);
        if (!form) throw new NotVectorizable("a loop variable has no form", name);
        return this.counter(loop, form, place);
      }
    }
    if (this.nest.forms.isMoving(name)) return this.progression(name, place);
    const value = place.scalars(name.id);
    if (!value) throw new NotVectorizable(`${name.id} is read before the loop sets it`, name);
    return value;
  }

  /** Numbers that a form is made of are asked to be so small that nothing overflows. */
  private limit(form: Affine, at: Expression | NestLoop["node"]): void {
    for (const [symbol, coefficient] of form.terms) {
      if (symbol.startsWith("$")) continue;
      if (coefficient > 16n || coefficient < -16n) throw new NotVectorizable("the range starts at a number of unknown size", at);
      collectIntegers(this.nest.forms.leaves.get(symbol) as Expression, this.limited, new Map());
    }
    for (const name of this.variables.counts) this.limited.delete(name);
  }

  /** Variables that have to be whole numbers of moderate size. */
  readonly limited = new Map<string, Expression>();

  /** A variable that every iteration moves on by the same. */
  private progression(name: Name, place: Place): Value {
    const form = this.nest.forms.of(name, place.kept);
    const [loop, ...others] = place.axes.filter(({ symbol }) => form?.terms.has(symbol));
    if (!form || others.length > 0) throw new NotVectorizable(`${name.id} moves on with several loops`, name);
    this.limit(form, name);
    const step = (loop && form.terms.get(loop.symbol)) ?? 1n;
    const bits = counterBits + 1 + step.toString(2).length;
    if (!loop) return { node: this.affine(form), axes: [], kind: "int", bits };
    const start = without(form, [loop.symbol]);
    const ends = [start, add(start, scale(loop.trips, step)), ...(step === 1n ? [] : [constantForm(step)])];
    return { node: this.np("arange", ...ends.map((end) => this.affine(end))), axes: [loop], kind: "int", bits };
  }

  /** A loop variable as a value: 0, 1, 2, … */
  private counter(loop: NestLoop, form: Affine, place: Place): Value {
    const bits = counterBits + (loop.counter?.step ?? 1n).toString(2).length;
    const kept = place.kept.get(loop);
    if (kept !== undefined) return { node: this.affine(form), axes: [], kind: "int", bits };
    const { start, step } = loop.counter as NonNullable<NestLoop["counter"]>;
    this.limit(start, loop.node);
    const stop = add(start, scale(loop.trips, step));
    const args =
      step === 1n && start.terms.size === 0 && start.constant === 0n
        ? [stop]
        : step === 1n
          ? [start, stop]
          : [start, stop, constantForm(step)];
    return { node: this.np("arange", ...args.map((arg) => this.affine(arg))), axes: [loop], kind: "int", bits };
  }

  /** One element: that of the first iteration of a loop. */
  element(array: string, forms: readonly (Affine | undefined)[], loop: NestLoop): Expression {
    return this.b.subscript(
      this.b.name(array),
      forms.map((form) => this.affine(without(form as Affine, [loop.symbol]))),
    );
  }

  private elementValue(node: Extract<Expression, { kind: "Subscript" }>, place: Place): Value {
    const reference = referenceOf(node);
    if (!reference) throw new NotVectorizable("a subscript of something that is no variable", node);
    return this.window(reference, place, node) ?? this.reference(reference.array, reference.subscript, place, node);
  }

  /** A read that is no plain slice, but goes round, counts from the end, or is out of bounds where nothing looks. */
  private window(reference: Reference, place: Place, at: Expression): Value | undefined {
    const { array, subscript } = reference;
    const found = windowOf(reference, this.nest, place);
    const info = this.variables.arrays.get(array);
    if (!found || !info) return undefined;
    const source = place.elements(
      array,
      subscript.map((part) => this.nest.forms.of(part)),
    );
    if (typeof source !== "string") return undefined;
    const isHidden = found.some(({ bounds }) => bounds === "hidden");
    // What is hidden and what goes round are not mixed.
    if (isHidden && found.some(({ bounds }) => typeof bounds !== "string" || bounds === "from the end")) return undefined;
    const { where } = place;
    const parts = found.map((axis, index) => {
      const { start, step } = spanOf(axis);
      const { loop, bounds } = axis;
      if (bounds === "plain") this.noteBounds(array, index, this.nest.forms.of(subscript[index] as Expression) as Affine, at);
      this.counted.push(...axis.integers);
      const count = loop ? this.affine(loop.trips) : this.b.none();
      const mode = isHidden
        ? loop && where?.axes.includes(loop)
          ? this.b.number(BigInt(where.axes.indexOf(loop)))
          : this.b.none()
        : typeof bounds === "string"
          ? bounds === "plain"
            ? this.b.number(0n)
            : this.b.none()
          : this.affine(bounds);
      return this.b.tuple([this.affine(start), count, this.b.number(step), mode]);
    });
    const node = isHidden
      ? this.rt("inside", this.b.name(source), (where as Value).node, ...parts)
      : this.rt("around", this.b.name(source), ...parts);
    const order = found.flatMap(({ loop }) => loop ?? []);
    const axes = place.axes.filter((loop) => order.includes(loop));
    const isInOrder = axes.every((loop, index) => loop === order[index]);
    return {
      node: isInOrder ? node : this.transposed(node, order, axes),
      axes,
      ...this.elementOf(info.dtype),
      ...(axes.length > 0 ? { viewOf: array } : {}),
    };
  }

  /** Whole numbers that windows are made of, besides those of bounds. */
  readonly counted: Affine[] = [];

  private binary(node: Extract<Expression, { kind: "BinOp" }>, place: Place): Value {
    const [left, right] = [this.value(node.left, place), this.value(node.right, place)];
    if (node.op === "Pow") return this.power(left, right, node);
    const kind = binaryKind(node.op, left, right, false, this.notes);
    if (typeof kind === "string") {
      for (const side of [node.left, node.right]) {
        const name = dottedName(side);
        if (name !== undefined && !this.nest.bound.has(name)) this.floats.add(name);
      }
      throw new NotVectorizable(kind, node);
    }
    // Python's own numbers refuse to be divided by zero, whatever is divided; NumPy only notices it for finite ones.
    const isNumpy = [left, right].some(({ kind: side }) => (elements as readonly string[]).includes(side));
    const isDivision = node.op === "Div" || node.op === "FloorDiv" || node.op === "Mod";
    const isSafe = node.right.kind === "Constant" && node.right.value !== 0n && node.right.value !== 0;
    const divisor = (part: Expression): Expression => (isDivision && !isNumpy && !isSafe ? this.rt("nonzero", part) : part);
    return this.pointwise([left, right], kind, (a, c) => this.b.binary(a as Expression, node.op, divisor(c as Expression)));
  }

  /** Powers of single numbers round in another way than those of arrays: Python's own, number by number. */
  private power(base: Value, exponent: Value, node: Extract<Expression, { kind: "BinOp" }>): Value {
    const small = node.right.kind === "Constant" && typeof node.right.value === "bigint" ? Number(node.right.value) : 0;
    if (base.kind === "int64" && small > 0 && small * (base.bits ?? 99) <= 63) {
      this.squares++;
      this.notes.needsSmall = true;
      const kind: Sized = { kind: "int64", bits: small * (base.bits ?? 99) };
      return this.pointwise([base], kind, (a) => this.rt("power", a as Expression, exponent.node));
    }
    if (base.kind !== "float64" || exponent.axes.length > 0 || (exponent.kind !== "int" && exponent.kind !== "float")) {
      throw new NotVectorizable("a power whose base or exponent is not known to be a float", node);
    }
    const value = node.right.kind === "Constant" ? node.right.value : undefined;
    if (value !== 2n && value !== 2 && value !== 0.5) this.powers++;
    else this.squares++;
    return this.pointwise([base], { kind: "float64" }, (a) => this.rt("power", a as Expression, exponent.node));
  }

  private unary(node: Extract<Expression, { kind: "UnaryOp" }>, place: Place): Value {
    const operand = this.value(node.operand, place);
    if (node.op === "Not") {
      if (operand.kind !== "bool") throw new NotVectorizable("not of something that is no condition", node);
      return this.not(operand);
    }
    if (node.op === "Invert" || !this.isSigned(operand)) throw new NotVectorizable("a sign in front of something that is no float", node);
    if (node.op === "UAdd") return operand;
    return this.pointwise([operand], unsigned(operand), (a) => this.b.negative(a as Expression));
  }

  private compare(node: Extract<Expression, { kind: "Compare" }>, place: Place): Value {
    const operands = [node.left, ...node.comparators].map((each) => this.value(each, place));
    const parts = node.ops.map((op, index) => {
      const [left, right] = [operands[index] as Value, operands[index + 1] as Value];
      const kind = compareKind(op, left, right, this.notes);
      if (typeof kind === "string") throw new NotVectorizable(kind, node);
      return this.pointwise([left, right], kind, (a, c) => this.b.compare(a as Expression, op, c as Expression));
    });
    return parts.reduce((left, right) =>
      this.pointwise([left, right], { kind: "bool" }, (a, c) => this.np("logical_and", a as Expression, c as Expression)),
    );
  }

  private call(node: Extract<Expression, { kind: "Call" }>, place: Place): Value {
    if (node.keywords.length > 0 || node.args.some(({ kind }) => kind === "Starred"))
      throw new NotVectorizable("a call with keywords", node);
    const name = this.calledName(node);
    const args = (): Value[] => node.args.map((each) => this.value(each, place));
    if (name === "builtins.abs" && node.args.length === 1) {
      const [operand] = args() as [Value];
      if (!this.isSigned(operand)) throw new NotVectorizable("abs of something that is no float", node);
      return this.pointwise([operand], unsigned(operand), (a) => this.np("abs", a as Expression));
    }
    if ((name === "builtins.min" || name === "builtins.max") && node.args.length === 2) {
      // The first of equal values, and of values that cannot be compared.
      const [first, second] = args() as [Value, Value];
      const op = name === "builtins.max" ? "Gt" : "Lt";
      const isBetter = this.pointwise([second, first], { kind: "bool" }, (a, c) => this.b.compare(a as Expression, op, c as Expression));
      if (typeof compareKind(op, second, first, this.notes) === "string")
        throw new NotVectorizable("min or max of large whole numbers", node);
      return this.where(isBetter, second, first, node);
    }
    if (name === "builtins.float" && node.args.length === 1) {
      const [operand] = args() as [Value];
      if (operand.kind === "bool") throw new NotVectorizable("float of a condition", node);
      if (operand.kind === "float32?") throw new NotVectorizable("float of something whose precision is not known", node);
      if (operand.kind === "float64" || operand.kind === "float" || operand.kind === "real") return this.asFloat(operand);
      if (operand.kind === "float32")
        return this.pointwise([operand], { kind: "float" }, (a) => this.cast("float64", operand.axes, a as Expression));
      return this.pointwise([operand], { kind: "float" }, (a) => this.b.binary(this.b.number(1), "Mult", a as Expression));
    }
    if (name === "builtins.int" && node.args.length === 1) {
      const [operand] = args() as [Value];
      if (operand.kind === "int" || operand.kind === "bool") throw new NotVectorizable("int of something that is no float", node);
      const isNarrow = operand.kind === "int32" || operand.kind === "uint8";
      const bits = isNarrow ? (operand.bits ?? 63) : 63;
      return this.pointwise([operand], { kind: "int", bits }, (a) => this.rt("whole", a as Expression));
    }
    if (name !== undefined && Object.hasOwn(mathFunctions, name)) {
      return this.pointwise(this.floatsOf(args(), node), { kind: "float" }, (...nodes) => this.np(mathFunctions[name] as string, ...nodes));
    }
    if (name !== undefined && mappedFunctions.has(name)) {
      this.powers++;
      const values = args();
      if (values.some(({ kind }) => kind === "bool" || kind === "real" || kind.endsWith("?")))
        throw new NotVectorizable("a function of something that is no number", node);
      return this.pointwise(values, { kind: "float" }, (...nodes) => this.rt("each", this.b.copy(node.func), ...nodes));
    }
    if (name !== undefined && tests.has(name) && node.args.length === 1) {
      const [operand] = args() as [Value];
      if (!["float64", "float32", "float"].includes(operand.kind)) throw new NotVectorizable("a test of something that is no float", node);
      return this.pointwise([operand], { kind: "bool" }, (a) => this.b.call(this.b.copy(node.func), a as Expression));
    }
    if (name !== undefined && ufuncs.has(name)) {
      // Others round in a way that depends on where their operand lies; what is computed lies in one piece.
      const values = layoutFree.has(name) ? args() : args().map((value) => this.inOnePiece(value));
      const kind = this.ufuncKind(name, values) ?? (this.floatsOf(values, node), { kind: "float64" as const });
      return this.pointwise(values, kind, (...nodes) => this.b.call(this.b.copy(node.func), ...nodes));
    }
    throw new NotVectorizable(`${name ?? "a function"} is called, which has no form for whole arrays that is known to be exact`, node);
  }

  private inOnePiece(value: Value): Value {
    const { node, slices: _, ...rest } = value;
    if (value.axes.length === 0 || node.kind === "BinOp" || node.kind === "UnaryOp") return value;
    return { ...rest, node: this.rt("packed", node) };
  }

  /** What a function gives for single precision, or whole numbers, if that is the same for arrays. */
  private ufuncKind(name: string, values: readonly Value[]): Sized | undefined {
    if (!layoutFree.has(name)) return undefined;
    if (values.some(({ kind }) => kind === "float32")) {
      for (const value of values)
        if (value.kind !== "float32" && typeof binaryKind("Add", value, { kind: "float32" }, false, this.notes) === "string")
          return undefined;
      return values.every(({ kind }) => kind !== "float64" && kind !== "int64" && kind !== "int32") ? { kind: "float32" } : undefined;
    }
    if (values.some(({ kind }) => kind !== "int64")) return undefined;
    if (name === "numpy.sqrt") return { kind: "float64" };
    const bits = Math.max(...values.map((each) => each.bits ?? 99));
    if (!["numpy.absolute", "numpy.maximum", "numpy.minimum"].includes(name) || bits > 63) return undefined;
    this.notes.needsSmall = true;
    return { kind: "int64", bits };
  }

  /** Whether a value may get a sign, or lose it. */
  private isSigned({ kind, bits }: Value): boolean {
    if (kind === "int64" || kind === "int64?") {
      if ((bits ?? 99) > 63) return false;
      this.notes.needsSmall = true;
      return true;
    }
    return kind !== "bool" && kind !== "uint8" && kind !== "int32" && kind !== "uint8?";
  }

  /** A NumPy float is a float of Python to what comes next, but not the object that `float` makes. */
  private asFloat({ isObject: _, ...operand }: Value): Value {
    return { ...operand, kind: "float" };
  }

  private floatsOf(values: Value[], node: Expression): Value[] {
    if (values.some(({ kind }) => kind !== "float64" && kind !== "float"))
      throw new NotVectorizable("a function of something that is no float", node);
    return values;
  }

  private calledName({ func }: Extract<Expression, { kind: "Call" }>): string | undefined {
    const type = this.facts.typeOf(func);
    return type.kind === "library-function" || type.kind === "library-class" ? type.name : undefined;
  }

  np_(name: string): Expression {
    return this.b.attribute(this.b.name(this.numpy), name);
  }

  np(name: string, ...args: Expression[]): Expression {
    return this.b.call(this.np_(name), ...args);
  }

  rt(name: string, ...args: Expression[]): Expression {
    return this.b.call(this.b.attribute(this.b.name(this.runtime), name), ...args);
  }
}

const isSubscript = (kind: Kind): boolean => ["int64", "int64?", "int", "int32", "uint8"].includes(kind);

/** Whether single precision can hold a constant. */
function singleOf(value: number): { single?: "exact" | "rounded" } {
  const rounded = Math.fround(value);
  return rounded === value ? { single: "exact" } : Number.isFinite(rounded) ? { single: "rounded" } : {};
}

/** What is known of a number whatever its sign is. */
function unsigned({ kind, bits, single }: Sized): Sized {
  return { kind, ...(bits === undefined ? {} : { bits }), ...(single === undefined ? {} : { single }) };
}
