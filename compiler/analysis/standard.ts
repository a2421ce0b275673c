/** The analyses by the names that `Analyses.get` takes. */

import { loadCatalog } from "../catalog/index.js";
import { type Aliases, analyzeAliases } from "./aliases.js";
import type { Analyses, ModuleAnalysis, Unit, UnitAnalysis } from "./analyses.js";
import { buildControlFlow, type ControlFlow } from "./control-flow.js";
import { analyzeCosts, type Costs } from "./cost.js";
import { analyzeEffects, type Effects } from "./effects.js";
import { analyzeLiveness, type Liveness } from "./liveness.js";
import { analyzeLoops, type Loops } from "./loops/loops.js";
import { analyzeReachingDefinitions, type ReachingDefinitions } from "./reaching-definitions.js";
import { analyzeScopes, type Scope, type Scopes } from "./scopes.js";
import { inferTypeFacts } from "./types/interpreter/infer.js";
import type { TypeFacts } from "./types/type-facts.js";

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

export const aliases: ModuleAnalysis<Aliases> = {
  name: "aliases",
  scope: "module",
  compute: (_module, analyses) => analyzeAliases(analyses.get(types)),
};

export const effects: ModuleAnalysis<Effects> = {
  name: "effects",
  scope: "module",
  compute: (_module, analyses) => analyzeEffects(analyses.get(types), analyses.get(scopes)),
};

export const loops: UnitAnalysis<Loops> = {
  name: "loops",
  scope: "unit",
  compute: (unit, analyses) => analyzeLoops(unit, analyses.get(scopes), analyses.get(types), analyses.get(effects)),
};

export const costs: UnitAnalysis<Costs> = {
  name: "costs",
  scope: "unit",
  compute: (unit, analyses) => analyzeCosts(analyses.get(types), analyses.get(loops, unit)),
};

/** Types, calls and what they reach; see `types/type-facts.ts`. */
export const types: ModuleAnalysis<TypeFacts> = {
  name: "types",
  scope: "module",
  compute: (module, analyses) => {
    const { name = "__main__", modules = new Map(), options } = analyses.input;
    return inferTypeFacts({ module, scopes: analyses.get(scopes), name, modules, options, catalog: loadCatalog() });
  },
};
