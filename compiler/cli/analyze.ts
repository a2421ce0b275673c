/** `noodle-opt analyze`: what a program does with its libraries, and whether the analysis is right about it. */
import type { Command } from "commander";
import { positiveNumber } from "./usage.js";

export interface AnalyzeOptions {
  readonly checkTypes?: boolean;
  readonly python?: string;
  /** Seconds. */
  readonly timeout?: number;
  /** Profile whose measurements are shown. */
  readonly profile?: string;
  /** File that the page is written to. */
  readonly html?: string;
  /** MiB. */
  readonly maxSize: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function defineAnalyze(command: Command): void {
  command
    .usage("[options] <files...> | --check-types <file> [-- arguments...]")
    .argument("<files...>", "files, folders or globs of .py, .ipynb and .nc")
    .option("--check-types", "run a program and compare each inferred type with what really happens")
    .option("--python <path>", "interpreter or virtual environment to run with, and whose library versions count")
    .option("--timeout <seconds>", "stop the program of --check-types after this time", positiveNumber)
    .option("--profile <file>", "show what calls really cost in the runs of a profile, and order them by that")
    .option("--html <file>", "write the result as a page with charts")
    .option("--max-size <MiB>", "largest source to read", positiveNumber, 8)
    .option("--json", "print the result as JSON")
    .option("-q, --quiet", "print results and errors only")
    .option("-v, --verbose", "print the details of internal errors")
    .action(analyze);
}

async function analyze(files: readonly string[], options: AnalyzeOptions): Promise<void> {
  if (options.checkTypes) {
    const { checkTypes } = await import("./check-types.js");
    process.exitCode = await checkTypes(files[0] as string, files.slice(1), options);
    return;
  }
  const { analyzeUsage } = await import("./analyze-usage.js");
  process.exitCode = await analyzeUsage(files, options);
}
