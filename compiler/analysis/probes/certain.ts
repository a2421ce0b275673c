/** Which expressions of a piece of a program are reached exactly once each time that it runs, unless an exception is raised. */
import { type Expression, is, isExpression, type Node, nodeFields, type Statement } from "../../ir/nodes.js";
import { blocksOf, comprehensions, suspends } from "./shape.js";

/** Those of statements that stand behind each other. */
export function certainParts(statements: readonly Statement[]): Node[] {
  const found: Node[] = [];
  for (const statement of statements) {
    if (suspends(statement)) break;
    for (const head of headsOf(statement)) found.push(...certainIn(head));
    if (leaves(statement)) break;
  }
  return found;
}

/** Those of one expression. */
export function certainIn(root: Expression): Node[] {
  const found: Node[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    found.push(node);
    if (is(node, "BoolOp")) stack.push(node.values[0] as Expression);
    else if (is(node, "IfExp")) stack.push(node.test);
    else if (is(node, "Compare")) stack.push(node.left, node.comparators[0] as Expression);
    else if (comprehensions.has(node.kind)) {
      const [first] = (node as Extract<Node, { kind: "ListComp" }>).generators;
      if (first) stack.push(first.iter);
    } else if (!is(node, "Lambda"))
      for (const field of nodeFields[node.kind]) {
        const value = (node as unknown as Record<string, Node | null | readonly (Node | null)[]>)[field.name];
        if (field.node) for (const child of Array.isArray(value) ? value : [value]) if (child) stack.push(child);
      }
  }
  return found.filter(isExpression);
}

/** What a statement works out in any case. */
function headsOf(statement: Statement): readonly Expression[] {
  if (is(statement, "With") || is(statement, "AsyncWith")) return statement.items.map((item) => item.context_expr);
  if (is(statement, "If") || is(statement, "Assert")) return [statement.test];
  if (is(statement, "Match")) return [statement.subject];
  if (is(statement, "Raise")) return statement.exc ? [statement.exc] : [];
  const { value } = statement as { readonly value?: Expression | null };
  return value ? [value] : [];
}

/** Whether what stands behind a statement may be left out. */
function leaves(statement: Statement): boolean {
  if (is(statement, "Break") || is(statement, "Continue") || is(statement, "Return") || is(statement, "Raise")) return true;
  return blocksOf(statement).some((block) => block.some(leaves));
}
