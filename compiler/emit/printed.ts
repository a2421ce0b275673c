/** What a printer gives: the text, and for each run of tokens the place it came from. */
import type { SourceFile } from "../ir/source-file.js";

/**
 * Mapping segments as parallel arrays, in the order of the output. Lines and columns are 0-based, columns in UTF-16
 * units. A segment holds from its place up to the next one on the same line.
 */
export interface SegmentTable {
  readonly count: number;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
  /** Index into `Printed.files`. */
  readonly file: Uint16Array;
  /** Offset in that file, or -1 where the text has no origin. */
  readonly offset: Int32Array;
  /** Original spelling of names that the output spells in another way, by index of the segment. */
  readonly names: ReadonlyMap<number, string>;
}

export interface Printed {
  readonly code: string;
  readonly segments: SegmentTable;
  /** The files that segments point into; the first one is the file that was compiled. */
  readonly files: readonly SourceFile[];
}
