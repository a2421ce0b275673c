/** The one file of `noodle_rt` that optimised Python needs, put where Python looks for it: beside the program. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { writeOutput } from "./outputs.js";

/** In the order in which they need one another. */
const frames = [
  "groups",
  "lookups",
  "selections",
  "ordering",
  "statistics",
  "queries",
  "held",
  "lazy",
  "reading",
  "engine",
  "rows",
  "cells",
  "values",
  "sources",
  "worlds",
  "parts",
  "columns",
];
const modules = ["guards.py", "arrays.py", "batches.py", "elements.py", ...frames.map((name) => `frames/${name}.py`)];
export const runtimeSources = modules.map((name) => join(packageRoot, "runtime-shim/python/noodle_rt", name));
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
function oneFile(): string {
  const texts = runtimeSources.map((source) => readFileSync(source, "utf8").replace(/^from noodle_rt[.\w]+ import .*\n/gm, ""));
  return texts.join("\n\n");
}
