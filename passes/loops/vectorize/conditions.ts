/** What has to hold for a rewrite, besides that it pays. */

import { add, constantForm, isConstant, printAffine, subtract } from "../../../compiler/analysis/loops/affine.js";
import type { Targets } from "../../../compiler/analysis/types/targets.js";
import { check, constant, exactly, type Guard, GuardSet, variable } from "../../guards/guard.js";
import type { BreakEven } from "./cost.js";
import type { Chosen } from "./drafts.js";
import { type Nest, NotVectorizable } from "./nest.js";
import { extreme, type OuterLoop } from "./outer-loops.js";
import type { SizeChecks } from "./sizes.js";
import type { Bounds } from "./translate.js";

/** What has to hold besides the number of iterations: what refuses most often comes first, what looks at elements last. */
export function guardsOf(
  nest: Nest,
  { variables, translator, scheduler, schedule: { written }, admitted, needsNumpy2, bits, looksAtWholes }: Chosen,
  sizes: SizeChecks,
  outer: readonly OuterLoop[],
  even: BreakEven,
  /** Variables that may have no value when the nest begins. */
  unset: ReadonlySet<string>,
  targets: Targets,
): GuardSet {
  const guards = new GuardSet();
  const { needed, appends, counted } = scheduler;
  const hasNumpy2 = targets.satisfies("numpy", ">=2");
  if (needsNumpy2.has("all") && hasNumpy2 === false)
    throw new NotVectorizable("numbers next to single precision become double precision before NumPy 2", nest.root.node);
  const dtypes = admitted
    .filter((dtype) => hasNumpy2 !== false || !needsNumpy2.has(dtype))
    .map((dtype) => (hasNumpy2 === undefined && needsNumpy2.has(dtype) ? `${dtype}/2` : dtype));
  // Whole numbers have to be looked at, which pays from more iterations on.
  const wholes = bits === undefined ? [] : variables.wholes(admitted.includes("int64"));
  const looked = Math.max(wholes.length, looksAtWholes ? 1 : 0);
  const admits = dtypes.map((dtype) => (dtype.startsWith("int64") && looked > 0 ? `${dtype}:${even.whenLooked(looked)}` : dtype));
  const isFloat64 = dtypes.length === 1 && variables.main === "float64";
  const isNumber = (name: string): Guard =>
    isFloat64 || variables.example === undefined
      ? { kind: "call", function: "real", args: [variable(name)] }
      : { kind: "call", function: "like", args: [variable(variables.example), variable(name)] };
  const bounds = translator.bounds.map((each) => ({
    ...each,
    low: extreme(each.low, outer, "smallest"),
    high: extreme(each.high, outer, "largest"),
  }));
  const forms = [
    ...nest.loops.flatMap(({ trips, counter }) => [trips, ...(counter ? [counter.start] : [])]),
    ...bounds.flatMap(({ low, high }) => [low, high]),
    ...translator.counted,
  ];
  for (const [name, attributes] of variables.attributes()) guards.add(check("plain", [name], ...attributes));
  guards.add(...sizes.measuredOnly(forms), ...variables.arrayGuards(admits.join("|")));
  if (needsNumpy2.has("all") && hasNumpy2 === undefined)
    guards.add({ kind: "call", function: "version", args: [constant("numpy"), constant([2n])] });
  sizes.classes(forms, guards, new Set(variables.arrays.keys()));
  const integers = sizes.integersOf(forms);
  guards.add(...variables.guards(integers, written, isNumber));
  for (const [name, node] of translator.limited) {
    if (unset.has(name)) throw new NotVectorizable(`${name} may not be set when the loop begins`, nest.root.node);
    if (!integers.includes(name) && !variables.isInt(node)) guards.add(exactly(name, "int"));
    guards.add({ kind: "call", function: "between", args: [variable(name), constant(-(2n ** 33n)), constant(2n ** 33n)] });
  }
  for (const { name, node, isFromBefore } of nest.inductions) {
    if (!isFromBefore) continue;
    if (unset.has(name)) throw new NotVectorizable(`${name} may not be set when the loop begins`, nest.root.node);
    if (!integers.includes(name) && !variables.isInt(node)) guards.add(exactly(name, "int"));
  }
  for (const { node, counter } of nest.loops) {
    if (node.kind === "While" && counter && unset.has(counter.name))
      throw new NotVectorizable(`${counter.name} may not be set when the loop begins`, node);
  }
  for (const name of counted) guards.add({ kind: "call", function: "within", args: [variable(name), constant(null), constant(2n ** 62n)] });
  for (const { name } of appends) if (!name.startsWith("%")) guards.add(exactly(name, "list"));
  for (const { name } of needed)
    if (unset.has(name)) throw new NotVectorizable(`${name} may not be set when the loop begins`, nest.root.node);
  for (const { name, kind } of needed.filter((each) => !each.name.startsWith("%") && each.kind !== "any")) {
    if (kind === "index")
      guards.add({ kind: "call", function: "between", args: [variable(name), constant(-(2n ** 40n)), constant(2n ** 40n)] });
    guards.add(
      kind === "int" || kind === "index"
        ? exactly(name, "int")
        : kind === "like"
          ? isNumber(name)
          : { kind: "call", function: "numeric", args: [variable(name)] },
    );
  }
  if (bits !== undefined) {
    const isLike = admitted.includes("int64") || variables.main === "int64";
    const names = [...wholes, ...(isLike ? variables.likeElements : [])];
    const most = { expression: sizes.iterations(even, even.perLooked) };
    guards.add({ kind: "call", function: "small", args: [constant(BigInt(bits)), most, ...names.map(variable)] });
  }
  for (const { low } of bounds) {
    // A number of iterations that has to be positive says so already.
    const isKnown = nest.loops.some(({ trips }) => isConstant(subtract(low, trips)) && subtract(low, trips).constant >= -1n);
    if (isConstant(low) && low.constant < 0n)
      throw new NotVectorizable("a subscript may be negative, and then counts from the end", nest.root.node);
    if (!isConstant(low) && !isKnown) guards.add(sizes.formAtLeast(low, 0n));
  }
  for (const { array: name, axis, high } of highest(bounds)) {
    const least = add(high, constantForm(1n));
    const isOwnLength = axis === 0 && printAffine(least) === printAffine(translator.lengthOf(name));
    if (!isOwnLength) guards.add(...sizes.reaches(name, axis, translator.affine(least)));
  }
  return guards;
}

/** The largest bounds of each axis; those that cannot be compared all count. */
function highest(bounds: readonly Bounds[]): Bounds[] {
  const kept: Bounds[] = [];
  for (const each of bounds) {
    const index = kept.findIndex(
      ({ array: name, axis, high }) => name === each.array && axis === each.axis && isConstant(subtract(each.high, high)),
    );
    const known = kept[index];
    if (!known) kept.push(each);
    else if (subtract(each.high, known.high).constant > 0n) kept[index] = each;
  }
  return kept;
}
