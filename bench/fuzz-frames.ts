/**
 * `npm run fuzz:frames`: random pipelines over random frames, as analysts write them, must do the same when they are optimised: results,
 * changed inputs, exceptions, warnings and output, with pandas 2.2 and 3.
 *
 *     npm run fuzz:frames [-- --pipelines N --seed N --first N --show N --plans --folds --write]
 *
 * Frames have other types than the one that stands in the program's text: missing values, large numbers, categories, objects, nullable and
 * small numbers, zones, duplicate labels, any index, no rows. What differs is made smaller and written to `.cache/fuzz-frames`,
 * the first `--show` of them are printed. `--plans`: only pipelines that join and group. `--folds`: only loops that add something for each row. `--write` writes the section `frameFuzz` of the scoreboard. Exit code 1 when anything differs.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closeCompiler } from "../compiler/index.js";
import { type Case, optimised, runPairs } from "./frames/pairs.js";
import { type FramePython, framePythons } from "./frames/probe-run.js";
import { callOf, onlyFolds, onlyPlans, pipelineProgram, textOf } from "./fuzz/frames/pipeline-programs.js";
import { type Finding, reduced } from "./fuzz/frames/reduce-pipeline.js";
import { workFolder } from "./harness/paths.js";
import { random } from "./harness/random.js";
import { writeSection } from "./harness/scoreboard.js";

export interface FrameFuzzScore {
  readonly pipelines: number;
  /** Pipelines in which a pass over frames has rewritten something. */
  readonly rewritten: number;
  readonly rewrites: number;
  /** Runs of a pipeline with a frame. */
  readonly runs: number;
  /** Runs in which the original did not end with an exception. */
  readonly ended: number;
  readonly differences: number;
}

const { values } = parseArgs({
  options: {
    pipelines: { type: "string", default: "600" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    show: { type: "string", default: "3" },
    plans: { type: "boolean", default: false },
    folds: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const seed = Number(values.seed);
if (values.plans) onlyPlans();
if (values.folds) onlyFolds();
const functions = 2;
const batch = 120;
const total = { pipelines: 0, rewritten: 0, rewrites: 0, runs: 0, ended: 0, differences: 0 };
const pythons = framePythons();
const folder = workFolder("fuzz-frames");

/** Compiles programs, from one number on, until there are enough pipelines for one Python process. */
async function makeBatch(first: number): Promise<Map<FramePython, { cases: Case[]; findings: Finding[] }>> {
  const lists = new Map(pythons.map((each) => [each, { cases: [] as Case[], findings: [] as Finding[] }]));
  for (let index = first; index < first + batch; index++) {
    const program = pipelineProgram(seed, index, functions);
    const rng = random(seed, index, 999);
    const version = rng.pick([undefined, undefined, ...new Set(pythons.map(({ pandas }) => pandas))]);
    const versions = version === undefined ? undefined : { pandas: version };
    const before = textOf(program);
    const { code: after, rewrites, failures } = await optimised(before, versions);
    for (const failure of failures) {
      total.differences++;
      process.stdout.write(`program ${index}: ${failure}\n`);
    }
    total.pipelines += program.pipelines.length;
    total.rewrites += rewrites.length;
    const changed = new Set(rewrites.map(({ function: inside }) => /(?:pipeline_|^p)(\d+)/.exec(inside ?? "")?.[1]));
    total.rewritten += changed.size;
    if (before === after) continue;
    for (const [each, { cases, findings }] of lists) {
      if (version !== undefined && version !== each.pandas) continue;
      for (const number of program.pipelines.keys()) {
        const frame = String(rng.int(1e9));
        const tail = program.isModule ? "" : callOf(number, frame);
        cases.push({ before, after, tail, name: program.isModule ? "__main__" : "program", tell: true });
        findings.push({ program, number, frame, ...(versions ? { versions } : {}) });
      }
    }
  }
  return lists;
}

async function tell({ python, label: interpreter }: FramePython, finding: Finding, what: string, label: string): Promise<void> {
  total.differences++;
  process.stdout.write(`${label}, ${interpreter}: ${what}\n`);
  if (total.differences > Number(values.show)) return;
  const example = await reduced(python, finding);
  if (!example) return void process.stdout.write("  only together with the other pipelines of the program\n");
  const path = join(folder, `${label.replaceAll(" ", "-")}.json`);
  writeFileSync(path, JSON.stringify([{ ...example, name: finding.program.isModule ? "__main__" : "program" }]));
  writeFileSync(path.replace(".json", ".py"), example.before + example.tail);
  writeFileSync(path.replace(".json", ".opt.py"), example.after + example.tail);
  process.stdout.write(
    `${example.before}\n${example.tail}\n# optimised\n${example.after}\n# ${example.what}\n# again: run_pairs.py < ${path}\n\n`,
  );
}

async function run(interpreter: FramePython, first: number, { cases, findings }: { cases: Case[]; findings: Finding[] }): Promise<void> {
  if (cases.length === 0) return;
  const { results } = await runPairs(interpreter.python, cases);
  for (const [number, verdict] of results.entries()) {
    if (verdict?.skipped) continue;
    total.runs++;
    if (!verdict?.raised) total.ended++;
    if (verdict?.what === undefined) continue;
    const finding = findings[number] as Finding;
    await tell(interpreter, finding, verdict.what, `${seed} ${first} ${number} frame ${finding.frame}`);
  }
}

const began = Date.now();
let first = Number(values.first);
let running: Promise<unknown> = Promise.resolve();
while (total.pipelines < Number(values.pipelines)) {
  // The next batch is compiled while Python runs this one.
  const lists = await makeBatch(first);
  await running;
  const from = first;
  running = Promise.all([...lists].map(([interpreter, list]) => run(interpreter, from, list)));
  first += batch;
}
await running;
await closeCompiler();
const seconds = Math.round((Date.now() - began) / 1000);
process.stdout.write(
  `${total.pipelines} pipelines, ${total.rewritten} rewritten (${total.rewrites} rewrites), ${total.runs} runs, ${total.ended} without an exception: ${total.differences} differences, ${seconds} s\n`,
);
if (values.write) writeSection("frameFuzz", { ...total, seed, seconds });
process.exitCode = total.differences > 0 ? 1 : 0;
