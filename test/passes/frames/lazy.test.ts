/** `noodle_rt.lazy` on random frames, masks and steps, with two versions of pandas: nothing that can be seen differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];
const comparisons = 1000;

const families = ["selections", "orders", "statistics", "queries", "held"];

test.each(environments.flatMap((name) => families.map((family) => [name, family] as const)))(
  "steps on lazy frames: %s versions, %s",
  (name, family) => {
    const script = join(packageRoot, "test/passes/frames/lazy_frames.py");
    const args = [script, join(packageRoot, "runtime-shim/python"), "3", String(comparisons), family];
    const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(JSON.parse(stdout)).toEqual({ comparisons, differences: [] });
  },
);
