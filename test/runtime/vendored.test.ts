/** The one file of `noodle_rt` beside optimised Python: everything that stand-ins for frames need is in it, once. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeSources } from "../../compiler/cli/vendored-runtime.js";
import { packageRoot } from "../../compiler/package-root.js";

const folder = join(packageRoot, "runtime-shim/python/noodle_rt/frames");

test("all modules for frames are in it", () => {
  const modules = readdirSync(folder).filter((name) => name.endsWith(".py") && name !== "__init__.py");
  expect(modules.map((name) => join(folder, name)).filter((path) => !runtimeSources().includes(path))).toEqual([]);
});

test("no two modules give a name to different things", () => {
  const known = new Map<string, string>();
  const clashes: string[] = [];
  for (const path of runtimeSources()) {
    for (const [, name = ""] of readFileSync(path, "utf8").matchAll(/^(?:def |class )?(\w+)(?: =|\(|:)/gm)) {
      if (["if", "for", "try", "else", "except", "with", "from", "import"].includes(name)) continue;
      const other = known.get(name);
      if (other !== undefined && other !== path && /^_?[A-Za-z]/.test(name)) clashes.push(`${name}: ${other}, ${path}`);
      known.set(name, path);
    }
  }
  expect(clashes).toEqual([]);
});
