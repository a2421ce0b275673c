/** Wrong rewrites are caught, right ones are not. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("every wrong rewrite has a small counterexample (%s versions)", (name) => {
  const script = join(packageRoot, "test/verify/mutants.py");
  const { stdout, stderr, status } = spawnSync(environment(name), [script, join(packageRoot, "runtime-shim/python")], { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { mutants, survived, large, wrong } = JSON.parse(stdout) as Record<string, unknown>;
  expect({ survived, large, wrong }).toEqual({ survived: [], large: [], wrong: [] });
  expect(mutants).toBeGreaterThanOrEqual(60);
});
