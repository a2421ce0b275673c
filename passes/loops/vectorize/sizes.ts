/** Conditions on how many iterations there are, which stand in front of everything else: few iterations must not pay for checks. */
import { type Affine, add, constantForm, isConstant, printAffine } from "../../../compiler/analysis/loops/affine.js";
import { type Expression, is, type Node } from "../../../compiler/ir/nodes.js";
import { childrenOf } from "../../../compiler/ir/visit.js";
import { array, check, condition, type Guard, GuardSet } from "../../guards/guard.js";
import { shortText } from "../../guards/short-text.js";
import type { BreakEven } from "./cost.js";
import { dottedName, measuredArray, type Nest, type NestLoop, NotVectorizable } from "./nest.js";
import type { Variables } from "./program.js";
import type { FixedLength } from "./reading/straighten.js";
import type { Builder } from "./tree.js";

/** Numbers of iterations of loops, in forms of their own where they differ from those of the nest. */
export type TripForms = (loop: NestLoop) => Affine;

export class SizeChecks {
  constructor(
    private readonly nest: Nest,
    private readonly variables: Variables,
    private readonly b: Builder,
    private readonly numpy: string,
  ) {}

  /** Every loop runs, and there are enough iterations to pay. */
  enough({ least, lost, loops }: BreakEven, kept: ReadonlySet<NestLoop>, trips: TripForms): GuardSet {
    const guards = new GuardSet();
    const open = this.nest.loops.filter((loop) => !isConstant(trips(loop)));
    const axes = loops.filter((loop) => !kept.has(loop));
    const staying = loops.filter((loop) => kept.has(loop));
    const [axesCount, stayingCount] = [this.product(axes, trips), this.product(staying, trips)];
    // (axes - lost) * staying >= least
    const tooFew = (count: bigint): NotVectorizable =>
      new NotVectorizable(`${count} iterations are too few for array operations to pay`, this.nest.root.node);
    // What can be asked of the only loop that becomes an axis comes first.
    const [axis, ...more] = axesCount.open;
    const isAsked = more.length === 0 && axesCount.constant === 1n && lost > 0n;
    if (axis && isAsked) {
      this.classes([trips(axis)], guards);
      guards.add(this.formAtLeast(trips(axis), lost + 1n));
    }
    this.classes(
      open.map((loop) => trips(loop)),
      guards,
    );
    let implied: readonly NestLoop[] = [];
    if (axesCount.open.length === 0) {
      const gained = axesCount.constant - lost;
      if (gained <= 0n) throw tooFew(axesCount.constant);
      const wanted = ceiling(least, gained * stayingCount.constant);
      if (stayingCount.open.length > 0) implied = this.atLeast(stayingCount.open, trips, wanted, guards);
      else if (wanted > 1n) throw tooFew(axesCount.constant * stayingCount.constant);
    } else if (stayingCount.open.length === 0) {
      implied = this.atLeast(axesCount.open, trips, ceiling(ceiling(least, stayingCount.constant) + lost, axesCount.constant), guards);
    } else {
      const [only] = axesCount.open as [NestLoop];
      const saved =
        axesCount.open.length === 1 && axesCount.constant === 1n
          ? this.measured(add(trips(only), constantForm(-lost)))
          : this.b.binary(this.factors(axesCount, trips), "Sub", this.b.number(lost));
      const all = this.b.binary(saved, "Mult", this.factors(stayingCount, trips));
      guards.add(this.compared(all, least));
    }
    for (const loop of open) if (!(loop === axis && isAsked) && !implied.includes(loop)) guards.add(this.formAtLeast(trips(loop), 1n));
    return guards;
  }

  /** `form >= least` */
  formAtLeast(form: Affine, least: bigint): Guard {
    const shifted: Affine = { constant: 0n, terms: form.terms };
    return this.compared(this.measured(shifted), least - form.constant);
  }

  /**
   * What makes forms of variables numbers whose evaluation is harmless.
   * @param known arrays whose class is guarded already
   */
  classes(forms: readonly Affine[], guards: GuardSet, known: ReadonlySet<string> = new Set()): void {
    const { integers, lengths } = this.leavesOf(forms);
    const { variables, b } = this;
    const attributes = variables.attributes();
    for (const name of [...integers.keys(), ...lengths.keys()]) {
      const [owner] = name.split(".") as [string];
      const names = attributes.get(owner);
      if (name !== owner && names) guards.add(check("plain", [owner], ...names));
    }
    const isOf = (name: string, cls: Expression, text: string): Guard =>
      condition(b.compare(b.call(b.name("type"), b.name(name)), "Is", cls), `type(${name}) is ${text}`);
    for (const [name, node] of integers) if (!variables.isInt(node)) guards.add(isOf(name, b.name("int"), "int"));
    for (const [name, axes] of lengths) {
      const info = variables.arrays.get(name);
      if (info?.isProved || known.has(name)) continue;
      guards.add(isOf(name, b.attribute(b.name(this.numpy), "ndarray"), "numpy.ndarray"));
      if (info?.rank === 1) continue;
      // An array without axes has no length.
      const least = BigInt(Math.max(...axes));
      guards.add(condition(b.compare(b.attribute(b.name(name), "ndim"), "Gt", b.number(least)), `${name}.ndim > ${least}`));
    }
  }

  /** Arrays that only their lengths are asked of. */
  measuredOnly(forms: readonly Affine[]): Guard[] {
    return [...this.leavesOf(forms).lengths.keys()].filter((name) => !this.variables.arrays.has(name)).map((name) => array(name));
  }

  /** Variables that forms count with. */
  integersOf(forms: readonly Affine[]): string[] {
    return [...this.leavesOf(forms).integers.keys()];
  }

  /** The subscripts below `least` are there along an axis of an array whose class is guarded. */
  reaches(name: string, axis: number, least: Expression): Guard[] {
    const { b } = this;
    const length =
      axis === 0 ? b.call(b.name("len"), b.name(name)) : b.subscript(b.attribute(b.name(name), "shape"), [b.number(BigInt(axis))]);
    return shortText(length) === shortText(least) ? [] : [this.atLeastThat(length, least)];
  }

  /** Axes of arrays, whose ranks are guarded, that must have a certain length. */
  exactly(lengths: readonly FixedLength[]): Guard[] {
    const { b } = this;
    return lengths.map(({ array: name, axis, length }) => {
      const actual = b.subscript(b.attribute(b.name(name), "shape"), [b.number(BigInt(axis))]);
      return condition(b.compare(actual, "Eq", b.number(BigInt(length))), `${name}.shape[${axis}] == ${length}`);
    });
  }

  private leavesOf(forms: readonly Affine[]): { integers: Map<string, Expression>; lengths: Map<string, number[]> } {
    const integers = new Map<string, Expression>();
    const lengths = new Map<string, number[]>();
    for (const { terms } of forms) {
      for (const symbol of terms.keys()) {
        const leaf = symbol.startsWith("$") ? undefined : this.nest.forms.leaves.get(symbol);
        if (leaf) collectIntegers(leaf, integers, lengths);
      }
    }
    return { integers, lengths };
  }

  private product(loops: readonly NestLoop[], trips: TripForms): { constant: bigint; open: NestLoop[] } {
    let constant = 1n;
    const open: NestLoop[] = [];
    for (const loop of loops) {
      const form = trips(loop);
      if (!isConstant(form)) open.push(loop);
      else if (form.constant < 1n) throw new NotVectorizable("the loop never runs", this.nest.root.node);
      else constant *= form.constant;
    }
    return { constant, open };
  }

  private factors({ constant, open }: { constant: bigint; open: readonly NestLoop[] }, trips: TripForms): Expression {
    const all = open.map((loop) => this.measured(trips(loop))).reduce((left, right) => this.b.binary(left, "Mult", right));
    return constant === 1n ? all : this.b.binary(this.b.number(constant), "Mult", all);
  }

  /** The product of the trips is large enough. Answers the loops that cannot be empty then. */
  private atLeast(open: readonly NestLoop[], trips: TripForms, least: bigint, guards: GuardSet): readonly NestLoop[] {
    const [first] = open as [NestLoop];
    if (open.every((loop) => printAffine(trips(loop)) === printAffine(trips(first)))) {
      guards.add(this.formAtLeast(trips(first), rootOf(least, open.length)));
      return open;
    }
    guards.add(this.compared(this.factors({ constant: 1n, open }, trips), least));
    return [];
  }

  private compared(left: Expression, least: bigint): Guard {
    return this.atLeastThat(left, this.b.number(least));
  }

  private atLeastThat(left: Expression, least: Expression): Guard {
    return condition(this.b.compare(left, "GtE", least), `${shortText(left)} >= ${shortText(least)}`);
  }

  /** A form whose lengths of arrays with one axis are asked for in the quickest way. */
  private measured(form: Affine): Expression {
    return this.b.affine(form, (symbol) => {
      const leaf = this.nest.forms.leaves.get(symbol);
      if (!leaf) throw new Error(`no expression for ${symbol}`);
      const info = this.variables.arrays.get(measuredArray(leaf) ?? "");
      return info?.rank === 1 && !info.isProved ? this.b.attribute(this.b.name(info.name), "size") : this.b.copy(leaf);
    });
  }

  /** Copies of whole arrays must not take longer than what is gained by them. */
  copies(even: BreakEven, arrays: readonly string[]): Guard[] {
    if (arrays.length === 0) return [];
    const most = this.iterations(even, even.perCopied);
    return arrays.map((name) => this.atLeastThat(most, this.b.attribute(this.b.name(name), "size")));
  }

  /** So many times the number of iterations. */
  iterations({ loops }: BreakEven, factor: bigint): Expression {
    const all = this.product(loops, ({ trips }) => trips);
    const constant = all.constant * factor;
    return all.open.length === 0 ? this.b.number(constant) : this.factors({ ...all, constant }, ({ trips }) => trips);
  }
}

/** Variables that the numbers of iterations of a nest, and where it begins, are made of. */
export function boundsOf({ loops, forms }: Nest): ReadonlySet<string> {
  const integers = new Map<string, Expression>();
  for (const { trips, counter } of loops) {
    for (const form of [trips, ...(counter ? [counter.start] : [])]) {
      for (const symbol of form.terms.keys()) {
        const leaf = symbol.startsWith("$") ? undefined : forms.leaves.get(symbol);
        if (leaf) collectIntegers(leaf, integers, new Map());
      }
    }
  }
  return new Set(integers.keys());
}

/** The least number whose power is as large. */
function rootOf(least: bigint, exponent: number): bigint {
  let root = 1n;
  while (root ** BigInt(exponent) < least) root++;
  return root;
}

const ceiling = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** `int` variables that a bound is made of, and variables whose length is, with the axes along which it is asked. */
export function collectIntegers(leaf: Expression, integers: Map<string, Expression>, lengths: Map<string, number[]>): void {
  const measured = measuredArray(leaf);
  const name = dottedName(leaf);
  if (measured !== undefined) {
    const axis = leaf.kind === "Subscript" && leaf.slice.kind === "Constant" ? Number(leaf.slice.value) : 0;
    lengths.set(measured, [...(lengths.get(measured) ?? []), axis]);
  } else if (name !== undefined) integers.set(name, leaf);
  else {
    for (const child of childrenOf(leaf)) {
      if (!isCounting(child)) collectIntegers(child as Expression, integers, lengths);
    }
  }
}

const isCounting = (node: Node): boolean => is(node, "Name") && ["len", "range"].includes(node.id);
