/** `noodle-opt build`: Python files, notebooks and NoodleCore to NoodleCore and Python, one file or a whole tree. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { EmitTarget } from "../pipeline.js";
import { openBuildCache } from "./build-cache.js";
import { type BuildSettings, type BuiltFile, buildFiles, type FileRecord, failedRecord, threadsFor } from "./build-files.js";
import { type ExitCode, exitCode, exitCodeFor } from "./exit-codes.js";
import { findInputs } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { moduleNames } from "./modules.js";
import { addOptimizeOptions, type OptimizeFlags, optimizeOptions } from "./optimize-options.js";
import { type Plan, planOutputs } from "./outputs.js";
import { printLog, printTimes } from "./pass-output.js";
import { noProgress, startProgress } from "./progress.js";
import { addRemarkOptions, checkRemarkTargets, type RemarkFlags, writeRemarks } from "./remark-options.js";
import { count, duration, jsonDiagnostic, printDiagnostics, printJson, say } from "./terminal.js";
import { emitTargets, positiveInteger, positiveNumber, usageError } from "./usage.js";

export interface BuildOptions extends OptimizeFlags, RemarkFlags {
  readonly out?: string;
  readonly emit: readonly EmitTarget[];
  readonly jobs?: number;
  readonly watch?: boolean;
  readonly map: boolean;
  readonly cache: boolean;
  readonly strict?: boolean;
  /** MiB. */
  readonly maxSize: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly annotate?: boolean;
  readonly verify?: boolean;
  readonly python?: string;
}

export function defineBuild(command: Command): void {
  addRemarkOptions(addOptimizeOptions(command))
    .argument(
      "<files...>",
      "files, folders or globs of .py, .pyw, .ipynb and .nc; - converts Python from standard input to standard output",
    )
    .option("-o, --out <folder>", "write below this folder, in the same tree as the sources (default: beside the sources)")
    .option("-e, --emit <targets>", "what to write: nc, py or nc,py; the Python beside app.py is app.opt.py", emitTargets, ["nc"] as const)
    .option("--annotate", "say in comments of the .nc what is known of the calls that reach libraries")
    .option("--verify", "verify each rewrite, take back what does not hold, and write a certificate")
    .option("--python <path>", "interpreter or virtual environment for --verify (default: the active one)")
    .option("-j, --jobs <number>", "threads that compile (default: as many as the work is worth)", positiveInteger)
    .option("-w, --watch", "stay, and build what changes until Ctrl-C")
    .option("--no-map", "write no source maps")
    .option("--no-cache", "neither use nor keep results of earlier builds")
    .option("--strict", "treat warnings as errors")
    .option("--max-size <MiB>", "largest source to read", positiveNumber, 8)
    .option("-q, --quiet", "print errors only")
    .option("-v, --verbose", "print a line for each file, every reason in remarks, and the details of internal errors")
    .option("--json", "print the result as JSON")
    .action(async (files: string[], options: BuildOptions) => {
      process.exitCode = await build(files, options);
    });
}

async function build(args: readonly string[], options: BuildOptions): Promise<ExitCode> {
  checkRemarkTargets(options, (options.json ?? false) || args.includes("-"));
  if (args.includes("-")) {
    if (options.verify) throw usageError("--verify runs programs: name a file");
    if (args.length > 1 || options.watch) throw usageError("`-` (standard input) stands alone");
    return (await import("./build-stdin.js")).buildStdin(options);
  }
  if (!options.watch) return buildOnce(args, options);
  if (options.json) throw usageError("--watch and --json exclude each other");
  return (await import("./watch.js")).watch(args, options);
}

async function buildOnce(args: readonly string[], options: BuildOptions): Promise<ExitCode> {
  const start = performance.now();
  const { plan, settings } = await planBuild(args, options);
  const pool = lazyPool(Math.min(options.jobs ?? threadsFor(plan.files), plan.files.length) || 1);
  // The cache knows no times.
  const cache = options.cache && !options.timePasses ? openBuildCache() : undefined;
  const bar = process.stderr.isTTY && !options.quiet && !options.json ? startProgress(plan.files.length) : noProgress;
  const log = recordLog(options, bar.interrupt);
  for (const problem of plan.problems) log.add(failedRecord(problem.file ?? "", [problem]));
  await buildFiles(plan.files, settings, { pool: pool.get, cache }, pool.threads, (record) => {
    log.add(record);
    bar.step();
  });
  bar.stop();
  const records = await log.end();
  cache?.trim();
  await pool.close();
  const milliseconds = performance.now() - start;
  if (options.json) printJson(buildResult(records, milliseconds));
  else if (!options.quiet) say(summary(records, milliseconds));
  printLog(records);
  if (options.timePasses) printTimes(records);
  await writeRemarks(
    records.flatMap(({ said }) => said?.remarks ?? []),
    options,
  );
  return exitCodeOf(records);
}

export interface PlannedBuild {
  readonly plan: Plan;
  readonly settings: BuildSettings;
}

/** Finds the inputs of a build and says where their outputs go. */
export async function planBuild(args: readonly string[], options: BuildOptions): Promise<PlannedBuild> {
  const excluded = options.out === undefined ? undefined : resolve(options.out);
  // NoodleCore in a folder is an output; it is read when it is named.
  const inputs = await findInputs(args, { kinds: ["python", "notebook"], excluded });
  const { files, problems } = planOutputs(inputs.files, options.emit, options.out);
  const settings: BuildSettings = {
    emit: options.emit,
    optimize: optimizeOptions(options),
    annotate: options.annotate ?? false,
    ...(options.verify ? { verify: { python: options.python } } : {}),
    modules: moduleNames(inputs.files),
    maps: options.map,
    strict: options.strict ?? false,
    maxSize: options.maxSize * 2 ** 20,
  };
  return { plan: { files, problems: [...inputs.problems, ...problems] }, settings };
}

export interface RecordLog {
  add(record: BuiltFile): void;
  /** All records, when everything is printed. */
  end(): Promise<readonly BuiltFile[]>;
}

/** Prints records one after the other, and keeps what the summary needs: sources in diagnostics are dropped. */
export function recordLog(options: Pick<BuildOptions, "json" | "quiet" | "verbose">, beforePrinting: () => void = () => {}): RecordLog {
  const records: BuiltFile[] = [];
  let printed = Promise.resolve();
  return {
    add(record) {
      records.push({ ...record, diagnostics: record.diagnostics.map(jsonDiagnostic) });
      if (options.json || (record.diagnostics.length === 0 && !options.verbose)) return;
      printed = printed.then(async () => {
        beforePrinting();
        await printDiagnostics(record.diagnostics, options);
        if (options.verbose && record.success) say(recordLine(record));
      });
    },
    async end() {
      await printed;
      return records;
    },
  };
}

function exitCodeOf(records: readonly FileRecord[]): ExitCode {
  const failed = records.filter(({ success }) => !success);
  if (failed.length === 0) return exitCode.fine;
  // Under --strict a warning alone fails a file.
  return exitCodeFor(failed.flatMap(({ diagnostics }) => diagnostics)) || exitCode.badInput;
}

/** `app.py → app.nc, app.opt.py (12 ms)` */
export function recordLine({ python_file, nc_file, py_file, duration: seconds, cached, changed }: FileRecord): string {
  const outputs = [nc_file, py_file].filter((path) => path !== null).join(", ");
  return `${python_file} → ${outputs} (${duration(seconds * 1000)}${cached ? ", cached" : ""}${changed ? "" : ", unchanged"})`;
}

interface Totals {
  readonly files: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cached: number;
  /** Seconds. */
  readonly duration: number;
}

function totalsOf(records: readonly FileRecord[], milliseconds: number): Totals {
  const succeeded = records.filter(({ success }) => success).length;
  return {
    files: records.length,
    succeeded,
    failed: records.length - succeeded,
    cached: records.filter(({ cached }) => cached).length,
    duration: Math.round(milliseconds) / 1000,
  };
}

function buildResult(records: readonly BuiltFile[], milliseconds: number) {
  const files = records.map(({ said: _, ...record }): FileRecord => record);
  return { success: records.every(({ success }) => success), files, totals: totalsOf(records, milliseconds) };
}

function summary(records: readonly FileRecord[], milliseconds: number): string {
  const { files, succeeded, failed, cached } = totalsOf(records, milliseconds);
  const [only] = records;
  if (files === 1 && only?.success) return recordLine({ ...only, duration: milliseconds / 1000 });
  const parts = [`${succeeded - cached} built`, `${cached} from the cache`, `${failed} failed`].filter((part) => !part.startsWith("0 "));
  return `${count(files, "file")}: ${parts.join(", ")} (${duration(milliseconds)})`;
}
