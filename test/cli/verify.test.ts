/** `noodle-opt verify`: rewritten parts of programs on made and captured inputs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";
import { verifyTexts } from "../../runtime-shim/verify.js";
import { readCases } from "../golden/case.js";
import { cli, folderWith } from "./cli.js";
import { violations } from "./json-schema.js";

const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/certificate.schema.json"), "utf8")) as Parameters<
  typeof violations
>[1];
const python = environment("current");

const program = `import sys
import numpy as np


def smooth(x, y, n):
    for i in range(1, n - 1):
        y[i] = 0.5 * (x[i - 1] + x[i + 1])


n = int(sys.argv[1])
x = np.linspace(0.0, 1.0, n)
y = np.zeros(n)
smooth(x, y, n)
print(y.sum())
`;

test("rewrites that hold, with a certificate", async () => {
  const cwd = folderWith({ "app.py": program });
  const args = ["verify", "app.py", "--python", python, "--examples", "60", "--certificate", "app.verify.json", "--", "500"];
  const { code, stdout } = await cli(args, { cwd });
  expect(stdout).toMatch(/app\.py:5: function smooth: held \(NC2610 in line 6\)/);
  expect(stdout).toContain("1 rewrite in 1 part: no counterexample");
  expect(code).toBe(0);
  const certificate = JSON.parse(readFileSync(join(cwd, "app.verify.json"), "utf8"));
  expect(violations(certificate, schema)).toEqual([]);
  const [site] = certificate.sites;
  expect(site).toMatchObject({ line: 6, function: "smooth", pass: "vectorization", code: "NC2610", result: "held" });
  expect(site.inputs.captured).toBe(1);
  expect(site.inputs.fast).toBeGreaterThan(5);
  expect(site.inputs.fallback).toBeGreaterThan(5);
  expect(site.obligations.length).toBeGreaterThan(0);
});

test("statements of the module need a run", async () => {
  const cwd = folderWith({
    "app.py": "import numpy as np\nx = np.ones(900)\ny = np.zeros(900)\nfor i in range(900):\n    y[i] = x[i] * 2\n",
  });
  const run = await cli(["verify", "app.py", "--python", python, "--json"], { cwd });
  const { sites } = JSON.parse(run.stdout);
  expect(sites).toMatchObject([{ line: 4, function: null, result: "held" }]);
  expect(sites[0].inputs.tried).toBeGreaterThan(50);
  const without = await cli(["verify", "app.py", "--python", python, "--no-run"], { cwd });
  expect(without.stdout).toContain("no run came here");
});

test("notebooks, with places in their cells", async () => {
  const sources = [
    "import numpy as np\n%matplotlib inline\nx = np.linspace(0, 1, 900)",
    "def f(a):\n    out = np.zeros(len(a))\n    for i in range(len(a)):\n        out[i] = a[i] * 2 + 1\n    return out",
    "y = f(x)\nfor i in range(len(x)):\n    x[i] = x[i] - y[i]\nx",
  ];
  const cells = sources.map((source) => ({ cell_type: "code", metadata: {}, source, outputs: [], execution_count: null }));
  const cwd = folderWith({ "app.ipynb": JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }) });
  const args = ["verify", "app.ipynb", "--python", python, "--examples", "40", "--certificate", "app.verify.json"];
  const { code, stdout } = await cli(args, { cwd });
  expect(stdout).toMatch(/app\.ipynb:cell 2:1: function f: held \(NC2610 in line cell 2:3\)/);
  expect(stdout).toMatch(/app\.ipynb:cell 3:2: lines cell 3:2 to cell 3:3: held \(NC2610 in line cell 3:2\)/);
  expect(code).toBe(0);
  const certificate = JSON.parse(readFileSync(join(cwd, "app.verify.json"), "utf8"));
  expect(violations(certificate, schema)).toEqual([]);
  expect(certificate.sites).toMatchObject([
    { cell: 3, line: 2, result: "held" },
    { cell: 2, line: 3, result: "held" },
  ]);
});

test("a counterexample is a program that shows it", async () => {
  const original = "import numpy as np\ndef f(x, n):\n    for i in range(1, n):\n        x[i] = x[i - 1] + 1\n";
  const optimised = "import numpy as np\ndef f(x, n):\n    x[1:n] = x[:n - 1] + 1\n";
  const folder = mkdtempSync(join(tmpdir(), "noodle-"));
  const request = { target: join(folder, "app.py"), folder, args: [], run: false, examples: 100, seconds: 20, timeout: 60 };
  const { units } = await verifyTexts({ ...request, original, optimised, python, exactness: "exact", expected: {} });
  expect(units).toMatchObject([{ function: "f", first: 2, last: 4, verdict: "counterexample" }]);
  const script = join(folder, "shows.py");
  writeFileSync(script, units[0]?.script ?? "");
  const { status, stderr } = spawnSync(python, [script], { encoding: "utf8" });
  expect(stderr).toMatch(/AssertionError: .*≠/);
  expect(status).toBe(1);
});

test("what the goldens of vectorization show holds", async () => {
  const programs = readCases("pass-vectorization").map(({ name, input }) => [`${name}.py`, input[0]?.text ?? ""] as const);
  const cwd = folderWith(Object.fromEntries(programs));
  for (const [name] of programs) {
    const { code, stdout } = await cli(["verify", name, "--python", python, "--examples", "120"], { cwd });
    expect({ name, code, stdout }).toEqual({ name, code: 0, stdout: expect.stringMatching(/no counterexample|change nothing/) });
  }
});

test("without Hypothesis there is one line to run", async () => {
  const cwd = folderWith({ "app.py": program });
  const bare = join(cwd, "bare");
  spawnSync(python, ["-m", "venv", "--without-pip", bare]);
  const { code, stderr } = await cli(["verify", "app.py", "--python", bare, "--", "500"], { cwd });
  expect(stderr).toMatch(/NC2310.*numpy and hypothesis/);
  expect(stderr).toContain("-m pip install numpy hypothesis");
  expect(code).toBe(2);
});

test("only Python programs", async () => {
  const { code, stderr } = await cli(["verify", "app.nc"], { cwd: folderWith({ "app.nc": "" }) });
  expect(stderr).toContain("verify takes one program");
  expect(code).toBe(2);
});
