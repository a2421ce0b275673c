/** Captures of programs that run from `.nc`, against those of the same programs in Python. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";
import { createProject, runNc } from "./support/project.js";

const root = join(packageRoot, "runtime-shim/python");
const environment = { ...process.env, PYTHONPATH: root, PYTHONHASHSEED: "0", PYTHONIOENCODING: "utf-8" };

/** What differs between a program's run from Python and its run from `.nc`; the second may have another text. */
async function differences(program: string, other = program): Promise<{ readonly messages: readonly string[]; readonly codes: unknown[] }> {
  const { folder } = createProject({});
  const source = createProject({ "app.py": program, "helper.py": "values = [1]\n" });
  const built = createProject({ "app.py": other, "helper.py": "values = [1]\n" });
  const run = [join(root, "noodle_rt/compare/run.py"), join(folder, "a"), "app.py"];
  const python = spawnSync("python3", run, { cwd: source.folder, env: { ...environment, PYTHONPATH: "" }, encoding: "utf8" });
  const nc = await runNc(built, "app.nc", { env: { NOODLE_CAPTURE: join(folder, "b"), PYTHONHASHSEED: "0" } });
  const arguments_ = ["-m", "noodle_rt.compare", join(folder, "a"), join(folder, "b"), "--json"];
  const { stdout, stderr } = spawnSync("python3", arguments_, { env: environment, encoding: "utf8" });
  if (stderr !== "") throw new Error(stderr);
  const result = JSON.parse(stdout) as { differences: readonly { message: string }[] };
  return { messages: result.differences.map(({ message }) => message), codes: [python.status, nc.code] };
}

test("a program does the same from both", async () => {
  const program = `
import atexit, os, sys, warnings
import helper
class C:
    items = [1]
print("out", __name__, "NOODLE_CAPTURE" in os.environ)
warnings.warn("careful")
numbers = (n for n in range(3))
atexit.register(print, "last")
`;
  expect(await differences(program)).toEqual({ messages: [], codes: [0, 0] });
});

test("what differs is found", async () => {
  expect(await differences("x = [0.0]\nimport helper\nprint(1)", "x = [-0.0]\nimport helper\nhelper.values.append(2)\nprint(2)")).toEqual({
    messages: ["stdout:1: '1' ≠ '2'", "x[0]: 0.0 ≠ -0.0 (signs of zero)", "helper.values: length 1 ≠ 2"],
    codes: [0, 0],
  });
});

test("exceptions and exit codes", async () => {
  expect(await differences("raise ValueError('a')")).toEqual({ messages: [], codes: [1, 1] });
  expect(await differences("raise ValueError('a')", "raise ValueError('b')")).toEqual({
    messages: ["exception: message a ≠ b"],
    codes: [1, 1],
  });
  expect(await differences("raise SystemExit(3)", "raise SystemExit(4)")).toEqual({ messages: ["exit code: 3 ≠ 4"], codes: [3, 4] });
});
