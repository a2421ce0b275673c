/**
 * `npm run cpython-tests`: CPython's own tests give the same results from `.nc` as from `.py`.
 *
 *     npm run cpython-tests [-- --only test_grammar,test_json --python PATH --jobs N --timeout SECONDS --reuse]
 *
 * The `test` package of the interpreter is copied and converted to a tree of `.nc` files, whose maps point to the copy. Each
 * test module then runs twice, by the same small runner (`python/noodle_testrun.py`): by the interpreter from `.py`, and by
 * `noodle-opt run` from `.nc`; the results are compared test by test. Differences that have a reason are listed in
 * `cpython-tests-differences.json`; any other one makes the exit code 1. Modules that need longer than the timeout from
 * `.py` are left out. `--reuse` compares the answers of the last run anew, and runs only what has none. Full runs write the
 * section `cpythonTests` of the scoreboard.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../compiler/package-root.js";
import { systemPython } from "./conformance/corpora.js";
import { groupBy } from "./harness/group-by.js";
import { grouped } from "./harness/numbers.js";
import { benchFolder, workFolder } from "./harness/paths.js";
import { progress } from "./harness/progress.js";
import { readScoreboard, writeSection } from "./harness/scoreboard.js";

/** Counts of one test module. */
export interface ModuleScore {
  readonly tests: number;
  /** Tests that pass from `.nc`; the others are skipped, or fail on this machine from `.py` as well. */
  readonly passed: number;
  readonly explained: number;
  readonly unexplained: number;
  /** Results by kind from `.py`, for example `12 passed, 3 skipped`, and from `.nc` where those differ. */
  readonly py: string;
  readonly nc?: string;
}

/** A difference that is understood: the results of these tests need not agree. */
interface Explained {
  readonly module: string;
  /** Identity of the test; `*` at its end stands for anything. */
  readonly test: string;
  readonly reason: string;
}

/** What the runner writes. */
interface Answer {
  readonly loader: string;
  readonly results: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;
}

interface Difference {
  readonly test: string;
  readonly py: string;
  readonly nc: string;
  readonly detail: string;
}

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    python: { type: "string", default: systemPython },
    jobs: { type: "string", default: String(availableParallelism()) },
    timeout: { type: "string", default: "300" },
    reuse: { type: "boolean", default: false },
  },
});

const cli = join(packageRoot, "dist/compiler/cli/main.js");
const { leftOut, differences: explained } = JSON.parse(readFileSync(join(benchFolder, "cpython-tests-differences.json"), "utf8")) as {
  leftOut: Record<string, string>;
  differences: Explained[];
};
const timeout = Number(options.timeout) * 1000;
const started = Date.now();

const version = execFileSync(options.python, ["-c", "import platform; print(platform.python_version())"], { encoding: "utf8" }).trim();
const folder = workFolder("cpython-tests");
const trees = { py: join(folder, "py"), nc: join(folder, "nc"), out: join(folder, "out") };
const loud = (text: string): void => void process.stderr.write(`${text}\n`);
if (!options.reuse) prepareTrees();

const modules = options.only?.split(",") ?? testModules().filter((name) => !(name in leftOut));
const scores: Record<string, ModuleScore> = {};
const slow: string[] = [];
const reports: string[] = [];
await runModules(modules);
finish();

/** Copies the interpreter's tests and converts the copy. */
function prepareTrees(): void {
  const source = execFileSync(options.python, ["-c", "import test; print(test.__path__[0])"], { encoding: "utf8" }).trim();
  for (const tree of Object.values(trees)) rmSync(tree, { recursive: true, force: true });
  mkdirSync(trees.out);
  loud(`copying ${source}`);
  cpSync(source, join(trees.py, "test"), { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith("__pycache__") });
  cpSync(join(benchFolder, "python/noodle_testrun.py"), join(trees.py, "noodle_testrun.py"));
  loud("converting the tests to .nc");
  // Some of the files are broken on purpose; those stay Python, and the exit code says so.
  const { status, stderr } = runSync(process.execPath, [cli, "build", ".", "--out", trees.nc], trees.py);
  writeFileSync(join(folder, "build.txt"), stderr);
  if (!existsSync(join(trees.nc, "noodle_testrun.nc")))
    throw new Error(`noodle-opt build wrote nothing (exit code ${status}):\n${stderr.slice(0, 2000)}`);
}

function runSync(command: string, args: readonly string[], cwd: string): { status: number; stderr: string } {
  try {
    execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1e9 });
    return { status: 0, stderr: "" };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { status, stderr: String(stderr) };
  }
}

/** Names of the test modules and packages, as `python -m test` finds them. */
function testModules(): string[] {
  const names = readdirSync(join(trees.py, "test"), { withFileTypes: true })
    .filter((entry) => entry.name.startsWith("test_") && (entry.isDirectory() || entry.name.endsWith(".py")))
    .map((entry) => entry.name.replace(/\.py$/, ""));
  return [...new Set(names)].sort();
}

async function runModules(names: readonly string[]): Promise<void> {
  const line = progress("cpython-tests", names.length);
  const queue = names[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (const name of queue) {
      await compareModule(name);
      line.step(`${reports.length} with differences`);
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, lane));
  line.stop();
}

/** Runs one module both ways. Only differences that show three times count: some tests depend on time. */
async function compareModule(name: string): Promise<void> {
  let remaining: Difference[] | undefined;
  let score: ModuleScore | undefined;
  for (let times = 0; times < 3; times++) {
    const py = await runTests("py", name);
    if (!py) {
      slow.push(name);
      return;
    }
    const nc = (await runTests("nc", name)) ?? { loader: "NoodleLoader", results: { "(module)": "timeout" }, details: {} };
    const known = (difference: Difference): boolean =>
      explained.some((entry) => entry.module === name && matches(entry.test, difference.test));
    const found = differencesOf(py, nc);
    const open = found.filter((difference) => !known(difference));
    const last = remaining;
    remaining = last ? open.filter(({ test }) => last.some((before) => before.test === test)) : open;
    const tests = new Set([...Object.keys(py.results), ...Object.keys(nc.results)]).size;
    const explainedCount = found.length - open.length;
    score = {
      tests,
      passed: Object.values(nc.results).filter((result) => result === "passed").length,
      explained: explainedCount,
      unexplained: remaining.length,
      py: tally(py),
      ...(tally(nc) === tally(py) ? {} : { nc: tally(nc) }),
    };
    if (remaining.length === 0) break;
  }
  scores[name] = score as ModuleScore;
  if (remaining && remaining.length > 0)
    reports.push(
      `${name}\n${remaining.map(({ test, py, nc, detail }) => `  ${test}: ${py} from .py, ${nc} from .nc\n${detail.trimEnd().replace(/^/gm, "      ")}`).join("\n")}`,
    );
}

function matches(pattern: string, test: string): boolean {
  return pattern.endsWith("*") ? test.startsWith(pattern.slice(0, -1)) : test === pattern;
}

/** Runs a module's tests in a process group of its own; `undefined` when they take too long. */
function runTests(tree: "py" | "nc", name: string): Promise<Answer | undefined> {
  const out = join(trees.out, `${name}.${tree}.json`);
  if (options.reuse && existsSync(out)) return Promise.resolve(JSON.parse(readFileSync(out, "utf8")) as Answer);
  rmSync(out, { force: true });
  const args = ["noodle_testrun", `test.${name}`, out];
  const [command, ...rest] =
    tree === "py" ? [options.python, "-m", ...args] : [process.execPath, cli, "run", "--python", options.python, "-m", ...args];
  const child = spawn(command as string, rest, { cwd: trees[tree], detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => {
    stderr = (stderr + data.toString("utf8")).slice(-2000);
  });
  return new Promise((resolve) => {
    // From `.nc` a program also waits for its conversion, so it may take longer.
    const timer = setTimeout(() => endGroup(child.pid), tree === "py" ? timeout : timeout * 3);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      endGroup(child.pid);
      if (existsSync(out)) resolve(JSON.parse(readFileSync(out, "utf8")) as Answer);
      else if (signal === "SIGKILL") resolve(undefined);
      else resolve({ loader: "", results: { "(module)": `exit code ${code ?? signal}` }, details: { "(module)": stderr } });
    });
  });
}

/** Ends what a test run has left running, by the number of the process group that was made for it. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

function differencesOf(py: Answer, nc: Answer): Difference[] {
  const differences: Difference[] = [];
  if (py.loader !== "" && nc.loader !== "NoodleLoader")
    differences.push({ test: "(loader)", py: py.loader, nc: nc.loader, detail: "the module did not come from its .nc file" });
  for (const test of new Set([...Object.keys(py.results), ...Object.keys(nc.results)])) {
    const [was, is] = [py.results[test] ?? "absent", nc.results[test] ?? "absent"];
    if (was !== is) differences.push({ test, py: was, nc: is, detail: nc.details[test] ?? py.details[test] ?? "" });
  }
  return differences;
}

function tally({ results }: Answer): string {
  const groups = groupBy(Object.values(results).sort(), (result) => result);
  return [...groups].map(([result, tests]) => `${tests.length} ${result}`).join(", ");
}

function finish(): void {
  const before = readScoreboard().cpythonTests?.["seconds"];
  const seconds = options.reuse && typeof before === "number" ? before : Math.round((Date.now() - started) / 1000);
  const all = Object.values(scores);
  const sum = (key: "tests" | "passed" | "explained" | "unexplained"): number => all.reduce((total, score) => total + score[key], 0);
  writeFileSync(join(folder, "differences.txt"), `${reports.join("\n\n")}\n`);
  process.stdout.write(
    `${all.length} modules, ${grouped(sum("tests"))} tests: ${grouped(sum("passed"))} pass from .nc, ${grouped(sum("tests") - sum("explained") - sum("unexplained"))} have the same result as from .py, ${sum("explained")} explained differences, ${sum("unexplained")} others; ${seconds} s\n`,
  );
  if (slow.length > 0) process.stdout.write(`left out because they take longer than ${options.timeout} s from .py: ${slow.join(", ")}\n`);
  if (reports.length > 0)
    process.stdout.write(
      `${reports.join("\n\n").slice(0, 20_000)}\n\nall differences: ${relative(process.cwd(), join(folder, "differences.txt"))}\n`,
    );
  const sorted = Object.fromEntries(Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (options.only === undefined)
    writeSection("cpythonTests", {
      python: `CPython ${version}`,
      seconds,
      modules: sorted,
      leftOut: { ...leftOut, ...Object.fromEntries(slow.map((name) => [name, `takes longer than ${options.timeout} s`])) },
    });
  process.exitCode = sum("unexplained") > 0 ? 1 : 0;
}
