/**
 * Whether a source map tells the truth: each statement and each name of the original has a place in the output, that
 * place leads back to exactly where it came from, and the output has the same name there.
 */
import { SourceMapConsumer } from "source-map";
import type { Span } from "../../compiler/ir/location.js";
import { isStatement, type Module } from "../../compiler/ir/nodes.js";
import { type SourceFile, TokenKind } from "../../compiler/ir/source-file.js";
import { walk } from "../../compiler/ir/visit.js";

/** A place in a text; lines and columns count from 0, columns in UTF-16 units. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** The segments of a map with one source, in the order of the output; -1 where a segment has no original. */
interface Segments {
  readonly generatedLine: Int32Array;
  readonly generatedColumn: Int32Array;
  readonly line: Int32Array;
  readonly column: Int32Array;
  /** Index of the first segment of each line of the output, and the number of segments. */
  readonly lineStart: readonly number[];
}

export interface MapCheck {
  /** JSON text of the map from `original` to `generated`. */
  readonly map: string;
  readonly original: SourceFile;
  readonly module: Module;
  readonly generated: string;
  /** Words of the original's language that are no names. */
  readonly keywords: ReadonlySet<string>;
  /** Also asks the `source-map` package, and compares. */
  readonly withConsumer: boolean;
}

/** What is wrong with a map, or `undefined`. */
export async function mapProblem(check: MapCheck): Promise<string | undefined> {
  const { original, generated } = check;
  const segments = decode((JSON.parse(check.map) as { mappings: string }).mappings);
  const { first, next } = indexByOriginal(segments);
  const lines = generated.split("\n");
  const consumer = check.withConsumer ? await new SourceMapConsumer(check.map) : undefined;
  try {
    const problemAt = (offset: number, name: string | undefined): string | undefined => {
      const place = { line: original.lineOf(offset), column: original.columnOf(offset) };
      const what = `${name === undefined ? "statement" : `name ${name}`} at ${show(place)}`;
      let problem: string | undefined = "has no segment";
      // A place may have several segments: an expression that is printed in another order starts with another word.
      for (let index = first.get(keyOf(place.line, place.column)) ?? -1; index >= 0 && problem; index = next[index]!)
        problem = segmentProblem(segments, index, place, lines, name);
      if (problem) return `${what} ${problem}`;
      const other = consumer && consumerProblem(consumer, place);
      return other && `${what}: ${other}`;
    };
    for (const { offset, name } of places(check)) {
      let problem = problemAt(offset, name);
      // Parentheses that only one of the languages needs have no place in the other one: then the next token counts.
      for (let token = original.tokenAtOrAfter(offset); problem && name === undefined && original.tokenIs(token, "("); token++)
        problem = problemAt(original.tokens.start[token + 1] as number, undefined);
      if (problem) return problem;
    }
  } finally {
    consumer?.destroy();
  }
  return undefined;
}

/** The first segment of each original place, and the next one of the same place by index (-1 at the end). */
function indexByOriginal(segments: Segments): { first: Map<number, number>; next: Int32Array } {
  const first = new Map<number, number>();
  const next = new Int32Array(segments.line.length).fill(-1);
  for (let index = segments.line.length - 1; index >= 0; index--) {
    if (segments.line[index]! < 0) continue;
    const key = keyOf(segments.line[index]!, segments.column[index]!);
    next[index] = first.get(key) ?? -1;
    first.set(key, index);
  }
  return { first, next };
}

function segmentProblem(
  segments: Segments,
  index: number,
  place: Place,
  lines: readonly string[],
  name: string | undefined,
): string | undefined {
  const there = { line: segments.generatedLine[index]!, column: segments.generatedColumn[index]! };
  const back = originalOf(segments, there);
  if (!same(back, place)) return `is mapped to ${show(there)}, which leads back to ${show(back)}`;
  const line = lines[there.line] ?? "";
  return name === undefined || namesAt(line, there.column, name)
    ? undefined
    : `is mapped to ${show(there)}, where the text is ${JSON.stringify(line.slice(there.column, there.column + 20))}`;
}

function* places({ original, module, keywords }: MapCheck): Generator<{ offset: number; name?: string }> {
  const { tokens } = original;
  const statements: number[] = [];
  const hidden: Span[] = [];
  walk(module, (node) => {
    if (node.loc.kind !== "span") return;
    if (isStatement(node)) {
      statements.push(node.loc.start);
      // `use ipython "…"` says what IPython runs, and not by which calls.
      if (node.kind === "Expr" && original.text.startsWith("get_ipython()", node.loc.start)) hidden.push(node.loc);
    }
    // Python gets the interpolation of a t-string as the text that it remembers, in one piece.
    if (node.kind === "Interpolation" && original.language === "nc") hidden.push(node.value.loc as Span);
  });
  for (let index = 0; index < tokens.count; index++) {
    const offset = tokens.start[index] as number;
    // The letter of `{x!r}` is a token of this kind too, but names nothing.
    if (tokens.kind[index] !== TokenKind.Name || original.text[offset - 1] === "!") continue;
    const name = original.tokenText(index).replaceAll("`", "");
    if (!keywords.has(name) && !hidden.some(({ start, end }) => offset >= start && offset < end)) yield { offset, name };
  }
  for (const offset of statements) yield { offset };
}

/** Names may stand in backticks, and as modules in a string; compared as Python does, normalised. */
function namesAt(line: string, column: number, name: string): boolean {
  const text = line.slice(column, column + name.length * 4 + 2).replace(/^["`]/, "");
  return text.startsWith(name) || text.normalize("NFKC").startsWith(name.normalize("NFKC"));
}

function consumerProblem(consumer: SourceMapConsumer, place: Place): string | undefined {
  const source = (consumer as unknown as { sources: string[] }).sources[0] as string;
  const there = consumer.generatedPositionFor({ source, line: place.line + 1, column: place.column });
  if (there.line === null || there.column === null) return "the source-map package finds no generated position";
  const back = consumer.originalPositionFor({ line: there.line, column: there.column });
  if (back.line === place.line + 1 && back.column === place.column) return undefined;
  return `the source-map package goes to ${there.line}:${there.column + 1} and back to ${back.line}:${(back.column ?? -1) + 1}`;
}

const keyOf = (line: number, column: number): number => line * 0x1000000 + column;
const same = (a: Place | undefined, b: Place): boolean => a?.line === b.line && a.column === b.column;
const show = (place: Place | undefined): string => (place ? `${place.line + 1}:${place.column + 1}` : "nowhere");

/** The last segment of the line that does not start behind the place. */
function originalOf(segments: Segments, { line, column }: Place): Place | undefined {
  let low = segments.lineStart[line] as number;
  let high = (segments.lineStart[line + 1] as number) - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (segments.generatedColumn[middle]! <= column) low = middle;
    else high = middle - 1;
  }
  if (segments.generatedColumn[low]! > column || segments.line[low]! < 0) return undefined;
  return { line: segments.line[low]!, column: segments.column[low]! };
}

const digits = new Int8Array(128).fill(-1);
for (const [index, character] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries())
  digits[character.charCodeAt(0)] = index;

/** Reads the `mappings` of a map (ECMA-426). */
function decode(mappings: string): Segments {
  const rows: { generatedLine: number[]; generatedColumn: number[]; line: number[]; column: number[] } = {
    generatedLine: [],
    generatedColumn: [],
    line: [],
    column: [],
  };
  const lineStart = [0];
  const state = [0, 0, 0, 0, 0]; // generated column, source, line, column, name
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 5) {
      const digit = digits[mappings.charCodeAt(at++)] as number;
      value += (digit & 31) << shift;
      if (digit < 32) return value & 1 ? -(value >>> 1) : value >>> 1;
    }
  };
  for (let line = 0; at <= mappings.length; ) {
    const character = mappings[at];
    if (character === ";" || character === undefined) {
      line++;
      state[0] = 0;
      lineStart.push(rows.line.length);
      at++;
    } else if (character === ",") at++;
    else {
      let field = 0;
      for (; at < mappings.length && digits[mappings.charCodeAt(at)] !== -1; field++) state[field]! += number();
      rows.generatedLine.push(line);
      rows.generatedColumn.push(state[0]!);
      rows.line.push(field > 1 ? state[2]! : -1);
      rows.column.push(field > 1 ? state[3]! : -1);
    }
  }
  return {
    generatedLine: Int32Array.from(rows.generatedLine),
    generatedColumn: Int32Array.from(rows.generatedColumn),
    line: Int32Array.from(rows.line),
    column: Int32Array.from(rows.column),
    lineStart,
  };
}
