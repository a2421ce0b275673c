/** `noodle-opt map`: from a place in an output to the place in its source that it came from, and back. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import type { Command } from "commander";
import { type BasicSourceMapConsumer, type RawSourceMap, SourceMapConsumer } from "source-map";
import { debugId } from "../emit/source-map.js";
import { type CheckedSourceMap, originalPositionFor, readSourceMap } from "../maps/read-source-map.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { visible } from "../remarks/sinks/visible.js";
import { readSource } from "../workers/read-source.js";
import { printJson } from "./terminal.js";

interface MapOptions {
  readonly map?: string;
  readonly json?: boolean;
}

export function defineMap(command: Command): void {
  command
    .argument("<place>", "app.nc:LINE:COLUMN for the source, app.py:LINE:COLUMN (notebooks: nb.ipynb:CELL:LINE:COLUMN) for the output")
    .option("-m, --map <file>", "source map to look in (default: the one beside the output, app.nc.map)")
    .option("--json", "print as JSON")
    .addHelpText("after", "\nLines and columns count from 1; the column may be left out.")
    .action(map);
}

async function map(argument: string, options: MapOptions): Promise<void> {
  const place = readPlace(argument);
  const path = options.map ?? findMap(place.file);
  const loaded = await loadMap(path);
  try {
    const found = isOutput(place.file, path, loaded) ? toSource(place, path, loaded) : toOutput(place, path, loaded);
    if (options.json) printJson(found);
    else for (const result of found) process.stdout.write(describe(result));
  } finally {
    loaded.consumer.destroy();
  }
}

/** A place as it is asked for; numbers from 1, `column` is `undefined` for a whole line. */
interface AskedPlace {
  readonly file: string;
  readonly cell: number | undefined;
  readonly line: number;
  readonly column: number | undefined;
}

interface FoundPlace {
  readonly file: string;
  readonly cell?: number;
  readonly line: number;
  readonly column: number;
  /** Spelling in the source, where the output spells a name in another way. */
  readonly name?: string;
  /** The line's text. */
  readonly text: string;
}

function readPlace(argument: string): AskedPlace {
  const match = /^(.+?)((?::\d{1,9}){1,3})$/.exec(argument);
  const [, file = "", numbers = ""] = match ?? [];
  const [...counts] = numbers.split(":").slice(1).map(Number);
  const inNotebook = extname(file) === ".ipynb";
  const cell = inNotebook ? counts.shift() : undefined;
  const [line, column] = counts;
  if (!match || line === undefined || counts.length > 2 || [cell, line, column].includes(0)) {
    throw mapError(
      "NC2555",
      `this is not a place: ${argument}`,
      undefined,
      "write FILE:LINE:COLUMN, for a notebook FILE:CELL:LINE:COLUMN; numbers count from 1",
    );
  }
  return { file, cell, line, column };
}

/** The map beside an output, or beside the output of a source. */
function findMap(file: string): string {
  const stem = file.slice(0, -extname(file).length);
  const candidates = [`${file}.map`, ...(extname(file) === ".nc" ? [] : [`${stem}.nc.map`, `${stem}.opt.py.map`])];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw mapError(
      "NC2550",
      `there is no source map for this file: ${candidates.join(" or ")} does not exist`,
      file,
      "build without --no-map, or name the map with --map",
    );
  return found;
}

interface LoadedMap {
  readonly consumer: BasicSourceMapConsumer;
  readonly raw: CheckedSourceMap;
}

async function loadMap(path: string): Promise<LoadedMap> {
  if (!existsSync(path)) throw mapError("NC2550", "there is no such source map", path);
  try {
    const raw = readSourceMap(readFileSync(path, "utf8"));
    return { consumer: await new SourceMapConsumer(raw as RawSourceMap), raw };
  } catch (error) {
    throw mapError("NC2551", `this source map is damaged: ${(error as Error).message}`, path, "build again");
  }
}

const isOutput = (file: string, mapPath: string, { raw }: LoadedMap): boolean =>
  extname(file) === ".nc" || `${file}.map` === mapPath || basename(file) === raw.file;

function toSource({ file, line, column }: AskedPlace, mapPath: string, { consumer, raw }: LoadedMap): FoundPlace[] {
  const text = new TextDecoder().decode(readSource(file, Number.POSITIVE_INFINITY));
  if (raw.debugId !== undefined && isUtf8Text(text) && debugId(text) !== raw.debugId) throw stale(file, mapPath);
  requireInside(text, file, line, column);
  const bias = column === undefined ? SourceMapConsumer.LEAST_UPPER_BOUND : SourceMapConsumer.GREATEST_LOWER_BOUND;
  const found = originalPositionFor(consumer, raw, { line, column: (column ?? 1) - 1, bias });
  if (found.source === null || found.line === null || found.column === null) throw nowhere(file);
  const { path, cell } = sourceFile(found.source, mapPath);
  const row = lineOf(consumer.sourceContentFor(found.source, true) ?? "", found.line);
  return [
    { file: path, ...cell, line: found.line, column: found.column + 1, ...(found.name === null ? {} : { name: found.name }), text: row },
  ];
}

function toOutput({ file, cell, line, column }: AskedPlace, mapPath: string, { consumer, raw }: LoadedMap): FoundPlace[] {
  const source = consumer.sources.find((name) => basename(name) === basename(file) + (cell === undefined ? "" : `#cell-${cell}`));
  if (source === undefined)
    throw mapError(
      "NC2554",
      `this source map knows nothing of ${cell === undefined ? "this file" : `cell ${cell} of this notebook`}: ${mapPath}`,
      file,
    );
  const content = consumer.sourceContentFor(source, true) ?? "";
  if (cell === undefined && existsSync(file) && isOutdated(content, readFileSync(file))) throw stale(file, mapPath);
  requireInside(content, file, line, column);
  const { GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND } = SourceMapConsumer;
  // The nearest mapping at or before the place, else the first one after it, on the same line.
  for (const bias of [GREATEST_LOWER_BOUND, LEAST_UPPER_BOUND]) {
    const near = consumer.generatedPositionFor({ source, line, column: (column ?? 1) - 1, bias });
    if (near.line === null || near.column === null) continue;
    const exact = consumer.originalPositionFor({ line: near.line, column: near.column });
    if (exact.line !== line || exact.source !== source || exact.column === null) continue;
    const output = join(dirname(mapPath), raw.file ?? basename(mapPath, ".map"));
    const text = existsSync(output) ? readFileSync(output, "utf8") : "";
    return consumer
      .allGeneratedPositionsFor({ source, line, column: exact.column })
      .flatMap((place) =>
        place.line === null || place.column === null
          ? []
          : [{ file: shown(output), line: place.line, column: place.column + 1, text: lineOf(text, place.line) }],
      );
  }
  throw nowhere(file);
}

/** Path and cell that a name in `sources` stands for. */
function sourceFile(source: string, mapPath: string): { path: string; cell: { cell?: number } } {
  const [, name = source, cell] = /^(.*?)(?:#cell-(\d+))?$/.exec(source) ?? [];
  return { path: shown(join(dirname(mapPath), name)), cell: cell === undefined ? {} : { cell: Number(cell) } };
}

const shown = (path: string): string => relative("", path) || path;

/** Whether a source file holds other text than its map remembers. */
function isOutdated(content: string, bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes).replace(/\r\n?/g, "\n");
  return isUtf8Text(text) && text !== content;
}

/** Python in other encodings cannot be compared: its map holds the decoded text. */
const isUtf8Text = (decoded: string): boolean => !decoded.includes("\uFFFD");

const lineOf = (text: string, line: number): string => text.split("\n", line)[line - 1] ?? "";

function requireInside(text: string, file: string, line: number, column: number | undefined): void {
  const lines = text.split("\n");
  const row = lines[line - 1];
  if (row === undefined) throw mapError("NC2553", `line ${line} is outside of this file, which has ${lines.length}`, file);
  if (column !== undefined && column > row.length + 1)
    throw mapError("NC2553", `column ${column} is outside of line ${line}, which has ${row.length}`, file);
}

/** The place, and its line with a caret. */
function describe({ file, cell, line, column, name, text }: FoundPlace): string {
  const place = `${file}${cell === undefined ? "" : `:cell ${cell}`}:${line}:${column}${name === undefined ? "" : ` ${name}`}\n`;
  const gutter = " ".repeat(String(line).length);
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return `${place}  ${line} | ${visible(text)}\n  ${gutter} | ${indent}^\n`;
}

function mapError(code: string, message: string, file?: string, hint?: string): NoodleError {
  const diagnostic: Diagnostic = {
    code,
    severity: "error",
    message,
    ...(file === undefined ? {} : { file }),
    ...(hint === undefined ? {} : { hint }),
  };
  return new NoodleError([diagnostic]);
}

const stale = (file: string, mapPath: string): NoodleError =>
  mapError("NC2552", `this file has changed since its source map was made: ${mapPath}`, file, "build again");

const nowhere = (file: string): NoodleError =>
  mapError("NC2554", "this place has no counterpart: it was made by the compiler, or left nothing in the output", file);
