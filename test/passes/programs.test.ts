/** All passes on every program there is: nothing breaks down, and what comes out is a fixed point. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { dump } from "../../compiler/ir/dump.js";
import { optimize } from "../../compiler/optimize.js";
import { packageRoot } from "../../compiler/package-root.js";
import { passes } from "../../passes/index.js";
import type { Pass } from "../../passes/manager/pass.js";
import { readCases } from "../golden/case.js";
import { parseValid } from "../support/frontend.js";

const programs = readCases()
  .filter(({ status }) => status === "plain")
  .flatMap(({ name, input }) => input.filter(({ language }) => language === "python").map(({ text }) => ({ name, text })));

test("there are programs", () => {
  expect(programs.length).toBeGreaterThan(40);
});

test("no pass fails, what is printed is what the tree says, and a second run changes nothing", async () => {
  const wrong: string[] = [];
  let changed = 0;
  for (const { name, text } of [
    ...programs,
    { name: "weather", text: readFileSync(join(packageRoot, "examples/weather/main.py"), "utf8") },
  ]) {
    const parsed = await parseValid(text);
    const first = optimize(parsed, { level: 2, verifyEach: true });
    for (const { kind, code, message } of first.remarks) if (kind === "failure") wrong.push(`${name}: ${code}: ${message}`);
    if (!first.changed) continue;
    changed++;
    const { code } = patchedText(parsed.module, parsed.file, first.originals);
    const again = await parseValid(code);
    if (dump(again.module) !== dump(parsed.module)) wrong.push(`${name}: the text does not say what the tree says`);
    if (optimize(again, { level: 2 }).changed) wrong.push(`${name}: a second run changes more`);
  }
  expect(wrong).toEqual([]);
  expect(changed).toBeGreaterThan(3);
});

test("any order of the passes gives the same", async () => {
  // Passes of the last stage want the same steps of a program, and some want the same loops: there the table says which comes first.
  const rivals = ["searches", "vectorization", "batching", "growth", "array-elements"];
  const isOrdered = ({ stage, name }: Pass): boolean => stage === "lowering" || rivals.includes(name);
  const ordered = passes.filter(isOrdered);
  const others = passes.filter((pass) => !isOrdered(pass));
  for (const { text } of programs.filter((program) => program.name.startsWith("pass-"))) {
    const straight = await parseValid(text);
    const reverse = await parseValid(text);
    optimize(straight, { level: 2 }, passes);
    optimize(reverse, { level: 2 }, [...others.reverse(), ...ordered]);
    expect(dump(reverse.module)).toBe(dump(straight.module));
  }
});
