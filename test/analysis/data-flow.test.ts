import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { accessesOf } from "../../compiler/analysis/accesses.js";
import { buildControlFlow, type FlowNode } from "../../compiler/analysis/control-flow.js";
import { analyzeLiveness } from "../../compiler/analysis/liveness.js";
import { analyzeReachingDefinitions } from "../../compiler/analysis/reaching-definitions.js";
import { analyzeScopes, type Binding } from "../../compiler/analysis/scopes.js";
import { primarySpan } from "../../compiler/ir/location.js";
import type { FunctionDef, Module } from "../../compiler/ir/nodes.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

function lineOf(node: FlowNode): number {
  const span = node.ast && primarySpan(node.ast.loc);
  return span ? span.file.lineOf(span.start) + 1 : 0;
}

function analyze(module: Module, function_?: FunctionDef) {
  const scopes = analyzeScopes(module);
  const owner = scopes.scopeOf(function_ ?? module);
  const flow = buildControlFlow(function_ ?? module);
  return { scopes, owner, flow, reaching: analyzeReachingDefinitions(flow, scopes, owner), liveness: analyzeLiveness(flow, scopes, owner) };
}

/** Lines of the definitions of a variable that reach a line of the function `f` (0 for a parameter), and `?` when it may be unbound. */
async function reach(source: string, line: number, name: string): Promise<(number | "?" | "elsewhere")[]> {
  const { module } = await parseValid(source);
  const { owner, flow, reaching } = analyze(module, module.body.find((node) => node.kind === "FunctionDef") as FunctionDef);
  const node = flow.nodes.find((candidate) => lineOf(candidate) === line) as FlowNode;
  const { definitions, maybeUnbound, elsewhere } = reaching.at(node, owner.bindings.get(name) as Binding);
  const lines = definitions.map((definition) => (definition.node ? lineOf(definition.node) : 0)).sort((a, b) => a - b);
  return [...lines, ...(maybeUnbound ? ["?" as const] : []), ...(elsewhere ? ["elsewhere" as const] : [])];
}

describe("reaching definitions", () => {
  test.each([
    ["a parameter", "def f(x):\n x", 2, "x", [0]],
    ["both arms of a branch", "def f(a):\n if a:\n  x = 1\n else:\n  x = 2\n x", 6, "x", [3, 5]],
    ["one arm only", "def f(a):\n if a:\n  x = 1\n x", 4, "x", [3, "?"]],
    ["around a loop", "def f(a):\n x = 1\n for i in a:\n  x\n  x = 2\n x", 4, "x", [2, 5]],
    ["a loop's target behind the loop", "def f(a):\n for i in a:\n  pass\n i", 4, "i", [2, "?"]],
    ["before an exception and after it", "def f():\n x = 1\n try:\n  x = g()\n except E:\n  x", 6, "x", [2, 4]],
    ["a deletion", "def f():\n x = 1\n del x\n x", 4, "x", ["?"]],
    ["an augmented assignment", "def f(x):\n x += 1\n x", 3, "x", [2]],
    ["a walrus in a comprehension", "def f(a):\n [y := i for i in a]\n y", 3, "y", [2]],
    ["a nested function that binds it", "def f():\n x = 1\n def g():\n  nonlocal x\n  x = 2\n g()\n x", 7, "x", [2, "elsewhere"]],
    ["a pattern", "def f(v):\n match v:\n  case [x, *_]:\n   x", 4, "x", [3]],
    ["with", "def f():\n with a as x:\n  x", 3, "x", [2]],
  ])("%s", async (_, source, line, name, expected) => {
    expect(await reach(source, line as number, name as string)).toEqual(expected);
  });
});

/** Whether the value that `f` gives a variable on a line may be read later. */
async function isLive(source: string, line: number, name: string): Promise<boolean> {
  const { module } = await parseValid(source);
  const { owner, flow, liveness } = analyze(module, module.body[0] as FunctionDef);
  return liveness.after(flow.nodes.find((node) => lineOf(node) === line) as FlowNode, owner.bindings.get(name) as Binding);
}

describe("liveness", () => {
  test.each([
    ["read later", "def f():\n x = 1\n return x", 2, "x", true],
    ["overwritten first", "def f():\n x = 1\n x = 2\n return x", 2, "x", false],
    [
      "overwritten by something that may raise, and read by the handler",
      "def f():\n x = 1\n try:\n  x = g()\n except E:\n  return x",
      2,
      "x",
      true,
    ],
    ["read in the next turn of the loop", "def f(a):\n x = 0\n for i in a:\n  g(x)\n  x = i", 5, "x", true],
    ["read by an inner function", "def f():\n x = 1\n return lambda: x", 2, "x", true],
    ["read in one arm only", "def f(a):\n x = 1\n if a:\n  return x", 2, "x", true],
    ["never read", "def f():\n x = 1\n return 2", 2, "x", false],
    ["read and bound again on one line", "def f():\n x = 1\n x += 1\n return 2", 2, "x", true],
  ])("%s", async (_, source, line, name, expected) => {
    expect(await isLive(source, line, name)).toBe(expected);
  });

  test("a global is always alive", async () => {
    const { module } = await parseValid("x = 1\nx = 2\n");
    const { owner, flow, liveness } = analyze(module);
    expect(liveness.after(flow.nodes.find((node) => lineOf(node) === 1) as FlowNode, owner.bindings.get("x") as Binding)).toBe(true);
  });
});

test("what Python last bound is always among the definitions that reach", async () => {
  const path = join(packageRoot, "test/analysis/flows.py");
  const traces = JSON.parse(execFileSync("python3", [path], { encoding: "utf8" })) as Record<string, number[][]>;
  const { module } = await parseValid(readFileSync(path));
  let reads = 0;
  for (const function_ of module.body) {
    if (function_.kind !== "FunctionDef" || !(function_.name in traces)) continue;
    const { scopes, owner, flow, reaching, liveness } = analyze(module, function_);
    const nodesOfLine = new Map<number, FlowNode[]>();
    for (const node of flow.nodes) nodesOfLine.set(lineOf(node), [...(nodesOfLine.get(lineOf(node)) ?? []), node]);
    for (const lines of traces[function_.name] as number[][]) {
      const boundOn = new Map<Binding, number>();
      for (const line of lines) {
        for (const node of nodesOfLine.get(line) ?? []) {
          for (const { kind, binding } of accessesOf(node, scopes, owner)) {
            const from = boundOn.get(binding);
            if (kind === "read" && binding.scope === owner && from !== undefined && from !== line) {
              const { definitions } = reaching.at(node, binding);
              expect(definitions.map((definition) => (definition.node ? lineOf(definition.node) : 0))).toContain(from);
              expect((nodesOfLine.get(from) ?? []).some((definition) => liveness.after(definition, binding))).toBe(true);
              reads++;
            }
          }
        }
        // A line that raises has bound nothing: only what the next line can see counts.
        for (const node of nodesOfLine.get(line) ?? []) {
          if (node.ast && "ops" in node.ast) continue;
          for (const { kind, binding } of accessesOf(node, scopes, owner)) if (kind === "bind") boundOn.set(binding, line);
        }
      }
    }
  }
  expect(reads).toBeGreaterThan(100);
});
