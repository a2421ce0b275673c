/** Names that rewrites rest on. */
import type { Scope } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis } from "../../../compiler/analysis/standard.js";
import type { PassContext } from "../../manager/pass.js";

/** Builtins that a nest may name. */
export const builtins = new Set(["range", "len", "enumerate", "zip", "abs", "min", "max", "float", "int", "list"]);

/** A builtin that guards name and the program has bound, anywhere. */
export function shadowedBuiltin(scope: Scope, more: readonly string[] = []): string | undefined {
  for (const name of [...builtins, "type", ...more]) if (scope.bindings.has(name)) return name;
  for (const child of scope.children) {
    const found = shadowedBuiltin(child, more);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The variable under which the module knows NumPy, if nothing else ever gets that name. */
export function numpyName({ module, get }: PassContext): string | undefined {
  for (const statement of module.body) {
    if (statement.kind !== "Import") continue;
    for (const { name, asname } of statement.names) {
      if (name !== "numpy") continue;
      const local = asname ?? name;
      const binding = get(scopesAnalysis).module.bindings.get(local);
      if (binding && binding.definitions.length === 1 && !binding.writtenElsewhere) return local;
    }
  }
  return undefined;
}
