/** The worker thread: keeps one Python front end and does whole jobs, so that only texts travel between threads. */
import type { ModuleUsage } from "../analysis/usage/usage.js";
import { printPython } from "../emit/python-printer.js";
import { sourceMap } from "../emit/source-map.js";
import { type ParsedModule, readMessage } from "../frontend/message.js";
import { readNotebook } from "../frontend/notebook.js";
import { type Frontend, startFrontend } from "../frontend/pyodide.js";
import type { Cell } from "../ir/source-file.js";
import { compileModule } from "../pipeline.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { internalError } from "../remarks/internal-error.js";
import { decodeUtf8, namedEncoding } from "./encoding.js";
import {
  type CheckableProgram,
  type CheckJob,
  type CompiledFile,
  type CompileJob,
  type DecompileJob,
  type EncodedOutput,
  type FailedStep,
  type Job,
  type JobResult,
  type JobValues,
  type ModuleList,
  namesOf,
  type ParsedSource,
  type ParseJob,
  type ProbedModule,
  type ProfileJob,
  type UsageJob,
} from "./jobs.js";
import { readSource } from "./read-source.js";
import { runnable } from "./runnable.js";

/** Does one job. Never throws: what goes wrong is in the result. */
export async function runJob(job: Job): Promise<JobResult<JobValues[Job["kind"]]>> {
  const progress: Progress = { step: "parse" };
  try {
    switch (job.kind) {
      case "compile":
        return { ok: true, value: await compile(job, progress) };
      case "decompile":
        return { ok: true, value: await decompile(job, progress) };
      case "parse":
        return { ok: true, value: await parseSource(job) };
      case "runnable":
        return { ok: true, value: await runnable(await parseNc(job.source, job.path), job) };
      case "check":
        return { ok: true, value: await check(job) };
      case "usage":
        return { ok: true, value: await usage(job) };
      case "inputs": {
        const { expectedInputs } = await import("./inputs.js");
        return { ok: true, value: expectedInputs(await parse(job)) };
      }
      case "profile":
        return { ok: true, value: await profile(job) };
    }
  } catch (error) {
    return {
      ok: false,
      step: progress.step,
      diagnostics: error instanceof NoodleError ? error.diagnostics : [unexpected(error, job.path)],
    };
  }
}

/** How far a job has come, for the report when it fails. */
interface Progress {
  step: FailedStep;
}

async function compile(job: CompileJob, progress: Progress): Promise<CompiledFile> {
  const parsed = await parse(job);
  progress.step = "convert";
  const { py, ...result } = compileModule(parsed, {
    emit: job.emit,
    modules: modulesOf(job.modules),
    mapNames: job.mapNames,
    optimize: job.optimize,
    annotate: job.annotate,
  });
  return {
    ...result,
    ...(py ? { py: await encodedAs(job, parsed, py) } : {}),
    encoding: parsed.encoding,
  };
}

/** A Python file that no pass has changed keeps every byte: its encoding, byte order mark and line ends. */
async function encodedAs({ source, language, path }: CompileJob, { file }: ParsedModule, py: EncodedOutput): Promise<EncodedOutput> {
  if (language !== "python" || typeof source === "string") return encoded(py, path);
  if (py.code === file.text) return { ...py, bytes: source };
  const { bytes = Buffer.from(py.code) } = await encoded(py, path);
  return { ...py, bytes: withLayoutOf(source, bytes) };
}

/** The line ends and byte order mark of another text of the same encoding, when its lines all end in the same way. */
function withLayoutOf(source: Uint8Array, bytes: Uint8Array): Uint8Array {
  const before = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString("latin1");
  const returns = before.match(/\r\n/g)?.length ?? 0;
  let text = Buffer.from(bytes).toString("latin1");
  if (returns > 0 && returns === before.match(/[\r\n]/g)!.length / 2) text = text.replaceAll("\n", "\r\n");
  if (before.startsWith(mark) && !text.startsWith(mark)) text = mark + text;
  return Buffer.from(text, "latin1");
}

/** Byte order mark of UTF-8, byte by byte. */
const mark = "\u00ef\u00bb\u00bf";

async function decompile({ source, path, mapNames }: DecompileJob, progress: Progress): Promise<EncodedOutput> {
  const { module, file } = await parseNc(source, path);
  progress.step = "convert";
  const printed = printPython(module, file);
  return encoded({ code: printed.code, map: sourceMap(printed, mapNames.py ?? "", mapNames.source ?? path) }, path);
}

async function check(job: CheckJob): Promise<CheckableProgram> {
  // The analysis and its catalogue are loaded by those who need them.
  const { checkable } = await import("./check.js");
  return checkable(await parse(job), job);
}

async function usage(job: UsageJob): Promise<ModuleUsage> {
  const { usageOfModule } = await import("./usage.js");
  return usageOfModule(await parse(job), job, async (path) => {
    try {
      return await parse({ source: readSource(path, Number.POSITIVE_INFINITY), path, language: path.endsWith(".nc") ? "nc" : "python" });
    } catch (error) {
      if (error instanceof NoodleError) return undefined;
      throw error;
    }
  });
}

async function profile(job: ProfileJob): Promise<ProbedModule> {
  const { probed } = await import("./profile.js");
  return probed(await parse(job), job);
}

async function parse({ source, path, language }: Pick<CompileJob, "source" | "path" | "language">): Promise<ParsedModule> {
  if (language === "nc") return parseNc(source, path);
  const { message, cells } = await parseSource({ kind: "parse", source, path, language });
  const result = readMessage(message, path, cells);
  if (!result.ok) throw new NoodleError(result.diagnostics);
  return result.parsed;
}

async function parseSource({ source, path, language }: ParseJob): Promise<ParsedSource> {
  const notebook = language === "notebook" ? readNotebook(bytesOf(source), path) : undefined;
  const cells: readonly Cell[] = notebook?.cells ?? [];
  const text = notebook?.text ?? source;
  return { message: await askPython((frontend) => frontend.parse(text), text.length), cells };
}

async function parseNc(source: Uint8Array | string, path: string): Promise<ParsedModule> {
  // Loading the parser takes longer than most files; threads that only see Python do without.
  const { parseNcStrict } = await import("../nc/index.js");
  const { module, file } = parseNcStrict(typeof source === "string" ? source : decodeUtf8(source, path), path);
  return { module, file, encoding: "utf-8" };
}

const bytesOf = (source: Uint8Array | string): Uint8Array => (typeof source === "string" ? Buffer.from(source) : source);

/** Adds the bytes of a Python text that names an encoding other than UTF-8. */
async function encoded(output: EncodedOutput, path: string): Promise<EncodedOutput> {
  const name = namedEncoding(output.code);
  if (name === undefined) return output;
  const bytes = await askPython((frontend) => frontend.encode(output.code), output.code.length);
  if (typeof bytes !== "string") return { ...output, bytes };
  const diagnostic: Diagnostic = {
    code: "NC2012",
    severity: "error",
    message: `cannot write this Python file in the encoding that it names, ${name}: ${bytes}`,
    hint: "remove the line with `coding:` to get a file in UTF-8",
    file: path,
  };
  throw new NoodleError([diagnostic]);
}

let frontend: Promise<Frontend> | undefined;

/** The interpreter's memory grows with its largest file, some 300 times its size, and never shrinks. */
const largeSource = 400_000;

/** Puts a question to the front end. One that breaks down, or has grown large, makes room for a new one. */
async function askPython<Answer>(question: (frontend: Frontend) => Answer, sourceLength: number): Promise<Answer> {
  frontend ??= startFrontend();
  let usable = false;
  try {
    const answer = question(await frontend);
    usable = sourceLength < largeSource;
    return answer;
  } finally {
    if (!usable) frontend = undefined;
  }
}

let unpacked: { readonly key: string; readonly names: readonly string[] } | undefined;

function modulesOf(list: ModuleList | undefined): readonly string[] {
  if (!list) return [];
  if (unpacked?.key !== list.key) unpacked = { key: list.key, names: namesOf(list) };
  return unpacked.names;
}

function unexpected(error: unknown, path: string): Diagnostic {
  if (!(error instanceof RangeError && error.message.includes("call stack"))) return internalError(error, path);
  return {
    code: "NC2011",
    severity: "error",
    message: "this program is nested too deeply for the compiler",
    hint: "split its deepest expression or block",
    file: path,
  };
}
