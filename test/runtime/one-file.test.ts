/** The modules of `noodle_rt` that become one file share one name space. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { oneFile, runtimeSources } from "../../compiler/cli/vendored-runtime.js";
import { packageRoot } from "../../compiler/package-root.js";
import { findPythons } from "../../runtime-shim/hosts/find-python.js";

test("no two modules of the one-file runtime define the same name", () => {
  const owner = new Map<string, string>();
  const twice: string[] = [];
  for (const source of runtimeSources()) {
    for (const [, defined, assigned] of readFileSync(source, "utf8").matchAll(/^(?:def|class) (\w+)|^([A-Za-z_]\w*(?:, \w+)*) = /gm)) {
      for (const name of (defined ?? assigned ?? "").split(", ")) {
        const before = owner.get(name);
        if (before !== undefined && before !== source) twice.push(`${name} in ${basename(before)} and ${basename(source)}`);
        owner.set(name, source);
      }
    }
  }
  expect(owner.size).toBeGreaterThan(100);
  expect(twice).toEqual([]);
});

test("the one file has everything that programs call, and everything that this needs", () => {
  const folder = mkdtempSync(join(tmpdir(), "noodle-"));
  writeFileSync(join(folder, "noodle_rt.py"), oneFile());
  // Every name that a function looks for is there, or is Python's own.
  const script = `import builtins, dis, types, noodle_rt as rt
def missing(code):
    for each in dis.get_instructions(code):
        if each.opname in ("LOAD_GLOBAL", "LOAD_NAME") and not hasattr(rt, each.argval) and not hasattr(builtins, each.argval):
            yield each.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType) and not constant.co_name == "<lambda>":
            yield from missing(constant)
found = set()
for value in list(vars(rt).values()):
    for each in [value, *vars(value).values()] if isinstance(value, type) and value.__module__ == "noodle_rt" else [value]:
        if isinstance(each, types.FunctionType) and each.__module__ == "noodle_rt":
            found.update(missing(each.__code__))
print(sorted(found))`;
  const [python] = findPythons(undefined);
  const answer = (lines: string, cwd: string): unknown => {
    const { stdout, stderr } = spawnSync(python?.file ?? "python3", [...(python?.args ?? []), "-c", lines], { cwd, encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout.replaceAll("'", '"'));
  };
  expect(answer(script, folder)).toEqual([]);
  const names = `import types, noodle_rt as rt
print(sorted(name for name in dir(rt) if name[0] != "_" and not isinstance(getattr(rt, name), types.ModuleType)))`;
  const called = answer(names, join(packageRoot, "runtime-shim/python")) as string[];
  const there = answer("import noodle_rt as rt\nprint(sorted(dir(rt)))", folder) as string[];
  expect(called.length).toBeGreaterThan(60);
  expect(called.filter((name) => !there.includes(name))).toEqual([]);
});
