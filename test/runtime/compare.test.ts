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
    // 1,000 changes once; the other Python gets a part of them.
    run(name === "named" ? (named as string) : environment(name), tests, name === "current" ? "1000" : "200");
  });
});

/** What the comparer has to know of a library is in its kinds of values: those that come with it, and that values equal themselves. */
test.each([
  ["science", ["scipy", "sklearn", "matplotlib", "polars"]],
  ["arrow", ["pyarrow"]],
  ["tensors", ["torch", "tensorflow"]],
] as const)("values of the libraries of the environment %s: %j", (name, libraries) => {
  const said = run(environment(name), "values", "0");
  for (const library of libraries) expect(said).not.toMatch(new RegExp(`test_${library}\\b.*skipped`));
});

/** Runs the tests of one file; what they say. */
function run(python: string, tests: string, examples: string): string {
  const { status, stderr } = spawnSync(python, ["-B", "-W", "ignore", join(folder, `test_${tests}.py`), "-v"], {
    encoding: "utf8",
    env: {
      ...process.env,
      NOODLE_COMPARE_EXAMPLES: examples,
      PYTHONPATH: join(packageRoot, "runtime-shim/python"),
      PYTHONIOENCODING: "utf-8",
    },
  });
  expect([status, status === 0 ? "" : stderr.slice(-4000)]).toEqual([0, ""]);
  return stderr;
}
