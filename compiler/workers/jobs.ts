/** What the workers can be asked to do, and what they answer. Everything here crosses threads by structured clone. */
import { createHash } from "node:crypto";
import type { Probed } from "../analysis/probes/instrument.js";
import type { Type } from "../analysis/types/type.js";
import type { ModuleUsage } from "../analysis/usage/usage.js";
import type { Cell } from "../ir/source-file.js";
import type { OptimizeOptions } from "../optimize.js";
import type { CompileResult, EmitTarget, Output } from "../pipeline.js";
import type { Diagnostic } from "../remarks/diagnostic.js";

/** How a source is read: Python, the code cells of a Jupyter notebook, or NoodleCore. */
export type SourceKind = "python" | "notebook" | "nc";

/** Names of the outputs and of the source as the maps show them, see `CompileOptions.mapNames`. */
export interface MapNames {
  readonly nc?: string;
  readonly py?: string;
  readonly source?: string;
}

/** The modules of a build, packed once and shared by all its jobs: a list per job would be copied per file. */
export interface ModuleList {
  /** Stands for the content: equal keys, equal lists. */
  readonly key: string;
  /** The dotted names as UTF-8, separated by line ends. */
  readonly names: SharedArrayBuffer;
}

export interface CompileJob {
  readonly kind: "compile";
  /** Bytes as read from disk, or text that is decoded already. */
  readonly source: Uint8Array | string;
  /** Name of the source in places and diagnostics. */
  readonly path: string;
  readonly language: SourceKind;
  readonly emit: readonly EmitTarget[];
  readonly modules?: ModuleList;
  readonly mapNames: MapNames;
  /** Default: convert only. */
  readonly optimize?: OptimizeOptions;
  /** Default: false. */
  readonly annotate?: boolean;
}

export interface DecompileJob {
  readonly kind: "decompile";
  /** `.nc`, as read from disk or decoded. */
  readonly source: Uint8Array | string;
  readonly path: string;
  readonly mapNames: MapNames;
}

export interface ParseJob {
  readonly kind: "parse";
  readonly source: Uint8Array | string;
  readonly path: string;
  readonly language: "python" | "notebook";
}

/** Reads `.nc` for running it, see `runtime-shim/runnable.ts`. */
export interface RunnableJob {
  readonly kind: "runnable";
  readonly source: Uint8Array;
  /** Absolute. */
  readonly path: string;
  /** The file's source map (JSON), when there is one. */
  readonly map: string | null;
}

/** Makes a program report what its expressions give, see `compiler/analysis/check`. */
export interface CheckJob {
  readonly kind: "check";
  readonly source: Uint8Array;
  /** Absolute. */
  readonly path: string;
  readonly language: SourceKind;
  /** Versions by library and of `python`, for the type analysis. */
  readonly versions: Readonly<Record<string, string>>;
  /** Path of the file in which the program finds the settings of its recorder. */
  readonly settings: string;
}

/** Usage metrics of one module, see `compiler/analysis/usage`. */
export interface UsageJob {
  readonly kind: "usage";
  readonly source: Uint8Array | string;
  readonly path: string;
  readonly language: SourceKind;
  /** Dotted name of the module in its program. */
  readonly name?: string;
  /** Dotted names of the other modules of the program, and where they are. */
  readonly modules: readonly (readonly [name: string, path: string])[];
  /** Versions by library and of `python`. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What is expected of the parameters of functions: hints for `noodle-opt verify`. */
export interface InputsJob {
  readonly kind: "inputs";
  readonly source: Uint8Array | string;
  readonly path: string;
  readonly language: SourceKind;
}

/** Puts probes into a module of a program, see `compiler/analysis/probes`. */
export interface ProfileJob {
  readonly kind: "profile";
  readonly source: Uint8Array;
  /** Absolute. */
  readonly path: string;
  readonly language: SourceKind;
  /** The source map (JSON) of a `.nc` file, when there is one. */
  readonly map: string | null;
  /** Path of the module in its program, for the names of its sites. */
  readonly module: string;
  /** Versions by library and of `python`. */
  readonly versions: Readonly<Record<string, string>>;
  /** Default: not at all. */
  readonly optimize?: OptimizeOptions;
  /** Path of the file in which the module finds its settings. */
  readonly settings: string;
  /** Numbers of the first site and unit: modules of one run count on. */
  readonly firstSite: number;
  readonly firstUnit: number;
}

export type Job = CompileJob | DecompileJob | ParseJob | RunnableJob | CheckJob | UsageJob | InputsJob | ProfileJob;

/** An output whose file is not written in UTF-8: Python that names another encoding in its first lines. */
export interface EncodedOutput extends Output {
  /** The code in the encoding that it names; absent when that is UTF-8. */
  readonly bytes?: Uint8Array;
}

export interface CompiledFile extends Omit<CompileResult, "py"> {
  readonly py?: EncodedOutput;
  /** Encoding of the source as Python names it (`utf-8`, `iso-8859-1`, …). */
  readonly encoding: string;
}

/** The front end's message, to be read by `readMessage` together with the cells of the notebook it came from. */
export interface ParsedSource {
  readonly message: Uint8Array;
  readonly cells: readonly Cell[];
}

/** The module as `runtime-shim/runnable.ts` describes it, with what is wrong with its map. */
export interface RunnableText {
  readonly python: string;
  readonly sourcePath: string | null;
  readonly sourceText: string | null;
  readonly ncText: string;
  readonly positions: Int32Array;
  readonly warnings: readonly Diagnostic[];
}

/** An instrumented program. */
export interface CheckableProgram {
  readonly text: RunnableText;
  readonly claims: readonly ClaimAtPlace[];
  /** Number of expressions that nothing is claimed about. */
  readonly unknown: number;
  /** What the recorder needs, see `noodle_rt/claims.py`. */
  readonly settings: {
    readonly owned: readonly number[];
    readonly new: readonly number[];
    readonly kept: readonly number[];
    readonly objects: boolean;
  };
}

/** What is claimed about one expression. */
export interface ClaimAtPlace {
  readonly type: Type;
  /** It is no claim, but what is expected where nothing is claimed. */
  readonly isExpectation: boolean;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The expression's text, its first line. */
  readonly text: string;
}

/** By qualified name of a function and name of a parameter. */
export type ExpectedInputs = Readonly<Record<string, Readonly<Record<string, ExpectedInput>>>>;

/** A hint for who makes inputs, see `noodle_rt/verify/demands.py`. */
export interface ExpectedInput {
  readonly kind: "array" | "number" | "int" | "frame" | "series" | "list" | "str" | "dict" | "generator";
  readonly dtype?: string;
  readonly rank?: number;
}

/** A module with probes. */
export interface ProbedModule {
  readonly text: RunnableText;
  readonly sites: Probed["sites"];
  readonly units: number;
}

/** What each kind of job gives. */
export interface JobValues {
  readonly compile: CompiledFile;
  readonly decompile: EncodedOutput;
  readonly parse: ParsedSource;
  readonly runnable: RunnableText;
  readonly check: CheckableProgram;
  readonly usage: ModuleUsage;
  readonly inputs: ExpectedInputs;
  readonly profile: ProbedModule;
}

/** Where a job stopped: a source that cannot be read as a program, or a program that cannot be converted. */
export type FailedStep = "parse" | "convert";

export type JobResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly step: FailedStep; readonly diagnostics: readonly Diagnostic[] };

/** @param names dotted names of the modules of a build */
export function moduleList(names: readonly string[]): ModuleList {
  const bytes = Buffer.from(names.join("\n"));
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return { key: createHash("sha256").update(bytes).digest("hex"), names: shared };
}

export function namesOf(list: ModuleList): readonly string[] {
  // `TextDecoder` refuses shared memory; the copy is made once per worker and list.
  const text = new TextDecoder().decode(new Uint8Array(list.names).slice());
  return text === "" ? [] : text.split("\n");
}
