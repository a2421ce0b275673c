/** Functions that run on whole arrays give what `numpy.vectorize` gives, with two versions of NumPy, on hostile values. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("random functions (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/vectorized.py");
  const output = execFileSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "1", "1500"], { encoding: "utf8" });
  const { wrong, fast } = JSON.parse(output) as { wrong: string[]; fast: number };
  expect(wrong).toEqual([]);
  expect(fast).toBeGreaterThan(150);
});
