/** `noodle-opt compare`: two versions of a program, in fresh processes and copies of its folder. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";
import { cli, folderWith, notebook } from "./cli.js";
import { violations } from "./json-schema.js";

const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/compare-result.schema.json"), "utf8")) as Parameters<
  typeof violations
>[1];
const python = environment("current");

const program = `import sys
import numpy as np

n = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
x = np.linspace(0.0, 1.0, n)
y = np.zeros(n)
for i in range(1, n - 1):
    y[i] = 0.5 * (x[i - 1] + x[i + 1])
print(y.sum())
with open("out.txt", "w") as file:
    file.write(str(y[1]))
`;

test("text, behaviour and time of a program that gets faster", async () => {
  const cwd = folderWith({ "app.py": program });
  const { code, stdout } = await cli(["compare", "app.py", "--python", python, "--pairs", "2"], { cwd });
  expect(stdout).toContain("-for i in range(1, n - 1):");
  expect(stdout).toContain("+    y[1:n - 1] = _y");
  expect(stdout).toMatch(/no difference \(.*1 files.*\)/);
  expect(stdout).toMatch(/\d+\.\d\d× \(\d+\.\d\d–\d+\.\d\d\), 2 pairs/);
  expect(code).toBe(0);
  // The program ran in copies of its folder.
  expect(readdirSync(cwd)).toEqual(["app.py"]);
});

test("sizes, and the result as JSON", async () => {
  const cwd = folderWith({ "app.py": program });
  const args = ["compare", "app.py", "--python", python, "--pairs", "1", "--sizes", "10,500", "--json", "--bar", "0.0001", "--", "{size}"];
  const { code, stdout } = await cli(args, { cwd });
  const result = JSON.parse(stdout);
  expect(violations(result, schema)).toEqual([]);
  expect(result).toMatchObject({ success: true, changed: true, rewrites: 1 });
  expect(result.trials.map(({ size, equal }: { size: string; equal: boolean }) => [size, equal])).toEqual([
    ["10", true],
    ["500", true],
  ]);
  expect(code).toBe(0);
});

test("a difference is a finding: here the program looks at its own text", async () => {
  const cwd = folderWith({
    "app.py": `import numpy as np\nx = np.zeros(100)\ny = np.zeros(100)\nfor i in range(100):\n    y[i] = x[i] + 1\nimport sys\nseen = len(sys._getframe().f_code.co_names)\nprint(seen)\n`,
  });
  const { code, stdout } = await cli(["compare", "app.py", "--python", python, "--no-time", "--diff", "none"], { cwd });
  expect(stdout).toMatch(/different: variables: seen: \d+ ≠ \d+/);
  expect(stdout).toMatch(/different: output: /);
  expect(code).toBe(1);
});

test("what differs from run to run by itself is no difference", async () => {
  const cwd = folderWith({ "app.py": "import time\nnow = time.time()\nprint('at', now)\nx = 1\n" });
  const { code, stdout } = await cli(["compare", "app.py", "--no-time", "--diff", "none"], { cwd });
  expect(stdout).toContain("no difference");
  expect(code).toBe(0);
});

test("programs that fail, notebooks, and nothing to change", async () => {
  const cwd = folderWith({ "bad.py": "x = 1\nraise ValueError('no')\n", "nb.ipynb": notebook("x = 20", "print(x + 1)") });
  const failed = await cli(["compare", "bad.py", "--no-time"], { cwd });
  expect(failed.stdout).toContain("the passes change nothing");
  expect(failed.stdout).toContain("the program ends with exit code 1");
  expect(failed.code).toBe(0);
  const ran = await cli(["compare", "nb.ipynb", "--no-time", "--diff", "side-by-side"], { cwd });
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout).toContain("no difference");
});

test("what cannot be compared", async () => {
  const cwd = folderWith({ "app.py": "import os\nos._exit(0)\n", "bad.py": "x = (\n", "data.csv": "" });
  const gone = await cli(["compare", "app.py", "--no-time"], { cwd });
  expect(gone.stderr).toContain("NC2309");
  expect(gone.code).toBe(2);
  expect(await cli(["compare", "bad.py"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["compare", "data.csv"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["compare", "app.py", "--folder", "nowhere"], { cwd })).toMatchObject({ code: 2 });
  writeFileSync(join(cwd, "fine.py"), "print(1)\n");
  expect(await cli(["compare", "fine.py", "--python", "no-such-python", "--no-time"], { cwd })).toMatchObject({ code: 2 });
});
