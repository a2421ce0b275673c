/** The form in which modules travel to Python; `noodle_rt/channel.py` reads it. */
import { type Diagnostic, NoodleError } from "../compiler/remarks/diagnostic.js";
import type { RunnableModule } from "./runnable.js";

/** Answers are lists of fields: a 32-bit little-endian size (-1 for `null`) and as many bytes. */
function encodeFields(fields: readonly (string | Uint8Array | null)[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    const bytes = typeof field === "string" ? Buffer.from(field, "utf8") : field;
    const size = Buffer.alloc(4);
    size.writeInt32LE(bytes === null ? -1 : bytes.length);
    parts.push(size);
    if (bytes !== null) parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function littleEndian(numbers: RunnableModule["positions"]): Uint8Array {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (let index = 0; index < numbers.length; index++) bytes.writeInt32LE(numbers[index] as number, index * 4);
  return bytes;
}

export function encodeModule(module: RunnableModule): Uint8Array {
  const { python, sourcePath, sourceText, ncText, positions } = module;
  return encodeFields(["module", python, sourcePath, sourceText, ncText, littleEndian(positions)]);
}

/** An error with a place in a file becomes a `SyntaxError` there, any other an `ImportError`. */
export function encodeError(error: unknown): Uint8Array {
  const diagnostics = error instanceof NoodleError ? error.diagnostics.filter(({ severity }) => severity === "error") : [];
  const first = diagnostics.find(({ place }) => place !== undefined) ?? diagnostics[0];
  if (first === undefined) return encodeFields(["failure", error instanceof Error ? error.message : String(error)]);
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  const message = `${first.code}: ${first.message}${first.hint === undefined ? "" : ` (${first.hint})`}${more}`;
  return first.place === undefined
    ? encodeFields(["failure", message])
    : encodeFields(["syntax", message, ...placeFields(first, first.place)]);
}

/** File, line, column, end line, end column and text, as Python's `SyntaxError` has them: columns count characters from 1. */
function placeFields(diagnostic: Diagnostic, place: NonNullable<Diagnostic["place"]>): (string | null)[] {
  const lines = diagnostic.sourceText?.split("\n");
  const characters = (line: number, column: number): number => {
    const text = lines?.[line - 1];
    return text === undefined ? column : [...text.slice(0, column - 1)].length + 1;
  };
  const { file, line, column, endLine = line, endColumn = column } = place;
  const text = lines?.[line - 1];
  return [
    file,
    ...[line, characters(line, column), endLine, characters(endLine, endColumn)].map(String),
    text === undefined ? null : `${text}\n`,
  ];
}
