/** `noodle-opt build` on good input: where outputs go, what is in them, and what is said about it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";
import { cli, folderWith, notebook, run } from "./cli.js";
import { violations } from "./json-schema.js";

const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const python = "x = not a  # why\n";
const nc = "# nc: v1+py314/1\nx = !a  # why\n";

test("a file becomes NoodleCore with a source map beside it", async () => {
  const cwd = folderWith({ "app.py": python });
  const { code, stdout, stderr } = await cli(["build", "app.py"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^app\.py → app\.nc \(\d+(\.\d+)? m?s\)\n$/);
  expect(filesIn(cwd)).toEqual(["app.nc", "app.nc.map", "app.py"]);
  expect(read(cwd, "app.nc")).toBe(nc);
  const map = JSON.parse(read(cwd, "app.nc.map"));
  expect(map).toMatchObject({ version: 3, file: "app.nc", sources: ["app.py"], sourcesContent: [python] });
});

test("--quiet says nothing, --no-map writes no map", async () => {
  const cwd = folderWith({ "app.py": python });
  expect(await cli(["build", "app.py", "--quiet", "--no-map"], { cwd })).toMatchObject({ code: 0, stdout: "", stderr: "" });
  expect(filesIn(cwd)).toEqual(["app.nc", "app.py"]);
});

test("--out mirrors the tree below each argument, and maps point back to the sources", async () => {
  const cwd = folderWith({ "src/pkg/__init__.py": "", "src/pkg/deep/a.py": python, "other/b.py": python, "c.py": python });
  expect((await cli(["build", "src", "other/*.py", "c.py", "--out", "build/nc"], { cwd })).code).toBe(0);
  expect(filesIn(join(cwd, "build/nc")).filter((path) => path.endsWith(".nc"))).toEqual([
    "b.nc",
    "c.nc",
    "pkg/__init__.nc",
    "pkg/deep/a.nc",
  ]);
  expect(JSON.parse(read(cwd, "build/nc/pkg/deep/a.nc.map")).sources).toEqual(["../../../../src/pkg/deep/a.py"]);
  expect(JSON.parse(read(cwd, "build/nc/b.nc.map")).sources).toEqual(["../../other/b.py"]);
});

test("a folder is searched for Python and notebooks, and nothing else", async () => {
  const cwd = folderWith({
    "a.py": python,
    "b.pyw": python,
    "c.ipynb": notebook("1"),
    "d.txt": "",
    "old.nc": nc,
    "e.opt.py": python,
    ".hidden/f.py": python,
    "node_modules/g.py": python,
    "__pycache__/h.py": python,
    "venv/pyvenv.cfg": "",
    "venv/lib/i.py": python,
    "out/j.py": python,
  });
  mkdirSync(join(cwd, "loop"));
  symlinkSync("..", join(cwd, "loop/up"));
  symlinkSync("a.py", join(cwd, "link.py"));
  const { code, stderr } = await cli(["build", ".", "--out", "out", "--verbose"], { cwd });
  expect(code).toBe(0);
  expect(stderr.match(/^\S+(?= →)/gm)).toEqual(["a.py", "b.pyw", "c.ipynb", "link.py"]);
  expect(stderr).toMatch(/\n4 files: 4 built \(.*\)\n$/);
});

test("--emit py edits a copy: beside its source it has another name, elsewhere the same", async () => {
  const source = "x = [ 1,\n      2 ]  # kept\n";
  const cwd = folderWith({ "app.py": source, "gui.pyw": source, "nb.ipynb": notebook("y = 1") });
  expect((await cli(["build", "app.py", "gui.pyw", "nb.ipynb", "-e", "py"], { cwd })).code).toBe(0);
  expect(read(cwd, "app.py")).toBe(source);
  expect(filesIn(cwd).filter((path) => /\.opt\.pyw?$/.test(path))).toEqual(["app.opt.py", "gui.opt.pyw", "nb.opt.py"]);
  expect((await cli(["build", "app.py", "-e", "nc,py", "-o", "out"], { cwd })).code).toBe(0);
  expect(filesIn(join(cwd, "out"))).toEqual(["app.nc", "app.nc.map", "app.py", "app.py.map"]);
  expect(read(cwd, "out/app.py")).toContain("# kept");
});

test("imports of the build's own modules stay imports, others are foreign", async () => {
  const cwd = folderWith({
    "src/pkg/__init__.py": "",
    "src/pkg/tool.py": "x = 1\n",
    "src/app.py": "import os, pkg.tool\nfrom pkg import tool\nimport script\nimport helper\n",
    "src/scripts/script.py": "",
    "src/helper.py": "",
  });
  expect((await cli(["build", "src"], { cwd })).code).toBe(0);
  expect(read(cwd, "src/app.nc")).toBe(
    '# nc: v1+py314/1\nimport python "os", pkg.tool\nfrom pkg import tool\nuse python "script"\nimport helper\n',
  );
});

test("standard input goes to standard output", async () => {
  expect(await cli(["build", "-"], { input: python })).toMatchObject({ code: 0, stdout: nc, stderr: "" });
  expect(await cli(["build", "-", "--emit", "py"], { input: python })).toMatchObject({ code: 0, stdout: python });
  const json = JSON.parse((await cli(["build", "-", "--json", "--emit", "nc,py"], { input: python })).stdout);
  expect(json).toMatchObject({ success: true, nc: { code: nc }, py: { code: python }, diagnostics: [] });
});

test("Python in another encoding is read in it and written in it", async () => {
  const source = Buffer.from('# -*- coding: latin-1 -*-\ns = "\xe9"\n', "latin1");
  const cwd = folderWith({ "app.py": source });
  expect((await cli(["build", "app.py", "-e", "nc,py"], { cwd })).code).toBe(0);
  expect(read(cwd, "app.nc")).toContain('s = "é"');
  expect(readFileSync(join(cwd, "app.opt.py")).equals(source)).toBe(true);
  expect((await cli(["build", "-", "-e", "py"], { input: source })).bytes.equals(source)).toBe(true);
});

test("notebooks become one text, with a source per cell in the map", async () => {
  const cwd = folderWith({ "nb.ipynb": notebook("%matplotlib inline\nx = 1", "not x") });
  expect((await cli(["build", "nb.ipynb"], { cwd })).code).toBe(0);
  expect(read(cwd, "nb.nc")).toContain('use ipython "%matplotlib inline"');
  expect(JSON.parse(read(cwd, "nb.nc.map")).sources).toEqual(["nb.ipynb#cell-1", "nb.ipynb#cell-2"]);
});

test("NoodleCore is formatted and decompiled", async () => {
  const cwd = folderWith({ "app.nc": "# nc: v1+py314/1\ndef f(a):\n  return !a\n" });
  expect((await cli(["build", "app.nc", "--emit", "nc,py", "--out", "out"], { cwd })).code).toBe(0);
  expect(read(cwd, "out/app.nc")).toBe("# nc: v1+py314/1\nfunction f(a):\n    return !a\n");
  expect(read(cwd, "out/app.py")).toBe("def f(a):\n    return not a\n");
});

test("outputs that would not change are not touched", async () => {
  const cwd = folderWith({ "app.py": python });
  await cli(["build", "app.py"], { cwd });
  const before = statSync(join(cwd, "app.nc"), { bigint: true });
  const { stderr } = await cli(["build", "app.py", "--no-cache"], { cwd });
  expect(stderr).toMatch(/unchanged/);
  expect(statSync(join(cwd, "app.nc"), { bigint: true })).toMatchObject({ mtimeNs: before.mtimeNs, ino: before.ino });
});

test("an output that was there is replaced, and no temporary file is left", async () => {
  const cwd = folderWith({ "app.py": python, "app.nc": "old" });
  await cli(["build", "app.py"], { cwd });
  expect(read(cwd, "app.nc")).toBe(nc);
  expect(filesIn(cwd)).toEqual(["app.nc", "app.nc.map", "app.py"]);
});

test("--json is what its schema says, for good files and bad ones", async () => {
  const cwd = folderWith({ "good.py": python, "bad.py": "x = = 1\n", "nb.ipynb": notebook("1", "x = (") });
  const { code, stdout, stderr } = await cli(["build", "good.py", "bad.py", "nb.ipynb", "missing.py", "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  const result = JSON.parse(stdout);
  expect(violations(result, JSON.parse(read(packageRoot, "docs/schemas/build-result.schema.json")))).toEqual([]);
  expect(result).toMatchObject({ success: false, totals: { files: 4, succeeded: 1, failed: 3, cached: 0 } });
  const [good, bad, cell, missing] = result.files;
  expect(good).toMatchObject({ success: true, python_file: "good.py", nc_file: "good.nc", map_file: "good.nc.map", error: null });
  expect(good.steps.map((row: { step: string; success: boolean }) => [row.step, row.success])).toEqual([
    ["read", true],
    ["parse", true],
    ["convert", true],
    ["write", true],
  ]);
  expect(bad).toMatchObject({
    success: false,
    nc_file: null,
    error: expect.stringMatching(/^NC2101: /),
    steps: [{ step: "read" }, { step: "parse", success: false }],
  });
  expect(bad.diagnostics).toMatchObject([{ code: "NC2101", place: { file: "bad.py", line: 1, column: 5 } }]);
  expect(cell.diagnostics[0].place).toMatchObject({ file: "nb.ipynb", cell: 2, line: 1 });
  expect(missing).toMatchObject({ success: false, python_file: "missing.py", steps: [{ step: "read", success: false }] });
});

test("the schema check finds what is wrong", () => {
  const schema = JSON.parse(read(packageRoot, "docs/schemas/build-result.schema.json"));
  expect(violations({ success: "yes", files: [{}], extra: 1 }, schema).length).toBeGreaterThan(5);
});

test("many files are built by several threads, and reported in order", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`m${String(index).padStart(2, "0")}.py`, `x${index} = ${index}\n`]),
  );
  const cwd = folderWith(files);
  const { code, stdout } = await cli(["build", ".", "--jobs", "2", "--json"], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).files.map((file: { python_file: string }) => file.python_file)).toEqual(Object.keys(files).sort());
  expect(read(cwd, "m37.nc")).toBe("# nc: v1+py314/1\nx37 = 37\n");
});

test("a pipe gets no progress bar and no colours", async () => {
  const cwd = folderWith({ "bad.py": "x = = 1\n" });
  const plain = await cli(["build", "bad.py"], { cwd });
  expect(plain.stderr).not.toContain("\x1b");
  const colored = await cli(["build", "bad.py"], { cwd, env: { FORCE_COLOR: "1" } });
  expect(colored.stderr).toContain("\x1b[31m");
  const refused = await cli(["build", "bad.py"], { cwd, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
  expect(refused.stderr).not.toContain("\x1b");
});

test("outputs of earlier builds are no inputs of the next", async () => {
  const cwd = folderWith({ "app.py": python });
  await cli(["build", ".", "--emit", "nc,py"], { cwd });
  const after = filesIn(cwd);
  expect((await cli(["build", ".", "--emit", "nc,py"], { cwd })).code).toBe(0);
  expect(filesIn(cwd)).toEqual(after);
  expect(existsSync(join(cwd, "app.opt.nc"))).toBe(false);
});

test("a source that changes is built again", async () => {
  const cwd = folderWith({ "app.py": python });
  await cli(["build", "app.py"], { cwd });
  writeFileSync(join(cwd, "app.py"), "y = 2\n");
  expect((await cli(["build", "app.py"], { cwd })).stderr).not.toMatch(/cached|unchanged/);
  expect(read(cwd, "app.nc")).toBe("# nc: v1+py314/1\ny = 2\n");
});

test("a terminal gets colours, and a progress bar when it takes longer", async () => {
  const files = Array.from({ length: 80 }, (_, index) => [`m${index}.py`, `x = [${"f(a, b[1], c.d), ".repeat(1200)}]\n`]);
  const cwd = folderWith({ "bad.py": "x = = 1\n", ...Object.fromEntries(files) });
  const terminal = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
  const main = join(packageRoot, "dist/compiler/cli/main.js");
  const { stdout, code } = await run("python3", ["-c", terminal, process.execPath, main, "build", "."], { cwd, env: { TERM: "xterm" } });
  expect(code).toBe(2);
  expect(stdout).toMatch(/\d+\/81 files/);
  expect(stdout).toContain("\x1b[31merror\x1b[39m");
  expect(stdout).toMatch(/81 files: 80 built, 1 failed \(.*\)\r\n$/);
});

test("annotations of calls are comments, and building again replaces them", async () => {
  const source = "import numpy as np\n# one\nx = np.zeros(3)  # two\nfor i in range(3):\n    y = np.no_such_function(i)\n";
  const cwd = folderWith({ "app.py": source });
  await cli(["build", "app.py", "--annotate"], { cwd });
  const first = readFileSync(join(cwd, "app.nc"), "utf8");
  expect(first).toMatch(/# one\n#@nc: numpy\.zeros\(.*\nx = np\.zeros\(3\) {2}# two\n/);
  expect(first).toMatch(/\n {4}#@nc: not resolved: np\.no_such_function: .*\n {4}y = /);
  await cli(["build", "app.nc", "--annotate", "--out", "again"], { cwd });
  expect(readFileSync(join(cwd, "again/app.nc"), "utf8")).toBe(first);
  await cli(["build", "app.py", "--out", "plain"], { cwd });
  expect(readFileSync(join(cwd, "plain/app.nc"), "utf8")).toBe(first.replace(/^ *#@nc.*\n/gm, ""));
});

test("optimised Python finds the runtime beside it, in the folder that its package lies in", async () => {
  const text = "import noodle_rt as _rt\nprint(_rt.exactly(1, 'int'))\n";
  const cwd = folderWith({ "app.py": text, "pkg/__init__.py": "", "pkg/sub/__init__.py": "", "pkg/sub/part.py": text, "plain.py": python });
  expect((await cli(["build", ".", "--emit", "py", "--out", "out", "--no-map"], { cwd })).code).toBe(0);
  expect(filesIn(join(cwd, "out"))).toEqual([
    "app.py",
    "noodle_rt.py",
    "pkg/__init__.py",
    "pkg/sub/__init__.py",
    "pkg/sub/part.py",
    "plain.py",
  ]);
  const there = { cwd: join(cwd, "out") };
  expect(await run("python3", ["app.py"], there)).toMatchObject({ stdout: "True\n", code: 0 });
  expect(await run("python3", ["-c", "import pkg.sub.part"], there)).toMatchObject({ stdout: "True\n", code: 0 });
  writeFileSync(join(cwd, "out/noodle_rt.py"), "mine = 1\n");
  const { code, stderr } = await cli(["build", "app.py", "--emit", "py", "--out", "out", "--no-cache"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("NC2015");
  expect(read(cwd, "out/noodle_rt.py")).toBe("mine = 1\n");
});
