/** Guards of `noodle_rt`, asked about values that are meant to fool them, with two versions of the libraries. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";
import { guardFunctions } from "../../passes/guards/guard.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("guards say what is true and change nothing (%s versions)", (name) => {
  const script = join(packageRoot, "test/runtime/guards.py");
  const { stdout, stderr, status } = spawnSync(environment(name), [script, join(packageRoot, "runtime-shim/python")], { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { checks, wrong, guards } = JSON.parse(stdout) as { checks: number; wrong: string[]; guards: string[] };
  expect(wrong).toEqual([]);
  expect(checks).toBeGreaterThan(10_000);
  // What passes can write down is what there is.
  expect([...guards].sort()).toEqual([...guardFunctions].sort());
});
