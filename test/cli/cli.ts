/** Runs the real command line as a process of its own, in folders that vanish with the test. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../compiler/cache-folder.js";

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  /** `stdout` as it came, for outputs that are not UTF-8. */
  readonly bytes: Buffer;
  readonly stderr: string;
}

export interface CliOptions {
  /** Folder to run in. */
  readonly cwd?: string;
  /** What standard input holds. */
  readonly input?: string | Uint8Array;
  /** Changes to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs as another user, where the tests run as root and no permission would hold them back. */
  readonly uid?: number;
}

const mainPath = fileURLToPath(new URL("../../compiler/cli/main.js", import.meta.url));

/** A cache of the test file's own, with the start-up snapshot of the machine's. */
const ownCache = join(mkdtempSync(join(tmpdir(), "noodle-cache-")), "cache");
mkdirSync(ownCache);
chmodSync(dirname(ownCache), 0o755);
for (const name of existsSync(cacheFolder()) ? readdirSync(cacheFolder()) : []) {
  if (name.endsWith(".snapshot")) linkSync(join(cacheFolder(), name), join(ownCache, name));
}

const folders = [dirname(ownCache)];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Starts the command line without waiting for its end. */
export function startCli(args: readonly string[], options: CliOptions = {}): ChildProcess {
  return start(process.execPath, [mainPath, ...args], options);
}

function start(command: string, args: readonly string[], { cwd, env = {}, uid }: CliOptions): ChildProcess {
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  return spawn(command, args, {
    cwd,
    env: { ...inherited, NOODLE_OPT_CACHE_DIR: ownCache, ...env },
    ...(uid === undefined ? {} : { uid }),
  });
}

export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return run(process.execPath, [mainPath, ...args], options);
}

/** Runs any command like `cli`. */
export function run(command: string, args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = start(command, args, options);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk) => out.push(chunk));
  child.stderr?.on("data", (chunk) => err.push(chunk));
  child.stdin?.on("error", () => {}); // the command may end before it has read everything
  child.stdin?.end(options.input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const bytes = Buffer.concat(out);
      resolve({ code, bytes, stdout: bytes.toString("utf8"), stderr: Buffer.concat(err).toString("utf8") });
    });
  });
}

/** A new folder with these files, by their relative paths. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "noodle-cli-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A notebook (format 4.5) with these code cells. */
export function notebook(...cells: readonly string[]): string {
  return JSON.stringify({
    cells: cells.map((source, index) => ({
      cell_type: "code",
      id: `c${index + 1}`,
      metadata: {},
      outputs: [],
      execution_count: null,
      source,
    })),
    metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}
