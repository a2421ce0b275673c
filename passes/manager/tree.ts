/** A module that is being changed: where each node stands, what has changed since the beginning, and how to take it back. */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Module, Node, Statement } from "../../compiler/ir/nodes.js";
import { nodeFields } from "../../compiler/ir/nodes.js";
import { childrenOf } from "../../compiler/ir/visit.js";
import { isFunction } from "./units.js";

/** A field of a node, or one place in it when it holds a list. */
export interface Slot {
  readonly node: Node;
  readonly field: string;
  readonly index: number | undefined;
}

interface Change {
  readonly node: Node;
  readonly field: string;
  readonly before: unknown;
}

export class Tree {
  private parents: Map<Node, Node> | undefined;
  private readonly changes: Change[] = [];

  constructor(readonly module: Module) {}

  /** The node that a node stands in; `undefined` for the module and for what is not part of it. */
  parentOf(node: Node): Node | undefined {
    this.parents ??= this.findParents();
    return this.parents.get(node);
  }

  private findParents(): Map<Node, Node> {
    const parents = new Map<Node, Node>();
    addParents(this.module, parents);
    return parents;
  }

  /** @throws Error when the node is not part of the module */
  slotOf(node: Node): Slot {
    const parent = this.parentOf(node);
    for (const { name } of parent ? nodeFields[parent.kind] : []) {
      const value = (parent as unknown as Record<string, unknown>)[name];
      if (value === node) return { node: parent as Node, field: name, index: undefined };
      const index = Array.isArray(value) ? value.indexOf(node) : -1;
      if (index >= 0) return { node: parent as Node, field: name, index };
    }
    throw new Error(`this ${node.kind} is not part of the module`);
  }

  /** The unit that a field of a node belongs to. */
  unitOf(node: Node, field: string): Unit {
    let at: Node = node;
    let via = field;
    while (at.kind !== "Module" && !(isFunction(at) && via === "body")) {
      const slot = this.slotOf(at);
      at = slot.node;
      via = slot.field;
    }
    return at;
  }

  /** The list that a statement stands in. */
  listOf(statement: Statement): {
    readonly node: Node;
    readonly field: string;
    readonly list: readonly Statement[];
    readonly index: number;
  } {
    const { node, field, index } = this.slotOf(statement);
    if (index === undefined) throw new Error(`this ${statement.kind} does not stand in a block`);
    return { node, field, list: (node as unknown as Record<string, Statement[]>)[field] as Statement[], index };
  }

  /** Sets a field. Lists are never changed in place, so that the old value can be put back. */
  set(node: Node, field: string, value: unknown): void {
    const slots = node as unknown as Record<string, unknown>;
    const before = slots[field];
    this.changes.push({ node, field, before });
    slots[field] = value;
    if (!this.parents) return;
    const kept = new Set(nodesIn(value));
    for (const old of nodesIn(before)) if (!kept.has(old) && this.parents.get(old) === node) this.parents.delete(old);
    for (const child of kept) {
      this.parents.set(child, node);
      addParents(child, this.parents);
    }
  }

  /** A point to come back to with `undo`. */
  get mark(): number {
    return this.changes.length;
  }

  undo(mark: number): void {
    if (this.changes.length <= mark) return;
    this.parents = undefined;
    for (let change = this.changes.pop(); change; change = this.changes.pop()) {
      (change.node as unknown as Record<string, unknown>)[change.field] = change.before;
      if (this.changes.length === mark) return;
    }
  }

  /** What the fields that have changed held at the beginning. */
  originals(): Map<Node, Map<string, unknown>> {
    const originals = new Map<Node, Map<string, unknown>>();
    for (const { node, field, before } of this.changes) {
      const fields = originals.get(node) ?? new Map<string, unknown>();
      originals.set(node, fields);
      if (!fields.has(field)) fields.set(field, before);
    }
    return originals;
  }
}

function addParents(root: Node, parents: Map<Node, Node>): void {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      stack.push(child);
    }
  }
}

function nodesIn(value: unknown): Node[] {
  const items = Array.isArray(value) ? value : [value];
  return items.filter((item): item is Node => typeof item === "object" && item !== null && "kind" in item);
}
