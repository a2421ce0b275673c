/** `noodle_rt.engine` on random text files and steps, with two versions of pandas and Dask: what is collected is what pandas makes of the whole file. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnvironmentName, environment } from "../../../bench/harness/python-environment.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { cli, folderWith } from "../../cli/cli.js";

const environments: readonly EnvironmentName[] = ["engine", "engine-previous"];

test.each(environments)("blocks are the whole (%s versions)", (name) => {
  const script = join(packageRoot, "test/passes/frames/engine.py");
  const args = [script, join(packageRoot, "runtime-shim/python"), "120", "1"];
  const { stdout, stderr, status } = spawnSync(environment(name), args, { encoding: "utf8" });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const { comparisons, lowered, wrong } = JSON.parse(stdout) as { comparisons: number; lowered: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(comparisons).toBe(480);
  expect(lowered).toBeGreaterThan(40);
});

const program = `import pandas as pd
sales = pd.read_csv("sales.csv")
dear = sales[sales["price"] > 2]
print(dear.groupby("city")["amount"].sum(), dear["price"].max())
`;
const data = `city,price,amount\n${Array.from({ length: 500 }, (_, row) => `${row % 2 ? "Rome" : "Oslo"},${row % 9},${row}`).join("\n")}\n`;

test("--engine: the same output, and a log of what was decided", async () => {
  const cwd = folderWith({ "app.py": program, "sales.csv": data });
  const log = join(cwd, "decisions.jsonl");
  const outputs: string[] = [];
  for (const engine of ["pandas", "dask", "auto"]) {
    const build = await cli(["build", "app.py", "--engine", engine, "--emit", "py", "--quiet"], { cwd });
    expect(build.code).toBe(0);
    const { stdout, stderr } = spawnSync(environment("engine"), ["app.opt.py"], {
      cwd,
      encoding: "utf8",
      env: { ...process.env, NOODLE_ENGINE_LOG: log },
    });
    expect(stderr).toBe("");
    outputs.push(stdout);
  }
  expect(new Set(outputs).size).toBe(1);
  const decisions = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { where: string; reason: string });
  expect(decisions[0]).toMatchObject({ what: "sales.csv", where: "dask" });
  expect(decisions.map(({ where }) => where)).toContain("collected");
  expect(decisions.at(-1)).toMatchObject({ where: "pandas", reason: "it fits into memory" });
});

test("without Dask the file is read by pandas", () => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-"));
  writeFileSync(join(folder, "sales.csv"), data);
  const script = `import sys; sys.path.insert(0, ${JSON.stringify(join(packageRoot, "runtime-shim/python"))})
import pandas as pd, noodle_rt as rt
df = rt.engine(pd, "sales.csv").read_csv("sales.csv")
print(type(df) is pd.DataFrame, rt.collected(df) is df, rt.collected(df["amount"], "sum").sum())`;
  const { stdout, stderr } = spawnSync(environment("arrow"), ["-c", script], { cwd: folder, encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "True True 124750\n", stderr: "" });
});
