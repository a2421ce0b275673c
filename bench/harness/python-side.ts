/** Python's own judgement, from inside the front end's interpreter: `ast.dump` and `ast.unparse` as they are. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Frontend, startFrontend } from "../../compiler/frontend/pyodide.js";
import { benchFolder } from "./paths.js";

export interface PythonSide {
  readonly frontend: Frontend;
  /** Compares two programs by `ast.dump` without attributes: "" when equal, else what differs first. */
  difference(original: Uint8Array | string, other: string): string;
  /** Why Python cannot parse a text, or "" when it can. */
  errorOf(source: Uint8Array | string): string;
  /** `ast.unparse` of a tree given as JSON, and how the text's own tree differs from it ("" when it does not). */
  unparse(treeJson: string): { readonly text: string; readonly difference: string };
  /** How the tree of a text differs from one that is given as JSON. */
  treeDifference(treeJson: string, other: string): string;
}

const secondPath = "/tmp/second.txt";

/** Starts an interpreter in this thread, from the compiler's snapshot. */
export async function startPythonSide(): Promise<PythonSide> {
  const frontend = await startFrontend();
  const { FS, runPython, pyimport } = frontend.pyodide;
  FS.writeFile("/lib/noodle_bench.py", readFileSync(join(benchFolder, "python/noodle_bench.py"), "utf8"));
  runPython("import sys; '/lib' in sys.path or sys.path.append('/lib')");
  const bench = pyimport("noodle_bench");
  const call = (name: string, first: Uint8Array | string, second?: string): string => {
    const firstPath = typeof first === "string" ? "/tmp/first.txt" : "/tmp/first";
    FS.writeFile(firstPath, first);
    if (second === undefined) return bench[name](firstPath);
    FS.writeFile(secondPath, second);
    return bench[name](firstPath, secondPath);
  };
  return {
    frontend,
    difference: (original, other) => call("difference", original, other),
    errorOf: (source) => call("error_of", source),
    unparse: (treeJson) => {
      const difference = call("unparsed", treeJson, "");
      return { text: FS.readFile(secondPath, { encoding: "utf8" }) as string, difference };
    },
    treeDifference: (treeJson, other) => call("tree_difference", treeJson, other),
  };
}
