/** Generic walks over the IR, driven by the generated field table. */
import { type Node, nodeFields } from "./nodes.js";

/** Names of the fields that hold nodes, by kind. */
const childFields = Object.fromEntries(
  Object.entries(nodeFields).map(([kind, fields]) => [kind, fields.filter(({ node }) => node).map(({ name }) => name)]),
) as unknown as Readonly<Record<Node["kind"], readonly string[]>>;

type Child = Node | null;

/** The nodes directly below a node, in the order of Python's fields. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const name of childFields[node.kind]) {
    const value = (node as unknown as Record<string, Child | Child[]>)[name];
    if (Array.isArray(value)) {
      for (const child of value) if (child) children.push(child);
    } else if (value) children.push(value);
  }
  return children;
}

/** Visits a node and all nodes below it, parents first; depth costs no stack. */
export function walk(root: Node, visit: (node: Node) => void): void {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    pushChildren(node, stack);
  }
}

/** Puts the children of a node on a stack, the first one on top. */
function pushChildren(node: Node, stack: Node[]): void {
  const names = childFields[node.kind];
  for (let field = names.length - 1; field >= 0; field--) {
    const value = (node as unknown as Record<string, Child | Child[]>)[names[field] as string];
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) {
        const child = value[index];
        if (child) stack.push(child);
      }
    } else if (value) stack.push(value);
  }
}

/** Whether a node, or one below it, passes a test. */
export function some(root: Node, test: (node: Node) => boolean): boolean {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (test(node)) return true;
    pushChildren(node, stack);
  }
  return false;
}

/**
 * A copy of a node and all below it, since no node may stand in a tree twice. Locations are shared.
 * @param at      location of all nodes of the copy instead of their own
 * @param instead a node that stands in the place of the copy of one
 */
export function copyNode<N extends Node>(node: N, at?: N["loc"], instead?: (node: Node) => Node | undefined): N {
  const other = instead?.(node);
  if (other) return other as N;
  const copy: Record<string, unknown> = { kind: node.kind };
  for (const field of nodeFields[node.kind]) {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    const copyOf = (child: unknown): unknown => (field.node && child ? copyNode(child as Node, at, instead) : child);
    copy[field.name] = Array.isArray(value) ? value.map(copyOf) : copyOf(value);
  }
  copy["loc"] = at ?? node.loc;
  return copy as unknown as N;
}
