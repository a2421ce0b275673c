/** Figures of the benchmark of loops, from what its Python programs answer. */
import { type Spread, spread } from "../harness/numbers.js";
import type { KernelAnswer, LoopAnswer, Version } from "./answers.js";

export interface KernelScore {
  readonly name: string;
  readonly fast: boolean;
  readonly reasons: readonly string[];
  readonly sizes: readonly SizeScore[];
}

export interface SizeScore {
  readonly size: number;
  /** Of the original, in milliseconds. */
  readonly milliseconds: number;
  /** Times that the optimised function, the expert's and Numba's are faster than the original. */
  readonly speedUp: Spread;
  /** Under the contract `ulp`, where the program is another one then. */
  readonly ulp?: Spread;
  readonly expert?: Spread;
  readonly numba?: Spread;
}

export type Verdict = "vectorised" | "left" | "left for another reason" | "could be vectorised" | "wrong";

export interface LoopScore {
  readonly name: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export function kernelScore({ name, fast, times }: KernelAnswer, reasons: readonly string[]): KernelScore {
  const sizes = times.map(({ size, versions, rounds }): SizeScore => {
    const seconds = (version: Version, round: readonly number[]): number => round[versions.indexOf(version)] as number;
    const ratio = (version: Version): Spread => spread(rounds.map((round) => seconds("original", round) / seconds(version, round)));
    return {
      size,
      milliseconds: spread(rounds.map((round) => 1000 * seconds("original", round))).median,
      speedUp: ratio("optimised"),
      ...(versions.includes("ulp") ? { ulp: ratio("ulp") } : {}),
      ...(versions.includes("expert") ? { expert: ratio("expert") } : {}),
      ...(versions.includes("numba") ? { numba: ratio("numba") } : {}),
    };
  });
  return { name, fast, reasons, sizes };
}

/** What the pass says when it leaves a loop for the reason that is expected. */
const rightReasons: Readonly<Record<string, RegExp>> = {
  recurrence: /needs what|carries a value/,
  packing: /which elements are written|carries a value/,
  "early exit": /end early|neither an assignment/,
  effects: /is called/,
};

export function loopScore({ name, expected, fast, differences }: LoopAnswer, reasons: readonly string[]): LoopScore {
  const kind = expected.replace(/^left: /, "");
  const isRight = reasons.length === 0 || reasons.some((reason) => rightReasons[kind]?.test(reason));
  const left: Verdict = expected === "vectorised" ? "could be vectorised" : isRight ? "left" : "left for another reason";
  return { name, verdict: differences.length > 0 ? "wrong" : fast ? "vectorised" : left, reasons };
}

export const geometricMean = (values: readonly number[]): number =>
  values.length === 0 ? 1 : Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
