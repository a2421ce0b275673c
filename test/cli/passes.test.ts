/** The verbs and options for people who look into the optimiser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { packageRoot } from "../../compiler/package-root.js";
import { cli, folderWith } from "./cli.js";

const program = `import math


def area(r):
    n = 2.0
    total = 0.0
    for i in range(1000):  # each
        total += math.sqrt(n) * i
    return total


print(area(1))
`;

test("passes lists them, prints a page, and knows what is none", async () => {
  expect((await cli(["passes"])).stdout).toContain("invariant-code-motion");
  expect(JSON.parse((await cli(["passes", "--json"])).stdout)).toContainEqual(
    expect.objectContaining({ name: "dead-calls", stage: "cleanup" }),
  );
  expect((await cli(["passes", "dead-calls"])).stdout).toBe(readFileSync(join(packageRoot, "docs/passes/dead-calls.md"), "utf8"));
  expect(await cli(["passes", "dead-cats"])).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no pass dead-cats") });
});

test("build optimises, says what it did, and shows how", async () => {
  const cwd = folderWith({ "app.py": program });
  const args = [
    "build",
    "app.py",
    "-e",
    "nc,py",
    "--remarks",
    "json",
    "--remarks",
    "sarif:r.sarif",
    "--print-changed",
    "--verify-each",
    "--time-passes",
  ];
  const { code, stdout, stderr } = await cli(args, { cwd });
  expect(code).toBe(0);
  const { remarks } = JSON.parse(stdout);
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(packageRoot, "docs/schemas/remarks.schema.json"), "utf8")),
  );
  expect([validate({ version: 1, remarks }), validate.errors]).toEqual([true, null]);
  expect(remarks).toContainEqual(expect.objectContaining({ kind: "passed", code: "NC2601", function: "area", file: "app.py" }));
  expect(JSON.parse(readFileSync(join(cwd, "r.sarif"), "utf8")).runs[0].results.length).toBe(remarks.length);
  expect(stderr).toContain("*** invariant-code-motion on function area");
  expect(stderr).toContain("+    _sqrt = math.sqrt(n)");
  expect(stderr).toMatch(/invariant-code-motion │ +\d+\.\d │/);
  const python = readFileSync(join(cwd, "app.opt.py"), "utf8");
  expect(python).toBe(program.replace("    for i", "    _sqrt = math.sqrt(n)\n    for i").replace("math.sqrt(n) * i", "_sqrt * i"));
  expect(readFileSync(join(cwd, "app.nc"), "utf8")).toContain(
    "    _sqrt = math.sqrt(n)\n    for i in range(1000):  # each\n        total += _sqrt * i\n",
  );
});

test("levels, filters, limits and names", async () => {
  const cwd = folderWith({ "app.py": program });
  const built = async (...args: string[]) => {
    const result = await cli(["build", "app.py", "-e", "py", ...args], { cwd });
    return { ...result, changed: readFileSync(join(cwd, "app.opt.py"), "utf8") !== program };
  };
  expect(await built("-O0")).toMatchObject({ code: 0, changed: false });
  expect(await built("-O1")).toMatchObject({ code: 0, changed: true });
  expect(await built("--skip", "invariant-code-motion")).toMatchObject({ changed: false });
  expect(await built("--only", "dead-calls")).toMatchObject({ changed: false });
  expect(await built("--opt-limit", "1")).toMatchObject({
    changed: false,
    stderr: expect.stringContaining("BISECT: running pass (1) invariant-code-motion on the module"),
  });
  expect(await built("--remarks", "github", "--remark-kinds", "failure")).toMatchObject({ changed: true, stdout: "" });
  expect(await built("--remarks", "terminal", "--remark-codes", "NC26*")).toMatchObject({
    stderr: expect.stringContaining("app.py:8:18: passed NC2601"),
  });
  expect(await built("--only", "nothing")).toMatchObject({ code: 2, stderr: expect.stringContaining("there is no pass nothing") });
  expect(await built("--remarks", "xml")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("terminal, yaml, json, sarif, github"),
  });
  expect(await built("--remarks", "json", "--json")).toMatchObject({ code: 2, stderr: expect.stringContaining("") });
});

test("what is cached has its remarks, and other options are other results", async () => {
  const cwd = folderWith({ "app.py": program });
  const first = await cli(["build", "app.py", "--remarks", "yaml"], { cwd });
  const second = await cli(["build", "app.py", "--remarks", "yaml"], { cwd });
  expect(second.stderr).toContain("cached");
  expect(second.stdout).toBe(first.stdout);
  expect(first.stdout).toContain("--- !Passed");
  expect((await cli(["build", "app.py", "-O0", "--remarks", "yaml"], { cwd })).stdout).toBe("");
});

const script = (test: string): string => `import sys\ntext = open(sys.argv[1]).read()\nsys.exit(${test})\n`;

test("bisect finds the application that makes a command fail", async () => {
  const cwd = folderWith({ "app.py": program, "check.py": script("'_sqrt' in text"), "fine.py": script("0"), "bad.py": script("1") });
  const found = await cli(["bisect", "app.py", "--json", "--", "python3", "check.py"], { cwd });
  expect(found.code).toBe(1);
  expect(JSON.parse(found.stdout)).toMatchObject({
    found: { pass: "invariant-code-motion", function: "area", number: 2, diff: expect.stringContaining("+    _sqrt = math.sqrt(n)") },
  });
  expect(await cli(["bisect", "app.py", "--", "python3", "check.py", "{}"], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^application 2: pass invariant-code-motion on function area\n--- before/),
  });
  expect(await cli(["bisect", "app.py", "--", "python3", "fine.py"], { cwd })).toMatchObject({ code: 0, stdout: "" });
  expect(await cli(["bisect", "app.py", "--", "python3", "bad.py"], { cwd })).toMatchObject({ code: 2 });
  expect(await cli(["bisect", "app.py", "--", "no-such-command"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no-such-command"),
  });
});

test("reduce makes a program small", async () => {
  const cwd = folderWith({ "app.py": program, "check.py": script("0 if 'sqrt(' in text and 'for ' in text else 1"), "no.py": script("1") });
  const { code, stdout, stderr } = await cli(["reduce", "app.py", "--", "python3", "check.py"], { cwd });
  expect(code).toBe(0);
  expect(stdout).toBe("for i in 0:\n    total += math.sqrt()\n");
  expect(stderr).toMatch(/12 lines → 2 lines/);
  expect(await cli(["reduce", "app.py", "--", "python3", "no.py"], { cwd })).toMatchObject({ code: 2 });
});
