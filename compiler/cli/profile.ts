/** `noodle-opt profile`: measures the library calls of a program, and shows, merges and compares what was measured. */
import { type Command, InvalidArgumentError } from "commander";
import { exitCode } from "./exit-codes.js";
import { addOptimizeOptions } from "./optimize-options.js";
import type { ProfileRunOptions } from "./profile-run.js";
import { positiveInteger } from "./usage.js";

export function defineProfile(command: Command): void {
  command.usage("[options] <file> [arguments...] | merge | show | diff | report").enablePositionalOptions();
  addOptimizeOptions(command.command("run", { isDefault: true, hidden: true }))
    .usage("[options] <file> [arguments...]")
    .argument("<file>", "the program: a .py, .ipynb or .nc file")
    .argument("[arguments...]", "handed to the program as they are")
    .option("-o, --out <file>", "profile to add to (default: default.nprof beside the program)")
    .option("--python <path>", "interpreter or virtual environment to run with (default: the active one)")
    .option("--budget <percent>", "share of the running time that measuring may take", percent, 1)
    .option("--trace", "measure every call, whatever it takes")
    .option("-q, --quiet", "print errors only")
    .passThroughOptions()
    .action(async (file: string, args: readonly string[], options: ProfileRunOptions) => {
      const { profileRun } = await import("./profile-run.js");
      process.exitCode = await profileRun(file, args, options);
    });
  command
    .command("merge")
    .summary("add profiles up")
    .argument("<profiles...>", "profiles")
    .requiredOption("-o, --out <file>", "profile to write")
    .action(async (files: readonly string[], { out }: { readonly out: string }) => {
      const { mergeFiles } = await import("./profile-files.js");
      await mergeFiles(files, out);
    });
  command
    .command("show")
    .summary("print the sites of a profile, the costliest first")
    .argument("<profile>", "a profile")
    .option("--json", "print everything as JSON")
    .option("-n, --number <number>", "sites to print", positiveInteger, 25)
    .action(async (file: string, options: { readonly json?: boolean; readonly number: number }) => {
      const { showFile } = await import("./profile-files.js");
      await showFile(file, options);
    });
  command
    .command("diff")
    .summary("compare two profiles site by site")
    .argument("<before>", "a profile")
    .argument("<after>", "another one")
    .option("--json", "print the result as JSON")
    .option("-n, --number <number>", "sites to print", positiveInteger, 25)
    .action(async (before: string, after: string, options: { readonly json?: boolean; readonly number: number }) => {
      const { diffFiles } = await import("./profile-files.js");
      await diffFiles(before, after, options);
    });
  command
    .command("report")
    .summary("write a profile as a page with charts")
    .argument("<profile>", "a profile")
    .requiredOption("--html <file>", "page to write")
    .option("--root <folder>", "folder of the program, for links to its source (default: that of the profile)")
    .action(async (file: string, options: { readonly html: string; readonly root?: string }) => {
      const { reportFile } = await import("./profile-files.js");
      await reportFile(file, options);
      process.exitCode = exitCode.fine;
    });
}

function percent(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 100)) throw new InvalidArgumentError("It is a percentage above 0.");
  return number;
}
