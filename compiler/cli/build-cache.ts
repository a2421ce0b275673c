/**
 * Results of earlier builds, kept under the hash of everything that they depend on: source, options, names of modules,
 * version of the tool. A damaged entry counts as missing; a folder that cannot be written costs only time.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { cacheFolder } from "../cache-folder.js";
import { packageRoot } from "../package-root.js";
import type { CompiledFile, CompileJob } from "../workers/jobs.js";

export interface BuildCache {
  keyOf(job: CompileJob): string;
  get(key: string): CompiledFile | undefined;
  put(key: string, value: CompiledFile): void;
  /** Drops the entries that were not used for the longest time when the cache has grown too large. */
  trim(): void;
}

/** Folder of the entries, in subfolders named by the first two digits of their hash. */
export const buildCacheFolder = (): string => join(cacheFolder(), "builds");

const defaultLimit = 512 * 2 ** 20;

/** @param limit size in bytes that the cache is cut back to */
export function openBuildCache(folder: string = buildCacheFolder(), limit: number = defaultLimit): BuildCache {
  const tool = toolFingerprint();
  const pathOf = (key: string): string => join(folder, key.slice(0, 2), key.slice(2));
  let written = 0;
  return {
    keyOf({ source, path, language, emit, modules, mapNames, optimize, annotate }) {
      const options = JSON.stringify([
        tool,
        path,
        language,
        emit,
        modules?.key ?? "",
        mapNames.nc,
        mapNames.py,
        mapNames.source,
        optimize ?? null,
        annotate ?? false,
      ]);
      return createHash("sha256").update(options).update("\0").update(source).digest("hex");
    },
    get(key) {
      const path = pathOf(key);
      try {
        const entry = decodeEntry(readFileSync(path));
        const now = new Date();
        utimesSync(path, now, now);
        return entry;
      } catch {
        return undefined;
      }
    },
    put(key, value) {
      const path = pathOf(key);
      const data = encodeEntry(value);
      const temporary = `${path}.${process.pid}`;
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(temporary, data);
        renameSync(temporary, path);
        written += data.length;
      } catch {
        // A read-only or full cache folder: the next build is slow again, nothing else.
      }
    },
    trim() {
      if (written > 0) trim(folder, limit, written);
    },
  };
}

/** JSON in gzip, which notices damage by its checksum. The bytes of Python in other encodings travel as base64. */
function encodeEntry(value: CompiledFile): Buffer {
  const bytes = value.py?.bytes && Buffer.from(value.py.bytes).toString("base64");
  return gzipSync(JSON.stringify({ ...value, ...(bytes === undefined ? {} : { py: { ...value.py, bytes } }) }), { level: 1 });
}

function decodeEntry(data: Uint8Array): CompiledFile {
  const entry = JSON.parse(gunzipSync(data).toString("utf8"));
  if (entry.py?.bytes !== undefined) entry.py.bytes = Buffer.from(entry.py.bytes, "base64");
  return entry;
}

/** Version of everything that has a part in the outputs. A clone of the project changes without a new version. */
function toolFingerprint(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  const pyodide = readFileSync(fileURLToPath(import.meta.resolve("pyodide/package.json")), "utf8");
  const hash = createHash("sha256").update(version).update(pyodide);
  if (existsSync(join(packageRoot, "tsconfig.json"))) {
    for (const path of codeFiles(packageRoot)) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

function codeFiles(root: string): string[] {
  return ["dist/compiler", "dist/passes", "compiler/frontend/python"].flatMap((folder) => {
    const path = join(root, folder);
    if (!existsSync(path)) return [];
    const names = readdirSync(path, { recursive: true, encoding: "utf8" });
    return names
      .filter((name) => /\.(js|py)$/.test(name))
      .sort()
      .map((name) => join(path, name));
  });
}

/** How long a cache that is written little is left alone, in milliseconds. */
const trimInterval = 3_600_000;

function trim(folder: string, limit: number, written: number): void {
  try {
    const marker = join(folder, "trimmed");
    const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (written < limit / 8 && Date.now() - last < trimInterval) return;
    writeFileSync(marker, "");
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "trimmed")
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, ...sizeAndTime(path) }))
      .sort((a, b) => b.time - a.time);
    let total = 0;
    for (const { path, size } of entries) {
      total += size;
      if (total > limit) rmSync(path, { force: true });
    }
  } catch {
    // Another process is cleaning, or the folder cannot be written: the next build tries again.
  }
}

function sizeAndTime(path: string): { size: number; time: number } {
  const { size, mtimeMs } = statSync(path);
  return { size, time: mtimeMs };
}
