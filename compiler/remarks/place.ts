/** Places for people: where an offset is, in its file or in its notebook's cell. */
import { type Cell, cellBefore, type SourceFile } from "../ir/source-file.js";
import type { DiagnosticPlace } from "./diagnostic.js";

/** The place of a stretch of text, `end` exclusive; in a notebook it counts lines in the cell. */
export function placeOf(file: SourceFile, start: number, end: number): DiagnosticPlace {
  const from = file.position(start);
  const to = file.position(end);
  return inCell({ file: file.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column }, file.cells);
}

/**
 * A place in the text that was made of a notebook's cells, as a place in one cell. Between cells it is the end of the cell
 * before, since that is where Python misses something.
 */
export function inCell(place: DiagnosticPlace, cells: readonly Cell[]): DiagnosticPlace {
  const cell = cellBefore(cells, place.line - 1) ?? cells[0];
  if (!cell) return place;
  const { endLine, endColumn, ...start } = place;
  const line = place.line - cell.firstLine;
  if (line < 1 || line > cell.lineCount)
    return { ...start, cell: cell.number, ...(line < 1 ? { line: 1, column: 1 } : lastPosition(cell)) };
  const insideEnd = endLine !== undefined && endColumn !== undefined && endLine <= cell.firstLine + cell.lineCount;
  return { ...start, cell: cell.number, line, ...(insideEnd ? { endLine: endLine - cell.firstLine, endColumn } : {}) };
}

function lastPosition({ text, lineCount }: Cell): { line: number; column: number } {
  const line = Math.max(1, lineCount);
  return { line, column: (text.split("\n")[line - 1] ?? "").length + 1 };
}
