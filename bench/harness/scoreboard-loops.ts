/** The part of the scoreboard about loops over arrays. */
import { geometricMean, type KernelScore, type LoopScore, type SizeScore, type Verdict } from "../loops/scores.js";
import type { Spread } from "./numbers.js";
import type { Section } from "./scoreboard.js";

type Row = readonly (string | number)[];
type Table = (head: readonly string[], rows: readonly Row[]) => string[];

const times = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const ratio = (spread: Spread | undefined): string =>
  spread ? `${times(spread.median)} (${times(spread.min)}–${times(spread.max)})` : "–";

export const loopsNote =
  "Times faster than the original (range), in rounds in which each version runs in turn, with one thread; the size is about the number of innermost iterations. Results, arguments, exceptions and warnings are equal bit for bit, on hostile inputs too; under `ulp`, sums may be done in another order, and differ by 2⁻³⁰ of the largest number of their array. The expert's version is written by hand in NumPy for the same bits; `left` means that the rewritten form was not taken.";

/** Tables by size, by kernel, and of the loops of TSVC. */
export function loopTables(section: Section, table: Table): string[] {
  const kernels = section["kernels"] as readonly KernelScore[];
  const loops = section["tsvc"] as readonly LoopScore[];
  const sizes = [...new Set(kernels.flatMap((kernel) => kernel.sizes.map(({ size }) => size)))].sort((a, b) => a - b);
  return [
    ...table(
      ["size", "kernels", "geometric mean", "under `ulp`", "slowest", "slower than 0.98", "of the expert's speed", "Numba"],
      sizes.map((size) => sizeRow(kernels, size)),
    ),
    "",
    ...table(
      ["kernel", ...sizes.map(String), "under `ulp` at the largest size", "expert at the largest size", "Numba", "left because"],
      kernels.map((kernel) => kernelRow(kernel, sizes)),
    ),
    "",
    ...verdictTable(loops, table),
  ];
}

function sizeRow(kernels: readonly KernelScore[], size: number): Row {
  const scores = kernels.flatMap((kernel) => kernel.sizes.filter((each) => each.size === size));
  const medians = scores.map(({ speedUp }) => speedUp.median);
  const mean = (values: readonly number[]): string => (values.length === 0 ? "–" : times(geometricMean(values)));
  return [
    size,
    scores.length,
    mean(medians),
    mean(scores.map(({ speedUp, ulp }) => (ulp ?? speedUp).median)),
    times(Math.min(...medians)),
    medians.filter((median) => median < 0.98).length,
    mean(scores.flatMap(({ speedUp, expert }) => (expert ? [speedUp.median / expert.median] : []))),
    mean(scores.flatMap(({ numba }) => (numba ? [numba.median] : []))),
  ];
}

function kernelRow({ name, fast, reasons, sizes: scores }: KernelScore, sizes: readonly number[]): Row {
  const at = (size: number | undefined): SizeScore | undefined => scores.find((each) => each.size === size);
  const largest = at(sizes.at(-1));
  const left = fast ? "" : reasons.join("; ") || "not taken";
  return [name, ...sizes.map((size) => ratio(at(size)?.speedUp)), ratio(largest?.ulp), ratio(largest?.expert), ratio(largest?.numba), left];
}

function verdictTable(loops: readonly LoopScore[], table: Table): string[] {
  const verdicts: readonly Verdict[] = ["vectorised", "left", "left for another reason", "could be vectorised", "wrong"];
  return table(
    ["loops of TSVC", "number", "which"],
    verdicts.map((verdict) => {
      const names = loops.filter((each) => each.verdict === verdict).map(({ name }) => name);
      return [verdict, names.length, verdict === "vectorised" ? "" : names.join(" ")];
    }),
  );
}
