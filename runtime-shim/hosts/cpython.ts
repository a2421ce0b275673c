/** Runs programs on a Python of this machine, as a child process that takes this process's place as far as it can. */
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { isatty } from "node:tty";
import { packageRoot } from "../../compiler/package-root.js";
import { findPythons, type PythonCommand, problem } from "./find-python.js";
import { type ModuleServer, startModuleServer } from "./module-server.js";
import type { ModuleSource } from "./modules.js";
import type { Program } from "./program.js";

const bootFile = join(packageRoot, "runtime-shim/python/noodle_rt/boot.py");
const oldestMinor = 9;

/** How the program's process differs from this one. */
export interface ChildSettings {
  /** What the program writes to its standard output goes to this process's standard error. */
  readonly outputToStderr?: boolean;
  /** The program reads nothing from this process and writes nothing to it. */
  readonly isSilent?: boolean;
  /** Folder that it runs in. Default: that of this process. */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds after which it is ended. */
  readonly timeout?: number | undefined;
  readonly onTimeout?: () => void;
}

/**
 * Runs a program to its end; returns its exit code (128 + n when signal n ended it). Python has this process's standard
 * streams, environment and folder. Throws a `NoodleError` (`NC2301`–`NC2304`) when no Python can start it.
 */
export async function runOnCPython(
  program: Program,
  modules: ModuleSource,
  python: string | undefined,
  settings: ChildSettings = {},
): Promise<number> {
  const commands = findPythons(python);
  openStandardStreams();
  const server = await startModuleServer(modules);
  try {
    for (const command of commands) {
      const code = await runChild(command, program, server, settings);
      if (code !== undefined) return code;
    }
  } finally {
    await server.close();
  }
  throw whyNone(commands);
}

/**
 * Node opens its standard streams when they are first used, which any closed socket does, and then makes their pipes
 * non-blocking: for the program too, whose output would get lost. Starting a child undoes that, so it must come later.
 */
function openStandardStreams(): void {
  void process.stdout;
  void process.stderr;
}

/** Exit code of the program, or `undefined` when this Python did not come as far as the program. */
function runChild(
  command: PythonCommand,
  { kind, target, args }: Program,
  server: ModuleServer,
  { outputToStderr = false, isSilent = false, cwd, environment = {}, timeout, onTimeout }: ChildSettings,
): Promise<number | undefined> {
  const child = spawn(command.file, [...command.args, bootFile, server.address, kind, target, ...args], {
    stdio: isSilent ? "ignore" : ["inherit", outputToStderr ? 2 : "inherit", "inherit"],
    env: { ...process.env, ...environment },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const stopForwarding = forwardSignals((signal) => child.kill(signal));
  const end = (): void => {
    onTimeout?.();
    child.kill("SIGKILL");
  };
  const timer = timeout === undefined ? undefined : setTimeout(end, timeout * 1000);
  return new Promise((resolve) => {
    const finish = (code: number | undefined): void => {
      stopForwarding();
      clearTimeout(timer);
      resolve(code);
    };
    child.on("error", () => finish(undefined));
    child.on("exit", (code, signal) => {
      if (server.pythonVersion() === undefined && signal === null) finish(undefined);
      else finish(code ?? 128 + constants.signals[signal as NodeJS.Signals]);
    });
  });
}

/**
 * Passes the signals that ask a process to end on to the program. What is typed at a terminal (Ctrl-C, Ctrl-\) reaches the
 * program without us, and must not reach it twice.
 */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const atTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  const handlers = (["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
    const fromTerminal = atTerminal && (signal === "SIGINT" || signal === "SIGQUIT");
    const handler = fromTerminal ? () => {} : () => send(signal);
    process.on(signal, handler);
    return { signal, handler };
  });
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

/** The error for a list of interpreters none of which has started the program: asks each for its version. */
function whyNone(commands: readonly PythonCommand[]): Error {
  const versions = commands.map(({ file, args }) => {
    const { stdout, stderr, status } = spawnSync(file, [...args, "--version"], { encoding: "utf8" });
    const version = status === 0 ? /^Python (\d+)\.(\d+)\S*/.exec(stdout || stderr) : null;
    return version === null
      ? undefined
      : { text: `${version[0]} (${file})`, isOld: Number(version[1]) * 100 + Number(version[2]) < 300 + oldestMinor };
  });
  const old = versions.filter((version) => version?.isOld).map((version) => version?.text);
  if (old.length > 0) {
    return problem(
      "NC2302",
      `Programs need Python 3.${oldestMinor} or newer; found ${old.join(", ")}.`,
      "Name a newer Python with `--python PATH`, or use `--host pyodide`.",
    );
  }
  const files = commands.map(({ file, args }) => [file, ...args].join(" ")).join(", ");
  return problem(
    "NC2304",
    `Python ended before it reached the program: ${files}.`,
    "Run it by hand to see what is wrong, or name another with `--python PATH`.",
  );
}
