/** Where the benchmarks keep things, inside the package. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../compiler/package-root.js";

export const benchFolder: string = join(packageRoot, "bench");

/** A folder below `.cache/`, which is made when it is missing and can be deleted at any time. */
export function workFolder(...names: readonly string[]): string {
  const folder = join(packageRoot, ".cache", ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
