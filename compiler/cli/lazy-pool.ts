/** Worker threads that start with the first job: most runs of a built project need none. */
import type { WorkerPool } from "../workers/pool.js";

export interface LazyPool {
  readonly threads: number;
  get(): Promise<WorkerPool>;
  close(): Promise<void>;
}

export function lazyPool(threads: number): LazyPool {
  let pool: Promise<WorkerPool> | undefined;
  return {
    threads,
    get() {
      pool ??= import("../workers/pool.js").then(({ startPool }) => startPool({ threads }));
      return pool;
    },
    async close() {
      await (await pool)?.close();
    },
  };
}
