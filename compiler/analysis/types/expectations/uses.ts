/** How the program uses its variables and the attributes of its objects: which members it reads and calls, and how it indexes. */
import { is, type Module, type Node } from "../../../ir/nodes.js";
import { childrenOf } from "../../../ir/visit.js";
import type { Binding, Scopes } from "../../scopes.js";

export interface Uses {
  /** Attributes that are read, by name. */
  readonly members: Map<string, MemberUse>;
  /** It is called itself. */
  isCalled: boolean;
  /** What stands in `x[…]`: a string, several axes (`x[:, 0]`), or something else. */
  readonly subscripts: Set<"string" | "axes" | "other">;
}

export interface MemberUse {
  /** `x.name(…)` somewhere. */
  isCalled: boolean;
  /** `x.name` somewhere, without a call. */
  isRead: boolean;
}

export const noUses = (): Uses => ({ members: new Map(), isCalled: false, subscripts: new Set() });

/** Uses of a member alone: of a value that no variable holds. */
export function useOfMember(name: string, isCalled: boolean): Uses {
  return { members: new Map([[name, { isCalled, isRead: !isCalled }]]), isCalled: false, subscripts: new Set() };
}

export interface UseTable {
  ofVariable(binding: Binding): Uses | undefined;
  /** Of `self.name` in the methods of a class. */
  ofAttribute(owner: Node, name: string): Uses | undefined;
  /** Whether an attribute is called where it stands. */
  isCallee(attribute: Node): boolean;
}

/** Uses in a module; one pass over its tree. */
export function collectUses(module: Module, scopes: Scopes): UseTable {
  const variables = new Map<Binding, Uses>();
  const attributes = new Map<Node, Map<string, Uses>>();

  const usesAt = (node: Node, owner: Node | undefined): Uses | undefined => {
    if (is(node, "Name")) {
      const resolution = scopes.resolve(node);
      return resolution.kind === "binding" ? found(variables, resolution.binding) : undefined;
    }
    if (owner === undefined || !is(node, "Attribute") || !is(node.value, "Name") || node.value.id !== "self") return undefined;
    let ofClass = attributes.get(owner);
    if (!ofClass) {
      ofClass = new Map();
      attributes.set(owner, ofClass);
    }
    return found(ofClass, node.attr);
  };

  const callees = new Set<Node>();
  const visit = (node: Node, owner: Node | undefined, isCallee: boolean): void => {
    if (is(node, "Attribute") && node.ctx === "Load") {
      const uses = usesAt(node.value, owner);
      if (uses) noteMember(uses, node.attr, isCallee);
      if (isCallee) callees.add(node);
    } else if (is(node, "Subscript")) {
      usesAt(node.value, owner)?.subscripts.add(kindOfIndex(node.slice));
    } else if (is(node, "Call") && !is(node.func, "Attribute")) {
      const uses = usesAt(node.func, owner);
      if (uses) uses.isCalled = true;
    } else if (is(node, "Call") && is(node.func, "Attribute") && is(node.func.value, "Name")) {
      const uses = usesAt(node.func, owner);
      if (uses) uses.isCalled = true;
    }
    const inner = is(node, "ClassDef") ? node : owner;
    for (const child of childrenOf(node)) visit(child, inner, is(node, "Call") && child === node.func);
  };
  visit(module, undefined, false);
  return {
    ofVariable: (binding) => variables.get(binding),
    ofAttribute: (owner, name) => attributes.get(owner)?.get(name),
    isCallee: (attribute) => callees.has(attribute),
  };
}

function found<Key>(table: Map<Key, Uses>, key: Key): Uses {
  let uses = table.get(key);
  if (!uses) {
    uses = noUses();
    table.set(key, uses);
  }
  return uses;
}

function noteMember({ members }: Uses, name: string, isCalled: boolean): void {
  const use = members.get(name) ?? { isCalled: false, isRead: false };
  members.set(name, use);
  if (isCalled) use.isCalled = true;
  else use.isRead = true;
}

function kindOfIndex(index: Node): "string" | "axes" | "other" {
  if (is(index, "Constant") && typeof index.value === "string") return "string";
  if (!is(index, "Tuple")) return "other";
  return index.elts.some((part) => is(part, "Slice") || (is(part, "Constant") && !isNumber(part.value))) ? "axes" : "other";
}

/** `x[:, 0]`, `x[..., None]`; two numbers alone can be the key of a dict. */
const isNumber = (value: unknown): boolean => typeof value === "bigint" || typeof value === "string";
