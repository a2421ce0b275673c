/** What the Python programs of this folder print, a line for each kernel or loop. */

export interface Difference {
  readonly input: string;
  readonly size: number;
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

export type Version = "original" | "optimised" | "ulp" | "expert" | "numba";

export interface KernelAnswer {
  readonly name: string;
  /** Whether the rewritten form was taken on the usual inputs. */
  readonly fast: boolean;
  readonly hasExpert: boolean;
  readonly differences: readonly Difference[];
  /** Seconds per call of each version, by size and round. */
  readonly times: readonly {
    readonly size: number;
    readonly versions: readonly Version[];
    readonly rounds: readonly (readonly number[])[];
  }[];
}

export interface LoopAnswer {
  readonly name: string;
  /** `vectorised`, or `left: ` and the reason. */
  readonly expected: string;
  readonly fast: boolean;
  readonly differences: readonly Difference[];
}

export function answersOf<T>(output: string): T[] {
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

export const shownDifference = (name: string, { input, size, what, before, after }: Difference): string =>
  `${name}, ${input}, size ${size}: ${what}\n  before ${before}\n  after  ${after}\n`;
