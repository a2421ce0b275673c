/** Turns the message of `python/noodle_frontend.py` into the program's IR, or into the diagnostics of a bad file. */
import { type ConstantValue, ellipsis } from "../ir/constants.js";
import { type Location, type Span, span } from "../ir/location.js";
import { type FieldInfo, type Module, type Node, type NodeKind, nodeFields } from "../ir/nodes.js";
import { type Cell, type CommentTable, SourceFile, type TokenTable } from "../ir/source-file.js";
import type { Diagnostic } from "../remarks/diagnostic.js";
import { type ColumnMap, columnMap } from "./columns.js";
import { inNotebook } from "./notebook.js";
import { PyDict, PyFloat, PyGlobal, PyTuple, unpickle } from "./unpickle.js";

export interface ParsedModule {
  readonly module: Module;
  readonly file: SourceFile;
  /** Encoding of the file as Python names it (`utf-8`, `iso-8859-1`, …). */
  readonly encoding: string;
}

export type ParseResult =
  | { readonly ok: true; readonly parsed: ParsedModule }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * @param message what `noodle_frontend.message` returned
 * @param path    name of the file for places and diagnostics
 * @param cells   the notebook cells that the text was made from, if it was
 */
export function readMessage(message: Uint8Array, path: string, cells: readonly Cell[] = []): ParseResult {
  const nodes = new NodeFactory();
  const { items } = unpickle(message, nodes) as PyTuple;
  if (items[0] !== "ok") return { ok: false, diagnostics: [inNotebook(diagnosticOf(items, path), cells)] };
  const [, kinds, starts, ends, encoding, bytes, tree] = items as ["ok", Uint8Array, Uint8Array, Uint8Array, string, Uint8Array, unknown];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const columns = columnMap(text, bytes.byteLength);
  const { tokens, comments } = readTokens(kinds, starts, ends, columns);
  const file = new SourceFile(path, "python", text, tokens, comments, cells);
  const module = nodes.finish(Array.isArray(tree) ? nodes.link(tree as FlatRow[]) : (tree as RawNode), file, columns);
  return { ok: true, parsed: { module, file, encoding } };
}

/** What `noodle_frontend` calls a comment, next to the numbers of `TokenKind`; higher numbers are line ends and indents. */
const commentKind = 7;

function readTokens(
  kinds: Uint8Array,
  starts: Uint8Array,
  ends: Uint8Array,
  columns: ColumnMap,
): { tokens: TokenTable; comments: CommentTable } {
  const from = new DataView(starts.buffer, starts.byteOffset, starts.byteLength);
  const to = new DataView(ends.buffer, ends.byteOffset, ends.byteLength);
  const place = (view: DataView, index: number): number =>
    columns.fromCodePoints(view.getUint32(index * 8, true), view.getUint32(index * 8 + 4, true));
  const tokens = { count: 0, kind: new Uint8Array(kinds.length), start: new Uint32Array(kinds.length), end: new Uint32Array(kinds.length) };
  const comments = { count: 0, start: new Uint32Array(kinds.length), end: new Uint32Array(kinds.length) };
  for (let index = 0; index < kinds.length; index++) {
    const kind = kinds[index] as number;
    if (kind < commentKind) {
      tokens.kind[tokens.count] = kind;
      tokens.start[tokens.count] = place(from, index);
      tokens.end[tokens.count++] = place(to, index);
    } else if (kind === commentKind) {
      comments.start[comments.count] = place(from, index);
      comments.end[comments.count++] = place(to, index);
    }
  }
  return { tokens, comments };
}

/** A node while it is read: fields are set, `loc` is still made of Python's numbers. */
type RawNode = { kind: NodeKind; loc: unknown } & Record<string, unknown>;

/** A row of `_flatten`: class name, and fields in which `(index,)` stands for a node. */
type FlatRow = PyTuple;

const skippedFields = new Set(["type_comment", "type_ignores"]);

class NodeFactory {
  /** All nodes, children before their parents. */
  private readonly nodes: RawNode[] = [];

  reduce(global: PyGlobal, args: readonly unknown[]): unknown {
    if (global.name === "complex") return { type: "imaginary", value: (args[1] as PyFloat).value };
    if (!(global.name in nodeFields)) return global.name; // Load, Add, …
    return { kind: global.name };
  }

  state(object: unknown, { entries }: PyDict): void {
    if (typeof object === "string") return;
    const node = object as RawNode;
    let line = 0;
    let column = 0;
    let endLine = 0;
    let endColumn = 0;
    for (let index = 0; index < entries.length; index += 2) {
      const name = entries[index] as string;
      const value = entries[index + 1];
      switch (name) {
        case "lineno":
          line = value as number;
          break;
        case "col_offset":
          column = value as number;
          break;
        case "end_lineno":
          endLine = value as number;
          break;
        case "end_col_offset":
          endColumn = value as number;
          break;
        case "value":
          node[name] = node.kind === "Constant" || node.kind === "MatchSingleton" ? constantOf(value) : value;
          break;
        case "kind":
          node["prefix"] = value;
          break;
        default:
          if (!skippedFields.has(name)) node[name] = value;
      }
    }
    node.loc = line === 0 ? undefined : [line, column, endLine, endColumn];
    this.nodes.push(node);
  }

  /** Builds the tree that `_flatten` took apart. */
  link(rows: readonly FlatRow[]): RawNode {
    const made = rows.map((row) => this.reduce(new PyGlobal(row.items[0] as string), []));
    const resolve = (value: unknown): unknown =>
      value instanceof PyTuple ? made[value.items[0] as number] : Array.isArray(value) ? value.map(resolve) : value;
    for (let index = rows.length - 1; index >= 0; index--) {
      const fields = new PyDict();
      for (const entry of ((rows[index] as FlatRow).items[1] as PyDict).entries) fields.entries.push(resolve(entry));
      this.state(made[index], fields);
    }
    return made[0] as RawNode;
  }

  /** Turns Python's places into spans and returns the module. */
  finish(root: RawNode, file: SourceFile, columns: ColumnMap): Module {
    for (const node of this.nodes) {
      const place = node.loc as [number, number, number, number] | undefined;
      if (place) node.loc = span(file, columns.fromBytes(place[0], place[1]), columns.fromBytes(place[2], place[3]));
      else if (node === root) node.loc = span(file, 0, file.text.length);
      else node.loc = spanOfChildren(node as unknown as Node, file);
      if ("args" in node && (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "Lambda"))
        placeEmptyArguments(node);
    }
    return root as unknown as Module;
  }
}

/** Nodes without a place of their own (`arguments`, `comprehension`, …) span their children. */
function spanOfChildren(node: Node, file: SourceFile): Location | undefined {
  let start = Number.POSITIVE_INFINITY;
  let end = -1;
  const add = (child: unknown): void => {
    const loc = (child as Node | null)?.loc as Span | undefined;
    if (!loc) return;
    start = Math.min(start, loc.start);
    end = Math.max(end, loc.end);
  };
  for (const { name, node: isNode } of nodeFields[node.kind] as readonly FieldInfo[]) {
    if (!isNode) continue;
    const value = (node as unknown as Record<string, unknown>)[name];
    if (Array.isArray(value)) value.forEach(add);
    else add(value);
  }
  return end < 0 ? undefined : span(file, start, end);
}

/** An empty parameter list has no children either: it gets a span without width where its function starts. */
function placeEmptyArguments(owner: RawNode): void {
  const args = owner["args"] as RawNode;
  if (args.loc) return;
  const { file, start } = owner.loc as Span;
  args.loc = span(file, start, start);
}

function constantOf(value: unknown): ConstantValue {
  if (typeof value === "number") return BigInt(value);
  if (value instanceof PyFloat) return value.value;
  if (value instanceof Uint8Array) return { type: "bytes", bytes: Uint8Array.from(value) };
  if (value instanceof PyGlobal) return ellipsis; // the only global among constants
  return value as ConstantValue;
}

function diagnosticOf(items: readonly unknown[], path: string): Diagnostic {
  switch (items[0]) {
    case "syntax": {
      const [, type, message, line, column, endLine, endColumn, bytes] = items as [
        string,
        string,
        string,
        number,
        number,
        number,
        number,
        Uint8Array,
      ];
      const sourceText = Buffer.from(bytes).toString("utf8");
      return {
        code: "NC2101",
        severity: "error",
        message: `Python cannot parse this file: ${type === "SyntaxError" ? "" : `${type}: `}${message}`,
        place: {
          file: path,
          line,
          column: utf16Column(sourceText, line, column),
          ...(endLine > 0 && endColumn > 0 ? { endLine, endColumn: utf16Column(sourceText, endLine, endColumn) } : {}),
        },
        sourceText,
      };
    }
    case "encoding": {
      const [, message, line, column] = items as [string, string, number, number];
      return {
        code: "NC2102",
        severity: "error",
        message: `cannot decode this file: ${message}`,
        hint: "save the file as UTF-8, or name its encoding in the first line, for example `# -*- coding: latin-1 -*-`",
        place: { file: path, line, column: column + 1 },
      };
    }
    case "refused":
      return { code: "NC2101", severity: "error", message: `Python cannot parse this file: ${String(items[1])}`, file: path };
    case "too-large":
      return {
        code: "NC2104",
        severity: "error",
        message: "this file is too large: the parser runs out of memory",
        hint: "split the file, or keep its data in a file of its own that the program reads",
        file: path,
      };
    default:
      return {
        code: "NC2103",
        severity: "error",
        message: `this file is nested too deeply to parse: ${String(items[1])}`,
        hint: "Python itself gives up on such a file; split the deeply nested expression or block",
        file: path,
      };
  }
}

/** Python's 1-based code point column of a `SyntaxError` as a 1-based UTF-16 column. */
function utf16Column(text: string, line: number, column: number): number {
  const row = text.split("\n", line)[line - 1] ?? "";
  return [...row].slice(0, Math.max(0, column - 1)).join("").length + 1;
}
