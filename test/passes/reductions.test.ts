/** Sums in another order keep to what the contract `ulp` promises, with two versions of NumPy, on hostile values. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("random sums and products (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/reductions.py");
  const output = execFileSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "1", "1500"], { encoding: "utf8" });
  const { wrong, near } = JSON.parse(output) as { wrong: string[]; near: number };
  expect(wrong).toEqual([]);
  expect(near).toBeGreaterThan(100);
});
