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
let files: string[] = [];

beforeAll(async () => {
  const built = await buildAll(join(packageRoot, "bench/frames/programs"), folder);
  expect(failuresIn(built)).toEqual([]);
  files = built.map(({ name }) => name);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeCompiler();
});

test.each(["current", "previous"] as const)("programs and experts' versions do the same in the environment %s", (name) => {
  const answers = files.flatMap((file) =>
    answersOf<ProgramAnswer>(
      execFileSync(
        environment(name),
        [join(packageRoot, "bench/frames/run_programs.py"), folder, file, join(packageRoot, "runtime-shim/python"), "0", "10", ""],
        { encoding: "utf8", maxBuffer: 1e8, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } },
      ),
    ),
  );
  expect(answers.filter(({ differences, expertDifferences }) => differences.length + expertDifferences.length > 0)).toEqual([]);
  expect(answers.length).toBeGreaterThanOrEqual(60);
});
