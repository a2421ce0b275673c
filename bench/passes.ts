/**
 * `npm run bench:passes`: what the passes gain, and that they cost nothing.
 *
 *     npm run bench:passes [-- --pairs N --python PATH]
 *
 * The functions of `bench/passes/programs.py` and `arrays.py` are built to Python with all passes. Each is timed in pairs, the original and the
 * optimised version in turn in one process; the ratio is that of a pair, so that what else the machine does counts for both.
 * Results have to be equal, bit for bit. Writes the section `passes` of the scoreboard.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler, compile } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
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

const { values } = parseArgs({ options: { pairs: { type: "string", default: "41" }, python: { type: "string" } } });
const python = values.python ?? environment("current");

/** Both versions of the programs of a file, in pairs. */
async function measure(name: string): Promise<PassScore[]> {
  const source = join(benchFolder, "passes", name);
  const { py, remarks } = await compile(readFileSync(source), { path: name, emit: ["py"] });
  const optimised = join(workFolder("bench-passes"), name.replace(".py", ".opt.py"));
  writeFileSync(optimised, py?.code ?? "");
  const output = execFileSync(python, [join(benchFolder, "passes/time_pairs.py"), source, optimised, values.pairs], {
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(packageRoot, "runtime-shim/python"), OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
  });
  const results = JSON.parse(output) as readonly { name: string; equal: boolean; pairs: readonly (readonly [number, number])[] }[];
  return results.map((result): PassScore => {
    if (!result.equal) throw new Error(`${result.name} gives another result when it is optimised`);
    const { pairs } = result;
    const milliseconds = round(spread(pairs.map(([before]) => before * 1000)).median);
    const rewrites = remarks.filter(({ kind, function: inside }) => kind === "passed" && inside === result.name).length;
    return { name: result.name, speedUp: spread(pairs.map(([before, after]) => before / after)), milliseconds, rewrites };
  });
}

const scores = [...(await measure("programs.py")), ...(await measure("arrays.py"))];
await closeCompiler();
for (const { name, speedUp } of scores)
  process.stdout.write(`${name}: ${speedUp.median.toFixed(2)}× (${speedUp.min.toFixed(2)}–${speedUp.max.toFixed(2)})\n`);
writeSection("passes", { scores });
