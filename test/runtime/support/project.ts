/** Programs in a folder of their own, run by plain Python and from their `.nc` files. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { header } from "./fake-decompile.js";

/** Texts or bytes by path. Every `.py` file is also built. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Where the `.nc` files are: beside their sources; in `out`, with sources in `src`; or in `out`, the sources being gone. */
export type Layout = "beside" | "apart" | "gone";

export interface Project {
  readonly folder: string;
  /** Folder of the `.nc` files. */
  readonly out: string;
  /** Folder of the `.py` files. */
  readonly src: string;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunSettings {
  readonly args?: readonly string[];
  readonly options?: readonly string[];
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of standard output and a function that sends a signal. */
  readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

const runMain = fileURLToPath(new URL("./run-main.js", import.meta.url));
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function createProject(files: Files, layout: Layout = "beside"): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "run-test-")));
  folders.push(folder);
  const src = layout === "beside" ? folder : join(folder, "src");
  const out = layout === "beside" ? folder : join(folder, "out");
  mkdirSync(out, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    const source = join(src, path);
    if (layout !== "gone" || !path.endsWith(".py")) write(source, content);
    if (!path.endsWith(".py")) continue;
    const nc = join(out, path.replace(/py$/, "nc"));
    write(nc, header + content);
    write(`${nc}.map`, source);
  }
  return { folder, out, src };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function run(command: string, args: readonly string[], { cwd, stdin, env, onOutput }: RunSettings & { cwd: string }): Promise<Outcome> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(text, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ stdout, stderr, code, signal }));
  });
}

/** Runs a target as it stands: a `.nc` file, a folder, or with `-m` in `options` a module. */
export const runNc = (project: Project, target: string, settings: RunSettings = {}): Promise<Outcome> =>
  run(process.execPath, [runMain, ...(settings.options ?? []), target, ...(settings.args ?? [])], { cwd: project.out, ...settings });

/** What `python` itself does with a target. */
export const runPython = (project: Project, target: string, settings: RunSettings = {}, python = "python3"): Promise<Outcome> =>
  run(python, [...(settings.options ?? []), target, ...(settings.args ?? [])], { cwd: project.src, ...settings });

/** Output without the places in `.nc` files that stand beside frames. */
export const withoutMarks = (text: string): string => text.replace(/ {2}\[[^\]\n]*\.nc:[\d/]+\]$/gm, "");

/** Whether a command can be started and is a Python. */
export const isPython = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;

/** Pythons of this machine to test on, newest last; `undefined` where the machine has none of a version. */
export const pythons = ["python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"];
