/** `noodle-opt bisect`: finds the first application of a pass that makes a command fail. */
import { basename, extname } from "node:path";
import type { Command } from "commander";
import type { EmitTarget } from "../pipeline.js";
import { NoodleError } from "../remarks/diagnostic.js";
import type { CompiledFile, EncodedOutput } from "../workers/jobs.js";
import { readSource } from "../workers/read-source.js";
import { exitCode } from "./exit-codes.js";
import { findInputs } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { addOptimizeOptions, type OptimizeFlags, optimizeOptions } from "./optimize-options.js";
import { printJson, say } from "./terminal.js";
import { startTrial } from "./trial.js";
import { emitTargets, positiveNumber, usageError } from "./usage.js";

interface BisectOptions extends OptimizeFlags {
  readonly emit: readonly EmitTarget[];
  readonly timeout: number;
  readonly json?: boolean;
}

export function defineBisect(command: Command): void {
  addOptimizeOptions(command)
    .argument("<file>", "the program: Python, a notebook or NoodleCore")
    .argument("<command...>", "behind --: the command that fails; {} stands for the path of the built program, which comes last otherwise")
    .option("-e, --emit <target>", "what the command gets: py or nc", emitTargets, ["py"] as const)
    .option("--timeout <seconds>", "a run that takes longer fails", positiveNumber, 60)
    .option("--json", "print the result as JSON")
    .action(bisect);
}

/** What was found. */
interface Culprit {
  readonly number: number;
  readonly pass: string;
  /** Qualified name of a function, `null` for the module. */
  readonly function: string | null;
  /** What it changed, as a difference of NoodleCore. */
  readonly diff: string;
  readonly runs: number;
}

async function bisect(path: string, command: readonly string[], options: BisectOptions): Promise<void> {
  const [target, ...others] = options.emit;
  if (target === undefined || others.length > 0) throw usageError("the command gets one program: --emit py or --emit nc");
  const { files, problems } = await findInputs([path], { kinds: ["python", "notebook", "nc"], excluded: undefined });
  const [input] = files;
  if (!input || problems.length > 0) throw new NoodleError(problems);
  const source = readSource(input.path, 64 * 2 ** 20);
  const pool = lazyPool(1);
  const trial = startTrial(command, `${basename(path, extname(path))}.${target}`, options.timeout);
  const compile = async (limit: number, printChanged = false): Promise<CompiledFile> => {
    const optimize = { ...optimizeOptions(options), limit, printChanged };
    const job = { kind: "compile", source, path: input.path, language: input.language, emit: [target], mapNames: {}, optimize } as const;
    const result = await (await pool.get()).run(job);
    if (!result.ok) throw new NoodleError(result.diagnostics);
    return result.value;
  };
  const fails = async (limit: number): Promise<boolean> => {
    const compiled = await compile(limit);
    const output = compiled[target] as EncodedOutput;
    const failed = !trial.succeeds(output.bytes ?? output.code);
    if (!options.json) say(`with ${limit} applications: ${failed ? "fails" : "fine"}`);
    return failed;
  };
  try {
    const all = (await compile(0)).log.length;
    const culprit = await search(all, fails, async (number) => describe(number, (await compile(number, true)).log, trial.runs));
    if (options.json) printJson({ found: culprit ?? null });
    else if (culprit) {
      const where = culprit.function === null ? "the module" : `function ${culprit.function}`;
      process.stdout.write(`application ${culprit.number}: pass ${culprit.pass} on ${where}\n${culprit.diff}\n`);
    }
    process.exitCode = culprit ? exitCode.findings : exitCode.fine;
  } finally {
    trial.close();
    await pool.close();
  }
}

/** @returns `undefined` when the command does not fail with all passes */
async function search(
  total: number,
  fails: (limit: number) => Promise<boolean>,
  found: (number: number) => Promise<Culprit>,
): Promise<Culprit | undefined> {
  if (await fails(0)) throw usageError("the command fails without any pass, so that no pass is to blame");
  // What a pass does can lead to more applications than there are without it.
  let bad = Math.max(1, total);
  for (; !(await fails(bad)); bad *= 2) {
    if (bad >= 8 * Math.max(1, total)) {
      say("the command does not fail with all passes");
      return undefined;
    }
  }
  let good = 0;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (await fails(middle)) bad = middle;
    else good = middle;
  }
  return found(bad);
}

function describe(number: number, log: readonly string[], runs: number): Culprit {
  const line = log.find((text) => text.startsWith(`BISECT: running pass (${number}) `)) ?? "";
  const [, pass = "", name] = /\) (\S+) on (?:the module|function (\S+))$/.exec(line) ?? [];
  const change = log.find((text) => text.startsWith("*** ") && text.split("\n", 1)[0]?.endsWith(`(${number})`)) ?? "";
  return { number, pass, function: name ?? null, diff: change.slice(change.indexOf("\n") + 1), runs };
}
