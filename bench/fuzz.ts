/**
 * `npm run fuzz`: random programs, mutants of real ones and damaged `.nc` texts, until one of them breaks a law.
 *
 *     npm run fuzz [-- --count N --seed N --only tree,mutant,damage --first N --jobs N --json]
 *
 * `tree` makes programs from the grammar, `mutant` takes real files apart (`roundtrip` means both), `damage` breaks `.nc`
 * texts, 20 for each number. The same seed and number make the same program; `--first N --count 1` repeats one. Failing
 * programs are made small and written to `.cache/fuzz/`; runs of the default size write the section `fuzz` of the
 * scoreboard. Exit code 1 when a law was broken.
 */
import { statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { type NodeKind, nodeFields } from "../compiler/ir/nodes.js";
import { loadCorpus, systemPython } from "./conformance/corpora.js";
import type { FuzzFailure, FuzzJob, FuzzKind, FuzzResult, FuzzSetup } from "./fuzz/worker.js";
import { groupBy } from "./harness/group-by.js";
import { grouped } from "./harness/numbers.js";
import { workFolder } from "./harness/paths.js";
import { runJobs } from "./harness/pool.js";
import { progress } from "./harness/progress.js";
import { writeSection } from "./harness/scoreboard.js";

/** Counts of one kind of program. */
export interface FuzzScore {
  checked: number;
  lines: number;
  invalid: number;
  failed: number;
}

/** What `--json` prints. */
export interface FuzzSummary {
  readonly seed: number;
  readonly seconds: number;
  readonly kinds: Readonly<Partial<Record<FuzzKind, FuzzScore>>>;
  /** Kinds of node that no program had. */
  readonly unseen: readonly NodeKind[];
  readonly failures: readonly (FuzzFailure & FuzzJob)[];
}

const fullCount = 3000;

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: String(fullCount) },
    first: { type: "string", default: "0" },
    seed: { type: "string" },
    only: { type: "string", default: "roundtrip,damage" },
    jobs: { type: "string", default: String(availableParallelism()) },
    json: { type: "boolean", default: false },
  },
});

const seed = options.seed === undefined ? Date.now() % 1_000_000 : Number(options.seed);
const kinds = options.only.split(",").flatMap((kind): FuzzKind[] => (kind === "roundtrip" ? ["tree", "mutant"] : [kind as FuzzKind]));
const first = Number(options.first);
const count = Number(options.count);
if (!options.json) process.stdout.write(`seed ${seed}\n`);

const summary = await fuzz();
if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
else report(summary);
if (count >= fullCount && options.only === "roundtrip,damage")
  writeSection("fuzz", { seed, seconds: summary.seconds, kinds: summary.kinds, unseen: summary.unseen });
process.exitCode = summary.failures.length > 0 ? 1 : 0;

async function fuzz(): Promise<FuzzSummary> {
  const started = Date.now();
  const jobs = Array.from({ length: count }, (_, index) => kinds.map((kind): FuzzJob => ({ kind, index: first + index }))).flat();
  const setup: FuzzSetup = { seed, files: realFiles(), shrink: { checks: 3000, time: 40_000 } };
  const scores: Partial<Record<FuzzKind, FuzzScore>> = {};
  for (const kind of kinds) scores[kind] = { checked: 0, lines: 0, invalid: 0, failed: 0 };
  const invalid = new Map<string, number>();
  const seen = new Set<string>();
  const failures: (FuzzFailure & FuzzJob)[] = [];
  const fail = (job: FuzzJob, failure: FuzzFailure): void => {
    failures.push({ ...job, ...failure });
    writeFailure(job, failure);
  };
  const line = progress("fuzz", jobs.length);
  await runJobs<FuzzJob, FuzzResult>({
    worker: new URL("./fuzz/worker.js", import.meta.url),
    setup,
    jobs,
    processes: Number(options.jobs),
    timeout: 180_000,
    onResult: (job, result) => {
      const score = scores[job.kind] as FuzzScore;
      if (result.ok) {
        const { value } = result;
        score.checked += value.checked;
        score.lines += value.lines;
        for (const [what, times] of Object.entries(value.invalid)) {
          score.invalid += times;
          invalid.set(what, (invalid.get(what) ?? 0) + times);
        }
        for (const kind of Object.keys(value.census)) seen.add(kind);
        for (const failure of value.failures) fail(job, failure);
      } else fail(job, { reason: "crash", detail: result.reason, program: "", language: "py" });
      score.failed = failures.filter((failure) => failure.kind === job.kind).length;
      line.step(`${failures.length} failed`);
    },
  });
  line.stop();
  const folder = workFolder("fuzz");
  writeFileSync(
    join(folder, "invalid.json"),
    `${JSON.stringify(Object.fromEntries([...invalid].sort((a, b) => b[1] - a[1])), undefined, 2)}\n`,
  );
  const unseen = kinds.includes("tree") ? (Object.keys(nodeFields) as NodeKind[]).filter((kind) => !seen.has(kind)) : [];
  return { seed, seconds: Math.round((Date.now() - started) / 1000), kinds: scores, unseen, failures };
}

/** Files of the interpreter's standard library that are neither empty nor so large that one would take all the time. */
function realFiles(): string[] {
  const { files } = loadCorpus("stdlib", { python: systemPython, stdlib: undefined });
  return files.filter((file) => {
    const { size } = statSync(file);
    return size > 200 && size < 60_000;
  });
}

function writeFailure({ kind, index }: FuzzJob, { reason, detail, program, language }: FuzzFailure): void {
  const folder = workFolder("fuzz");
  const name = join(folder, `${seed}-${kind}-${index}`);
  writeFileSync(`${name}.${language}`, program);
  writeFileSync(
    `${name}.txt`,
    `${reason}\n${detail}\n\nrepeat with: npm run fuzz -- --seed ${seed} --only ${kind} --first ${index} --count 1\n`,
  );
}

function report({ kinds, unseen, failures, seconds }: FuzzSummary): void {
  for (const [kind, score] of Object.entries(kinds)) {
    process.stdout.write(
      `${kind}: ${grouped(score.checked)} programs, ${grouped(score.lines)} lines checked, ${grouped(score.invalid)} not valid, ${score.failed} failed\n`,
    );
  }
  if (unseen.length > 0) process.stdout.write(`kinds of node that did not occur: ${unseen.join(", ")}\n`);
  for (const [reason, list] of groupBy(failures, (failure) => failure.reason)) {
    process.stdout.write(`\n${list.length} × ${reason}\n`);
    for (const { kind, index, detail, program } of [...list].sort((a, b) => a.program.length - b.program.length).slice(0, 5)) {
      process.stdout.write(
        `  ${kind} ${index}: ${JSON.stringify(program.slice(0, 300))}\n    ${detail.slice(0, 400).replaceAll("\n", "\n    ")}\n`,
      );
    }
  }
  process.stdout.write(`${seconds} s; failing programs are in ${relative(process.cwd(), workFolder("fuzz"))}\n`);
}
