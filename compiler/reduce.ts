/**
 * Makes a program small: whatever can go while it stays interesting goes. Delta debugging over the tree: runs of statements
 * first, long ones before short ones, then compound statements become their bodies, then expressions become parts of themselves.
 */
import { Tree } from "../passes/manager/tree.js";
import { synthetic } from "./ir/location.js";
import {
  build,
  type Expression,
  type FieldInfo,
  isExpression,
  isStatement,
  type Module,
  type Node,
  nodeFields,
  type Statement,
} from "./ir/nodes.js";
import { verify } from "./ir/verify.js";
import { childrenOf, walk } from "./ir/visit.js";

/** @param isInteresting asked about the module after each change; a change that makes it false is undone */
export function reduceModule(module: Module, isInteresting: () => boolean): void {
  const tree = new Tree(module);
  const attempt = (change: () => void): boolean => {
    const { mark } = tree;
    change();
    if (verify(module).length === 0 && isInteresting()) return true;
    tree.undo(mark);
    return false;
  };
  for (let again = true; again; ) {
    again = false;
    for (const step of [dropStatements, unwrapStatements, simplifyExpressions]) if (step(tree, attempt)) again = true;
  }
}

type Attempt = (change: () => void) => boolean;

const loc = synthetic("reduce");

/** Fields that hold statements, outermost first. */
function blocksOf(module: Module): { readonly node: Node; readonly field: string }[] {
  const blocks: { node: Node; field: string }[] = [];
  walk(module, (node) => {
    for (const { name, type } of nodeFields[node.kind]) if (type === "Statement") blocks.push({ node, field: name });
  });
  return blocks;
}

function dropStatements(tree: Tree, attempt: Attempt): boolean {
  let changed = false;
  for (const { node, field } of blocksOf(tree.module)) {
    const list = (): Statement[] => (node as unknown as Record<string, Statement[]>)[field] as Statement[];
    for (let length = list().length; length >= 1; length >>= 1) {
      for (let start = 0; start < list().length; ) {
        const rest = [...list().slice(0, start), ...list().slice(start + length)];
        const mayBeEmpty = node.kind === "Module" || field === "orelse" || field === "finalbody";
        const next = rest.length > 0 || mayBeEmpty ? rest : [build.Pass(loc)];
        const isSmaller = next.length < list().length || list()[0]?.kind !== "Pass";
        if (isSmaller && attempt(() => tree.set(node, field, next))) changed = true;
        else start += length;
      }
    }
  }
  return changed;
}

/** Puts what is inside of a compound statement in its place. */
function unwrapStatements(tree: Tree, attempt: Attempt): boolean {
  let changed = false;
  const compound: Statement[] = [];
  walk(tree.module, (node) => {
    if (isStatement(node) && "body" in node) compound.push(node);
  });
  for (const statement of compound) {
    for (const { name, type } of nodeFields[statement.kind]) {
      const inner = (statement as unknown as Record<string, Statement[]>)[name];
      if (type !== "Statement" || !inner || inner.length === 0 || !isIn(tree, statement)) continue;
      const { node, field, list, index } = tree.listOf(statement);
      const next = [...list.slice(0, index), ...inner, ...list.slice(index + 1)];
      if (attempt(() => tree.set(node, field, next))) {
        changed = true;
        break;
      }
    }
  }
  return changed;
}

function isIn(tree: Tree, node: Node): boolean {
  let at: Node | undefined = node;
  while (at && at !== tree.module) at = tree.parentOf(at);
  return at === tree.module;
}

/** Leaves out items of lists and optional parts, and puts a part of an expression, or `0`, in its place. */
function simplifyExpressions(tree: Tree, attempt: Attempt): boolean {
  let changed = false;
  const nodes: Node[] = [];
  walk(tree.module, (node) => {
    nodes.push(node);
  });
  for (const node of nodes) {
    if (!isIn(tree, node) && node !== tree.module) continue;
    for (const field of nodeFields[node.kind])
      if (field.node && field.type !== "Statement" && simplifyField(tree, node, field, attempt)) changed = true;
  }
  return changed;
}

function simplifyField(tree: Tree, node: Node, { name, count }: FieldInfo, attempt: Attempt): boolean {
  const value = (): unknown => (node as unknown as Record<string, unknown>)[name];
  let changed = false;
  if (count === "list" || count === "sparse-list") {
    for (let index = 0; index < (value() as Node[]).length; ) {
      const list = value() as (Node | null)[];
      if (
        attempt(() =>
          tree.set(
            node,
            name,
            list.filter((_, at) => at !== index),
          ),
        )
      )
        changed = true;
      else {
        const item = list[index];
        if (
          item &&
          isExpression(item) &&
          simplify(item, (next) =>
            attempt(() =>
              tree.set(
                node,
                name,
                list.map((old, at) => (at === index ? next : old)),
              ),
            ),
          )
        )
          changed = true;
        index++;
      }
    }
    return changed;
  }
  const current = value() as Node | null;
  if (!current) return false;
  if (count === "optional" && attempt(() => tree.set(node, name, null))) return true;
  return isExpression(current) && simplify(current, (next) => attempt(() => tree.set(node, name, next)));
}

/** Tries smaller expressions, smallest first. */
function simplify(node: Expression, replace: (next: Expression) => boolean): boolean {
  if (node.kind === "Name" || node.kind === "Constant") return false;
  if (replace(build.Constant({ value: 0n, prefix: null }, loc))) return true;
  return childrenOf(node).some((child) => isExpression(child) && replace(child));
}
