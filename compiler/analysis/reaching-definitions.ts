/**
 * Reaching definitions: which bindings of a variable may have made the value that a name reads.
 *
 * A variable that other scopes bind too (`global`, `nonlocal`) can change at any call; its answer then includes `elsewhere`.
 */
import { type Access, accessesOf, bindsAlong } from "./accesses.js";
import type { ControlFlow, FlowNode } from "./control-flow.js";
import { solve } from "./dataflow.js";
import type { Binding, Scope, Scopes } from "./scopes.js";

/** A place where a variable gets a value, or loses it (`del`, end of an `except … as`). */
export interface ReachingDefinition {
  readonly binding: Binding;
  /** Where it happens; `undefined` at the entry. */
  readonly node: FlowNode | undefined;
  /** `unbound` and `delete` leave the variable without a value. */
  readonly kind: "bind" | "delete" | "parameter" | "unbound";
}

export interface Reaching {
  /** Those that give the variable a value. */
  readonly definitions: readonly ReachingDefinition[];
  /** The variable may have no value here. */
  readonly maybeUnbound: boolean;
  /** Code outside of this graph may have bound it. */
  readonly elsewhere: boolean;
}

export interface ReachingDefinitions {
  /** What reaches the start of a node. */
  at(node: FlowNode, binding: Binding): Reaching;
}

/**
 * @param flow  graph of a module or function
 * @param owner its scope
 */
export function analyzeReachingDefinitions(flow: ControlFlow, scopes: Scopes, owner: Scope): ReachingDefinitions {
  const definitions: ReachingDefinition[] = [];
  const ofBinding = new Map<Binding, number[]>();
  const add = (definition: ReachingDefinition): number => {
    const index = definitions.push(definition) - 1;
    const all = ofBinding.get(definition.binding);
    if (all) all.push(index);
    else ofBinding.set(definition.binding, [index]);
    return index;
  };

  const entry = [...owner.bindings.values()].map((binding) => {
    const isParameter = binding.definitions.some((definition) => definition.kind === "parameter");
    return add({ binding, node: undefined, kind: isParameter ? "parameter" : "unbound" });
  });
  const made = flow.nodes.map((node) =>
    accessesOf(node, scopes, owner)
      .filter((access): access is Access & { kind: "bind" | "delete" } => access.kind !== "read")
      .map(({ kind, binding }) => add({ binding, node, kind })),
  );

  const words = Math.ceil(definitions.length / 32) || 1;
  const setOf = (indices: readonly number[]): Uint32Array => {
    const set = new Uint32Array(words);
    for (const index of indices) set[index >>> 5] = (set[index >>> 5] as number) | (1 << (index & 31));
    return set;
  };
  const bindingAt = (index: number): Binding => (definitions[index] as ReachingDefinition).binding;
  const all = made.map(setOf);
  const last = made.map((indices) => setOf([...new Map(indices.map((index) => [bindingAt(index), index])).values()]));
  const killed = made.map((indices) => setOf(indices.flatMap((index) => ofBinding.get(bindingAt(index)) ?? [])));

  const nothing = new Uint32Array(words);
  const states = solve<Uint32Array>(flow, {
    direction: "forward",
    boundary: setOf(entry),
    top: new Uint32Array(words),
    meet: (a, b) => a.map((word, index) => word | (b[index] as number)),
    transfer: (node, before, edge) => {
      const binds = bindsAlong(node, edge);
      if (binds === "none") return before;
      const add = (binds === "some" ? all : last)[node.id] as Uint32Array;
      const kill = binds === "some" ? nothing : (killed[node.id] as Uint32Array);
      return before.map((word, index) => (word & ~(kill[index] as number)) | (add[index] as number));
    },
    equal: (a, b) => a.every((word, index) => word === b[index]),
  });

  return {
    at(node, binding) {
      const state = states[node.id] as Uint32Array;
      const reaching = (ofBinding.get(binding) ?? [])
        .filter((index) => ((state[index >>> 5] as number) >>> (index & 31)) & 1)
        .map((index) => definitions[index] as ReachingDefinition);
      const hasValue = ({ kind }: ReachingDefinition): boolean => kind === "bind" || kind === "parameter";
      return {
        definitions: reaching.filter(hasValue),
        maybeUnbound: reaching.length === 0 || !reaching.every(hasValue),
        elsewhere: binding.writtenElsewhere || binding.scope !== owner,
      };
    },
  };
}
