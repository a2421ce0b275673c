/**
 * What the analysis claims of programs that use Matplotlib, scikit-learn, SciPy, seaborn, plotly, pyarrow, polars and TensorFlow,
 * against what these libraries do, in two versions. `libraries/oracle.py` says how `oracle.json.gz` is made of the programs beside it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { analyzeScopes } from "../../../compiler/analysis/scopes.js";
import { admits, readDescription } from "../../../compiler/analysis/types/admits.js";
import { inferTypeFacts } from "../../../compiler/analysis/types/interpreter/infer.js";
import type { Type } from "../../../compiler/analysis/types/type.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import type { Assign, Module } from "../../../compiler/ir/nodes.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";

interface Oracle {
  readonly runs: readonly {
    readonly versions: Readonly<Record<string, string>>;
    /** By program and line: the number of the description of what is assigned there. */
    readonly results: Readonly<Record<string, Readonly<Record<string, number>>>>;
  }[];
  readonly descriptions: readonly unknown[];
}

const folderOf = (name: string): string => join(packageRoot, "test/analysis/types", name);
const oracles: Readonly<Record<string, Oracle>> = Object.fromEntries(
  ["libraries", "tensorflow"].map((name) => [
    name,
    JSON.parse(gunzipSync(readFileSync(join(folderOf(name), "oracle.json.gz"))).toString("utf8")) as Oracle,
  ]),
);
const catalog = loadCatalog();
const canonical = (name: string): string => catalog.lookUp(name)?.name ?? name;

interface Assigned {
  readonly line: number;
  readonly text: string;
  readonly type: Type;
}

/** What is claimed of every value that is assigned at the level of the module. */
function claimsOf(module: Module, source: string, versions: Readonly<Record<string, string>>): readonly Assigned[] {
  const facts = inferTypeFacts({
    module,
    scopes: analyzeScopes(module),
    name: "test",
    modules: new Map([["test", module]]),
    options: { versions },
    catalog,
  });
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length;
  return module.body
    .filter((statement): statement is Assign => statement.kind === "Assign" && statement.targets.length === 1)
    .map((statement) => {
      const { loc: location } = statement;
      if (location.kind !== "span") throw new Error("a statement without a place");
      return { line: lineAt(location.start), text: source.slice(location.start, location.end), type: facts.typeOf(statement.value) };
    });
}

const programs: readonly (readonly [folder: string, program: string, leastTyped: number])[] = [
  ["libraries", "plots", 0.9],
  ["libraries", "estimators", 0.9],
  ["libraries", "science", 0.9],
  ["libraries", "frames", 0.95],
  ["libraries", "pipelines", 0.85],
  ["libraries", "plotting", 0.9],
  ["libraries", "scalars", 0.8],
  ["tensorflow", "tensors", 0.9],
  ["tensorflow", "datasets", 0.9],
  ["tensorflow", "tracing", 0.9],
  ["tensorflow", "layers", 0.5],
  ["tensorflow", "graphs", 0.7],
  ["tensorflow", "weak", 0],
];

test.each(programs)("claims about what libraries give: %s/%s", async (folder, program, leastTyped) => {
  const oracle = oracles[folder] as Oracle;
  const source = readFileSync(join(folderOf(folder), `${program}.py`), "utf8");
  const { module } = await parseValid(source);
  for (const { versions, results } of oracle.runs) {
    const described = results[program] ?? {};
    // With the versions that it runs with, and when nothing is known of them.
    for (const targets of [versions, {}]) {
      const claims = claimsOf(module, source, targets);
      const wrong = claims.flatMap(({ line, text, type }) => {
        const number = described[line];
        if (number === undefined) return [];
        const objection = admits(type, readDescription(oracle.descriptions[number]), { canonical });
        return objection === undefined ? [] : [`${text}: ${objection}`];
      });
      expect(wrong).toEqual([]);
      const untyped = claims.filter(({ type }) => type.kind === "unknown").map(({ text }) => text);
      const share = 1 - untyped.length / claims.length;
      if (share < leastTyped) expect(untyped).toEqual(`${(100 * share).toFixed(1)} % are typed`);
    }
  }
});
