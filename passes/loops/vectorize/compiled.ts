/**
 * Functions that somebody else reads: compilers for Python (Numba, JAX, TensorFlow, …) take a function's code apart when it is decorated
 * or handed to them, and may not understand what a rewrite has made of it.
 */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { Module, Node } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { isFunction } from "../../manager/units.js";

/** Decorators that only call the function. */
const callers = new Set([
  "builtins.staticmethod",
  "builtins.classmethod",
  "builtins.property",
  "functools.cache",
  "functools.lru_cache",
  "functools.wraps",
  "contextlib.contextmanager",
  "abc.abstractmethod",
  "dataclasses.dataclass",
  "atexit.register",
]);

/** Libraries that compile functions which are handed to them. */
const compilers = new Set(["numba", "jax", "taichi", "cupy", "tensorflow", "torch", "pythran", "numexpr", "triton", "cython", "mypyc"]);

/** Why a unit is better left alone, if somebody else may compile it. */
export function readByOthers(unit: Unit, module: Module, facts: TypeFacts, parentOf: (node: Node) => Node | undefined): string | undefined {
  for (let at: Node | undefined = unit; at; at = parentOf(at)) {
    if (!isFunction(at) && at.kind !== "ClassDef") continue;
    for (const decorator of at.decorator_list) {
      const named = decorator.kind === "Call" ? decorator.func : decorator;
      const type = facts.typeOf(named);
      const isCaller = (type.kind === "library-function" || type.kind === "library-class") && callers.has(type.name);
      // `@x.setter` of a property.
      const isAccessor = named.kind === "Attribute" && ["setter", "getter", "deleter"].includes(named.attr);
      if (!isCaller && !isAccessor) return `${at.name} is decorated, and the decorator may compile its code`;
    }
    if (importsCompiler(module) && isHandedOn(at.name, module)) return `${at.name} is handed to somebody who may compile its code`;
  }
  return undefined;
}

/** By module: passes do not import compilers. */
const importing = new WeakMap<Module, boolean>();

function importsCompiler(module: Module): boolean {
  let imports = importing.get(module);
  if (imports === undefined) {
    imports = some(module, (node) => {
      const names = node.kind === "Import" ? node.names.map(({ name }) => name) : node.kind === "ImportFrom" ? [node.module ?? ""] : [];
      return names.some((name) => compilers.has(name.split(".", 1)[0] as string));
    });
    importing.set(module, imports);
  }
  return imports;
}

/** Whether a function's name stands anywhere but in front of a call's parentheses. */
function isHandedOn(name: string, module: Module): boolean {
  const called = new Set<Node>();
  let handedOn = false;
  walk(module, (node) => {
    if (node.kind === "Call") called.add(node.func);
    const isName = (node.kind === "Name" && node.id === name && node.ctx === "Load") || (node.kind === "Attribute" && node.attr === name);
    if (isName && !called.has(node)) handedOn = true;
  });
  return handedOn;
}
