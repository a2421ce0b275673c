/** Source maps (ECMA-426) of printed texts, written once, when the text is printed. */
import { createHash } from "node:crypto";
import { type RawSourceMap, SourceMapGenerator } from "source-map";
import { type Cell, placeInCell, type SourceFile } from "../ir/source-file.js";
import type { Printed } from "./printed.js";

/** JSON text of a source map. */
export type SourceMapText = string;

/**
 * The map of a printed text.
 * @param printed the text and its segments
 * @param file    name of the text, for the map's `file`
 * @param source  name of the compiled file as seen from the map's folder, with `/`; a notebook has one source per cell,
 *                named `source#cell-N`
 */
export function sourceMap(printed: Printed, file: string, source: string): SourceMapText {
  const generator = new SourceMapGenerator({ file, skipValidation: true });
  const sources = printed.files.map((from, index) => new SourceNames(from, index === 0 ? source : from.path));
  const { segments } = printed;
  for (let index = 0; index < segments.count; index++) {
    const generated = { line: (segments.line[index] as number) + 1, column: segments.column[index] as number };
    const offset = segments.offset[index] as number;
    const from = sources[segments.file[index] as number] as SourceNames;
    const place = offset < 0 ? undefined : from.place(offset);
    // The library's types ask for an original place, but its format and code know segments without one.
    if (!place) generator.addMapping({ generated } as Parameters<SourceMapGenerator["addMapping"]>[0]);
    else {
      const name = segments.names.get(index);
      generator.addMapping({ generated, original: place.original, source: place.source, ...(name === undefined ? {} : { name }) });
    }
  }
  const map: RawSourceMap & { debugId?: string } = generator.toJSON();
  declareSources(map, sources);
  map.debugId = debugId(printed.code);
  return JSON.stringify(map);
}

/** Every source belongs to the map with its text, also one that nothing is mapped to, such as an empty file. */
function declareSources(map: RawSourceMap, sources: readonly SourceNames[]): void {
  const texts = new Map(sources.flatMap((names) => names.all()));
  for (const name of texts.keys()) if (!map.sources.includes(name)) map.sources.push(name);
  map.sourcesContent = map.sources.map((name) => texts.get(name) ?? "");
}

/**
 * Identifies a text: its map carries the same, so that a map of another version of the file is noticed. A UUID made of the
 * SHA-256 of the text, however its lines end.
 */
export function debugId(code: string): string {
  const hex = createHash("sha256")
    .update(code.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n"))
    .digest("hex");
  // Version 8 (custom) and variant bits of RFC 9562.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${"89ab"[Number.parseInt(hex[16] as string, 16) & 3]}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The sources of a map that one file stands for: itself, or its notebook cells. */
class SourceNames {
  private lastCell: Cell | undefined;

  constructor(
    private readonly file: SourceFile,
    private readonly name: string,
  ) {}

  /** Names and texts of the sources. */
  all(): (readonly [name: string, text: string])[] {
    return this.file.cells.length === 0 ? [[this.name, this.file.text]] : this.file.cells.map((cell) => [this.cellName(cell), cell.text]);
  }

  /** The source and the place in it (line from 1, UTF-16 column from 0), or `undefined` outside of every cell. */
  place(offset: number): { source: string; original: { line: number; column: number } } | undefined {
    const line = this.file.lineOf(offset);
    const column = offset - (this.file.lineStarts[line] as number);
    if (this.file.cells.length === 0) return { source: this.name, original: { line: line + 1, column } };
    const holds = (cell: Cell | undefined): boolean =>
      cell !== undefined && line >= cell.firstLine && line < cell.firstLine + cell.lineCount;
    if (!holds(this.lastCell)) this.lastCell = this.file.cells.find(holds);
    const cell = this.lastCell;
    if (!cell) return undefined;
    const own = placeInCell(cell, line, column);
    return { source: this.cellName(cell), original: { line: own.line + 1, column: own.column } };
  }

  private cellName(cell: Cell): string {
    return `${this.name}#cell-${cell.number}`;
  }
}
