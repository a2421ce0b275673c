/**
 * `npm run demo`: converts a small real program to NoodleCore, runs both, and shows the way back.
 *
 * Every step is a command that a user would type; the demo stops with an error when one of them does not do what it says.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { packageRoot } from "../compiler/package-root.js";

const cli = join(packageRoot, "dist/compiler/cli/main.js");
const work = mkdtempSync(join(tmpdir(), "noodle-demo-"));
const program = "examples/weather";

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

function run(command: string, args: readonly string[]): Outcome {
  const shown = [command === process.execPath ? "noodle-opt" : command, ...args.filter((arg) => arg !== cli)];
  process.stdout.write(`\n$ ${shown.map((part) => part.replace(`${work}/`, "").replace(packageRoot, "")).join(" ")}\n`);
  const { stdout, stderr, status, error } = spawnSync(command, args, { cwd: packageRoot, encoding: "utf8" });
  if (error) throw error;
  return { stdout, stderr, status };
}

const noodle = (...args: string[]): Outcome => run(process.execPath, [cli, ...args]);

function show(text: string): void {
  process.stdout.write(text.replaceAll(`${work}/`, ""));
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(`the demo expected ${what}`);
}

function title(text: string): void {
  process.stdout.write(`\n— ${text} —\n`);
}

try {
  title("convert a folder: two modules, one build");
  const built = noodle("build", program, "--out", join(work, "weather"), "--no-cache");
  show(built.stdout + built.stderr);
  expect(built.status === 0, "a build without errors");
  const nc = readFileSync(join(work, "weather/main.nc"), "utf8");
  show(
    nc
      .split("\n")
      .slice(0, 28)
      .map((line) => `  ${line}`.trimEnd())
      .join("\n"),
  );
  process.stdout.write("\n  …\n");

  title("run it: the same output, errors and exit codes as from Python");
  for (const args of [[], ["Davos", "Bern"]]) {
    const python = run("python3", [join(program, "main.py"), ...args]);
    show(python.stdout + python.stderr);
    const noodled = noodle("run", join(work, "weather/main.nc"), ...args);
    show(noodled.stdout + noodled.stderr);
    expect(
      noodled.stdout === python.stdout && noodled.stderr === python.stderr && noodled.status === python.status,
      "the same output from both",
    );
  }

  title("go from a place in the .nc to the Python, and back");
  const line = nc.split("\n").findIndex((text) => text.includes("max(spans, key")) + 1;
  const there = noodle("map", `${join(work, "weather/main.nc")}:${line}:5`);
  show(there.stdout);
  expect(there.status === 0 && there.stdout.includes("main.py:"), "a place in main.py");

  title("get the Python back");
  const back = noodle("decompile", join(work, "weather/stations.nc"));
  show(
    back.stdout
      .split("\n")
      .slice(0, 12)
      .map((text) => `  ${text}`.trimEnd())
      .join("\n"),
  );
  process.stdout.write("\n  …\n");
  writeFileSync(join(work, "stations.py"), back.stdout);
  const same = run("python3", [join(packageRoot, "examples/same_ast.py"), join(work, "stations.py"), join(program, "stations.py")]);
  show(same.stdout);
  expect(same.stdout.trim() === "same AST: True", "the same AST");
  process.stdout.write(
    `\nEverything above was checked, not only shown. The sources are in ${relative(process.cwd(), join(packageRoot, program)) || "."}.\n`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
