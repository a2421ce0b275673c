/**
 * `npm run bench:guards`: what each guard of `noodle_rt` costs, alone, on values for which it holds.
 *
 * The best of three runs of many calls each, in microseconds, with data of 1, 1,000 and 1,000,000 elements, in the environment of
 * the tests. Passes take their thresholds from how a cost grows. Writes the section `guards` of the scoreboard.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../compiler/package-root.js";
import { round } from "./harness/numbers.js";
import { benchFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

/** Microseconds with 1, 1,000 and 1,000,000 elements. */
export interface GuardCost {
  readonly guard: string;
  readonly one: number;
  readonly thousand: number;
  readonly million: number;
}

const script = join(benchFolder, "guards/time_guards.py");
const output = execFileSync(environment("current"), [script, join(packageRoot, "runtime-shim/python")], { encoding: "utf8" });
const times = JSON.parse(output) as Readonly<Record<string, readonly [number, number, number]>>;
const costs = Object.entries(times).map(([guard, [one, thousand, million]]): GuardCost => {
  return { guard, one: round(one), thousand: round(thousand), million: round(million) };
});
for (const { guard, one, thousand, million } of costs) process.stdout.write(`${guard}: ${one} / ${thousand} / ${million} µs\n`);
writeSection("guards", { costs });
