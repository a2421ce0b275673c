/** `noodle-opt map`: from output to source, and back. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, folderWith, notebook } from "./cli.js";

const source = "import os\n\ndef f(true):\n\treturn not true\n";

async function built(files: Record<string, string>, ...args: string[]): Promise<string> {
  const cwd = folderWith(files);
  expect((await cli(["build", ".", "-q", ...args], { cwd })).code).toBe(0);
  return cwd;
}

test("from a place in the output to the source, with its line and a caret", async () => {
  const cwd = await built({ "app.py": source });
  expect(await cli(["map", "app.nc:5:5"], { cwd })).toMatchObject({
    code: 0,
    stdout: "app.py:4:2\n  4 | \treturn not true\n    | \t^\n",
    stderr: "",
  });
  const name = await cli(["map", "app.nc:5:14", "--json"], { cwd });
  expect(JSON.parse(name.stdout)).toEqual([{ file: "app.py", line: 4, column: 13, name: "true", text: "\treturn not true" }]);
});

test("a line without a column is its first place", async () => {
  const cwd = await built({ "app.py": source });
  expect((await cli(["map", "app.nc:5"], { cwd })).stdout).toMatch(/^app\.py:4:2\n/);
  expect((await cli(["map", "app.py:4"], { cwd })).stdout).toMatch(/^app\.nc:5:5\n {2}5 \| {5}return !`true`\n/);
});

test("from the source to the output", async () => {
  const cwd = await built({ "app.py": source });
  expect((await cli(["map", "app.py:4:13"], { cwd })).stdout).toMatch(/^app\.nc:5:13\n/);
});

test("outputs in another folder, from the folder of the sources and back", async () => {
  const cwd = await built({ "src/app.py": source }, "--out", "out");
  expect((await cli(["map", "out/src/app.nc:5:5"], { cwd })).stdout).toMatch(/^src\/app\.py:4:2\n/);
  expect((await cli(["map", "src/app.py:4:2", "--map", "out/src/app.nc.map"], { cwd })).stdout).toMatch(/^out\/src\/app\.nc:5:5\n/);
  renameSync(join(cwd, "out/src/app.nc.map"), join(cwd, "elsewhere.map"));
  expect((await cli(["map", "src/app.py:4:2"], { cwd })).stderr).toContain("NC2550");
});

test("notebooks have cells", async () => {
  const cwd = await built({ "nb.ipynb": notebook("import os", "x = 1\ny = not x") });
  const { stdout } = await cli(["map", "nb.ipynb:2:2:9"], { cwd });
  const place = /^nb\.nc:(\d+:\d+)\n/.exec(stdout)?.[1];
  expect((await cli(["map", `nb.nc:${place}`], { cwd })).stdout).toBe("nb.ipynb:cell 2:2:9\n  2 | y = not x\n    |         ^\n");
  expect((await cli(["map", "nb.ipynb:9:1:1"], { cwd })).stderr).toContain("nothing of cell 9");
});

test("what cannot be looked up", async () => {
  const cwd = await built({ "app.py": source });
  writeFileSync(join(cwd, "damaged.nc"), "x\n");
  writeFileSync(join(cwd, "damaged.nc.map"), "{");
  writeFileSync(join(cwd, "empty.nc"), "x\n");
  writeFileSync(join(cwd, "empty.nc.map"), "{}");
  const cases: [string[], string, string][] = [
    [["app.nc"], "NC2555", "write FILE:LINE:COLUMN"],
    [["app.nc:0:1"], "NC2555", "count from 1"],
    [["app.nc:1:2:3"], "NC2555", "not a place"],
    [["other.nc:1:1"], "NC2550", "other.nc.map does not exist"],
    [["other.py:1:1"], "NC2550", "other.nc.map"],
    [["app.nc:1:1", "--map", "none.map"], "NC2550", "none.map"],
    [["damaged.nc:1:1"], "NC2551", "build again"],
    [["empty.nc:1:1"], "NC2551", "build again"],
    [["app.nc:99:1"], "NC2553", "which has"],
    [["app.nc:2:99"], "NC2553", "column 99"],
    [["app.nc:1:3"], "NC2554", "made by the compiler"],
    [["app.py:2:1"], "NC2554", "no counterpart"],
  ];
  for (const [args, code, text] of cases) {
    const result = await cli(["map", ...args], { cwd });
    expect({ args, code: result.code, stdout: result.stdout, stderr: result.stderr }).toEqual({
      args,
      code: 2,
      stdout: "",
      stderr: expect.stringContaining(`error ${code}`),
    });
    expect(result.stderr).toContain(text);
  }
});

test("maps that are older than the output or the source are refused", async () => {
  const cwd = await built({ "app.py": source });
  writeFileSync(join(cwd, "app.nc"), "x = 1\n");
  expect(await cli(["map", "app.nc:1:1"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2552") });
  writeFileSync(join(cwd, "app.py"), "x = 1\n");
  const { code, stdout } = await cli(["map", "app.py:1:1", "--json"], { cwd });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ success: false, diagnostics: [{ code: "NC2552", file: "app.py" }] });
});
