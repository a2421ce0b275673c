/** Serves modules to the Python side of a host, each file read once per version. */
import { stat } from "node:fs/promises";
import type { Decompile, RunnableModule } from "../runnable.js";
import { encodeError, encodeModule } from "../wire.js";

export interface ModuleSource {
  /** The module at an absolute path; rejects as `Decompile` does. */
  readonly read: Decompile;
  /** The same as an answer to `noodle_rt`; never rejects. */
  readonly answer: (ncPath: string) => Promise<Uint8Array>;
}

/** Files are asked for again by child processes, reloads and tracebacks: a result holds until the file changes. */
export function moduleSource(decompile: Decompile): ModuleSource {
  const known = new Map<string, { version: string; module: Promise<RunnableModule> }>();
  const read: Decompile = async (ncPath) => {
    const version = await versionOf(ncPath);
    const entry = known.get(ncPath);
    if (entry !== undefined && entry.version === version) return entry.module;
    const module = decompile(ncPath);
    known.set(ncPath, { version, module });
    return module;
  };
  const answer = async (ncPath: string): Promise<Uint8Array> => {
    try {
      return encodeModule(await read(ncPath));
    } catch (error) {
      return encodeError(error);
    }
  };
  return { read, answer };
}

async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size}`;
  } catch {
    return "missing";
  }
}
