/** What is said of loops in small programs. */
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { printCost } from "../../../compiler/analysis/cost.js";
import { printAffine } from "../../../compiler/analysis/loops/affine.js";
import { dependencesOf } from "../../../compiler/analysis/loops/dependences.js";
import type { Loop } from "../../../compiler/analysis/loops/loops.js";
import { recurrencesOf } from "../../../compiler/analysis/loops/reductions.js";
import { aliases, costs, loops, scopes, types } from "../../../compiler/analysis/standard.js";
import { parseValid } from "../../support/frontend.js";

async function analyze(source: string): Promise<{ all: readonly Loop[]; say: (loop: Loop) => string[]; analyses: Analyses }> {
  const { module, file } = await parseValid(source);
  const analyses = new Analyses({ module, file, options: { closedWorld: true } });
  const { all } = analyses.get(loops, module);
  const text = (node: { loc: { kind: string } }): string => {
    const { loc } = node as { loc: { kind: string; start: number; end: number } };
    return file.text.slice(loc.start, loc.end);
  };
  const say = (loop: Loop): string[] => [
    ...dependencesOf(loop, analyses.get(aliases)).map(({ from, to, kind, relations, carrier, guards }) => {
      const distances = relations
        .map(({ distance, directions }) => (distance === undefined ? [...directions].join("") : String(distance)))
        .join(", ");
      const where = carrier ? `carried by depth ${carrier.depth}` : "inside";
      const needs = guards.map((guard) => guard.kind).join(", ");
      return `${kind} ${text(from.node)} → ${text(to.node)} (${distances}) ${where}${needs ? ` unless ${needs}` : ""}`;
    }),
    ...recurrencesOf(loop, analyses.get(scopes), analyses.get(types)).map(
      ({ kind, binding, combine, contribution }) =>
        `${kind} ${binding.name} by ${"op" in combine ? combine.op : `${combine.extreme}${combine.strict ? " (first of equals)" : ""}`} of ${text(contribution)}`,
    ),
  ];
  return { all, say, analyses };
}

test("trip counts and induction variables", async () => {
  const { all } = await analyze(`
n = int(input())
for i in range(n):
    pass
for i in range(2, 11, 3):
    for j in range(i, n):
        pass
for k, v in enumerate([1, 2, 3]):
    pass
i = 0
while i < n:
    i += 2
while i < 10:
    if i > 3:
        break
    i += 1
for x in open("f"):
    pass
`);
  expect(
    all.map(
      ({ trips, endsEarly, depth }) => `${depth} ${trips ? printAffine(trips).replace(/\.\d+/g, "") : "?"}${endsEarly ? " or less" : ""}`,
    ),
  ).toEqual(["1 n", "1 3", "2 n - 3*$1 - 2", "1 3", "1 ? or less", "1 -i@$5 + 10 or less", "1 ?"]);
  expect(
    all.map(({ induction }) =>
      induction.map(
        ({ binding, start, step, kind }) =>
          `${kind} ${binding.name} from ${printAffine(start).replace(/\.\d+/g, "")} by ${printAffine(step)}`,
      ),
    ),
  ).toEqual([
    ["target i from 0 by 1"],
    ["target i from 2 by 3"],
    ["target j from 3*$1 + 2 by 1"],
    ["target k from 0 by 1"],
    ["counter i from i@$4 by 2"],
    ["counter i from i@$5 by 1"],
    [],
  ]);
});

test("dependences between elements", async () => {
  const { all, say } = await analyze(`
n = int(input())
a = [0.0] * n
b = [0.0] * n
for i in range(1, n):
    a[i] = a[i - 1] + b[i]
for i in range(n):
    a[i] = b[i] * 2
for i in range(n):
    a[2 * i] = a[2 * i + 1]
c = a
for i in range(n):
    c[i] += b[i]
`);
  expect(say(all[0] as Loop)).toEqual(["flow a[i] → a[i - 1] (1) carried by depth 1"]);
  expect(say(all[1] as Loop)).toEqual([]);
  expect(say(all[2] as Loop)).toEqual([]);
  expect(say(all[3] as Loop)).toEqual(["anti c[i] → c[i] (0) inside"]);
});

test("subscripts that may count from the end are not ruled out", async () => {
  const { all, say } = await analyze(`
n = int(input())
a = [0] * n
for i in range(n):
    a[i] = a[i - 1]
`);
  expect(say(all[0] as Loop)[0]).toContain("unless not negative");
});

test("reductions and scans", async () => {
  const { all, say } = await analyze(`
xs = [1.0, 2.0]
out = [0.0, 0.0]
s = 0.0
m = xs[0]
p = 1.0
for i in range(2):
    s += xs[i]
    if xs[i] > m:
        m = xs[i]
    p = p * xs[i]
    out[i] = p
`);
  expect(say(all[0] as Loop).filter((line) => !line.includes("→"))).toEqual([
    "reduction s by Add of xs[i]",
    "reduction m by max (first of equals) of xs[i]",
    "scan p by Mult of xs[i]",
  ]);
});

test("costs grow with the loops", async () => {
  const { all, analyses } = await analyze(`
n = int(input())
total = 0
for i in range(n):
    for j in range(i):
        total += j
`);
  const cost = analyses.get(costs, analyses.input.module).of((all[0] as Loop).node);
  expect(printCost(cost).replace(/\.\d+/g, "")).toBe("$0 * n");
});
