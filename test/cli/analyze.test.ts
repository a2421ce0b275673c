/** `noodle-opt analyze`: tables, JSON by its schema, the page, modules that import each other. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { packageRoot } from "../../compiler/package-root.js";
import { cli, folderWith, notebook } from "./cli.js";

const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/analysis.schema.json"), "utf8"));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const files = {
  "app.py": "import numpy as np\nfrom helper import make\nfor i in range(3):\n    print(np.zeros(i), make(i))\n",
  "helper.py": "import numpy as np\ndef make(n):\n    return np.ones(n)\n",
  "nb.ipynb": notebook("import numpy as np", "x = 1\nnp.zeros(3)"),
};

test("JSON follows its schema, and functions of other files know the loops of their callers", async () => {
  const cwd = folderWith(files);
  const { code, stdout } = await cli(["analyze", "--json", "."], { cwd });
  const result = JSON.parse(stdout);
  expect(validate(result) ? [] : validate.errors).toEqual([]);
  expect(code).toBe(0);
  expect(result.totals).toMatchObject({ files: 3, calls: 3, resolved: 3 });
  const [, , book] = result.files;
  expect(book.calls).toMatchObject([{ name: "numpy.zeros", line: 2, column: 1, cell: 2 }]);
});

test("tables name the functions and their places", async () => {
  const cwd = folderWith(files);
  const { code, stdout } = await cli(["analyze", "app.py", "helper.py"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain("numpy.zeros");
  expect(stdout).toContain("app.py:4:11");
  expect(stdout).toMatch(/2 library calls in \d+ lines of 2 files: 100\.0 % resolved/);
});

test("the page is one file without scripts or links to elsewhere", async () => {
  const cwd = folderWith({ "app.py": "import numpy as np\nname = '<b>'\nfor i in range(3):\n    np.zeros(i, name)\n" });
  const { code } = await cli(["analyze", "app.py", "--html", "usage.html"], { cwd });
  expect(code).toBe(0);
  const page = readFileSync(join(cwd, "usage.html"), "utf8");
  expect(page).toContain("<svg");
  expect(page).toContain("prefers-color-scheme: dark");
  expect(page).toMatch(/href="file:.*app\.py#L4"/);
  expect(page).not.toMatch(/<script|src="|href="http/);
});

test("bad files are reported and the others analysed", async () => {
  const cwd = folderWith({ ...files, "bad.py": "x = (\n" });
  const { code, stdout, stderr } = await cli(["analyze", "app.py", "bad.py", "missing.py"], { cwd });
  expect(code).toBe(2);
  expect(stdout).toContain("numpy.zeros");
  expect(stderr).toContain("bad.py");
  expect(stderr).toContain("missing.py");
  expect(existsSync(join(cwd, "usage.html"))).toBe(false);
});
