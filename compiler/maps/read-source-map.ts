/**
 * Reads source maps that may be damaged: everything that ECMA-426 ("Source map format", 1st edition) requires of a map is
 * checked before a consumer sees it, so that a bad map is one clear message instead of a wrong place.
 */
import type { NullableMappedPosition, RawIndexMap, RawSourceMap, SourceMapConsumer } from "source-map";

/** What is wrong with a source map, in one sentence. */
export class SourceMapError extends Error {
  override readonly name = "SourceMapError";
}

/** A map as it stands in a file, checked; members that this project or others added are kept. */
export type CheckedSourceMap = (RawSourceMap | RawIndexMap) & { readonly debugId?: string };

/** @throws SourceMapError when the text is no JSON or no valid source map */
export function readSourceMap(text: string): CheckedSourceMap {
  let value: unknown;
  try {
    // Maps that are served to browsers may begin with this line against cross-site inclusion.
    value = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ""));
  } catch (error) {
    throw new SourceMapError(`it is not JSON: ${(error as Error).message}`);
  }
  checkMap(value, true);
  return value as CheckedSourceMap;
}

/**
 * Looks up generated places of a checked map (lines from 1, columns from 0). Sources that the map leaves out are `null`,
 * which the library would call "null".
 */
export function originalPositionFor(
  consumer: SourceMapConsumer,
  map: CheckedSourceMap,
  place: Parameters<SourceMapConsumer["originalPositionFor"]>[0],
): NullableMappedPosition {
  const found = consumer.originalPositionFor(place);
  const nameless = found.source === "null" && "sources" in map && !map.sources.includes("null");
  return nameless ? ({ ...found, source: null } as unknown as NullableMappedPosition) : found;
}

type Json = Readonly<Record<string, unknown>>;

function checkMap(value: unknown, mayBeIndex: boolean): void {
  const map = object(value, "it");
  if (map["version"] !== 3) throw new SourceMapError(`its version is ${JSON.stringify(map["version"])}, not 3`);
  optionalString(map, "file");
  if (map["sections"] !== undefined) {
    if (!mayBeIndex) throw new SourceMapError("a section holds an index map");
    if (map["mappings"] !== undefined) throw new SourceMapError("it has both `sections` and `mappings`");
    return checkSections(map["sections"]);
  }
  optionalString(map, "sourceRoot");
  const sources = list(map, "sources", true);
  every(sources, "sources", (item) => item === null || typeof item === "string", "strings or null");
  every(list(map, "sourcesContent"), "sourcesContent", (item) => item === null || typeof item === "string", "strings or null");
  const names = list(map, "names");
  every(names, "names", (item) => typeof item === "string", "strings");
  every(list(map, "ignoreList"), "ignoreList", (item) => isIndex(item, sources.length), "indices of `sources`");
  if (typeof map["mappings"] !== "string") throw new SourceMapError("its `mappings` is not a string");
  checkMappings(map["mappings"], sources.length, names.length);
}

function checkSections(value: unknown): void {
  if (!Array.isArray(value)) throw new SourceMapError("its `sections` is not a list");
  let last = { line: -1, column: 0 };
  for (const item of value) {
    const section = object(item, "a section");
    const offset = object(section["offset"], "a section's offset");
    const { line, column } = offset;
    if (!isCount(line) || !isCount(column)) throw new SourceMapError("a section's offset has no valid `line` and `column`");
    if (line < last.line || (line === last.line && column < last.column)) throw new SourceMapError("its sections are not in order");
    if (line === last.line && column === last.column) throw new SourceMapError("two of its sections start at one place");
    last = { line, column };
    checkMap(section["map"], false);
  }
}

const maximum = 0x7fffffff;

/**
 * Checks the encoded mappings (ECMA-426, "Mappings structure"): base64 VLQ digits, one, four or five fields a segment,
 * and sums of the relative fields that stay within 31 bits and within `sources` and `names`.
 */
function checkMappings(mappings: string, sources: number, names: number): void {
  const state = [0, 0, 0, 0, 0];
  const what = ["column", "source index", "original line", "original column", "name index"];
  let fields = 0;
  let value = 0;
  let factor = 1;
  let pending = false;
  const endSegment = (): void => {
    if (pending) throw new SourceMapError("its mappings end in the middle of a number");
    if (fields === 2 || fields === 3) throw new SourceMapError(`a segment of its mappings has ${fields} fields; only 1, 4 and 5 are valid`);
    fields = 0;
  };
  for (let at = 0; at < mappings.length; at++) {
    const code = mappings.charCodeAt(at);
    if (code === 59 || code === 44) {
      if (code === 44 && fields === 0) throw new SourceMapError("its mappings have an empty segment");
      endSegment();
      if (code === 59) state[0] = 0;
      else if (at + 1 === mappings.length || mappings[at + 1] === ";" || mappings[at + 1] === ",") {
        throw new SourceMapError("its mappings have an empty segment");
      }
      continue;
    }
    const digit = base64.indexOf(mappings[at] as string);
    if (digit < 0) throw new SourceMapError(`its mappings have the invalid character ${JSON.stringify(mappings[at])}`);
    if (fields === 5) throw new SourceMapError("a segment of its mappings has more than 5 fields");
    value += (digit & 31) * factor;
    factor *= 32;
    pending = (digit & 32) !== 0;
    if (pending) continue;
    const sum = (state[fields] as number) + (value % 2 === 1 ? -1 : 1) * Math.floor(value / 2);
    if (sum < 0 || sum > maximum) throw new SourceMapError(`its mappings have a ${what[fields]} out of range`);
    state[fields] = sum;
    if (fields === 1 && sum >= sources) throw new SourceMapError("its mappings name a source that it does not have");
    if (fields === 4 && sum >= names) throw new SourceMapError("its mappings use a name that it does not have");
    fields++;
    value = 0;
    factor = 1;
  }
  endSegment();
}

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function object(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SourceMapError(`${what} is not an object`);
  return value as Json;
}

function optionalString(map: Json, member: string): void {
  if (map[member] !== undefined && typeof map[member] !== "string") throw new SourceMapError(`its \`${member}\` is not a string`);
}

function list(map: Json, member: string, required = false): readonly unknown[] {
  const value = map[member];
  if (value === undefined && !required) return [];
  if (!Array.isArray(value)) throw new SourceMapError(`its \`${member}\` is ${value === undefined ? "missing" : "not a list"}`);
  return value;
}

function every(items: readonly unknown[], member: string, test: (item: unknown) => boolean, kind: string): void {
  if (!items.every(test)) throw new SourceMapError(`its \`${member}\` holds other things than ${kind}`);
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= maximum;
const isIndex = (value: unknown, length: number): boolean => isCount(value) && value < length;
