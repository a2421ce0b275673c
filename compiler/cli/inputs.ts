/** From the arguments of a command line to the files that they mean, with what is wrong about each argument. */
import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import type { Diagnostic } from "../remarks/diagnostic.js";
import type { SourceKind } from "../workers/jobs.js";
import { unreadable } from "../workers/read-source.js";

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

export interface SearchOptions {
  /** What is taken from folders, and from globs that do not spell the suffix `nc`. Files that are named count in any case. */
  readonly kinds: readonly SourceKind[];
  /** Folder (absolute) that is never searched: where outputs go. */
  readonly excluded?: string | undefined;
}

/** @param args files, folders and globs */
export async function findInputs(args: readonly string[], options: SearchOptions): Promise<Inputs> {
  const search: Search = { ...options, files: new Map(), problems: [] };
  for (const arg of args) {
    if (isFolder(arg)) addFolder(arg, search);
    else if (isGlob(arg) && !existsSync(arg)) await addGlob(arg, search);
    else addFile(arg, search);
  }
  return { files: [...search.files.values()], problems: search.problems };
}

interface Search extends SearchOptions {
  readonly files: Map<string, InputFile>;
  readonly problems: Diagnostic[];
}

function add({ files }: Search, path: string, language: SourceKind, base: string | undefined): void {
  const location = resolve(path);
  if (!files.has(location))
    files.set(location, { path, location, language, base: base ?? dirname(location), inFolder: base !== undefined });
}

function addFile(path: string, search: Search): void {
  const language = languageOf(path);
  if (language) add(search, path, language, undefined);
  else search.problems.push(unknownKind(path));
}

/** Folders that hold no sources of a project. */
const skippedFolders = new Set(["__pycache__", "node_modules"]);

/** Whether a search of folders passes by an entry of this name: hidden, or not written by people. */
export function isSkipped(name: string): boolean {
  return name.startsWith(".") || skippedFolders.has(name) || name.endsWith(".opt.py") || name.endsWith(".opt.pyw");
}

function addFolder(folder: string, search: Search): void {
  const { kinds, excluded, problems } = search;
  const base = resolve(folder);
  const problemsBefore = problems.length;
  let found = 0;
  const walk = (path: string): void => {
    const entries = readFolder(path, problems);
    if (path !== folder && entries.some(({ name }) => name === "pyvenv.cfg")) return;
    for (const entry of entries) {
      if (isSkipped(entry.name)) continue;
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (resolve(child) !== excluded) walk(child);
        continue;
      }
      const language = languageOf(entry.name);
      // Links to folders are not followed: they lead in circles, or to files that have another place.
      if (language === undefined || !kinds.includes(language) || (entry.isSymbolicLink() && isFolder(child))) continue;
      found++;
      add(search, child, language, base);
    }
  };
  walk(folder);
  if (found === 0 && problems.length === problemsBefore)
    problems.push(nothingFound(folder, `there is nothing to read in this folder: no ${suffixes(kinds)}`));
}

/** `.py, .pyw or .ipynb` */
function suffixes(kinds: readonly SourceKind[]): string {
  const wanted = Object.keys(languages).filter((suffix) => kinds.includes(languages[suffix] as SourceKind));
  return wanted.join(", ").replace(/, ([^,]+)$/, " or $1");
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

export const isGlob = (arg: string): boolean => /[*?[\]{}]|[!+@]\(/.test(arg);

/** The folder (absolute) that all matches of a pattern lie in. */
export function fixedFolder(pattern: string): string {
  const parts = pattern.split("/");
  const fixed = parts.slice(0, parts.findIndex(isGlob)).join("/");
  return resolve(fixed === "" && pattern.startsWith("/") ? "/" : fixed);
}

async function addGlob(pattern: string, search: Search): Promise<void> {
  const { glob } = await import("tinyglobby");
  const base = fixedFolder(pattern);
  const kinds = /\bnc\b/.test(basename(pattern)) ? [...search.kinds, "nc"] : search.kinds;
  const matches = await glob(pattern, {
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore: [...skippedFolders].map((name) => `**/${name}/**`),
  });
  let found = 0;
  for (const path of matches.sort()) {
    const language = languageOf(path);
    if (language === undefined || !kinds.includes(language) || isSkipped(basename(path))) continue;
    if (search.excluded !== undefined && resolve(path).startsWith(search.excluded + sep)) continue;
    found++;
    add(search, path, language, base);
  }
  if (found === 0)
    search.problems.push(nothingFound(pattern, `nothing that can be read matches this pattern: no ${suffixes(search.kinds)}`));
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
