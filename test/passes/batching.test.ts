/** Loops over rows give the same bits in blocks, with two versions of NumPy; `npm run fuzz:loops` tries many more. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowProgram } from "../../bench/fuzz/loops/rows.js";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import type { Remark } from "../../compiler/remarks/remark.js";
import { parseValid } from "../support/frontend.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];

test.each(environments)("functions give for many rows what they give for each (%s versions)", (name) => {
  const output = execFileSync(environment(name), [join(packageRoot, "test/passes/batching.py"), "1", "4"], { encoding: "utf8" });
  const { checks, wrong } = JSON.parse(output) as { checks: number; wrong: string[] };
  expect(wrong).toEqual([]);
  expect(checks).toBeGreaterThan(5000);
});

const programs = 6;
const isBatched = ({ kind, code }: Remark): boolean => kind === "passed" && code === "NC2614";

test.each(environments)("random loops over rows (%s versions)", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-rows-"));
  let [rewritten, calls, fast] = [0, 0, 0];
  try {
    for (let index = 0; index < programs; index++) {
      const before = rowProgram(name === "current" ? 1 : 2, index);
      const { module, file, ...rest } = await parseValid(before);
      const { originals, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true });
      expect(remarks.filter(({ kind }) => kind === "failure")).toEqual([]);
      rewritten += remarks.filter(isBatched).length;
      const after = patchedText(module, file, originals).code;
      // Optimising what is optimised changes nothing.
      const again = await parseValid(after);
      expect(optimize(again, { level: 2 }).remarks.filter(isBatched)).toEqual([]);
      const paths = [join(folder, "before.py"), join(folder, "after.py")] as const;
      writeFileSync(paths[0], before);
      writeFileSync(paths[1], after);
      const script = join(packageRoot, "bench/fuzz/loops/run_pairs.py");
      const parameters = [script, ...paths, join(packageRoot, "runtime-shim/python"), `${index}`, "12", "rows"];
      const answer = JSON.parse(execFileSync(environment(name), parameters, { encoding: "utf8" })) as {
        calls: number;
        fast: Record<string, number>;
        differences: unknown[];
      };
      expect(answer.differences).toEqual([]);
      calls += answer.calls;
      for (const count of Object.values(answer.fast)) fast += count;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(rewritten).toBeGreaterThan(programs * 3);
  expect(calls).toBe(programs * 12 * 12);
  expect(fast).toBeGreaterThan(calls / 60);
});
