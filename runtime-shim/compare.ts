/**
 * Runs two versions of a program, each in fresh processes and in a copy of its folder of its own: once recorded, to compare
 * everything that can be seen (`noodle_rt/compare`), then several times in turn, to measure.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { packageRoot } from "../compiler/package-root.js";
import type { Exactness } from "../compiler/remarks/remark.js";
import { runOnCPython } from "./hosts/cpython.js";
import { findPythons, problem } from "./hosts/find-python.js";
import { moduleSource } from "./hosts/modules.js";
import { median, type Ratio, ratioOf } from "./paired.js";
import type { Decompile } from "./runnable.js";

export interface ComparedProgram {
  /** Path of the program, as the user wrote it. */
  readonly target: string;
  readonly args: readonly string[];
  /** Folder that both versions get a copy of, and run in; the program lies in it. */
  readonly folder: string;
  readonly python?: string | undefined;
  readonly before: Decompile;
  readonly after: Decompile;
}

export interface RunDifference {
  readonly section: string;
  readonly path: string;
  readonly message: string;
}

export interface Comparison {
  readonly equal: boolean;
  readonly differences: readonly RunDifference[];
  readonly notCompared: readonly { readonly path: string; readonly type: string; readonly reason: string }[];
  /** How many things of each kind were compared. */
  readonly compared: Readonly<Record<string, number>>;
  readonly exitCode: number;
}

export interface Measurement {
  /** Time of the program without its imports, before by after. */
  readonly ratio: Ratio;
  /** The same with the imports. */
  readonly whole: Ratio;
  /** Seconds, medians, without imports. */
  readonly before: number;
  readonly after: number;
  /** Largest resident set beyond that of a bare interpreter, in bytes; `null` where the system does not tell. */
  readonly memoryBefore: number | null;
  readonly memoryAfter: number | null;
}

export interface MeasureOptions {
  /** Most pairs of runs; fewer when the answer is certain enough. */
  readonly pairs: number;
  /** Seconds after which no new pair is begun. */
  readonly budget: number;
  /** Threads that libraries may use; 1 also pins the process to one processor. */
  readonly threads: number;
  readonly onPair?: (pairs: number) => void;
}

/** Folders that are no part of a program. */
const left = new Set([".git", "node_modules", "__pycache__", ".venv", "venv", ".ipynb_checkpoints", ".cache"]);
const largestFolder = 2 ** 30;

/** @throws NoodleError `NC2308` when the folder is too large to be copied for each run */
export function checkFolder(folder: string): void {
  let size = 0;
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (left.has(entry.name)) continue;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else if (entry.isFile()) size += statSync(inner).size;
      if (size > largestFolder)
        throw problem(
          "NC2308",
          `The folder ${folder} holds more than a gigabyte.`,
          "Name a smaller one that the program needs, with `--folder`.",
        );
    }
  };
  visit(folder);
}

/**
 * Compares one recorded run of each version. When they differ, the original runs once more: what differs between its own runs
 * (times, addresses) says nothing of the rewrites.
 */
export async function compareRuns(program: ComparedProgram, exactness: Exactness): Promise<Comparison> {
  return inWorkspace(async (workspace) => {
    const record = async (name: string, read: Decompile): Promise<{ readonly folder: string; readonly exit: number }> => {
      const folder = join(workspace, `${name}.capture`);
      return { folder, exit: await runIn(workspace, program, read, { NOODLE_CAPTURE: folder, PYTHONHASHSEED: "0" }) };
    };
    const before = await record("before", program.before);
    const after = await record("after", program.after);
    const found = compareCaptures(program, exactness, [before.folder, after.folder]);
    if (found.equal) return { ...found, exitCode: after.exit };
    const again = await record("again", program.before);
    return { ...compareCaptures(program, exactness, [before.folder, after.folder, "--again", again.folder]), exitCode: after.exit };
  });
}

function compareCaptures({ python }: ComparedProgram, exactness: Exactness, captures: readonly string[]): Answer {
  const [command] = findPythons(python);
  if (!command) throw problem("NC2301", "There is no Python.", "Name one with `--python PATH`.");
  const flags = ["-m", "noodle_rt.compare", ...captures, "--json", "--no-nan-bits", "--exactness", exactness];
  const { stdout, stderr } = spawnSync(command.file, [...command.args, ...flags], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    env: { ...process.env, PYTHONPATH: join(packageRoot, "runtime-shim/python"), PYTHONIOENCODING: "utf-8" },
  });
  const answer = parsed(stdout);
  if (answer && answer.error === undefined) return answer;
  throw problem(
    "NC2309",
    `The runs could not be compared: ${answer?.error ?? stderr.trim().split("\n").at(-1) ?? "no answer"}.`,
    "Programs that end by a signal or by `os._exit` leave nothing to compare.",
  );
}

type Answer = Omit<Comparison, "exitCode"> & { readonly error?: string };

function parsed(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

/** Measures both versions in turn, until the ratio is known to 2 % or the pairs or the time are used up. */
export async function measureRuns(program: ComparedProgram, { pairs, budget, threads, onPair }: MeasureOptions): Promise<Measurement> {
  return inWorkspace(async (workspace) => {
    const measured: { readonly before: Measured; readonly after: Measured }[] = [];
    const start = performance.now();
    const one = (read: Decompile): Promise<Measured> => measure(workspace, program, read, threads);
    // Files are read and caches are filled once before it counts.
    await one(program.before);
    await one(program.after);
    while (measured.length < pairs) {
      // Whoever comes first may have an advantage: they take turns.
      const isEven = measured.length % 2 === 0;
      const first = await one(isEven ? program.before : program.after);
      const second = await one(isEven ? program.after : program.before);
      measured.push(isEven ? { before: first, after: second } : { before: second, after: first });
      onPair?.(measured.length);
      const { low, high } = ratioOf(measured.map(({ before, after }) => [before.own, after.own]));
      const isCertain = measured.length >= 6 && high / low < 1.04;
      if (isCertain || performance.now() - start > budget * 1000) break;
    }
    const of = (side: "before" | "after", key: "own" | "seconds"): number[] => measured.map((each) => each[side][key]);
    const memory = (side: "before" | "after"): number | null => {
      const peaks = measured.map((each) => each[side].memory).filter((each): each is number => each !== null);
      return peaks.length === 0 ? null : median(peaks);
    };
    return {
      ratio: ratioOf(measured.map(({ before, after }) => [before.own, after.own])),
      whole: ratioOf(measured.map(({ before, after }) => [before.seconds, after.seconds])),
      before: median(of("before", "own")),
      after: median(of("after", "own")),
      memoryBefore: memory("before"),
      memoryAfter: memory("after"),
    };
  });
}

interface Measured {
  readonly seconds: number;
  /** Without imports. */
  readonly own: number;
  readonly memory: number | null;
}

async function measure(workspace: string, program: ComparedProgram, read: Decompile, threads: number): Promise<Measured> {
  const path = join(workspace, "measured.json");
  rmSync(path, { force: true });
  const one = String(threads);
  await runIn(workspace, program, read, {
    NOODLE_MEASURE: path,
    NOODLE_MEASURE_PIN: threads === 1 ? "1" : "0",
    PYTHONHASHSEED: "0",
    OMP_NUM_THREADS: one,
    OPENBLAS_NUM_THREADS: one,
    MKL_NUM_THREADS: one,
    NUMEXPR_NUM_THREADS: one,
  });
  if (!existsSync(path))
    throw problem(
      "NC2309",
      "A run was ended before it could be measured.",
      "Programs that end by a signal or by `os._exit` cannot be measured.",
    );
  const { seconds, imports, peak, base } = JSON.parse(readFileSync(path, "utf8")) as Record<
    "seconds" | "imports" | "peak" | "base",
    number
  >;
  return { seconds, own: Math.max(seconds - imports, 1e-6), memory: peak === null || base === null ? null : Math.max(0, peak - base) };
}

/** Copies what belongs to a program. */
export function copyFolder(folder: string, copy: string): void {
  cpSync(folder, copy, {
    recursive: true,
    filter: (path) => !left.has(basename(path)) || path === folder,
    verbatimSymlinks: true,
    mode: 2,
  });
}

/** Runs a version in a fresh copy of the folder; returns the exit code. */
async function runIn(workspace: string, program: ComparedProgram, read: Decompile, environment: Record<string, string>): Promise<number> {
  const folder = resolve(program.folder);
  const copy = join(workspace, "run", basename(folder));
  rmSync(join(workspace, "run"), { recursive: true, force: true });
  copyFolder(folder, copy);
  const target = join(copy, relative(folder, resolve(program.target)));
  return runOnCPython({ kind: "file", target, args: program.args }, moduleSource(read), program.python, {
    isSilent: true,
    cwd: copy,
    environment: { MPLBACKEND: process.env["MPLBACKEND"] ?? "Agg", ...environment },
  });
}

async function inWorkspace<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "noodle-compare-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
