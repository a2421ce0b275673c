/** `noodle_rt.folded`: nothing that can be seen differs in random loops that add something for each row, on frames of all kinds. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { optimised, runPairs } from "../../../bench/frames/pairs.js";
import { callOf, onlyFolds, pipelineProgram, textOf } from "../../../bench/fuzz/frames/pipeline-programs.js";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { closeCompiler } from "../../../compiler/index.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

afterAll(closeCompiler);

test.each(environments)("additions of all kinds (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/folds.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "3", "400"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { loops, done, differences } = JSON.parse(stdout) as { loops: number; done: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(done).toBeGreaterThan(loops / 5);
});

test("random loops that the compiler has rewritten", async () => {
  onlyFolds();
  const cases = [];
  for (let index = 0; index < 16; index++) {
    const program = pipelineProgram(31, index, 2);
    const before = textOf(program);
    const { code: after, failures } = await optimised(before);
    expect(failures).toEqual([]);
    if (program.isModule || after === before) continue;
    for (let frame = 0; frame < 3; frame++)
      cases.push(...[0, 1].map((number) => ({ before, after, tail: callOf(number, `${index * 10 + frame}, 60`), name: "program" })));
  }
  expect(cases.length).toBeGreaterThan(30);
  for (const name of environments) {
    const { results } = await runPairs(environment(name), cases);
    expect(results.flatMap((each) => each?.what ?? [])).toEqual([]);
  }
}, 120_000);
