/**
 * `npm run bench`: how fast conversion is, and what it costs in memory.
 *
 *     npm run bench [-- --passes N --starts N]
 *
 * Warm lines per second of the whole pipeline in one thread, with the share of each phase; the way back; the time from the
 * start of the process to the result for a file of 300 lines; time and peak memory against the size of the file. Texts are
 * files of the interpreter's standard library. Writes the section `speed` of the scoreboard.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../compiler/package-root.js";
import { loadCorpus, systemPython } from "./conformance/corpora.js";
import { grouped, round, type Spread, spread } from "./harness/numbers.js";
import { workFolder } from "./harness/paths.js";
import { runJobs } from "./harness/pool.js";
import { writeSection } from "./harness/scoreboard.js";
import { forthPhases } from "./speed/phases.js";
import type { SpeedJob, SpeedResult } from "./speed/worker.js";

export interface Phase {
  readonly name: string;
  readonly linesPerSecond: Spread;
  /** Of the whole conversion, from 0 to 1. */
  readonly share: number;
}

/** Cost of one file by its size. */
export interface FileCost {
  readonly lines: number;
  readonly seconds: Spread;
  readonly peakMb: number;
}

const { values: options } = parseArgs({ options: { passes: { type: "string", default: "7" }, starts: { type: "string", default: "9" } } });

/** Passes that only warm the engine up. */
const warmUp = 2;
const sources = loadCorpus("stdlib", { python: systemPython, stdlib: undefined })
  .files.filter((file) => !file.includes("/test/") && !file.includes("/lib2to3/tests/") && statSync(file).size > 2000)
  .map((file) => readFileSync(file, "latin1"))
  // Only ASCII, so that texts can be cut and joined without a thought about encodings.
  .filter((text) => !/[^\0-\x7f]/.test(text));

const warm = await measureWarm();
const start = measureStart();
const sizes: FileCost[] = [];
for (const lines of [1000, 10_000, 50_000, 100_000]) sizes.push(await measureSize(lines));

const summary: Record<string, Spread> = {
  "conversion to .nc, whole pipeline (lines/s)": warm.forth,
  "decompilation to Python, whole pipeline (lines/s)": warm.back,
  "parser of .nc (lines/s)": warm.parseNc,
  "300 lines, process start to result (s)": start,
};
for (const [what, { median, min, max, runs }] of Object.entries(summary))
  process.stdout.write(`${what}: ${grouped(median)} (${grouped(min)}–${grouped(max)}, ${runs} runs)\n`);
for (const { name, share, linesPerSecond } of warm.phases)
  process.stdout.write(`  ${name}: ${Math.round(share * 100)} %, ${grouped(linesPerSecond.median)} lines/s\n`);
for (const { lines, seconds, peakMb } of sizes)
  process.stdout.write(
    `${grouped(lines)} lines: ${seconds.median} s (${seconds.min}–${seconds.max}), ${grouped((seconds.median / lines) * 1e6)} µs per line, peak ${peakMb} MB\n`,
  );
writeSection("speed", { summary, phases: warm.phases, sizes });

/** One process, one thread; the sum over all phases is what a warm worker of the tool needs. */
async function measureWarm(): Promise<{ forth: Spread; back: Spread; parseNc: Spread; phases: Phase[] }> {
  const texts = sources.filter((_, index) => index % 6 === 0).slice(0, 60);
  const lines = texts.reduce((sum, text) => sum + linesOf(text), 0);
  const { forth, back } = await measure({ texts, passes: Number(options.passes) + warmUp });
  const perSecond = (times: readonly number[]): Spread => spread(times.map((time) => (lines / time) * 1000));
  const sum = (phases: readonly number[]): number => phases.reduce((total, time) => total + time, 0);
  const counted = forth.slice(warmUp);
  const countedBack = back.slice(warmUp);
  const median = (values: readonly number[]): number => spread(values).median;
  const total = median(counted.map(sum));
  return {
    forth: perSecond(counted.map(sum)),
    back: perSecond(countedBack.map(sum)),
    parseNc: perSecond(countedBack.map((phases) => phases[0] as number)),
    phases: forthPhases.map((name, index) => {
      const times = counted.map((phases) => phases[index] as number);
      return { name, linesPerSecond: perSecond(times), share: round(median(times) / total) };
    }),
  };
}

/** The command line, with the interpreter's snapshot in the cache (made by a first run) and no cached build. */
function measureStart(): Spread {
  const folder = workFolder("speed");
  const file = join(folder, "script.py");
  writeFileSync(file, textOf(300));
  const cli = join(packageRoot, "dist/compiler/cli/main.js");
  const times: number[] = [];
  for (let run = 0; run <= Number(options.starts); run++) {
    const out = join(folder, "out");
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    const begin = performance.now();
    execFileSync(process.execPath, [cli, "build", file, "--out", out, "--no-cache", "--quiet"], { stdio: ["ignore", "ignore", "inherit"] });
    if (run > 0) times.push((performance.now() - begin) / 1000);
  }
  return spread(times);
}

/** A file of so many lines in a fresh process, after a small file has warmed it up. */
async function measureSize(lines: number): Promise<FileCost> {
  const text = textOf(lines);
  const { forth, peak } = await measure({ texts: [textOf(1000)], passes: 3 }, { texts: [text], passes: 3 });
  return {
    lines,
    seconds: spread(forth.map((phases) => phases.reduce((sum, time) => sum + time, 0) / 1000)),
    peakMb: Math.round(peak / 1e6),
  };
}

/** Does jobs one after another in one fresh process; the last one's result counts. */
async function measure(...jobs: readonly SpeedJob[]): Promise<SpeedResult> {
  let last: SpeedResult | undefined;
  await runJobs<SpeedJob, SpeedResult>({
    worker: new URL("./speed/worker.js", import.meta.url),
    setup: {},
    jobs,
    processes: 1,
    timeout: 600_000,
    onResult: (_, result) => {
      if (!result.ok) throw new Error(result.reason);
      last = result.value;
    },
  });
  return last as SpeedResult;
}

/** A program of exactly so many lines: whole files one after another, the last one cut where a definition starts. */
function textOf(count: number): string {
  const lines: string[] = [];
  for (let index = 0; lines.length < count; index++)
    lines.push(...(sources[(index * 7) % sources.length] as string).replace(/\n*$/, "\n").split("\n").slice(0, -1));
  let end = count;
  while (end > 0 && !/^(def|class|import|from|if|for|@)\b/.test(lines[end] as string)) end--;
  return `${[...lines.slice(0, end), ...Array.from({ length: count - end }, (_, index) => `filler_${index} = ${index}`)].join("\n")}\n`;
}

function linesOf(text: string): number {
  return text.split("\n").length - 1;
}
