/**
 * `npm run conformance`: every file of real libraries goes from Python to `.nc` and back, and nothing may be lost.
 *
 *     npm run conformance [-- --only stdlib,numpy --limit N --jobs N --python PATH --stdlib FOLDER --json]
 *
 * The laws are in `harness/round-trip.ts`. Failures are listed in `.cache/conformance/failures.json`; full runs write the
 * section `conformance` of the scoreboard. Exit code 1 when a file failed.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { type Corpus, corpusNames, loadCorpus, systemPython } from "./conformance/corpora.js";
import type { ConformanceJob, ConformanceSetup } from "./conformance/worker.js";
import { groupBy } from "./harness/group-by.js";
import { grouped } from "./harness/numbers.js";
import { workFolder } from "./harness/paths.js";
import { runJobs } from "./harness/pool.js";
import { progress } from "./harness/progress.js";
import type { Outcome } from "./harness/round-trip.js";
import { writeSection } from "./harness/scoreboard.js";

/** Results of one corpus. */
export interface CorpusScore {
  readonly version: string;
  files: number;
  lines: number;
  passed: number;
  unparsable: number;
  failed: number;
}

/** What `--json` prints. */
export interface ConformanceSummary {
  readonly seconds: number;
  readonly corpora: Readonly<Record<string, CorpusScore>>;
  readonly failures: readonly Listed[];
}

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    limit: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    python: { type: "string", default: systemPython },
    stdlib: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const names = options.only?.split(",") ?? corpusNames;
const corpora = names.map((name) => loadCorpus(name, { python: options.python, stdlib: options.stdlib }));
const limit = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
const started = Date.now();
const { scores, failures, unparsable } = await checkCorpora(corpora);
const seconds = Math.round((Date.now() - started) / 1000);

const folder = workFolder("conformance");
if (options.json) process.stdout.write(`${JSON.stringify({ seconds, corpora: scores, failures } satisfies ConformanceSummary)}\n`);
else report();
if (options.only === undefined && options.limit === undefined)
  writeSection("conformance", { seconds, jobs: Number(options.jobs), corpora: scores });
process.exitCode = failures.length > 0 ? 1 : 0;

/** A file that failed, or that is no Python, and why. */
export interface Listed {
  readonly corpus: string;
  readonly file: string;
  readonly reason: string;
  readonly detail: string;
}

async function checkCorpora(
  corpora: readonly Corpus[],
): Promise<{ scores: Record<string, CorpusScore>; failures: Listed[]; unparsable: Listed[] }> {
  const scores: Record<string, CorpusScore> = {};
  const failures: Listed[] = [];
  const unparsable: Listed[] = [];
  const jobs: ConformanceJob[] = [];
  for (const { name, version, files } of corpora) {
    scores[name] = { version, files: 0, lines: 0, passed: 0, unparsable: 0, failed: 0 };
    // Evenly spread, so that a limited run sees a bit of everything.
    const step = Math.max(1, files.length / limit);
    for (let at = 0; at < files.length; at += step)
      jobs.push({ corpus: name, path: files[Math.floor(at)] as string, withConsumer: jobs.length % 20 === 0 });
  }
  const folders = new Map(corpora.map((corpus) => [corpus.name, corpus.folder]));
  const setup: ConformanceSetup = { modules: Object.fromEntries(corpora.map((corpus) => [corpus.name, corpus.modules])) };
  const line = progress("conformance", jobs.length);
  await runJobs<ConformanceJob, Outcome>({
    worker: new URL("./conformance/worker.js", import.meta.url),
    setup,
    jobs,
    processes: Number(options.jobs),
    timeout: 300_000,
    onResult: ({ corpus, path }, result) => {
      const score = scores[corpus] as CorpusScore;
      const outcome: Outcome | { kind: "failed"; reason: "crash"; detail: string } = result.ok
        ? result.value
        : { kind: "failed", reason: "crash", detail: result.reason };
      const file = relative(folders.get(corpus) as string, path);
      score.files++;
      score[outcome.kind]++;
      if (outcome.kind === "passed") score.lines += outcome.lines;
      else if (outcome.kind === "failed") failures.push({ corpus, file, reason: outcome.reason, detail: outcome.detail });
      else unparsable.push({ corpus, file, reason: outcome.code, detail: outcome.message });
      line.step(`${failures.length} failed`);
    },
  });
  line.stop();
  return { scores, failures, unparsable };
}

function report(): void {
  writeFileSync(join(folder, "failures.json"), `${JSON.stringify(failures, undefined, 2)}\n`);
  writeFileSync(join(folder, "unparsable.json"), `${JSON.stringify(unparsable, undefined, 2)}\n`);
  for (const [name, score] of Object.entries(scores)) {
    const { files, lines, passed, unparsable, failed } = score;
    process.stdout.write(
      `${name} (${score.version}): ${grouped(files)} files, ${grouped(lines)} lines: ${grouped(passed)} passed, ${unparsable} not Python, ${failed} failed\n`,
    );
  }
  const reasons = groupBy(failures, (failure) => failure.reason);
  for (const [reason, list] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
    process.stdout.write(`\n${list.length} × ${reason}\n`);
    for (const { corpus, file, detail } of list.slice(0, 5))
      process.stdout.write(`  ${corpus}/${file}: ${detail.slice(0, 300).replaceAll("\n", "\n    ")}\n`);
  }
  process.stdout.write(`${seconds} s; all failures: ${relative(process.cwd(), join(folder, "failures.json"))}\n`);
}
