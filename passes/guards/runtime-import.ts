/** How a module comes to know `noodle_rt`, the functions that optimised programs call. */
import { build, type Module, type Statement } from "../../compiler/ir/nodes.js";
import type { PassContext } from "../manager/pass.js";

const runtimeModule = "noodle_rt";

/** Name under which a module has imported `noodle_rt` at its top, if it has. */
export function runtimeNameOf(module: Module): string | undefined {
  for (const statement of module.body) {
    if (statement.kind !== "Import") continue;
    const found = statement.names.find(({ name }) => name === runtimeModule);
    if (found) return found.asname ?? found.name;
  }
  return undefined;
}

/**
 * Makes sure that the module imports `noodle_rt`, in front of all code that could need it, and returns the name to call it by.
 * @throws Error when optimisation is switched off where the import would have to stand
 */
export function importRuntime({ module, editor }: Pick<PassContext, "module" | "editor">): string {
  const known = runtimeNameOf(module);
  if (known !== undefined) return known;
  const name = editor.freshName("rt");
  const loc = editor.synthetic();
  const statement = build.Import({ names: [build.alias({ name: runtimeModule, asname: name }, loc)] }, loc);
  const head = module.body.findIndex((each, index) => !staysInFront(each, index));
  const last = module.body[(head < 0 ? module.body.length : head) - 1];
  if (last) editor.insertAfter(last, [statement]);
  else if (module.body[0]) editor.insertBefore(module.body[0], [statement]);
  else throw new Error("an empty module needs no guards");
  return name;
}

/** Docstrings, imports from `__future__`, and the imports at the top, behind which one more looks at home. */
function staysInFront(statement: Statement, index: number): boolean {
  if (statement.kind === "Expr" && index === 0) return statement.value.kind === "Constant" && typeof statement.value.value === "string";
  return statement.kind === "Import" || statement.kind === "ImportFrom";
}
