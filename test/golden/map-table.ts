/** A source map as a table for people: which text of the output came from which text of the source. */
import { SourceMapConsumer } from "source-map";

interface SourceText {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  text: string;
}

interface Run {
  readonly line: number;
  readonly column: number;
  text: string;
  /** Absent for text without an origin. */
  readonly source: SourceText | undefined;
  readonly name: string | undefined;
}

/**
 * One line for each run of text that the output and the source share, or that replaces a stretch of the source:
 * `3:1   use   2:1   import`. Lines and columns count from 1, columns in UTF-16 units.
 */
export async function mapTable(code: string, map: string): Promise<string> {
  const runs = joinRuns(await readRuns(code, map), code);
  const files = new Set(runs.flatMap(({ source }) => (source ? [source.file] : [])));
  const rows = runs.map(({ line, column, text, source, name }) => [
    `${line}:${column}`,
    cut(text),
    source ? `${files.size > 1 ? `${source.file.replace(/^.*#/, "")} ` : ""}${source.line}:${source.column}` : "-",
    source ? cut(source.text) : "",
    name === undefined ? "" : `(${name})`,
  ]);
  const widths = [0, 1, 2, 3].map((index) => Math.max(...rows.map((row) => [...(row[index] as string)].length)));
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell + " ".repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const longest = 44;

/** The start of a text, with control characters as their pictures. */
function cut(text: string): string {
  const shown = text.trim().replace(/[\0-\x1f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)));
  const characters = [...shown];
  return characters.length <= longest ? shown : `${characters.slice(0, longest - 1).join("")}…`;
}

async function readRuns(code: string, map: string): Promise<Run[]> {
  const lines = code.split("\n");
  const segments: {
    line: number;
    column: number;
    source: string | null;
    originalLine: number | null;
    originalColumn: number | null;
    name: string | null;
  }[] = [];
  const contents = new Map<string, string[]>();
  await SourceMapConsumer.with(map, null, (consumer) => {
    consumer.eachMapping(({ generatedLine, generatedColumn, source, originalLine, originalColumn, name }) => {
      segments.push({ line: generatedLine, column: generatedColumn, source, originalLine, originalColumn, name });
    });
    for (const source of consumer.sources) contents.set(source, (consumer.sourceContentFor(source) ?? "").split("\n"));
  });
  // Where a stretch of the source ends: at the next place of its line that anything came from.
  const starts = new Map<string, Set<number>>();
  const placeKey = (source: string, line: number): string => `${source}:${line}`;
  for (const { source, originalLine, originalColumn } of segments) {
    if (source === null || originalLine === null || originalColumn === null) continue;
    const key = placeKey(source, originalLine);
    starts.set(key, (starts.get(key) ?? new Set()).add(originalColumn));
  }
  return segments.map(({ line, column, source, originalLine, originalColumn, name }, index) => {
    const next = segments[index + 1];
    const text = (lines[line - 1] as string).slice(column, next?.line === line ? next.column : undefined);
    if (source === null || originalLine === null || originalColumn === null)
      return { line, column: column + 1, text, source: undefined, name: undefined };
    const row = contents.get(source)?.[originalLine - 1] ?? "";
    const ends = [...(starts.get(placeKey(source, originalLine)) ?? [])].filter((start) => start > originalColumn);
    const original = row.slice(originalColumn, ends.length === 0 ? undefined : Math.min(...ends));
    return {
      line,
      column: column + 1,
      text,
      source: { file: source, line: originalLine, column: originalColumn + 1, text: original },
      name: name ?? undefined,
    };
  });
}

/** Joins neighbours that stand beside each other in the source in the same way, or nowhere in it; blanks and empty ends go. */
function joinRuns(runs: readonly Run[], code: string): Run[] {
  const joined: Run[] = [];
  const lines = code.split("\n");
  for (const run of runs.filter(({ text }) => text.trim() !== "")) {
    const last = joined.at(-1);
    const between = last?.line === run.line ? (lines[run.line - 1] as string).slice(last.column - 1, run.column - 1) : undefined;
    if (last && between !== undefined && continues(last, run, between)) {
      last.text = between + run.text;
      if (last.source && run.source && !isSamePlace(last.source, run.source)) last.source.text = between + run.source.text;
    } else joined.push({ ...run, source: run.source && { ...run.source } });
  }
  return joined;
}

/** @param between the output from the start of `last` to that of `run` */
function continues(last: Run, run: Run, between: string): boolean {
  if (run.name !== undefined || last.name !== undefined) return false;
  if (!last.source || !run.source) return !last.source && !run.source;
  if (isSamePlace(last.source, run.source)) return true;
  if (last.text.trimEnd() !== between.trimEnd()) return false;
  const beside = last.source.file === run.source.file && last.source.line === run.source.line;
  // A run shows either what is the same or what stands in place of what.
  return beside && run.source.column - last.source.column === between.length && last.source.text.trimEnd() === between.trimEnd();
}

const isSamePlace = (a: SourceText, b: SourceText): boolean => a.file === b.file && a.line === b.line && a.column === b.column;
