/** Names of the modules of a build: under which dotted names its files can import each other. */
import { existsSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import type { InputFile } from "./inputs.js";

/**
 * Dotted names of all files that Python could import, sorted. Imports are found from a folder that was named (from above
 * it, when it is a package itself), and from the first folder above a file that is no package. In a named folder the
 * latter counts for packages only: a script deep in the tree is no module for the rest of it.
 */
export function moduleNames(files: readonly InputFile[]): string[] {
  return [...modulePaths(files).keys()].sort();
}

/** The same names, with the files (absolute) that they mean. */
export function modulePaths(files: readonly InputFile[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const outsideOfPackages = importRoots();
  for (const { location, language, base, inFolder } of files) {
    if (language === "notebook") continue;
    const folder = dirname(location);
    const nearest = outsideOfPackages(folder);
    const roots = inFolder ? [outsideOfPackages(base), ...(nearest === folder ? [] : [nearest])] : [nearest];
    for (const root of roots) {
      const name = dottedName(relative(root, location));
      if (name !== undefined && !names.has(name)) names.set(name, location);
    }
  }
  return names;
}

/** The first folder from `folder` upwards that is no package. Answers are kept, files share their folders. */
function importRoots(): (folder: string) => string {
  const roots = new Map<string, string>();
  const rootOf = (folder: string): string => {
    let root = roots.get(folder);
    if (root === undefined) {
      root = existsSync(join(folder, "__init__.py")) && dirname(folder) !== folder ? rootOf(dirname(folder)) : folder;
      roots.set(folder, root);
    }
    return root;
  };
  return rootOf;
}

const identifier = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

function dottedName(path: string): string | undefined {
  const parts = path.slice(0, -extname(path).length).split(sep);
  if (parts.at(-1) === "__init__") parts.pop();
  return parts.length > 0 && parts.every((part) => identifier.test(part)) ? parts.join(".") : undefined;
}
