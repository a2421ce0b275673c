/** `noodle-opt build` on bad input: one clear message each, the right exit code, and the other files are built. */
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cli, folderWith, notebook } from "./cli.js";

const good = "x = 1\n";

/** Codes of the errors in a text, in order. */
const codes = (stderr: string): string[] => stderr.match(/(?<=error )NC\d{4}/g) ?? [];

test("a batch goes on after bad files and says so at the end", async () => {
  const cwd = folderWith({ "a.py": "x = = 1\n", "b.py": good, "c.py": "(\n", "d.py": good });
  const { code, stderr } = await cli(["build", "."], { cwd });
  expect(code).toBe(2);
  expect(codes(stderr)).toEqual(["NC2101", "NC2101"]);
  expect(stderr).toMatch(/\n4 files: 2 built, 2 failed \(.*\)\n$/);
  expect(["a.nc", "b.nc", "c.nc", "d.nc"].filter((name) => existsSync(join(cwd, name)))).toEqual(["b.nc", "d.nc"]);
});

test("a syntax error shows its place, the lines around it and a caret", async () => {
  const cwd = folderWith({ "app.py": "import os\n\n\tx = 1\n" });
  const { code, stderr } = await cli(["build", "app.py", "-q"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toBe(`app.py:3:1: error NC2101: Python cannot parse this file: IndentationError: unexpected indent
  1 | import os
  2 |
> 3 | 	x = 1
    | ^
  4 |
`);
});

test("an error in a notebook names the cell and counts lines in it", async () => {
  const cwd = folderWith({ "nb.ipynb": notebook("x = 1\ny = 2", "ok = 1\nz = = 3") });
  const { code, stderr } = await cli(["build", "nb.ipynb"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(
    "nb.ipynb:cell 2:2:5: error NC2101: Python cannot parse this file: invalid syntax\n  1 | ok = 1\n> 2 | z = = 3\n    |     ^\n",
  );
});

test("several errors of one NoodleCore file are all shown", async () => {
  const cwd = folderWith({ "app.nc": "x = not a\ny = 1 +\nz = 2\n" });
  const { code, stderr } = await cli(["build", "app.nc", "--emit", "py"], { cwd });
  expect(code).toBe(2);
  expect(codes(stderr).length).toBeGreaterThanOrEqual(2);
  expect(stderr).toContain("app.nc:1:5");
  expect(stderr).toContain("app.nc:2:");
});

describe("arguments that are no inputs", () => {
  const cases: readonly [string, string, Record<string, string | Uint8Array>, string, string][] = [
    ["a missing file", "missing.py", {}, "NC2002", "there is no such file or folder"],
    ["a missing file of another kind", "missing", {}, "NC2002", "there is no such file or folder"],
    ["another kind of file", "data.txt", { "data.txt": "" }, "NC2004", "not a kind of file"],
    ["an empty folder", "sub", { "sub/data.txt": "" }, "NC2006", "no .py, .pyw or .ipynb"],
    ["a pattern without matches", "*.py", {}, "NC2006", "no .py, .pyw or .ipynb"],
    ["a file below a file", "a.py/b.py", { "a.py": good }, "NC2003", "a part of its path is no folder"],
    ["bytes that are no text", "app.py", { "app.py": Buffer.from('x = 1\ny = 2\ns = "\xff"\n', "latin1") }, "NC2102", "0xff"],
    ["an unknown encoding", "app.py", { "app.py": "# coding: klingon\n" }, "NC2102", "klingon"],
    ["a null byte", "app.py", { "app.py": "x = 1\0\n" }, "NC210", "null bytes"],
    ["a notebook that is no JSON", "nb.ipynb", { "nb.ipynb": "{" }, "NC2110", "JSON"],
    ["JSON that is no notebook", "nb.ipynb", { "nb.ipynb": "{}" }, "NC2111", "notebook"],
    ["NoodleCore that is not UTF-8", "app.nc", { "app.nc": Buffer.from('x = 1\ns = "\xff"\n', "latin1") }, "NC2010", "UTF-8"],
    ["NoodleCore of another version", "app.nc", { "app.nc": "# nc: v9\n" }, "NC2401", "v9"],
  ];
  test.each(cases)("%s", async (_name, argument, files, expectedCode, text) => {
    const cwd = folderWith(files);
    const { code, stdout, stderr } = await cli(["build", argument, "--quiet", "--out", "out"], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(codes(stderr)).toEqual([expect.stringContaining(expectedCode)]);
    expect(stderr).toContain(argument.replace("*", ""));
    expect(stderr).toContain(text);
    expect(existsSync(join(cwd, "out"))).toBe(false);
  });
});

test("links that lead nowhere or in circles", async () => {
  const cwd = folderWith({ "ok.py": good });
  symlinkSync("b.py", join(cwd, "a.py"));
  symlinkSync("a.py", join(cwd, "b.py"));
  symlinkSync("nowhere.py", join(cwd, "c.py"));
  const { code, stderr } = await cli(["build", "."], { cwd });
  expect(code).toBe(2);
  expect(codes(stderr)).toEqual(["NC2003", "NC2003", "NC2002"]);
  expect(stderr).toContain("c.py: error NC2002: it is a link to nowhere.py, which does not exist");
  expect(stderr).toMatch(/4 files: 1 built, 3 failed/);
});

test("a folder whose name ends like a file is a folder", async () => {
  const cwd = folderWith({ "pkg.py/a.py": good });
  expect((await cli(["build", "pkg.py"], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, "pkg.py/a.nc"))).toBe(true);
});

test("sources above the limit", async () => {
  const cwd = folderWith({ "big.py": `x = "${"a".repeat(3000)}"\n`, "small.py": good });
  const { code, stderr } = await cli(["build", ".", "--max-size", "0.002"], { cwd });
  expect(code).toBe(2);
  expect(codes(stderr)).toEqual(["NC2005"]);
  expect(stderr).toContain("big.py: error NC2005: this file is too large");
  expect(existsSync(join(cwd, "small.nc"))).toBe(true);
  expect((await cli(["build", "-", "--max-size", "0.001"], { input: "#".repeat(5000) })).stderr).toContain("NC2005");
});

test("an output never overwrites an input", async () => {
  const cwd = folderWith({ "app.nc": "x = 1\n", "app.py": good });
  const formatted = await cli(["build", "app.nc"], { cwd });
  expect({ code: formatted.code, codes: codes(formatted.stderr) }).toEqual({ code: 2, codes: ["NC2007"] });
  const both = await cli(["build", "app.py", "app.nc", "--emit", "nc"], { cwd });
  expect(codes(both.stderr)).toEqual(["NC2007", "NC2007"]);
  expect(readFileSync(join(cwd, "app.nc"), "utf8")).toBe("x = 1\n");
});

test("two inputs with the same output: the first is built, the second refused", async () => {
  const cwd = folderWith({ "app.py": "x = 1\n", "app.ipynb": notebook("y = 2"), "a/m.py": good, "b/m.py": good });
  const sameFolder = await cli(["build", "app.py", "app.ipynb"], { cwd });
  expect({ code: sameFolder.code, codes: codes(sameFolder.stderr) }).toEqual({ code: 2, codes: ["NC2008"] });
  expect(sameFolder.stderr).toContain("app.ipynb: error NC2008: its output app.nc is the output of app.py too");
  expect(readFileSync(join(cwd, "app.nc"), "utf8")).toContain("x = 1");
  const sameName = await cli(["build", "a/m.py", "b/m.py", "--out", "out"], { cwd });
  expect(codes(sameName.stderr)).toEqual(["NC2008"]);
});

test("outputs that cannot be written", async () => {
  const cwd = folderWith({ "app.py": good, file: "" });
  mkdirSync(join(cwd, "taken/app.nc"), { recursive: true });
  const below = await cli(["build", "app.py", "--out", "file/sub"], { cwd });
  expect({ code: below.code, codes: codes(below.stderr) }).toEqual({ code: 2, codes: ["NC2009"] });
  expect(below.stderr).toContain("a part of its path is a file");
  const folder = await cli(["build", "app.py", "--out", "taken"], { cwd });
  expect(codes(folder.stderr)).toEqual(["NC2009"]);
});

const asRoot = process.getuid?.() === 0;
/** A user without rights, when the tests run as root. */
const nobody = asRoot ? { uid: 65534 } : {};

test("files and folders without permission", async () => {
  const cwd = folderWith({ "secret.py": good, "closed/a.py": good, "ok.py": good, "frozen/b.py": good });
  chmodSync(cwd, 0o755);
  chmodSync(join(cwd, "secret.py"), 0);
  chmodSync(join(cwd, "closed"), 0);
  chmodSync(join(cwd, "frozen"), 0o555);
  try {
    const out = folderWith({});
    chmodSync(out, 0o777);
    const reading = await cli(["build", ".", "--out", out], { cwd, ...nobody });
    expect(reading.code).toBe(2);
    expect(codes(reading.stderr)).toEqual(["NC2003", "NC2003"]);
    expect(reading.stderr).toContain("closed: error NC2003: cannot read this file or folder: no permission");
    expect(reading.stderr).toContain("secret.py: error NC2003");
    expect(existsSync(join(out, "ok.nc"))).toBe(true);
    const writing = await cli(["build", "frozen/b.py"], { cwd, ...nobody });
    expect(codes(writing.stderr)).toEqual(["NC2009"]);
    expect(writing.stderr).toContain("no permission");
  } finally {
    chmodSync(join(cwd, "closed"), 0o755);
  }
});

test("messages cannot steer the terminal, and long lines are cut", async () => {
  const cwd = folderWith({ "app.py": 'x = "\x1b[31m\u202e" = = 1\n', "long.py": `x = [${"1, ".repeat(5000)} = = ]\n` });
  const { stderr } = await cli(["build", "."], { cwd });
  expect(stderr).not.toContain("\x1b");
  expect(stderr).not.toContain("\u202e");
  expect(stderr).toContain("␛[31m");
  expect(Math.max(...stderr.split("\n").map((line) => line.length))).toBeLessThan(220);
});

test("at most twenty errors of a file are printed", async () => {
  const cwd = folderWith({ "app.nc": "x = = 1\n".repeat(40) });
  const { stderr } = await cli(["build", "app.nc", "-e", "py"], { cwd });
  expect(codes(stderr).length).toBeLessThanOrEqual(20);
  expect(stderr).toMatch(/… and \d+ more/);
});

describe("command lines that are wrong", () => {
  const cases: readonly [readonly string[], string, string][] = [
    [["build", "app.py", "--emitt", "nc"], "unknown option '--emitt'", "--emit"],
    [["biuld", "app.py"], "unknown command 'biuld'", "build"],
    [["build"], "missing required argument 'files'", "build --help"],
    [["build", "app.py", "-O9"], "'9' is invalid", "--help"],
    [["build", "app.py", "--emit", "exe"], "nc, py or nc,py", "--help"],
    [["build", "app.py", "--jobs", "none"], "whole number", "--help"],
    [["build", "app.py", "--max-size", "-1"], "above 0", "--help"],
    [["build", "-", "app.py"], "stands alone", ""],
    [["build", "-", "--emit", "nc,py"], "only one result fits", ""],
    [["build", "-", "--out", "x"], "--out has no meaning", ""],
    [["build", "app.py", "--watch", "--json"], "exclude each other", ""],
    [["run"], "no program to run", "name a .nc"],
    [["run", "--host", "pyodide", "--python", "python3", "app.nc"], "--python is for --host cpython", ""],
    [["explain", "--markdown", "NC2001"], "goes with nothing else", ""],
    [["completions", "tcsh"], "bash, zsh, fish", ""],
  ];
  test.each(cases)("%j", async (args, message, hint) => {
    const cwd = folderWith({ "app.py": good });
    const { code, stdout, stderr } = await cli(args, { cwd });
    if (!args.includes("--json")) {
      expect({ code, stdout, codes: codes(stderr) }).toEqual({ code: 2, stdout: "", codes: ["NC2001"] });
      expect(stderr).toContain(message);
      expect(stderr).toContain(hint);
    } else {
      expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({
        success: false,
        diagnostics: [{ code: "NC2001", message: expect.stringContaining(message) }],
      });
    }
  });
});

test("levels and --strict are accepted", async () => {
  const cwd = folderWith({ "app.py": good });
  for (const level of ["-O0", "-O1", "-O2"]) expect((await cli(["build", "app.py", level, "--strict", "-q"], { cwd })).code).toBe(0);
});

test("help and version go to standard output; without a verb there is help and exit code 2", async () => {
  const help = await cli(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("noodle-opt [options] [command]") });
  expect((await cli(["build", "--help"])).stdout).toContain("--emit <targets>");
  expect((await cli(["help", "map"])).stdout).toContain("app.nc:LINE:COLUMN");
  expect((await cli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await cli([])).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Commands:") });
});
