/** The virtual accelerator: runs on it have the bits of runs on the CPU, and its counts are those known by hand. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { packageRoot } from "../../compiler/package-root.js";
import { findPythons } from "../../runtime-shim/hosts/find-python.js";

const programs = join(packageRoot, "test/runtime/accelerator");
const runtime = join(packageRoot, "runtime-shim/python");
// Quiet, and the same kernels in every run.
const settings = { ...process.env, PYTHONPATH: runtime, PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "3" };

const python = findEnvironment();
// Without a network and without the libraries in the cache there is nothing to ask: the tests count as skipped.
const whenThere = python ? test : test.skip;

whenThere("training, saving and training on have the bits of the CPU", () => {
  const plain = run([join(programs, "training.py")]);
  const { output, counts } = onAccelerator("training.py");
  expect(plain.stderr.trim().endsWith("cpu")).toBe(true);
  expect(output.stderr.trim().endsWith("cuda")).toBe(true);
  expect(output.stdout).toBe(plain.stdout);
  expect(plain.stdout.split("\n").length).toBeGreaterThan(15);
  // 9 epochs of 3 batches, 2 tensors each, all by way of pinned memory.
  expect(counts.totals["pinned"]).toMatchObject({ count: 54 });
  expect(counts.copies.filter((copy) => copy.pinned)).toMatchObject([{ direction: "hostToDevice", count: 54, blocking: false }]);
});

whenThere("counts are those known by hand, and operations on two devices raise", () => {
  const { stdout, stderr, status } = run([join(programs, "suite.py"), runtime]);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const result = JSON.parse(stdout) as { programs: Record<string, object>; mixed: { tried: number; problems: string[] } };
  expect(Object.keys(result.programs).length).toBeGreaterThanOrEqual(10);
  for (const [name, difference] of Object.entries(result.programs)) expect({ [name]: difference }).toEqual({ [name]: {} });
  expect(result.mixed.problems).toEqual([]);
  expect(result.mixed.tried).toBeGreaterThan(20);
});

whenThere("logical devices of TensorFlow: copies of eager operators are counted", () => {
  const { output, counts } = onAccelerator("logical_devices.py");
  expect(output.stdout.trim()).toBe("[[8.0], [26.0], [44.0], [62.0]] 140.0 4.0");
  const copies = counts.copies.map(({ line, direction, how, count, bytes }) => `${line} ${direction} ${how} ${count} ${bytes}`);
  expect(copies).toEqual([
    "9 hostToDevice Identity 1 48",
    "10 hostToDevice constant 1 12",
    "12 hostToDevice AddV2 1 48",
    "14 deviceToHost numpy 1 16",
    "16 deviceToHost AddV2 1 16",
    "19 hostToDevice constant 1 8",
    "23 hostToDevice constant 1 4",
    "26 hostToDevice constant 1 4",
    "27 deviceToHost numpy 1 4",
  ]);
  expect(counts.synchronisations.map(({ line, kind }) => `${line} ${kind}`)).toEqual([
    "14 copy",
    "16 copy",
    "20 bool",
    "21 float",
    "27 copy",
  ]);
});

test("the exit status is the program's, and a library that is not imported is not needed", () => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-accelerator-"));
  try {
    const [base] = findPythons(undefined);
    if (!base) throw new Error("no Python");
    const call = [...base.args, "-m", "noodle_rt.accelerator"];
    const done = spawnSync(base.file, [...call, "--counts", join(folder, "counts.json"), join(programs, "plain.py"), "7"], {
      encoding: "utf8",
      env: settings,
    });
    expect({ stdout: done.stdout, status: done.status }).toEqual({ stdout: "['7'] False\n", status: 7 });
    expect(JSON.parse(readFileSync(join(folder, "counts.json"), "utf8"))).toMatchObject({ copies: [], synchronisations: [] });
    const missing = spawnSync(base.file, [...call, join(folder, "none.py")], { encoding: "utf8", env: settings });
    expect(missing.stderr).toContain("there is no file");
    expect(missing.status).toBe(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Counts {
  readonly totals: Readonly<Record<string, unknown>>;
  readonly copies: readonly {
    line: number;
    direction: string;
    how: string;
    count: number;
    bytes: number;
    blocking: boolean;
    pinned: boolean;
  }[];
  readonly synchronisations: readonly { line: number; kind: string; count: number }[];
}

function onAccelerator(program: string) {
  const folder = mkdtempSync(join(tmpdir(), "noodle-accelerator-"));
  try {
    const file = join(folder, "counts.json");
    const output = run(["-m", "noodle_rt.accelerator", "--counts", file, join(programs, program)]);
    expect({ status: output.status, stderr: output.status === 0 ? "" : output.stderr }).toEqual({ status: 0, stderr: "" });
    return { output, counts: JSON.parse(readFileSync(file, "utf8")) as Counts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(parameters: readonly string[]) {
  return spawnSync(python as string, parameters, { encoding: "utf8", env: settings });
}

function findEnvironment(): string | undefined {
  try {
    return environment("tensors");
  } catch (error) {
    console.warn(`The virtual accelerator is not tested: ${(error as Error).message}`);
    return undefined;
  }
}
