/** Builds planned files: reads, compiles in the workers or takes from the cache, writes, and keeps a record of each. */
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import type { OptimizeOptions } from "../optimize.js";
import type { EmitTarget } from "../pipeline.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { type Remark, type RemarkKind, remarkKinds } from "../remarks/remark.js";
import { type CompiledFile, type CompileJob, type ModuleList, moduleList } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { readSource } from "../workers/read-source.js";
import type { BuildCache } from "./build-cache.js";
import { type PlannedFile, writeOutput } from "./outputs.js";
import { writeRuntime } from "./vendored-runtime.js";
import type { VerifiedFile } from "./verified-build.js";

export type StepName = (typeof stepNames)[number];

export interface Step {
  readonly step: StepName;
  readonly success: boolean;
  readonly message: string;
}

/** What became of one file; the shape that `build --json` publishes (docs/schemas/build-result.schema.json). */
export interface FileRecord {
  readonly success: boolean;
  readonly python_file: string;
  readonly nc_file: string | null;
  readonly py_file: string | null;
  readonly map_file: string | null;
  /** Seconds. */
  readonly duration: number;
  readonly cached: boolean;
  /** Whether an output had other bytes before. */
  readonly changed: boolean;
  readonly steps: readonly Step[];
  readonly error: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** How many remarks of each kind there are. */
  readonly remarks: Readonly<Record<RemarkKind, number>>;
}

/** A record, and what the passes say; that is written where it is asked for. */
export interface BuiltFile extends FileRecord {
  readonly said?: Pick<CompiledFile, "remarks" | "log" | "times">;
}

export interface BuildSettings {
  readonly optimize: OptimizeOptions;
  readonly annotate: boolean;
  readonly emit: readonly EmitTarget[];
  /** Dotted names of the modules of the build. */
  readonly modules: readonly string[];
  readonly maps: boolean;
  /** Warnings fail a file. */
  readonly strict: boolean;
  /** Absent: not at all. */
  readonly verify?: VerifyFlags;
  /** Bytes that a source may have. */
  readonly maxSize: number;
}

/** How to verify what is built. */
export interface VerifyFlags {
  readonly python: string | undefined;
}

export interface BuildTools {
  /** Started by the first file that is not in the cache. */
  readonly pool: () => Promise<WorkerPool>;
  readonly cache: BuildCache | undefined;
}

/** Source that one thread compiles in about the time that another one needs to start, in bytes. */
const worthAThread = 100_000;

/** How many threads a build of these files is worth when nobody says. */
export function threadsFor(files: readonly PlannedFile[]): number {
  const bytes = files.reduce((sum, { input }) => sum + sizeOf(input.location), 0);
  return Math.max(1, Math.min(availableParallelism(), files.length, Math.ceil(bytes / worthAThread)));
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/**
 * @param threads of the pool; a few more files are under way, so that no thread waits for the disk
 * @param report  is told of each file, in the order of `files`
 */
export async function buildFiles(
  files: readonly PlannedFile[],
  settings: BuildSettings,
  tools: BuildTools,
  threads: number,
  report: (record: BuiltFile) => void,
): Promise<void> {
  const modules = moduleList(settings.modules);
  const done = new Map<number, BuiltFile>();
  let reported = 0;
  const queue = files.entries();
  const lane = async (): Promise<void> => {
    for (const [index, file] of queue) {
      done.set(index, await buildFile(file, settings, modules, tools));
      for (let record = done.get(reported); record; record = done.get(reported)) {
        done.delete(reported++);
        report(record);
      }
    }
  };
  await Promise.all(Array.from({ length: threads + 2 }, lane));
}

async function buildFile(planned: PlannedFile, settings: BuildSettings, modules: ModuleList, tools: BuildTools): Promise<BuiltFile> {
  const { input, outputs, mapNames } = planned;
  const start = performance.now();
  const steps: Step[] = [];
  const elapsed = (): number => Math.round(performance.now() - start) / 1000;
  try {
    const source = readSource(input.path, settings.maxSize);
    steps.push(passed("read", `${source.length} bytes`));
    const { emit, optimize, annotate } = settings;
    const job: CompileJob = {
      kind: "compile",
      source,
      path: input.path,
      language: input.language,
      emit,
      modules,
      mapNames,
      optimize,
      annotate,
    };
    const { compiled: first, cached } = await compileFile(job, tools, steps);
    const verified = settings.verify && input.language !== "nc" ? await verify(job, first, settings.verify, tools) : undefined;
    const compiled = verified?.compiled ?? first;
    if (settings.strict && compiled.diagnostics.length > 0) throw new NoodleError(compiled.diagnostics);
    steps.push(passed("convert", cached ? "from the cache" : settings.emit.join(", ")));
    const changed = await writeOutputs(compiled, outputs, settings.maps);
    if (outputs.py !== undefined && compiled.needsRuntime) await writeRuntime(outputs.py, input.location);
    const beside = outputs.nc ?? outputs.py;
    if (verified && beside !== undefined) (await import("./verified-build.js")).writeCertificate(beside, verified);
    steps.push(passed("write", changed ? "written" : "unchanged"));
    return {
      success: true,
      python_file: input.path,
      nc_file: outputs.nc ?? null,
      py_file: outputs.py ?? null,
      map_file: settings.maps ? `${outputs.nc ?? outputs.py}.map` : null,
      duration: elapsed(),
      cached,
      changed,
      steps,
      error: null,
      diagnostics: compiled.diagnostics,
      remarks: countsOf(compiled.remarks),
      said: { remarks: compiled.remarks, log: compiled.log, times: compiled.times },
    };
  } catch (error) {
    if (!(error instanceof NoodleError)) throw error;
    return failedRecord(input.path, error.diagnostics, steps, elapsed());
  }
}

async function verify(job: CompileJob, compiled: CompiledFile, { python }: VerifyFlags, { pool }: BuildTools): Promise<VerifiedFile> {
  const { verifiedFile } = await import("./verified-build.js");
  const settings = { args: [], folder: dirname(job.path), python, run: true, examples: 300, seconds: 30, timeout: 1800 };
  return verifiedFile(job, compiled, settings, await pool());
}

const stepNames = ["read", "parse", "convert", "write"] as const;

const passed = (step: StepName, message: string): Step => ({ step, success: true, message });

/** Takes a result from the cache or from a worker; `steps` gets the row for parsing. */
async function compileFile(
  job: CompileJob,
  { pool, cache }: BuildTools,
  steps: Step[],
): Promise<{ compiled: CompiledFile; cached: boolean }> {
  const key = cache?.keyOf(job) ?? "";
  const known = cache?.get(key);
  if (known) {
    steps.push(passed("parse", "from the cache"));
    return { compiled: known, cached: true };
  }
  const result = await (await pool()).run(job);
  if (result.ok || result.step === "convert") steps.push(passed("parse", "parsed"));
  if (!result.ok) throw new NoodleError(result.diagnostics);
  cache?.put(key, result.value);
  return { compiled: result.value, cached: false };
}

/** The record of a file that stopped after these steps, or of an argument that led to no file. */
export function failedRecord(path: string, diagnostics: readonly Diagnostic[], steps: readonly Step[] = [], duration = 0): FileRecord {
  const { code, message } = diagnostics[0] as Diagnostic;
  const failed: Step = { step: stepNames[steps.length] as StepName, success: false, message };
  return {
    success: false,
    python_file: path,
    nc_file: null,
    py_file: null,
    map_file: null,
    duration,
    cached: false,
    changed: false,
    steps: [...steps, failed],
    error: `${code}: ${message}`,
    diagnostics,
    remarks: countsOf([]),
  };
}

function countsOf(remarks: readonly Remark[]): FileRecord["remarks"] {
  const counts = Object.fromEntries(remarkKinds.map((kind) => [kind, 0])) as Record<RemarkKind, number>;
  for (const { kind } of remarks) counts[kind]++;
  return counts;
}

/** @returns whether anything changed */
async function writeOutputs(compiled: CompiledFile, outputs: PlannedFile["outputs"], maps: boolean): Promise<boolean> {
  let changed = false;
  for (const target of ["nc", "py"] as const) {
    const path = outputs[target];
    const output = compiled[target];
    if (path === undefined || !output) continue;
    // The map first: a reader that finds the new code finds its map too.
    if (maps) changed = (await writeOutput(`${path}.map`, output.map)) || changed;
    changed = (await writeOutput(path, "bytes" in output && output.bytes ? output.bytes : output.code)) || changed;
  }
  return changed;
}
