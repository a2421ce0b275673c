/**
 * Starts Pyodide with the front end's Python code, as fast as it can: from a memory snapshot when there is one.
 *
 * Starting the interpreter and importing `ast`, `tokenize` and `pickle` takes seconds; the memory that results is always
 * the same, so it is kept in the cache folder under the build of Pyodide and of the front end. A missing, damaged or
 * unwritable snapshot costs only time.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide, type PyodideAPI, version as pyodideVersion } from "pyodide";
import { cacheFolder } from "../cache-folder.js";
import { packageRoot } from "../package-root.js";

/** Parses one file: `bytes` as read from disk, or a text that is decoded already. Returns a message for `readMessage`. */
export type ParsePython = (source: Uint8Array | string) => Uint8Array;

const indexUrl = `${dirname(fileURLToPath(import.meta.resolve("pyodide")))}/`;
const frontendPath = join(packageRoot, "compiler/frontend/python/noodle_frontend.py");

export interface StartOptions {
  /** `false` starts without reading or writing a snapshot. */
  readonly snapshot?: boolean;
}

export interface Frontend {
  readonly parse: ParsePython;
  /** The bytes of a Python text in the encoding that its first lines name, or why there are none. */
  readonly encode: (text: string) => Uint8Array | string;
  /** Whether the interpreter was started from a snapshot. */
  readonly fromSnapshot: boolean;
  /** The interpreter itself, for tests and tools that ask Python something else. */
  readonly pyodide: PyodideAPI;
}

/** Starts an interpreter in the calling thread; meant for worker threads, see `compiler/workers/`. */
export async function startFrontend({ snapshot = true }: StartOptions = {}): Promise<Frontend> {
  const code = readFileSync(frontendPath, "utf8");
  const path = snapshotPath(code);
  if (snapshot && existsSync(path)) {
    try {
      return await startFrom(readFileSync(path));
    } catch {
      remove(path);
    }
  }
  const pyodide = await loadPyodide({ ...quietOptions, ...(snapshot ? { _makeSnapshot: true } : {}) });
  pyodide.FS.writeFile("/lib/noodle_frontend.py", code);
  pyodide.runPython("import sys; sys.path.append('/lib'); import noodle_frontend; noodle_frontend.message(b'x = f\"{1}\"  # warm\\n')");
  if (snapshot) writeSnapshot(path, pyodide);
  return { ...questionsOf(pyodide), fromSnapshot: false, pyodide };
}

type SnapshotOptions = { _makeSnapshot?: boolean; _loadSnapshot?: Uint8Array };
type LoadOptions = NonNullable<Parameters<typeof loadPyodide>[0]> & SnapshotOptions;

// Worker threads have no file descriptors of their own for Pyodide to write to; the front end prints nothing.
const quietOptions: LoadOptions = { indexURL: indexUrl, stdout: () => {}, stderr: () => {} };

async function startFrom(snapshot: Uint8Array): Promise<Frontend> {
  const options: LoadOptions = { ...quietOptions, _loadSnapshot: snapshot };
  const pyodide = await loadPyodide(options);
  return { ...questionsOf(pyodide), fromSnapshot: true, pyodide };
}

const sourcePath = "/tmp/source";

/** The questions that the front end's Python code answers. */
function questionsOf(pyodide: PyodideAPI): Pick<Frontend, "parse" | "encode"> {
  const frontend = pyodide.pyimport("noodle_frontend");
  return {
    parse(source) {
      if (typeof source === "string") return takeBytes(frontend.message(source));
      // Bytes travel through the interpreter's in-memory file system: typed arrays cannot be converted after a snapshot.
      pyodide.FS.writeFile(sourcePath, source);
      return takeBytes(frontend.message_of_file(sourcePath));
    },
    encode(text) {
      const result = frontend.encode(text);
      return typeof result === "string" ? result : takeBytes(result);
    },
  };
}

/** Copies a Python `bytes` object and lets go of it. */
function takeBytes(proxy: { getBuffer(type: "u8"): { data: Uint8Array; release(): void }; destroy(): void }): Uint8Array {
  const view = proxy.getBuffer("u8");
  try {
    return view.data.slice();
  } finally {
    view.release();
    proxy.destroy();
  }
}

const snapshotSuffix = ".snapshot";

/** The name holds all that the memory depends on, so that another build never reads it. */
function snapshotPath(frontendCode: string): string {
  const key = createHash("sha256").update(pyodideVersion).update(frontendCode).update(process.version).digest("hex").slice(0, 16);
  return join(cacheFolder(), `pyodide-${pyodideVersion}-${key}${snapshotSuffix}`);
}

function writeSnapshot(path: string, pyodide: PyodideAPI): void {
  try {
    const bytes = (pyodide as PyodideAPI & { makeMemorySnapshot(): Uint8Array }).makeMemorySnapshot();
    mkdirSync(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    writeFileSync(temporary, bytes);
    renameSync(temporary, path);
    // Those of other builds are of no use any more, and large.
    for (const name of readdirSync(dirname(path)))
      if (name.endsWith(snapshotSuffix) && name !== basename(path)) remove(join(dirname(path), name));
  } catch {
    // A read-only or full cache folder: the next start is slow again, nothing else.
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It lies in a folder that is not ours to change.
  }
}
