/** `noodle-opt compare`: what the passes change in a program, whether both versions do the same, and which is faster. */
import { basename, dirname, relative, resolve } from "node:path";
import Table from "cli-table3";
import { type Command, Option } from "commander";
import picocolors from "picocolors";
import {
  type ComparedProgram,
  type Comparison,
  checkFolder,
  compareRuns,
  type Measurement,
  measureRuns,
} from "../../runtime-shim/compare.js";
import type { Ratio } from "../../runtime-shim/paired.js";
import { unifiedDiff } from "../emit/unified-diff.js";
import { NoodleError } from "../remarks/diagnostic.js";
import type { Remark } from "../remarks/remark.js";
import { startProgramReader } from "../runnable.js";
import type { CompiledFile } from "../workers/jobs.js";
import { readSource } from "../workers/read-source.js";
import { exitCode } from "./exit-codes.js";
import { languageOf } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { addOptimizeOptions, type OptimizeFlags, optimizeOptions } from "./optimize-options.js";
import { sideBySide } from "./side-by-side.js";
import { count, duration, printJson, say, wantsColor } from "./terminal.js";
import { positiveInteger, positiveNumber, usageError } from "./usage.js";

interface CompareOptions extends OptimizeFlags {
  readonly diff: "unified" | "side-by-side" | "none";
  readonly emit: "py" | "nc";
  readonly folder?: string;
  readonly python?: string;
  readonly time: boolean;
  readonly pairs: number;
  readonly budget: number;
  readonly threads: number;
  readonly bar: number;
  readonly sizes?: readonly string[];
  readonly json?: boolean;
}

/** What was found for one list of arguments. */
interface Trial {
  readonly size?: string;
  readonly comparison: Comparison;
  readonly measurement?: Measurement;
  /** Certainly slower than the bar. */
  readonly isSlower: boolean;
}

export function defineCompare(command: Command): void {
  addOptimizeOptions(command)
    .usage("[options] <file> [-- arguments...]")
    .argument("<file>", "the program: a .py or .ipynb file")
    .argument("[arguments...]", "behind --: handed to the program; {size} stands for each of --sizes")
    .addOption(new Option("--diff <form>", "how to show what changed").choices(["unified", "side-by-side", "none"]).default("unified"))
    .addOption(new Option("--emit <target>", "the texts to show the difference of").choices(["py", "nc"]).default("py"))
    .option("--folder <path>", "what both versions get a copy of, and run in (default: the folder of the program)")
    .option("--python <path>", "interpreter or virtual environment to run with (default: the active one)")
    .option("--no-time", "only compare, do not measure")
    .option("--pairs <number>", "most pairs of runs to measure", positiveInteger, 25)
    .option("--budget <seconds>", "begin no new pair after that time", positiveNumber, 60)
    .option("--threads <number>", "threads that libraries may use; with one the process keeps to one processor", positiveInteger, 1)
    .option("--bar <ratio>", "slower than this is a finding", positiveNumber, 0.98)
    .option("--sizes <list>", "run with each of these for {size} in the arguments and for the variable NOODLE_SIZE", (value) =>
      value.split(","),
    )
    .option("--json", "print the result as JSON")
    .action(compare);
}

async function compare(target: string, args: readonly string[], options: CompareOptions): Promise<void> {
  const language = languageOf(target);
  if (language !== "python" && language !== "notebook") throw usageError("compare takes one program: a .py or .ipynb file");
  const folder = options.folder ?? dirname(target);
  if (relative(resolve(folder), resolve(target)).startsWith(".."))
    throw usageError("the program has to lie in the folder that --folder names");
  if (options.sizes && !args.some((arg) => arg.includes("{size}")) && options.sizes.length > 1) {
    say("no argument has {size}: programs find the size in the environment variable NOODLE_SIZE");
  }
  const source = readSource(target, 64 * 2 ** 20);
  checkFolder(folder);
  const pool = lazyPool(1);
  const build = async (optimized: boolean): Promise<CompiledFile> => {
    const names = { source: basename(target) };
    const optimize = optimized ? { optimize: optimizeOptions(options) } : {};
    const job = { kind: "compile", source, path: target, language, emit: ["nc", "py"], mapNames: names, ...optimize } as const;
    const result = await (await pool.get()).run(job);
    if (!result.ok) throw new NoodleError(result.diagnostics);
    return result.value;
  };
  const readers = [startProgramReader(), startProgramReader(optimizeOptions(options))] as const;
  try {
    const [original, optimised] = [await build(false), await build(true)];
    const texts = [original[options.emit]?.code ?? "", optimised[options.emit]?.code ?? ""] as const;
    if (!options.json) showTexts(texts, target, options);
    const program: ComparedProgram = { target, args, folder, python: options.python, before: readers[0].read, after: readers[1].read };
    const trials: Trial[] = [];
    for (const size of options.sizes ?? [undefined]) trials.push(await tryOut(program, size, options));
    const findings = trials.some(({ comparison, isSlower }) => !comparison.equal || isSlower);
    if (options.json) printJson(asJson(target, texts, optimised.remarks, trials, !findings));
    else process.stdout.write(asText(optimised.remarks, trials));
    process.exitCode = findings ? exitCode.findings : exitCode.fine;
  } finally {
    await Promise.all([pool.close(), ...readers.map((reader) => reader.close())]);
  }
}

async function tryOut(program: ComparedProgram, size: string | undefined, options: CompareOptions): Promise<Trial> {
  const args = size === undefined ? program.args : program.args.map((arg) => arg.replaceAll("{size}", size));
  const before = process.env["NOODLE_SIZE"];
  if (size !== undefined) process.env["NOODLE_SIZE"] = size;
  try {
    const here = { ...program, args };
    const comparison = await compareRuns(here, options.exactness);
    if (!options.time) return { ...(size === undefined ? {} : { size }), comparison, isSlower: false };
    const onPair = process.stderr.isTTY && !options.json ? (pairs: number) => process.stderr.write(`\rpair ${pairs} `) : undefined;
    const { pairs, budget, threads } = options;
    const measurement = await measureRuns(here, { pairs, budget, threads, ...(onPair ? { onPair } : {}) });
    if (onPair) process.stderr.write("\r");
    return { ...(size === undefined ? {} : { size }), comparison, measurement, isSlower: isSlower(measurement, options.bar) };
  } finally {
    if (before === undefined) delete process.env["NOODLE_SIZE"];
    else process.env["NOODLE_SIZE"] = before;
  }
}

/** Seconds below which a difference between runs of whole programs says nothing. */
const noise = 0.0005;

const isSlower = ({ ratio, before, after }: Measurement, bar: number): boolean => ratio.high < bar && after - before > noise;

// --- showing ----------------------------------------------------------------------------------------------------------

function showTexts([before, after]: readonly [string, string], target: string, { diff }: CompareOptions): void {
  if (diff === "none") return;
  if (before === after) return void process.stdout.write("the passes change nothing\n");
  const colors = picocolors.createColors(wantsColor(process.stdout));
  if (diff === "side-by-side") return void process.stdout.write(`${sideBySide(before, after, process.stdout.columns ?? 120, colors)}\n`);
  const lines = unifiedDiff(before, after, { before: target, after: `${target} (optimised)` }).split("\n");
  const paint = (line: string): string =>
    line.startsWith("+") ? colors.green(line) : line.startsWith("-") ? colors.red(line) : line.startsWith("@") ? colors.cyan(line) : line;
  process.stdout.write(`${lines.map(paint).join("\n")}\n`);
}

function asText(remarks: readonly Remark[], trials: readonly Trial[]): string {
  const colors = picocolors.createColors(wantsColor(process.stdout));
  const passed = remarks.filter(({ kind }) => kind === "passed").length;
  const lines = [`${count(passed, "rewrite")}, ${count(remarks.filter(({ kind }) => kind === "missed").length, "missed one")}`];
  for (const { size, comparison } of trials) {
    const where = size === undefined ? "" : `size ${size}: `;
    if (comparison.equal) {
      const parts = Object.entries(comparison.compared).filter(([, number]) => number > 0);
      lines.push(`${where}${colors.green("no difference")} (${parts.map(([section, number]) => `${number} ${section}`).join(", ")})`);
    } else
      for (const { section, message } of comparison.differences) lines.push(`${where}${colors.red("different")}: ${section}: ${message}`);
    for (const { path, type } of comparison.notCompared) lines.push(`${where}not compared: ${path}${type ? ` (${type})` : ""}`);
    if (comparison.exitCode !== 0) lines.push(`${where}the program ends with exit code ${comparison.exitCode}`);
  }
  const measured = trials.filter(({ measurement }) => measurement);
  if (measured.length > 0) lines.push(timeTable(measured));
  for (const { size, isSlower } of trials) if (isSlower) lines.push(colors.red(`slower${size === undefined ? "" : ` at size ${size}`}`));
  return `${lines.join("\n")}\n`;
}

function timeTable(trials: readonly Trial[]): string {
  const table = new Table({
    head: ["size", "original", "optimised", "times faster (95 %)", "with imports", "memory"],
    style: { head: [], border: [] },
  });
  for (const { size = "", measurement } of trials) {
    if (!measurement) continue;
    const { before, after, ratio, whole, memoryBefore, memoryAfter } = measurement;
    table.push([
      size,
      time(before),
      time(after),
      `${factor(ratio)}, ${count(ratio.pairs, "pair")}`,
      factor(whole),
      `${megabytes(memoryBefore)} → ${megabytes(memoryAfter)}`,
    ]);
  }
  return table.toString();
}

const time = (seconds: number): string => (seconds < 0.1 ? `${(seconds * 1000).toPrecision(3)} ms` : duration(seconds * 1000));

const factor = ({ median, low, high }: Ratio): string => `${median.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`;

const megabytes = (bytes: number | null): string => (bytes === null ? "?" : `${(bytes / 2 ** 20).toFixed(0)} MB`);

function asJson(
  file: string,
  [before, after]: readonly [string, string],
  remarks: readonly Remark[],
  trials: readonly Trial[],
  success: boolean,
): object {
  return {
    success,
    file,
    changed: before !== after,
    diff: unifiedDiff(before, after, { before: file, after: `${file} (optimised)` }),
    rewrites: remarks.filter(({ kind }) => kind === "passed").length,
    missed: remarks.filter(({ kind }) => kind === "missed").length,
    trials: trials.map(({ size, comparison, measurement, isSlower }) => ({
      size: size ?? null,
      equal: comparison.equal,
      slower: isSlower,
      exit_code: comparison.exitCode,
      differences: comparison.differences.map(({ section, path, message }) => ({ section, path, message })),
      not_compared: comparison.notCompared.map(({ path, type, reason }) => ({ path, type, reason })),
      compared: comparison.compared,
      time: measurement
        ? {
            before_seconds: measurement.before,
            after_seconds: measurement.after,
            ratio: measurement.ratio,
            with_imports: measurement.whole,
            memory_before: measurement.memoryBefore,
            memory_after: measurement.memoryAfter,
          }
        : null,
    })),
  };
}
