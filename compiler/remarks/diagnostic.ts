/** Errors and warnings for people: one stable code, one place, one message, one thing to do. */

/** A place in a text as people count: lines and columns start at 1; columns are UTF-16 units, `endColumn` is exclusive. */
export interface DiagnosticPlace {
  readonly file: string;
  /** Number of the notebook cell that `line` counts in, when the file is a notebook. */
  readonly cell?: number;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

export interface Diagnostic {
  /** `NC20xx`–`NC25xx`; see `codes.ts`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** What to do about it, when there is more to say than the message. */
  readonly hint?: string;
  /** Absent when the file as a whole is meant (unreadable, too large). */
  readonly place?: DiagnosticPlace;
  readonly file?: string;
  /** The text that `place` points into, for the code frame. */
  readonly sourceText?: string;
  /** More for a bug report (a stack); shown with `--verbose`. */
  readonly detail?: string;
}

/** Thrown by library functions for bad input; carries every diagnostic that was found, not only the first. */
export class NoodleError extends Error {
  override readonly name = "NoodleError";
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => `${placePrefix(diagnostic)}${diagnostic.code}: ${diagnostic.message}`).join("\n"));
  }
}

/** `app.py:3:7`, `analysis.ipynb:cell 2:3:7`, `app.py`, or nothing when no file is meant. */
export function placeName({ place, file = "" }: Pick<Diagnostic, "place" | "file">): string {
  if (!place) return file;
  return `${place.file}${place.cell === undefined ? "" : `:cell ${place.cell}`}:${place.line}:${place.column}`;
}

function placePrefix(diagnostic: Diagnostic): string {
  const name = placeName(diagnostic);
  return name === "" ? "" : `${name}: `;
}
