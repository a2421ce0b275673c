/** Worker of `analysis.ts`: parses one file, runs the type analysis, and counts what is known of its library calls. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Analyses } from "../../compiler/analysis/analyses.js";
import { types } from "../../compiler/analysis/standard.js";
import { libraryCalls } from "../../compiler/analysis/usage/library-calls.js";
import { readMessage } from "../../compiler/frontend/message.js";
import { readNotebook } from "../../compiler/frontend/notebook.js";
import { startFrontend } from "../../compiler/frontend/pyodide.js";
import { synthetic } from "../../compiler/ir/location.js";
import { build, type Module } from "../../compiler/ir/nodes.js";
import type { Cell } from "../../compiler/ir/source-file.js";
import { importedModules } from "../../compiler/workers/usage.js";
import { serveJobs } from "../harness/worker.js";

export interface AnalysisJob {
  readonly source: string;
  /** A file, or the text of a program. */
  readonly path?: string;
  readonly text?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Repetitions; the time of the last one counts. */
  readonly passes: number;
}

export interface AnalysisResult {
  readonly lines: number;
  /** Milliseconds of the analysis, without parsing. */
  readonly time: number;
  /** Milliseconds of the second run, which tells what to expect. */
  readonly expecting: number;
  readonly calls: readonly CallResult[];
}

/** What is known of a call is a fact, or an expectation; or it is not known. */
export type Basis = "proved" | "expected" | undefined;

export type CallResult = readonly [library: string, name: string, resolved: Basis, typed: Basis, reason: string];

const anyExpression = build.Constant({ value: null, prefix: null }, synthetic("benchmark"));

await serveJobs(async () => {
  const frontend = await startFrontend();

  /** A module beside a file, as the file would import it. */
  const moduleBeside = (path: string, name: string): Module | undefined => {
    const at = join(dirname(path), ...name.split("."));
    const found = [`${at}.py`, join(at, "__init__.py")].find(existsSync);
    if (found === undefined) return undefined;
    const result = readMessage(frontend.parse(readFileSync(found)), found);
    return result.ok ? result.parsed.module : undefined;
  };

  return async ({ path = "generated.py", text, versions, passes }: AnalysisJob): Promise<AnalysisResult | { readonly refused: string }> => {
    const bytes = text ?? readFileSync(path);
    const notebook = path.endsWith(".ipynb") ? readNotebook(bytes as Buffer, path) : undefined;
    const cells: readonly Cell[] = notebook?.cells ?? [];
    const result = readMessage(frontend.parse(notebook?.text ?? bytes), path, cells);
    if (!result.ok) return { refused: result.diagnostics[0]?.message ?? "" };
    const { module, file } = result.parsed;
    const name = path.endsWith(".py") ? basename(path, ".py") : "__main__";
    const modules = text === undefined ? await importedModules(module, name, (imported) => moduleBeside(path, imported)) : new Map();
    let time = 0;
    let expecting = 0;
    let calls: readonly CallResult[] = [];
    for (let pass = 0; pass < passes; pass++) {
      const start = performance.now();
      const facts = new Analyses({ module, file, options: { closedWorld: true, versions }, modules, name }).get(types);
      time = performance.now() - start;
      facts.expectedTypeOf(module.body[0]?.kind === "Expr" ? module.body[0].value : anyExpression);
      expecting = performance.now() - start - time;
      if (pass > 0) continue;
      calls = libraryCalls(module, facts).map((call) => {
        const basis = (isExpected: boolean): Basis => (isExpected ? "expected" : "proved");
        const isTyped = call.type.kind !== "unknown";
        const reason = call.unresolved ?? (call.type.kind === "unknown" ? call.type.reason : "");
        const resolved = call.name === undefined ? undefined : basis(call.isExpected);
        return [call.library, call.name ?? call.callee, resolved, isTyped ? basis(call.hasExpectedType) : undefined, reason];
      });
    }
    return { lines: file.lineStarts.length, time, expecting, calls };
  };
});
