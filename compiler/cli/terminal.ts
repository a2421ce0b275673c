/** How the command line talks: diagnostics with code frames and everything that is not data go to standard error. */
import picocolors from "picocolors";
import type { Diagnostic, DiagnosticPlace } from "../remarks/diagnostic.js";

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
    const { lines, location } = excerpt(sourceText, place);
    const frame = codeFrameColumns(lines, location, { linesAbove: 2, linesBelow: 1 });
    return `${visible(frame).replace(/^(>.*|\s+\|\s+\^+\s*)$/gm, (marked) => colors.red(marked))}\n`;
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

/** `app.py:3:7`, `analysis.ipynb:cell 2:3:7`, `app.py` or nothing. */
export function placeName({ place, file }: Pick<Diagnostic, "place" | "file">): string {
  if (!place) return file ?? "";
  return `${place.file}${place.cell === undefined ? "" : `:cell ${place.cell}`}:${place.line}:${place.column}`;
}

/** Columns shown on either side of a place in a long line. */
const reach = 90;

interface Excerpt {
  readonly lines: string;
  readonly location: { start: { line: number; column: number }; end?: { line: number; column: number } };
}

/** The text around a place with long lines cut, and the place in it. Lines keep their numbers. */
function excerpt(text: string, place: DiagnosticPlace): Excerpt {
  const all = text.split("\n");
  const left = Math.max(0, place.column - reach);
  const cut = (line: string): string => line.slice(left, left + 2 * reach);
  const first = Math.max(0, place.line - 4);
  const last = Math.min(all.length, (place.endLine ?? place.line) + 2);
  const lines = all.map((line, index) => (index < first || index > last ? "" : cut(line))).join("\n");
  const start = { line: place.line, column: place.column - left };
  // A place of several lines is shown by where it starts.
  if (place.endColumn === undefined || (place.endLine ?? place.line) !== place.line) return { lines, location: { start } };
  const endColumn = Math.min(place.endColumn - left, 2 * reach + 1);
  // The last column of a code frame is marked too.
  return { lines, location: { start, end: { line: place.line, column: Math.max(endColumn, start.column + 1) } } };
}

/** Control characters, which could steer the terminal, as their pictures (`␛` for escape). */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (character) => String.fromCharCode(character === "\x7f" ? 0x2421 : 0x2400 + character.charCodeAt(0)));
}

/** `0.41 s`, `12 ms`. */
export function duration(milliseconds: number): string {
  return milliseconds < 100 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `1 file`, `3 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
