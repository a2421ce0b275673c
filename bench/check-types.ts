/**
 * `npm run check-types -- FOLDER…`: runs real programs instrumented and compares every inferred type with what really happens.
 *
 *     npm run check-types -- FOLDER… [--python PATH --limit N --jobs N --timeout SECONDS --matching REGEXP --missed --write]
 *
 * Every folder is a source of its own; its `.py` and `.ipynb` files run where they lie, each with `noodle-opt analyze --check-types`. Programs
 * that need what this machine does not have end early; what they did until then counts. `--missed` lists expectations that were not
 * met; they are no mistakes. `--write` writes the section `checkTypes` of the scoreboard. Exit code 1 when a claim is wrong.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { progress } from "./harness/progress.js";
import { writeSection } from "./harness/scoreboard.js";

/** Results of one source. */
export interface CheckScore {
  files: number;
  /** Files whose program came to its end. */
  finished: number;
  checked: number;
  evaluations: number;
  wrong: number;
  unknown: number;
  /** What was expected of expressions of unknown type, and how much of that was not so. */
  expected: number;
  missed: number;
  /** Files that could not be checked at all. */
  failed: number;
}

interface CheckOutput {
  readonly claims: { readonly checked: number; readonly unknown: number; readonly evaluations: number; readonly wrong: number };
  readonly expectations: { readonly checked: number; readonly missed: number };
  readonly program: { readonly exit_code: number; readonly timed_out: boolean; readonly error: { readonly name: string } | null };
  readonly wrong: readonly Refuted[];
  readonly missed: readonly Refuted[];
}

interface Refuted {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly claimed: string;
  readonly contradiction: string;
}

const { values: options, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string" },
    limit: { type: "string" },
    jobs: { type: "string", default: "1" },
    timeout: { type: "string", default: "60" },
    matching: { type: "string", default: "" },
    missed: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const main = fileURLToPath(new URL("../compiler/cli/main.js", import.meta.url));
const scores: Record<string, CheckScore> = {};
const ends = new Map<string, number>();
let wrong = 0;

const matching = new RegExp(options.matching);
const jobs = folders.flatMap((folder) => {
  const source = basename(folder);
  scores[source] = { files: 0, finished: 0, checked: 0, evaluations: 0, wrong: 0, unknown: 0, expected: 0, missed: 0, failed: 0 };
  const files = sourceFiles(folder).filter((path) => matching.test(path));
  const step = Math.max(1, files.length / Number(options.limit ?? files.length));
  return files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step)).map((path) => ({ source, path }));
});
const line = progress("check-types", jobs.length);
const queue = jobs.values();
await Promise.all(
  Array.from({ length: Number(options.jobs) }, async () => {
    for (const { source, path } of queue) {
      count(scores[source] as CheckScore, path, await check(path));
      line.step(`${wrong} wrong`);
    }
  }),
);
line.stop();
for (const [source, score] of Object.entries(scores)) {
  process.stdout.write(
    `${source}: ${score.files} files, ${score.finished} came to their end, ${score.failed} not checked; ${score.checked} claims in ${score.evaluations} evaluations, ${score.wrong} wrong; ${score.unknown} expressions of unknown type; ${score.expected} expectations, ${score.missed} missed\n`,
  );
}
for (const [end, count] of [...ends].sort((a, b) => b[1] - a[1]).slice(0, 10)) process.stdout.write(`  ${count} × ended with ${end}\n`);
if (options.write) writeSection("checkTypes", { sources: scores });
process.exitCode = wrong > 0 ? 1 : 0;

function count(score: CheckScore, path: string, output: CheckOutput | string): void {
  score.files++;
  if (typeof output === "string") {
    score.failed++;
    process.stdout.write(`${path}: not checked: ${output.slice(0, 300)}\n`);
    return;
  }
  const { claims, program } = output;
  score.checked += claims.checked;
  score.evaluations += claims.evaluations;
  score.unknown += claims.unknown;
  score.wrong += claims.wrong;
  score.expected += output.expectations.checked;
  score.missed += output.expectations.missed;
  wrong += claims.wrong;
  if (program.exit_code === 0 && !program.timed_out) score.finished++;
  else {
    const end = program.timed_out ? "the time limit" : (program.error?.name ?? `exit code ${program.exit_code}`);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  if (options.missed)
    for (const each of output.missed)
      process.stdout.write(`${path}:${each.line}:${each.column}: ${each.text}\n    expected ${each.claimed}\n    ${each.contradiction}\n`);
  for (const each of output.wrong)
    process.stdout.write(`${path}:${each.line}:${each.column}: ${each.text}\n    claimed ${each.claimed}\n    ${each.contradiction}\n`);
}

function check(path: string): Promise<CheckOutput | string> {
  const python = options.python === undefined ? [] : ["--python", options.python];
  const args = ["analyze", "--check-types", "--json", "--timeout", options.timeout, ...python, basename(path)];
  const child = spawn(process.execPath, [main, ...args], { cwd: dirname(path), stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    // Processes that a program has left behind may keep the pipes open.
    child.on("exit", () => setTimeout(() => child.stdout.destroy(), 1000).unref());
    child.on("close", () => {
      try {
        const output = JSON.parse(stdout);
        resolve("claims" in output ? output : (output.diagnostics?.[0]?.message ?? stdout));
      } catch {
        resolve(stderr.split("\n").slice(-3).join(" "));
      }
    });
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(py|ipynb)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
