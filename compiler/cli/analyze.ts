/** `noodle-opt analyze`: what a program does with its libraries, and whether the analysis is right about it. */
import type { Command } from "commander";
import { positiveNumber, usageError } from "./usage.js";

export interface AnalyzeOptions {
  readonly checkTypes?: boolean;
  readonly python?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function defineAnalyze(command: Command): void {
  command
    .usage("[options] <files...> | --check-types <file> [-- arguments...]")
    .argument("<files...>", "files, folders or globs of .py, .ipynb and .nc")
    .option("--check-types", "run a program and compare each inferred type with what really happens")
    .option("--python <path>", "interpreter or virtual environment to run with (default: the active one)")
    .option("--timeout <seconds>", "stop the program of --check-types after this time", positiveNumber)
    .option("--json", "print the result as JSON")
    .option("-v, --verbose", "print the details of internal errors")
    .action(analyze);
}

async function analyze(files: readonly string[], options: AnalyzeOptions): Promise<void> {
  if (options.checkTypes) {
    const { checkTypes } = await import("./check-types.js");
    process.exitCode = await checkTypes(files[0] as string, files.slice(1), options);
    return;
  }
  throw usageError("there is nothing to do", "--check-types checks the types of a program");
}
