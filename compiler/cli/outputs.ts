/** Where the outputs of a build go, and how they get there: whole or not at all. */
import { accessSync, constants, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { EmitTarget } from "../pipeline.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import type { MapNames } from "../workers/jobs.js";
import type { InputFile } from "./inputs.js";

export interface PlannedFile {
  readonly input: InputFile;
  /** Paths of the outputs, as people see them. */
  readonly outputs: Readonly<Partial<Record<EmitTarget, string>>>;
  readonly mapNames: MapNames;
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  /** Inputs whose outputs have no place, and why. */
  readonly problems: readonly Diagnostic[];
}

/** @param out output folder; without one, outputs go beside their sources */
export function planOutputs(inputs: readonly InputFile[], emit: readonly EmitTarget[], out: string | undefined): Plan {
  const sources = new Map(inputs.map((input) => [input.location, input.path]));
  const taken = new Map<string, string>();
  const files: PlannedFile[] = [];
  const problems: Diagnostic[] = [];
  for (const input of inputs) {
    const outputs = Object.fromEntries(emit.map((target) => [target, outputPath(input, target, out)]));
    const objection = Object.values(outputs)
      .map((path) => objectionTo(path, input, sources, taken))
      .find((found) => found !== undefined);
    if (objection) {
      problems.push(objection);
      continue;
    }
    for (const path of Object.values(outputs)) taken.set(resolve(path), input.path);
    files.push({ input, outputs, mapNames: mapNamesOf(input, outputs) });
  }
  return { files, problems };
}

function outputPath({ path, location, language, base }: InputFile, target: EmitTarget, out: string | undefined): string {
  const folder = out === undefined ? dirname(path) : join(out, relative(base, dirname(location)));
  const suffix = extname(path);
  const stem = basename(path, suffix);
  if (target === "nc") return join(folder, `${stem}.nc`);
  const python = language === "python" ? suffix : ".py";
  // Beside a source, its own name may be somebody's program.
  return join(folder, `${stem}${resolve(folder) === dirname(location) ? ".opt" : ""}${python}`);
}

function objectionTo(
  path: string,
  input: InputFile,
  sources: ReadonlyMap<string, string>,
  taken: ReadonlyMap<string, string>,
): Diagnostic | undefined {
  const source = sources.get(resolve(path));
  if (source !== undefined) {
    const message = source === input.path ? "its output would overwrite it" : `its output would overwrite ${source}, which is an input too`;
    return { code: "NC2007", severity: "error", message, hint: "write to another folder with --out", file: input.path };
  }
  const other = taken.get(resolve(path));
  if (other === undefined) return undefined;
  const message = `its output ${path} is the output of ${other} too`;
  return {
    code: "NC2008",
    severity: "error",
    message,
    hint: "rename one of them, or build them into different folders with --out",
    file: input.path,
  };
}

function mapNamesOf({ location }: InputFile, { nc, py }: PlannedFile["outputs"]): MapNames {
  // All outputs of a file are in one folder.
  const folder = dirname(resolve((nc ?? py) as string));
  return {
    ...(nc === undefined ? {} : { nc: basename(nc) }),
    ...(py === undefined ? {} : { py: basename(py) }),
    source: relative(folder, location).split(sep).join("/"),
  };
}

/**
 * Writes a file through a temporary one in the same folder, unless it holds the same bytes already.
 * @returns whether the file changed
 * @throws NoodleError when it cannot be written
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<boolean> {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (holds(path, bytes)) return false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Outputs can be made again, so they do not wait for the disk.
    await writeFileAtomic(path, bytes, { fsync: false });
    return true;
  } catch (error) {
    throw new NoodleError([unwritable(path, error as NodeJS.ErrnoException)]);
  }
}

/**
 * Makes the folder of a file that will be written when long work is done.
 * @throws NoodleError when it will not be possible
 */
export function prepareOutput(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new NoodleError([unwritable(path, error as NodeJS.ErrnoException)]);
  }
}

function holds(path: string, bytes: Buffer): boolean {
  try {
    return readFileSync(path).equals(bytes);
  } catch {
    return false;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  EISDIR: "there is a folder of this name",
};

function unwritable(file: string, { code = "", message }: NodeJS.ErrnoException): Diagnostic {
  return {
    code: "NC2009",
    severity: "error",
    message: `cannot write this file: ${reasons[code] ?? message}`,
    hint: "choose another folder with --out",
    file,
  };
}
