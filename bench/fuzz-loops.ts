/**
 * `npm run fuzz:loops`: random loop nests, built with all passes, must do the same as before on random inputs: arrays of other
 * dtypes, overlapping, too short, empty, with NaN, infinities and negative zeros, lists, subclasses.
 *
 *     npm run fuzz:loops [-- --programs N --cases N --seed N --first N --shape NAME --exactness ulp --write]
 *
 * Every third program has loops over rows and windows instead of nests over elements (`--shape rows` for only these), every twelfth
 * loops that select by the value of an array (`--shape masks`).
 *
 * Results are compared bit for bit, with arguments, exceptions and warnings; with `--exactness ulp` programs are built so, and floats may differ
 * as that contract lets them. `--write` writes the section `loopFuzz` of the
 * scoreboard. Exit code 1 when there is a difference.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { closeCompiler, compile } from "../compiler/index.js";
import { packageRoot } from "../compiler/package-root.js";
import { maskProgram } from "./fuzz/loops/masks.js";
import { nestProgram, shapes } from "./fuzz/loops/nests.js";
import { rowProgram } from "./fuzz/loops/rows.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

export interface LoopFuzzScore {
  readonly nests: number;
  readonly rewritten: number;
  readonly calls: number;
  /** Calls in which the rewritten form ran to its end. */
  readonly fast: number;
  /** The same by the dtype of the first array. */
  readonly fastByDtype: Readonly<Record<string, number>>;
  readonly differences: number;
}

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "200" },
    cases: { type: "string", default: "24" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    python: { type: "string" },
    shape: { type: "string", default: "mixed" },
    exactness: { type: "string", default: "exact" },
    write: { type: "boolean", default: false },
  },
});

interface Answer {
  readonly calls: number;
  readonly fast: Readonly<Record<string, number>>;
  readonly differences: readonly {
    readonly function: string;
    readonly case: number;
    readonly what: string;
    readonly before: string;
    readonly after: string;
  }[];
}

const shape = shapes.find((each) => each === values.shape);
if (!shape && values.shape !== "rows" && values.shape !== "masks")
  throw new Error(`there are the shapes ${[...shapes, "rows", "masks"].join(", ")}`);
const rewrites = new Set(["NC2610", "NC2612", "NC2614", "NC2920", "NC2932"]);
const exactness = values.exactness === "ulp" ? "ulp" : "exact";
const functions = 12;
const folder = workFolder("fuzz-loops");
mkdirSync(folder, { recursive: true });
const python = values.python ?? environment("current");
const run = promisify(execFile);
const total = { nests: 0, rewritten: 0, calls: 0, fast: 0, differences: 0 };
const fastByDtype: Record<string, number> = {};
const running = new Set<Promise<void>>();

async function check(index: number): Promise<void> {
  const isRows = values.shape === "rows" || (values.shape === "mixed" && index % 3 === 2);
  const isMasks = values.shape === "masks" || (values.shape === "mixed" && index % 12 === 4);
  const text = isMasks
    ? maskProgram(Number(values.seed), index)
    : isRows
      ? rowProgram(Number(values.seed), index, functions)
      : nestProgram(Number(values.seed), index, functions, shape);
  const { py, remarks } = await compile(Buffer.from(text), { path: "program.py", emit: ["py"], optimize: { level: 2, exactness } });
  const failure = remarks.find(({ kind }) => kind === "failure");
  if (failure) {
    total.differences++;
    process.stdout.write(`program ${index}: ${failure.code} ${failure.message}\n`);
  }
  total.nests += functions;
  total.rewritten += remarks.filter(({ code, kind }) => kind === "passed" && rewrites.has(code)).length;
  const [before, after] = [join(folder, `${index}.py`), join(folder, `${index}.opt.py`)];
  writeFileSync(before, text);
  writeFileSync(after, py?.code ?? "");
  const task = (async () => {
    const script = join(benchFolder, "fuzz/loops/run_pairs.py");
    const { stdout } = await run(
      python,
      [
        script,
        before,
        after,
        join(packageRoot, "runtime-shim/python"),
        `${values.seed}.${index}`,
        values.cases,
        ...(isMasks ? ["masks"] : isRows ? ["rows"] : []),
        ...(exactness === "ulp" ? ["ulp"] : []),
      ],
      { maxBuffer: 1e8, timeout: 300_000 },
    );
    const answer = JSON.parse(stdout) as Answer;
    total.calls += answer.calls;
    for (const [dtype, count] of Object.entries(answer.fast)) {
      total.fast += count;
      fastByDtype[dtype] = (fastByDtype[dtype] ?? 0) + count;
    }
    total.differences += answer.differences.length;
    for (const each of answer.differences)
      process.stdout.write(
        `program ${index}, ${each.function}, case ${each.case}: ${each.what}\n  before ${each.before}\n  after  ${each.after}\n`,
      );
  })().catch((error: unknown) => {
    total.differences++;
    process.stdout.write(`program ${index}: ${String(error)}\n`);
  });
  const tracked: Promise<void> = task.finally(() => running.delete(tracked));
  running.add(tracked);
  if (running.size >= 2) await Promise.race(running);
}

const first = Number(values.first);
for (let index = first; index < first + Number(values.programs); index++) await check(index);
await Promise.all(running);
await closeCompiler();
process.stdout.write(
  `${total.nests} functions, ${total.rewritten} loops rewritten, ${total.calls} calls, ${total.fast} of them took the fast way: ${total.differences} differences\n`,
);
const byDtype = Object.entries(fastByDtype).sort(([, a], [, b]) => b - a);
process.stdout.write(`${byDtype.map(([dtype, count]) => `${dtype} ${count}`).join(", ")}\n`);
if (values.write) writeSection("loopFuzz", { ...total, fastByDtype });
process.exitCode = total.differences > 0 ? 1 : 0;
