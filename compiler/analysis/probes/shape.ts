/** What the monitor has to know of the shape of a program. */
import { is, isExpression, type Module, type Node, nodeFields, type Statement } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";

export const comprehensions: ReadonlySet<string> = new Set(["ListComp", "SetComp", "DictComp", "GeneratorExp"]);

/** The blocks of a statement, those of its handlers and cases among them. */
export function blocksOf(node: Node): Statement[][] {
  return nodeFields[node.kind].flatMap((field) => {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    if (!field.node || !Array.isArray(value)) return [];
    if (isBlock(value)) return [value];
    return value.flatMap((each: Node | null) => (each?.kind === "ExceptHandler" || each?.kind === "match_case" ? blocksOf(each) : []));
  });
}

/** A list of statements. */
export const isBlock = (value: readonly (Node | null)[]): value is Statement[] => {
  const [first] = value;
  return first != null && !isExpression(first) && statementKinds.has(first.kind);
};

const statementKinds: ReadonlySet<string> = new Set(
  (
    "FunctionDef AsyncFunctionDef ClassDef Return Delete Assign TypeAlias AugAssign AnnAssign For AsyncFor While If With AsyncWith Match " +
    "Raise Try TryStar Assert Import ImportFrom Global Nonlocal Expr Pass Break Continue"
  ).split(" "),
);

/** Number of nodes. */
export function sizeOf(statements: readonly Statement[]): number {
  let size = 0;
  for (const statement of statements)
    walk(statement, () => {
      size++;
    });
  return size;
}

/** Code that hands control to somebody else in the middle: probes around it would get mixed up with theirs. */
export function suspends(root: Node): boolean {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === "Await" || node.kind === "Yield" || node.kind === "YieldFrom") return true;
    if (node.kind === "AsyncFor" || node.kind === "AsyncWith" || (node.kind === "comprehension" && node.is_async)) return true;
    if (node !== root && (node.kind === "Lambda" || node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef")) continue;
    for (const field of nodeFields[node.kind]) {
      if (!field.node) continue;
      const value = (node as unknown as Record<string, Node | null | (Node | null)[]>)[field.name];
      for (const child of Array.isArray(value) ? value : [value]) if (child) stack.push(child);
    }
  }
  return false;
}

const isDocstring = (statement: Statement | undefined): boolean =>
  is(statement, "Expr") && is(statement.value, "Constant") && typeof statement.value.value === "string";

export function withDocstring(body: readonly Statement[], change: (rest: readonly Statement[]) => Statement[]): Statement[] {
  const at = isDocstring(body[0]) ? 1 : 0;
  return [...body.slice(0, at), ...change(body.slice(at))];
}

/** Number of statements that must stay the first ones. */
export function prologueOf({ body }: Module): number {
  const docstring = isDocstring(body[0]) ? 1 : 0;
  const imports = body.slice(docstring).findIndex((statement) => !(is(statement, "ImportFrom") && statement.module === "__future__"));
  return imports < 0 ? body.length : docstring + imports;
}
