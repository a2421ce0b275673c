/** What statements do besides giving values. */
import { Analyses } from "../../compiler/analysis/analyses.js";
import { isPure } from "../../compiler/analysis/effects.js";
import { effects } from "../../compiler/analysis/standard.js";
import type { Statement } from "../../compiler/ir/nodes.js";
import { parseValid } from "../support/frontend.js";

async function analyze(source: string): Promise<{ body: Statement[]; analyses: Analyses }> {
  const { module, file } = await parseValid(source);
  return { body: module.body, analyses: new Analyses({ module, file, options: { closedWorld: true } }) };
}

/** Effects of the last statement of a program. */
async function lastOf(source: string): Promise<ReturnType<ReturnType<typeof Object.create>["of"]> & { text: string }> {
  const { body, analyses } = await analyze(source);
  const summary = analyses.get(effects).of(body.at(-1) as Statement);
  const parts = [
    ...(summary.unknown === undefined ? [] : ["unknown"]),
    ...summary.outside,
    ...(summary.writes.size > 0 ? [`writes ${summary.writes.size}`] : []),
    ...[...summary.boundVariables].map(({ name }) => `binds ${name}`),
    ...[...summary.raises].map((name) => `raises ${name}`),
  ];
  return { ...summary, text: parts.sort().join(", "), pure: isPure(summary) };
}

test.each([
  ["1 + 2", ""],
  ["x = 1\nx / 2", "raises OverflowError, raises ZeroDivisionError"],
  ["x = 1\ny = x", "binds y"],
  ["xs = [1]\nxs.append(2)", "writes 1"],
  ["print(1)", "raises any, stdout"],
  ["import mystery\nmystery.call(1)", "raises AttributeError, unknown"],
  ["xs = [1]\ndef f():\n    xs.append(1)\nf()", "writes 1"],
  ["def f(a):\n    return a + 1\nf(1)", ""],
  ["count = 0\ndef f():\n    global count\n    count = 1\nf()", "binds count"],
])("%s: %s", async (source, expected) => {
  const { text } = await lastOf(source);
  expect(text).toBe(expected);
});

test("purity", async () => {
  expect((await lastOf("import math\nmath.sqrt(2.0)")).pure).toBe(true);
  expect((await lastOf("x = [1]\nlen(x)")).pure).toBe(true);
  expect((await lastOf("x = [1]\nx.sort()")).pure).toBe(false);
});
