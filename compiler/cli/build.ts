/** `noodle-opt build`: Python files, notebooks and NoodleCore to NoodleCore and Python, one file or a whole tree. */
import { relative, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { EmitTarget } from "../pipeline.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import type { CompileJob } from "../workers/jobs.js";
import { type BuildCache, openBuildCache } from "./build-cache.js";
import { type BuildSettings, buildFiles, type FileRecord, failedRecord, threadsFor } from "./build-files.js";
import { type ExitCode, exitCode, exitCodeFor } from "./exit-codes.js";
import { findInputs, type Inputs } from "./inputs.js";
import { moduleNames } from "./modules.js";
import { type Plan, planOutputs } from "./outputs.js";
import { noProgress, startProgress } from "./progress.js";
import { count, duration, jsonDiagnostic, printDiagnostics, printJson, say } from "./terminal.js";
import { openPool, type PoolHolder } from "./shared-pool.js";

export interface BuildOptions {
  readonly out?: string;
  readonly emit: readonly EmitTarget[];
  readonly optimize: string;
  readonly jobs?: number;
  readonly watch?: boolean;
  readonly map: boolean;
  readonly cache: boolean;
  readonly strict?: boolean;
  readonly maxSize: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

export function defineBuild(command: Command): Command {
  return command
    .argument("<files...>", "files, folders or globs of .py, .pyw, .ipynb and .nc; - reads Python from standard input and prints the result")
    .option("-o, --out <folder>", "write below this folder, in the same tree as the sources (default: beside the sources)")
    .option("-e, --emit <targets>", "what to write: nc, py or nc,py; beside its source, app.py becomes app.opt.py", emitTargets, ["nc"] as readonly EmitTarget[])
    .addOption(
      new Option("-O, --optimize <level>", "0 converts only, 1 and 2 select optimising passes, of which there are none yet: all levels convert only")
        .choices(["0", "1", "2"])
        .default("2"),
    )
    .option("-j, --jobs <number>", "threads to compile with (default: as many as the work is worth)", positiveInteger)
    .option("-w, --watch", "keep running, and build what changes")
    .option("--no-map", "write no source maps")
    .option("--no-cache", "neither use nor keep results of earlier builds")
    .option("--strict", "treat warnings as errors")
    .option("--max-size <MiB>", "largest source that is read", positiveNumber, 64)
    .option("-q, --quiet", "print errors only")
    .option("-v, --verbose", "print a line per file, and details of internal errors")
    .option("--json", "print the result as JSON on standard output");
}

/** Runs the verb. */
export async function build(args: readonly string[], options: BuildOptions): Promise<ExitCode> {
  if (args.includes("-")) {
    if (args.length > 1) throw usage("standard input (-) cannot be combined with files");
    return (await import("./build-stdin.js")).buildStdin(options);
  }
  if (options.watch) {
    if (options.json) throw usage("--watch and --json cannot be combined");
    return (await import("./watch.js")).watch(args, options);
  }
  const start = performance.now();
  const { inputs, plan } = await planBuild(args, options);
  const tools = openTools(options, inputs, plan);
  const records = [...inputs.problems, ...plan.problems].map(failedRecord);
  const diagnostics: Diagnostic[] = records.flatMap((record) => record.diagnostics);
  const bar = process.stderr.isTTY && !options.quiet && !options.json ? startProgress(plan.files.length) : noProgress;
  let printing = options.json ? Promise.resolve() : printDiagnostics(diagnostics, options);
  await buildFiles(plan.files, settingsOf(options, inputs), tools, tools.threads, (record) => {
    records.push(record);
    diagnostics.push(...record.diagnostics);
    bar.step();
    if (options.json) return;
    printing = printing.then(() => {
      if (record.diagnostics.length > 0 || options.verbose) bar.interrupt();
      return printRecord(record, options);
    });
  });
  bar.stop();
  await printing;
  tools.cache?.trim();
  await tools.close();
  const code = exitOf(records);
  if (options.json) printJson(resultOf(records, performance.now() - start));
  else if (!options.quiet) say(summary(records, performance.now() - start));
  return code;
}
