import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { buildControlFlow, type ControlFlow, type FlowNode } from "../../compiler/analysis/control-flow.js";
import { primarySpan } from "../../compiler/ir/location.js";
import type { FunctionDef, Node } from "../../compiler/ir/nodes.js";
import { packageRoot } from "../../compiler/package-root.js";
import { parseValid } from "../support/frontend.js";

function lineOf(node: Node): number {
  const span = primarySpan(node.loc);
  return span ? span.file.lineOf(span.start) + 1 : 0;
}

const lineAt = (node: FlowNode): string => (node.ast ? String(lineOf(node.ast)) : node.kind);

/** Edges as "line kind line", with nodes that stand for no code left out. */
async function edgesOf(source: string): Promise<string[]> {
  const { module } = await parseValid(source);
  const flow = buildControlFlow(module);
  const edges: string[] = [];
  for (const node of flow.nodes) {
    if (node.kind === "join") continue;
    for (const edge of node.successors) {
      if (edge.kind === "exception" && edge.to === flow.raise) continue;
      for (const to of pastJoins(edge.to)) edges.push(`${lineAt(node)} ${edge.kind} ${lineAt(to)}`);
    }
  }
  return [...new Set(edges)];
}

function pastJoins(node: FlowNode, seen = new Set<FlowNode>()): FlowNode[] {
  if (node.kind !== "join") return [node];
  if (seen.has(node)) return [];
  seen.add(node);
  return node.successors.flatMap((edge) => pastJoins(edge.to, seen));
}

describe("edges", () => {
  test("a branch", async () => {
    expect(await edgesOf("if a:\n x\nelse:\n y\nz")).toEqual([
      "entry next 1",
      "1 true 2",
      "1 false 4",
      "2 next 5",
      "4 next 5",
      "5 next exit",
    ]);
  });

  test("a loop with else", async () => {
    expect(await edgesOf("while a:\n x\n break\nelse:\n y\nz")).toEqual([
      "entry next 1",
      "1 true 2",
      "1 false 5",
      "2 next 3",
      "3 next 6",
      "5 next 6",
      "6 next exit",
    ]);
  });

  test("an endless loop has no way out but its jumps; what follows is not part of the graph", async () => {
    expect(await edgesOf("while True:\n x\ny")).toEqual(["entry next 1", "1 true 2", "2 next 1"]);
  });

  test("an exception goes to the handlers in turn", async () => {
    const edges = await edgesOf("try:\n x\nexcept A:\n y\nexcept B:\n z");
    expect(edges).toContain("2 exception 3");
    expect(edges).toContain("3 false 5");
    expect(edges).toContain("5 true 6");
    expect(edges).not.toContain("2 exception 6");
  });

  test("code after return is unreachable", async () => {
    const { module } = await parseValid("def f():\n return 1\n x\n");
    const function_ = module.body[0] as FunctionDef;
    const flow = buildControlFlow(function_);
    expect(flow.nodeOf(function_.body[1] as Node)).toBeUndefined();
  });
});

/** Whether control can come from one line to another without passing a third one. */
function canFollow(flow: ControlFlow, from: number, to: number): boolean {
  const start = flow.nodes.filter((node) => node.ast && lineOf(node.ast) === from);
  const seen = new Set<FlowNode>(start);
  const queue = [...start];
  for (let node = queue.pop(); node; node = queue.pop()) {
    for (const { to: next } of node.successors) {
      if (next.ast && lineOf(next.ast) === to) return true;
      if (seen.has(next) || (next.ast && lineOf(next.ast) !== from)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}

test("every step that Python takes is an edge", async () => {
  const path = join(packageRoot, "test/analysis/flows.py");
  const traces = JSON.parse(execFileSync("python3", [path], { encoding: "utf8" })) as Record<string, number[][]>;
  const { module } = await parseValid(readFileSync(path));
  let steps = 0;
  for (const node of module.body) {
    if (node.kind !== "FunctionDef" || !(node.name in traces)) continue;
    const flow = buildControlFlow(node);
    const classes = new Set(flow.nodes.flatMap(({ ast }) => (ast?.kind === "ClassDef" ? [lineOf(ast)] : [])));
    const known = new Set(flow.nodes.flatMap(({ ast }) => (ast ? [lineOf(ast)] : [])));
    for (const lines of traces[node.name] as number[][]) {
      // Lines such as `try:` do nothing and have no node.
      const visited = lines.filter((line) => known.has(line));
      for (let index = 1; index < visited.length; index++) {
        const [from, to] = [visited[index - 1] as number, visited[index] as number];
        // The body of a class runs in a frame of its own.
        if (from === to || classes.has(from)) continue;
        if (!canFollow(flow, from, to)) throw new Error(`${node.name}: line ${to} follows line ${from}, but there is no edge`);
        steps++;
      }
    }
  }
  expect(steps).toBeGreaterThan(200);
});
