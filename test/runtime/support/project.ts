/** Programs in a folder of their own, run by plain Python and from their `.nc` files. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
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
  /** Sent shortly after the program has written a line "ready". */
  readonly signal?: NodeJS.Signals;
  /** Milliseconds for which nothing is read from the program. */
  readonly readLate?: number;
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

function run(
  command: string,
  args: readonly string[],
  { cwd, stdin, env, signal, readLate = 0 }: RunSettings & { cwd: string },
): Promise<Outcome> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8");
  child.stderr.setEncoding("utf8");
  setTimeout(() => {
    child.stdout.on("data", (text: string) => {
      const wasReady = stdout.includes("ready\n");
      stdout += text;
      if (signal !== undefined && !wasReady && stdout.includes("ready\n")) setTimeout(() => child.kill(signal), 300);
    });
    child.stderr.on("data", (text: string) => {
      stderr += text;
    });
  }, readLate);
  child.stdin.on("error", () => {});
  child.stdin.end(stdin ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ stdout, stderr, code, signal }));
  });
}

/** The command that runs a `.nc` file. */
export const ncCommand = (target: string): readonly string[] => [process.execPath, runMain, target];

/** Runs a target as it stands: a `.nc` file, a folder, or with `-m` in `options` a module. */
export const runNc = (project: Project, target: string, settings: RunSettings = {}): Promise<Outcome> =>
  run(process.execPath, [runMain, ...(settings.options ?? []), target, ...(settings.args ?? [])], { cwd: project.out, ...settings });

/** What `python` itself does with a target. */
export const runPython = (project: Project, target: string, settings: RunSettings = {}, python = "python3"): Promise<Outcome> =>
  run(python, [...(settings.options ?? []), target, ...(settings.args ?? [])], { cwd: project.src, ...settings });

/** Output without the places in `.nc` files that stand beside frames. */
export const withoutMarks = (text: string): string => text.replace(/ {2}\[[^\]\n]*\.nc:[\d/]+\]$/gm, "");

/** What two runs of a program have to agree on. */
export const comparable = ({ stdout, stderr, code, signal }: Outcome) => ({
  stdout,
  stderr: withoutMarks(stderr).replace(/0x[0-9a-f]+/g, "0x…"),
  code: signal === null ? code : 128 + constants.signals[signal],
});

export interface Case extends RunSettings {
  readonly name: string;
  readonly files: Files;
  readonly layout?: Layout;
  /** What is run: a file without suffix, a folder or a module; `app` if not given. */
  readonly target?: string;
}

/** Runs a program from its `.py` and from its `.nc` files; both must agree. Returns what the `.nc` files gave. */
export async function compare(
  { files, layout = "beside", target = "app", options = [], ...settings }: Case,
  python?: string,
): Promise<Outcome> {
  const project = createProject(files, layout);
  const isFile = `${target}.py` in files;
  const expected = await runPython(project, isFile ? `${target}.py` : target, { ...settings, options }, python);
  const choice = python === undefined ? [] : ["--python", python];
  const actual = await runNc(project, isFile ? `${target}.nc` : target, { ...settings, options: [...choice, ...options] });
  expect(comparable(actual)).toEqual(comparable(expected));
  return actual;
}

/** Pythons to test on: each is a command, and whether this machine has it. */
export const pythons = ["python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"].map((command) => ({
  command,
  found: spawnSync(command, ["--version"]).status === 0,
}));
