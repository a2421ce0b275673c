/** What a host is asked to run. */
import { join, resolve } from "node:path";

/** A `.nc` file, a folder with a `__main__.nc` (both as the user wrote them), or the name of a module. */
export interface Program {
  readonly kind: "file" | "folder" | "module";
  readonly target: string;
  readonly args: readonly string[];
}

/** Absolute path of the `.nc` file that starts the program, or `undefined` for a module, which only Python can find. */
export function mainFile({ kind, target }: Program): string | undefined {
  if (kind === "module") return undefined;
  return resolve(kind === "folder" ? join(target, "__main__.nc") : target);
}
