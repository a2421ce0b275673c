/** What has to hold for blocks of rows to do what the loop does, and to pay. */
import { type Affine, isConstant } from "../../../compiler/analysis/loops/affine.js";
import type { Targets } from "../../../compiler/analysis/types/targets.js";
import type { Expression } from "../../../compiler/ir/nodes.js";
import { apart, array, check, condition, constant, exactly, type Guard, GuardSet, variable } from "../../guards/guard.js";
import { shortText } from "../../guards/short-text.js";
import { collectIntegers } from "../vectorize/sizes.js";
import type { Builder } from "../vectorize/tree.js";
import type { Lifter } from "./lift.js";
import { type BatchLoop, NotBatchable } from "./values.js";

/** Dtypes of arrays that are stored to. */
const storable = "float64|float32|int64|int32|uint8|bool";

export interface Extent {
  /** Iterations of the outermost loop. */
  readonly count: Expression;
  /** Rows that each of these computes, and their sizes. */
  readonly inner: Expression;
  readonly sizes: readonly Expression[];
}

export function extentOf(lifter: Lifter, loops: readonly BatchLoop[], b: Builder): Extent {
  const tripsOf = ({ start, stop }: BatchLoop): Expression =>
    start.kind === "Constant" && start.value === 0n ? b.copy(stop) : b.binary(b.copy(stop), "Sub", b.copy(start));
  const [outer, ...others] = loops as [BatchLoop, ...BatchLoop[]];
  const inner = others
    .map(tripsOf)
    .reduce<Expression | undefined>((left, right) => (left ? b.binary(left, "Mult", right) : right), undefined);
  const sizes = [...lifter.arrays.sizes.values()];
  return { count: tripsOf(outer), inner: inner ?? b.number(1n), sizes: sizes.length > 0 ? sizes : [b.number(1n)] };
}

/**
 * @param least iterations from which on it pays
 * @throws NotBatchable
 */
export function guardsOf(
  lifter: Lifter,
  extent: Extent,
  variables: { readonly lists: Iterable<string>; readonly totals: Iterable<string> },
  least: number,
  targets: Targets,
  numpy: string,
  b: Builder,
): GuardSet {
  const { arrays, integers, notes, numbers } = lifter;
  const { guards, known } = enough(extent, least, numpy, b);
  const infos = [...arrays.all.values()];
  const read = infos.filter(({ isRead }) => isRead);
  const [example] = read;
  if (!example) throw new NotBatchable("no rows of arrays are read", undefined);
  // Lengths are asked for by what stands in the loop's head.
  for (const [name, axes] of integers.lengths) {
    const rank = arrays.all.get(name)?.rank;
    if (rank === undefined) guards.add(array(name), moreAxes(name, Math.max(...axes), b));
    else if (Math.max(...axes) >= rank) throw new NotBatchable(`${name} has not so many axes`, undefined);
  }
  const dtypes = dtypesOf(notes, targets);
  for (const { name, rank, isRead } of infos) guards.add(array(name, { dtype: isRead ? dtypes : storable, rank }));
  if (notes.sameDtype) for (const { name } of read.slice(1)) guards.add(sameDtype(example.name, name, b));
  for (const name of integers.names) if (!known.has(name)) guards.add(exactly(name, "int"));
  const { count, inner, sizes } = extent;
  guards.add(
    call("batched", { expression: count }, constant(BigInt(least)), { expression: inner }, ...sizes.map((expression) => ({ expression }))),
  );
  if (lifter.leastSize > 1) for (const size of sizes) guards.add(atLeast(size, b.number(BigInt(lifter.leastSize)), b));
  for (const width of lifter.wide) {
    if (width.kind !== "Constant") guards.add(atLeast(width, b.number(2n), b));
    else if (Number(width.value) < 2) throw new NotBatchable("windows have one column", undefined);
  }
  guards.add(
    check(
      "row_major",
      infos.map(({ name }) => name),
    ),
  );
  for (const { name, isWritten } of infos) {
    if (!isWritten) continue;
    guards.add(check("writable", [name]));
    const others = infos.filter((other) => other.name !== name && (!other.isWritten || other.name > name));
    if (others.length > 0) guards.add(apart(name, ...others.map((other) => other.name)));
  }
  for (const { name, takes, isRead } of infos) {
    // What does not fit would only be found out when a block is computed.
    for (const kind of takes) {
      const kept = kind === "float64" ? "float" : kind === "counter" ? "index" : kind;
      if (!isRead) guards.add(call("takes", variable(name), constant(kept), variable(example.name)));
    }
  }
  const byRank = new Map<number, string[]>();
  for (const [name, rank] of numbers) byRank.set(rank, [...(byRank.get(rank) ?? []), name]);
  for (const [rank, names] of byRank) guards.add(call("beside", variable(example.name), constant(BigInt(rank)), ...names.map(variable)));
  const written = infos.filter(({ isWritten }) => isWritten).map(({ name }) => name);
  for (const [name, rank] of numbers) {
    // A number of unknown class may be an array.
    if (rank > 0) for (const each of written) guards.add(check("clear", [each, name]));
  }
  for (const name of variables.totals) guards.add(check("numeric", [name]));
  for (const name of variables.lists) guards.add(exactly(name, "list"));
  for (const form of arrays.counted) guards.add(atLeast(expressionOf(form, lifter), b.number(0n), b));
  for (const { array: name, axis, low, high } of arrays.reaches) {
    if (isConstant(low)) {
      if (low.constant < 0n) throw new NotBatchable("a subscript may be negative, and then counts from the end", undefined);
    } else guards.add(atLeast(expressionOf(low, lifter), b.number(0n), b));
    if (isConstant(high) && high.constant <= 0n) continue;
    const [length, needed] = [lengthOf(name, axis, b), expressionOf(high, lifter)];
    if (shortText(length) !== shortText(needed)) guards.add(atLeast(length, needed, b));
  }
  return guards;
}

/** What is asked first, since few iterations must not pay for the rest; and the variables that are known to be integers then. */
function enough({ count, inner }: Extent, least: number, numpy: string, b: Builder): { guards: GuardSet; known: ReadonlySet<string> } {
  const guards = new GuardSet();
  const [integers, lengths] = [new Map<string, Expression>(), new Map<string, number[]>()];
  for (const each of [count, inner]) collectIntegers(each, integers, lengths);
  const isOf = (name: string, cls: Expression, text: string): Guard =>
    condition(b.compare(b.call(b.name("type"), b.name(name)), "Is", cls), `type(${name}) is ${text}`);
  for (const name of integers.keys()) guards.add(isOf(name, b.name("int"), "int"));
  for (const [name, axes] of lengths) {
    guards.add(isOf(name, b.attribute(b.name(numpy), "ndarray"), "numpy.ndarray"));
    guards.add(moreAxes(name, Math.max(...axes), b));
  }
  const isSingle = inner.kind === "Constant";
  guards.add(atLeast(isSingle ? b.copy(count) : b.binary(b.copy(count), "Mult", b.copy(inner)), b.number(BigInt(least)), b));
  return { guards, known: new Set(integers.keys()) };
}

const expressionOf = (form: Affine, { integers }: Lifter): Expression => integers.expression(form);

function dtypesOf({ float32, wholes, narrow }: Lifter["notes"], targets: Targets): string {
  const hasNumpy2 = targets.satisfies("numpy", ">=2");
  const dtypes = ["float64"];
  if (float32 === "any" || (float32 === "numpy2" && hasNumpy2 === true)) dtypes.push("float32");
  else if (float32 === "numpy2" && hasNumpy2 === undefined) dtypes.push("float32/2");
  if (wholes) dtypes.push("int64");
  if (narrow) dtypes.push("int32", "uint8", "bool");
  return dtypes.join("|");
}

const call = (name: Extract<Guard, { kind: "call" }>["function"], ...args: Extract<Guard, { kind: "call" }>["args"]): Guard => ({
  kind: "call",
  function: name,
  args,
});

const atLeast = (left: Expression, right: Expression, b: Builder): Guard =>
  condition(b.compare(left, "GtE", right), `${shortText(left)} >= ${shortText(right)}`);

const lengthOf = (name: string, axis: number, b: Builder): Expression =>
  axis === 0 ? b.call(b.name("len"), b.name(name)) : b.subscript(b.attribute(b.name(name), "shape"), [b.number(BigInt(axis))]);

const moreAxes = (name: string, axes: number, b: Builder): Guard =>
  condition(b.compare(b.attribute(b.name(name), "ndim"), "Gt", b.number(BigInt(axes))), `${name}.ndim > ${axes}`);

const sameDtype = (first: string, other: string, b: Builder): Guard =>
  condition(b.compare(b.attribute(b.name(other), "dtype"), "Is", b.attribute(b.name(first), "dtype")), `${other}.dtype is ${first}.dtype`);
