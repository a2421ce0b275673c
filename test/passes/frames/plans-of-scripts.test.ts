/** Variables of a module hold stand-ins only where nobody can look at them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../../bench/harness/python-environment.js";
import { closeCompiler, compile } from "../../../compiler/index.js";
import { packageRoot } from "../../../compiler/package-root.js";

afterAll(closeCompiler);

const head = `import pandas as pd
one = pd.DataFrame({"k": range(30000), "a": 1.5, "b": "x"})
two = pd.DataFrame({"k": range(30000), "c": 2.5})
`;
const steps = `both = one.merge(two, on="k")
both = both[both["a"] > 1]
print(both["c"].max())
`;

const optimised = async (text: string, path = "program.py"): Promise<string> =>
  (await compile(text, { path, emit: ["py"], optimize: { level: 2 } })).py?.code ?? "";

test("a script", async () => {
  expect(await optimised(head + steps)).toContain('both = _rt.planned(one, two).merge(two, on="k")');
});

test.each([
  ["reads its variables by their names", `${head}${steps}print(globals()["both"].shape)\n`],
  ["has code that looks at frames of Python", `import inspect\n${head}${steps}print(inspect)\n`],
  ["has a library that searches variables", `import duckdb\n${head}${steps}print(duckdb.sql("select * from both"))\n`],
  ["asks for modules", `import sys\n${head}${steps}print(sys.modules)\n`],
  ["imports the main module", `import __main__\n${head}${steps}print(__main__)\n`],
  ["evaluates texts that name them", `${head}${steps}print(pd.eval("both.a + 1"))\n`],
  ["evaluates texts that are made when it runs", `${head}${steps}print(pd.eval("bo" + "th.a"))\n`],
  ["names them in queries", `${head}${steps}print(two.query("k in @both.k"))\n`],
  ["names them in a text that is put together", `${head}${steps}print(two.query("k in @" + "both.k"))\n`],
  ["has functions that read them", `${head}${steps}def rows():\n    return both\nprint(rows())\n`],
  ["has functions that write them", `${head}${steps}def change():\n    global both\n    both = None\nchange()\n`],
  ["has a class whose body reads them", `${head}${steps}class Rows:\n    rows = both\n`],
  ["has a comprehension that computes with them", `${head}${steps}print([both["c"].sum() for _ in range(3)])\n`],
])("a script that %s stays as it is", async (_what, text) => {
  expect(await optimised(text)).not.toContain("both = _rt.");
});

test("notebooks stay as they are", async () => {
  const cell = (text: string): object => ({
    cell_type: "code",
    metadata: {},
    outputs: [],
    execution_count: null,
    source: text,
  });
  const notebook = {
    cells: [cell(head), cell(steps)],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  expect(await optimised(JSON.stringify(notebook), "program.ipynb")).not.toContain("_rt.planned");
});

describe.each(["previous", "current"] as const)("%s versions", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-scripts-"));
  const script = join(folder, "program.py");
  const planned = `${head}import noodle_rt as _rt\nboth = _rt.planned(one, two).merge(two, on="k")\n`;
  // What only tests look at.
  writeFileSync(script, `${planned}import atexit\natexit.register(lambda: print(type(both).__name__))\n`);
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...options: readonly string[]): string =>
    execFileSync(environment(name), options, {
      encoding: "utf8",
      cwd: folder,
      input: "",
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...process.env,
        PYTHONPATH: join(packageRoot, "runtime-shim/python"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    }).trim();

  test("stand-ins where Python itself runs a script", () => {
    expect(run(script)).toBe(name === "current" ? "_PlannedFrame" : "DataFrame");
  });

  test.each([
    ["-i", script],
    ["-c", "import program"],
    ["-c", "import runpy; runpy.run_path('program.py', run_name='__main__')"],
    ["-c", "import sys; sys.settrace(lambda *about: None); exec(open('program.py').read())"],
  ])(
    "frames with %s %s",
    (...options) => {
      expect(run(...options)).toBe("DataFrame");
    },
    30_000,
  );
});
