/** From what an instrumented program has recorded to the claims that are wrong. `noodle_rt/claims.py` describes the records. */
import { admits, readDescription } from "../types/admits.js";
import { printType } from "../types/print-type.js";
import type { Type } from "../types/type.js";

/** One line of a recording. */
export type ClaimRecord =
  | { readonly claim: number; readonly is: unknown }
  | { readonly claim: number; readonly shares: number }
  | { readonly claim: number; readonly same: number }
  | { readonly claim: number; readonly failure: string }
  | { readonly counts: readonly (readonly [number, number])[] }
  | { readonly error: string; readonly message: string };

export interface CheckResult {
  /** Claims that the run has contradicted, in the order of the program; each once. */
  readonly wrong: readonly WrongClaim[];
  /** Expectations that the run has not met. They are no mistakes. */
  readonly missed: readonly WrongClaim[];
  /** Claims whose expression was evaluated at least once. */
  readonly checked: number;
  /** The same of expectations. */
  readonly expectationsChecked: number;
  /** Evaluations of all of them. */
  readonly evaluations: number;
  readonly notReached: number;
  /** Values that could not be described, with the reason. */
  readonly failures: readonly { readonly claim: number; readonly failure: string }[];
  /** The exception that ended the program. */
  readonly error?: { readonly name: string; readonly message: string };
}

export interface WrongClaim {
  readonly claim: number;
  /** The claimed type, for people. */
  readonly claimed: string;
  /** The first contradiction: `dtype: claimed float64, is int64`. */
  readonly contradiction: string;
}

/**
 * @param isExpectation which claims are only expectations
 * @param placeOf where a claim's expression stands, for messages about two of them
 */
export function compareRecords(
  claims: readonly Type[],
  records: readonly ClaimRecord[],
  canonical: (name: string) => string,
  placeOf: (claim: number) => string,
  isExpectation: (claim: number) => boolean = () => false,
): CheckResult {
  const wrong = new Map<number, WrongClaim>();
  const reached = new Set<number>();
  const failures: { claim: number; failure: string }[] = [];
  let evaluations = 0;
  let error: CheckResult["error"];
  const contradict = (claim: number, contradiction: string): void => {
    if (!wrong.has(claim)) wrong.set(claim, { claim, claimed: printType(claims[claim] as Type), contradiction });
  };
  for (const record of records) {
    if ("counts" in record) for (const [claim, count] of record.counts) evaluations += isExpectation(claim) ? 0 : count;
    else if ("error" in record) error = { name: record.error, message: record.message };
    else {
      reached.add(record.claim);
      if ("failure" in record) failures.push(record);
      else if ("shares" in record)
        contradict(record.claim, `view: claimed owned, shares memory with the value at ${placeOf(record.shares)}`);
      else if ("same" in record) contradict(record.claim, `claimed a new object, is the one that was at ${placeOf(record.same)}`);
      else {
        const contradiction = admits(claims[record.claim] as Type, readDescription(record.is), { canonical });
        if (contradiction !== undefined) contradict(record.claim, contradiction);
      }
    }
  }
  const refuted = [...wrong.values()].sort((a, b) => a.claim - b.claim);
  const expectationsChecked = [...reached].filter(isExpectation).length;
  const facts = claims.filter((_, claim) => !isExpectation(claim)).length;
  const checked = reached.size - expectationsChecked;
  return {
    wrong: refuted.filter(({ claim }) => !isExpectation(claim)),
    missed: refuted.filter(({ claim }) => isExpectation(claim)),
    checked,
    expectationsChecked,
    evaluations,
    notReached: facts - checked,
    failures,
    ...(error ? { error } : {}),
  };
}
