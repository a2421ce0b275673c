/** The one file of `noodle_rt` that optimised Python needs, put where Python looks for it: beside the program. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { writeOutput } from "./outputs.js";

const root = join(packageRoot, "runtime-shim/python/noodle_rt");

const core = "guards.py";

/** The modules that optimised programs call, each behind those that it needs, with the names of these; the guards, which are loaded first, come first. */
export function runtimeSources(): readonly { readonly path: string; readonly name: string; readonly needs: readonly string[] }[] {
  const ordered = new Map<string, readonly string[]>();
  const add = (file: string): void => {
    if (ordered.has(file)) return;
    const needs = neededBy(file);
    for (const each of needs) add(each);
    ordered.set(file, needs);
  };
  add(core);
  for (const [, module] of read("__init__.py").matchAll(/^ {4}"\w+": "([\w.]+)",$/gm)) add(fileOf(module as string));
  return [...ordered].map(([file, needs]) => ({
    path: join(root, file),
    name: nameOf(file),
    needs: needs.filter((each) => each !== core).map(nameOf),
  }));
}

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const fileOf = (module: string): string => `${module.replaceAll(".", "/")}.py`;
const nameOf = (file: string): string => file.slice(0, -".py".length).replaceAll("/", ".");

const neededBy = (file: string): string[] =>
  [...read(file).matchAll(/^from noodle_rt\.([\w.]+) import/gm)].map(([, module]) => fileOf(module as string));

const mark = "# Made by noodle-opt: the functions that optimised programs call. Keep it beside them.\n";

/**
 * @param output   path of the optimised Python file
 * @param location absolute path of its source
 * @throws NoodleError `NC2015` when a file of that name is there which is not ours
 */
export async function writeRuntime(output: string, location: string): Promise<void> {
  let [folder, sourceFolder] = [dirname(output), dirname(location)];
  // Modules of a package are imported from where the package lies.
  while (existsSync(join(sourceFolder, "__init__.py")) && dirname(sourceFolder) !== sourceFolder)
    [folder, sourceFolder] = [join(folder, ".."), dirname(sourceFolder)];
  const path = join(folder, "noodle_rt.py");
  if (existsSync(path) && !readFileSync(path, "utf8").startsWith(mark)) {
    const hint = "rename it, write to another folder with --out, or use -O1";
    throw new NoodleError([{ code: "NC2015", severity: "error", message: `${path} was not made by noodle-opt`, hint, file: output }]);
  }
  await writeOutput(path, mark + oneFile());
}

/** The guards, and behind them the texts of the other modules, which are loaded when they are needed (`noodle_rt/single.py`). */
export function oneFile(): string {
  const [, ...parts] = runtimeSources();
  const entries = parts.map(({ path, name, needs }) => partOf(name, needs, readFileSync(path, "utf8")));
  const names = read("__init__.py")
    .replace(/^[^]*?(?=^# Of what optimised programs call)/m, "")
    .replace(/^def _part\(name\):\n(?:(?: {4}.*)?\n)+/m, "");
  return [read(core), names, read("single.py"), ...entries].join("\n\n");
}

/** A module of the one file. Guards are names of the file itself. */
function partOf(name: string, needs: readonly string[], source: string): string {
  const text = source.replaceAll(/^from noodle_rt\.guards import/gm, "from noodle_rt import");
  if (text.includes("'''") || !text.endsWith("\n")) throw new Error(`${name} of noodle_rt cannot stand in a raw text of Python`);
  const hash = createHash("sha256").update(text).digest();
  const digest = `(${hash.readUInt32LE(0)}, ${hash.readUInt32LE(4)})`;
  const needed = needs.map((each) => `"${each}"`).join(", ");
  return `_PARTS["${name}"] = ((${needed}${needs.length === 1 ? "," : ""}), ${digest}, r'''${text}''')`;
}
