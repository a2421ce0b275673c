/** The programs of the conformance run: where each corpus comes from, and how its files are found. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { benchFolder, workFolder } from "../harness/paths.js";

export interface Corpus {
  readonly name: string;
  readonly version: string;
  /** Absolute paths, in a stable order. */
  readonly files: readonly string[];
  /** Folder that the names of its files are shown relative to. */
  readonly folder: string;
  /** Modules of the same build: a package imports its own modules as such, everything else as Python's. */
  readonly modules: readonly string[];
}

/** The interpreter of the system, which has a complete standard library where a virtual environment points to it. */
export const systemPython: string = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** Pinned, so that two runs check the same files. */
const packages: Readonly<Record<string, string>> = {
  numpy: "2.3.5",
  pandas: "2.3.3",
  scipy: "1.16.3",
  "scikit-learn": "1.7.2",
  matplotlib: "3.10.8",
};

export const corpusNames: readonly string[] = ["new-syntax", "stdlib", ...Object.keys(packages)];

export interface CorpusOptions {
  /** Interpreter whose standard library is taken. */
  readonly python: string;
  /** Folder of a standard library, instead of the interpreter's. */
  readonly stdlib: string | undefined;
}

/** Finds a corpus; packages are downloaded once, into `.cache/`. */
export function loadCorpus(name: string, options: CorpusOptions): Corpus {
  if (name === "stdlib") return standardLibrary(options);
  if (name === "new-syntax") {
    const folder = join(benchFolder, "new-syntax");
    return { name, version: "Python 3.14", files: pythonFiles(folder), folder, modules: [] };
  }
  const version = packages[name];
  if (version === undefined) throw new Error(`there is no corpus ${name}; the corpora are ${corpusNames.join(", ")}`);
  const folder = unpackedPackage(name, version);
  const files = pythonFiles(folder);
  return { name, version, files, folder, modules: files.map((file) => moduleName(relative(folder, file))) };
}

function standardLibrary({ python, stdlib }: CorpusOptions): Corpus {
  const ask = (code: string): string => execFileSync(python, ["-c", code], { encoding: "utf8" }).trim();
  const folder = realpathSync(stdlib ?? ask("import sysconfig; print(sysconfig.get_path('stdlib'))"));
  const version = stdlib === undefined ? ask("import platform; print(platform.python_version())") : folder;
  const files = pythonFiles(folder, new Set(["site-packages", "dist-packages", "__pycache__"]));
  return { name: "stdlib", version: `CPython ${version}`, files, folder, modules: [] };
}

/** Sources of a package's wheel. */
function unpackedPackage(name: string, version: string): string {
  const folder = workFolder("conformance", `${name}-${version}`);
  const done = join(folder, ".complete");
  if (existsSync(done)) return folder;
  process.stderr.write(`fetching ${name} ${version}\n`);
  const run = (command: string, args: readonly string[]): void =>
    void execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  const wheels = workFolder("conformance", "wheels");
  run("python3", [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--only-binary=:all:",
    "--python-version=3.11",
    "--dest",
    wheels,
    `${name}==${version}`,
  ]);
  const wheel = readdirSync(wheels).find((file) => file.toLowerCase().startsWith(`${name.replaceAll("-", "_")}-${version}-`));
  if (!wheel) throw new Error(`pip brought no wheel of ${name} ${version}`);
  run("python3", ["-m", "zipfile", "-e", join(wheels, wheel), folder]);
  run("python3", ["-c", "import sys; open(sys.argv[1], 'w').close()", done]);
  return folder;
}

function pythonFiles(folder: string, skipped: ReadonlySet<string> = new Set()): string[] {
  const files: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) files.push(...pythonFiles(path, skipped));
    else if (entry.isFile() && entry.name.endsWith(".py")) files.push(path);
  }
  return files;
}

const moduleName = (path: string): string =>
  path
    .slice(0, -3)
    .split(sep)
    .join(".")
    .replace(/(^|\.)__init__$/, "");
