/** `noodle_rt.cells` on random frames that change while cells are read and stored, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("single cells (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/cells.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "7", "500"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { steps, left, differences } = JSON.parse(stdout) as { steps: number; left: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(steps).toBeGreaterThan(3000);
  // Many steps are done without pandas.
  expect(left).toBeLessThan(steps * 0.8);
});
