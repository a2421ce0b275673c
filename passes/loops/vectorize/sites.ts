/** Where loops stand that may be rewritten, and what rewrites look like that have been made before. */
import type { For, Node, Statement, While } from "../../../compiler/ir/nodes.js";
import { some } from "../../../compiler/ir/visit.js";
import { isFunction } from "../../manager/units.js";
import type { ComprehensionSite } from "./comprehensions.js";

export type Loop = For | While;

/** Where a nest stands: in the place of a loop, or of a statement whose value is a comprehension. */
export interface Site {
  readonly root: Loop;
  readonly anchor: Statement;
  readonly comprehension?: ComprehensionSite;
}

/**
 * Statements of a block and of those inside of it, but for functions, classes, rewrites, and the code that is kept beside these.
 * @param enters whether to look inside of a statement
 */
export function statementsOf(body: readonly Statement[], enters: (statement: Statement) => boolean = () => true): Statement[] {
  const found: Statement[] = [];
  const visit = (statements: readonly Statement[]): void => {
    for (const [index, statement] of statements.entries()) {
      if (isFunction(statement) || statement.kind === "ClassDef" || isAttempt(statement) || isSearch(statement)) continue;
      found.push(statement);
      if (isDispatch(statement, statements[index - 1])) visit(statement.body);
      else if (enters(statement)) for (const list of blocksOf(statement)) visit(list);
    }
  };
  visit(body);
  return found;
}

export const isLoop = (statement: Statement): statement is Loop => statement.kind === "For" || statement.kind === "While";

/** Loops that stand in no other one of a block, and not in the branch that keeps the original code. */
export const outermostLoops = (body: readonly Statement[]): Loop[] => statementsOf(body, (statement) => !isLoop(statement)).filter(isLoop);

/** Whether an `if` chooses between a rewrite and the original code: the variable that it asks is what an attempt has left. */
export function isDispatch(statement: Statement, before: Statement | undefined): statement is Extract<Statement, { kind: "If" }> {
  if (statement.kind !== "If" || statement.test.kind !== "Name" || !before) return false;
  const { id } = statement.test;
  const [inside] = before.kind === "If" ? before.body : [before];
  return inside !== undefined && isAttempt(inside) && inside.items.some(({ optional_vars: as }) => as?.kind === "Name" && as.id === id);
}

/** `with noodle_rt.attempt() as …` or `noodle_rt.trial()`, what a rewrite has made. */
export function isAttempt(statement: Statement): statement is Extract<Statement, { kind: "With" }> {
  const called = statement.kind === "With" && statement.items[0]?.context_expr;
  return called !== false && called?.kind === "Call" && called.func.kind === "Attribute" && ["attempt", "trial"].includes(called.func.attr);
}

/** A loop that skips iterations, what stands around it, and the loop as it was. */
function isSearch(statement: Statement): boolean {
  if (statement.kind === "If") return statement.body.at(-1) !== undefined && isSearch(statement.body.at(-1) as Statement);
  if (!isLoop(statement)) return false;
  const [first] = statement.orelse;
  const start = first?.kind === "If" ? first.body[0] : first;
  return (
    start?.kind === "Assign" && start.value.kind === "Call" && start.value.func.kind === "Attribute" && start.value.func.attr === "search"
  );
}

export function blocksOf(statement: Statement): Statement[][] {
  const blocks: Statement[][] = [];
  for (const value of Object.values(statement) as unknown[]) {
    if (!Array.isArray(value) || value.length === 0) continue;
    const [first] = value as (Node | string)[];
    if (typeof first !== "object") continue;
    if (first?.kind === "ExceptHandler" || first?.kind === "match_case")
      for (const part of value as { body: Statement[] }[]) blocks.push(part.body);
    else if (typeof first === "object" && "loc" in first && isBlock(statement, value)) blocks.push(value as Statement[]);
  }
  return blocks;
}

export const isBlock = (statement: Statement, value: unknown): boolean =>
  ["body", "orelse", "finalbody"].some((field) => (statement as unknown as Record<string, unknown>)[field] === value);

/** Whether a loop is one that people would like to see vectorised: it has subscripts. */
export function touchesElements(root: Loop): boolean {
  return root.body.some((statement) => some(statement, (node) => node.kind === "Subscript" && node.slice.kind !== "Constant"));
}

/** Whether something inside of a loop is rewritten already. */
export const holdsAttempt = (root: Loop): boolean => some(root, (node) => node.kind === "With" && isAttempt(node));
