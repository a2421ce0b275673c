/** Runs programs that are built from NoodleCore: what `noodle-opt run` does. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { runOnCPython } from "./hosts/cpython.js";
import { problem } from "./hosts/find-python.js";
import { moduleSource } from "./hosts/modules.js";
import { mainFile, type Program } from "./hosts/program.js";
import { runOnPyodide } from "./hosts/pyodide.js";
import type { Decompile } from "./runnable.js";

export type { Decompile, RunnableModule } from "./runnable.js";

export interface RunOptions {
  /** Path of a `.nc` file or of a folder with a `__main__.nc`, as the user wrote it: it becomes `sys.argv[0]`. */
  readonly target: string;
  /** `target` is the dotted name of a module instead, as for `python -m`; it is looked for in the current folder first. */
  readonly isModule?: boolean;
  readonly args?: readonly string[];
  /** `cpython` (default): a Python of this machine. `pyodide`: the embedded one, standard library only. */
  readonly host?: "cpython" | "pyodide";
  /** Interpreter for `cpython`: a path, the folder of a virtual environment, or a command on PATH. */
  readonly python?: string | undefined;
  /** Reads the program's `.nc` files. */
  readonly decompile: Decompile;
}

/**
 * Runs a program as `python app.py args…` would, with this process's standard streams, folder and environment; returns its
 * exit code. Do not touch `process.stdin`, `process.stdout` or `process.stderr` until then: they belong to the program.
 *
 * Rejects with a `NoodleError` when the program cannot be started: it is not there (`NC2306`), its own `.nc` file has errors,
 * or the host is not available (`NC2301`–`NC2304`, `NC2307`). Errors in modules that it imports are Python exceptions there.
 */
export async function runProgram(options: RunOptions): Promise<number> {
  const modules = moduleSource(options.decompile);
  const program: Program = { kind: kindOf(options), target: options.target, args: options.args ?? [] };
  const main = mainFile(program);
  if (main !== undefined) await modules.read(main);
  return options.host === "pyodide" ? runOnPyodide(program, modules) : runOnCPython(program, modules, options.python);
}

function kindOf({ target, isModule }: RunOptions): Program["kind"] {
  if (isModule) return "module";
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined)
    throw problem("NC2306", `There is no file ${target}.`, "Name a `.py`, `.ipynb` or `.nc` file, or a folder with a `__main__.nc`.");
  if (!found.isDirectory()) return "file";
  if (statSync(join(target, "__main__.nc"), { throwIfNoEntry: false }) !== undefined) return "folder";
  throw problem("NC2306", `The folder ${target} holds no \`__main__.nc\`.`, "Name the file of the program, or its module with `-m`.");
}
