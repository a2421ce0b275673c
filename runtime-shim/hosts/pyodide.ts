/**
 * Runs programs on the embedded Python, Pyodide: no Python on the machine is needed, but there is only the standard library.
 * A worker thread runs the program; this thread translates modules for it.
 */
import { dirname, resolve } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { problem } from "./find-python.js";
import type { ModuleSource } from "./modules.js";
import { mainFile, type Program } from "./program.js";
import type { PyodideTask } from "./pyodide-worker.js";

/** Python recursion in WebAssembly takes much of the thread's stack; the usual 4 MB end it with a crash. */
const stackMegabytes = 256;

/**
 * Runs a program to its end; returns its exit code. The program sees the current folder, its own and that of its source, all
 * under their own paths. Throws a `NoodleError` (`NC2307`) when Pyodide cannot be started or breaks down.
 */
export async function runOnPyodide(program: Program, modules: ModuleSource): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const interrupt = new Uint8Array(new SharedArrayBuffer(1));
  port1.on("message", async (ncPath: string) => {
    port1.postMessage(await modules.answer(ncPath));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  const task: PyodideTask = { program, cwd: process.cwd(), folders: await foldersOf(program, modules), port: port2, answered, interrupt };
  const worker = new Worker(new URL("./pyodide-worker.js", import.meta.url), {
    workerData: task,
    transferList: [port2],
    resourceLimits: { stackSizeMb: stackMegabytes },
  });
  return new Promise<number>((resolveCode, reject) => {
    let isFinished = false;
    const finish = (settle: () => void): void => {
      if (isFinished) return;
      isFinished = true;
      stopListening();
      port1.close();
      void worker.terminate().then(settle);
    };
    const exit = (code: number): void => finish(() => resolveCode(code));
    const stopListening = listenForSignals(interrupt, exit);
    worker.once("message", exit);
    worker.once("exit", exit);
    worker.once("error", (error) =>
      finish(() =>
        reject(
          problem("NC2307", `The Pyodide host failed: ${error.message}`, "`--host cpython` runs the program on a Python of this machine."),
        ),
      ),
    );
  });
}

/** Folders that the program has to see, besides those that hold another one of the list. */
async function foldersOf(program: Program, modules: ModuleSource): Promise<string[]> {
  const folders = [
    process.cwd(),
    ...(process.env["PYTHONPATH"]?.split(":") ?? []).filter((path) => path !== "").map((path) => resolve(path)),
  ];
  const main = mainFile(program);
  if (main !== undefined) {
    folders.push(dirname(main));
    const { sourcePath } = await modules.read(main);
    if (sourcePath !== null) folders.push(dirname(sourcePath));
  }
  return folders;
}

/** The first interrupt becomes a `KeyboardInterrupt`; a second one, or a request to end, ends the program at once. */
function listenForSignals(interrupt: Uint8Array, exit: (code: number) => void): () => void {
  let interrupts = 0;
  const onInterrupt = (): void => {
    if (interrupts++ > 0) exit(130);
    else interrupt[0] = 2;
  };
  const onTerminate = (): void => exit(143);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  return () => {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
  };
}
