/**
 * `npm run analysis -- FOLDER…`: what the type analysis knows of the library calls of real programs, and how long it takes.
 *
 *     npm run analysis -- FOLDER… [--limit N --jobs N --versions numpy=2.4,pandas=3.0 --gaps N --json FILE --write]
 *
 * Every folder is a source of its own; all its `.py` and `.ipynb` files are analysed, nothing of them is kept. A library call is what
 * `compiler/analysis/usage/library-calls.ts` says. `--write` writes the section `analysis` of the scoreboard.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { generateProgram } from "./analysis/generate.js";
import type { AnalysisJob, AnalysisResult, CallResult } from "./analysis/worker.js";
import { round } from "./harness/numbers.js";
import { type JobResult, runJobs } from "./harness/pool.js";
import { progress } from "./harness/progress.js";
import { writeSection } from "./harness/scoreboard.js";

/** Results of one source. */
export interface SourceScore {
  files: number;
  lines: number;
  /** Files that Python 3.14 refuses, too. */
  refused: number;
  crashes: number;
  calls: number;
  /** Facts and expectations together. */
  resolved: number;
  typed: number;
  /** Only facts. */
  provedNames: number;
  provedTypes: number;
  /** Milliseconds of analysis: of the run for facts, and of the one for expectations. */
  time: number;
  expecting: number;
}

export interface ScalingPoint {
  readonly lines: number;
  /** Seconds of both runs. */
  readonly seconds: number;
}

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    versions: { type: "string", default: "" },
    gaps: { type: "string", default: "25" },
    json: { type: "string" },
    write: { type: "boolean", default: false },
  },
});

type Answer = AnalysisResult | { readonly refused: string };

const worker = new URL("./analysis/worker.js", import.meta.url);
const versions = Object.fromEntries(
  options.versions
    .split(",")
    .filter((each) => each !== "")
    .map((each) => each.split("=") as [string, string]),
);
const scores: Record<string, SourceScore> = {};
const gaps = new Map<string, { count: number; reasons: Map<string, number> }>();
const reasons = new Map<string, number>();
const crashes: string[] = [];
const slow: [number, string][] = [];

await analyseFolders();
const scaling = await analyseGenerated();
report();
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ scores, scaling, gaps: sortedGaps(), crashes }, undefined, 1));
if (options.write) writeSection("analysis", { sources: scores, scaling, versions });

async function analyseFolders(): Promise<void> {
  const jobs = folders.flatMap((folder) => {
    const files = sourceFiles(folder);
    const step = Math.max(1, files.length / Number(options.limit ?? files.length));
    const source = basename(folder);
    scores[source] = emptyScore();
    const chosen = files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
    return chosen.map((path): AnalysisJob => ({ source, path, versions, passes: 1 }));
  });
  const line = progress("analysis", jobs.length);
  await runJobs<AnalysisJob, Answer>({
    worker,
    setup: {},
    jobs,
    processes: Number(options.jobs),
    timeout: 120_000,
    onResult: (job, result) => {
      count(job, result);
      line.step(`${crashes.length} crashes`);
    },
  });
  line.stop();
}

function count({ source, path = "" }: AnalysisJob, result: JobResult<Answer>): void {
  const score = scores[source] as SourceScore;
  score.files++;
  if (!result.ok) {
    score.crashes++;
    crashes.push(`${path}: ${result.reason.split("\n").slice(0, 6).join("\n    ")}`);
    return;
  }
  if ("refused" in result.value) {
    score.refused++;
    return;
  }
  const { lines, time, expecting, calls } = result.value;
  score.lines += lines;
  score.time += time;
  score.expecting += expecting;
  slow.push([time, `${path} (${lines} lines)`]);
  for (const call of calls) countCall(score, call);
}

function countCall(score: SourceScore, [library, name, isResolved, isTyped, reason]: CallResult): void {
  score.calls++;
  if (isResolved) score.resolved++;
  if (isTyped) score.typed++;
  if (isResolved === "proved") score.provedNames++;
  if (isTyped === "proved") score.provedTypes++;
  if (isResolved && isTyped) return;
  const key = isResolved ? `${library}: ${name} has no result type` : `${library}: ${name.replace(/^.*\./, "….")} is not resolved`;
  const gap = gaps.get(key) ?? { count: 0, reasons: new Map<string, number>() };
  gap.count++;
  gap.reasons.set(reason, (gap.reasons.get(reason) ?? 0) + 1);
  gaps.set(key, gap);
  const general = `${isResolved ? "no type" : "not resolved"}: ${reason.replace(/\b(parameter|attribute|name) \S+/g, "$1 …")}`;
  reasons.set(general, (reasons.get(general) ?? 0) + 1);
}

function sortedGaps(): [string, number, string][] {
  return [...gaps]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([key, { count, reasons }]) => [key, count, [...reasons].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ""]);
}

/** Programs of growing size that differ in nothing else: time should be linear. */
async function analyseGenerated(): Promise<readonly ScalingPoint[]> {
  const sizes = [300, 1000, 3000, 10_000, 30_000];
  const points: ScalingPoint[] = [];
  await runJobs<AnalysisJob, Answer>({
    worker,
    setup: {},
    jobs: sizes.map((lines) => ({ source: "generated", text: generateProgram(lines), versions, passes: lines <= 3000 ? 3 : 1 })),
    processes: 1,
    timeout: 300_000,
    onResult: (_, result) => {
      if (result.ok && "lines" in result.value)
        points.push({ lines: result.value.lines, seconds: round((result.value.time + result.value.expecting) / 1000) });
      else process.stdout.write(`a generated program failed: ${result.ok ? JSON.stringify(result.value) : result.reason}\n`);
    },
  });
  return points;
}

function emptyScore(): SourceScore {
  return {
    files: 0,
    lines: 0,
    refused: 0,
    crashes: 0,
    calls: 0,
    resolved: 0,
    typed: 0,
    provedNames: 0,
    provedTypes: 0,
    time: 0,
    expecting: 0,
  };
}

function report(): void {
  const percent = (part: number, whole: number): string => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);
  const all: SourceScore = emptyScore();
  for (const score of Object.values(scores)) for (const key of Object.keys(all) as (keyof SourceScore)[]) all[key] += score[key];
  for (const [source, score] of [...Object.entries(scores), ["all", all] as const]) {
    const { files, lines, refused, crashes: crashed, calls, resolved, typed, provedNames, provedTypes, time, expecting } = score;
    const parts = (whole: number, proved: number): string =>
      `${percent(whole, calls)} (${percent(proved, calls)} proved, ${percent(whole - proved, calls)} expected)`;
    const perLine = (milliseconds: number): string => ((1000 * milliseconds) / Math.max(1, lines)).toFixed(0);
    process.stdout.write(
      `${source}: ${files} files, ${lines} lines, ${refused} not Python, ${crashed} crashes; ${calls} library calls, ${parts(resolved, provedNames)} resolved, ${parts(typed, provedTypes)} typed; ${perLine(time)} + ${perLine(expecting)} ms per 1000 lines\n`,
    );
  }
  const most = Number(options.gaps);
  const list = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) process.stdout.write(`\n${title}\n${rows.map((row) => `  ${row}\n`).join("")}`);
  };
  list(
    "Reasons",
    [...reasons]
      .sort((a, b) => b[1] - a[1])
      .slice(0, most)
      .map(([reason, count]) => `${count} × ${reason}`),
  );
  list(
    "Gaps",
    sortedGaps()
      .slice(0, most)
      .map(([key, count, reason]) => `${count} × ${key} (${reason})`),
  );
  list(
    "Slowest",
    slow
      .sort((a, b) => b[0] - a[0])
      .slice(0, 5)
      .map(([time, path]) => `${time.toFixed(0)} ms ${path}`),
  );
  list("Crashes", crashes.slice(0, most));
  list(
    "Generated programs",
    scaling.map(({ lines, seconds }) => `${lines} lines: ${seconds} s, ${((1e6 * seconds) / lines).toFixed(0)} µs per line`),
  );
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(py|ipynb)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
