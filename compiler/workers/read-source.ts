/** Reads a source from disk, or says in one message why it cannot. */
import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from "node:fs";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";

/**
 * The bytes of a source.
 * @param limit in bytes
 * @throws NoodleError when there are none: missing, no file, too large, not readable
 */
export function readSource(path: string, limit: number): Uint8Array {
  try {
    // Asked first: opening a pipe would wait for its other end.
    const stats = statSync(path);
    if (!stats.isFile()) throw new NoodleError([notAFile(path, stats)]);
    if (stats.size > limit) throw new NoodleError([tooLarge(path, stats.size, limit)]);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof NoodleError ? error : new NoodleError([unreadable(path, error)]);
  }
}

function notAFile(file: string, stats: Stats): Diagnostic {
  const what = stats.isDirectory() ? "a folder" : stats.isFIFO() ? "a pipe" : stats.isSocket() ? "a socket" : "a device";
  return { code: "NC2003", severity: "error", message: `cannot read this file: it is ${what}`, file };
}

function tooLarge(file: string, size: number, limit: number): Diagnostic {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1).replace(/\.0$/, "")} MiB`;
  return {
    code: "NC2005",
    severity: "error",
    message: `this file is too large: ${mib(size)}, the limit is ${mib(limit)}`,
    hint: "--max-size sets another limit, in MiB",
    file,
  };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  ENOTDIR: "a part of its path is no folder",
};

/** What is wrong with a path that the file system refuses. */
export function unreadable(file: string, error: unknown): Diagnostic {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    const why = link ? `it is a link to ${readlinkSync(file)}, which does not exist` : "there is no such file or folder";
    return { code: "NC2002", severity: "error", message: why, file };
  }
  return { code: "NC2003", severity: "error", message: `cannot read this file or folder: ${reasons[code] ?? message}`, file };
}
