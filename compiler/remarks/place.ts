/** Places for people: where an offset is, in its file or in its notebook's cell. */
import { type Cell, cellBefore, placeInCell, type SourceFile } from "../ir/source-file.js";
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
  const line = place.line - 1;
  const outside = line < cell.firstLine || line >= cell.firstLine + cell.lineCount;
  const start = outside ? endOf(cell, line) : placeInCell(cell, line, place.column - 1);
  const known = { file: place.file, cell: cell.number, line: start.line + 1, column: start.column + 1 };
  if (outside || place.endLine === undefined || place.endColumn === undefined) return known;
  const end = placeInCell(cell, place.endLine - 1, place.endColumn - 1);
  const isAfter = end.line > start.line || (end.line === start.line && end.column > start.column);
  return isAfter && end.line < cell.lineCount ? { ...known, endLine: end.line + 1, endColumn: end.column + 1 } : known;
}

/** Where a place outside of a cell is shown in it: at its start or its end, counted from 0. */
function endOf({ text, firstLine, lineCount }: Cell, line: number): { line: number; column: number } {
  if (line < firstLine || lineCount === 0) return { line: 0, column: 0 };
  return { line: lineCount - 1, column: (text.split("\n")[lineCount - 1] as string).length };
}
