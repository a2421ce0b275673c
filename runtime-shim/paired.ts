/** Statistics of paired measurements: the median of ratios, and how far off it may be. */

export interface Ratio {
  /** Median of before / after: above 1 is faster. */
  readonly median: number;
  /** Bounds of the median with a confidence of 95 %, by the order of the ratios (Conover, "Practical Nonparametric Statistics", 3.2). */
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/** @param pairs at least one, each of before and after */
export function ratioOf(pairs: readonly (readonly [number, number])[]): Ratio {
  const ratios = pairs.map(([before, after]) => before / after).sort((a, b) => a - b);
  const n = ratios.length;
  // How many of n ratios lie below the median is binomial: the bounds are the widest ranks with less than 2.5 % on each side.
  let [tail, rank] = [0, 0];
  for (let probability = 0.5 ** n; rank < n / 2; rank++) {
    if (tail + probability > 0.025) break;
    tail += probability;
    probability = (probability * (n - rank)) / (rank + 1);
  }
  const at = (index: number): number => ratios[Math.min(n - 1, Math.max(0, index))] as number;
  return { median: median(ratios), low: at(rank - 1), high: at(n - rank), pairs: n };
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
