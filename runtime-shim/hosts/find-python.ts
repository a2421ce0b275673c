/** Finds the Python interpreters that programs can run on. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { NoodleError } from "../../compiler/remarks/diagnostic.js";

/** A command that starts Python. */
export interface PythonCommand {
  readonly file: string;
  readonly args: readonly string[];
}

const isWindows = process.platform === "win32";
const inEnvironment = isWindows ? ["Scripts", "python.exe"] : ["bin", "python"];

/**
 * Interpreters to try, best first: the chosen one, or else the active virtual environment's and those on PATH. None has been
 * started yet. Throws a `NoodleError`: `NC2303` when the chosen one is none, `NC2301` when there are none at all.
 */
export function findPythons(chosen: string | undefined): readonly PythonCommand[] {
  if (chosen !== undefined) return [{ file: resolveChosen(chosen), args: [] }];
  const environment = process.env["VIRTUAL_ENV"];
  const files = [environment ? join(environment, ...inEnvironment) : undefined, onPath("python3"), onPath("python")].filter(
    (file) => file !== undefined && isExecutable(file),
  ) as string[];
  const commands: PythonCommand[] = files.map((file) => ({ file, args: [] }));
  const launcher = isWindows ? onPath("py") : undefined;
  if (launcher !== undefined) commands.push({ file: launcher, args: ["-3"] });
  if (commands.length > 0) return commands;
  throw problem(
    "NC2301",
    "No Python was found: neither an active virtual environment nor `python3` or `python` on PATH.",
    "Install Python 3.9 or newer, name one with `--python PATH`, or use `--host pyodide`.",
  );
}

function resolveChosen(chosen: string): string {
  const isName = !/[\\/]/.test(chosen);
  const file = isName ? (onPath(chosen) ?? chosen) : chosen;
  const candidate = isFolder(file) ? join(file, ...inEnvironment) : file;
  if (isExecutable(candidate)) return candidate;
  const reason = isFolder(file)
    ? `the folder ${chosen} is no virtual environment: it holds no ${inEnvironment.join("/")}`
    : exists(file)
      ? `${chosen} may not be executed`
      : isName
        ? `there is no command ${chosen} on PATH`
        : `there is no file ${chosen}`;
  throw problem("NC2303", `\`--python\` names no Python interpreter: ${reason}.`, "Name the path of a Python 3.9 or newer.");
}

/** Path of a command on PATH, or `undefined`. */
function onPath(name: string): string | undefined {
  const names = isWindows && !name.endsWith(".exe") ? [`${name}.exe`] : [name];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const problem = (code: string, message: string, hint: string): NoodleError =>
  new NoodleError([{ code, severity: "error", message, hint }]);
