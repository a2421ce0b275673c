/** Units: what passes run on. The module is one, and each function in it. */
import type { Unit } from "../../compiler/analysis/analyses.js";
import { pythonRepr } from "../../compiler/ir/dump.js";
import { type Module, type Node, nodeFields } from "../../compiler/ir/nodes.js";
import { childrenOf } from "../../compiler/ir/visit.js";

export interface NamedUnit {
  readonly unit: Unit;
  /** Qualified name of a function (`Model.fit`), `null` for the module. */
  readonly name: string | null;
}

/** The module and its functions, in the order of the text. */
export function unitsOf(module: Module): NamedUnit[] {
  const units: NamedUnit[] = [{ unit: module, name: null }];
  const stack: { readonly node: Node; readonly prefix: string }[] = [{ node: module, prefix: "" }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { node } = top;
    let { prefix } = top;
    if (isFunction(node)) units.push({ unit: node, name: prefix + node.name });
    if (isFunction(node) || node.kind === "ClassDef") prefix += `${node.name}.`;
    const children = childrenOf(node);
    for (let index = children.length - 1; index >= 0; index--) stack.push({ node: children[index] as Node, prefix });
  }
  return units;
}

export const isFunction = (node: Node): node is Extract<Node, { kind: "FunctionDef" | "AsyncFunctionDef" }> =>
  node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef";

/** Visits the nodes that belong to a unit: not what is in the bodies of functions inside of it. Parents come first. */
export function walkUnit(unit: Unit, visit: (node: Node) => void): void {
  const stack: Node[] = [...unit.body].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    const children = ownChildren(node);
    for (let index = children.length - 1; index >= 0; index--) stack.push(children[index] as Node);
  }
}

/** The nodes below a node that run with it: not the body of a function. */
export function ownChildren(node: Node): Node[] {
  if (!isFunction(node)) return childrenOf(node);
  const body = new Set<Node>(node.body);
  return childrenOf(node).filter((child) => !body.has(child));
}

/** A text that differs when the part of the program differs that belongs to a unit. Locations do not count. */
export function digest(unit: Unit): string {
  const parts: string[] = [];
  const write = (node: Node): void => {
    parts.push(node.kind);
    for (const field of nodeFields[node.kind]) {
      if (field.name === "body" && isFunction(node)) continue;
      const value = (node as unknown as Record<string, unknown>)[field.name];
      parts.push(" ", field.name, "=");
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item !== null && typeof item === "object" && "kind" in item) {
          parts.push("(");
          write(item as Node);
          parts.push(")");
        } else parts.push(field.type === "ConstantValue" ? pythonRepr(item as never) : String(item), ",");
      }
    }
  };
  for (const statement of unit.body) write(statement);
  return parts.join("");
}

/** Whether a node stands in the body of a class, whose names are attributes, and in no function inside of it. */
export function standsInClass(node: Node, unit: Unit, parentOf: (node: Node) => Node | undefined): boolean {
  for (let at = parentOf(node); at && at !== unit; at = parentOf(at)) if (at.kind === "ClassDef") return true;
  return false;
}
