/**
 * `npm run fuzz:statements`: random programs of statements over frames, built with all passes, must leave behind the same as before, with
 * pandas 2.2 and 3: output, exception and its line, warnings, every variable, which of them are the same object or share memory.
 *
 *     npm run fuzz:statements [-- --programs N --seed N --first N --only PASS --write]
 *
 * `--write` writes the section `statementFuzz` of the scoreboard. Exit code 1 when there is a difference.
 */
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { closeCompiler, compile } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { statementProgram } from "./fuzz/frames/statements.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

export interface StatementFuzzScore {
  readonly programs: number;
  /** Programs that a pass over frames has changed. */
  readonly changed: number;
  readonly rewrites: number;
  /** Programs times data files times environments. */
  readonly runs: number;
  readonly differences: number;
}

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    only: { type: "string", multiple: true },
    write: { type: "boolean", default: false },
  },
});

interface Answer {
  readonly runs: number;
  readonly raised: number;
  readonly differences: readonly Readonly<Record<string, string | number>>[];
}

/** What the programs are built for, and where they run: versions that are not known must do for both. */
const targets = [
  { name: "any", versions: undefined, environments: ["current", "previous"] },
  { name: "current", versions: { pandas: "3.1.1", numpy: "2.4.6" }, environments: ["current"] },
  { name: "previous", versions: { pandas: "2.2.3", numpy: "1.26.4" }, environments: ["previous"] },
] as const;

const run = promisify(execFile);
const total = { programs: 0, changed: 0, rewrites: 0, runs: 0, differences: 0 };
const batch = 100;

async function check(from: number, to: number): Promise<void> {
  for (const { name, versions, environments } of targets) {
    // Versions that are known matter to few programs.
    const folder = join(workFolder("fuzz-statements"), `${values.seed}.${from}.${name}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (let index = from; index < to; index++) {
      if (versions && index % 3 !== 0) continue;
      const text = statementProgram(Number(values.seed), index);
      const only = values.only ? { only: values.only } : {};
      const { py, remarks } = await compile(Buffer.from(text), {
        path: "program.py",
        emit: ["py"],
        optimize: { level: 2, ...only, ...(versions ? { versions } : {}) },
      });
      for (const { code, message } of remarks.filter(({ kind }) => kind === "failure")) {
        total.differences++;
        process.stdout.write(`program ${index}: ${code} ${message}\n`);
      }
      const rewrites = remarks.filter(({ code, kind }) => kind === "passed" && code.startsWith("NC27")).length;
      total.programs++;
      total.changed += rewrites > 0 ? 1 : 0;
      total.rewrites += rewrites;
      if (py === undefined || py.code === text) continue;
      writeFileSync(join(folder, `${index}.py`), text);
      writeFileSync(join(folder, `${index}.opt.py`), py.code);
    }
    for (const each of environments) {
      const script = join(benchFolder, "fuzz/frames/run_statements.py");
      const { stdout } = await run(environment(each), [script, folder, join(packageRoot, "runtime-shim/python")], { maxBuffer: 1e8 });
      const answer = JSON.parse(stdout) as Answer;
      total.runs += answer.runs;
      total.differences += answer.differences.length;
      for (const difference of answer.differences) {
        process.stdout.write(`${folder}/${difference["program"]}.py on ${each}, data ${difference["data"]}: ${difference["what"]}\n`);
        process.stdout.write(`  before ${difference["before"]}\n  after  ${difference["after"]}\n`);
      }
    }
  }
}

const first = Number(values.first);
const last = first + Number(values.programs);
for (let index = first; index < last; index += batch) await check(index, Math.min(index + batch, last));
await closeCompiler();
process.stdout.write(
  `${total.programs} programs, ${total.changed} changed by ${total.rewrites} rewrites, ${total.runs} runs: ${total.differences} differences\n`,
);
if (values.write) writeSection("statementFuzz", { ...total });
process.exitCode = total.differences > 0 ? 1 : 0;
