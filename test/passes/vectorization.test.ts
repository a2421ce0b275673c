/** Random loop nests give the same bits before and after, with two versions of NumPy; `npm run fuzz:loops` tries many. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nestProgram } from "../../bench/fuzz/loops/nests.js";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

const environments: readonly EnvironmentName[] = ["previous", "current"];
const programs = 6;

test.each(environments)("random nests (%s versions)", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-nests-"));
  let [rewritten, calls, fast] = [0, 0, 0];
  try {
    for (let index = 0; index < programs; index++) {
      const before = nestProgram(name === "current" ? 1 : 2, index, 12, index === 0 ? "shared" : "mixed");
      const { module, file, ...rest } = await parseValid(before);
      const { originals, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true });
      expect(remarks.filter(({ kind }) => kind === "failure")).toEqual([]);
      rewritten += remarks.filter(({ kind, code }) => kind === "passed" && code === "NC2610").length;
      const after = patchedText(module, file, originals).code;
      // Optimising what is optimised changes nothing.
      const again = await parseValid(after);
      expect(optimize(again, { level: 2 }).remarks.filter(({ kind, code }) => kind === "passed" && code === "NC2610")).toEqual([]);
      const paths = [join(folder, "before.py"), join(folder, "after.py")] as const;
      writeFileSync(paths[0], before);
      writeFileSync(paths[1], after);
      const script = join(packageRoot, "bench/fuzz/loops/run_pairs.py");
      const output = execFileSync(environment(name), [script, ...paths, join(packageRoot, "runtime-shim/python"), `${index}`, "10"], {
        encoding: "utf8",
      });
      const answer = JSON.parse(output) as { calls: number; fast: Record<string, number>; differences: unknown[] };
      expect(answer.differences).toEqual([]);
      calls += answer.calls;
      for (const count of Object.values(answer.fast)) fast += count;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(rewritten).toBeGreaterThan(programs * 4);
  expect(calls).toBe(programs * 12 * 10);
  expect(fast).toBeGreaterThan(calls / 40);
});
