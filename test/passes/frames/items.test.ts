/** `noodle_rt.iterated` and `zipped` on columns of all kinds, with two versions of pandas: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("elements of columns (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/items.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "3", "400"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { columns, listed, differences } = JSON.parse(stdout) as { columns: number; listed: number; differences: unknown[] };
  expect(differences).toEqual([]);
  // Most kinds come from lists, where there are enough elements.
  expect(listed).toBeGreaterThan(columns / 5);
});
