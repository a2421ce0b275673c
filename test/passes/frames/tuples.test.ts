/** `noodle_rt.by_tuples` on random frames that may change while a loop runs, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("loops over tuples (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/tuples.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "7", "1500"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { loops, done, differences } = JSON.parse(stdout) as { loops: number; done: number; differences: unknown[] };
  expect(differences).toEqual([]);
  // Most loops go over fewer columns.
  expect(done).toBeGreaterThan(loops / 2);
});
