/** Loops with masks select the same elements by an order, with two versions of NumPy; `npm run fuzz:loops -- --shape masks` tries many more. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maskProgram } from "../../bench/fuzz/loops/masks.js";
import { type EnvironmentName, environment } from "../../bench/harness/python-environment.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import type { Remark } from "../../compiler/remarks/remark.js";
import { parseValid } from "../support/frontend.js";

const programs = 5;
const isOrdered = ({ kind, code }: Remark): boolean => kind === "passed" && code === "NC2932";

test.each<EnvironmentName>(["previous", "current"])("random loops with masks (%s versions)", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-masks-"));
  let [rewritten, fast] = [0, 0];
  try {
    for (let index = 0; index < programs; index++) {
      const before = maskProgram(name === "current" ? 3 : 4, index);
      const { module, file, ...rest } = await parseValid(before);
      const { originals, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true });
      expect(remarks.filter(({ kind }) => kind === "failure")).toEqual([]);
      rewritten += remarks.filter(isOrdered).length;
      const after = patchedText(module, file, originals).code;
      // Optimising what is optimised changes nothing.
      expect(optimize(await parseValid(after), { level: 2 }).remarks.filter(isOrdered)).toEqual([]);
      const paths = [join(folder, "before.py"), join(folder, "after.py")] as const;
      writeFileSync(paths[0], before);
      writeFileSync(paths[1], after);
      const script = join(packageRoot, "bench/fuzz/loops/run_pairs.py");
      const parameters = [script, ...paths, join(packageRoot, "runtime-shim/python"), `${index}`, "12", "masks"];
      const answer = JSON.parse(execFileSync(environment(name), parameters, { encoding: "utf8" })) as {
        fast: Record<string, number>;
        differences: unknown[];
      };
      expect(answer.differences).toEqual([]);
      for (const count of Object.values(answer.fast)) fast += count;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(rewritten).toBeGreaterThan(programs * 3);
  expect(fast).toBeGreaterThan(programs * 5);
});
