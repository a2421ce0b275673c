/** A command line for `runProgram`: `run-main.js [--host HOST] [--python PATH] [-m] TARGET ARGUMENTS…`. */
import { parseArgs } from "node:util";
import { NoodleError } from "../../../compiler/remarks/diagnostic.js";
import { type RunOptions, runProgram } from "../../../runtime-shim/run.js";
import { decompile } from "./fake-decompile.js";

const given = process.argv.slice(2);
const options = { host: { type: "string" }, python: { type: "string" }, m: { type: "boolean", short: "m" } } as const;
const { tokens } = parseArgs({ args: given, options, allowPositionals: true, tokens: true, strict: false });
const target = tokens.find((token) => token.kind === "positional");
if (target === undefined) throw new Error("no program");
const { values } = parseArgs({ args: given.slice(0, target.index), options });

try {
  process.exitCode = await runProgram({
    target: target.value,
    isModule: values.m ?? false,
    args: given.slice(target.index + 1),
    host: (values.host ?? "cpython") as NonNullable<RunOptions["host"]>,
    python: values.python,
    decompile,
  });
} catch (error) {
  if (!(error instanceof NoodleError)) throw error;
  process.stderr.write(`${error.message}\n${error.diagnostics.map(({ hint }) => hint).join("\n")}\n`);
  process.exitCode = 2;
}
