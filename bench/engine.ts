/**
 * `npm run bench:engine [-- --gigabytes N --folder PATH --write]`: a report over a text file, by pandas and in blocks (`--engine dask`).
 *
 * The file is generated (`bench/engine/generate.py`), the program is `bench/engine/report.py`. Both versions run once, in processes of their own; what they print
 * has to be the same; where pandas would need more than half of the memory, the same figures are computed part by part (`streamed.py`). Measured are the time and the largest resident memory of each. `--write` writes the section `engine` of the scoreboard.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../compiler/package-root.js";
import { round } from "./harness/numbers.js";
import { benchFolder } from "./harness/paths.js";
import { environment } from "./harness/python-environment.js";
import { writeSection } from "./harness/scoreboard.js";

export interface EngineScore {
  /** Of the text file. */
  readonly gigabytes: number;
  /** Absent when the file does not fit. */
  readonly pandas?: EngineRun;
  readonly dask: EngineRun;
}

interface EngineRun {
  readonly seconds: number;
  /** The largest resident memory, in gigabytes. */
  readonly memory: number;
}

const { values } = parseArgs({
  options: {
    gigabytes: { type: "string", default: "1" },
    folder: { type: "string", default: tmpdir() },
    write: { type: "boolean", default: false },
  },
});
const python = environment("engine");
const folder = mkdtempSync(join(values.folder, "noodle-bench-engine-"));

/** Runs a program; its last line on standard error says what it took. */
function run(program: string, data: string): EngineRun & { readonly output: string } {
  const measured = `import resource, runpy, sys, time
sys.argv = sys.argv[1:]
start = time.perf_counter()
runpy.run_path(sys.argv[0], run_name="__main__")
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", measured, program, data], {
    encoding: "utf8",
    env: { ...process.env, TMPDIR: folder, PYTHONPATH: folder },
  });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  const [seconds = 0, kilobytes = 0] = (stderr.trim().split("\n").at(-1) as string).split(" ").map(Number);
  return { output: stdout, seconds: round(seconds), memory: round((kilobytes * 1024) / 1e9) };
}

try {
  const data = join(folder, "sales.csv");
  execFileSync(python, [join(benchFolder, "engine/generate.py"), data, values.gigabytes]);
  const program = join(folder, "report.py");
  copyFileSync(join(benchFolder, "engine/report.py"), program);
  const cli = join(packageRoot, "dist/compiler/cli/main.js");
  execFileSync(process.execPath, [cli, "build", program, "--engine", "dask", "--emit", "py", "--no-map", "--quiet"]);
  const lowered = join(folder, "report.opt.py");
  if (!existsSync(lowered)) throw new Error("nothing was built");
  const dask = run(lowered, data);
  const gigabytes = round(statSync(data).size / 1e9);
  // Texts of Python take several times their size in the file.
  const fits = gigabytes * 5e9 < totalmem() / 2;
  const expected = run(fits ? program : join(benchFolder, "engine/streamed.py"), data);
  if (dask.output !== expected.output) throw new Error(`the outputs differ:\n${expected.output}\n${dask.output}`);
  const only = ({ seconds, memory }: EngineRun): EngineRun => ({ seconds, memory });
  const score: EngineScore = { gigabytes, dask: only(dask), ...(fits ? { pandas: only(expected) } : {}) };
  process.stdout.write(`${JSON.stringify(score)}\n`);
  if (values.write) writeSection("engine", score);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
