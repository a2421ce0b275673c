/**
 * Main program of a worker process: runs the worker module in a thread with a deep stack (a process's first thread has
 * only what the operating system gives it) and passes messages on. The first message is the worker's setup.
 */
import { Worker } from "node:worker_threads";
import type { FromHost } from "./pool.js";

const workerUrl = new URL(process.argv[2] as string);
const send = (message: FromHost): void => void process.send?.(message);

process.once("message", ({ setup }: { setup: unknown }) => {
  const thread = new Worker(workerUrl, { workerData: setup, resourceLimits: { stackSizeMb: 240, maxOldGenerationSizeMb: 4096 } });
  thread.on("message", send);
  thread.on("error", (error: Error) => send({ type: "error", reason: error.stack ?? error.message }));
  thread.on("exit", (code) => send({ type: "error", reason: `the thread ended with code ${code}` }));
  process.on("message", (message) => thread.postMessage(message));
});
process.on("disconnect", () => process.exit());
