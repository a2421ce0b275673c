/** Summaries of repeated measurements. Machines are noisy: a median with its range says more than a mean. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return { median: round(median), min: round(sorted[0] as number), max: round(sorted[sorted.length - 1] as number), runs: values.length };
}

/** Four significant digits are more than any of these measurements can tell apart. */
export const round = (value: number): number => Number(value.toPrecision(4));

/** `1234567` → `1,234,567`. */
export const grouped = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 3 });
