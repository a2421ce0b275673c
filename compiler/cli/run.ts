/** `noodle-opt run`: runs a program from its `.nc` files; Python and notebooks are converted first. */
import { type Command, Option } from "commander";
import { printDiagnostics } from "./terminal.js";
import { usageError } from "./usage.js";

interface RunOptions {
  readonly module?: string;
  readonly host: "cpython" | "pyodide";
  readonly python?: string;
}

export function defineRun(command: Command): void {
  command
    .usage("[options] <program | -m module> [arguments...]")
    .argument("[program]", "a .nc, .py or .ipynb file, or a folder with a __main__.nc")
    .argument("[arguments...]", "handed to the program as they are")
    .option("-m, --module <name>", "run a module by its dotted name, as `python -m` does")
    .addOption(
      new Option("--host <host>", "a Python of this machine, or the embedded one").choices(["cpython", "pyodide"]).default("cpython"),
    )
    .option("--python <path>", "interpreter or virtual environment to run with (default: the active one)")
    .passThroughOptions()
    .action(run);
}

async function run(program: string | undefined, args: readonly string[], { module, host, python }: RunOptions): Promise<void> {
  const target = module ?? program;
  if (target === undefined) throw usageError("there is no program to run", "name a .nc, .py or .ipynb file, a folder, or a module with -m");
  if (python !== undefined && host === "pyodide") throw usageError("--python is for --host cpython");
  const all = module === undefined || program === undefined ? args : [program, ...args];
  const { startProgramReader } = await import("../runnable.js");
  const reader = startProgramReader();
  const { runProgram } = await import("../../runtime-shim/run.js");
  process.exitCode = await runProgram({ target, isModule: module !== undefined, args: all, host, python, decompile: reader.read });
  await reader.close();
  // The first one says it for all: a stale map is nearly always a build that was not repeated.
  await printDiagnostics(reader.warnings().slice(0, 1));
}

/**
 * The arguments of `run` with a `--` after the name of a module, so that what follows belongs to the program, as it does after
 * the name of a file.
 */
export function separateModule(args: readonly string[]): readonly string[] {
  for (let index = 1; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === "-m" || arg === "--module") return [...args.slice(0, index + 2), "--", ...args.slice(index + 2)];
    if (/^(-m.|--module=)/.test(arg)) return [...args.slice(0, index + 1), "--", ...args.slice(index + 1)];
    if (arg === "--host" || arg === "--python") index++;
    else if (!arg.startsWith("-")) break;
  }
  return args;
}
