/** How a Python is found, and what is said when there is none. */

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeCodes } from "../../runtime-shim/codes.js";
import { createProject, type Project, pythons, runNc } from "./support/project.js";

const real = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).stdout.trim();
const files = { "app.py": "import sys\nprint('ran', sys.executable)\n" };

/** A command made of shell text, in a folder of the project. */
function command(project: Project, path: string, text: string): string {
  const file = join(project.folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

const old = 'if [ "$1" = --version ]; then echo Python 3.8.10; else exit 2; fi';

test("a path, a command on PATH or the folder of an environment", async () => {
  const project = createProject(files);
  mkdirSync(join(project.folder, "venv/bin"), { recursive: true });
  symlinkSync(real, join(project.folder, "venv/bin/python"));
  for (const python of [real, "python3", join(project.folder, "venv"), "./venv/bin/python"]) {
    const { stdout, stderr } = await runNc(project, "app.nc", { options: ["--python", python] });
    expect({ stdout: stdout.slice(0, 4), stderr }).toEqual({ stdout: "ran ", stderr: "" });
  }
});

test("the active virtual environment comes first, then PATH", async () => {
  const project = createProject(files);
  command(project, "venv/bin/python", `echo from venv; exec ${real} "$@"`);
  command(project, "path/python", `echo from path; exec ${real} "$@"`);
  const env = { VIRTUAL_ENV: join(project.folder, "venv"), PATH: join(project.folder, "path") };
  expect((await runNc(project, "app.nc", { env })).stdout).toMatch(/^from venv\nran /);
  expect((await runNc(project, "app.nc", { env: { ...env, VIRTUAL_ENV: "" } })).stdout).toMatch(/^from path\nran /);
});

test("a Python that is too old is passed by", async () => {
  const project = createProject(files);
  command(project, "path/python3", old);
  command(project, "path/python", `exec ${real} "$@"`);
  const { stdout, stderr } = await runNc(project, "app.nc", { env: { VIRTUAL_ENV: "", PATH: join(project.folder, "path") } });
  expect({ stdout: stdout.slice(0, 4), stderr }).toEqual({ stdout: "ran ", stderr: "" });
});

test.each([
  ["NC2301", "No Python was found", {}, { VIRTUAL_ENV: "", PATH: "/nowhere" }],
  ["NC2302", "Programs need Python 3.9 or newer; found Python 3.8.10", { python: "old" }, {}],
  ["NC2303", "there is no file ./missing", { python: "./missing" }, {}],
  ["NC2303", "there is no command no-such-python on PATH", { python: "no-such-python" }, {}],
  ["NC2303", "./app.py may not be executed", { python: "./app.py" }, {}],
  ["NC2303", "the folder ./empty is no virtual environment", { python: "./empty" }, {}],
  ["NC2304", "Python ended before it reached the program", { python: "broken" }, {}],
])("%s: %s", async (code, message, { python }: { python?: string }, env) => {
  const project = createProject({ ...files, "empty/x.txt": "" });
  command(project, "old", old);
  command(project, "broken", "exit 127");
  const options = python === undefined ? [] : ["--python", ["old", "broken"].includes(python) ? join(project.folder, python) : python];
  const { stdout, stderr, code: exitCode } = await runNc(project, "app.nc", { options, env });
  expect(stderr).toContain(`${code}: `);
  expect(stderr).toContain(message);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
});

test.each([
  ["missing.nc", "There is no file missing.nc."],
  ["folder", "The folder folder holds no `__main__.nc`."],
])("NC2306: %s", async (target, message) => {
  const { stderr, code } = await runNc(createProject({ ...files, "folder/x.txt": "" }), target);
  expect(stderr).toContain(`NC2306: ${message}`);
  expect(code).toBe(2);
});

test("errors in the program's own .nc file are reported before it starts", async () => {
  const { stdout, stderr, code } = await runNc(createProject({ "app.py": "print('ran')\nx = ¿\n" }), "app.nc");
  expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
  expect(stderr).toMatch(/app\.nc:3:5: NC2402: this is no statement\n/);
});

const python39 = pythons.find(({ command: name }) => name === "python3.9");
const onOld = python39?.found ? test : test.skip;

onOld("NC2305: syntax that is newer than the Python says so at its place (needs python3.9 on PATH)", async () => {
  const project = createProject({
    "app.py":
      "try:\n    import new\nexcept SyntaxError as error:\n    print(error.filename, error.lineno, error.offset, error.text)\nimport new\n",
    "new.py": "def f(x):\n    ü = 1;  match  x:\n        case 1: pass\n",
  });
  const { stdout, stderr, code } = await runNc(project, "app.nc", { options: ["--python", "python3.9"] });
  expect(stdout).toBe(`${join(project.src, "new.py")} 2 20     ü = 1;  match  x:\n\n`);
  expect(stderr).toContain(`File "${join(project.src, "new.py")}", line 2  [new.nc:3]\n    ü = 1;  match  x:\n`);
  expect(stderr).toContain(
    "SyntaxError: NC2305: invalid syntax (the program is run by Python 3.9 and needs a newer one; choose it with --python)\n",
  );
  expect(code).toBe(1);
});

test("nothing is left in the temporary folder", async () => {
  const project = createProject({
    "app.py": "import tempfile, glob, os\nprint(glob.glob(os.path.join(tempfile.gettempdir(), 'noodle-opt-*')))\n",
  });
  mkdirSync(join(project.folder, "temporary"));
  const env = { TMPDIR: join(project.folder, "temporary") };
  expect((await runNc(project, "app.nc", { env })).stdout).toMatch(/^\['.*noodle-opt-\w+'\]\n$/);
  expect(spawnSync("ls", ["-A", env.TMPDIR], { encoding: "utf8" }).stdout).toBe("");
});

test("a temporary folder with a long name", async () => {
  const project = createProject(files);
  const long = join(project.folder, "n".repeat(120));
  mkdirSync(long);
  expect((await runNc(project, "app.nc", { env: { TMPDIR: long } })).stdout).toMatch(/^ran /);
});

test("codes are in order and explained", () => {
  const codes = runtimeCodes.map(({ code }) => code);
  expect(codes).toEqual([...new Set(codes)].sort());
  for (const { code, title, explanation } of runtimeCodes) {
    expect(code).toMatch(/^NC23\d\d$/);
    expect(title).not.toMatch(/\.$/);
    expect(explanation.length).toBeGreaterThan(40);
  }
});
