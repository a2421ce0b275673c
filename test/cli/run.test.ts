/** `noodle-opt run`: what reaches the program, and what it gives back. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, folderWith, notebook } from "./cli.js";

const python = "import sys\nprint(sys.argv[1:], sys.stdin.read())\nsys.exit(7)\n";

test("a program gets its arguments and standard input as they are, and its exit code comes back", async () => {
  const cwd = folderWith({ "app.py": python });
  await cli(["build", "app.py"], { cwd });
  const { code, stdout } = await cli(["run", "app.nc", "-x", "--host", "a b", "--", "--json"], { cwd, input: "input" });
  expect({ code, stdout }).toEqual({ code: 7, stdout: "['-x', '--host', 'a b', '--', '--json'] input\n" });
});

test("a module, a folder, a Python file and a notebook", async () => {
  const cwd = folderWith({
    "pkg/__init__.py": "",
    "pkg/tool.py": python,
    "app/__main__.py": "import helper\nprint('main', helper.x)\n",
    "app/helper.py": "x = not 0\n",
    "nb.ipynb": notebook("x = 20", "print(x + 1)"),
  });
  await cli(["build", "pkg", "app"], { cwd });
  expect(await cli(["run", "-m", "pkg.tool", "-m", "--host", "x"], { cwd })).toMatchObject({ code: 7, stdout: "['-m', '--host', 'x'] \n" });
  expect(await cli(["run", "app"], { cwd })).toMatchObject({ code: 0, stdout: "main True\n" });
  expect(await cli(["run", "pkg/tool.py", "y"], { cwd })).toMatchObject({ code: 7, stdout: "['y'] \n" });
  expect(await cli(["run", "nb.ipynb"], { cwd })).toMatchObject({ code: 0, stdout: "21\n" });
});

test("the embedded Python", async () => {
  const cwd = folderWith({ "app.nc": 'print("from pyodide", 1 + 1)\n' });
  expect(await cli(["run", "--host", "pyodide", "app.nc"], { cwd })).toMatchObject({ code: 0, stdout: "from pyodide 2\n" });
});

test("a traceback shows the Python source", async () => {
  const cwd = folderWith({ "app.py": "def f(é):\n    return not é / 0\n\nf(1)\n" });
  await cli(["build", "app.py"], { cwd });
  const { code, stderr } = await cli(["run", "app.nc"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain(`app.py", line 2, in f`);
  expect(stderr).toContain("    return not é / 0\n");
  expect(stderr).toContain("app.nc:3");
  expect(stderr).toContain("ZeroDivisionError: division by zero");
});

test("a stale map is not used, which is said once", async () => {
  const cwd = folderWith({ "app.py": "x = 1\nx / 0\n" });
  await cli(["build", "app.py"], { cwd });
  writeFileSync(join(cwd, "app.nc"), "# nc: v1+py314/1\n\n\nx = 1\nx / 0\n");
  const { stderr } = await cli(["run", "app.nc"], { cwd });
  expect(stderr).toContain('app.nc", line 5');
  expect(stderr.match(/warning NC2552/g)).toHaveLength(1);
});

test("programs that cannot be run", async () => {
  const cwd = folderWith({ "bad.nc": "x = not a\n", "bad.py": "x = = 1\n", "empty/x.txt": "" });
  const cases: [string[], string][] = [
    [["missing.nc"], "NC2306"],
    [["empty"], "NC2306"],
    [["bad.py"], "NC2101"],
    [["--python", "/nowhere/python", "bad.nc"], "NC2"],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await cli(["run", ...args], { cwd });
    expect({ args, code }).toEqual({ args, code: 2 });
    expect(stderr).toContain(`error ${expected}`);
  }
  expect((await cli(["run", "bad.nc"], { cwd })).stderr).toContain("bad.nc:1:5");
});
