/** `noodle_rt.groups` and `by_value` on random frames, with two versions of pandas: nothing that can be seen differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];
const frames = 60;

test.each(environments)("functions over light groups (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/groups.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), String(frames), "5"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, light, wrong } = JSON.parse(stdout) as { comparisons: number; light: number; wrong: string[] };
  expect(wrong).toEqual([]);
  // The light groups are what was compared.
  expect([comparisons, light]).toEqual([comparisons, comparisons]);
  expect(comparisons).toBeGreaterThan(700);
});

test.each(environments)("rows by value (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/lookups.py");
  const { stdout, stderr, status } = spawnSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "60", "5"], {
    encoding: "utf8",
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, light, wrong } = JSON.parse(stdout) as { comparisons: number; light: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect([comparisons >= 1200, light > 300]).toEqual([true, true]);
});
