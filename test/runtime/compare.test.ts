/** The exact comparer against the real libraries: its own tests, which are Python's (`compare/`), in both environments. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";

const folder = join(packageRoot, "test/runtime/compare");

/** Another Python with more libraries, whose tests are skipped where they are missing. */
const named = process.env["NOODLE_TEST_PYTHON"];
const pythons: readonly (EnvironmentName | "named")[] = ["current", "previous", ...(named === undefined ? [] : ["named" as const])];

describe.each(pythons)("on the %s Python", (name) => {
  test.each(["values", "ties", "captures", "mutations"])("%s", (tests) => {
    const python = name === "named" ? (named as string) : environment(name);
    const { status, stderr } = spawnSync(python, ["-B", "-W", "ignore", join(folder, `test_${tests}.py`)], {
      encoding: "utf8",
      // 1,000 changes once; the other Python gets a part of them.
      env: {
        ...process.env,
        NOODLE_COMPARE_EXAMPLES: name === "current" ? "1000" : "200",
        PYTHONPATH: join(packageRoot, "runtime-shim/python"),
        PYTHONIOENCODING: "utf-8",
      },
    });
    expect([status, status === 0 ? "" : stderr.slice(-4000)]).toEqual([0, ""]);
  });
});
