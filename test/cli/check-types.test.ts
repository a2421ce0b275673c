/** `noodle-opt analyze --check-types`: programs run as they are, and their claims are counted. */
import { cli, folderWith, notebook } from "./cli.js";

const program = `import sys
values = [1, 2, 3]
total = 0
for value in values:
    total += value
print("total", total, sys.argv[1:])
`;

test("a program gets its arguments; its output goes to standard error, the report to standard output", async () => {
  const cwd = folderWith({ "app.py": program });
  const { code, stdout, stderr } = await cli(["analyze", "--check-types", "app.py", "--", "-x", "1"], { cwd });
  expect(stderr).toBe("total 6 ['-x', '1']\n");
  expect(stdout).toMatch(/^\d+ claims checked in \d+ evaluations: none is wrong; \d+ not reached, \d+ expressions? of unknown type\n$/);
  expect(code).toBe(0);
});

test("notebooks, and the result as JSON", async () => {
  const cwd = folderWith({ "nb.ipynb": notebook("x = 20", "%matplotlib inline\nprint(x + 1)") });
  const { code, stdout } = await cli(["analyze", "--check-types", "--json", "nb.ipynb"], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ success: true, file: "nb.ipynb", claims: { wrong: 0, not_described: 0 }, wrong: [] });
  expect(JSON.parse(stdout).claims.checked).toBeGreaterThan(0);
  expect(code).toBe(0);
});

test("a program that ends early, and one that does not end", async () => {
  const cwd = folderWith({ "app.py": "x = 1\nprint(x)\nimport missing_library\n", "loop.py": "x = 1\nwhile x: x = x + 1\n" });
  const missing = await cli(["analyze", "--check-types", "app.py"], { cwd });
  expect(missing.stdout).toContain("the program ended with ModuleNotFoundError: No module named 'missing_library' (install it");
  const endless = await cli(["analyze", "--check-types", "--timeout", "2", "loop.py"], { cwd });
  expect(endless.stdout).toContain("the program was stopped: it took longer than --timeout");
});

test("what is no program", async () => {
  const cwd = folderWith({ "app.py": "x = (\n", "data.csv": "" });
  expect(await cli(["analyze", "--check-types", "app.py"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["analyze", "--check-types", "data.csv"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["analyze", "--check-types", "none.py"], { cwd })).toMatchObject({ code: 2 });
});
