/** The worker pool, in processes of their own: what jobs give, and that no job can take the others down. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const poolUrl = new URL("../../compiler/workers/pool.js", import.meta.url).href;

/** Runs a script with `startPool`, `compile(path, source)` and `print`, and returns what it printed as JSON. */
async function script(body: string): Promise<unknown[]> {
  const code = `
    import { startPool } from ${JSON.stringify(poolUrl)};
    const print = (value) => console.log(JSON.stringify(value));
    const compileJob = (path, source, more = {}) => ({ kind: "compile", source, path, language: "python", emit: ["nc"], mapNames: {}, ...more });
    ${body}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], { maxBuffer: 2 ** 28 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

test("jobs of every kind", async () => {
  const [compiled, decompiled, parsed, runnable, notebook] = await script(`
    const pool = startPool({ threads: 1 });
    print(await pool.run(compileJob("app.py", "x = not a\\n", { emit: ["nc", "py"] })));
    print(await pool.run({ kind: "decompile", source: "x = !a\\n", path: "app.nc", mapNames: {} }));
    const parsed = await pool.run({ kind: "parse", source: "x\\n", path: "app.py", language: "python" });
    print([parsed.ok, parsed.value.message instanceof Uint8Array, parsed.value.cells]);
    const runnable = await pool.run({ kind: "runnable", source: Buffer.from("\\nx = !é\\n"), path: "/app.nc", map: null });
    print({ ...runnable.value, positions: [...runnable.value.positions] });
    const cells = JSON.stringify({ nbformat: 4, cells: [{ cell_type: "code", source: "!ls" }] });
    print(await pool.run(compileJob("nb.ipynb", Buffer.from(cells), { language: "notebook" })));
    await pool.close();`);
  expect(compiled).toMatchObject({
    ok: true,
    value: { nc: { code: "# nc: v1+py314/1\nx = !a\n" }, py: { code: "x = not a\n" }, encoding: "utf-8", diagnostics: [] },
  });
  expect(decompiled).toMatchObject({ ok: true, value: { code: "x = not a\n" } });
  expect(parsed).toEqual([true, true, []]);
  expect(runnable).toMatchObject({ python: "\nx = not é\n", sourcePath: null, sourceText: null, ncText: "\nx = !é\n", warnings: [] });
  expect(notebook).toMatchObject({ ok: true, value: { nc: { code: expect.stringContaining('use ipython "!ls"') } } });
});

test("bad sources say where they stopped", async () => {
  const [syntax, nc] = await script(`
    const pool = startPool({ threads: 1 });
    print(await pool.run(compileJob("app.py", "x = = 1\\n")));
    print(await pool.run({ kind: "decompile", source: "x = = 1\\n", path: "app.nc", mapNames: {} }));
    await pool.close();`);
  expect(syntax).toMatchObject({ ok: false, step: "parse", diagnostics: [{ code: "NC2101", place: { file: "app.py" } }] });
  expect(nc).toMatchObject({ ok: false, step: "parse", diagnostics: [{ severity: "error", place: { file: "app.nc" } }] });
});

test("a thread that dies is replaced, its file reported, and the others go on", async () => {
  const results = await script(`
    const pool = startPool({ threads: 2, heapMb: 60 });
    const large = Buffer.from("x = [" + "[1, 'a', b.c(d=2)], ".repeat(20_000) + "]\\n");
    const small = (index) => compileJob(index + ".py", "x" + index + " = 1\\n");
    const jobs = [small(0), compileJob("large.py", large), small(2), small(3), small(4), small(5)];
    for (const result of await Promise.all(jobs.map((job) => pool.run(job)))) print(result.ok ? result.value.nc.code : result.diagnostics[0]);
    print((await pool.run(small(9))).ok);
    await pool.close();`);
  expect(results[1]).toMatchObject({ code: "NC2013", severity: "error", file: "large.py" });
  for (const index of [0, 2, 3, 4, 5]) expect(results[index]).toBe(`# nc: v1+py314/1\nx${index} = 1\n`);
  expect(results[6]).toBe(true);
});

test("what the interpreter cannot do leaves it usable", async () => {
  const results = await script(`
    const pool = startPool({ threads: 1 });
    const deep = (depth) => "x = " + "(".repeat(depth) + ")".repeat(depth) + "\\n";
    const sum = (terms) => "x = " + Array.from({ length: terms }, () => "a").join(" + ") + "\\n";
    for (const source of [deep(10_000), sum(100_000), "if a:\\n" + " if b:\\n".repeat(300), "x = 1\\n"]) {
      const result = await pool.run(compileJob("app.py", source));
      print(result.ok || result.diagnostics[0].code);
    }
    await pool.close();`);
  expect(results.slice(0, 3)).toEqual([expect.stringMatching(/^NC210[13]$/), true, expect.stringMatching(/^NC210[13]$/)]);
  expect(results[3]).toBe(true);
});

test("programs that Python can parse are deep enough for every stage", async () => {
  const [compiled, decompiled] = await script(`
    const pool = startPool({ threads: 1 });
    const source = "x = " + Array.from({ length: 2500 }, () => "a").join(" + ") + "\\ny = " + "-".repeat(2500) + "1\\n";
    const result = await pool.run(compileJob("app.py", source));
    print(result.ok);
    const back = await pool.run({ kind: "decompile", source: result.value.nc.code, path: "app.nc", mapNames: {} });
    print(back.value.code === source);
    await pool.close();`);
  expect({ compiled, decompiled }).toEqual({ compiled: true, decompiled: true });
});

test("memory stays bounded over many large files", async () => {
  const [first, last] = (await script(`
    const pool = startPool({ threads: 1 });
    const source = Buffer.from("x = [1, 2, (3, 'a')]\\n".repeat(20_000));
    for (let round = 0; round < 5; round++) {
      await pool.run(compileJob(round + ".py", Buffer.from(source)));
      if (round === 1 || round === 4) print(process.memoryUsage().rss / 2 ** 20);
    }
    await pool.close();`)) as [number, number];
  expect(last).toBeLessThan(first + 300);
});

test("idle threads do not keep the process alive", async () => {
  expect(await script(`const pool = startPool({ threads: 2 }); print((await pool.run(compileJob("a.py", "x\\n"))).ok);`)).toEqual([true]);
});

test("after close, jobs are refused", async () => {
  expect(
    await script(`
      const pool = startPool({ threads: 1 });
      const lost = pool.run(compileJob("a.py", "x\\n")).catch((error) => error.message);
      await pool.close();
      print(typeof await lost);`),
  ).toEqual(["string"]);
});
