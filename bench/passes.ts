/**
 * `npm run bench:passes`: what the passes gain, and that they cost nothing.
 *
 *     npm run bench:passes [-- --pairs N --python PATH --small]
 *
 * The functions of `bench/passes/programs.py` and `arrays.py` are built to Python with all passes. Each is timed in pairs, the original and the
 * optimised version in turn in one process; the ratio is that of a pair, so that what else the machine does counts for both.
 * Results have to be equal, bit for bit. Writes the section `passes` of the scoreboard.
 *
 * The loops of `bench/passes/small_loops.py` are timed at sizes from 1 on: what a rewrite costs where it cannot pay. Section
 * `smallLoops`; `--small` measures only these.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler, compile } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import type { Remark } from "../compiler/remarks/remark.js";
import { round, type Spread, spread } from "./harness/numbers.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

export interface PassScore {
  readonly name: string;
  /** Time of the original by time of the optimised function: above 1 is faster. */
  readonly speedUp: Spread;
  /** Of the original, in milliseconds. */
  readonly milliseconds: number;
  /** Rewrites that were made in it. */
  readonly rewrites: number;
}

export interface SmallScore {
  readonly name: string;
  readonly sizes: readonly { readonly size: number; readonly microseconds: number; readonly speedUp: Spread }[];
}

const { values } = parseArgs({
  options: { pairs: { type: "string", default: "41" }, python: { type: "string" }, small: { type: "boolean", default: false } },
});
const python = values.python ?? environment("current");

/** A program is built, and both versions are handed to a script that times them. */
async function inPairs<T>(
  name: string,
  script: string,
  ...parameters: readonly string[]
): Promise<{ results: T[]; remarks: readonly Remark[] }> {
  const source = join(benchFolder, "passes", name);
  const { py, remarks } = await compile(readFileSync(source), { path: name, emit: ["py"] });
  const optimised = join(workFolder("bench-passes"), name.replace(".py", ".opt.py"));
  writeFileSync(optimised, py?.code ?? "");
  const output = execFileSync(python, [join(benchFolder, "passes", script), source, optimised, ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, PYTHONPATH: join(packageRoot, "runtime-shim/python"), OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  return { results: JSON.parse(output) as T[], remarks };
}

type Pairs = readonly (readonly [number, number])[];

/** Both versions of the programs of a file, in pairs. */
async function measure(name: string): Promise<PassScore[]> {
  const { results, remarks } = await inPairs<{ name: string; equal: boolean; pairs: Pairs }>(name, "time_pairs.py", values.pairs);
  return results.map((result): PassScore => {
    if (!result.equal) throw new Error(`${result.name} gives another result when it is optimised`);
    const { pairs } = result;
    const milliseconds = round(spread(pairs.map(([before]) => before * 1000)).median);
    const rewrites = remarks.filter(({ kind, function: inside }) => kind === "passed" && inside === result.name).length;
    return { name: result.name, speedUp: spread(pairs.map(([before, after]) => before / after)), milliseconds, rewrites };
  });
}

const smallSizes = [1, 2, 3, 5, 10, 30, 100, 1000];

async function measureSmall(): Promise<SmallScore[]> {
  const { results } = await inPairs<{ name: string; size: number; pairs: Pairs }>(
    "small_loops.py",
    "time_small.py",
    values.pairs,
    smallSizes.join(","),
  );
  return [...new Set(results.map(({ name }) => name))].map((name) => ({
    name,
    sizes: results
      .filter((each) => each.name === name)
      .map(({ size, pairs }) => ({
        size,
        microseconds: round(spread(pairs.map(([before]) => before * 1e6)).median),
        speedUp: spread(pairs.map(([before, after]) => before / after)),
      })),
  }));
}

if (!values.small) {
  const scores = [...(await measure("programs.py")), ...(await measure("arrays.py"))];
  for (const { name, speedUp } of scores)
    process.stdout.write(`${name}: ${speedUp.median.toFixed(2)}× (${speedUp.min.toFixed(2)}–${speedUp.max.toFixed(2)})\n`);
  writeSection("passes", { scores });
}
const small = await measureSmall();
await closeCompiler();
for (const { name, sizes } of small)
  process.stdout.write(`${name}: ${sizes.map(({ size, speedUp }) => `${size}: ${speedUp.median.toFixed(2)}×`).join("  ")}\n`);
writeSection("smallLoops", { scores: small });
