/**
 * Virtual environments with pinned libraries, for tests and benchmarks that ask the real libraries. Each is made once in the cache
 * folder, under the hash of its requirements and of the interpreter; the first time needs a network.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../compiler/cache-folder.js";
import { packageRoot } from "../../compiler/package-root.js";
import { findPythons } from "../../runtime-shim/hosts/find-python.js";

/** The sets of versions in `test/environments/`. */
export type EnvironmentName = "current" | "previous" | "arrow" | "tensors" | "science" | "numba" | "engine" | "engine-previous";

/** Where PyTorch publishes its builds without CUDA, which the general index has under no name of their own. */
const cpuBuilds = "https://download.pytorch.org/whl/cpu";

const python = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];

/**
 * Path of the interpreter of an environment.
 * @throws Error that says what to do when it cannot be made
 */
export function environment(name: EnvironmentName): string {
  const requirements = join(packageRoot, "test/environments", `${name}.txt`);
  const [base] = findPythons(undefined);
  if (!base) throw new Error("no Python to make a virtual environment with");
  const version = run(base.file, [...base.args, "-c", "import sys; print(sys.version)"], "ask Python for its version");
  const key = createHash("sha256").update(readFileSync(requirements)).update(version).digest("hex").slice(0, 16);
  const folder = join(cacheFolder(), "python-environments", `${name}-${key}`);
  if (existsSync(folder)) return join(folder, ...python);
  // Made beside its place and moved there when it is whole: another process may be doing the same.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    run(base.file, [...base.args, "-m", "venv", unfinished], "make a virtual environment");
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
    const what = `install ${requirements} (the first time needs a network)`;
    try {
      run(join(unfinished, ...python), install, what);
    } catch (error) {
      // A CPU build may be known to the machine's own configuration of pip; only if not, it is asked for where it is published.
      if (!readFileSync(requirements, "utf8").includes("+cpu")) throw error;
      run(join(unfinished, ...python), [...install, "--retries", "1", "--extra-index-url", cpuBuilds], what);
    }
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return join(folder, ...python);
}

function run(file: string, parameters: readonly string[], what: string): string {
  const { status, stdout, stderr, error } = spawnSync(file, parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (error || status !== 0) throw new Error(`cannot ${what}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
