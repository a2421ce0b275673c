/**
 * The one place where Python's columns become offsets. Python counts columns of its AST in UTF-8 bytes and those of its
 * tokens in code points; this project and source maps count UTF-16 units.
 */
import { lineStartsOf } from "../ir/source-file.js";

export interface ColumnMap {
  /** Offset of an AST place: line from 1, column in UTF-8 bytes. */
  fromBytes(line: number, column: number): number;
  /** Offset of a token's place: line from 1, column in code points. */
  fromCodePoints(line: number, column: number): number;
  /** The inverse of `fromBytes`: 1-based line and byte column of an offset. */
  toBytes(offset: number, line: number): number;
}

/** @param byteLength length of `text` in UTF-8, which tells whether there is anything to convert */
export function columnMap(text: string, byteLength: number): ColumnMap {
  const starts = lineStartsOf(text);
  const startOf = (line: number): number => starts[Math.min(line, starts.length) - 1] ?? text.length;
  if (byteLength === text.length) {
    const plain = (line: number, column: number): number => startOf(line) + column;
    return { fromBytes: plain, fromCodePoints: plain, toBytes: (offset, line) => offset - startOf(line) };
  }

  const endOf = (line: number): number => (line < starts.length ? (starts[line] as number) : text.length);
  // Per line with characters beyond ASCII: UTF-16 column by byte and by code point; `null` for the others.
  const lines = new Map<number, { byBytes: Uint32Array; byCodePoints: Uint32Array } | null>();
  const tablesOf = (line: number): { byBytes: Uint32Array; byCodePoints: Uint32Array } | null => {
    let tables = lines.get(line);
    if (tables === undefined) {
      tables = tablesFor(text, startOf(line), endOf(line));
      lines.set(line, tables);
    }
    return tables;
  };
  return {
    fromBytes: (line, column) => startOf(line) + (tablesOf(line)?.byBytes[column] ?? column),
    fromCodePoints: (line, column) => startOf(line) + (tablesOf(line)?.byCodePoints[column] ?? column),
    toBytes: (offset, line) => Buffer.byteLength(text.slice(startOf(line), offset)),
  };
}

function tablesFor(text: string, start: number, end: number): { byBytes: Uint32Array; byCodePoints: Uint32Array } | null {
  let ascii = true;
  for (let at = start; at < end && ascii; at++) ascii = text.charCodeAt(at) < 0x80;
  if (ascii) return null;
  const bytes: number[] = [];
  const points: number[] = [];
  for (let at = start; at < end; ) {
    const point = text.codePointAt(at) as number;
    const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (let index = 0; index < length; index++) bytes.push(at - start);
    points.push(at - start);
    at += point < 0x10000 ? 1 : 2;
  }
  bytes.push(end - start);
  points.push(end - start);
  return { byBytes: Uint32Array.from(bytes), byCodePoints: Uint32Array.from(points) };
}
