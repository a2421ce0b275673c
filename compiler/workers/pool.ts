/** A pool of worker threads that compile: as many files at a time as there are threads, and a dead thread is replaced. */
import { fileURLToPath } from "node:url";
import { Tinypool } from "tinypool";
import type { Diagnostic } from "../remarks/diagnostic.js";
import { internalError } from "../remarks/internal-error.js";
import type { Job, JobResult, JobValues } from "./jobs.js";

export interface PoolOptions {
  /** Threads at most; they start when there is work for them. */
  readonly threads: number;
  /** Limit of each thread's JavaScript heap. Default: Node's own. */
  readonly heapMb?: number;
}

export interface WorkerPool {
  /** Does one job in the next free thread. Rejects only after `close`. */
  run<Kind extends Job["kind"]>(job: Extract<Job, { kind: Kind }>): Promise<JobResult<JobValues[Kind]>>;
  /** Stops the threads; jobs that are under way are lost. */
  close(): Promise<void>;
}

/** Idle threads do not keep the process alive. */
export function startPool({ threads, heapMb }: PoolOptions): WorkerPool {
  let closed = false;
  const pool = new Tinypool({
    filename: fileURLToPath(new URL("./worker.js", import.meta.url)),
    name: "runJob",
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    // Options of the process (`--eval`, loaders) are not meant for these threads.
    execArgv: [],
    // Without them the thread's event loop runs between jobs.
    useAtomics: false,
    // Deep programs are walked by recursion. The memory is only reserved, not used.
    resourceLimits: { stackSizeMb: 256, ...(heapMb === undefined ? {} : { maxOldGenerationSizeMb: heapMb }) },
  });
  // A thread that dies without a job: the next job gets a new one, and reports if that cannot start either.
  pool.on("error", () => {});
  return {
    async run(job) {
      try {
        return await pool.run(job);
      } catch (error) {
        if (closed) throw error;
        return { ok: false, step: "parse", diagnostics: [crash(error, job.path)] };
      }
    },
    close() {
      closed = true;
      return pool.destroy();
    },
  };
}

function crash(error: unknown, file: string): Diagnostic {
  if ((error as NodeJS.ErrnoException).code !== "ERR_WORKER_OUT_OF_MEMORY") return internalError(error, file);
  return {
    code: "NC2013",
    severity: "error",
    message: "there is not enough memory to compile this file",
    hint: "split the file, or build with --jobs 1",
    file,
  };
}
