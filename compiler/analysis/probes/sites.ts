/** What a profile calls the places that it measures: names that edits elsewhere in the file do not change. */
import { createHash } from "node:crypto";
import { primarySpan } from "../../ir/location.js";
import { type Expression, is, type Module, type Node, nodeFields } from "../../ir/nodes.js";
import type { SourceFile } from "../../ir/source-file.js";
import { cellBefore, placeInCell } from "../../ir/source-file.js";
import type { SiteKey } from "../../profile/profile.js";

/** What tells a site from all others of its module. */
export type SiteName = Pick<SiteKey, "function" | "hash" | "ordinal">;

/** Gives the sites of one module their names. */
export interface SiteNamer {
  name(node: Expression, scope: Scope, what: Pick<SiteKey, "kind" | "library" | "name">): SiteKey;
}

export interface Scope {
  readonly function: string;
  /** First line of the function, from 0. */
  readonly line: number;
  /** The body of a class: no function, but part of the names of its methods. */
  readonly isClass: boolean;
}

export const moduleScope: Scope = { function: "<module>", line: 0, isClass: false };

/** The scope of a function or class inside of another, with Python's `__qualname__`. */
export function scopeInside(scope: Scope, node: Node, file: SourceFile): Scope {
  const name = "name" in node && typeof node.name === "string" ? node.name : "<lambda>";
  const outer = scope === moduleScope ? "" : `${scope.function}.${scope.isClass ? "" : "<locals>."}`;
  const start = primarySpan(node.loc)?.start;
  return { function: outer + name, line: start === undefined ? scope.line : file.lineOf(start), isClass: is(node, "ClassDef") };
}

export function siteNamer(module: string, file: SourceFile): SiteNamer {
  const seen = new Map<string, number>();
  return {
    name(node, scope, what) {
      const hash = hashOf(node);
      const key = `${what.kind} ${module} ${scope.function} ${hash}`;
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      const start = primarySpan(node.loc)?.start;
      const row = start === undefined ? scope.line : file.lineOf(start);
      return {
        id: sha(`${key} ${ordinal}`).slice(0, 16),
        module,
        function: scope.function,
        hash,
        ordinal,
        offset: row - scope.line,
        ...placeOf(start, row, file),
        ...what,
        text: textOf(node, file),
      };
    },
  };
}

/** Names of expressions of a module, as a profile has them. */
export function siteNames(module: Module, file: SourceFile, wanted: ReadonlySet<Node>): ReadonlyMap<Node, SiteName> {
  const names = new Map<Node, SiteName>();
  const seen = new Map<string, number>();
  const visit = (node: Node, scope: Scope): void => {
    if (wanted.has(node)) {
      const hash = hashOf(node as Expression);
      const key = `${scope.function} ${hash}`;
      const ordinal = seen.get(key) ?? 0;
      seen.set(key, ordinal + 1);
      names.set(node, { function: scope.function, hash, ordinal });
    }
    const inner = scopes.has(node.kind) ? scopeInside(scope, node, file) : scope;
    for (const field of nodeFields[node.kind]) {
      if (!field.node) continue;
      const value = (node as unknown as Record<string, Node | null | readonly (Node | null)[]>)[field.name];
      // Decorators, default values and annotations belong to the scope around.
      const within = field.name === "body" ? inner : scope;
      for (const child of Array.isArray(value) ? value : [value]) if (child) visit(child, within);
    }
  };
  visit(module, moduleScope);
  return names;
}

const scopes: ReadonlySet<string> = new Set(["FunctionDef", "AsyncFunctionDef", "ClassDef", "Lambda"]);

const hashOf = (node: Expression): string => sha(structure(node)).slice(0, 12);

function placeOf(start: number | undefined, row: number, file: SourceFile): Pick<SiteKey, "line" | "column" | "cell"> {
  const column = start === undefined ? 0 : file.columnOf(start);
  const cell = cellBefore(file.cells, row);
  if (!cell) return { line: row + 1, column: column + 1 };
  const own = placeInCell(cell, row, column);
  return { line: own.line + 1, column: own.column + 1, cell: cell.number };
}

function textOf(node: Expression, file: SourceFile): string {
  const span = primarySpan(node.loc);
  if (!span) return "";
  const text = file.text.slice(span.start, Math.min(span.end, span.start + 160)).replace(/\s+/g, " ");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The tree below a node as text, without places: what stays the same when a file is laid out anew. */
export function structure(root: Node): string {
  const parts: string[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const item = stack.pop();
    if (typeof item === "string") parts.push(item);
    else {
      const node = item as Node;
      const pending: unknown[] = [`${node.kind}(`];
      for (const field of nodeFields[node.kind]) {
        const value = (node as unknown as Record<string, unknown>)[field.name];
        for (const each of Array.isArray(value) ? value : [value])
          pending.push(field.node && each ? each : `${JSON.stringify(each, plain) ?? ""},`);
        pending.push(";");
      }
      pending.push(")");
      for (let index = pending.length - 1; index >= 0; index--) stack.push(pending[index]);
    }
  }
  return parts.join("");
}

/** Values that JSON has no form for. */
const plain = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? `${value}n` : value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Name under which a module knows the runtime of optimised programs. */
export function runtimeAlias({ body }: Module): string | undefined {
  for (const statement of body) {
    if (!is(statement, "Import")) continue;
    const found = statement.names.find(({ name }) => name === "noodle_rt");
    if (found) return found.asname ?? found.name;
  }
  return undefined;
}
