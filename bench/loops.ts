/**
 * `npm run bench:loops`: loops over arrays as people write them, as they are, optimised, and written by an expert.
 *
 *     npm run bench:loops [-- --seconds N --sizes N,N,… --only NAMES --python PATH --numba --write]
 *
 * `bench/loops/kernels` holds programs, each with the version that an expert writes for the same bits where there is one;
 * `bench/loops/tsvc` the loops of the Test Suite for Vectorizing Compilers, written in Python from their published shapes. Results,
 * arguments, exceptions and warnings have to be equal, on usual and on hostile inputs. Times are those of rounds in which each
 * version runs in turn, in one process with one thread; `--seconds` is the time for each kernel and size. `--numba` measures the kernels
 * that Numba compiles, beside. `--write` writes the section `loops` of the scoreboard. Exit code 1 when anything differs.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";
import { answersOf, type KernelAnswer, type LoopAnswer, shownDifference } from "./loops/answers.js";
import { type Built, buildAll, failuresIn, reasonsIn } from "./loops/build.js";
import { geometricMean, type KernelScore, kernelScore, type LoopScore, loopScore } from "./loops/scores.js";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "0.2" },
    sizes: { type: "string", default: "1,10,100,1000,10000,100000" },
    only: { type: "string" },
    tsvc: { type: "boolean", default: false },
    python: { type: "string" },
    numba: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const python = interpreter();
const runtime = join(packageRoot, "runtime-shim/python");

function interpreter(): string {
  if (values.python !== undefined) return values.python;
  if (!values.numba) return environment("current");
  try {
    return environment("numba");
  } catch (error) {
    process.stdout.write(`without Numba: ${error instanceof Error ? error.message : String(error)}\n`);
    return environment("current");
  }
}

function run<T>(script: string, ...parameters: readonly string[]): T[] {
  const output = execFileSync(python, [join(benchFolder, "loops", script), ...parameters], {
    encoding: "utf8",
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return answersOf<T>(output);
}

let wrong = 0;

/** Says where a pass failed; the original code stands there, so that results are right. */
function tellFailures(built: readonly Built[]): void {
  for (const failure of failuresIn(built)) process.stdout.write(`${failure}\n`);
}

async function kernels(): Promise<KernelScore[]> {
  const target = workFolder("bench-loops", "kernels");
  const built = await buildAll(join(benchFolder, "loops/kernels"), target);
  tellFailures(built);
  const only = values.only?.split(",");
  return built
    .filter(({ name }) => only?.includes(name) ?? true)
    .flatMap(({ name, remarks }) =>
      run<KernelAnswer>("run_kernels.py", target, runtime, values.seconds, values.sizes, name).map((answer) => {
        wrong += answer.differences.length;
        for (const each of answer.differences) process.stdout.write(shownDifference(name, each));
        const score = kernelScore(
          answer,
          reasonsIn(remarks, (inside) => inside !== "expert"),
        );
        const ratios = score.sizes.map(({ size, speedUp, ulp, expert, numba }) => {
          const others = [ulp && `ulp ${ulp.median}`, expert && `expert ${expert.median}`, numba && `Numba ${numba.median}`].filter(
            (text) => text !== undefined,
          );
          return `${size}: ${speedUp.median}×${others.length > 0 ? ` (${others.join(", ")})` : ""}`;
        });
        process.stdout.write(`${name}${answer.fast ? "" : ` (left: ${score.reasons.join("; ") || "not taken"})`}  ${ratios.join("  ")}\n`);
        return score;
      }),
    );
}

async function loops(): Promise<LoopScore[]> {
  const target = workFolder("bench-loops", "tsvc");
  const built = await buildAll(join(benchFolder, "loops/tsvc"), target);
  tellFailures(built);
  const remarks = built.flatMap((each) => each.remarks);
  return run<LoopAnswer>("run_tsvc.py", target, runtime, built.map(({ name }) => name).join(",")).map((answer) => {
    for (const each of answer.differences) process.stdout.write(shownDifference(answer.name, each));
    wrong += answer.differences.length;
    const isInside = (name: string | null): boolean => name === answer.name || (name?.startsWith(`${answer.name}.`) ?? false);
    return loopScore(answer, reasonsIn(remarks, isInside));
  });
}

const kernelScores = values.tsvc ? [] : await kernels();
const loopScores = values.only === undefined ? await loops() : [];
await closeCompiler();
for (const size of values.sizes.split(",").map(Number)) {
  const ratios = kernelScores.flatMap(({ sizes }) => sizes.filter((each) => each.size === size).map(({ speedUp }) => speedUp.median));
  const near = kernelScores.flatMap(({ sizes }) =>
    sizes.filter((each) => each.size === size).map((each) => (each.ulp ?? each.speedUp).median),
  );
  process.stdout.write(`size ${size}, under ulp: ${geometricMean(near).toFixed(2)}× (worst ${Math.min(...near).toFixed(2)}×)\n`);
  process.stdout.write(`size ${size}: ${geometricMean(ratios).toFixed(2)}× (worst ${Math.min(...ratios).toFixed(2)}×)\n`);
}
for (const { name, verdict, reasons } of loopScores)
  if (verdict !== "vectorised") process.stdout.write(`${name}: ${verdict}${reasons.map((reason) => `; ${reason}`).join("")}\n`);
const count = (verdict: LoopScore["verdict"]): number => loopScores.filter((each) => each.verdict === verdict).length;
process.stdout.write(
  `${loopScores.length} loops: ${count("vectorised")} vectorised, ${count("left")} rightly left, ${count("left for another reason")} left for another reason, ${count("could be vectorised")} left that could be vectorised, ${count("wrong")} wrong\n`,
);
if (values.write) writeSection("loops", { seconds: Number(values.seconds), kernels: kernelScores, tsvc: loopScores });
process.exitCode = wrong > 0 ? 1 : 0;
