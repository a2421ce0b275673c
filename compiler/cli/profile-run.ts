/** `noodle-opt profile FILE`: runs a program with probes and adds what they have measured to its profile. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { libraryVersions } from "../../runtime-shim/hosts/library-versions.js";
import { runProfiled } from "../../runtime-shim/profile.js";
import { readProfileFile } from "../profile/files.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { startPool } from "../workers/pool.js";
import { readSource } from "../workers/read-source.js";
import { languageOf } from "./inputs.js";
import type { OptimizeFlags } from "./optimize-options.js";
import { optimizeOptions } from "./optimize-options.js";
import { prepareOutput } from "./outputs.js";
import { count, printDiagnostics, say } from "./terminal.js";
import { usageError } from "./usage.js";

export interface ProfileRunOptions extends OptimizeFlags {
  readonly out?: string;
  readonly python?: string;
  /** Percent. */
  readonly budget: number;
  readonly trace?: boolean;
  readonly quiet?: boolean;
}

export async function profileRun(target: string, args: readonly string[], options: ProfileRunOptions): Promise<number> {
  if (languageOf(target) === undefined) throw usageError("profile runs one program: a .py, .ipynb or .nc file");
  readSource(target, Number.POSITIVE_INFINITY);
  const versions = libraryVersions(options.python);
  const optimize = optimizeOptions({ ...options, target: { ...versions, ...options.target } });
  const output = options.out ?? join(dirname(target), "default.nprof");
  // What cannot be kept is not measured.
  prepareOutput(output);
  if (existsSync(output)) readProfileFile(output);
  const pool = startPool({ threads: 1 });
  try {
    const result = await runProfiled({
      target,
      args,
      python: options.python,
      output,
      budget: options.budget / 100,
      trace: options.trace === true,
      versions,
      probe: async (module) => {
        const { path } = module;
        const language = languageOf(path) ?? "python";
        const map = language === "nc" && existsSync(`${path}.map`) ? readFileSync(`${path}.map`, "utf8") : null;
        const source = readSource(path, Number.POSITIVE_INFINITY);
        const done = await pool.run<"profile">({ kind: "profile", source, language, map, versions, optimize, ...module });
        if (!done.ok) throw new NoodleError(done.diagnostics);
        return done.value;
      },
    });
    await printDiagnostics(result.diagnostics);
    if (!options.quiet) {
      const measured = result.profile.environments.reduce((sum, { sites }) => sum + sites.length, 0);
      const dropped = result.stale.length > 0 ? `; ${count(result.stale.length, "site")} that the program no longer has dropped` : "";
      say(`${count(measured, "site")} → ${output}${dropped} (noodle-opt profile show ${output})`);
    }
    return result.exitCode;
  } finally {
    await pool.close();
  }
}
