/** All names that occur in a module in any role, and those that Python itself gives a meaning: no new name may be one of them. */
import type { Module } from "../../compiler/ir/nodes.js";
import { nodeFields } from "../../compiler/ir/nodes.js";
import { some, walk } from "../../compiler/ir/visit.js";

export function namesIn(module: Module): Set<string> {
  const names = new Set<string>();
  walk(module, (node) => {
    for (const { name, type, node: isNode } of nodeFields[node.kind]) {
      if (isNode || (type !== "string" && type !== "ConstantValue")) continue;
      const value = (node as unknown as Record<string, unknown>)[name];
      // Strings count too: `globals()["x"]`, `getattr(module, "x")`, `__all__`.
      for (const text of Array.isArray(value) ? value : [value]) {
        if (typeof text === "string" && text.length < 80) for (const part of text.split(".")) names.add(part);
      }
    }
  });
  return names;
}

const observers = new Set(["locals", "globals", "vars", "dir", "exec", "eval"]);

/** By module: what passes put into one never asks. */
const observing = new WeakMap<Module, boolean>();

/** Whether a program can see which names it has: then no pass may add or remove one. */
export function observesNames(module: Module): boolean {
  let observes = observing.get(module);
  if (observes === undefined) {
    observes = some(module, (node) => node.kind === "Name" && observers.has(node.id));
    observing.set(module, observes);
  }
  return observes;
}
