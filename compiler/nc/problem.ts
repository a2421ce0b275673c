/** What the lexer and the parser find wrong, before it is a diagnostic with lines and columns. */

import type { SourceFile } from "../ir/source-file.js";
import type { Diagnostic } from "../remarks/diagnostic.js";
import type { NcCode } from "./codes.js";

/** `start` and `end` are offsets into the text; an empty stretch means the place itself. */
export interface Problem {
  readonly code: NcCode;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Takes a problem with the stretch of text from `start` to `end`. */
export type Report = (code: NcCode, start: number, end: number, message: string, hint?: string) => void;

/** The diagnostics for problems in the text of `file`, in the order of the text. */
export function diagnosticsOf(problems: readonly Problem[], file: SourceFile): Diagnostic[] {
  const sorted = [...problems].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.map(({ code, start, end, message, hint }) => {
    const from = file.position(start);
    const to = file.position(Math.max(end, start));
    return {
      code,
      severity: "error",
      message,
      ...(hint === undefined ? {} : { hint }),
      place: {
        file: file.path,
        line: from.line,
        column: from.column,
        endLine: to.line,
        endColumn: end > start ? to.column : from.column + 1,
      },
      sourceText: file.text,
    };
  });
}
