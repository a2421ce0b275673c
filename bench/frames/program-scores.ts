/** Figures of the benchmark of programs over frames, from what its Python programs answer. */
import { type Spread, spread } from "../harness/numbers.js";

export interface ProgramDifference {
  readonly size: number;
  readonly what: string;
}

/** A line that `run_programs.py` prints. A round has the seconds of the original, the optimised and the expert's program. */
export interface ProgramAnswer {
  readonly name: string;
  readonly file: string;
  readonly differences: readonly ProgramDifference[];
  readonly expertDifferences: readonly ProgramDifference[];
  readonly times: readonly { readonly size: number; readonly rounds: readonly (readonly [number, number, number])[] }[];
}

export interface ProgramScore {
  readonly name: string;
  readonly file: string;
  /** Rewrites of passes over frames in it. */
  readonly rewrites: number;
  readonly sizes: readonly ProgramSize[];
}

export interface ProgramSize {
  readonly size: number;
  readonly milliseconds: number;
  /** Times that the optimised and the expert's program are faster than the original. */
  readonly speedUp: Spread;
  readonly expert: Spread;
}

/** Peak memory of a program that reads files, in mebibytes above that of the imports. */
export interface MemoryScore {
  readonly name: string;
  readonly rows: number;
  readonly original: number;
  readonly optimised: number;
  readonly expert: number;
}

export function programScore({ name, file, times }: ProgramAnswer, rewrites: number): ProgramScore {
  const sizes = times.map(({ size, rounds }): ProgramSize => {
    const ratio = (index: 1 | 2): Spread => spread(rounds.map((round) => round[0] / Math.max(round[index], 1e-9)));
    return { size, milliseconds: spread(rounds.map(([original]) => original * 1000)).median, speedUp: ratio(1), expert: ratio(2) };
  });
  return { name, file, rewrites, sizes };
}
