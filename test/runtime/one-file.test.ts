/** `noodle_rt` as one file: a module with parts that are loaded when they are needed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneFile, runtimeSources } from "../../compiler/cli/vendored-runtime.js";
import { packageRoot } from "../../compiler/package-root.js";
import { findPythons } from "../../runtime-shim/hosts/find-python.js";

const [python] = findPythons(undefined);
const packaged = join(packageRoot, "runtime-shim/python");

function answer(lines: string, cwd: string, ...options: readonly string[]): unknown {
  const { PYTHONDONTWRITEBYTECODE: _, PYTHONPYCACHEPREFIX: __, ...env } = process.env;
  const parameters = [...(python?.args ?? []), ...options, "-c", lines];
  const { stdout, stderr } = spawnSync(python?.file ?? "python3", parameters, { cwd, encoding: "utf8", env });
  expect(stderr).toBe("");
  return JSON.parse(stdout.replaceAll("'", '"'));
}

function folderWithFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "noodle-"));
  writeFileSync(join(folder, "noodle_rt.py"), oneFile());
  return folder;
}

test("the one file has everything that programs call, and everything that this needs", () => {
  const folder = folderWithFile();
  // Every name that a function looks for is there, or is Python's own.
  const script = `import builtins, dis, types, noodle_rt as rt
def missing(code, space):
    for each in dis.get_instructions(code):
        if each.opname in ("LOAD_GLOBAL", "LOAD_NAME") and each.argval not in space and not hasattr(builtins, each.argval):
            yield each.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType) and not constant.co_name == "<lambda>":
            yield from missing(constant, space)
found = set()
for module in [rt, *map(rt._part, rt._PARTS)]:
    for value in list(vars(module).values()):
        for each in [value, *vars(value).values()] if isinstance(value, type) and value.__module__ == module.__name__ else [value]:
            if isinstance(each, types.FunctionType) and each.__module__ == module.__name__:
                found.update(missing(each.__code__, vars(module)))
print(sorted(found))`;
  expect(answer(script, folder)).toEqual([]);
  const names = `import types, noodle_rt as rt
print(sorted(name for name in dir(rt) if name[0] != "_" and not isinstance(getattr(rt, name), types.ModuleType)))`;
  const called = answer(names, packaged) as string[];
  const there = answer(names, folder) as string[];
  expect(called.length).toBeGreaterThan(60);
  expect(called.filter((name) => !there.includes(name))).toEqual([]);
});

test("of every module everything is found in the package that it imports from there", () => {
  for (const { path, name, needs } of runtimeSources()) {
    const text = readFileSync(path, "utf8");
    // Where an import is inside of a function, the one file would not know that a part is needed.
    expect(text).not.toMatch(/^ +(?:from|import) noodle_rt/m);
    expect({ name, needs }).toEqual({
      name,
      needs: needs.filter((each) => existsSync(join(packaged, "noodle_rt", `${each.replaceAll(".", "/")}.py`))),
    });
  }
});

test("every name that programs call stands in one module", () => {
  const text = readFileSync(join(packaged, "noodle_rt/__init__.py"), "utf8");
  const names = [...text.matchAll(/^ {4}"(\w+)": "/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(50);
  // In a dictionary the second one would win without a word.
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test("no module has the name of a function: importing it would put it in its place", () => {
  const modules = runtimeSources().map(({ name }) => name);
  const called = [...readFileSync(join(packaged, "noodle_rt/__init__.py"), "utf8").matchAll(/^ {4}"?(\w+)"?[,:]/gm)].map(
    ([, name]) => name,
  );
  expect(called.length).toBeGreaterThan(60);
  expect(called.filter((name) => modules.includes(name as string))).toEqual([]);
});

test.each(["one file", "package"])("a program whose data is small loads the guards only, from the %s", (form) => {
  const loaded = `import sys, types
before = set(sys.modules)
import noodle_rt as rt
rt.array([], "float64", 1), rt.exactly(1, "int"), rt.genuine("numpy.sum"), rt.length([], 1)
print(sorted(set(sys.modules) - before))`;
  const names = answer(loaded, form === "package" ? packaged : folderWithFile()) as string[];
  expect(names).toEqual(form === "package" ? ["noodle_rt", "noodle_rt.guards"] : ["noodle_rt"]);
});

test("bytecode of the parts of the one file is kept, until their text is another", () => {
  const folder = folderWithFile();
  const script = "import noodle_rt as rt; print([rt.sqrt(4.0)])";
  expect(answer(script, folder)).toEqual([2]);
  const cached = (): string[] => readdirSync(join(folder, "__pycache__")).map((name) => name.replace(/\.[\w-]+\.pyc$/, ""));
  expect(cached().sort()).toEqual(["noodle_rt", "noodle_rt.lists", "noodle_rt.operations", "noodle_rt.processor"]);
  expect(answer(script, folder)).toEqual([2]);
  const changed = oneFile()
    .replace("sqrt = math.sqrt", "sqrt = math.log2")
    .replace(/(_PARTS\["lists"\] = \(\(.*?\), \()\d+/, "$1" + "1");
  writeFileSync(join(folder, "noodle_rt.py"), `${changed}\n`);
  expect(answer("import noodle_rt as rt; print([rt.sqrt(8.0)])", folder)).toEqual([3]);
});

test("a traceback shows lines of a part of the one file", () => {
  const script = `import traceback, noodle_rt as rt
try:
    rt.unboxed("a")
except AttributeError as error:
    print([traceback.extract_tb(error.__traceback__)[-1].line])`;
  expect(answer(script, folderWithFile())).toEqual(["if cls is numpy.float64 or cls is numpy.int64 or cls is numpy.bool_:"]);
});
