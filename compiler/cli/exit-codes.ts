/** What the process tells its caller, and which diagnostics lead to it. */
import type { Diagnostic } from "../remarks/diagnostic.js";

export const exitCode = {
  fine: 0,
  /** The tool did its work and found what it was asked to look for. */
  findings: 1,
  /** Bad input, a bad command line or configuration. */
  badInput: 2,
  /** A mistake in noodle-opt itself. */
  internal: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The code for a run that ended with these diagnostics; warnings alone are fine. */
export function exitCodeFor(diagnostics: readonly Diagnostic[]): ExitCode {
  if (diagnostics.some(({ code }) => code === "NC2000")) return exitCode.internal;
  return diagnostics.some(({ severity }) => severity === "error") ? exitCode.badInput : exitCode.fine;
}
