/** Jupyter notebooks: their code cells as one Python text, and a Python text in percent format as a notebook. */
import { isUtf8 } from "node:buffer";
import type { Cell } from "../ir/source-file.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { inCell } from "../remarks/place.js";
import { cleanCell, fromIPython } from "./ipython.js";
import { toIPython } from "./ipython-restore.js";

export interface NotebookText {
  /** Python: the code cells in order, each after a comment `# %% cell N [id]`. */
  readonly text: string;
  readonly cells: readonly Cell[];
}

/**
 * @param bytes the `.ipynb` file as read from disk; formats 3 and 4
 * @param path  its name for diagnostics
 * @throws NoodleError when it is damaged, no notebook, or not written in Python (`NC2110`–`NC2113`)
 */
export function readNotebook(bytes: Uint8Array, path: string): NotebookText {
  const sources = codeCells(parseJson(bytes, path), path);
  const cells: Cell[] = [];
  let text = "";
  let lines = 0;
  const append = (part: string): void => {
    text += part;
    lines += lineEnds(part);
  };
  for (const [index, { source, id }] of sources.entries()) {
    const cellText = cleanCell(source.replace(/\r\n?/g, "\n"));
    const { python, magics } = fromIPython(cellText);
    append(`${index === 0 ? "" : "\n"}# %% cell ${index + 1}${id === undefined ? "" : ` [${id}]`}\n`);
    const firstLine = lines;
    append(python === "" || python.endsWith("\n") ? python : `${python}\n`);
    cells.push({ number: index + 1, id, firstLine, lineCount: lines - firstLine, text: cellText, magics });
  }
  return { text, cells };
}

const lineEnds = (text: string): number => text.split("\n").length - 1;

/** A diagnostic about the text of `readNotebook`, as one about the cell: its place, its text, and lines in its message. */
export function inNotebook(diagnostic: Diagnostic, cells: readonly Cell[]): Diagnostic {
  if (!diagnostic.place || cells.length === 0) return diagnostic;
  const place = inCell(diagnostic.place, cells);
  const message = diagnostic.message.replace(/\bon line (\d+)/g, (_, line: string) => {
    const there = inCell({ file: place.file, line: Number(line), column: 1 }, cells);
    return `on line ${there.line}${there.cell === place.cell ? "" : ` of cell ${there.cell}`}`;
  });
  return { ...diagnostic, message, place, sourceText: cells.find((cell) => cell.number === place.cell)?.text ?? "" };
}

interface CodeCell {
  readonly source: string;
  readonly id: string | undefined;
}

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(bytes: Uint8Array, path: string): unknown {
  if (!isUtf8(bytes)) throw failure("NC2110", "this notebook is not valid JSON: it is not UTF-8", path);
  // The decoder drops a byte order mark.
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    const { at, what } = damageOf(text, error as Error);
    const message = `this notebook is not valid JSON: ${what}`;
    if (at === undefined) throw failure("NC2110", message, path);
    const before = text.slice(0, at).split("\n");
    const place = { file: path, line: before.length, column: (before.at(-1) as string).length + 1 };
    throw new NoodleError([{ code: "NC2110", severity: "error", message, place, sourceText: text }]);
  }
}

const jsonToken =
  /[{}[\],:]|"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\s+/y;

/** What is wrong with a JSON text, and where as far as that can be told: the first piece of it that is no JSON at all. */
function damageOf(text: string, error: Error): { at: number | undefined; what: string } {
  let open = 0;
  let at = 0;
  for (jsonToken.lastIndex = 0; jsonToken.test(text); at = jsonToken.lastIndex) {
    if ("{[".includes(text[at] as string)) open++;
    else if ("}]".includes(text[at] as string)) open--;
  }
  const rest = text.slice(at);
  if (/^"[^\n]*$/.test(rest) || (rest === "" && (open > 0 || text.trim() === ""))) return { at, what: "it ends too early" };
  if (rest !== "") return { at, what: `\`${(rest.split("\n", 1)[0] as string).slice(0, 20)}\` does not belong here` };
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return { at: position === undefined ? undefined : Number(position), what: error.message };
}

function codeCells(notebook: unknown, path: string): CodeCell[] {
  if (!isObject(notebook) || typeof notebook["nbformat"] !== "number") {
    throw failure("NC2111", "this file is not a Jupyter notebook: it has no `nbformat`", path);
  }
  const format = notebook["nbformat"];
  if (format !== 3 && format !== 4) {
    throw failure(
      "NC2112",
      `this notebook has format ${format}, and 3 and 4 are known`,
      path,
      "convert it with `jupyter nbconvert --to notebook`",
    );
  }
  requirePython(languageOf(notebook["metadata"]), path);
  const found: CodeCell[] = [];
  for (const [index, cell] of allCells(notebook, format, path).entries()) {
    if (!isObject(cell) || typeof cell["cell_type"] !== "string")
      throw failure("NC2111", `cell ${index + 1} of this notebook has no \`cell_type\``, path);
    if (cell["cell_type"] !== "code") continue;
    if (typeof cell["language"] === "string") requirePython(cell["language"], path);
    const source = textOf(cell[format === 4 ? "source" : "input"]);
    if (source === undefined) throw failure("NC2111", `cell ${index + 1} of this notebook has no source`, path);
    const id = cell["id"];
    found.push({ source, id: typeof id === "string" && cellId.test(id) ? id : undefined });
  }
  return found;
}

/** What the notebook format allows as the `id` of a cell. */
const cellId = /^[\w-]{1,64}$/;

/** Format 3 keeps its cells in worksheets. */
function allCells(notebook: Json, format: 3 | 4, path: string): unknown[] {
  const holders = format === 4 ? [notebook] : notebook["worksheets"];
  const lists = Array.isArray(holders) ? holders.map((holder) => (isObject(holder) ? holder["cells"] : undefined)) : [undefined];
  return lists.flatMap((cells) => {
    if (!Array.isArray(cells)) throw failure("NC2111", "this file is not a Jupyter notebook: it has no list of cells", path);
    return cells;
  });
}

/** Multi-line strings of the format are strings or lists of lines. */
function textOf(source: unknown): string | undefined {
  if (typeof source === "string") return source;
  return Array.isArray(source) && source.every((line) => typeof line === "string") ? source.join("") : undefined;
}

function languageOf(metadata: unknown): string | undefined {
  const entry = (name: string, key: string): unknown => (isObject(metadata) && isObject(metadata[name]) ? metadata[name][key] : undefined);
  const language = entry("language_info", "name") ?? entry("kernelspec", "language");
  return typeof language === "string" ? language : undefined;
}

function requirePython(language: string | undefined, path: string): void {
  if (language === undefined || /^i?python/i.test(language)) return;
  throw failure("NC2113", `this notebook is not written in Python: its language is ${language}`, path);
}

function failure(code: string, message: string, file: string, hint?: string): NoodleError {
  return new NoodleError([{ code, severity: "error", message, file, ...(hint === undefined ? {} : { hint }) }]);
}

/**
 * A notebook (format 4.5) from Python in percent format: a cell starts at each comment `# %%`. Calls of IPython are
 * magics again. Cells marked `# %% [markdown]` or `# %% [raw]` hold their comments' text.
 */
export function writeNotebook(python: string): string {
  const ids = new Set<string>();
  let codeCells = 0;
  const cells = percentCells(python).map(({ type, id, lines }, index) => {
    const fallback = type === "code" ? `cell-${++codeCells}` : `text-${index + 1}`;
    const name = id !== undefined && !ids.has(id) ? id : freeName(ids, fallback);
    ids.add(name);
    return notebookCell(type, name, lines);
  });
  const metadata = { kernelspec: { display_name: "Python 3", language: "python", name: "python3" }, language_info: { name: "python" } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function freeName(taken: ReadonlySet<string>, name: string): string {
  return taken.has(name) ? freeName(taken, `${name}-`) : name;
}

type CellType = "code" | "markdown" | "raw";

interface PercentCell {
  readonly type: CellType;
  readonly id: string | undefined;
  readonly lines: string[];
}

const ownBoundary = /^# %% cell \d+(?: \[([\w-]{1,64})\])?$/;
const anyBoundary = /^#\s*%%(?!%)(?:.*\[(markdown|md|raw)\])?/;

function percentCells(python: string): PercentCell[] {
  const lines = python.replace(/\r\n?/g, "\n").split("\n");
  // In a text of `readNotebook`, other `# %%` comments are the cells' own.
  const boundary = lines.some((line) => ownBoundary.test(line)) ? ownBoundary : anyBoundary;
  const cells: PercentCell[] = [{ type: "code", id: undefined, lines: [] }];
  for (const line of lines) {
    const match = boundary.exec(line);
    if (!match) (cells.at(-1) as PercentCell).lines.push(line);
    else if (boundary === ownBoundary) cells.push({ type: "code", id: match[1], lines: [] });
    else cells.push({ type: match[1] === undefined ? "code" : match[1] === "raw" ? "raw" : "markdown", id: undefined, lines: [] });
  }
  // What stands before the first boundary is a cell of its own when it holds something.
  return (cells[0] as PercentCell).lines.every((line) => line.trim() === "") && cells.length > 1 ? cells.slice(1) : cells;
}

function notebookCell(type: CellType, id: string, lines: readonly string[]): Json {
  const text = lines.join("\n").replace(/^\n+|\s+$/g, "");
  if (type !== "code") return { cell_type: type, id, metadata: {}, source: sourceLines(text.replace(/^# ?/gm, "")) };
  return { cell_type: "code", execution_count: null, id, metadata: {}, outputs: [], source: sourceLines(toIPython(text)) };
}

/** The lines of a text, each with its line end, as Jupyter writes them. */
const sourceLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
