/** Builds planned files: reads, compiles in the workers or takes from the cache, writes, and keeps a record of each. */
import { availableParallelism } from "node:os";
import { statSync } from "node:fs";
import type { EmitTarget } from "../pipeline.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { type CompiledFile, type CompileJob, type ModuleList, moduleList } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { readSource } from "../workers/read-source.js";
import type { BuildCache } from "./build-cache.js";
import { type PlannedFile, writeOutput } from "./outputs.js";

export type StepName = "read" | "parse" | "convert" | "write";

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
}

export interface BuildSettings {
  readonly emit: readonly EmitTarget[];
  /** Dotted names of the modules of the build. */
  readonly modules: readonly string[];
  readonly maps: boolean;
  /** Warnings fail a file. */
  readonly strict: boolean;
  /** Bytes that a source may have. */
  readonly maxSize: number;
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
export async function buildFiles(files: readonly PlannedFile[], settings: BuildSettings, tools: BuildTools, threads: number, report: (record: FileRecord) => void): Promise<void> {
  const modules = moduleList(settings.modules);
  const done = new Map<number, FileRecord>();
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

async function buildFile({ input, outputs, mapNames }: PlannedFile, settings: BuildSettings, modules: ModuleList, tools: BuildTools): Promise<FileRecord> {
  const start = performance.now();
  const steps: Step[] = [];
  let step: StepName = "read";
  let cached = false;
  let changed = false;
  let diagnostics: readonly Diagnostic[] = [];
  const passed = (message: string): void => {
    steps.push({ step, success: true, message });
  };
  try {
    const source = readSource(input.path, settings.maxSize);
    passed(`${source.length} bytes`);
    step = "parse";
    const job: CompileJob = { kind: "compile", source, path: input.path, language: input.language, emit: settings.emit, modules, mapNames };
    const key = tools.cache?.keyOf(job) ?? "";
    let compiled = tools.cache?.get(key);
    cached = compiled !== undefined;
    if (!compiled) {
      const result = await (await tools.pool()).run(job);
      if (!result.ok) {
        step = result.step;
        if (step === "convert") steps.push({ step: "parse", success: true, message: "parsed" });
        throw new NoodleError(result.diagnostics);
      }
      compiled = result.value;
      tools.cache?.put(key, compiled);
    }
    passed(cached ? "from the cache" : `read as ${compiled.encoding}`);
    step = "convert";
    diagnostics = compiled.diagnostics;
    if (settings.strict && diagnostics.length > 0) throw new NoodleError(diagnostics);
    passed(cached ? "from the cache" : settings.emit.join(", "));
    step = "write";
    changed = await writeOutputs(compiled, outputs, settings.maps);
    passed(changed ? "written" : "unchanged");
  } catch (error) {
    if (!(error instanceof NoodleError)) throw error;
    diagnostics = error.diagnostics;
    const [first] = diagnostics as [Diagnostic];
    steps.push({ step, success: false, message: first.message });
    return record({ input, duration: performance.now() - start, steps, diagnostics, error: `${first.code}: ${first.message}` });
  }
  return record({ input, outputs, maps: settings.maps, duration: performance.now() - start, cached, changed, steps, diagnostics });
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

interface RecordFacts {
  readonly input: { readonly path: string };
  readonly outputs?: PlannedFile["outputs"];
  readonly maps?: boolean;
  readonly duration: number;
  readonly cached?: boolean;
  readonly changed?: boolean;
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  readonly error?: string;
}

function record({ input, outputs = {}, maps = false, duration, cached = false, changed = false, steps, diagnostics, error }: RecordFacts): FileRecord {
  const main = outputs.nc ?? outputs.py;
  return {
    success: error === undefined,
    python_file: input.path,
    nc_file: outputs.nc ?? null,
    py_file: outputs.py ?? null,
    map_file: maps && main !== undefined ? `${main}.map` : null,
    duration: Math.round(duration) / 1000,
    cached,
    changed,
    steps,
    error: error ?? null,
    diagnostics,
  };
}

/** The record of an argument that led to no file, or of a file that has no place for its outputs. */
export function failedRecord(diagnostic: Diagnostic): FileRecord {
  const step: StepName = diagnostic.code === "NC2007" || diagnostic.code === "NC2008" ? "write" : "read";
  const { code, message, file = "" } = diagnostic;
  return record({ input: { path: file }, duration: 0, steps: [{ step, success: false, message }], diagnostics: [diagnostic], error: `${code}: ${message}` });
}
