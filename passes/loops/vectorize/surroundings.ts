/**
 * The loops around a nest: where checks can stand that are the same in all of their iterations. A check of an array looks at its
 * class, dtype and shape, which stay as long as nothing runs that could change them.
 */
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import type { For, Node } from "../../../compiler/ir/nodes.js";
import { walk } from "../../../compiler/ir/visit.js";

/** Methods that only read an array. */
const readingMethods = new Set(["copy", "extend", "append", "sum", "min", "max", "mean", "any", "all"]);

/** The outermost of the `for` loops around a node in which nothing happens that could change what arrays are. */
export function calmLoopAround(node: Node, facts: TypeFacts, parentOf: (node: Node) => Node | undefined): For | undefined {
  let found: For | undefined;
  for (
    let at = parentOf(node);
    at && at.kind !== "FunctionDef" && at.kind !== "AsyncFunctionDef" && at.kind !== "Module";
    at = parentOf(at)
  ) {
    if (at.kind === "ClassDef" || at.kind === "While" || at.kind === "AsyncFor") return found;
    if (at.kind !== "For") continue;
    if (!isCalm(at, facts)) return found;
    found = at;
  }
  return found;
}

function isCalm(loop: For, facts: TypeFacts): boolean {
  let calm = true;
  walk(loop, (node) => {
    switch (node.kind) {
      case "Call":
        calm &&= isHarmless(node, facts);
        return;
      case "Attribute":
        calm &&= node.ctx === "Load";
        return;
      case "Delete":
        // Variables that are deleted count as bound.
        calm &&= node.targets.every(({ kind }) => kind === "Name");
        return;
      case "Import":
      case "ImportFrom":
      case "Yield":
      case "YieldFrom":
      case "Await":
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "ClassDef":
      case "Lambda":
      case "Global":
      case "Nonlocal":
        calm = false;
        return;
      default:
    }
  });
  return calm;
}

/** Builtins that run no code of the program. */
const harmlessBuiltins = new Set(
  "range len enumerate zip abs min max float int list sum round bool tuple isinstance type print"
    .split(" ")
    .map((name) => `builtins.${name}`),
);

/** Values that a library could call. */
const callableKinds = new Set(["user-function", "user-class", "partial", "instance"]);

function isHarmless({ func, args, keywords }: Extract<Node, { kind: "Call" }>, facts: TypeFacts): boolean {
  const type = facts.typeOf(func);
  if ([...args, ...keywords.map(({ value }) => value)].some((arg) => callableKinds.has(facts.typeOf(arg).kind))) return false;
  if (type.kind === "library-function" || type.kind === "library-class") {
    const [library] = type.name.split(".", 1) as [string];
    if (type.name.startsWith("numpy.ndarray.")) return readingMethods.has(type.name.slice("numpy.ndarray.".length));
    return harmlessBuiltins.has(type.name) || ["numpy", "math", "noodle_rt"].includes(library);
  }
  // What rewrites have made has no types yet.
  if (func.kind === "Name") return ["type", "len", "range", "list", "int", "float"].includes(func.id);
  if (func.kind !== "Attribute" || func.value.kind !== "Name") return false;
  const owner = facts.typeOf(func.value);
  if (owner.kind === "module") return ["numpy", "math", "noodle_rt"].includes(owner.name);
  return /^_?(rt|np|noodle_rt|numpy)(_\d+)?$/.test(func.value.id) || readingMethods.has(func.attr);
}

/** Names that a loop binds. */
export function boundIn(loop: For): Set<string> {
  const names = new Set<string>();
  walk(loop, (node) => {
    if (node.kind === "Name" && node.ctx !== "Load") names.add(node.id);
  });
  return names;
}
