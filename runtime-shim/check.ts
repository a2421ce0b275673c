/** Runs an instrumented program on CPython and gives what it has recorded (`noodle_rt/claims.py`). */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runOnCPython } from "./hosts/cpython.js";
import { moduleSource } from "./hosts/modules.js";
import type { Decompile, RunnableModule } from "./runnable.js";

export interface CheckRun {
  /** Path of the program, as the user wrote it. */
  readonly target: string;
  readonly args: readonly string[];
  readonly python?: string | undefined;
  /** Seconds after which the program is stopped; what it has recorded until then counts. */
  readonly timeout?: number | undefined;
  /** Makes the instrumented program. Gets the path of the file in which it will find its settings. */
  readonly prepare: (settings: string) => Promise<{ readonly module: RunnableModule; readonly settings: object }>;
  /** Reads the other modules of the program. */
  readonly decompile: Decompile;
}

export interface CheckRecording {
  /** Exit code of the program. */
  readonly exitCode: number;
  /** It was stopped because it took too long. */
  readonly timedOut: boolean;
  /** One JSON value per line. */
  readonly records: readonly unknown[];
}

/** Runs the program. Its standard output goes to this process's standard error. */
export async function runChecked({ target, args, python, timeout, prepare, decompile }: CheckRun): Promise<CheckRecording> {
  const folder = await mkdtemp(join(tmpdir(), "noodle-check-"));
  try {
    const settings = join(folder, "settings.json");
    const output = join(folder, "records.jsonl");
    const { module, settings: given } = await prepare(settings);
    await writeFile(settings, JSON.stringify({ ...given, output }));
    await writeFile(output, "");
    const main = resolve(target);
    const modules = moduleSource((path) => (path === main ? Promise.resolve(module) : decompile(path)));
    let timedOut = false;
    const exitCode = await runOnCPython({ kind: "file", target, args }, modules, python, {
      outputToStderr: true,
      // Windows of plots would wait for somebody to close them.
      environment: { MPLBACKEND: process.env["MPLBACKEND"] ?? "Agg" },
      timeout,
      onTimeout: () => {
        timedOut = true;
      },
    });
    const lines = (await readFile(output, "utf8")).split("\n").filter((line) => line !== "");
    return { exitCode, timedOut, records: lines.flatMap(parsed) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last line of a program that was stopped may be half of one. */
function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
