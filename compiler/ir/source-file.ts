/**
 * A source text with its tokens: the lossless side of a program. The AST says what a program means; comments, blank
 * lines, line breaks and the spelling of literals are read from here when a node is printed.
 *
 * Lines are separated by `\n` only: front ends normalise `\r\n` and `\r`, as Python's own reader does.
 */

/** Kinds of token that the printers tell apart, for Python and `.nc` alike. */
export const enum TokenKind {
  /** Identifiers and keywords. */
  Name = 0,
  Number = 1,
  /** A whole string or bytes literal without interpolation. */
  String = 2,
  /** Prefix and opening quote of an f- or t-string. */
  TemplateStart = 3,
  /** Literal text of an f- or t-string. */
  TemplateText = 4,
  /** Closing quote of an f- or t-string. */
  TemplateEnd = 5,
  /** Operators and punctuation, brackets included. */
  Operator = 6,
}

/** Parallel arrays, sorted by start; comments and line ends are not tokens here. Offsets are UTF-16, end exclusive. */
export interface TokenTable {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** Parallel arrays of the comments of a file, in order, `#` included. */
export interface CommentTable {
  readonly count: number;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

/** A position as people count: both numbers start at 1; columns are UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One cell of a notebook inside the text that was made from all its code cells. */
export interface Cell {
  /** Number of the cell among the code cells, from 1. */
  readonly number: number;
  /** `id` of the cell in the notebook, when it has one. */
  readonly id: string | undefined;
  /** First line of the cell's own code in `SourceFile.text` (0-based). */
  readonly firstLine: number;
  readonly lineCount: number;
  /** The cell's text as it stands in the notebook. */
  readonly text: string;
  /** Where IPython's syntax stands in the cell, in order: `SourceFile.text` has calls in its place. */
  readonly magics: readonly CellMagic[];
}

/** A stretch of a cell from a column to the end of a line; lines and columns (UTF-16 units) count from 0 in the cell. */
export interface CellMagic {
  readonly line: number;
  readonly column: number;
  readonly lastLine: number;
}

export type SourceLanguage = "python" | "nc";

export class SourceFile {
  /** Offset of the first character of each line. */
  readonly lineStarts: Uint32Array;
  private lastLine = 0;

  constructor(
    readonly path: string,
    readonly language: SourceLanguage,
    readonly text: string,
    readonly tokens: TokenTable,
    public comments: CommentTable,
    readonly cells: readonly Cell[] = [],
  ) {
    this.lineStarts = lineStartsOf(text);
  }

  /** Takes some comments out, so that they are not printed: `is` gets the text of each. */
  dropComments(is: (comment: string) => boolean): void {
    const { start, end, count } = this.comments;
    const kept = [...start.subarray(0, count).keys()].filter((index) => !is(this.text.slice(start[index], end[index])));
    this.comments = {
      count: kept.length,
      start: Uint32Array.from(kept, (index) => start[index] as number),
      end: Uint32Array.from(kept, (index) => end[index] as number),
    };
  }

  /** 0-based line of an offset. Neighbouring queries are answered without a search. */
  lineOf(offset: number): number {
    const starts = this.lineStarts;
    let line = this.lastLine;
    if (offset >= (starts[line] as number)) {
      for (let step = 0; step < 4; step++) {
        if (line + 1 >= starts.length || offset < (starts[line + 1] as number)) {
          this.lastLine = line;
          return line;
        }
        line++;
      }
    }
    line = lastNotAfter(starts, starts.length, offset);
    this.lastLine = line;
    return line;
  }

  /** 0-based UTF-16 column of an offset. */
  columnOf(offset: number): number {
    return offset - (this.lineStarts[this.lineOf(offset)] as number);
  }

  position(offset: number): Position {
    return { line: this.lineOf(offset) + 1, column: this.columnOf(offset) + 1 };
  }

  /** Index of the first token that starts at or after `offset` (`tokens.count` when there is none). */
  tokenAtOrAfter(offset: number): number {
    const { start, count } = this.tokens;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((start[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  tokenText(index: number): string {
    return this.text.slice(this.tokens.start[index], this.tokens.end[index]);
  }

  /** Whether the token at `index` is exactly `text`. */
  tokenIs(index: number, text: string): boolean {
    const { start, end, count } = this.tokens;
    if (index < 0 || index >= count) return false;
    const from = start[index] as number;
    return (end[index] as number) - from === text.length && this.text.startsWith(text, from);
  }

  private brackets: Int32Array | undefined;

  /** Index of the bracket token that closes (or opens) the one at `index`, or -1 when the token is no bracket. */
  matchingBracket(index: number): number {
    this.brackets ??= matchBrackets(this.text, this.tokens);
    return this.brackets[index] ?? -1;
  }
}

/** The last of the cells that starts at or before a 0-based line. */
export function cellBefore(cells: readonly Cell[], line: number): Cell | undefined {
  return cells.findLast((cell) => cell.firstLine <= line);
}

/**
 * The place in a cell's own text for a place in the text that was made of all cells; lines and columns count from 0. What
 * stands in place of a magic is where the magic begins.
 */
export function placeInCell(cell: Cell, line: number, column: number): { readonly line: number; readonly column: number } {
  const own = line - cell.firstLine;
  const magic = cell.magics.find((each) => own >= each.line && own <= each.lastLine && (own > each.line || column > each.column));
  return magic ? { line: magic.line, column: magic.column } : { line: own, column };
}

export function lineStartsOf(text: string): Uint32Array {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  const starts = new Uint32Array(count);
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts[line++] = at + 1;
  return starts;
}

/** Index of the last of the first `count` values that is not greater than `value`; values ascend and start at 0. */
function lastNotAfter(values: Uint32Array, count: number, value: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((values[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function matchBrackets(text: string, tokens: TokenTable): Int32Array {
  const match = new Int32Array(tokens.count).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < tokens.count; index++) {
    if (tokens.kind[index] !== TokenKind.Operator) continue;
    // `${` of an `.nc` template opens with its last character.
    const last = text.charCodeAt((tokens.end[index] as number) - 1);
    if (last === 40 || last === 91 || last === 123) open.push(index);
    else if (last === 41 || last === 93 || last === 125) {
      const opener = open.pop();
      if (opener === undefined) continue;
      match[opener] = index;
      match[index] = opener;
    }
  }
  return match;
}

/** Tokens and comments of a file that has neither. */
export const noTokens: TokenTable = { count: 0, kind: new Uint8Array(), start: new Uint32Array(), end: new Uint32Array() };
export const noComments: CommentTable = { count: 0, start: new Uint32Array(), end: new Uint32Array() };
