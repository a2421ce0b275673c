/** From the arguments of a command line to the files that they mean, with what is wrong about each argument. */
import { type Dirent, existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import type { SourceKind } from "../workers/jobs.js";

export interface InputFile {
  /** As people wrote it, for messages. */
  readonly path: string;
  /** Absolute. */
  readonly location: string;
  readonly language: SourceKind;
  /** The folder (absolute) whose tree below is mirrored in an output folder. */
  readonly base: string;
  /** Whether `base` was named as a folder, so that imports are found from there. */
  readonly inFolder: boolean;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  /** One per argument or entry that is no input. */
  readonly problems: readonly Diagnostic[];
}

const languages: Readonly<Record<string, SourceKind>> = { ".py": "python", ".pyw": "python", ".ipynb": "notebook", ".nc": "nc" };

/** How a file is read, by its name; `undefined` for files that are no sources. */
export const languageOf = (path: string): SourceKind | undefined => languages[extname(path).toLowerCase()];

/**
 * @param args     files, folders and globs
 * @param excluded folder (absolute) that is never searched: where outputs go
 */
export async function findInputs(args: readonly string[], excluded?: string): Promise<Inputs> {
  const files = new Map<string, InputFile>();
  const problems: Diagnostic[] = [];
  const add = (file: InputFile): void => {
    if (!files.has(file.location)) files.set(file.location, file);
  };
  for (const arg of args) {
    if (isFolder(arg)) addFolder(arg, excluded, add, problems);
    else if (isGlob(arg) && !existsSync(arg)) await addGlob(arg, excluded, add, problems);
    else addFile(arg, add, problems);
  }
  return { files: [...files.values()], problems };
}

function addFile(path: string, add: (file: InputFile) => void, problems: Diagnostic[]): void {
  const language = languageOf(path);
  const location = resolve(path);
  if (language) add({ path, location, language, base: dirname(location), inFolder: false });
  else problems.push(unknownKind(path));
}

/** Folders that hold no sources of a project. */
const skippedFolders = new Set(["__pycache__", "node_modules"]);

/** Whether a search of folders passes by an entry of this name: hidden, or not written by people. */
export function isSkipped(name: string): boolean {
  return name.startsWith(".") || skippedFolders.has(name) || name.endsWith(".opt.py") || name.endsWith(".opt.pyw");
}

function addFolder(folder: string, excluded: string | undefined, add: (file: InputFile) => void, problems: Diagnostic[]): void {
  const base = resolve(folder);
  let found = 0;
  const problemsBefore = problems.length;
  const walk = (path: string): void => {
    const entries = readFolder(path, problems);
    if (entries.some(({ name }) => name === "pyvenv.cfg") && path !== folder) return;
    for (const entry of entries) {
      const child = join(path, entry.name);
      if (isSkipped(entry.name)) continue;
      if (entry.isDirectory()) {
        if (resolve(child) !== excluded) walk(child);
        continue;
      }
      const language = languageOf(entry.name);
      // NoodleCore beside its sources is an output: it is read when it is named.
      if (language === undefined || language === "nc") continue;
      // Links to folders are not followed: they lead in circles, or to files that have another place.
      if (entry.isSymbolicLink() && isFolder(child)) continue;
      found++;
      add({ path: child, location: resolve(child), language, base, inFolder: true });
    }
  };
  walk(folder);
  if (found === 0 && problems.length === problemsBefore) problems.push(nothingFound(folder, "there are no Python files or notebooks in this folder"));
}

function readFolder(path: string, problems: Diagnostic[]): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.push(unreadable(path, error));
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const isGlob = (arg: string): boolean => /[*?[\]{}]|[!+@]\(/.test(arg);

async function addGlob(pattern: string, excluded: string | undefined, add: (file: InputFile) => void, problems: Diagnostic[]): Promise<void> {
  const { glob } = await import("tinyglobby");
  const parts = pattern.split("/");
  const fixed = parts.slice(0, parts.findIndex(isGlob)).join("/");
  const base = resolve(fixed === "" && pattern.startsWith("/") ? "/" : fixed);
  const wantsNc = /\bnc\b/.test(basename(pattern));
  const found = await glob(pattern, {
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: [...skippedFolders].map((name) => `**/${name}/**`),
  });
  let used = 0;
  for (const path of found.sort()) {
    const language = languageOf(path);
    const location = resolve(path);
    if (language === undefined || (language === "nc" && !wantsNc) || isSkipped(basename(path))) continue;
    if (excluded !== undefined && location.startsWith(excluded + sep)) continue;
    used++;
    add({ path, location, language, base, inFolder: true });
  }
  if (used === 0) problems.push(nothingFound(pattern, "no Python file or notebook matches this pattern"));
}

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

function unknownKind(path: string): Diagnostic {
  if (!existsSync(path)) return unreadable(path, { code: "ENOENT" });
  return {
    code: "NC2004",
    severity: "error",
    message: "this is not a kind of file that noodle-opt reads",
    hint: "it reads .py, .pyw, .ipynb and .nc; Python without a file name comes from standard input with `-`",
    file: path,
  };
}

const nothingFound = (file: string, message: string): Diagnostic => ({ code: "NC2006", severity: "error", message, file });

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

function unreadable(file: string, error: unknown): Diagnostic {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink();
    const why = link ? `it is a link to ${readlinkSync(file)}, which does not exist` : "there is no such file or folder";
    return { code: "NC2002", severity: "error", message: why, file };
  }
  return { code: "NC2003", severity: "error", message: `cannot read this file or folder: ${reasons[code] ?? message}`, file };
}
