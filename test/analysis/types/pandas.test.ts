/**
 * What the analysis claims of pandas programs against what pandas does, in two versions. `pandas/programs.py` has the programs
 * and says how `oracle.json.gz` is made.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { analyzeScopes } from "../../../compiler/analysis/scopes.js";
import { admits, readDescription } from "../../../compiler/analysis/types/admits.js";
import { inferTypeFacts } from "../../../compiler/analysis/types/interpreter/infer.js";
import type { Type } from "../../../compiler/analysis/types/type.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import type { Expression, Module } from "../../../compiler/ir/nodes.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";

interface Oracle {
  readonly header: string;
  readonly programs: readonly (readonly [name: string, source: string])[];
  /** By version: numbers of the descriptions of the result and the frame, `null` for a program that raises. */
  readonly results: Readonly<Record<string, readonly (readonly [number, number] | null)[]>>;
  readonly descriptions: readonly unknown[];
}

const oracle: Oracle = JSON.parse(
  gunzipSync(readFileSync(join(packageRoot, "test/analysis/types/pandas/oracle.json.gz"))).toString("utf8"),
);
const catalog = loadCatalog();
const canonical = (name: string): string => catalog.lookUp(name)?.name ?? name;

const targets: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["2.2.3", { pandas: "2.2.3", numpy: "1.26.4", python: "3.11" }],
  ["3.1.1", { pandas: "3.1.1", numpy: "2.4.6", python: "3.11" }],
];

/** The expressions that each program returns, by its number. */
function resultsOf(module: Module): readonly (readonly [number, readonly Expression[]])[] {
  return module.body.flatMap((statement) => {
    const match = statement.kind === "FunctionDef" ? /^case_(\d+)$/.exec(statement.name) : null;
    const last = statement.kind === "FunctionDef" ? statement.body.at(-1) : undefined;
    if (!match || last?.kind !== "Return" || last.value?.kind !== "Tuple") return [];
    return [[Number(match[1]), last.value.elts] as const];
  });
}

/** Everything that a version of pandas shows to be wrong of the claims for some targets. */
function contradictions(module: Module, versions: Readonly<Record<string, string>>, real: readonly string[]): string[] {
  const facts = inferTypeFacts({
    module,
    scopes: analyzeScopes(module),
    name: "test",
    modules: new Map([["test", module]]),
    options: { versions },
    catalog,
  });
  const wrong: string[] = [];
  for (const [number, expressions] of resultsOf(module)) {
    for (const version of real) {
      const described = oracle.results[version]?.[number];
      if (!described) continue;
      expressions.forEach((expression, place) => {
        const actual = readDescription(oracle.descriptions[described[place] as number]);
        const objection = admits(facts.typeOf(expression), actual, { canonical });
        if (objection !== undefined)
          wrong.push(`${oracle.programs[number]?.[0]} with ${version}: ${place === 0 ? "result" : "frame"} ${objection}`);
      });
    }
  }
  return wrong;
}

const groups = new Map<string, string[]>();
for (const [name, source] of oracle.programs) {
  const group = name.split(":", 1)[0] as string;
  groups.set(group, [...(groups.get(group) ?? []), source]);
}

test.each([...groups.keys()])("claims about programs on frames: %s", async (group) => {
  const sources = groups.get(group) ?? [];
  const { module } = await parseValid([oracle.header, ...sources].join("\n\n"));
  for (const [version, versions] of targets) expect(contradictions(module, versions, [version])).toEqual([]);
  expect(contradictions(module, {}, Object.keys(oracle.results))).toEqual([]);
});

describe("what is known of frames", () => {
  const typeOf = async (source: string, pandas = "2.2.3"): Promise<Type> => {
    const { module } = await parseValid(`import numpy as np\nimport pandas as pd\n${source}`);
    const facts = inferTypeFacts({
      module,
      scopes: analyzeScopes(module),
      name: "test",
      modules: new Map([["test", module]]),
      options: { versions: { pandas, numpy: "1.26.4" } },
      catalog,
    });
    const last = module.body.at(-1);
    if (last?.kind !== "Expr") throw new Error("the last statement has to be an expression");
    return facts.typeOf(last.value);
  };
  const columns = (type: Type) =>
    type.kind === "frame" ? type.columns?.map(({ label, dtype, certain }) => [label, dtype, certain]) : type.kind;

  test("columns and dtypes of a frame that is made, changed and merged", async () => {
    const source = `
df = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5], "c": ["x", "y"]})
df["d"] = df["a"] + df["b"]
df = df.drop(columns="b").rename(columns={"c": "k"})
df.merge(pd.DataFrame({"k": ["x"], "n": [1]}), on="k", how="left")`;
    expect(columns(await typeOf(source))).toEqual([
      ["a", "int64", true],
      ["k", "object", true],
      ["d", "float64", true],
      ["n", null, true],
    ]);
  });

  test("a file of which only some columns are known", async () => {
    const type = await typeOf(`
df = pd.read_csv("x.csv", parse_dates=["day"])
df["total"] = 1.5
df`);
    expect(columns(type)).toEqual([
      ["day", null, true],
      ["total", "float64", true],
    ]);
    expect(type).toMatchObject({ complete: false });
  });

  test("a group and its aggregation", async () => {
    const type = await typeOf(`
df = pd.DataFrame({"k": ["x", "y"], "v": [1, 2], "w": [1.5, 2.5]})
df.groupby("k").agg(total=("v", "sum"), mean=("w", "mean")).reset_index()`);
    expect(columns(type)).toEqual([
      ["k", null, true],
      ["total", "int64", true],
      ["mean", "float64", true],
    ]);
  });

  test("text is of another dtype since pandas 3", async () => {
    const source = `pd.Series(["x"])`;
    expect([await typeOf(source), await typeOf(source, "3.1.1")]).toMatchObject([{ dtype: "object" }, { dtype: "str" }]);
  });

  test("an unknown column of a file is one series", async () => {
    expect(await typeOf(`pd.read_csv("x.csv")["a"]`)).toMatchObject({ kind: "series", name: "a", dtype: null });
  });
});
