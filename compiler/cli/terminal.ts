/** How the command line talks: diagnostics with code frames and everything that is not data go to standard error. */
import picocolors from "picocolors";
import { type Diagnostic, placeName } from "../remarks/diagnostic.js";
import { visible } from "../remarks/sinks/visible.js";

/** Whether to write colours to a stream: on a terminal, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. */
export function wantsColor(stream: { isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints one JSON value on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** A diagnostic as `--json` shows it: without the text that its place points into. */
export function jsonDiagnostic({ sourceText: _, ...rest }: Diagnostic): Omit<Diagnostic, "sourceText"> {
  return rest;
}

/** Diagnostics of one file that are printed; what follows is counted. */
const shownPerFile = 20;

export interface TalkOptions {
  /** Also prints what only a bug report needs. */
  readonly verbose?: boolean;
}

/** Prints diagnostics for people on standard error. */
export async function printDiagnostics(diagnostics: readonly Diagnostic[], { verbose = false }: TalkOptions = {}): Promise<void> {
  if (diagnostics.length === 0) return;
  // Loaded when something is wrong, so that it costs nothing when all is well.
  const { codeFrame } = await import("../remarks/sinks/code-frame.js");
  const colors = picocolors.createColors(wantsColor(process.stderr));
  const frameOf = ({ place, sourceText }: Diagnostic): string =>
    place && sourceText !== undefined ? codeFrame(sourceText, place, colors.red) : "";
  for (const diagnostic of diagnostics.slice(0, shownPerFile)) {
    const { code, severity, message, hint, detail } = diagnostic;
    const label = severity === "error" ? colors.red("error") : colors.yellow("warning");
    const where = placeName(diagnostic);
    let text = `${where === "" ? "" : `${colors.bold(visible(where))}: `}${label} ${colors.bold(code)}: ${visible(message)}\n`;
    text += frameOf(diagnostic);
    if (hint !== undefined) text += `  ${colors.cyan("hint")}: ${visible(hint)}\n`;
    if (verbose && detail !== undefined) text += `${detail}\n`;
    process.stderr.write(text);
  }
  if (diagnostics.length > shownPerFile) say(`… and ${diagnostics.length - shownPerFile} more`);
}

/** `0.41 s`, `12 ms`. */
export function duration(milliseconds: number): string {
  return milliseconds < 100 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
