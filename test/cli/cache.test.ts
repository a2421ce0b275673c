/** The cache of builds: what it answers, what it does not, and how it stays small. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBuildCache } from "../../compiler/cli/build-cache.js";
import type { CompiledFile, CompileJob } from "../../compiler/workers/jobs.js";
import { moduleList } from "../../compiler/workers/jobs.js";
import { cli, folderWith } from "./cli.js";

const job: CompileJob = {
  kind: "compile",
  source: Buffer.from("x = 1\n"),
  path: "app.py",
  language: "python",
  emit: ["nc"],
  mapNames: { nc: "app.nc", source: "app.py" },
};
const result: CompiledFile = {
  nc: { code: "x = 1\n", map: "{}" },
  py: { code: "s = 'é'\n", map: "{}", bytes: Buffer.from("s = 'é'\n", "latin1") },
  diagnostics: [],
  encoding: "iso-8859-1",
  remarks: [],
  log: [],
  times: [],
  needsRuntime: false,
};

function entries(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "trimmed")
    .map((entry) => join(entry.parentPath, entry.name));
}

test("a result comes back as it was put, also in another process", () => {
  const folder = folderWith({});
  const cache = openBuildCache(folder);
  const key = cache.keyOf(job);
  expect(cache.get(key)).toBeUndefined();
  cache.put(key, result);
  expect(openBuildCache(folder).get(key)).toEqual({ ...result, py: { ...result.py, bytes: Buffer.from(result.py?.bytes ?? []) } });
});

test("everything that a result depends on is in the key", () => {
  const { keyOf } = openBuildCache(folderWith({}));
  const others: CompileJob[] = [
    { ...job, source: Buffer.from("x = 2\n") },
    { ...job, path: "other.py" },
    { ...job, language: "nc" },
    { ...job, emit: ["nc", "py"] },
    { ...job, modules: moduleList(["helper"]) },
    { ...job, modules: moduleList(["helper", "other"]) },
    { ...job, mapNames: { ...job.mapNames, source: "../app.py" } },
    { ...job, mapNames: { ...job.mapNames, nc: "b.nc" } },
  ];
  expect(keyOf({ ...job, source: Buffer.from("x = 1\n") })).toBe(keyOf(job));
  expect(new Set([job, ...others].map(keyOf)).size).toBe(others.length + 1);
});

test("damaged entries count as missing and are replaced", () => {
  const folder = folderWith({});
  const cache = openBuildCache(folder);
  const key = cache.keyOf(job);
  cache.put(key, result);
  const [path = ""] = entries(folder);
  const good = readFileSync(path);
  const flipped = Buffer.from(good);
  flipped[good.length >> 1] = (flipped[good.length >> 1] as number) ^ 0x55;
  for (const damage of [Buffer.alloc(0), good.subarray(0, good.length - 9), flipped, Buffer.from("{}")]) {
    writeFileSync(path, damage);
    expect(cache.get(key)).toBeUndefined();
    cache.put(key, result);
    expect(cache.get(key)).toBeDefined();
  }
});

test("the entries that were used last stay when the cache grows too large", () => {
  const folder = folderWith({});
  const cache = openBuildCache(folder, 6000);
  // Random digits do not compress.
  const large = (seed: number): CompiledFile => ({
    nc: { code: Array.from({ length: 300 }, (_, index) => Math.sin(seed * 1000 + index)).join(), map: "" },
    diagnostics: [],
    encoding: "utf-8",
    remarks: [],
    log: [],
    times: [],
    needsRuntime: false,
  });
  const keys = Array.from({ length: 5 }, (_, index) => cache.keyOf({ ...job, path: `${index}.py` }));
  for (const [index, key] of keys.entries()) {
    cache.put(key, large(index));
    const path = join(folder, key.slice(0, 2), key.slice(2));
    utimesSync(path, 1000 + index, 1000 + index);
  }
  const size = statSync(entries(folder)[0] as string).size;
  expect(size).toBeGreaterThan(2000);
  cache.get(keys[0] as string); // the oldest, but used just now
  cache.trim();
  expect(keys.map((key) => cache.get(key) !== undefined)).toEqual([true, false, false, false, true]);
});

test("a folder that cannot be written costs nothing but time", () => {
  const folder = folderWith({ file: "" });
  const cache = openBuildCache(join(folder, "file/below"));
  cache.put(cache.keyOf(job), result);
  cache.trim();
  expect(cache.get(cache.keyOf(job))).toBeUndefined();
});

test("the second build takes its results from the cache, and writes outputs that are gone", async () => {
  const cwd = folderWith({ "a.py": "x = 1\n", "b.py": "y = 2\n" });
  const first = JSON.parse((await cli(["build", ".", "--json"], { cwd })).stdout);
  expect(first.totals).toMatchObject({ succeeded: 2, cached: 0 });
  const output = readFileSync(join(cwd, "a.nc"), "utf8");
  rmSync(join(cwd, "a.nc"));
  const second = JSON.parse((await cli(["build", ".", "--json"], { cwd })).stdout);
  expect(second.totals).toMatchObject({ succeeded: 2, cached: 2 });
  expect(second.files.map(({ changed }: { changed: boolean }) => changed)).toEqual([true, false]);
  expect(readFileSync(join(cwd, "a.nc"), "utf8")).toBe(output);
  const uncached = JSON.parse((await cli(["build", ".", "--json", "--no-cache"], { cwd })).stdout);
  expect(uncached.totals).toMatchObject({ succeeded: 2, cached: 0 });
});

test("errors are not kept", async () => {
  const cwd = folderWith({ "a.py": "x = = 1\n" });
  for (const _ of [1, 2])
    expect(JSON.parse((await cli(["build", "a.py", "--json"], { cwd })).stdout).files[0]).toMatchObject({ success: false, cached: false });
});

test("clean empties the cache of builds, and with --all the start-up snapshot", async () => {
  const cache = folderWith({ "pyodide-0.snapshot": "no snapshot of this version", "other.txt": "not ours" });
  mkdirSync(join(cache, "builds/ab"), { recursive: true });
  writeFileSync(join(cache, "builds/ab/cdef"), "x".repeat(100));
  const env = { NOODLE_OPT_CACHE_DIR: cache };
  const { code, stdout } = await cli(["clean", "--json"], { env });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ folder: cache, files: 1, bytes: 100 });
  expect(readdirSync(cache).sort()).toEqual(["other.txt", "pyodide-0.snapshot"]);
  expect((await cli(["clean"], { env })).stderr).toBe(`the cache is empty: ${cache}\n`);
  expect((await cli(["clean", "--all"], { env })).stderr).toMatch(/^removed 1 file, /);
  expect(readdirSync(cache)).toEqual(["other.txt"]);
});
