/** Arrays that are put together once are those that growing step by step gives, with two versions of NumPy. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("random pieces (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/growth.py");
  const output = execFileSync(environment(name), [script, join(packageRoot, "runtime-shim/python"), "1", "4000"], { encoding: "utf8" });
  expect(JSON.parse(output)).toEqual({ cases: 4000, wrong: [] });
});
