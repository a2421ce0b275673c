import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { analyzeScopes, type Resolution, type Scope, type Scopes } from "../../compiler/analysis/scopes.js";
import type { Span } from "../../compiler/ir/location.js";
import { is, type Module, type Name } from "../../compiler/ir/nodes.js";
import { walk } from "../../compiler/ir/visit.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parse, parseValid } from "../support/frontend.js";

function namesOf(module: Module): Name[] {
  const names: Name[] = [];
  walk(module, (node) => {
    if (is(node, "Name")) names.push(node);
  });
  return names;
}

/** What the n-th reading of a name in the source means. */
async function meaning(source: string, id: string, occurrence = 0): Promise<Resolution> {
  const { module } = await parseValid(source);
  const scopes = analyzeScopes(module);
  const use = namesOf(module)
    .filter((name) => name.id === id && name.ctx === "Load")
    .sort((a, b) => (a.loc as Span).start - (b.loc as Span).start)[occurrence];
  if (!use) throw new Error(`'${id}' is not read`);
  return scopes.resolve(use);
}

const kindAndScope = (resolution: Resolution): string =>
  resolution.kind === "binding" ? `${resolution.binding.definitions[0]?.kind} in ${resolution.binding.scope.kind}` : resolution.kind;

describe("what a name means", () => {
  test.each([
    ["an import", "import numpy as np\nnp.sin", "np", "import in module"],
    ["the first part of a dotted import", "import os.path\nos", "os", "import in module"],
    ["a builtin", "print(1)", "print", "builtin"],
    ["a shadowed builtin", "def f(list):\n return list", "list", "parameter in function"],
    ["a local is local everywhere in its function", "x = 1\ndef f():\n y = x\n x = 2", "x", "assignment in function"],
    ["global", "x = 1\ndef f():\n global x\n x = 2\n return x", "x", "assignment in module"],
    [
      "nonlocal of a name bound further down",
      "def f():\n def g():\n  nonlocal x\n  x = 1\n  return x\n x = 2",
      "x",
      "assignment in function",
    ],
    ["a class is not seen from its methods", "x = 1\nclass A:\n x = 2\n def f(self):\n  return x", "x", "assignment in module"],
    ["a class is seen from its own body", "x = 1\nclass A:\n x = 2\n y = x", "x", "assignment in class"],
    ["a comprehension has its own target", "i = 1\nys = [i for i in range(3)]", "i", "assignment in comprehension"],
    ["its first iterable is outside", "def f(i):\n return [i for i in i]", "i", "assignment in comprehension"],
    ["a walrus binds outside of the comprehension", "def f(xs):\n [y := x for x in xs]\n return y", "y", "assignment in function"],
    ["an exception name", "try:\n f()\nexcept E as e:\n print(e)", "e", "exception in module"],
    ["a pattern's capture", "match v:\n case [a, *b]:\n  print(b)", "b", "capture in module"],
    ["a type parameter", "def f[T](x: T): pass", "T", "type-parameter in type-parameters"],
    ["a default is evaluated outside", "x = 1\ndef f(x=x): pass", "x", "assignment in module"],
    ["a star import makes globals unknown", "from m import *\nx", "x", "unknown"],
    ["but not locals", "from m import *\ndef f(x):\n return x", "x", "parameter in function"],
    ["a mangled name", "class A:\n __x = 1\n y = __x", "__x", "assignment in class"],
  ])("%s", async (_, source, id, expected) => {
    expect(kindAndScope(await meaning(source, id))).toBe(expected);
  });

  test("the first iterable of a comprehension is looked up around it", async () => {
    const resolution = await meaning("def f(i):\n return [i for i in i]", "i", 1);
    expect(kindAndScope(resolution)).toBe("parameter in function");
  });

  test("a name that another scope writes says so", async () => {
    const { module } = await parseValid("n = 0\nm = 0\ndef f():\n global n\n n += 1\n");
    const { bindings } = analyzeScopes(module).module;
    expect([bindings.get("n")?.writtenElsewhere, bindings.get("m")?.writtenElsewhere]).toEqual([true, false]);
  });
});

/** The same table as `symbols.py` makes: per function its name, its line and what each of its names is. */
function functionsOf(scopes: Scopes, module: Module): [string, number, Record<string, string>][] {
  const symbols = new Map<Scope, Map<string, string>>();
  for (const name of namesOf(module)) {
    const scope = scopes.scopeAt(name);
    const resolution = scopes.resolve(name);
    const id = resolution.kind === "binding" ? resolution.binding.name : resolution.kind === "builtin" ? resolution.name : resolution.name;
    const kind =
      resolution.kind !== "binding" || resolution.binding.scope.kind === "module"
        ? "global"
        : resolution.binding.scope === scope
          ? "local"
          : "free";
    symbols.set(scope, (symbols.get(scope) ?? new Map()).set(id, kind));
  }
  const rows: [string, number, Record<string, string>][] = [];
  const names: Readonly<Record<string, string>> = {
    Lambda: "lambda",
    ListComp: "listcomp",
    SetComp: "setcomp",
    DictComp: "dictcomp",
    GeneratorExp: "genexpr",
  };
  const visit = (scope: Scope): void => {
    if (scope.kind === "function" || scope.kind === "comprehension") {
      const { node } = scope;
      const { file, start } = node.loc as Span;
      const name = node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" ? node.name : (names[node.kind] as string);
      rows.push([name, file.lineOf(start) + 1, Object.fromEntries(symbols.get(scope) ?? [])]);
    }
    scope.children.forEach(visit);
  };
  visit(scopes.module);
  return rows;
}

test("agrees with Python's symtable on every name of 120 files of the standard library", async () => {
  const stdlib = execFileSync("python3", ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], { encoding: "utf8" }).trim();
  const files = readdirSync(stdlib)
    .filter((name) => name.endsWith(".py"))
    .sort()
    .slice(0, 120)
    .map((name) => join(stdlib, name));
  const oracle = execFileSync("python3", [join(packageRoot, "test/analysis/symbols.py"), ...files], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  })
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as [string, number, Record<string, string>][]);
  let compared = 0;
  for (const [index, path] of files.entries()) {
    const result = await parse(readFileSync(path));
    if (!result.ok) continue;
    const { module } = result.parsed;
    const ours = functionsOf(analyzeScopes(module), module);
    for (const [name, line, symbols] of oracle[index] as [string, number, Record<string, string>][]) {
      const candidates = ours.filter((row) => row[0] === name && row[1] === line);
      // Parameters that are never read have no `Name`; what both know has to agree.
      const agrees = candidates.some(([, , own]) => Object.entries(own).every(([id, kind]) => symbols[id] === kind));
      if (!agrees) throw new Error(`${path}:${line} ${name}: ${JSON.stringify(symbols)} is not ${JSON.stringify(candidates)}`);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(3000);
});
