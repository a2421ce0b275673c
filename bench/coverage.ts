/**
 * `npm run coverage -- FOLDER…`: where real programs work on tables row by row, twice, or on more than they need, and what the passes do there.
 *
 *     npm run coverage -- FOLDER… [--limit N --jobs N --versions numpy=2.4,pandas=3.0 --reasons N --gaps N --json FILE --write]
 *
 * Every folder is a source; all its `.py` and `.ipynb` files that import pandas count, nothing of them is kept. Sites are found by their form
 * (`idiom-sites/sites.ts`); a site is rewritten, missed with a reason, or nothing is said of it, which is a gap. `--gaps` lists places of
 * gaps. `--write` writes the section `coverage` of the scoreboard.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { type JobResult, runJobs } from "./harness/pool.js";
import { progress } from "./harness/progress.js";
import { writeSection } from "./harness/scoreboard.js";
import { type Idiom, idioms } from "./idiom-sites/sites.js";
import type { CoverageJob, CoverageResult, SiteResult } from "./idiom-sites/worker.js";

export interface IdiomScore {
  readonly idiom: string;
  sites: number;
  rewritten: number;
  missed: number;
  gaps: number;
  /** Why sites were missed, the most frequent reason first. */
  reasons: readonly (readonly [reason: string, count: number])[];
}

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    versions: { type: "string", default: "" },
    reasons: { type: "string", default: "6" },
    gaps: { type: "string", default: "0" },
    json: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const versions = Object.fromEntries(
  options.versions
    .split(",")
    .filter((each) => each !== "")
    .map((each) => each.split("=") as [string, string]),
);
const results: SiteResult[] = [];
const counts = { files: 0, refused: 0, crashes: 0 };

await coverFolders();
const scores = scoresOf(results);
report();
if (options.json !== undefined) writeFileSync(options.json, JSON.stringify({ ...counts, idioms: scores, sites: results }, undefined, 1));
if (options.write) {
  const shortened = scores.map(({ reasons, ...score }) => ({ ...score, reasons: reasons.slice(0, 4) }));
  writeSection("coverage", { sources: folders.map((folder) => basename(folder)), ...counts, idioms: shortened, versions });
}

async function coverFolders(): Promise<void> {
  const jobs = folders.flatMap((folder) =>
    sourceFiles(folder)
      .slice(0, Number(options.limit ?? Number.POSITIVE_INFINITY))
      .map((path): CoverageJob => ({ source: basename(folder), path, versions })),
  );
  const line = progress("coverage", jobs.length);
  await runJobs<CoverageJob, CoverageResult>({
    worker: new URL("./idiom-sites/worker.js", import.meta.url),
    setup: {},
    jobs,
    processes: Number(options.jobs),
    timeout: 120_000,
    onResult: (job, result) => {
      count(job, result);
      line.step(`${counts.crashes} crashes`);
    },
  });
  line.stop();
}

function count({ path }: CoverageJob, result: JobResult<CoverageResult>): void {
  counts.files++;
  if (!result.ok) {
    counts.crashes++;
    process.stdout.write(`${path}: ${result.reason.split("\n").slice(0, 6).join("\n    ")}\n`);
  } else if ("refused" in result.value) counts.refused++;
  else results.push(...result.value.sites);
}

/** One score per idiom, in the order of the table. */
function scoresOf(sites: readonly SiteResult[]): readonly IdiomScore[] {
  return (Object.keys(idioms) as Idiom[]).flatMap((idiom) => {
    const own = sites.filter((site) => site.idiom === idiom);
    const number = (outcome: SiteResult["outcome"]): number => own.filter((site) => site.outcome === outcome).length;
    const reasons = new Map<string, number>();
    for (const { reason } of own) if (reason !== undefined) reasons.set(general(reason), (reasons.get(general(reason)) ?? 0) + 1);
    const score = { idiom, sites: own.length, rewritten: number("rewritten"), missed: number("missed"), gaps: number("gap") };
    return own.length === 0 ? [] : [{ ...score, reasons: [...reasons].sort((a, b) => b[1] - a[1]) }];
  });
}

/** A reason without what it says of the one program. */
function general(reason: string): string {
  return reason
    .replace(/: .*$/s, "")
    .replace(/\b(what|option|operator|method) ('[^']*'|[\w.]+) (does|reading|gives)/g, "$1 … $3")
    .replace(/\b(parameter|attribute|name|variable) \S+/g, "$1 …")
    .replace(/^[\w.[\]'"]+ (is (?:no|handed|kept|used)|gets other|becomes)/, "… $1")
    .replace(/\bof \w+ than\b/, "of … than");
}

function report(): void {
  const sum = (key: "sites" | "rewritten" | "missed" | "gaps"): number => scores.reduce((total, score) => total + score[key], 0);
  process.stdout.write(
    `${counts.files} files, ${counts.refused} not Python, ${counts.crashes} crashes: ${sum("sites")} sites, ${sum("rewritten")} rewritten, ${sum("missed")} missed, ${sum("gaps")} gaps\n`,
  );
  for (const { idiom, sites, rewritten, missed, gaps, reasons } of scores) {
    process.stdout.write(`\n${idiom}: ${sites} sites, ${rewritten} rewritten, ${missed} missed, ${gaps} gaps\n`);
    for (const [reason, times] of reasons.slice(0, Number(options.reasons))) process.stdout.write(`  ${times} × ${reason}\n`);
    const places = results.filter((site) => site.idiom === idiom && site.outcome === "gap").slice(0, Number(options.gaps));
    for (const { at } of places) process.stdout.write(`  gap: ${at}\n`);
  }
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(py|ipynb)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
