/**
 * Main program of a worker process: runs the worker module in a thread with a deep stack (a process's first thread has
 * only what the operating system gives it) and passes messages on.
 */
import { Worker } from "node:worker_threads";
import type { FromHost } from "./pool.js";

const [, , workerUrl, setup] = process.argv as [string, string, string, string];
const thread = new Worker(new URL(workerUrl), { workerData: JSON.parse(setup), resourceLimits: { stackSizeMb: 240, maxOldGenerationSizeMb: 4096 } });
const send = (message: FromHost): void => void process.send?.(message);

thread.on("message", send);
thread.on("error", (error: Error) => send({ type: "error", reason: error.stack ?? error.message }));
thread.on("exit", (code) => send({ type: "error", reason: `the thread ended with code ${code}` }));
process.on("message", (message) => thread.postMessage(message));
process.on("disconnect", () => process.exit());
