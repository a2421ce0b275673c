/**
 * Liveness: which variables may still be read. A variable that other scopes read or bind is always alive, and so is every
 * global of a module, which others may import.
 */
import { accessesOf, bindsAlong } from "./accesses.js";
import type { ControlFlow, FlowNode } from "./control-flow.js";
import { solve } from "./dataflow.js";
import type { Binding, Scope, Scopes } from "./scopes.js";

export interface Liveness {
  /** Whether the value that a variable has behind a node may be read later. */
  after(node: FlowNode, binding: Binding): boolean;
  /** Whether the value that a variable has in front of a node may be read there or later. */
  before(node: FlowNode, binding: Binding): boolean;
}

/**
 * @param flow  graph of a module or function
 * @param owner its scope
 */
export function analyzeLiveness(flow: ControlFlow, scopes: Scopes, owner: Scope): Liveness {
  const bindings = [...owner.bindings.values()];
  const numberOf = new Map(bindings.map((binding, index) => [binding, index]));
  const words = Math.ceil(bindings.length / 32) || 1;
  const uses = flow.nodes.map(() => new Uint32Array(words));
  const kills = flow.nodes.map(() => new Uint32Array(words));
  const set = (words_: Uint32Array, index: number): void => {
    words_[index >>> 5] = (words_[index >>> 5] as number) | (1 << (index & 31));
  };
  for (const node of flow.nodes) {
    const bound = new Set<number>();
    for (const { kind, binding } of accessesOf(node, scopes, owner)) {
      const index = numberOf.get(binding);
      if (index === undefined) continue;
      // `del` needs the variable to be bound: it counts as a read.
      if (kind !== "bind" && !bound.has(index)) set(uses[node.id] as Uint32Array, index);
      if (kind === "bind") {
        bound.add(index);
        set(kills[node.id] as Uint32Array, index);
      }
    }
  }
  const states = solve<Uint32Array>(flow, {
    direction: "backward",
    boundary: new Uint32Array(words),
    top: new Uint32Array(words),
    meet: (a, b) => a.map((word, index) => word | (b[index] as number)),
    transfer: (node, later, edge) => {
      const certain = bindsAlong(node, edge) === "all";
      const use = uses[node.id] as Uint32Array;
      const kill = kills[node.id] as Uint32Array;
      return later.map((word, index) => (certain ? word & ~(kill[index] as number) : word) | (use[index] as number));
    },
    equal: (a, b) => a.every((word, index) => word === b[index]),
  });
  const before = (node: FlowNode, binding: Binding): boolean => {
    const index = numberOf.get(binding);
    if (index === undefined || isAlwaysAlive(binding)) return true;
    return ((((states[node.id] as Uint32Array)[index >>> 5] as number) >>> (index & 31)) & 1) === 1;
  };
  return {
    before,
    after(node, binding) {
      return isAlwaysAlive(binding) || node.successors.some(({ to }) => before(to, binding));
    },
  };

  function isAlwaysAlive(binding: Binding): boolean {
    if (owner.kind === "module" || !numberOf.has(binding)) return true;
    return binding.writtenElsewhere || binding.uses.some((name) => scopes.scopeAt(name) !== owner);
  }
}
