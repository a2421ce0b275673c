/** The shape of the project: imports run one way, and the top level holds what was agreed and nothing else. */
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { Project } from "ts-morph";
import { packageRoot } from "../compiler/package-root.js";

/** Small files that anybody may use: where things lie on disk. */
const base = ["compiler/package-root", "compiler/cache-folder"];
const anything = [""];

/**
 * Who may import whom: a folder or file, and what it may import besides itself. Of the lines that fit a path the longest
 * counts. The order is that of the compiler, so that arrows only point upwards.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "compiler/package-root": [],
  "compiler/cache-folder": [],
  "compiler/ir": [],
  "compiler/remarks": ["compiler/ir"],
  "compiler/catalog": [...base, "compiler/ir", "compiler/remarks"],
  "compiler/analysis": ["compiler/ir", "compiler/catalog", "compiler/remarks"],
  "compiler/analysis/probes": ["compiler/ir", "compiler/catalog", "compiler/remarks", "compiler/analysis", "compiler/profile"],
  "compiler/frontend": [...base, "compiler/ir", "compiler/remarks"],
  "compiler/nc": ["compiler/ir", "compiler/remarks"],
  "compiler/emit": ["compiler/ir", "compiler/remarks"],
  "compiler/maps": [],
  "compiler/profile": ["compiler/remarks"],
  "compiler/generate": [...base, "compiler/ir", "passes"],
  passes: ["compiler/ir", "compiler/analysis", "compiler/catalog", "compiler/remarks"],
  "compiler/reduce": ["compiler/ir", "passes"],
  "compiler/optimize": ["compiler/ir", "compiler/remarks", "compiler/frontend", "compiler/analysis", "compiler/emit", "passes"],
  "compiler/pipeline": [
    "compiler/optimize",
    "compiler/ir",
    "compiler/remarks",
    "compiler/frontend",
    "compiler/analysis",
    "compiler/emit",
    "passes",
  ],
  "compiler/workers": [
    ...base,
    "compiler/ir",
    "compiler/analysis",
    "compiler/catalog",
    "compiler/remarks",
    "compiler/frontend",
    "compiler/nc",
    "compiler/emit",
    "compiler/maps",
    "compiler/optimize",
    "compiler/pipeline",
  ],
  "runtime-shim": [
    ...base,
    "compiler/ir",
    "compiler/remarks",
    "compiler/nc",
    "compiler/emit",
    "compiler/frontend",
    "compiler/profile",
    "compiler/workers",
  ],
  "compiler/report": ["compiler/ir", "compiler/remarks", "compiler/analysis", "compiler/profile"],
  "compiler/runnable": ["compiler", "runtime-shim"],
  "compiler/index": ["compiler", "passes", "runtime-shim"],
  "compiler/cli": ["compiler", "passes", "runtime-shim"],
  bench: anything,
  examples: anything,
  test: anything,
};

/** Only ever the start of an arrow, whatever the table says. */
const outermost = ["compiler/cli", "bench", "examples", "test"];

const topLevel =
  "README.md bench compiler docs examples golden package-lock.json package.json passes runtime-shim test tsconfig.json".split(" ");
const notCommitted = ["dist", "node_modules"];

const isInside = (path: string, folder: string): boolean => folder === "" || path === folder || path.startsWith(`${folder}/`);

function longest(folders: readonly string[], path: string): string | undefined {
  return folders.filter((folder) => isInside(path, folder)).sort((a, b) => b.length - a.length)[0];
}

/** Why an import from `from` to `to` is against the table, or `undefined` when it is allowed. Paths without suffix. */
function objection(from: string, to: string): string | undefined {
  const importer = longest(Object.keys(arrows), from);
  if (importer === undefined) return `${from} is in no line of the table`;
  if (isInside(to, importer)) return undefined;
  const target = longest(outermost, to);
  const allowed = arrows[importer] as readonly string[];
  if ((target === undefined || importer === "test") && allowed.some((folder) => isInside(to, folder))) return undefined;
  return `${from} imports ${to}`;
}

test("imports run one way", () => {
  const project = new Project({ skipAddingFilesFromTsConfig: true, skipFileDependencyResolution: true });
  project.addSourceFilesAtPaths(
    Object.keys(arrows).flatMap((path) => [join(packageRoot, `${path}.ts`), join(packageRoot, path, "**/*.ts")]),
  );
  const objections: string[] = [];
  let imports = 0;
  for (const file of project.getSourceFiles()) {
    for (const literal of file.getImportStringLiterals()) {
      const specifier = literal.getLiteralValue();
      if (!specifier.startsWith(".")) continue;
      imports++;
      const to = relative(packageRoot, join(dirname(file.getFilePath()), specifier)).replace(/\.js$/, "");
      const against = objection(relative(packageRoot, file.getFilePath()).replace(/\.ts$/, ""), to);
      if (against !== undefined) objections.push(against);
    }
  }
  expect(objections).toEqual([]);
  expect(imports).toBeGreaterThan(20);
});

test("the table objects to what it should", () => {
  expect(objection("compiler/ir/nodes", "compiler/emit/printed")).toBe("compiler/ir/nodes imports compiler/emit/printed");
  expect(objection("compiler/nc/parser", "compiler/frontend/message")).toBe("compiler/nc/parser imports compiler/frontend/message");
  expect(objection("passes/loops/map", "compiler/pipeline")).toBe("passes/loops/map imports compiler/pipeline");
  expect(objection("compiler/index", "compiler/cli/main")).toBe("compiler/index imports compiler/cli/main");
  expect(objection("learner/fit", "compiler/ir/nodes")).toBe("learner/fit is in no line of the table");
  expect(objection("passes/loops/map", "compiler/ir/nodes")).toBeUndefined();
});

test("the top level holds the agreed entries only", () => {
  const entries = readdirSync(packageRoot).filter((name) => !name.startsWith(".") && !notCommitted.includes(name));
  expect(entries.filter((name) => !topLevel.includes(name))).toEqual([]);
});
