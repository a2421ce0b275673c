/** Parses NoodleCore (`.nc`), the language of `docs/LANGUAGE.md`, into the IR. */
import { span } from "../ir/location.js";
import { build, type Module } from "../ir/nodes.js";
import { SourceFile } from "../ir/source-file.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { lex } from "./lexer.js";
import { diagnosticsOf } from "./problem.js";
import { NcParser } from "./statements.js";

export { type NcCode, ncCodes } from "./codes.js";

export interface ParsedNc {
  readonly module: Module;
  /** The text with its tokens and comments: `\n` is its only line end, and it has no byte order mark. */
  readonly file: SourceFile;
}

export interface NcResult extends ParsedNc {
  /** Every mistake in the text, in its order; `module` holds the statements that have none. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a text. Mistakes in it are returned, never thrown.
 * @param path names the file in diagnostics and locations
 */
export function parseNc(text: string, path: string): NcResult {
  const normalised = normalise(text);
  const { tokens, tokenTable, comments, problems } = lex(normalised);
  const file = new SourceFile(path, "nc", normalised, tokenTable, comments);
  const body = parser().parse(tokens, file, problems);
  const start = tokenTable.start[0] ?? 0;
  const end = tokenTable.end[tokenTable.count - 1] ?? start;
  return { module: build.Module({ body }, span(file, start, end)), file, diagnostics: diagnosticsOf(problems, file) };
}

/**
 * Parses a text that is taken to be right.
 * @throws {NoodleError} with every diagnostic, when there is a mistake in it
 */
export function parseNcStrict(text: string, path: string): ParsedNc {
  const { module, file, diagnostics } = parseNc(text, path);
  if (diagnostics.length > 0) throw new NoodleError(diagnostics);
  return { module, file };
}

let shared: NcParser | undefined;

/** One parser for all files: to make it takes longer than to parse a thousand lines. */
function parser(): NcParser {
  shared ??= new NcParser(true);
  return shared;
}

function normalise(text: string): string {
  const bare = text.startsWith("\u{FEFF}") ? text.slice(1) : text;
  return bare.includes("\r") ? bare.replace(/\r\n?/g, "\n") : bare;
}
