#!/usr/bin/env node
/** The command line `noodle-opt`. Loads the verb that is asked for, and turns whatever goes wrong into a message and an exit code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { packageRoot } from "../package-root.js";
import { type Diagnostic, NoodleError } from "../remarks/diagnostic.js";
import { internalError } from "../remarks/internal-error.js";
import { exitCode, exitCodeFor } from "./exit-codes.js";
import { jsonDiagnostic, printDiagnostics, printJson } from "./terminal.js";

/** What each verb is for, and the module that knows the rest: modules are loaded when they are needed, to start fast. */
const verbs: readonly { name: string; summary: string; load: () => Promise<(command: Command) => void> }[] = [
  { name: "build", summary: "convert Python and notebooks to NoodleCore", load: async () => (await import("./build.js")).defineBuild },
  { name: "run", summary: "run a program from its NoodleCore", load: async () => (await import("./run.js")).defineRun },
  {
    name: "compare",
    summary: "compare a program with its optimised version: text, behaviour, time and memory",
    load: async () => (await import("./compare.js")).defineCompare,
  },
  {
    name: "verify",
    summary: "look for inputs on which a rewrite does something else than the original",
    load: async () => (await import("./verify.js")).defineVerify,
  },
  {
    name: "profile",
    summary: "measure the library calls of a program while it runs",
    load: async () => (await import("./profile.js")).defineProfile,
  },
  {
    name: "analyze",
    summary: "say what a program does with its libraries, and check the types that are inferred for it",
    load: async () => (await import("./analyze.js")).defineAnalyze,
  },
  { name: "decompile", summary: "convert NoodleCore back to Python", load: async () => (await import("./decompile.js")).defineDecompile },
  { name: "map", summary: "find the source of a place in an output, and back", load: async () => (await import("./map.js")).defineMap },
  { name: "passes", summary: "list the optimising passes", load: async () => (await import("./passes.js")).definePasses },
  {
    name: "bisect",
    summary: "find the pass that makes a command fail",
    load: async () => (await import("./bisect.js")).defineBisect,
  },
  {
    name: "reduce",
    summary: "make a program small while a command still finds it interesting",
    load: async () => (await import("./reduce.js")).defineReduce,
  },
  { name: "explain", summary: "say what an error code means", load: async () => (await import("./explain.js")).defineExplain },
  { name: "clean", summary: "empty the cache of builds", load: async () => (await import("./clean.js")).defineClean },
  {
    name: "completions",
    summary: "print a completion script for a shell",
    load: async () => (await import("./completions.js")).defineCompletions,
  },
];

async function main(args: readonly string[]): Promise<void> {
  const program = new Command("noodle-opt")
    .description("Converts Python to NoodleCore (.nc) and back, and runs it.")
    .version(JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      "after",
      "\nnoodle-opt VERB --help shows the options of a verb. Exit codes: 0 fine, 1 findings, 2 bad input, 3 internal error.",
    );
  const asked = args.find((arg) => !arg.startsWith("-"));
  const needsAll = asked === "help" || asked === "completions";
  for (const { name, summary, load } of verbs) {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
    if (needsAll || name === asked) (await load())(command);
  }
  await program.parseAsync(asked === "run" ? (await import("./run.js")).separateModule(args) : args, { from: "user" });
}

/** Commander's errors in the shape of all others; `undefined` when it only showed help or the version. */
function usageDiagnostic(error: CommanderError, verb: string | undefined): Diagnostic | undefined {
  if (error.exitCode === 0 || error.code === "commander.help") return undefined;
  const [, message = error.message, guess] = /^error: (.*?)(?:\n\(Did you mean (.*?)\?\))?$/s.exec(error.message) ?? [];
  const help = `noodle-opt ${verbs.some(({ name }) => name === verb) ? `${verb} ` : ""}--help`;
  return {
    code: "NC2001",
    severity: "error",
    message,
    hint: `${guess === undefined ? "" : `did you mean ${guess}? `}${help} shows what there is`,
  };
}

async function fail(error: unknown, args: readonly string[]): Promise<void> {
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const usage = error instanceof CommanderError ? usageDiagnostic(error, args[0]) : undefined;
  const diagnostics = usage
    ? [usage]
    : error instanceof NoodleError
      ? error.diagnostics
      : error instanceof CommanderError
        ? []
        : [internalError(error)];
  // What follows the program of `run` and `profile` is the program's own.
  const isProgram = args[0] === "run" || (args[0] === "profile" && args[1] !== "show" && args[1] !== "diff");
  if (args.includes("--json") && !isProgram) printJson({ success: false, diagnostics: diagnostics.map(jsonDiagnostic) });
  else await printDiagnostics(diagnostics, { verbose: args.includes("--verbose") || args.includes("-v") });
  process.exitCode = exitCodeFor(diagnostics) || exitCode.badInput;
}

// The reader of a pipe has seen enough (`noodle-opt decompile app.nc | head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const args = process.argv.slice(2);
try {
  await main(args);
} catch (error) {
  await fail(error, args);
}
