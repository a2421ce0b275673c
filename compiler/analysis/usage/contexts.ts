/** Where nodes stand: in how many loops, in which function, below which statement. */
import { type Comprehension, type For, is, isStatement, type Module, type Node, type Statement, type While } from "../../ir/nodes.js";
import { childrenOf } from "../../ir/visit.js";
import type { FunctionNode, TypeFacts } from "../types/type-facts.js";

export type LoopNode = For | While | Comprehension;

export interface Context {
  readonly parent: Context | undefined;
  readonly node: Node;
  /** The loops around it in its function, innermost last. What runs once before a loop is not in it. */
  readonly loops: readonly LoopNode[];
  readonly within: FunctionNode | undefined;
  readonly statement: Statement | undefined;
}

export interface Contexts {
  of(node: Node): Context | undefined;
  /** Loops around a node, those around the calls of its function among them. */
  depthOf(node: Node): number;
}

export function contextsOf(module: Module, facts: TypeFacts): Contexts {
  const contexts = new Map<Node, Context>();
  const visit = (node: Node, parent: Context | undefined, loops: readonly LoopNode[], within: FunctionNode | undefined): void => {
    const statement = isStatement(node) ? node : parent?.statement;
    const context: Context = { parent, node, loops, within, statement };
    contexts.set(node, context);
    if (is(node, "FunctionDef") || is(node, "AsyncFunctionDef") || is(node, "Lambda")) {
      const body: readonly Node[] = Array.isArray(node.body) ? node.body : [node.body];
      for (const child of childrenOf(node)) visit(child, context, body.includes(child) ? [] : loops, body.includes(child) ? node : within);
    } else if (is(node, "For") || is(node, "AsyncFor")) {
      const inside = is(node, "For") ? [...loops, node] : loops;
      visit(node.iter, context, loops, within);
      visit(node.target, context, inside, within);
      for (const child of node.body) visit(child, context, inside, within);
      for (const child of node.orelse) visit(child, context, loops, within);
    } else if (is(node, "While")) {
      const inside = [...loops, node];
      visit(node.test, context, inside, within);
      for (const child of node.body) visit(child, context, inside, within);
      for (const child of node.orelse) visit(child, context, loops, within);
    } else if ("generators" in node) {
      let inside = loops;
      for (const generator of node.generators) {
        const here: Context = { parent: context, node: generator, loops: inside, within, statement };
        contexts.set(generator, here);
        visit(generator.iter, here, inside, within);
        inside = [...inside, generator];
        visit(generator.target, here, inside, within);
        for (const condition of generator.ifs) visit(condition, here, inside, within);
      }
      const results = is(node, "DictComp") ? [node.key, node.value] : [node.elt];
      for (const result of results) visit(result, context, inside, within);
    } else for (const child of childrenOf(node)) visit(child, context, loops, within);
  };
  visit(module, undefined, [], undefined);
  return { of: (node) => contexts.get(node), depthOf: depths(contexts, facts) };
}

/** Deeper nesting than this is not worth telling apart, and recursion has to end. */
const deepest = 6;

function depths(contexts: ReadonlyMap<Node, Context>, facts: TypeFacts): (node: Node) => number {
  const callers = new Map<Node, Node[]>();
  for (const operation of facts.operations) {
    for (const target of operation.targets) {
      if (target.kind !== "user") continue;
      const definition = facts.definitionOf(target.definition);
      callers.set(definition, [...(callers.get(definition) ?? []), operation.node]);
    }
  }
  const known = new Map<Node, number>();
  const ofFunction = (definition: FunctionNode): number => {
    const before = known.get(definition);
    if (before !== undefined) return before;
    known.set(definition, 0);
    const depth = Math.min(deepest, Math.max(0, ...(callers.get(definition) ?? []).map(depthOf)));
    known.set(definition, depth);
    return depth;
  };
  const depthOf = (node: Node): number => {
    const context = contexts.get(node);
    if (!context) return 0;
    return Math.min(deepest, context.loops.length + (context.within ? ofFunction(context.within) : 0));
  };
  return depthOf;
}
