/** Results are computed once, and dropped with everything that was made of them. */
import { Analyses, type ModuleAnalysis, type Unit, type UnitAnalysis } from "../../compiler/analysis/analyses.js";
import { scopes as scopesAnalysis } from "../../compiler/analysis/standard.js";
import type { FunctionDef } from "../../compiler/ir/nodes.js";
import { parseValid } from "../support/frontend.js";

async function setUp() {
  const { module, file } = await parseValid("def f():\n    pass\ndef g():\n    pass\n");
  const [f, g] = module.body as [FunctionDef, FunctionDef];
  const counts: string[] = [];
  const names: ModuleAnalysis<object> = { name: "names", scope: "module", compute: () => ({ made: counts.push("names") }) };
  const facts: ModuleAnalysis<object> = {
    name: "facts",
    scope: "module",
    compute: (_, analyses) => ({ of: analyses.get(names), made: counts.push("facts") }),
  };
  const flow: UnitAnalysis<object> = {
    name: "flow",
    scope: "unit",
    compute: (unit) => ({ made: counts.push(`flow ${(unit as FunctionDef).name}`) }),
  };
  const live: UnitAnalysis<object> = {
    name: "live",
    scope: "unit",
    compute: (unit, analyses) => ({
      of: [analyses.get(flow, unit), analyses.get(names)],
      made: counts.push(`live ${(unit as FunctionDef).name}`),
    }),
  };
  const analyses = new Analyses({ module, file, options: {} });
  const ask = (): string[] => {
    counts.length = 0;
    for (const unit of [f, g] as Unit[]) analyses.get(live, unit);
    analyses.get(facts);
    return [...counts];
  };
  return { analyses, f, g, names, facts, flow, live, ask };
}

test("each result is computed once", async () => {
  const { ask } = await setUp();
  expect(ask()).toEqual(["flow f", "names", "live f", "flow g", "live g", "facts"]);
  expect(ask()).toEqual([]);
});

test("a change drops what depends on it: results of unchanged units that were made of the module's, too", async () => {
  const { analyses, f, ask } = await setUp();
  ask();
  analyses.changed([f]);
  expect(ask()).toEqual(["flow f", "names", "live f", "live g", "facts"]);
});

test("what a pass has kept true stays, also when what it was made of goes", async () => {
  const { analyses, f, g, facts, names, flow, ask } = await setUp();
  ask();
  analyses.changed([g], [facts]);
  expect(ask()).toEqual(["names", "live f", "flow g", "live g"]);
  analyses.changed([f], [names, facts, flow]);
  expect(ask()).toEqual(["live f"]);
});

test("results from elsewhere, and analyses that need each other", async () => {
  const { analyses, f } = await setUp();
  const given = analyses.get(scopesAnalysis);
  analyses.changed([f]);
  expect(analyses.get(scopesAnalysis)).not.toBe(given);
  analyses.provide(scopesAnalysis, given);
  expect(analyses.get(scopesAnalysis)).toBe(given);
  const a: ModuleAnalysis<number> = { name: "a", scope: "module", compute: (_, all) => all.get(b) };
  const b: ModuleAnalysis<number> = { name: "b", scope: "module", compute: (_, all) => all.get(a) };
  expect(() => analyses.get(a)).toThrow("analyses need each other: a → b → a");
  expect(() => analyses.get(a)).toThrow("a → b → a");
});
