/** `noodle-opt clean`: removes what earlier builds left in the cache. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { buildCacheFolder } from "./build-cache.js";
import { count, printJson, say } from "./terminal.js";

export function defineClean(command: Command): void {
  command.option("--json", "print the result as JSON").action(clean);
}

function clean({ json }: { readonly json?: boolean }): void {
  const folder = buildCacheFolder();
  const { files, bytes } = existsSync(folder) ? sizeOf(folder) : { files: 0, bytes: 0 };
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw new NoodleError([notRemoved(folder, error)]);
  }
  if (json) printJson({ folder, files, bytes });
  else say(files === 0 ? `the cache is empty: ${folder}` : `removed ${count(files, "file")}, ${(bytes / 2 ** 20).toFixed(1)} MiB: ${folder}`);
}

function sizeOf(folder: string): { files: number; bytes: number } {
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const notRemoved = (folder: string, error: unknown): Diagnostic => ({
  code: "NC2009",
  severity: "error",
  message: `cannot remove the cache: ${error instanceof Error ? error.message : String(error)}`,
  file: folder,
});
