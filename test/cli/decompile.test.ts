/** `noodle-opt decompile`: back to Python or a notebook. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cli, folderWith, notebook } from "./cli.js";

const nc = "# nc: v1+py314/1\nfunction f(a):\n    return !a  # why\n";
const python = "def f(a):\n    return not a  # why\n";

test("one file goes to standard output", async () => {
  const cwd = folderWith({ "app.nc": nc });
  expect(await cli(["decompile", "app.nc"], { cwd })).toMatchObject({ code: 0, stdout: python, stderr: "" });
});

test("a folder goes below --out", async () => {
  const cwd = folderWith({ "src/a.nc": nc, "src/pkg/b.nc": nc, "src/c.py": "" });
  const { code, stdout, stderr } = await cli(["decompile", "src", "--out", "py"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toBe("src/a.nc → py/a.py\nsrc/pkg/b.nc → py/pkg/b.py\n");
  expect(readFileSync(join(cwd, "py/pkg/b.py"), "utf8")).toBe(python);
});

test("a file comes back in the encoding that it names", async () => {
  const source = Buffer.from('# -*- coding: latin-1 -*-\ns = "\xe9"\n', "latin1");
  const cwd = folderWith({ "app.py": source });
  await cli(["build", "app.py"], { cwd });
  expect((await cli(["decompile", "app.nc"], { cwd })).bytes.equals(source)).toBe(true);
  const wrong = folderWith({ "app.nc": '# -*- coding: latin-1 -*-\ns = "\u{1F40D}"\n', "odd.nc": "# coding: klingon\n" });
  const { code, stderr } = await cli(["decompile", "app.nc", "odd.nc", "--out", "py"], { cwd: wrong });
  expect(code).toBe(2);
  expect(stderr.match(/NC2012/g)).toHaveLength(2);
  expect(stderr).toContain("line 2 holds '\\U0001f40d', which latin-1 cannot express");
  expect(existsSync(join(wrong, "py"))).toBe(false);
});

test("a notebook comes back with its cells", async () => {
  const cwd = folderWith({ "nb.ipynb": notebook("%matplotlib inline\nx = 1", "not x") });
  await cli(["build", "nb.ipynb"], { cwd });
  const { stdout } = await cli(["decompile", "nb.nc", "--to", "ipynb"], { cwd });
  expect(JSON.parse(stdout).cells.map(({ source }: { source: string[] }) => source.join(""))).toEqual([
    "%matplotlib inline\nx = 1",
    "not x",
  ]);
  await cli(["decompile", "nb.nc", "--to", "ipynb", "--out", "back"], { cwd });
  expect(JSON.parse(readFileSync(join(cwd, "back/nb.ipynb"), "utf8")).nbformat).toBe(4);
});

test("--json holds code and map, or the files that were written", async () => {
  const cwd = folderWith({ "a.nc": nc, "b.nc": "x = = 1\n" });
  const { code, stdout, stderr } = await cli(["decompile", "a.nc", "b.nc", "--json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  const { success, files } = JSON.parse(stdout);
  expect(success).toBe(false);
  expect(files[0]).toMatchObject({ nc_file: "a.nc", success: true, output_file: null, code: python });
  expect(JSON.parse(files[0].map).sources).toEqual(["a.nc"]);
  expect(files[1]).toMatchObject({
    nc_file: "b.nc",
    success: false,
    diagnostics: [{ severity: "error", place: { file: "b.nc", line: 1 } }],
  });
});

test("what cannot be decompiled", async () => {
  const cwd = folderWith({ "a.nc": nc, "b.nc": nc, "app.py": python, "bad.nc": "x = not a\n", "empty/x.txt": "" });
  const several = await cli(["decompile", "a.nc", "b.nc"], { cwd });
  expect(several).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("only one file fits on standard output") });
  expect(await cli(["decompile", "app.py"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2004") });
  expect(await cli(["decompile", "missing.nc"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2002") });
  expect(await cli(["decompile", "empty"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("no .nc") });
  expect(await cli(["decompile", "bad.nc"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("bad.nc:1:5") });
});

test("the way there and back keeps the program", async () => {
  const source =
    'import os\n\n\nclass A(metaclass=type):\n    """Doc."""\n\n    def m(self, *, k=1.5):  # note\n        return f"{k!r:>{10}}" if k else {**self.d}\n';
  const cwd = folderWith({ "app.py": source });
  await cli(["build", "app.py"], { cwd });
  expect((await cli(["decompile", "app.nc"], { cwd })).stdout).toBe(source);
});
