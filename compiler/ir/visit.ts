/** Generic walks over the IR, driven by the generated field table. */
import { type Node, nodeFields } from "./nodes.js";

/** The nodes directly below a node, in the order of Python's fields. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const field of nodeFields[node.kind]) {
    if (!field.node) continue;
    const value = (node as unknown as Record<string, Node | null | (Node | null)[]>)[field.name];
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
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) stack.push(children[index] as Node);
  }
}

/** Whether a node, or one below it, passes a test. */
export function some(root: Node, test: (node: Node) => boolean): boolean {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (test(node)) return true;
    stack.push(...childrenOf(node));
  }
  return false;
}

/**
 * A copy of a node and all below it, since no node may stand in a tree twice. Locations are shared.
 * @param at location of all nodes of the copy instead of their own
 */
export function copyNode<N extends Node>(node: N, at?: N["loc"]): N {
  const copy: Record<string, unknown> = { kind: node.kind };
  for (const field of nodeFields[node.kind]) {
    const value = (node as unknown as Record<string, unknown>)[field.name];
    const copyOf = (child: unknown): unknown => (field.node && child ? copyNode(child as Node, at) : child);
    copy[field.name] = Array.isArray(value) ? value.map(copyOf) : copyOf(value);
  }
  copy["loc"] = at ?? node.loc;
  return copy as unknown as N;
}
