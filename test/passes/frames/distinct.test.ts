/** What `noodle_rt` computes once for equal elements and rows, on random functions and values, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("functions that run once for equal values (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/distinct.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "3", "2000"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, distinct, differences } = JSON.parse(stdout) as { comparisons: number; distinct: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(comparisons).toBeGreaterThan(2000);
  // Equal ones were found.
  expect(distinct).toBeGreaterThan(200);
});
