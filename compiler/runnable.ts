/** Reads programs for the hosts of `runtime-shim/`: `.nc` files, and Python and notebooks that are converted on the way. */
import { existsSync, readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Decompile } from "../runtime-shim/runnable.js";
import type { OptimizeOptions } from "./optimize.js";
import { type Diagnostic, NoodleError } from "./remarks/diagnostic.js";
import type { Job, JobValues } from "./workers/jobs.js";
import { startPool } from "./workers/pool.js";
import { readSource } from "./workers/read-source.js";

export interface ProgramReader {
  readonly read: Decompile;
  /** What is wrong with the source maps of the files read so far. */
  warnings(): readonly Diagnostic[];
  close(): Promise<void>;
}

/**
 * Starts one worker thread that reads the modules of a program.
 * @param optimize how to optimise Python and notebooks on the way. Default: not at all
 */
export function startProgramReader(optimize?: OptimizeOptions): ProgramReader {
  const pool = startPool({ threads: 1 });
  const warnings: Diagnostic[] = [];
  const run = async <Kind extends Job["kind"]>(job: Extract<Job, { kind: Kind }>): Promise<JobValues[Kind]> => {
    const result = await pool.run<Kind>(job);
    if (!result.ok) throw new NoodleError(result.diagnostics);
    return result.value;
  };
  return {
    async read(path) {
      const { source, map } = extname(path) === ".nc" ? readNc(path) : await convert(path, run, optimize);
      const { warnings: found, ...module } = await run<"runnable">({ kind: "runnable", source, path, map });
      warnings.push(...found);
      return module;
    },
    warnings: () => warnings,
    close: () => pool.close(),
  };
}

interface NcWithMap {
  readonly source: Uint8Array;
  readonly map: string | null;
}

function readNc(path: string): NcWithMap {
  const mapPath = `${path}.map`;
  return { source: readSource(path, Number.POSITIVE_INFINITY), map: existsSync(mapPath) ? readFileSync(mapPath, "utf8") : null };
}

async function convert(
  path: string,
  run: (job: Extract<Job, { kind: "compile" }>) => Promise<JobValues["compile"]>,
  optimize: OptimizeOptions | undefined,
): Promise<NcWithMap> {
  const source = readSource(path, Number.POSITIVE_INFINITY);
  const language = extname(path).toLowerCase() === ".ipynb" ? "notebook" : "python";
  const { nc } = await run({
    kind: "compile",
    source,
    path,
    language,
    emit: ["nc"],
    mapNames: { source: basename(path) },
    ...(optimize ? { optimize } : {}),
  });
  const { code, map } = nc as NonNullable<typeof nc>;
  return { source: Buffer.from(code), map };
}
