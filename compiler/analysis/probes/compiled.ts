/** Functions whose bytecode goes to another compiler (Numba, `torch.compile`, JAX): calls of Python functions would stop it. */
import { type Expression, is, type Module, type Node } from "../../ir/nodes.js";
import { walk } from "../../ir/visit.js";

/** Modules whose functions take functions to compile them; of torch, only those below. */
const compilers: ReadonlySet<string> = new Set(["numba", "jax", "triton", "taichi", "pythran", "cupyx"]);
const torchCompilers: ReadonlySet<string> = new Set(["compile", "jit", "_dynamo", "export", "fx"]);

/** The functions of a module that must stay as they are. */
export function compiledFunctions(module: Module): ReadonlySet<Node> {
  const imported = importedNames(module);
  if (imported.size === 0) return new Set();
  const compiles = (callee: Expression): boolean => {
    const path = pathOf(is(callee, "Call") ? callee.func : callee);
    const [root, ...rest] = path;
    const origin = root === undefined ? undefined : imported.get(root);
    if (origin === undefined) return false;
    const [library = "", ...inner] = [...origin.split("."), ...rest];
    return compilers.has(library) || (library === "torch" && inner.some((part) => torchCompilers.has(part)));
  };
  const passed = new Set<string>();
  const found = new Set<Node>();
  walk(module, (node) => {
    if ((is(node, "FunctionDef") || is(node, "AsyncFunctionDef") || is(node, "ClassDef")) && node.decorator_list.some(compiles))
      found.add(node);
    if (is(node, "Call") && compiles(node.func)) for (const argument of node.args) if (is(argument, "Name")) passed.add(argument.id);
  });
  walk(module, (node) => {
    if ((is(node, "FunctionDef") || is(node, "AsyncFunctionDef") || is(node, "ClassDef")) && passed.has(node.name)) found.add(node);
  });
  return found;
}

/** Local names of what is imported, with what they stand for. */
function importedNames(module: Module): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  walk(module, (node) => {
    if (is(node, "Import"))
      for (const { name, asname } of node.names)
        names.set(asname ?? (name.split(".", 1)[0] as string), asname ? name : (name.split(".", 1)[0] as string));
    if (is(node, "ImportFrom") && node.level === 0)
      for (const { name, asname } of node.names) names.set(asname ?? name, `${node.module}.${name}`);
  });
  for (const [local, origin] of names) {
    const library = origin.split(".", 1)[0] as string;
    if (!compilers.has(library) && library !== "torch") names.delete(local);
  }
  return names;
}

function pathOf(expression: Expression): readonly string[] {
  if (is(expression, "Name")) return [expression.id];
  if (is(expression, "Attribute")) return [...pathOf(expression.value), expression.attr];
  return ["?"];
}
