/**
 * `npm run fuzz:types`: random programs that run, and every claim of the type analysis about them compared with what happens.
 *
 *     npm run fuzz:types [-- --count N --seed N --first N --jobs N --python PYTHON --memory MB --record]
 *
 * The same seed and number make the same program. Programs with a wrong claim are written to `.cache/type-fuzz/`; runs of the
 * default size, and others with `--record`, write the section `typeFuzz` of the scoreboard. Where there is a shell, no program gets more memory
 * than `--memory`. Exit code 1 when a claim was wrong.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../compiler/package-root.js";
import { grouped } from "./harness/numbers.js";
import { workFolder } from "./harness/paths.js";
import { progress } from "./harness/progress.js";
import { writeSection } from "./harness/scoreboard.js";
import { runnableProgram } from "./type-fuzz/program.js";

/** What `analyze --check-types --json` prints, as far as it counts here. */
interface Report {
  readonly success: boolean;
  readonly claims?: { readonly checked: number; readonly unknown: number; readonly evaluations: number; readonly wrong: number };
  readonly wrong?: readonly { readonly line: number; readonly text: string; readonly contradiction: string }[];
}

const fullCount = 1000;

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: String(fullCount) },
    first: { type: "string", default: "0" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    jobs: { type: "string", default: String(availableParallelism()) },
    python: { type: "string", default: "python3" },
    memory: { type: "string", default: "3000" },
    record: { type: "boolean", default: false },
  },
});

const seed = Number(options.seed);
const count = Number(options.count);
const folder = workFolder("type-fuzz");
const python = limitedPython();
const totals = { programs: 0, checked: 0, unknown: 0, evaluations: 0, wrong: 0, broken: 0 };
const started = Date.now();

process.stdout.write(`seed ${seed}\n`);
const line = progress("type fuzz", count);
const queue = Array.from({ length: count }, (_, index) => Number(options.first) + index);
await Promise.all(Array.from({ length: Number(options.jobs) }, work));
line.stop();
process.stdout.write(
  `${grouped(totals.programs)} programs, ${grouped(totals.checked)} claims compared in ${grouped(totals.evaluations)} evaluations, ` +
    `${grouped(totals.unknown)} expressions of unknown type: ${totals.wrong} wrong claims, ${totals.broken} programs without an answer\n` +
    `${Math.round((Date.now() - started) / 1000)} s; programs with wrong claims are in ${relative(process.cwd(), folder)}\n`,
);
if (options.record || count >= fullCount) writeSection("typeFuzz", { seed, seconds: Math.round((Date.now() - started) / 1000), ...totals });
process.exitCode = totals.wrong + totals.broken > 0 ? 1 : 0;

async function work(): Promise<void> {
  for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
    const name = `${seed}-${index}`;
    const file = join(folder, `${name}.py`);
    writeFileSync(file, runnableProgram(seed, index));
    const text = await check(file);
    totals.programs++;
    note(name, text);
    line.step(`${totals.wrong} wrong`);
  }
}

/** A command that starts Python with a limit of its memory: a random program may multiply what it has again and again. */
function limitedPython(): string {
  if (process.platform === "win32") return options.python;
  const script = join(folder, "python");
  writeFileSync(script, `#!/bin/sh\nulimit -v ${Number(options.memory) * 1024}\nexec "${options.python}" "$@"\n`, { mode: 0o755 });
  return script;
}

function check(file: string): Promise<string> {
  const main = join(packageRoot, "dist/compiler/cli/main.js");
  const args = [`--max-old-space-size=${options.memory}`, main, "analyze", "--check-types", "--json", "--python", python, file];
  return new Promise((done) => {
    execFile(process.execPath, args, { timeout: 120_000, maxBuffer: 1 << 26 }, (_error, stdout, stderr) =>
      done(stdout === "" ? stderr : stdout),
    );
  });
}

function note(name: string, text: string): void {
  let report: Report;
  try {
    // The program's own output stands in front.
    report = JSON.parse(text.slice(text.indexOf("{"))) as Report;
  } catch {
    report = { success: false };
  }
  if (!report.claims) {
    totals.broken++;
    writeFileSync(join(folder, `${name}.txt`), text);
    return;
  }
  totals.checked += report.claims.checked;
  totals.unknown += report.claims.unknown;
  totals.evaluations += report.claims.evaluations;
  totals.wrong += report.claims.wrong;
  if (report.claims.wrong === 0) return;
  const details = (report.wrong ?? []).map((wrong) => `${wrong.line}: ${wrong.text}\n    ${wrong.contradiction}`);
  writeFileSync(
    join(folder, `${name}.txt`),
    `${details.join("\n")}\n\nrepeat with: npm run fuzz:types -- --seed ${seed} --first ${name.split("-")[1]} --count 1\n`,
  );
}
