/** `noodle-opt verify`: looks for inputs on which a rewritten part of a program does something else than the original. */
import { writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import picocolors from "picocolors";
import { checkFolder } from "../../runtime-shim/compare.js";
import { readSource } from "../workers/read-source.js";
import { type Certified, type CertifiedUnit, certificateOf, certify, lineText, scriptName } from "./certificate.js";
import { exitCode } from "./exit-codes.js";
import { languageOf } from "./inputs.js";
import { lazyPool } from "./lazy-pool.js";
import { addOptimizeOptions, type OptimizeFlags, optimizeOptions } from "./optimize-options.js";
import { count, printJson, wantsColor } from "./terminal.js";
import { positiveInteger, positiveNumber, usageError } from "./usage.js";

interface VerifyOptions extends OptimizeFlags {
  readonly folder?: string;
  readonly python?: string;
  readonly run: boolean;
  readonly examples: number;
  readonly seconds: number;
  readonly timeout: number;
  readonly certificate?: string;
  readonly scripts?: string;
  readonly json?: boolean;
}

export function defineVerify(command: Command): void {
  addOptimizeOptions(command)
    .usage("[options] <file> [-- arguments...]")
    .argument("<file>", "the program: a .py or .ipynb file")
    .argument("[arguments...]", "behind --: handed to the program in its run")
    .option("--no-run", "do not run the program first, to see what its parts are given")
    .option("--folder <path>", "what the program gets a copy of, and runs in (default: the folder of the program)")
    .option("--python <path>", "interpreter or virtual environment to run with (default: the active one)")
    .option("--examples <number>", "inputs to make for each rewritten part", positiveInteger, 300)
    .option("--seconds <number>", "make no more inputs for a part after that time", positiveNumber, 30)
    .option("--timeout <seconds>", "give up after that time", positiveNumber, 1800)
    .option("--certificate <file>", "write what is known of each rewrite (default: not written)")
    .option("--scripts <folder>", "write a runnable script for each counterexample there (default: print it)")
    .option("--json", "print the certificate")
    .action(verify);
}

async function verify(target: string, args: readonly string[], options: VerifyOptions): Promise<void> {
  const language = languageOf(target);
  if (language !== "python" && language !== "notebook") throw usageError("verify takes one program: a .py or .ipynb file");
  const folder = options.folder ?? dirname(target);
  if (relative(resolve(folder), resolve(target)).startsWith(".."))
    throw usageError("the program has to lie in the folder that --folder names");
  const source = readSource(target, 64 * 2 ** 20);
  if (options.run) checkFolder(folder);
  const pool = lazyPool(1);
  try {
    const { python, run, examples, seconds, timeout } = options;
    const optimize = optimizeOptions(options);
    const certified = await certify(source, target, optimize, { args, folder, python, run, examples, seconds, timeout }, await pool.get());
    const certificate = certificateOf(target, source, optimize, certified);
    if (options.certificate !== undefined) writeFileSync(options.certificate, `${JSON.stringify(certificate, null, 2)}\n`);
    const scripts = writeScripts(target, certified, options.scripts);
    if (options.json) printJson(certificate);
    else process.stdout.write(asText(target, certified, scripts));
    process.exitCode = certified.units.some(({ verdict }) => verdict === "counterexample") ? exitCode.findings : exitCode.fine;
  } finally {
    await pool.close();
  }
}

/** Paths of the scripts by unit. */
export function writeScripts(target: string, { units }: Certified, folder: string | undefined): ReadonlyMap<CertifiedUnit, string> {
  const paths = new Map<CertifiedUnit, string>();
  for (const unit of units) {
    if (unit.script === null || folder === undefined) continue;
    const path = join(folder, `${basename(target, extname(target))}.${scriptName(unit)}`);
    writeFileSync(path, unit.script);
    paths.set(unit, path);
  }
  return paths;
}

function asText(target: string, { sites, units, run }: Certified, scripts: ReadonlyMap<CertifiedUnit, string>): string {
  const colors = picocolors.createColors(wantsColor(process.stdout));
  const paint = { held: colors.green, counterexample: colors.red, "not reached": colors.yellow, "not tried": colors.yellow };
  const lines: string[] = [];
  if (run !== null) lines.push(`the program ended with ${run.split("\n", 1)[0]}: what it had not reached is checked with made inputs only`);
  for (const unit of units) {
    const { places, verdict, tried, captured, fast, fallback, problem, difference, script } = unit;
    const [start, end] = [places[0], places.at(-1)].map((place) => lineText(place ?? { line: unit.first }));
    const name = unit.function === null ? `lines ${start} to ${end}` : `function ${unit.function}`;
    const here = sites.filter((site) => site.unit === unit);
    const rewrites = here.map(({ remark }) => `${remark.code} in line ${lineText(remark.place ?? { line: unit.first })}`);
    lines.push(
      `${colors.bold(`${target}:${start}`)}: ${name}: ${paint[verdict](verdict)}${rewrites.length > 0 ? ` (${rewrites.join(", ")})` : ""}`,
    );
    lines.push(
      `  ${count(tried, "input")}${captured > 0 ? `, ${captured} of them from the run` : ""}: ${fast} the rewritten way, ${fallback} past a guard to the original`,
    );
    if (problem !== null && verdict !== "counterexample") lines.push(`  ${problem}`);
    if (difference !== null) lines.push(`  ${difference}`);
    const path = scripts.get(unit);
    if (path !== undefined) lines.push(`  shown by ${path}`);
    else if (script !== null) lines.push("", script.trimEnd(), "");
  }
  const refuted = units.filter(({ verdict }) => verdict === "counterexample").length;
  lines.push(
    units.length === 0
      ? "the passes change nothing"
      : `${count(sites.length, "rewrite")} in ${count(units.length, "part")}: ${refuted === 0 ? colors.green("no counterexample") : colors.red(count(refuted, "counterexample"))}`,
  );
  return `${lines.join("\n")}\n`;
}
