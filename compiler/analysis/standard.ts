/** The analyses by the names that `Analyses.get` takes. */
import type { Analyses, ModuleAnalysis, Unit, UnitAnalysis } from "./analyses.js";
import { buildControlFlow, type ControlFlow } from "./control-flow.js";
import { analyzeLiveness, type Liveness } from "./liveness.js";
import { analyzeReachingDefinitions, type ReachingDefinitions } from "./reaching-definitions.js";
import { analyzeScopes, type Scope, type Scopes } from "./scopes.js";

export const scopes: ModuleAnalysis<Scopes> = { name: "scopes", scope: "module", compute: (module) => analyzeScopes(module) };

export const controlFlow: UnitAnalysis<ControlFlow> = { name: "control flow", scope: "unit", compute: (unit) => buildControlFlow(unit) };

export const reachingDefinitions: UnitAnalysis<ReachingDefinitions> = {
  name: "reaching definitions",
  scope: "unit",
  compute: (unit, analyses) => analyzeReachingDefinitions(analyses.get(controlFlow, unit), analyses.get(scopes), scopeOf(unit, analyses)),
};

export const liveness: UnitAnalysis<Liveness> = {
  name: "liveness",
  scope: "unit",
  compute: (unit, analyses) => analyzeLiveness(analyses.get(controlFlow, unit), analyses.get(scopes), scopeOf(unit, analyses)),
};

const scopeOf = (unit: Unit, analyses: Analyses): Scope => analyses.get(scopes).scopeOf(unit);
