/** `noodle-opt reduce`: makes a program small while a command still finds it interesting. */
import { basename, extname } from "node:path";
import type { Command } from "commander";
import { printStatements } from "../emit/python-printer.js";
import { readMessage } from "../frontend/message.js";
import { reduceModule } from "../reduce.js";
import { NoodleError } from "../remarks/diagnostic.js";
import { readSource } from "../workers/read-source.js";
import { lazyPool } from "./lazy-pool.js";
import { writeOutput } from "./outputs.js";
import { printJson, say } from "./terminal.js";
import { startTrial } from "./trial.js";
import { positiveInteger, positiveNumber, usageError } from "./usage.js";

interface ReduceOptions {
  readonly out?: string;
  readonly maxRuns: number;
  readonly timeout: number;
  readonly json?: boolean;
}

export function defineReduce(command: Command): void {
  command
    .argument("<file>", "the program, in Python")
    .argument(
      "<command...>",
      "behind --: ends with 0 when a program is interesting; {} stands for the path of the program, which comes last otherwise",
    )
    .option("-o, --out <file>", "write the small program to this file (default: to standard output)")
    .option("--max-runs <number>", "runs of the command at most", positiveInteger, 2000)
    .option("--timeout <seconds>", "a run that takes longer is not interesting", positiveNumber, 60)
    .option("--json", "print the result as JSON")
    .action(reduce);
}

async function reduce(path: string, command: readonly string[], { out, maxRuns, timeout, json }: ReduceOptions): Promise<void> {
  const source = readSource(path, 64 * 2 ** 20);
  const pool = lazyPool(1);
  const result = await (await pool.get()).run({ kind: "parse", source, path, language: "python" });
  await pool.close();
  if (!result.ok) throw new NoodleError(result.diagnostics);
  const parsed = readMessage(result.value.message, path, []);
  if (!parsed.ok) throw new NoodleError(parsed.diagnostics);
  const { module, file } = parsed.parsed;
  const trial = startTrial(command, `${basename(path, extname(path))}.py`, timeout);
  try {
    if (!trial.succeeds(source))
      throw usageError("the command does not end with 0 for the program itself", "it has to say that the program is interesting");
    // Without comments and layout, which would be left over.
    const print = (): string => printStatements(module.body, file, "").code;
    if (!trial.succeeds(print())) throw usageError("the program is interesting only with its comments or its own layout");
    reduceModule(module, () => trial.runs < maxRuns && trial.succeeds(print()));
    const code = print();
    const lines = (text: string): number => text.split("\n").length - 1;
    const before = lines(file.text);
    if (json) printJson({ code, lines: { before, after: lines(code) }, runs: trial.runs });
    else {
      if (out === undefined) process.stdout.write(code);
      say(`${before} lines → ${lines(code)} lines (${trial.runs} runs)`);
    }
    if (out !== undefined) await writeOutput(out, code);
  } finally {
    trial.close();
  }
}
