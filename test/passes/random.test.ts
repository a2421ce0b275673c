/** Random programs behave the same before and after the passes, exceptions and all. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { loopProgram } from "../../bench/passes/random-program.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

const count = Number(process.env["NOODLE_RANDOM_PROGRAMS"] ?? 40);
const seed = Number(process.env["NOODLE_RANDOM_SEED"] ?? 1);

test("random programs behave the same", async () => {
  const pairs: [string, string][] = [];
  let rewrites = 0;
  for (let index = 0; index < count; index++) {
    const before = loopProgram(seed, index);
    const { module, file, ...rest } = await parseValid(before);
    const { changed, originals, remarks } = optimize({ module, file, ...rest }, { level: 2, verifyEach: true });
    expect(remarks.filter(({ kind }) => kind === "failure")).toEqual([]);
    rewrites += remarks.filter(({ kind }) => kind === "passed").length;
    if (changed) pairs.push([before, patchedText(module, file, originals).code]);
  }
  const script = join(packageRoot, "bench/passes/run_pairs.py");
  const different = JSON.parse(execFileSync("python3", [script], { input: JSON.stringify(pairs), encoding: "utf8" })) as number[];
  expect(different.map((index) => pairs[index]?.join("\n# --- optimised ---\n")).slice(0, 2)).toEqual([]);
  expect(rewrites).toBeGreaterThan(count / 4);
});
