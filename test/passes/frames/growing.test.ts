/** `noodle_rt.growing_frame` and `growing_rows` on rows of all kinds, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("frames that loops make longer (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/growing.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "5", "1500"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { rows, waited, differences } = JSON.parse(stdout) as { rows: number; waited: number; differences: unknown[] };
  expect(differences).toEqual([]);
  // Of rows that come in all classes many wait.
  expect(waited).toBeGreaterThan(rows / 8);
});
