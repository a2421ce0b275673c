/** The order of compilation, from top to bottom: parsed module in, texts and maps out. No files, no globals. */
import { runtimeNameOf } from "../passes/guards/runtime-import.js";
import type { Pass } from "../passes/manager/pass.js";
import type { PassTime } from "../passes/manager/runner.js";
import { Analyses } from "./analysis/analyses.js";
import { annotationComments, annotationMark } from "./analysis/annotate.js";
import { printNc } from "./emit/nc-printer.js";
import { patchedText } from "./emit/patched-text.js";
import type { Printed } from "./emit/printed.js";
import type { BlockEnds } from "./emit/printer.js";
import { printPython } from "./emit/python-printer.js";
import { type SourceMapText, sourceMap } from "./emit/source-map.js";
import { unchangedText } from "./emit/unchanged.js";
import { withComments } from "./emit/with-comments.js";
import type { ParsedModule } from "./frontend/message.js";
import { notOptimized, type OptimizeOptions, optimize } from "./optimize.js";
import type { Diagnostic } from "./remarks/diagnostic.js";
import type { Remark } from "./remarks/remark.js";

export type EmitTarget = "nc" | "py";

export interface CompileOptions {
  /** What to write. Default: `["nc"]`. */
  readonly emit?: readonly EmitTarget[];
  /** Names of the modules that belong to the same build, dotted; imports of them stay NoodleCore imports. Default: none. */
  readonly modules?: readonly string[];
  /** `file` and relative `sources` of the maps: names of the outputs and of the source as seen from the outputs' folder. */
  readonly mapNames?: { readonly nc?: string; readonly py?: string; readonly source?: string };
  /** Default: convert only. */
  readonly optimize?: OptimizeOptions | undefined;
  /** Whether `.nc` says in comments what is known of the calls that reach libraries. Those of an earlier build are dropped. */
  readonly annotate?: boolean | undefined;
  /** Passes to run, in their order. Default: those of noodle-opt. */
  readonly passes?: readonly Pass[];
}

/** One emitted text with its source map (ECMA-426, as JSON text). */
export interface Output {
  readonly code: string;
  readonly map: SourceMapText;
}

export interface CompileResult {
  readonly nc?: Output;
  readonly py?: Output;
  readonly diagnostics: readonly Diagnostic[];
  /** What the passes did and did not do. */
  readonly remarks: readonly Remark[];
  /** Texts that the debugging options asked for. */
  readonly log: readonly string[];
  readonly times: readonly PassTime[];
  /** Whether the program calls functions of `noodle_rt`, which has to be there when it runs. */
  readonly needsRuntime: boolean;
}

/** Prints `.nc` with comments above the statements that reach libraries. */
function printAnnotated({ module, file }: ParsedModule, { modules = [], optimize }: CompileOptions, ends: BlockEnds): Printed {
  const comments = annotationComments(new Analyses({ module, file, options: { versions: optimize?.versions ?? {} } }));
  file.dropComments((comment) => comment.startsWith(annotationMark));
  return withComments(printNc(module, file, { modules, ends }), comments);
}

/** Compiles one parsed module, which its passes change in place. The same input gives the same bytes. */
export function compileModule(parsed: ParsedModule, options: CompileOptions = {}): CompileResult {
  const { module, file } = parsed;
  const emit = options.emit ?? ["nc"];
  const names = options.mapNames ?? {};
  const optimized = options.optimize ? optimize(parsed, options.optimize, options.passes) : notOptimized;
  const { changed, originals, ends, diagnostics, remarks, log, times } = optimized;
  const result: { nc?: Output; py?: Output } = {};
  if (emit.includes("nc")) {
    const modules = options.modules ?? [];
    const printed = options.annotate ? printAnnotated(parsed, options, ends) : printNc(module, file, { modules, ends });
    result.nc = { code: printed.code, map: sourceMap(printed, names.nc ?? "", names.source ?? file.path) };
  }
  if (emit.includes("py")) {
    const isText = file.language === "python";
    const printed = !isText ? printPython(module, file, ends) : changed ? patchedText(module, file, originals) : unchangedText(file);
    result.py = { code: printed.code, map: sourceMap(printed, names.py ?? "", names.source ?? file.path) };
  }
  return { ...result, diagnostics, remarks, log, times, needsRuntime: runtimeNameOf(module) !== undefined };
}
