/** The side of a worker thread: `serveJobs` is all that a worker module calls. */
import { parentPort, workerData } from "node:worker_threads";
import type { FromHost } from "./pool.js";

/**
 * @param start makes the function that does one job, from the pool's `setup`. What that function throws ends the
 *              process, because an interpreter that failed in the middle of something cannot be trusted any more.
 */
export async function serveJobs<S, J, R>(start: (setup: S) => Promise<(job: J) => Promise<R> | R>): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error("this module runs in a worker thread only");
  const send = (message: FromHost): void => port.postMessage(message);
  const run = await start(workerData as S);
  port.on("message", async ({ job }: { job: J }) => {
    try {
      send({ type: "result", value: await run(job) });
    } catch (error) {
      send({ type: "error", reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  send({ type: "ready" });
}
