/** Windows of arrays hold what loops read element by element, or are refused, with two versions of NumPy. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("random windows (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/reads.py");
  const output = execFileSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "1", "6000"], { encoding: "utf8" });
  const { taken, wrong } = JSON.parse(output) as { taken: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(1200);
});
