/** Worker thread that runs one program on Pyodide and reports its exit code. See `pyodide.ts`. */
import { readSync, statSync, writeSync } from "node:fs";
import { join, relative } from "node:path";
import { isatty } from "node:tty";
import { fileURLToPath } from "node:url";
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { loadPyodide, type PyodideAPI } from "pyodide";
import { packageRoot } from "../../compiler/package-root.js";
import type { Program } from "./program.js";

export interface PyodideTask {
  readonly program: Program;
  readonly cwd: string;
  /** Folders of this machine that the program sees. */
  readonly folders: readonly string[];
  /** Takes paths of `.nc` files, gives answers for `noodle_rt`. */
  readonly port: MessagePort;
  /** Becomes 1 when an answer has been sent. */
  readonly answered: Int32Array;
  /** Becomes 2 to interrupt the program. */
  readonly interrupt: Uint8Array;
}

const runtimeFolder = "/lib/noodle-opt";

async function run({ program, cwd, folders, port, answered, interrupt }: PyodideTask): Promise<number> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name, value]) => value !== undefined && name !== "PYTHONHOME"));
  const indexURL = fileURLToPath(new URL(".", import.meta.resolve("pyodide")));
  const pyodide = await loadPyodide({ indexURL, env: env as Record<string, string> });
  pyodide.setStdin({ read: (buffer) => readAll(buffer), isatty: isatty(0) });
  pyodide.setStdout({ write: (buffer) => writeAll(1, buffer), isatty: isatty(1) });
  pyodide.setStderr({ write: (buffer) => writeAll(2, buffer), isatty: isatty(2) });
  pyodide.setInterruptBuffer(interrupt);
  mount(pyodide, join(packageRoot, "runtime-shim/python"), runtimeFolder);
  for (const folder of outermost(folders)) mount(pyodide, folder, folder);

  /** Has the main thread translate a module, and waits for it. */
  const translate = (ncPath: string): Uint8Array => {
    port.postMessage(ncPath);
    Atomics.wait(answered, 0, 0);
    Atomics.store(answered, 0, 0);
    return (receiveMessageOnPort(port) as { message: Uint8Array }).message;
  };
  const start = pyodide.runPython(`import sys
sys.path[0] = ${JSON.stringify(runtimeFolder)}
from noodle_rt.embedded import run
del sys.path[0]
run`);
  return start(translate, cwd, program.kind, program.target, program.args);
}

function mount(pyodide: PyodideAPI, folder: string, at: string): void {
  pyodide.FS.mkdirTree(at);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: folder }, at);
}

/** Existing folders without those inside another one, and without the root, under which Pyodide has its own files. */
function outermost(folders: readonly string[]): string[] {
  const existing = [...new Set(folders)].filter((folder) => folder !== "/" && statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  return existing.filter((folder) => !existing.some((other) => other !== folder && !relative(other, folder).startsWith("..")));
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a system call on a descriptor that does not block, as terminals and pipes sometimes are, until it can be done. */
function whenReady<T>(call: () => T): T {
  for (;;) {
    try {
      return call();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 5);
    }
  }
}

function readAll(buffer: Uint8Array): number {
  return whenReady(() => readSync(0, buffer));
}

function writeAll(descriptor: number, buffer: Uint8Array): number {
  for (let at = 0; at < buffer.length; ) at += whenReady(() => writeSync(descriptor, buffer, at));
  return buffer.length;
}

try {
  parentPort?.postMessage(await run(workerData as PyodideTask));
} catch (error) {
  // What `os._exit` becomes here.
  const { status } = error as { status?: number };
  if (typeof status !== "number") throw error;
  parentPort?.postMessage(status);
}
