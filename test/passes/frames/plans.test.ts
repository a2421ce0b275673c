/** `noodle_rt.planned`: nothing that can be seen differs, on frames of all kinds and in random pipelines that the compiler has planned. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { optimised, runPairs } from "../../../bench/frames/pairs.js";
import { callOf, onlyPlans, pipelineProgram, textOf } from "../../../bench/fuzz/frames/pipeline-programs.js";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { closeCompiler } from "../../../compiler/index.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

afterAll(closeCompiler);

test.each(environments)("steps on planned frames (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/plans.py");
  const { stdout, stderr, status } = spawnSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "150", "1"], {
    encoding: "utf8",
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, planned, differences } = JSON.parse(stdout) as { comparisons: number; planned: number; differences: string[] };
  expect(differences).toEqual([]);
  // Before pandas 3 nothing is planned.
  expect([comparisons, planned > 900]).toEqual([1200, name === "current"]);
});

test("random pipelines that are planned", async () => {
  onlyPlans();
  const cases = [];
  for (let index = 0; index < 24; index++) {
    const program = pipelineProgram(77, index, 2);
    const before = textOf(program);
    const { code: after, failures } = await optimised(before);
    expect(failures).toEqual([]);
    if (program.isModule || after === before) continue;
    for (let frame = 0; frame < 3; frame++) {
      cases.push(...[0, 1].map((number) => ({ before, after, tail: callOf(number, `${index * 10 + frame}, 20`), name: "program" })));
    }
  }
  expect(cases.length).toBeGreaterThan(30);
  for (const name of environments) {
    const { results } = await runPairs(environment(name), cases);
    expect(results.flatMap((each) => each?.what ?? [])).toEqual([]);
  }
}, 120_000);
