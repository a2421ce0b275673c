/**
 * `npm run bench:dias`: the programs of `bench:frames` as cells of a notebook, rewritten by Dias, and ours beside it.
 *
 *     npm run bench:dias -- --dias FOLDER [--rows N --rounds N --write]
 *
 * FOLDER has Dias and IPython (`pip install --target FOLDER dias`); it runs with the pandas 2.2 of the environment `previous`, although it
 * asks for 1.5. Times are medians of rounds in which each version runs in turn. `--write` writes the section `dias` of the scoreboard.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";
import { answersOf } from "./loops/answers.js";
import { buildAll } from "./loops/build.js";
import { geometricMean } from "./loops/scores.js";

export interface DiasScore {
  readonly name: string;
  /** Whether Dias changes the text of the program. */
  readonly rewritten: boolean;
  /** Times faster than the original. */
  readonly dias: number;
  readonly ours: number;
  /** What is different with Dias. */
  readonly difference: string | null;
}

const { values } = parseArgs({
  options: {
    dias: { type: "string" },
    rows: { type: "string", default: "20000" },
    rounds: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
});
if (values.dias === undefined) throw new Error("--dias: the folder that has Dias");

const programs = join(benchFolder, "frames/programs");
const target = workFolder("bench-dias");
await buildAll(programs, target);
await closeCompiler();
const data = join(target, "data");
mkdirSync(data, { recursive: true });
const output = execFileSync(
  environment("previous"),
  [
    join(benchFolder, "frames/run_dias.py"),
    programs,
    target,
    join(packageRoot, "runtime-shim/python"),
    values.dias,
    values.rows,
    values.rounds,
  ],
  {
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NOODLE_BENCH_FOLDER: data, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  },
);
const scores = answersOf<DiasScore>(output);
for (const { name, rewritten, dias, ours, difference } of scores)
  process.stdout.write(
    `${name}: Dias ${rewritten ? "" : "(unchanged) "}${dias.toFixed(2)}×, ours ${ours.toFixed(2)}× ${difference ?? ""}\n`,
  );
const mean = (key: "dias" | "ours"): string => geometricMean(scores.map((score) => score[key])).toFixed(2);
process.stdout.write(`Dias ${mean("dias")}×, ours ${mean("ours")}×\n`);
if (values.write) writeSection("dias", { rows: Number(values.rows), scores });
