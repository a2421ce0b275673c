/** `build --verify`: what does not hold is taken back, and said. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment } from "../../bench/harness/python-environment.js";
import { verifiedFile } from "../../compiler/cli/verified-build.js";
import { build, closeCompiler, compileModule, definePass, parse, walkUnit } from "../../compiler/index.js";
import { packageRoot } from "../../compiler/package-root.js";
import type { CompiledFile, CompileJob } from "../../compiler/workers/jobs.js";
import type { WorkerPool } from "../../compiler/workers/pool.js";
import { cli, folderWith } from "./cli.js";
import { violations } from "./json-schema.js";

const schema = JSON.parse(readFileSync(join(packageRoot, "docs/schemas/certificate.schema.json"), "utf8")) as Parameters<
  typeof violations
>[1];
const python = environment("current");

afterAll(closeCompiler);

/** Loses the sign of zero. */
const wrong = definePass({
  name: "negation-by-difference",
  summary: "writes -x as 0 - x",
  stage: "idioms",
  exactness: "exact",
  libraries: [],
  requires: [],
  run(unit, { editor, remarks, allows }) {
    walkUnit(unit, (node) => {
      if (node.kind !== "UnaryOp" || node.op !== "USub" || node.operand.kind === "Constant" || !allows(node)) return;
      const zero = build.Constant({ value: 0n, prefix: null }, editor.synthetic());
      editor.replaceExpression(node, build.BinOp({ left: zero, op: "Sub", right: node.operand }, editor.preserve(node)));
      remarks.passed("NC2901", node, "a negation is a difference").obligation("the value is no zero", "proved", "nothing");
    });
  },
});

/** Compiles with a wrong pass. */
const pool: Pick<WorkerPool, "run"> = {
  run: (async (job: CompileJob) => {
    if (job.kind !== "compile") return { ok: true, value: {} };
    const parsed = await parse(Buffer.from(job.source).toString(), { path: job.path });
    return {
      ok: true,
      value: { ...compileModule(parsed, { emit: job.emit, optimize: job.optimize, passes: [wrong] }), encoding: "utf-8" },
    };
  }) as WorkerPool["run"],
};

test("a wrong rewrite is turned off, and the others stay", async () => {
  const program = "def away(x):\n    return -x\n\n\ndef steps(n):\n    return range(-n, 3)\n\n\nprint(away(2.0), steps(2))\n";
  const cwd = folderWith({ "app.py": program });
  const path = join(cwd, "app.py");
  const job: CompileJob = {
    kind: "compile",
    source: Buffer.from(program),
    path,
    language: "python",
    emit: ["py"],
    mapNames: {},
    optimize: { level: 2 },
  };
  const first = (await pool.run<"compile">(job)) as { readonly value: CompiledFile };
  expect(first.value.py?.code).toContain("return 0 - x");
  const settings = { args: [], folder: cwd, python, run: true, examples: 100, seconds: 20, timeout: 100 };
  const { compiled, certificate, scripts } = await verifiedFile(job, first.value, settings, pool);
  expect(compiled.py?.code).toContain("return -x");
  expect(compiled.remarks.filter(({ kind }) => kind === "failure")).toMatchObject([
    { code: "NC2546", pass: "negation-by-difference", function: "away", place: { line: 2 }, reason: expect.stringContaining("≠") },
  ]);
  expect(compiled.diagnostics).toMatchObject([{ code: "NC2546", severity: "warning" }]);
  expect(violations(certificate, schema)).toEqual([]);
  expect(certificate).toMatchObject({ success: true, turned_off: [{ line: 2, code: "NC2546" }] });
  expect([...scripts.keys()]).toContain("line-1.counterexample.py");
});

test("the certificate lies beside the output", async () => {
  const program = "import numpy as np\n\n\ndef scale(x, y, n):\n    for i in range(n):\n        y[i] = 2 * x[i]\n";
  const cwd = folderWith({ "app.py": program });
  const { code, stderr } = await cli(["build", "app.py", "--emit", "nc,py", "--verify", "--python", python], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("app.nc") });
  const certificate = JSON.parse(readFileSync(join(cwd, "app.verify.json"), "utf8"));
  expect(violations(certificate, schema)).toEqual([]);
  expect(certificate.sites).toMatchObject([{ line: 5, result: "held" }]);
  expect(existsSync(join(cwd, "app.opt.py"))).toBe(true);
});
