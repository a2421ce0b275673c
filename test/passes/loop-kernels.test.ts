/** The programs of the benchmark of loops, built with all passes, do the same as before; what the pass says of TSVC's loops. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { answersOf, type KernelAnswer, type LoopAnswer } from "../../bench/loops/answers.js";
import { buildAll } from "../../bench/loops/build.js";
import { closeCompiler } from "../../compiler/index.js";
import { packageRoot } from "../../compiler/package-root.js";

const folder = mkdtempSync(join(tmpdir(), "noodle-kernels-"));
const runtime = join(packageRoot, "runtime-shim/python");

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeCompiler();
});

const run = (script: string, ...parameters: readonly string[]): string =>
  execFileSync(environment("current"), [join(packageRoot, "bench/loops", script), ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });

test("kernels do the same, on hostile inputs too", async () => {
  const target = join(folder, "kernels");
  const names = (await buildAll(join(packageRoot, "bench/loops/kernels"), target)).map(({ name }) => name);
  const answers = answersOf<KernelAnswer>(run("run_kernels.py", target, runtime, "0", "10", names.join(",")));
  expect(answers.filter(({ differences }) => differences.length > 0)).toEqual([]);
  expect(answers.length).toBe(names.length);
  expect(answers.filter(({ fast }) => fast).length).toBeGreaterThan(30);
});

test("loops in the style of TSVC do the same", async () => {
  const target = join(folder, "tsvc");
  const names = (await buildAll(join(packageRoot, "bench/loops/tsvc"), target)).map(({ name }) => name);
  const answers = answersOf<LoopAnswer>(run("run_tsvc.py", target, runtime, names.join(",")));
  expect(answers.filter(({ differences }) => differences.length > 0)).toEqual([]);
  expect(answers.length).toBe(151);
  // Where iterations build on each other, nothing is rewritten.
  expect(answers.filter(({ fast, expected }) => fast && expected === "left: recurrence")).toEqual([]);
});
