/** `noodle-opt clean`: removes what can be made again from the cache folder. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { cacheFolder } from "../cache-folder.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { buildCacheFolder } from "./build-cache.js";
import { count, printJson, say } from "./terminal.js";

interface CleanOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function defineClean(command: Command): void {
  command
    .option("--all", "also remove the snapshot that the compiler starts from; the next run makes it again, which takes seconds")
    .option("--json", "print the result as JSON")
    .action(clean);
}

function clean({ all, json }: CleanOptions): void {
  const folder = cacheFolder();
  const snapshots = all && existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".snapshot")) : [];
  const paths = [...filesBelow(buildCacheFolder()), ...snapshots.map((name) => join(folder, name))];
  const bytes = paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  try {
    for (const path of [...paths, buildCacheFolder()]) rmSync(path, { recursive: true, force: true });
  } catch (error) {
    throw new NoodleError([notRemoved(folder, error)]);
  }
  if (json) printJson({ folder, files: paths.length, bytes });
  else
    say(
      paths.length === 0
        ? `the cache is empty: ${folder}`
        : `removed ${count(paths.length, "file")}, ${(bytes / 2 ** 20).toFixed(1)} MiB: ${folder}`,
    );
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const notRemoved = (folder: string, error: unknown): Diagnostic => ({
  code: "NC2009",
  severity: "error",
  message: `cannot empty the cache: ${error instanceof Error ? error.message : String(error)}`,
  file: folder,
});
