/** Makes a failing program small: whatever can go while it still fails in the same way goes. */
import type { ParsedModule } from "../../compiler/frontend/message.js";
import { type Span, synthetic } from "../../compiler/ir/location.js";
import { build, type FieldInfo, isExpression, isStatement, type Module, type Node, nodeFields } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";

/** Checks that a shrinking may make, and how long it may take in milliseconds. */
export interface Budget {
  readonly checks: number;
  readonly time: number;
}

/**
 * @param fails whether a text fails in the way that matters
 * @param parse reads a text, or gives `undefined` when it is no program
 */
export async function shrinkText(
  text: string,
  fails: (text: string) => Promise<boolean>,
  parse: (text: string) => ParsedModule | undefined,
  budget: Budget,
): Promise<string> {
  const until = Date.now() + budget.time;
  let left = budget.checks;
  let best = text;
  const attempt = async (candidate: string): Promise<boolean> => {
    if (candidate.length >= best.length || left <= 0 || Date.now() > until) return false;
    left--;
    if (!(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let before = ""; before !== best && left > 0; ) {
    before = best;
    await deleteRuns(() => best.split("\n"), "\n", attempt);
    await simplifyNodes(() => best, parse, attempt);
    if (best.length < 300) await deleteRuns(() => [...best], "", attempt);
  }
  return best;
}

/** Leaves out runs of parts, long ones first. */
async function deleteRuns(parts: () => string[], glue: string, attempt: (text: string) => Promise<boolean>): Promise<void> {
  for (let length = parts().length >> 1; length >= 1; length >>= 1) {
    for (let at = 0; at < parts().length; ) {
      const rest = parts();
      rest.splice(at, length);
      if (!(await attempt(rest.join(glue)))) at += length;
    }
  }
}

/** Replaces statements by their inner statements, and expressions by `x` or by a part of themselves. */
async function simplifyNodes(
  text: () => string,
  parse: (text: string) => ParsedModule | undefined,
  attempt: (text: string) => Promise<boolean>,
): Promise<void> {
  for (let again = true, from = 0; again; ) {
    again = false;
    const parsed = parse(text());
    if (!parsed) return;
    const nodes: Node[] = [];
    walk(parsed.module, (node) => {
      if ((isExpression(node) || isStatement(node)) && node.loc.kind === "span") nodes.push(node);
    });
    for (let index = from; index < nodes.length && !again; index++) {
      for (const replacement of replacements(nodes[index] as Node, text())) {
        if (!(await attempt(replacement))) continue;
        again = true;
        from = index;
        break;
      }
    }
  }
}

function* replacements(node: Node, text: string): Generator<string> {
  const { start, end } = node.loc as Span;
  const put = (piece: string): string => text.slice(0, start) + piece + text.slice(end);
  if (isStatement(node)) {
    const line = text.lastIndexOf("\n", start - 1) + 1;
    const indent = text.slice(line, start);
    if (/^[ \t]+$/.test(indent)) {
      yield text
        .slice(line, end)
        .split("\n")
        .map((row) => (row.startsWith(indent) ? row.slice(indent.length) : row))
        .join("\n");
    }
    yield put("pass");
    return;
  }
  if (end - start > 1) yield put("x");
  const parts: Node[] = [];
  walk(node, (part) => {
    if (part !== node && isExpression(part) && part.loc.kind === "span" && parts.length < 12) parts.push(part);
  });
  for (const part of parts) yield put(text.slice((part.loc as Span).start, (part.loc as Span).end));
}

/** Shrinks a tree in place. `fails` is asked after each change; a change that makes it false is undone. */
export function shrinkTree(module: Module, fails: () => boolean, budget: Budget): void {
  const until = Date.now() + budget.time;
  let left = budget.checks;
  const attempt = (change: () => void, undo: () => void): boolean => {
    if (left <= 0 || Date.now() > until) return false;
    left--;
    change();
    if (fails()) return true;
    undo();
    return false;
  };
  for (let progress = true; progress; ) {
    progress = false;
    const nodes: Node[] = [];
    walk(module, (node) => nodes.push(node));
    for (const node of nodes) {
      for (const field of nodeFields[node.kind] as readonly FieldInfo[]) if (shrinkField(node, field, attempt)) progress = true;
    }
  }
}

function shrinkField(node: Node, field: FieldInfo, attempt: (change: () => void, undo: () => void) => boolean): boolean {
  const slots = node as unknown as Record<string, unknown>;
  const value = slots[field.name];
  const set = (next: unknown): boolean =>
    attempt(
      () => (slots[field.name] = next),
      () => (slots[field.name] = value),
    );
  if (Array.isArray(value)) return shrinkList(slots, field, attempt);
  if (value === null || typeof value !== "object" || !field.node) return false;
  if (field.count === "optional" && set(null)) return true;
  return simpler(value as Node, set);
}

const loc = synthetic("fuzz");

function shrinkList(slots: Record<string, unknown>, field: FieldInfo, attempt: (change: () => void, undo: () => void) => boolean): boolean {
  let list = slots[field.name] as unknown[];
  const put = (next: unknown[]): boolean => {
    const before = list;
    const done = attempt(
      () => {
        slots[field.name] = next;
      },
      () => {
        slots[field.name] = before;
      },
    );
    if (done) list = next;
    return done;
  };
  let changed = false;
  for (let index = list.length - 1; index >= 0; index--) {
    const replace = (next: Node): boolean => put(list.map((item, at) => (at === index ? next : item)));
    if (put(list.filter((_, at) => at !== index)) || (field.node && simpler(list[index] as Node | null, replace))) changed = true;
  }
  return changed;
}

/** Tries to put something smaller in the place of an expression or a statement. */
function simpler(node: Node | null, replace: (next: Node) => boolean): boolean {
  const like = node && (isExpression(node) ? isExpression : isStatement(node) ? isStatement : undefined);
  if (!node || !like || node.kind === "Name" || node.kind === "Pass") return false;
  if (replace(isStatement(node) ? build.Pass(loc) : build.Name({ id: "x", ctx: "Load" }, loc))) return true;
  const parts: Node[] = [];
  walk(node, (part) => {
    if (part !== node && like(part) && parts.length < 20) parts.push(part);
  });
  return parts.some((part) => replace(part));
}
