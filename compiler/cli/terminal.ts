/** How the command line talks: diagnostics with code frames and everything that is not data go to standard error. */
import type { BabelCodeFrameOptions } from "@babel/code-frame";
import picocolors from "picocolors";
import { type Diagnostic, type DiagnosticPlace, placeName } from "../remarks/diagnostic.js";

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
  const { codeFrameColumns } = await import("@babel/code-frame");
  const colors = picocolors.createColors(wantsColor(process.stderr));
  const frameOf = ({ place, sourceText }: Diagnostic): string => {
    if (!place || sourceText === undefined) return "";
    const { lines, startLine, location } = excerpt(sourceText, place);
    // `startLine` is missing in the types of the library.
    const frame = codeFrameColumns(lines, location, { linesAbove: 2, linesBelow: 1, startLine } as BabelCodeFrameOptions);
    return `${frame.replace(/^(>.*|\s+\|\s+\^+)$/gm, (marked) => colors.red(marked))}\n`;
  };
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

/** Columns shown on either side of a place in a long line. */
const reach = 90;

interface Excerpt {
  readonly lines: string;
  /** Number of the first of them. */
  readonly startLine: number;
  readonly location: { start: { line: number; column: number }; end?: { line: number; column: number } };
}

/** The lines around a place, long ones cut, and the place in them. A place of several lines is shown by where it starts. */
function excerpt(text: string, { line, column, endLine = line, endColumn }: DiagnosticPlace): Excerpt {
  const left = Math.max(0, column - reach);
  const startLine = Math.max(1, line - 2);
  const rows = text.split("\n").slice(startLine - 1, line + 1);
  const lines = rows.map((row) => visible(row.slice(left, left + 2 * reach))).join("\n");
  const start = { line, column: column - left };
  if (endColumn === undefined || endLine !== line) return { lines, startLine, location: { start } };
  return { lines, startLine, location: { start, end: { line, column: Math.min(endColumn - left, 2 * reach) } } };
}

/** Controls that could steer the terminal or disguise the text, as pictures of the same width (`␛` for escape). */
export function visible(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    character < " " ? String.fromCharCode(0x2400 + character.charCodeAt(0)) : "\uFFFD",
  );
}

/** `0.41 s`, `12 ms`. */
export function duration(milliseconds: number): string {
  return milliseconds < 100 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
