/** The programs of the benchmark of frames do the same when they are optimised, and experts' versions have the same bits. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProgramAnswer } from "../../bench/frames/program-scores.js";
import { environment } from "../../bench/harness/python-environment.js";
import { answersOf } from "../../bench/loops/answers.js";
import { buildAll, failuresIn } from "../../bench/loops/build.js";
import { closeCompiler } from "../../compiler/index.js";
import { packageRoot } from "../../compiler/package-root.js";

const folder = mkdtempSync(join(tmpdir(), "noodle-frame-programs-"));
const runtime = join(packageRoot, "runtime-shim/python");
const environments = ["current", "previous"] as const;
let files: string[] = [];

const run = (name: (typeof environments)[number], script: string, ...parameters: readonly string[]): string =>
  execFileSync(environment(name), [join(packageRoot, "bench/frames", script), ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });

beforeAll(async () => {
  const built = await buildAll(join(packageRoot, "bench/frames/programs"), folder);
  expect(failuresIn(built)).toEqual([]);
  files = built.map(({ name }) => name);
}, 300_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeCompiler();
});

test.each(environments)(
  "programs and experts' versions do the same in the environment %s",
  (name) => {
    const answers = files.flatMap((file) => answersOf<ProgramAnswer>(run(name, "run_programs.py", folder, file, runtime, "0", "10", "")));
    expect(answers.filter(({ differences, expertDifferences }) => differences.length + expertDifferences.length > 0)).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(60);
  },
  300_000,
);

test.each(environments)(
  "the queries of TPC-H give the same in the environment %s",
  async (name) => {
    const source = join(packageRoot, "bench/frames/tpch");
    const built = await buildAll(source, folder);
    expect(failuresIn(built)).toEqual([]);
    const [before, after] = [join(folder, "queries.py"), join(folder, "queries.opt.py")];
    const answers = answersOf<{ readonly name: string; readonly rows: number; readonly difference: string | null }>(
      run(name, "run_tpch.py", before, after, source, runtime, "0.02", "0", ""),
    );
    expect(answers.filter(({ difference }) => difference !== null)).toEqual([]);
    expect(answers.filter(({ rows }) => rows > 0).length).toBe(22);
  },
  300_000,
);
