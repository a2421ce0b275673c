/** Functions of dates and spans on whole columns (`noodle_rt/frames/times.py`), at random, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("functions of dates (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/times.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "3", "1200"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, columns, differences } = JSON.parse(stdout) as { comparisons: number; columns: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(comparisons).toBeGreaterThan(1500);
  // They did run on columns.
  expect(columns).toBeGreaterThan(250);
});
