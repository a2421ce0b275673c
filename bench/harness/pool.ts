/**
 * Runs many jobs in parallel processes and survives whatever one of them does: a thrown error, a crash of the process
 * and a job that never ends each cost that one job its result, and nothing else.
 */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What became of a job: its result, or the reason why there is none. */
export type JobResult<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly reason: string };

export interface PoolOptions<J, R> {
  /** Module that calls `serveJobs`, see `worker.ts`. */
  readonly worker: URL;
  /** Given to the worker before its first job. */
  readonly setup: unknown;
  readonly jobs: readonly J[];
  readonly processes: number;
  /** Time that one job may take, in milliseconds. */
  readonly timeout: number;
  readonly onResult: (job: J, result: JobResult<R>) => void;
}

/** Messages from the process of a worker. */
export type FromHost =
  | { readonly type: "ready" }
  | { readonly type: "result"; readonly value: unknown }
  | { readonly type: "error"; readonly reason: string };

/** Resolves when every job has its result. */
export async function runJobs<J, R>(options: PoolOptions<J, R>): Promise<void> {
  const queue = options.jobs[Symbol.iterator]();
  const count = Math.max(1, Math.min(options.processes, options.jobs.length));
  await Promise.all(Array.from({ length: count }, () => runLane(options, queue)));
}

/** One process at a time, replaced after it died. */
async function runLane<J, R>(options: PoolOptions<J, R>, queue: Iterator<J>): Promise<void> {
  let lane = await startLane(options);
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const answer = await lane.run(next.value, options.timeout);
    options.onResult(
      next.value,
      answer.type === "result" ? { ok: true, value: answer.value as R } : { ok: false, reason: (answer as { reason: string }).reason },
    );
    if (answer.type !== "result") {
      lane.stop();
      lane = await startLane(options);
    }
  }
  lane.stop();
}

interface Lane {
  run(job: unknown, timeout: number): Promise<FromHost>;
  stop(): void;
}

async function startLane({ worker, setup }: Pick<PoolOptions<never, never>, "worker" | "setup">): Promise<Lane> {
  const child = fork(fileURLToPath(new URL("./host.js", import.meta.url)), [worker.href], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.send({ setup });
  const first = await answerOf(child, 120_000);
  if (first.type !== "ready") throw new Error(`a worker process did not start: ${(first as { reason: string }).reason}`);
  return {
    run: (job, timeout) => {
      const answer = answerOf(child, timeout);
      child.send({ job });
      return answer;
    },
    stop: () => child.kill("SIGKILL"),
  };
}

function answerOf(child: ChildProcess, timeout: number): Promise<FromHost> {
  return new Promise((resolve) => {
    const settle = (answer: FromHost): void => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
      resolve(answer);
    };
    const onMessage = (message: unknown): void => settle(message as FromHost);
    const onExit = (code: number | null, signal: string | null): void =>
      settle({ type: "error", reason: `the process ended with ${signal ?? `exit code ${code}`}` });
    const timer = setTimeout(() => settle({ type: "error", reason: `no result after ${timeout / 1000} s` }), timeout);
    child.on("message", onMessage).on("exit", onExit);
  });
}
