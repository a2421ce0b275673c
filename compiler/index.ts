/** The public API: `import { compile } from "noodle-opt"`. docs/API.md shows how to use it. */
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import type { ModuleUsage } from "./analysis/usage/usage.js";
import { type ParsedModule, readMessage } from "./frontend/message.js";
import type { OptimizeOptions } from "./optimize.js";
import type { EmitTarget } from "./pipeline.js";
import { NoodleError } from "./remarks/diagnostic.js";
import { decodeUtf8 } from "./workers/encoding.js";
import {
  type CompiledFile,
  type EncodedOutput,
  type Job,
  type JobResult,
  type JobValues,
  type MapNames,
  moduleList,
  type SourceKind,
} from "./workers/jobs.js";
import { startPool, type WorkerPool } from "./workers/pool.js";

export { passes } from "../passes/index.js";
export type { Editor } from "../passes/manager/editor.js";
export { definePass, type Pass, type PassContext, type Stage } from "../passes/manager/pass.js";
export { walkUnit } from "../passes/manager/units.js";
export type { Unit } from "./analysis/analyses.js";
export * as analyses from "./analysis/standard.js";
export type { Growth, ModuleUsage, UsedCall, UsedPattern, UsedTransfer } from "./analysis/usage/usage.js";
export type { ParsedModule } from "./frontend/message.js";
export type { Location, Span } from "./ir/location.js";
export { build, type Expression, isExpression, isStatement, type Module, type Node, type Statement } from "./ir/nodes.js";
export type { Cell, SourceFile } from "./ir/source-file.js";
export { childrenOf, walk } from "./ir/visit.js";
export type { OptimizeOptions } from "./optimize.js";
export { type CompileOptions as CompileModuleOptions, compileModule, type EmitTarget, type Output } from "./pipeline.js";
export { type Diagnostic, type DiagnosticPlace, NoodleError } from "./remarks/diagnostic.js";
export type { Exactness, Obligation, Remark, RemarkKind } from "./remarks/remark.js";
export { formatRemarks, type RemarkFormat } from "./remarks/sinks/sink.js";
export type { CompiledFile, EncodedOutput, MapNames, SourceKind } from "./workers/jobs.js";

export interface SourceOptions {
  /** Name of the source for messages and maps. Default: `<source>`. */
  readonly path?: string;
  /** Default: by the suffix of `path`; without one, Python. */
  readonly language?: SourceKind;
}

export interface CompileOptions extends SourceOptions {
  /** What to make. Default: `["nc"]`. */
  readonly emit?: readonly EmitTarget[];
  /** Dotted names of the modules of the same program: imports of them stay NoodleCore imports. Default: none. */
  readonly modules?: readonly string[];
  /** Names of the outputs and of the source in the source maps. Default: `path` for the source. */
  readonly mapNames?: MapNames;
  /** How to optimise. Default: `{ level: 2 }`. */
  readonly optimize?: OptimizeOptions;
  /** Whether the `.nc` says in comments what is known of the calls that reach libraries. Default: false. */
  readonly annotate?: boolean;
}

/** The outputs that were asked for, each with its source map, and warnings. */
export type CompileResult = CompiledFile;

/**
 * Compiles one source: Python, a notebook (`.ipynb`) or NoodleCore. The same input gives the same output; no file is read or
 * written except the start-up snapshot in the cache folder.
 * @param source text, or bytes as read from disk
 * @throws NoodleError with all diagnostics when the source is bad
 */
export async function compile(source: string | Uint8Array, options: CompileOptions = {}): Promise<CompileResult> {
  const { path = defaultPath, emit = ["nc"], modules = [], mapNames = {}, optimize = { level: 2 }, annotate = false } = options;
  const list = modules.length === 0 ? {} : { modules: moduleList(modules) };
  return run({
    kind: "compile",
    source,
    path,
    language: options.language ?? languageOf(path),
    emit,
    mapNames: { source: path, ...mapNames },
    optimize,
    annotate,
    ...list,
  });
}

/**
 * Parses Python or a notebook to the compiler's tree.
 * @throws NoodleError when it cannot be parsed
 */
export async function parse(source: string | Uint8Array, options: SourceOptions = {}): Promise<ParsedModule> {
  const { path = defaultPath, language = languageOf(path) } = options;
  if (language === "nc") return parseNc(typeof source === "string" ? source : decodeUtf8(source, path), path);
  const { message, cells } = await run({ kind: "parse", source, path, language });
  const result = readMessage(message, path, cells);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.parsed;
}

/**
 * Parses NoodleCore to the same tree.
 * @throws NoodleError with all diagnostics when it has errors
 */
export async function parseNc(text: string, path: string = defaultPath): Promise<ParsedModule> {
  // Loaded when it is needed: that takes longer than everything else in this module.
  const { parseNcStrict } = await import("./nc/index.js");
  const { module, file } = parseNcStrict(text, path);
  return { module, file, encoding: "utf-8" };
}

export interface DecompileOptions {
  /** Name of the `.nc` text for messages and the map. Default: `<source>`. */
  readonly path?: string;
  /** Names in the source map. Default: `path` for the source. */
  readonly mapNames?: MapNames;
}

/**
 * Converts NoodleCore to Python.
 * @returns the code, a source map from it to the `.nc` text, and the bytes to write when the code names an encoding of its own
 * @throws NoodleError with all diagnostics when the text has errors
 */
export async function decompile(
  ncText: string | Uint8Array,
  { path = defaultPath, mapNames = {} }: DecompileOptions = {},
): Promise<EncodedOutput> {
  return run({ kind: "decompile", source: ncText, path, mapNames: { source: path, ...mapNames } });
}

export interface AnalyzeOptions extends SourceOptions {
  /** Versions by library (`{ numpy: "2.4" }`) and of `python`. Default: any. */
  readonly versions?: Readonly<Record<string, string>>;
}

/**
 * Says what one source does with its libraries: the calls with their names, types, loops and static costs, patterns worth a look, and
 * points at which data is copied or converted. Nothing of it is run.
 * @throws NoodleError with all diagnostics when the source is bad
 */
export async function analyze(source: string | Uint8Array, options: AnalyzeOptions = {}): Promise<ModuleUsage> {
  const { path = defaultPath, language = languageOf(path), versions = {} } = options;
  return run({ kind: "usage", source, path, language, modules: [], versions });
}

/** Stops the worker threads and frees their memory. They start again when they are needed; idle ones do not keep a process alive. */
export async function closeCompiler(): Promise<void> {
  const open = pool;
  pool = undefined;
  await open?.close();
}

const defaultPath = "<source>";

function languageOf(path: string): SourceKind {
  const languages: Readonly<Record<string, SourceKind>> = { ".ipynb": "notebook", ".nc": "nc" };
  return languages[extname(path).toLowerCase()] ?? "python";
}

let pool: WorkerPool | undefined;

async function run<Kind extends Job["kind"]>(job: Extract<Job, { kind: Kind }>): Promise<JobValues[Kind]> {
  pool ??= startPool({ threads: availableParallelism() });
  const result: JobResult<JobValues[Kind]> = await pool.run(job);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.value;
}
