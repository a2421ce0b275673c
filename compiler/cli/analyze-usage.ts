/** `noodle-opt analyze FILE…`: how a program uses its libraries, as tables, JSON or a page. */
import { availableParallelism } from "node:os";
import { summarizeUsage } from "../analysis/usage/summary.js";
import type { ModuleUsage } from "../analysis/usage/usage.js";
import { readProfileFile } from "../profile/files.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { usageJson } from "../report/usage-json.js";
import { readSource } from "../workers/read-source.js";
import type { AnalyzeOptions } from "./analyze.js";
import { type ExitCode, exitCodeFor } from "./exit-codes.js";
import { findInputs, type InputFile } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { withMeasurements } from "./measured-usage.js";
import { modulePaths } from "./modules.js";
import { writeOutput } from "./outputs.js";
import { noProgress, startProgress } from "./progress.js";
import { count, jsonDiagnostic, printDiagnostics, printJson, say, wantsColor } from "./terminal.js";

export async function analyzeUsage(args: readonly string[], options: AnalyzeOptions): Promise<ExitCode> {
  const { files, problems } = await findInputs(args, { kinds: ["python", "notebook"] });
  // First, so that a file that cannot be read costs no time.
  const profiled = options.profile === undefined ? undefined : readProfileFile(options.profile);
  const { usages: analysed, diagnostics } = await usageOfFiles(files, options);
  const measured = profiled && withMeasurements(analysed, profiled.profile, options.profile as string);
  const usages = measured?.usages ?? analysed;
  const all: readonly Diagnostic[] = [...problems, ...(profiled?.diagnostics ?? []), ...diagnostics];
  const summary = summarizeUsage(usages);
  if (options.html !== undefined) {
    const { usagePage } = await import("../report/usage-page.js");
    await writeOutput(options.html, usagePage(usages, summary));
  }
  if (options.json) printJson(usageJson(usages, summary, all.map(jsonDiagnostic)));
  else {
    await printDiagnostics(all, options);
    if (options.html === undefined) {
      const { usageTables } = await import("../report/usage-tables.js");
      process.stdout.write(usageTables(usages, summary, { color: wantsColor(process.stdout), width: process.stdout.columns ?? 120 }));
    }
    if (measured && measured.unknown > 0 && !options.quiet)
      say(`${count(measured.unknown, "site")} of the profile fit no call: rewritten, or the source has changed since`);
    if (options.html !== undefined && !options.quiet) say(`${summary.calls} library calls → ${options.html}`);
  }
  return exitCodeFor(all);
}

async function usageOfFiles(
  files: readonly InputFile[],
  options: AnalyzeOptions,
): Promise<{ readonly usages: readonly ModuleUsage[]; readonly diagnostics: readonly Diagnostic[] }> {
  const names = modulePaths(files);
  const modules = [...names];
  const nameOf = new Map(modules.map(([name, path]) => [path, name]));
  const versions =
    options.python === undefined ? {} : (await import("../../runtime-shim/hosts/library-versions.js")).libraryVersions(options.python);
  const pool = lazyPool(Math.max(1, Math.min(availableParallelism(), Math.ceil(files.length / 4))));
  const bar = process.stderr.isTTY && !options.quiet && !options.json ? startProgress(files.length) : noProgress;
  const usages: (ModuleUsage | undefined)[] = files.map(() => undefined);
  const diagnostics: Diagnostic[] = [];
  await Promise.all(
    files.map(async ({ path, location, language }, index) => {
      try {
        const source = readSource(path, options.maxSize * 2 ** 20);
        const name = nameOf.get(location);
        const job = { kind: "usage", source, path, language, modules, versions, ...(name === undefined ? {} : { name }) } as const;
        const result = await (await pool.get()).run<"usage">(job);
        if (result.ok) usages[index] = result.value;
        else diagnostics.push(...result.diagnostics);
      } catch (error) {
        if (!(error instanceof NoodleError)) throw error;
        diagnostics.push(...error.diagnostics);
      }
      bar.step();
    }),
  );
  bar.stop();
  await pool.close();
  return { usages: usages.filter((usage) => usage !== undefined), diagnostics };
}
