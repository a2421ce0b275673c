/** The options that say how to optimise, for all verbs that build. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Engine, engines } from "../../passes/manager/pass.js";
import type { OptimizeOptions } from "../optimize.js";
import { type Exactness, exactnessLevels } from "../remarks/remark.js";

export interface OptimizeFlags {
  readonly optimize: "0" | "1" | "2";
  readonly exactness: Exactness;
  readonly engine: Engine;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly target?: Readonly<Record<string, string>>;
  readonly optLimit?: number;
  readonly verifyEach?: boolean;
  readonly printAfter?: readonly string[];
  readonly printChanged?: boolean;
  readonly timePasses?: boolean;
}

export function addOptimizeOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-O, --optimize <level>", "0 only converts; 1 makes rewrites that are proved; 2 also those that need guards")
        .choices(["0", "1", "2"])
        .default("2"),
    )
    .addOption(
      new Option("--exactness <contract>", "what may differ: nothing, the order of equal keys, the last bits, more")
        .choices(exactnessLevels)
        .default("exact"),
    )
    .addOption(
      new Option("--engine <name>", "what computes with frames of text files: dask in blocks, auto where they are large beside the memory")
        .choices(engines)
        .default("pandas"),
    )
    .option("--target <library=version>", "version that the program runs with (numpy=2.1), may be repeated", version)
    .option("--only <passes>", "run only these passes", names)
    .option("--skip <passes>", "leave these passes out", names)
    .option("--opt-limit <number>", "run only so many applications of passes, and say which", wholeNumber)
    .option("--verify-each", "check the program after every pass")
    .option("--print-after <passes>", "print the program whenever one of these passes has changed it; * for all", names)
    .option("--print-changed", "print what each pass has changed")
    .option("--time-passes", "print how long each pass took");
}

/** What the flags mean, as the workers get it. */
export function optimizeOptions(flags: OptimizeFlags): OptimizeOptions {
  const { only, skip, target, optLimit, verifyEach, printAfter, printChanged } = flags;
  return {
    level: Number(flags.optimize) as 0 | 1 | 2,
    exactness: flags.exactness,
    ...(flags.engine === "pandas" ? {} : { engine: flags.engine }),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(target ? { versions: target } : {}),
    ...(optLimit === undefined ? {} : { limit: optLimit }),
    ...(verifyEach ? { verifyEach } : {}),
    ...(printAfter ? { printAfter } : {}),
    ...(printChanged ? { printChanged } : {}),
    ...(flags.timePasses ? { timePasses: true } : {}),
  };
}

/** `a,b`, also over several uses of the option. */
export function names(value: string, previous: readonly string[] = []): readonly string[] {
  const given = value.split(",").map((name) => name.trim());
  if (given.includes("")) throw new InvalidArgumentError("It is a list of names, separated by commas.");
  return [...previous, ...given];
}

function version(value: string, previous: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, library, number] = /^([A-Za-z_]\w*)=(\d+(?:\.\d+){0,2})$/.exec(value) ?? [];
  if (library === undefined || number === undefined) throw new InvalidArgumentError("It is a library and its version: numpy=2.1.");
  return { ...previous, [library]: number };
}

function wholeNumber(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It is a whole number from 0.");
  return Number(value);
}
