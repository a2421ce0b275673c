/**
 * What passes have changed, as edits of the source text: expressions are put in place of expressions and statements between
 * statements, so that everything else keeps its bytes. Where that cannot be done, the smallest whole around it is printed.
 */
import { primarySpan } from "../ir/location.js";
import {
  type Expression,
  type FieldInfo,
  isExpression,
  isStatement,
  type Module,
  type Node,
  nodeFields,
  type Statement,
} from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Printed } from "./printed.js";
import { Level } from "./printer-base.js";
import { printExpression, printStatements } from "./python-printer.js";

/** By node what its changed fields held when the source was parsed. */
export type Originals = ReadonlyMap<Node, ReadonlyMap<string, unknown>>;

/** `text` in place of a stretch of the source; the printed part of it begins at `skip` and goes on for `length`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly printed: Printed | undefined;
  readonly after: string;
}

/** The edits in the order of the text; they do not overlap. */
export function editsOf(module: Module, file: SourceFile, originals: Originals): Edit[] {
  const finder = new EditFinder(file, originals);
  if (!finder.block(module, "body", module.body)) throw new Error("the changes of this module cannot be put into its text");
  return finder.edits.sort((a, b) => a.start - b.start || a.end - b.end);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

class EditFinder {
  readonly edits: Edit[] = [];

  constructor(
    private readonly file: SourceFile,
    private readonly originals: Originals,
  ) {}

  /** @returns whether it could be done; if not, no edits are left of it */
  private attempt(run: () => boolean): boolean {
    const { length } = this.edits;
    if (run()) return true;
    this.edits.length = length;
    return false;
  }

  private replace({ start, end }: Place, printed: Printed, before = "", after = ""): true {
    this.edits.push({ start, end, before, printed, after });
    return true;
  }

  /** Where a node of the source stands, decorators included. */
  private placeOf(node: Node): Place | undefined {
    if (node.loc.kind !== "span" || node.loc.file !== this.file) return undefined;
    const { start, end } = node.loc;
    const decorator = "decorator_list" in node ? node.decorator_list[0] : undefined;
    const first = decorator && primarySpan(decorator.loc);
    if (!first) return { start, end };
    let token = this.file.tokenAtOrAfter(first.start) - 1;
    while (token > 0 && !this.file.tokenIs(token, "@")) token--;
    return { start: this.file.tokens.start[token] as number, end };
  }

  // --- expressions ----------------------------------------------------------------------------------------------------

  /** Edits inside of a node of the source. */
  private node(node: Node, parent: Node): boolean {
    if (isStatement(node)) return this.statement(node);
    if (this.attempt(() => this.fields(node))) return true;
    const place = this.placeOf(node);
    if (!isExpression(node) || !place || node.kind === "FormattedValue" || node.kind === "Interpolation") return false;
    return this.replace(place, printExpression(node, this.file, levelIn(parent, node)));
  }

  private statement(node: Statement): boolean {
    if (this.attempt(() => this.fields(node))) return true;
    const place = this.placeOf(node);
    const indent = place && this.indentAt(place.start);
    if (!place || indent === undefined) return false;
    return this.replace(place, this.lines([node], indent));
  }

  private fields(node: Node): boolean {
    const changed = this.originals.get(node);
    return nodeFields[node.kind].every((field) => {
      const value = (node as unknown as Record<string, unknown>)[field.name];
      if (field.type === "Statement") return this.block(node, field.name, value as Statement[]);
      if (changed?.has(field.name)) return this.changedField(node, field, changed.get(field.name), value);
      if (!field.node) return true;
      const children = (Array.isArray(value) ? value : [value]) as (Node | null)[];
      return children.every((child) => !child || !this.isChangedInside(child) || this.node(child, node));
    });
  }

  private readonly inside = new Map<Node, boolean>();

  private isChangedInside(node: Node): boolean {
    const known = this.inside.get(node);
    if (known !== undefined) return known;
    let changed = this.originals.has(node);
    for (const field of nodeFields[node.kind]) {
      if (changed) break;
      if (!field.node) continue;
      const value = (node as unknown as Record<string, Node | null | (Node | null)[]>)[field.name];
      changed = (Array.isArray(value) ? value : [value]).some(
        (child) => child !== null && child !== undefined && this.isChangedInside(child),
      );
    }
    this.inside.set(node, changed);
    return changed;
  }

  private changedField(node: Node, field: FieldInfo, before: unknown, now: unknown): boolean {
    // Inside of an f-string there is no room for quotes.
    if (!field.node || node.kind === "FormattedValue" || node.kind === "Interpolation") return false;
    const old = Array.isArray(before) ? (before as unknown[]) : [before];
    const next = Array.isArray(now) ? (now as unknown[]) : [now];
    return (
      old.length === next.length &&
      old.every((from, index) => {
        const to = next[index] as Node | null;
        if (from === to) return !to || this.node(to, node);
        const place = from ? this.placeOf(from as Node) : undefined;
        if (!place || !to || !isExpression(to)) return false;
        return this.replace(place, printExpression(to, this.file, levelIn(node, to)));
      })
    );
  }

  // --- statements -----------------------------------------------------------------------------------------------------

  block(node: Node, field: string, now: readonly Statement[]): boolean {
    const before = (this.originals.get(node)?.get(field) as readonly Statement[] | undefined) ?? now;
    if (now.length === 0 && before.length > 0 && node.kind !== "Module") return false;
    const kept = now.filter((statement) => before.includes(statement));
    const order = kept.map((statement) => before.indexOf(statement));
    if (order.some((index, at) => at > 0 && index < (order[at - 1] as number))) return false;
    if (!kept.every((statement) => !this.isChangedInside(statement) || this.statement(statement))) return false;
    let old = 0;
    let next = 0;
    for (const statement of [...kept, undefined]) {
      const oldEnd = statement ? before.indexOf(statement) : before.length;
      const nextEnd = statement ? now.indexOf(statement) : now.length;
      const gone = before.slice(old, oldEnd);
      const fresh = now.slice(next, nextEnd);
      if (!this.between(gone, fresh, before[old - 1], before[oldEnd])) return false;
      old = oldEnd + 1;
      next = nextEnd + 1;
    }
    return true;
  }

  /** Puts `fresh` in the place of `gone`, between two statements that stay. */
  private between(
    gone: readonly Statement[],
    fresh: readonly Statement[],
    above: Statement | undefined,
    below: Statement | undefined,
  ): boolean {
    const [first] = gone;
    if (!first) return fresh.length === 0 || this.insert(fresh, above, below);
    const from = this.placeOf(first);
    const to = this.placeOf(gone.at(-1) as Statement);
    if (!from || !to) return false;
    const place = { start: from.start, end: to.end };
    if (fresh.length === 0) return this.delete(place, above);
    const indent = this.indentAt(place.start);
    if (indent !== undefined) return this.replace(place, this.lines(fresh, indent));
    return fresh.length === 1 && isSimple(fresh) && this.replace(place, this.lines(fresh, ""));
  }

  private insert(fresh: readonly Statement[], above: Statement | undefined, below: Statement | undefined): boolean {
    // Imports stay with imports, everything else stands in front of what it is for.
    const belongsAbove = above !== undefined && isImport(above) && fresh.every(isImport);
    const next = belongsAbove ? undefined : below && this.placeOf(below);
    if (next) {
      const indent = this.indentAt(next.start);
      const at = { start: next.start, end: next.start };
      if (indent !== undefined) return this.replace(at, this.lines(fresh, indent), "", `\n${indent}`);
      return isSimple(fresh) && fresh.every((statement) => this.replace(at, this.lines([statement], ""), "", "; "));
    }
    const last = above && this.placeOf(above);
    const indent = last && this.indentAt(last.start);
    if (!last || indent === undefined) return false;
    const lineEnd = this.file.text.indexOf("\n", last.end);
    const end = lineEnd < 0 ? this.file.text.length : lineEnd;
    return this.replace({ start: end, end }, this.lines(fresh, indent), `\n${indent}`);
  }

  private delete({ start, end }: Place, above: Statement | undefined): boolean {
    const { text } = this.file;
    const lineEnd = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
    const isFirst = this.indentAt(start) !== undefined;
    const behind = text.slice(end, lineEnd);
    const drop = (from: number, to: number): true => {
      this.edits.push({ start: from, end: to, before: "", printed: undefined, after: "" });
      return true;
    };
    if (isFirst && /^\s*(#.*)?$/.test(behind))
      return drop(this.file.lineStarts[this.file.lineOf(start)] as number, Math.min(text.length, lineEnd + 1));
    const separator = /^\s*;[ \t]*(?=[^\s#])/.exec(behind)?.[0];
    if (separator !== undefined) return drop(start, end + separator.length);
    const before = above && this.placeOf(above);
    return before !== undefined && !text.slice(before.end, start).includes("\n") && drop(before.end, end);
  }

  /** Statements, the first one without indentation and the last one without line end. */
  private lines(statements: readonly Statement[], indent: string): Printed {
    const printed = printStatements(statements, this.file, indent);
    return cut(printed, indent.length);
  }

  /** The indentation of the line that begins at a place; `undefined` when other code stands in front. */
  private indentAt(start: number): string | undefined {
    const indent = this.file.text.slice(this.file.lineStarts[this.file.lineOf(start)], start);
    return /^[ \t\f]*$/.test(indent) ? indent : undefined;
  }
}

/** Without the first characters and the last line end. */
function cut({ code, segments, files }: Printed, length: number): Printed {
  const column = segments.column.map((value, index) => (segments.line[index] === 0 ? Math.max(0, value - length) : value));
  return { code: code.slice(length, -1), segments: { ...segments, column }, files };
}

const isImport = ({ kind }: Statement): boolean => kind === "Import" || kind === "ImportFrom";

const compound = new Set("If For AsyncFor While With AsyncWith Try TryStar Match FunctionDef AsyncFunctionDef ClassDef".split(" "));
const isSimple = (statements: readonly Statement[]): boolean => statements.every(({ kind }) => !compound.has(kind));

/** Nodes whose parts stand between brackets, commas or the ends of a statement. */
const roomy = new Set("Assign AugAssign Return Expr Call keyword arguments List Set Subscript For While If".split(" "));

function levelIn(parent: Node, node: Expression): Level {
  if (node.kind === "GeneratorExp" || node.kind === "Starred") return Level.Primary;
  if (roomy.has(parent.kind)) return Level.Test;
  return node.kind === "Constant" ? Level.Primary + 1 : Level.Primary;
}
