/**
 * `npm run bench:frames`: programs over frames as analysts write them, as they are, optimised, and written by an expert.
 *
 *     npm run bench:frames [-- --seconds N --sizes N,N,… --only NAMES --files NAMES --memory ROWS --python PATH --write]
 *
 * `bench/frames/programs` holds the programs, each with the version that an expert writes for the same bits. Results, inputs, exceptions,
 * warnings and output have to be equal. Times are those of rounds in which each version runs in turn, in one process with one thread;
 * `--seconds` is the time for each size, and sizes at which the original takes ten times that are left out. Peak memory of the programs that
 * read files is that of a process of its own, on files of `--memory` rows (0: it is not measured). `--write` writes the section `frames` of the
 * scoreboard. Exit code 1 when anything differs.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { type MemoryScore, type ProgramAnswer, type ProgramScore, programScore } from "./frames/program-scores.js";
import { round } from "./harness/numbers.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";
import { answersOf } from "./loops/answers.js";
import { type Built, buildAll, failuresIn } from "./loops/build.js";
import { geometricMean } from "./loops/scores.js";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "0.5" },
    sizes: { type: "string", default: "10,100,1000,10000,100000,1000000" },
    only: { type: "string", default: "" },
    files: { type: "string" },
    memory: { type: "string", default: "200000" },
    python: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

const python = values.python ?? environment("current");
const runtime = join(packageRoot, "runtime-shim/python");
const target = workFolder("bench-frames");
let wrong = 0;

function run(script: string, ...parameters: readonly string[]): string {
  return execFileSync(python, [join(benchFolder, "frames", script), ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
}

/** Rewrites in a program, with those in functions inside of it. */
function rewritesIn({ remarks }: Built, name: string): number {
  return remarks.filter(
    ({ kind, code, function: inside }) => kind === "passed" && code.startsWith("NC27") && inside?.split(".")[0] === name,
  ).length;
}

function programs(built: readonly Built[]): ProgramScore[] {
  return built.flatMap((each) =>
    answersOf<ProgramAnswer>(run("run_programs.py", target, each.name, runtime, values.seconds, values.sizes, values.only)).map(
      (answer) => {
        wrong += answer.differences.length + answer.expertDifferences.length;
        for (const { size, what } of answer.differences) process.stdout.write(`${answer.name}, size ${size}: ${what}\n`);
        for (const { size, what } of answer.expertDifferences) process.stdout.write(`expert of ${answer.name}, size ${size}: ${what}\n`);
        const score = programScore(answer, rewritesIn(each, answer.name));
        const ratios = score.sizes.map(({ size, speedUp, expert }) => `${size}: ${speedUp.median}× (expert ${expert.median})`);
        process.stdout.write(`${score.file}.${score.name}, ${score.rewrites} rewrites  ${ratios.join("  ")}\n`);
        return score;
      },
    ),
  );
}

function memory(scores: readonly ProgramScore[]): MemoryScore[] {
  const reading = scores.filter(({ file }) => file === "files");
  if (reading.length === 0 || Number(values.memory) === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "noodle-frames-"));
  try {
    const peak = (file: string, name: string): string => run("run_memory.py", join(target, file), name, runtime, folder, values.memory);
    peak("files.py", "make");
    return reading.map(({ name }) => {
      const [original, optimised, expert] = [
        ["files.py", name],
        ["files.opt.py", name],
        ["files.py", `expert_${name}`],
      ].map(([file, function_]) => round(Number(peak(file as string, function_ as string)))) as [number, number, number];
      process.stdout.write(`${name}: ${original} MiB, optimised ${optimised}, expert ${expert}\n`);
      return { name, rows: Number(values.memory), original, optimised, expert };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const built = (await buildAll(join(benchFolder, "frames/programs"), target)).filter(
  ({ name }) => values.files?.split(",").includes(name) ?? true,
);
await closeCompiler();
for (const failure of failuresIn(built)) process.stdout.write(`${failure}\n`);
const scores = programs(built);
const peaks = memory(scores);
const rewritten = scores.filter(({ rewrites }) => rewrites > 0);
process.stdout.write(`${scores.length} programs, ${rewritten.length} rewritten\n`);
for (const size of values.sizes.split(",").map(Number)) {
  const at = scores.flatMap(({ sizes }) => sizes.filter((each) => each.size === size));
  if (at.length === 0) continue;
  const speedUps = at.map(({ speedUp }) => speedUp.median);
  const ofExpert = at.map(({ speedUp, expert }) => speedUp.median / expert.median);
  process.stdout.write(
    `size ${size}: ${at.length} programs, ${geometricMean(speedUps).toFixed(2)}× (worst ${Math.min(...speedUps).toFixed(2)}×), ${(100 * geometricMean(ofExpert)).toFixed(0)} % of the expert's speed\n`,
  );
}
if (values.write) writeSection("frames", { seconds: Number(values.seconds), programs: scores, memory: peaks });
process.exitCode = wrong > 0 ? 1 : 0;
