/** A `.nc` module as Python that can be run, with the places in the original source that its text comes from. */
import { dirname, resolve } from "node:path";
import { type RawSourceMap, SourceMapConsumer } from "source-map";
import { printPython } from "../emit/python-printer.js";
import { debugId } from "../emit/source-map.js";
import type { ParsedModule } from "../frontend/message.js";
import { lineStartsOf } from "../ir/source-file.js";
import { readSourceMap } from "../maps/read-source-map.js";
import type { Diagnostic } from "../remarks/diagnostic.js";
import type { RunnableJob, RunnableText } from "./jobs.js";

/** 0-based; the column counts UTF-16 units. */
interface Place {
  readonly line: number;
  readonly column: number;
}

export async function runnable({ module, file }: ParsedModule, { path, map }: RunnableJob): Promise<RunnableText> {
  const { code: python, segments } = printPython(module, file);
  const warnings: Diagnostic[] = [];
  const original = map === null ? undefined : await readOriginal(map, file.text, path, warnings);
  const pythonColumn = byteColumns(python);
  const sourceColumn = byteColumns(original?.text ?? file.text);
  const positions = new Int32Array(segments.count * 5);
  // Text without an origin counts to the place before it.
  let nc: Place = { line: 0, column: 0 };
  let source: Place = nc;
  for (let index = 0; index < segments.count; index++) {
    const offset = segments.offset[index] as number;
    if (offset >= 0) {
      nc = { line: file.lineOf(offset), column: file.columnOf(offset) };
      source = original ? (original.placeOf(nc) ?? source) : nc;
    }
    const line = segments.line[index] as number;
    const column = pythonColumn({ line, column: segments.column[index] as number });
    positions.set([line + 1, column, source.line + 1, sourceColumn(source), nc.line + 1], index * 5);
  }
  return { python, sourcePath: original?.path ?? null, sourceText: original?.text ?? null, ncText: file.text, positions, warnings };
}

/** The source of a `.nc` file as its map tells it. */
interface Original {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Where the text at a place of the `.nc` file was written. */
  placeOf(nc: Place): Place | undefined;
}

/** @returns `undefined` with a warning when the map cannot be used */
async function readOriginal(json: string, ncText: string, ncPath: string, warnings: Diagnostic[]): Promise<Original | undefined> {
  let map: RawSourceMap & { readonly debugId?: string };
  let mappings: Mappings;
  try {
    map = readSourceMap(json) as typeof map;
    mappings = await readMappings(map);
  } catch (error) {
    warnings.push(ignoredMap("NC2551", `its source map is damaged and is not used: ${(error as Error).message}`, ncPath));
    return undefined;
  }
  if (map.debugId !== debugId(ncText)) {
    warnings.push(ignoredMap("NC2552", "its source map was made for another version of the file and is not used", ncPath));
    return undefined;
  }
  const [first = ""] = map.sources;
  const { text, firstLines } = textOfSources(map);
  return {
    path: resolve(dirname(ncPath), first.replace(cellSuffix, "")),
    text,
    placeOf(nc) {
      const place = mappings.placeOf(nc);
      const firstLine = firstLines.get(place?.source ?? "");
      return place && firstLine !== undefined ? { line: firstLine + place.line, column: place.column } : undefined;
    },
  };
}

const ignoredMap = (code: string, message: string, file: string): Diagnostic => ({
  code,
  severity: "warning",
  message,
  hint: "build again to see places of the source in tracebacks",
  file,
});

const cellSuffix = /#cell-\d+$/;

/** The text of the first source, or of all cells of a notebook in percent format; and by source the line that it starts at. */
function textOfSources({ sources, sourcesContent = [] }: RawSourceMap): { text: string; firstLines: ReadonlyMap<string, number> } {
  if (!cellSuffix.test(sources[0] ?? ""))
    return { text: sourcesContent[0] ?? "", firstLines: new Map(sources.slice(0, 1).map((name) => [name, 0])) };
  const firstLines = new Map<string, number>();
  let text = "";
  let lines = 0;
  for (const [index, name] of sources.entries()) {
    const cell = `# %% ${name.slice(name.lastIndexOf("#cell-") + 1)}\n${sourcesContent[index] ?? ""}\n`;
    firstLines.set(name, lines + 1);
    text += cell;
    lines += lineStartsOf(cell).length - 1;
  }
  return { text, firstLines };
}

interface Mappings {
  placeOf(generated: Place): (Place & { readonly source: string }) | undefined;
}

async function readMappings(map: RawSourceMap): Promise<Mappings> {
  const lines: number[] = [];
  const columns: number[] = [];
  const origins: (({ source: string } & Place) | undefined)[] = [];
  await SourceMapConsumer.with(map, null, (consumer) => {
    consumer.eachMapping(({ generatedLine, generatedColumn, source, originalLine, originalColumn }) => {
      lines.push(generatedLine - 1);
      columns.push(generatedColumn);
      origins.push(source === null ? undefined : { source, line: originalLine - 1, column: originalColumn });
    });
  });
  return {
    placeOf({ line, column }) {
      let low = 0;
      let high = lines.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const isAfter = (lines[middle] as number) > line || (lines[middle] === line && (columns[middle] as number) > column);
        if (isAfter) high = middle;
        else low = middle + 1;
      }
      const origin = origins[low - 1];
      if (!origin || lines[low - 1] !== line) return undefined;
      // Text and source advance together from the start of a mapping.
      return { source: origin.source, line: origin.line, column: origin.column + column - (columns[low - 1] as number) };
    },
  };
}

/** Columns of a text in UTF-8 bytes. Questions that go forward on a line cost only the way from the last one. */
function byteColumns(text: string): (place: Place) => number {
  const starts = lineStartsOf(text);
  let last = { line: -1, column: 0, bytes: 0 };
  return ({ line, column }) => {
    const start = starts[line] ?? text.length;
    const from = last.line === line && last.column <= column ? last : { column: 0, bytes: 0 };
    last = { line, column, bytes: from.bytes + Buffer.byteLength(text.slice(start + from.column, start + column)) };
    return last.bytes;
  };
}
