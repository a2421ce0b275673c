/** Child process: runs the Python program that its argument names on Pyodide, for cases that no Python of this machine can run. */
import { readFile } from "node:fs/promises";
import { runProgram } from "../../runtime-shim/run.js";

process.exitCode = await runProgram({
  target: process.argv[2] as string,
  host: "pyodide",
  decompile: async (path) => {
    const python = await readFile(path, "utf8");
    return { python, sourcePath: null, sourceText: null, ncText: python, positions: [] };
  },
});
