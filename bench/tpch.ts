/**
 * `npm run bench:tpch`: the 22 queries of TPC-H as plain pandas, as they are and optimised.
 *
 *     npm run bench:tpch [-- --scales N,N --rounds N --only NAMES --python PATH --scripts --write]
 *
 * The tables are generated (`bench/frames/tpch/data.py`). Results and warnings have to be equal. Times are those of rounds in which each
 * version runs in turn, in one process with one thread. `--scripts`: each query is a script, whose steps are statements of the module.
 * `--write` writes the section `tpch` of the scoreboard. Exit code 1 when a result
 * differs.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { type Spread, spread } from "./harness/numbers.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";
import { answersOf } from "./loops/answers.js";
import { buildAll, failuresIn } from "./loops/build.js";
import { geometricMean } from "./loops/scores.js";

export interface QueryScore {
  readonly name: string;
  readonly rewrites: number;
  /** Of the original. */
  readonly milliseconds: number;
  readonly speedUp: Spread;
}

interface QueryAnswer {
  readonly name: string;
  readonly rows: number;
  readonly difference: string | null;
  readonly times: readonly (readonly [number, number])[];
}

const { values } = parseArgs({
  options: {
    scales: { type: "string", default: "0.1" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "" },
    python: { type: "string" },
    scripts: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const data = join(benchFolder, "frames/tpch");
const source = values.scripts ? workFolder("bench-tpch-scripts") : data;
if (values.scripts) execFileSync(values.python ?? environment("current"), [join(data, "scripts.py"), source]);
const target = workFolder("bench-tpch");
const built = await buildAll(source, target);
await closeCompiler();
for (const failure of failuresIn(built)) process.stdout.write(`${failure}\n`);
const passed = built.flatMap(({ name, remarks }) =>
  remarks
    .filter(({ kind, code }) => kind === "passed" && code.startsWith("NC27"))
    .map((remark) => (values.scripts ? name : remark.function?.split(".")[0])),
);
let wrong = 0;

function measure(scale: string): QueryScore[] {
  const output = execFileSync(
    values.python ?? environment("current"),
    [
      join(benchFolder, "frames/run_tpch.py"),
      ...(values.scripts ? [target, target] : [join(target, "queries.py"), join(target, "queries.opt.py")]),
      data,
      join(packageRoot, "runtime-shim/python"),
      scale,
      values.rounds,
      values.only,
    ],
    {
      encoding: "utf8",
      maxBuffer: 1e8,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
    },
  );
  const scores = answersOf<QueryAnswer>(output).map(({ name, difference, times }): QueryScore => {
    if (difference !== null) {
      wrong++;
      process.stdout.write(`${name}: ${difference}\n`);
    }
    const rewrites = passed.filter((query) => query === name).length;
    const milliseconds = spread(times.map(([original]) => original * 1000)).median;
    return { name, rewrites, milliseconds, speedUp: spread(times.map(([original, optimised]) => original / optimised)) };
  });
  for (const { name, rewrites, milliseconds, speedUp } of scores)
    process.stdout.write(`${name}: ${milliseconds} ms, ${rewrites} rewrites, ${speedUp.median}× (${speedUp.min}–${speedUp.max})\n`);
  process.stdout.write(`scale ${scale}: ${geometricMean(scores.map(({ speedUp }) => speedUp.median)).toFixed(2)}×\n`);
  return scores;
}

const runs = values.scales.split(",").map((scale) => ({ scale: Number(scale), queries: measure(scale) }));
if (values.write) writeSection(values.scripts ? "tpchScripts" : "tpch", { runs });
process.exitCode = wrong > 0 ? 1 : 0;
