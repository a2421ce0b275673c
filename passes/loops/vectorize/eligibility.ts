/** Whether a loop stands where it may be rewritten, and whether what a rewrite reads has values there. */
import type { Unit } from "../../../compiler/analysis/analyses.js";
import type { Scope } from "../../../compiler/analysis/scopes.js";
import { scopes as scopesAnalysis, types as typesAnalysis } from "../../../compiler/analysis/standard.js";
import type { Statement } from "../../../compiler/ir/nodes.js";
import { some, walk } from "../../../compiler/ir/visit.js";
import { runtimeNameOf } from "../../guards/runtime-import.js";
import { isSetAt } from "../../manager/is-set.js";
import type { PassContext } from "../../manager/pass.js";
import { standsInClass } from "../../manager/units.js";
import { readByOthers } from "./compiled.js";
import { builtins, shadowedBuiltin } from "./names.js";
import { type Nest, NotVectorizable } from "./nest.js";
import type { Loop } from "./sites.js";

/**
 * @param numpy  the name under which the module knows NumPy
 * @param anchor where the rewrite is to stand
 * @throws NotVectorizable when a loop had better be left alone, whatever it does
 */
export function checkSurroundings(unit: Unit, context: PassContext, root: Loop, anchor: Statement, numpy: string): void {
  const { editor, module } = context;
  const others = readByOthers(unit, module, context.get(typesAnalysis), (node) => editor.parentOf(node));
  if (others !== undefined) throw new NotVectorizable(others, root);
  const runtime = runtimeNameOf(module);
  for (const name of [numpy, ...(runtime === undefined ? [] : [runtime])]) {
    if (!meansModule(name, anchor, unit, context)) throw new NotVectorizable(`${name} may mean something else here`, root);
  }
  if (unit.kind === "Module" && some(root, ({ kind }) => kind === "AnnAssign"))
    throw new NotVectorizable("the loop annotates variables of the module", root);
  const shadowed = shadowedBuiltin(context.get(scopesAnalysis).module);
  if (shadowed !== undefined) throw new NotVectorizable(`the program gives ${shadowed} a meaning of its own`, root);
  if (standsInClass(anchor, unit, editor.parentOf))
    throw new NotVectorizable("the loop stands in the body of a class, whose names are attributes", root);
}

/** Whether a variable of the module that is bound by an import is what a name means where a nest stands. */
export function meansModule(name: string, anchor: Statement, unit: Unit, context: PassContext): boolean {
  const scopes = context.get(scopesAnalysis);
  for (let scope: Scope | undefined = scopes.scopeOf(unit); scope && scope.kind !== "module"; scope = scope.parent) {
    if (scope.bindings.has(name)) return false;
  }
  return unit.kind !== "Module" || isSetIn(name, anchor, unit, context);
}

/** Whether a variable certainly has a value in front of a statement; those of other scopes are taken to have one. */
export function isSetIn(name: string, statement: Statement, unit: Unit, context: PassContext): boolean {
  const binding = context.get(scopesAnalysis).scopeOf(unit).bindings.get(name);
  return !binding || isSetAt(statement, binding, unit, context);
}

/**
 * What guards and operations read before the loop does must have a value then, or the guard would raise what the loop would not.
 * @returns variables of the nest that may have no value when it begins
 * @throws NotVectorizable
 */
export function checkBound(
  { root, bound }: Nest,
  unit: Unit,
  context: PassContext,
  anchor: Statement,
  scopes = context.get(scopesAnalysis),
): string[] {
  walk(root.node, (node) => {
    if (node.kind !== "Name" || node.ctx !== "Load" || bound.has(node.id) || /^[%~]/.test(node.id)) return;
    const resolution = scopes.resolve(node);
    if (resolution.kind === "builtin" && builtins.has(node.id)) return;
    if (resolution.kind !== "binding" || !isSetIn(node.id, anchor, unit, context))
      throw new NotVectorizable(`${node.id} may not be set when the loop begins`, node);
  });
  // Sums go on from a value that has to be there.
  return [...bound].filter((name) => !isSetIn(name, anchor, unit, context));
}
