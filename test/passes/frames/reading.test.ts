/** `noodle_rt.reading` on random and damaged text files, with two versions of pandas: what the program looks at is the same, as are exceptions and warnings. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("columns that are left out (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/reading.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "400", "1"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, narrowed, wrong } = JSON.parse(stdout) as { comparisons: number; narrowed: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(comparisons).toBe(406);
  expect(narrowed).toBeGreaterThan(150);
});
