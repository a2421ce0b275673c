/** The lines around a place with a mark under it, for terminals. */
import { type BabelCodeFrameOptions, codeFrameColumns } from "@babel/code-frame";
import type { DiagnosticPlace } from "../diagnostic.js";
import { visible } from "./visible.js";

/** Columns shown on either side of a place in a long line. */
const reach = 90;

/** @param mark colours what is pointed at */
export function codeFrame(text: string, place: DiagnosticPlace, mark: (line: string) => string = (line) => line): string {
  const { lines, startLine, location } = excerpt(text, place);
  // `startLine` is missing in the types of the library.
  const frame = codeFrameColumns(lines, location, { linesAbove: 2, linesBelow: 1, startLine } as BabelCodeFrameOptions);
  return `${frame.replace(/^(>.*|\s+\|\s+\^+)$/gm, mark)}\n`;
}

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
