/**
 * Where the author has switched optimisation off: `@no_optimize` on a function or class, `# noodle: off` on a line of its own
 * until `# noodle: on` or the end of the block, and `# noodle: off` behind a statement for that statement.
 */
import { primarySpan } from "../../compiler/ir/location.js";
import { type Expression, isStatement, type Module, type Node, type Statement } from "../../compiler/ir/nodes.js";
import type { SourceFile } from "../../compiler/ir/source-file.js";
import { walk } from "../../compiler/ir/visit.js";

const directive = /^#\s*noodle:\s*(off|on)\b/;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Whether a node may be changed.
 * @param off lines (from 1) whose statements are left alone, as if `# noodle: off` stood behind them
 *
 * A statement around a region may change in its other parts. Nodes without a place in the source were made by passes and may.
 */
export function readDirectives(module: Module, file: SourceFile, off: readonly number[] = []): (node: Node) => boolean {
  // Lines count from 1 outside of the compiler.
  const lines = new Set(off.map((line) => line - 1));
  const ranges = [...commentRanges(module, file), ...decoratedRanges(module), ...(off.length > 0 ? statementsAt(module, file, lines) : [])];
  if (ranges.length === 0) return () => true;
  return (node) => {
    const span = primarySpan(node.loc);
    return !span || span.file !== file || !ranges.some(({ start, end }) => span.start >= start && span.start < end);
  };
}

function decoratedRanges(module: Module): Range[] {
  const ranges: Range[] = [];
  walk(module, (node) => {
    if (!("decorator_list" in node) || !node.decorator_list.some(isNoOptimize)) return;
    const span = primarySpan(node.loc);
    if (span) ranges.push(span);
  });
  return ranges;
}

function isNoOptimize(decorator: Expression): boolean {
  if (decorator.kind === "Call") return isNoOptimize(decorator.func);
  return (
    (decorator.kind === "Name" && decorator.id === "no_optimize") || (decorator.kind === "Attribute" && decorator.attr === "no_optimize")
  );
}

function commentRanges(module: Module, file: SourceFile): Range[] {
  const ranges: Range[] = [];
  const behind = new Set<number>();
  const { comments, text } = file;
  for (let index = 0; index < comments.count; index++) {
    const start = comments.start[index] as number;
    if (directive.exec(text.slice(start, comments.end[index]))?.[1] !== "off") continue;
    if (isFirstOfLine(file, start)) ranges.push({ start, end: endOfRegion(file, index) });
    else behind.add(file.lineOf(start));
  }
  return behind.size === 0 ? ranges : [...ranges, ...statementsAt(module, file, behind)];
}

const isFirstOfLine = (file: SourceFile, offset: number): boolean =>
  file.text.slice(file.lineStarts[file.lineOf(offset)], offset).trim() === "";

/** Where a region that a comment opens ends: at `# noodle: on`, or in front of the first line that is indented less. */
function endOfRegion(file: SourceFile, comment: number): number {
  const { comments, tokens, text } = file;
  let end = text.length + 1;
  for (let index = comment + 1; index < comments.count; index++) {
    const start = comments.start[index] as number;
    if (directive.exec(text.slice(start, comments.end[index]))?.[1] !== "on") continue;
    end = start;
    break;
  }
  const start = comments.start[comment] as number;
  const column = file.columnOf(start);
  for (let token = file.tokenAtOrAfter(start); token < tokens.count; token++) {
    const offset = tokens.start[token] as number;
    if (offset >= end) break;
    if (isFirstOfLine(file, offset) && file.columnOf(offset) < column) return offset;
    // Lines inside of brackets may be indented anyhow.
    const close = file.matchingBracket(token);
    if (close > token) token = close;
  }
  return end;
}

/** The statements that a comment stands behind: a whole compound statement when it stands behind its header. */
function statementsAt(module: Module, file: SourceFile, lines: ReadonlySet<number>): Range[] {
  const ranges: Range[] = [];
  walk(module, (node) => {
    if (!isStatement(node)) return;
    const span = primarySpan(node.loc);
    if (!span) return;
    const last = file.lineOf(headerEnd(node, span.end));
    for (let line = file.lineOf(span.start); line <= last; line++) if (lines.has(line)) ranges.push(span);
  });
  return ranges;
}

function headerEnd(node: Statement, end: number): number {
  const first = "body" in node ? (node.body[0] as Statement | undefined) : undefined;
  const start = first && primarySpan(first.loc)?.start;
  return start === undefined ? end - 1 : Math.max(0, start - 1);
}
