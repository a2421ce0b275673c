/** Jest reporter that closes a run with one plain line of counts: `412 passed, 0 failed, 3 skipped`. */

/** The counts of Jest's aggregated result that the closing line needs. */
export interface RunCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Test files that could not be loaded or crashed: each counts as one failure. */
  readonly numRuntimeErrorTestSuites: number;
}

export function closingLine(counts: RunCounts): string {
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  const skipped = counts.numPendingTests + counts.numTodoTests;
  return `${counts.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export default class ClosingLineReporter {
  onRunComplete(_contexts: unknown, counts: RunCounts): void {
    // Jest's own summary comes after all other reporters.
    process.once("exit", () => process.stdout.write(`${closingLine(counts)}\n`));
  }
}
