/** Runs the programs of golden cases, from Python and from NoodleCore, on the same interpreter. */
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Path of an interpreter of this machine, or the embedded one for programs that need a newer Python. */
export type Host = string | "pyodide";

const localPython = ((): { readonly path: string; readonly version: readonly [number, number] } | undefined => {
  try {
    const answer = execFileSync("python3", ["-c", "import sys; print(sys.executable, *sys.version_info[:2], sep='\\n')"], {
      encoding: "utf8",
    });
    const [path, major, minor] = answer.split("\n") as [string, string, string];
    return { path, version: [Number(major), Number(minor)] };
  } catch {
    return undefined;
  }
})();

/** @param oldest version that the program needs at least */
export function hostFor(oldest: readonly [number, number] = [3, 9]): Host {
  if (!localPython) return "pyodide";
  const [major, minor] = localPython.version;
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]) ? localPython.path : "pyodide";
}

const script = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface RunResult {
  /** Standard output, and a last line such as `[exit 0]` or `[exit 1: ValueError: odd]`. */
  readonly output: string;
  readonly stderr: string;
}

/** What `main.py` in `folder` prints, and how it ends. */
export function runPython(folder: string, host: Host): Promise<RunResult> {
  return host === "pyodide" ? run(process.execPath, [script("./run-python.js"), "main.py"], folder) : run(host, ["main.py"], folder);
}

/** What `main.nc` in `folder` prints, and how it ends. */
export function runNc(folder: string, host: Host): Promise<RunResult> {
  const choice = host === "pyodide" ? ["--host", "pyodide"] : ["--python", host];
  return run(process.execPath, [script("../../compiler/cli/main.js"), "run", ...choice, "main.nc"], folder);
}

const oneMinute = 60_000;

function run(command: string, args: readonly string[], cwd: string): Promise<RunResult> {
  const env = { ...process.env, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" };
  return new Promise((resolve) => {
    execFile(command, args, { cwd, env, timeout: oneMinute, encoding: "utf8" }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal);
      const lastLine = stderr.trimEnd().split("\n").at(-1) ?? "";
      const end = code === 0 ? "[exit 0]" : `[exit ${code}${lastLine === "" ? "" : `: ${lastLine}`}]`;
      resolve({ output: `${stdout}${stdout === "" || stdout.endsWith("\n") ? "" : "\n"}${end}\n`, stderr });
    });
  });
}
