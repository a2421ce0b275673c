/** The order of compilation, from top to bottom: parsed module in, texts and maps out. No files, no globals. */
import { printNc } from "./emit/nc-printer.js";
import { printPython } from "./emit/python-printer.js";
import { type SourceMapText, sourceMap } from "./emit/source-map.js";
import { unchangedText } from "./emit/unchanged.js";
import type { ParsedModule } from "./frontend/message.js";
import type { Diagnostic } from "./remarks/diagnostic.js";

export type EmitTarget = "nc" | "py";

export interface CompileOptions {
  /** What to write. Default: `["nc"]`. */
  readonly emit?: readonly EmitTarget[];
  /** Names of the modules that belong to the same build, dotted; imports of them stay NoodleCore imports. Default: none. */
  readonly modules?: readonly string[];
  /** `file` and relative `sources` of the maps: names of the outputs and of the source as seen from the outputs' folder. */
  readonly mapNames?: { readonly nc?: string; readonly py?: string; readonly source?: string };
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
}

/** Converts one parsed module. Pure: the same input gives the same bytes. */
export function compileModule({ module, file }: ParsedModule, options: CompileOptions = {}): CompileResult {
  const emit = options.emit ?? ["nc"];
  const names = options.mapNames ?? {};
  const result: { nc?: Output; py?: Output; diagnostics: Diagnostic[] } = { diagnostics: [] };
  if (emit.includes("nc")) {
    const printed = printNc(module, file, { modules: options.modules ?? [] });
    result.nc = { code: printed.code, map: sourceMap(printed, names.nc ?? "", names.source ?? file.path) };
  }
  if (emit.includes("py")) {
    const printed = file.language === "python" ? unchangedText(file) : printPython(module, file);
    result.py = { code: printed.code, map: sourceMap(printed, names.py ?? "", names.source ?? file.path) };
  }
  return result;
}
