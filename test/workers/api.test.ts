/** The public API as the outside sees it: the package's own name, and the examples of docs/API.md. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../compiler/package-root.js";

/** Runs a module inside the package, where its own name leads to its exports. */
async function runModule(code: string): Promise<string> {
  const path = join(packageRoot, "dist", `api-example-${process.pid}-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(path, code);
  try {
    return (await promisify(execFile)(process.execPath, [path])).stdout;
  } finally {
    rmSync(path);
  }
}

const page = readFileSync(join(packageRoot, "docs/API.md"), "utf8");
const examples = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code as string);

/** What the comments of an example say that it prints: after a call of `console.log`, or on the lines below. */
const promised = (code: string): string =>
  [...code.matchAll(/^(?:console\.log\(.*\); )?\/\/ (.*)$/gm)].map(([, line]) => `${line}\n`).join("");

test.each(examples)("example %#", async (code) => {
  expect((await runModule(code)).replace(/\n+/g, "\n")).toBe(promised(code));
});

test("there are examples", () => {
  expect(examples.length).toBeGreaterThanOrEqual(6);
});

test("the same input gives the same output, in any thread", async () => {
  const out = await runModule(`
    import { compile } from "noodle-opt";
    const source = ${JSON.stringify(readFileSync(join(packageRoot, "compiler/frontend/python/noodle_frontend.py"), "utf8"))};
    const results = await Promise.all(Array.from({ length: 8 }, () => compile(source, { path: "a.py", emit: ["nc", "py"] })));
    console.log(new Set(results.map((result) => JSON.stringify(result))).size);`);
  expect(out).toBe("1\n");
});

test("bytes and text, bad input of each function", async () => {
  const out = await runModule(`
    import { compile, decompile, NoodleError, parse, parseNc } from "noodle-opt";
    const latin = Buffer.from("# coding: latin-1\\ns = 'é'\\n", "latin1");
    const { py, encoding } = await compile(latin, { emit: ["py"] });
    console.log(encoding, Buffer.from(py.bytes).equals(latin.map((byte) => byte === 39 ? 34 : byte)) || Buffer.from(py.bytes).equals(latin));
    console.log((await parse(latin)).encoding);
    console.log((await parse(Buffer.from("x = !a\\n"), { path: "a.nc" })).module.body[0].kind);
    const failure = (work) => work.then(() => "fine", (error) => error instanceof NoodleError ? error.diagnostics[0].code : String(error));
    const works = [compile("x ="), compile("{", { language: "notebook" }), decompile("x ="), parse("x ="), decompile(Buffer.from([255])), parseNc("x =")];
    for (const code of await Promise.all(works.map(failure))) console.log(code);
    console.log(await compile("x = 1\\ny =", { path: "a.py" }).catch((error) => error.message));`);
  const lines = out.trim().split("\n");
  expect(lines.slice(0, 3)).toEqual(["iso-8859-1 true", "iso-8859-1", "Assign"]);
  expect(lines.slice(3, 9)).toEqual([
    "NC2101",
    "NC2110",
    expect.stringMatching(/^NC24/),
    "NC2101",
    "NC2010",
    expect.stringMatching(/^NC24/),
  ]);
  expect(lines[9]).toBe("a.py:2:4: NC2101: Python cannot parse this file: invalid syntax");
});

test("after closeCompiler the next call starts anew", async () => {
  const out = await runModule(`
    import { closeCompiler, compile } from "noodle-opt";
    await closeCompiler();
    await compile("x = 1\\n");
    await closeCompiler();
    console.log((await compile("x = 1\\n")).nc.code.length);`);
  expect(out).toBe(`${"# nc: v1+py314/1\nx = 1\n".length}\n`);
});
