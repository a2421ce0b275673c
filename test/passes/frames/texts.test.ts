/** Functions of texts that lie in memory of Arrow (`noodle_rt/frames/texts.py`), at random: nothing differs. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";

test("functions of texts of Arrow", () => {
  const script = join(packageRoot, "test/passes/frames/texts.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "3", "3000"];
  const { stdout, stderr, status } = spawnSync(environment("arrow"), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, arrow, differences } = JSON.parse(stdout) as { comparisons: number; arrow: number; differences: unknown[] };
  expect(differences).toEqual([]);
  expect(comparisons).toBe(3000);
  // They were done by Arrow.
  expect(arrow).toBeGreaterThan(900);
});
