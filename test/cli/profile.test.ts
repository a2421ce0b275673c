/** `noodle-opt profile`: exact counts of known programs, programs that behave as before, killed runs, several writers. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { packageRoot } from "../../compiler/package-root.js";
import { readProfileFile } from "../../compiler/profile/files.js";
import type { SiteProfile } from "../../compiler/profile/profile.js";
import { sitesOf, totalsOf } from "../../compiler/profile/summary.js";
import { cli, folderWith, notebook, startCli } from "./cli.js";
import { countsOf, profiled, python } from "./profiled.js";

const program = `"""Every way to reach a library."""
from __future__ import annotations
import asyncio, sys, threading, warnings
import numpy as np
import pandas as pd

def simple(n):
    total = np.zeros(3)
    for i in range(n):
        total = np.add(total, 1.0)
        total += np.sqrt(np.abs(total))
    return total

def generator(n):
    for i in range(n):
        y = np.ones(i)
        yield np.sum(y)

async def coroutine(i):
    a = np.zeros(i)
    await asyncio.sleep(0)
    return np.size(a)

async def gathered():
    return await asyncio.gather(*[coroutine(i) for i in range(20)])

def recursive(n):
    if n == 0:
        return np.float64(1)
    return np.multiply(recursive(n - 1), 2.0)

def worker():
    for _ in range(500):
        np.cumsum(np.ones(3))

def failing():
    try:
        return np.linalg.inv(np.zeros((2, 2)))
    except np.linalg.LinAlgError as error:
        return str(error)

def conditions(n):
    k = 0
    while np.less(k, n):
        k = k + 1 if np.isfinite(k) else 0
    return k

class Model:
    scale = np.full(2, 3.0)

    def apply(self, x):
        return [np.dot(self.scale, self.scale) for _ in range(x)]

print(simple(100), sum(generator(50)), sum(asyncio.run(gathered())), recursive(30))
threads = [threading.Thread(target=worker) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print([failing() for _ in range(7)], conditions(5), len(Model().apply(11)))
df = pd.DataFrame({"a": range(100), "b": 0.5})
limit = 50
print(len(df.query("a > @limit")), df.apply(lambda row: np.hypot(row["a"], row["b"]), axis=1).sum())
def names():
    x = np.ones(1)
    return sorted(locals())
print(names(), sys.argv)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    np.log(np.zeros(1))
    print(caught[0].lineno, caught[0].message)
value = np.float64(np.reshape(np.ones(3),
    (3, 1))[5])
`;

test("counts are exact, and the program does the same, to the traceback", async () => {
  const { counts, sites, profile } = await profiled({ "app.py": program }, "--trace", "-O0");
  expect(counts).toMatchObject({
    "app.py:8 numpy.zeros": 1,
    "app.py:10 numpy.add": 100,
    "app.py:11 numpy.sqrt": 100,
    "app.py:11 numpy.absolute": 100,
    "app.py:16 numpy.ones": 50,
    "app.py:17 numpy.sum": 50,
    "app.py:20 numpy.zeros": 20,
    "app.py:22 numpy.size": 20,
    "app.py:29 numpy.float64": 1,
    "app.py:30 numpy.multiply": 30,
    "app.py:34 numpy.cumsum": 2000,
    "app.py:34 numpy.ones": 2000,
    "app.py:38 numpy.linalg.inv": 0,
    "app.py:38 numpy.zeros": 7,
    "app.py:44 numpy.less": 6,
    "app.py:45 numpy.isfinite": 5,
    "app.py:52 numpy.dot": 11,
    "app.py:61 numpy.hypot": 100,
  });
  expect(sites.every(({ count, measured, countError }) => count === measured && countError === 0)).toBe(true);
  const at = (line: number, name: string): SiteProfile => sites.find(({ site }) => site.line === line && site.name === name) as SiteProfile;
  expect(at(38, "numpy.linalg.inv").errors).toEqual({ "numpy.linalg.LinAlgError": 7 });
  // The lambda's calls are inside of `apply`, and their time is not its own.
  const [apply, hypot] = [at(61, "pandas.DataFrame.apply"), at(61, "numpy.hypot")];
  expect(apply.inner[hypot.site.id]?.[0]).toBe(100);
  expect(apply.selfNs).toBe(apply.totalNs - (apply.inner[hypot.site.id]?.[1] ?? 0));
  // `recursive(n - 1)` is an operand, not inside of the multiplication.
  expect(at(30, "numpy.multiply").inner).toEqual({});
  expect(at(10, "numpy.add").signatures).toMatchObject({ "0=float64[1] 2^2 C -> float64[1] 2^2 C": expect.any(Number) });
  expect(at(10, "numpy.add")).toMatchObject({ bytesCopied: at(10, "numpy.add").looked * 24 });
  expect(at(17, "numpy.sum").buckets).not.toEqual({});
  expect(at(10, "numpy.add").site.function).toBe("simple");
  expect(at(52, "numpy.dot").site.function).toBe("Model.apply");
  const { runs, processes } = totalsOf(profile);
  expect({ runs, processes, ends: profile.environments[0]?.ends }).toEqual({ runs: 1, processes: 1, ends: { IndexError: 1 } });
});

test("other modules of the program, child processes, and forks lose nothing", async () => {
  const { counts, profile } = await profiled(
    {
      "app.py": `import multiprocessing, os
import numpy as np
import helper
from package import inner

def square(n):
    return float(np.square(n)) + helper.half(n)

if __name__ == "__main__":
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(3) as pool:
            print(sum(pool.map(square, range(40))))
            pool.close()
            pool.join()
    print(inner.third(3.0))
`,
      "helper.py": "import numpy as np\ndef half(n):\n    return float(np.divide(n, 2))\n",
      "package/__init__.py": "",
      "package/inner.py": "import numpy as np\ndef third(n):\n    return np.divide(n, 3)\n",
    },
    "--trace",
  );
  expect(counts).toEqual({
    "app.py:7 numpy.square": 80,
    "helper.py:3 numpy.divide": 80,
    "package/inner.py:3 numpy.divide": 1,
  });
  expect(totalsOf(profile)).toMatchObject({ runs: 1, calls: 161 });
  expect(totalsOf(profile).processes).toBeGreaterThanOrEqual(7);
});

test("code with probes runs in processes that noodle-opt has not started, when it is sent as cloudpickle sends it", () => {
  const script = `import io, marshal, pickle, subprocess, sys, types
sys.path.insert(0, sys.argv[1])
from noodle_rt import shipped

class Pickler(pickle.Pickler):
    _dispatch_table = {types.CodeType: lambda code: (marshal.loads, (marshal.dumps(code),))}
    dispatch_table = _dispatch_table

shipped.adapt(types.SimpleNamespace())
shipped.adapt(types.SimpleNamespace(Pickler=Pickler))
code = compile("""
try:
    if __noodle_off_3__:
        print("without")
        raise KeyError(1)
    else:
        print(__noodle_end__(__noodle_begin__(2), 1))
except BaseException as error:
    __noodle_escaped__(3)
    print(type(error))
""", "x.py", "exec")
file = io.BytesIO()
Pickler(file).dump(code)
receive = "import pickle, sys; exec(pickle.load(sys.stdin.buffer))"
sys.stdout.write(subprocess.run([sys.executable, "-c", receive], input=file.getvalue(), capture_output=True, check=True).stdout.decode())
`;
  const { stdout, stderr } = spawnSync(python, ["-c", script, join(packageRoot, "runtime-shim/python")], { encoding: "utf8" });
  expect({ stdout, stderr }).toEqual({ stdout: "without\n<class 'KeyError'>\n", stderr: "" });
});

test("guards of rewrites: hits, misses, and the time of both branches", async () => {
  const { sites } = await profiled(
    {
      "app.py": `import numpy as np

def scale(x, y, n):
    for i in range(n):
        y[i] = x[i] * 2.0

a, b = np.arange(1000.0), np.zeros(1000)
for _ in range(6):
    print(scale(a, b, 1000))
for _ in range(3):
    print(scale([1.0, 2.0], [0.0, 0.0], 2))
print(b.sum())
`,
    },
    "--trace",
  );
  const guards = sites.filter(({ site }) => site.kind === "guard");
  expect(guards).toHaveLength(1);
  expect(guards[0]).toMatchObject({ hits: 6, misses: 3, count: 9, site: { function: "scale" } });
  expect(guards[0]?.hitNs).toBeGreaterThan(0);
  expect(guards[0]?.missNs).toBeGreaterThan(0);
});

test("a dense program stays within its budget by its own account; its estimates agree with the truth within the stated error", async () => {
  const { profile, sites } = await profiled(
    {
      "app.py": `import numpy as np
def run(n):
    a = np.zeros(64)
    for i in range(n):
        a = np.sin(a)
        a = np.add(a, 1.0)
        if i % 3:
            b = np.dot(a, a)
    return b
run(600_000)
`,
    },
    "-O0",
  );
  expect(totalsOf(profile).overhead).toBeLessThan(0.02);
  const inLoop = sites.filter(({ count }) => count > 1);
  expect(inLoop).toHaveLength(3);
  for (const { site, count, countError, measured } of inLoop) {
    const truth = site.line === 8 ? 400_000 : 600_000;
    expect(measured).toBeLessThan(count);
    expect(Math.abs(count - truth)).toBeLessThanOrEqual(countError);
    expect(countError).toBeLessThan(0.6 * truth);
  }
});

test("where counting is within the budget, counts are exact although few calls are measured", async () => {
  const { sites } = await profiled(
    {
      "app.py": `import numpy as np
def work():
    return sum(range(5000))
def run(n):
    total = 0
    for i in range(n):
        total += work()
        np.abs(total)
        np.sign(total)
    return total
run(8_000)
`,
    },
    "-O0",
  );
  expect(sites).toHaveLength(2);
  for (const site of sites) {
    expect(site).toMatchObject({ count: 8_000, countError: 0 });
    expect(site.measured).toBeLessThan(8_000);
  }
});

const endless = `import sys, time
import numpy as np
print("ready", flush=True)
while True:
    for _ in range(20):
        np.sort(np.ones(1000))
    time.sleep(0.001)
`;

// A killed run loses the last two seconds at most (docs/PROFILE.md).
test.each([0, 30, 150, 400, 2600])(
  "a run that is killed after %i ms leaves a readable profile, and the next one takes it in",
  async (delay) => {
    const cwd = folderWith({ "app.py": endless, "short.py": "import numpy as np\nnp.ones(3)\n" });
    const child = startCli(["profile", "-q", "--python", python, "-o", "x.nprof", "app.py"], { cwd });
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    // Both at once, the program first: noodle-opt can do nothing more.
    const programs = childrenOf(child.pid as number);
    child.kill("SIGKILL");
    for (const each of programs) process.kill(each, "SIGKILL");
    await new Promise((resolve) =>
      child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(undefined),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { profile, diagnostics } = readProfileFile(join(cwd, "x.nprof"));
    expect(diagnostics).toMatchObject([{ code: "NC2325" }]);
    expect(profile.environments).toMatchObject([{ runs: 1, ends: { "cut short": 1 } }]);
    const before = totalsOf(profile).calls;
    if (delay >= 2600) expect(before).toBeGreaterThan(100);
    await cli(["profile", "-q", "--python", python, "-o", "x.nprof", "short.py"], { cwd });
    const next = readProfileFile(join(cwd, "x.nprof"));
    expect(next.diagnostics).toEqual([]);
    expect(totalsOf(next.profile)).toMatchObject({ runs: 2, calls: before + 1 });
    expect(readdirSync(cwd).filter((name) => name.includes(".part") || name.includes(".lock"))).toEqual([]);
  },
);

test("a program that is killed alone: noodle-opt still writes the profile", async () => {
  const cwd = folderWith({
    "app.py":
      "import os, signal, time\nimport numpy as np\nfor _ in range(150):\n    np.ones(3)\n    time.sleep(0.01)\nos.kill(os.getpid(), signal.SIGKILL)\n",
  });
  const { code } = await cli(["profile", "-q", "--python", python, "app.py"], { cwd });
  expect(code).toBe(137);
  const { profile, diagnostics } = readProfileFile(join(cwd, "default.nprof"));
  expect(diagnostics).toEqual([]);
  expect(profile.environments[0]?.ends).toEqual({ "cut short": 1 });
  expect(totalsOf(profile).calls).toBeGreaterThan(10);
});

test("runs into one file at the same time lose nothing", async () => {
  const cwd = folderWith({ "app.py": "import numpy as np\nfor _ in range(100):\n    np.ones(3)\n" });
  await Promise.all([1, 2, 3, 4].map(() => cli(["profile", "-q", "--trace", "--python", python, "app.py"], { cwd })));
  const { profile, diagnostics } = readProfileFile(join(cwd, "default.nprof"));
  expect(diagnostics).toEqual([]);
  expect(totalsOf(profile)).toMatchObject({ runs: 4, calls: 400, errors: 0 });
});

test("edits above a site do not spoil it, and sites that are gone are dropped", async () => {
  const cwd = folderWith({ "app.py": "import numpy as np\ndef f():\n    return np.ones(3)\nf()\nnp.zeros(2)\n" });
  const run = () => cli(["profile", "--python", python, "app.py"], { cwd });
  await run();
  writeFileSync(
    join(cwd, "app.py"),
    "import numpy as np\n# more\nx = 1\n\ndef f():\n    y = 2\n    return np.ones( 3 )\nf()\nnp.zeros(5)\n",
  );
  const { stderr } = await run();
  expect(stderr).toContain("1 site that the program no longer has dropped");
  expect(countsOf(sitesOf(readProfileFile(join(cwd, "default.nprof")).profile))).toEqual({
    "app.py:7 numpy.ones": 2,
    "app.py:9 numpy.zeros": 1,
  });
});

describe("with a profile", () => {
  let cwd = "";
  beforeAll(async () => {
    cwd = folderWith({ "app.py": "import numpy as np\nx = np.ones(1000)\nfor _ in range(20):\n    x = np.sort(x)\n" });
    await cli(["profile", "-q", "--python", python, "-o", "a.nprof", "app.py"], { cwd });
    await cli(["profile", "-q", "--python", python, "-o", "b.nprof", "app.py"], { cwd });
  });

  test("show, as a table and as JSON", async () => {
    const { code, stdout } = await cli(["profile", "show", "a.nprof"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/app\.py:4:9 +│ numpy\.sort +│ +20 │/);
    expect(stdout).toMatch(/21 library calls at 2 sites, 0 errors; 1 runs, 1 processes/);
    const json = JSON.parse((await cli(["profile", "show", "a.nprof", "--json"], { cwd })).stdout);
    expect(json).toMatchObject({ success: true, totals: { calls: 21, runs: 1 }, diagnostics: [] });
    expect(json.sites.find((each: { site: { line: number } }) => each.site.line === 4)).toMatchObject({ count: 20, exact: true });
    const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/profile.schema.json"), "utf8"));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    for (const line of readFileSync(join(cwd, "a.nprof"), "utf8").trim().split("\n"))
      expect(validate(JSON.parse(line)) ? [] : validate.errors).toEqual([]);
  });

  test("merge in both orders gives the same bytes", async () => {
    await cli(["profile", "merge", "a.nprof", "b.nprof", "-o", "ab.nprof"], { cwd });
    await cli(["profile", "merge", "b.nprof", "a.nprof", "-o", "ba.nprof"], { cwd });
    expect(readFileSync(join(cwd, "ab.nprof"))).toEqual(readFileSync(join(cwd, "ba.nprof")));
    expect(totalsOf(readProfileFile(join(cwd, "ab.nprof")).profile)).toMatchObject({ runs: 2, calls: 42 });
  });

  test("diff", async () => {
    const { code, stdout } = await cli(["profile", "diff", "a.nprof", "b.nprof"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("numpy.sort");
    const json = JSON.parse((await cli(["profile", "diff", "a.nprof", "b.nprof", "--json"], { cwd })).stdout);
    expect(json.sites).toHaveLength(2);
  });

  test("the page is one file without scripts, with links into the source", async () => {
    expect((await cli(["profile", "report", "a.nprof", "--html", "p.html"], { cwd })).code).toBe(0);
    const page = readFileSync(join(cwd, "p.html"), "utf8");
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(page).toContain(`${join(cwd, "app.py")}#L4`);
    expect(page).toContain("numpy.sort");
  });

  test("analyze shows what calls really cost, and orders them by that", async () => {
    const { stdout, code } = await cli(["analyze", "app.py", "--profile", "a.nprof"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Where the time goes\n[^]*│ 20 +│ +\d+ │ +1 │ numpy\.sort +│ app\.py:4:9/);
    const json = JSON.parse((await cli(["analyze", "app.py", "--profile", "a.nprof", "--json"], { cwd })).stdout);
    const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/analysis.schema.json"), "utf8"));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    expect(validate(json) ? [] : validate.errors).toEqual([]);
    expect(json.files[0].calls.map((call: { measured: object }) => call.measured)).toMatchObject([
      { count: 1 },
      { count: 20, count_error: 0 },
    ]);
    await cli(["analyze", "app.py", "--profile", "a.nprof", "--html", "u.html", "-q"], { cwd });
    expect(readFileSync(join(cwd, "u.html"), "utf8")).toContain("Where the time goes");
    expect(await cli(["analyze", "app.py", "--profile", "none"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("NC2324"),
    });
  });

  test("damaged, truncated, foreign and huge files", async () => {
    const text = readFileSync(join(cwd, "a.nprof"), "utf8");
    writeFileSync(join(cwd, "cut.nprof"), text.slice(0, -60));
    const cut = await cli(["profile", "show", "cut.nprof"], { cwd });
    expect(cut.code).toBe(0);
    expect(cut.stderr).toMatch(/warning NC2320: this profile is damaged/);
    writeFileSync(join(cwd, "foreign.nprof"), text.replace('"noodle_profile":1', '"noodle_profile":99'));
    expect(await cli(["profile", "show", "foreign.nprof"], { cwd })).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("NC2322"),
    });
    writeFileSync(join(cwd, "none.nprof"), "\u0000\u0001PK");
    expect(await cli(["profile", "show", "none.nprof"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2321") });
    writeFileSync(join(cwd, "huge.nprof"), text);
    truncateSync(join(cwd, "huge.nprof"), 2 ** 40);
    expect(await cli(["profile", "show", "huge.nprof"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2323") });
    rmSync(join(cwd, "huge.nprof"));
    expect(await cli(["profile", "show", "missing.nprof"], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2324") });
    // A run does not overwrite what it cannot read.
    const run = await cli(["profile", "-q", "--python", python, "-o", "none.nprof", "app.py"], { cwd });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("NC2321") });
    expect(statSync(join(cwd, "none.nprof")).size).toBe(4);
  });
});

test("notebooks, and what is no program", async () => {
  const cwd = folderWith({ "nb.ipynb": notebook("import numpy as np", "x = 1\nnp.zeros(3)"), "bad.py": "x = (\n", "data.csv": "" });
  await cli(["profile", "-q", "--python", python, "nb.ipynb"], { cwd });
  const [site] = sitesOf(readProfileFile(join(cwd, "default.nprof")).profile);
  expect(site).toMatchObject({ count: 1, site: { line: 2, column: 1, cell: 2, name: "numpy.zeros" } });
  expect(await cli(["profile", "bad.py"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["profile", "data.csv"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["profile", "none.py"], { cwd })).toMatchObject({ code: 2 });
  expect(existsSync(join(cwd, "bad.nprof"))).toBe(false);
  // Before the program runs: nothing of it is seen.
  writeFileSync(join(cwd, "talks.py"), "print('runs')");
  const refused = (...args: string[]) => cli(["profile", ...args, "talks.py"], { cwd });
  expect(await refused("-o", "data.csv/x.nprof")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("NC2009") });
  expect(await refused("-o", ".")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("NC2321") });
  expect(await refused("-o", "data.csv")).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("NC2321") });
  expect(await refused("--python", process.execPath)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("NC230") });
});

/** The processes that a process has started. */
function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync("ps", ["-o", "pid=", "--ppid", String(parent)], { encoding: "utf8" });
  return stdout
    .split("\n")
    .map(Number)
    .filter((each) => each > 0);
}
