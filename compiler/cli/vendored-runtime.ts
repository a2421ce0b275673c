/** The one file of `noodle_rt` that optimised Python needs, put where Python looks for it: beside the program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { writeOutput } from "./outputs.js";

const root = join(packageRoot, "runtime-shim/python/noodle_rt");

/** The modules that optimised programs call, each behind those that it needs: what `__init__.py` imports, and the stand-ins for frames. */
export function runtimeSources(): readonly string[] {
  const ordered = new Set<string>();
  const needed = (file: string): string[] =>
    [...readFileSync(join(root, file), "utf8").matchAll(/^from noodle_rt\.([\w.]+) import/gm)].map(
      ([, module]) => `${(module as string).replaceAll(".", "/")}.py`,
    );
  const add = (file: string): void => {
    for (const each of needed(file)) if (!ordered.has(each)) add(each);
    ordered.add(file);
  };
  const frames = readdirSync(join(root, "frames")).filter((name) => /^[a-z]\w*\.py$/.test(name));
  for (const file of [...needed("__init__.py"), ...frames.sort().map((name) => `frames/${name}`)]) add(file);
  return [...ordered].map((file) => join(root, file));
}

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

/** The modules behind each other: what they import from one another is there already. */
export function oneFile(): string {
  const texts = runtimeSources().map((source) => readFileSync(source, "utf8").replace(/^from noodle_rt[.\w]+ import .*\n/gm, ""));
  return texts.join("\n\n");
}
