/** Whether variables have values where a rewrite would read them. */
import type { Unit } from "../../compiler/analysis/analyses.js";
import type { Binding } from "../../compiler/analysis/scopes.js";
import { controlFlow, reachingDefinitions } from "../../compiler/analysis/standard.js";
import type { Statement } from "../../compiler/ir/nodes.js";
import type { PassContext } from "./pass.js";

/** Whether a variable certainly has a value in front of a statement; those of other scopes are taken to have one. */
export function isSetAt(statement: Statement, binding: Binding, unit: Unit, context: PassContext): boolean {
  if (binding.scope.node !== unit) return true;
  const flow = context.get(controlFlow, unit).nodeOf(statement);
  return flow !== undefined && !context.get(reachingDefinitions, unit).at(flow, binding).maybeUnbound;
}
