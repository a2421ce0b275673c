/**
 * `npm run golden -- [--update] [PATTERN]`: checks the golden cases whose names contain the pattern, or with `--update`
 * records what the compiler does now, also for new cases that hold only their input.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startPool } from "../../compiler/workers/pool.js";
import { formatCase, type GoldenCase, readCases } from "./case.js";
import { evaluate } from "./evaluate.js";

const { values, positionals } = parseArgs({ options: { update: { type: "boolean", short: "u", default: false } }, allowPositionals: true });
const cases = readCases(positionals[0]);
const pool = startPool({ threads: 1 });
let changed = 0;
let failed = 0;
for (const golden of cases) {
  try {
    const now = formatCase(golden, await evaluate(golden, pool));
    if (now === formatCase(golden, golden.expected)) continue;
    changed++;
    if (values.update && golden.status !== "bug") {
      writeFileSync(golden.path, now);
      report(golden, golden.expected.length === 0 ? "recorded" : "updated");
    } else report(golden, "differs");
  } catch (error) {
    failed++;
    report(golden, `failed\n${(error as Error).message}`);
  }
}
await pool.close();
const bugs = cases.filter(({ status }) => status === "bug").length;
process.stderr.write(`${cases.length} cases, ${changed} ${values.update ? "recorded" : "differ"}, ${failed} failed, ${bugs} known bugs\n`);
process.exitCode = failed > 0 || (changed > bugs && !values.update) ? 1 : 0;

function report({ name }: GoldenCase, what: string): void {
  process.stderr.write(`golden/${name}.md: ${what}\n`);
}
