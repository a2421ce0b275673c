/** The pass manager: order, fixed point, what is undone, what is reported, and what switches passes off. */
import type { ModuleAnalysis } from "../../compiler/analysis/analyses.js";
import { patchedText } from "../../compiler/emit/patched-text.js";
import { dump } from "../../compiler/ir/dump.js";
import { definePass, type Pass } from "../../passes/manager/pass.js";
import { maxRounds, runPasses } from "../../passes/manager/runner.js";
import { parseValid } from "../support/frontend.js";
import {
  addNothing,
  boasting,
  dropNames,
  goodPasses,
  invalid,
  lying,
  nameResults,
  restless,
  run,
  standardOptions,
  throwing,
  timesOne,
} from "./support.js";

/** The program after these passes, as Python. */
async function after(text: string, passes: readonly Pass[], options: Parameters<typeof run>[2] = {}): Promise<string> {
  const { module, file } = await parseValid(text);
  const { originals } = runPasses({ module, file, passes, options: { ...standardOptions, ...options } });
  return patchedText(module, file, originals).code;
}

const program = "def f(a):\n    return a * 1 + 0\n\nclass C:\n    def g(self, a):\n        return (a + 0) * 1\n\nx = f(1) + 0 + 0\nx\n";

test("passes run to a fixed point on all units", async () => {
  const { remarks, times, changed } = await run(program, goodPasses);
  expect(changed).toBe(true);
  expect(await after(program, goodPasses)).toBe("def f(a):\n    return a\n\nclass C:\n    def g(self, a):\n        return a\n\nx = f(1)\n");
  expect(remarks.map(({ pass, function: name, place }) => [pass, name, place?.line])).toEqual([
    ["add-nothing", null, 8],
    ["add-nothing", null, 8],
    ["add-nothing", "f", 2],
    ["add-nothing", "C.g", 6],
  ]);
  expect(times.map(({ pass, changes }) => [pass, changes])).toEqual([
    ["add-nothing", 3],
    ["times-one", 2],
    ["name-results", 0],
    ["drop-names", 1],
  ]);
});

test("nothing to do: nothing changes", async () => {
  const { changed, originals, remarks } = await run("x = 1\n", goodPasses);
  expect({ changed, originals: originals.size, remarks }).toEqual({ changed: false, originals: 0, remarks: [] });
});

test("running again changes nothing, and the order of independent passes does not matter", async () => {
  const texts = [program, "def f(a):\n    return g(a + 0) * 1\n", "for i in range(3 + 0):\n    i\n    print(i * 1 * 1)\n"];
  for (const text of texts) {
    const once = await after(text, goodPasses);
    expect(await after(once, goodPasses)).toBe(once);
    for (const order of [
      [1, 0, 2, 3],
      [3, 2, 1, 0],
      [2, 3, 0, 1],
    ]) {
      // A name for a result is not needed when the result is simplified first.
      const independent = order.filter((index) => goodPasses[index] !== nameResults).map((index) => goodPasses[index] as Pass);
      const straight = goodPasses.filter((pass) => pass !== nameResults);
      expect(await after(text, independent)).toBe(await after(text, straight));
    }
  }
});

test("the same program gives the same remarks and changes", async () => {
  const [a, b] = [await run(program, goodPasses), await run(program, goodPasses)];
  expect(a.remarks).toEqual(b.remarks);
  expect(dump(a.module)).toBe(dump(b.module));
});

test("a pass that throws is undone for that unit only", async () => {
  const text = "def good(a):\n    return a * 1\n\ndef bad(a):\n    return a * 1\n";
  expect(await after(text, [throwing])).toBe("def good(a):\n    return a\n\ndef bad(a):\n    return a * 1\n");
  const { remarks } = await run(text, [throwing]);
  expect(remarks).toContainEqual(
    expect.objectContaining({ kind: "failure", code: "NC2540", pass: "throwing", function: "bad", message: "the pass threw: out of luck" }),
  );
  expect(remarks.filter(({ function: name }) => name === "bad")).toHaveLength(1);
});

test("a tree that is no program is undone", async () => {
  for (const verifyEach of [true, false]) {
    const { remarks, module, changed } = await run("x = 1\n", [invalid], { verifyEach });
    expect(changed).toBe(false);
    expect(module.body).toHaveLength(1);
    expect(remarks).toMatchObject([{ kind: "failure", code: "NC2541", message: expect.stringContaining("Return outside of a function") }]);
  }
});

test("changes that are not reported, and reports without changes, are found", async () => {
  const lie = await run("x = 7\n", [lying]);
  expect(lie.remarks).toMatchObject([
    { code: "NC2542", message: "the pass changed the module without saying so; the change cannot be undone" },
  ]);
  const boast = await run("def f():\n    f()\n", [boasting]);
  expect(boast.remarks).toMatchObject([{ code: "NC2542", function: "f", message: "the pass says that it changed f, but it did not" }]);
});

test("a stage without a fixed point is undone as a whole", async () => {
  const { remarks, module, changed, times } = await run("x = a + b\ny = a * 1\n", [timesOne, restless, dropNames]);
  expect(times.find(({ pass }) => pass === "restless")?.changes).toBe(maxRounds);
  expect(remarks).toMatchObject([{ kind: "failure", code: "NC2543", pass: "restless", reason: "still changing the program: restless" }]);
  expect(changed).toBe(false);
  expect(dump(module)).toBe(dump((await parseValid("x = a + b\ny = a * 1\n")).module));
});

test("an analysis that fails is reported once and costs only the passes that need it", async () => {
  const broken: ModuleAnalysis<number> = {
    name: "broken",
    scope: "module",
    compute() {
      throw new Error("no idea");
    },
  };
  const needy = definePass({ ...timesOne, name: "needy", requires: [broken] });
  const { remarks, changed } = await run("def f(): pass\nx = a + 0\n", [needy, addNothing]);
  expect(changed).toBe(true);
  expect(remarks.filter(({ kind }) => kind === "failure")).toMatchObject([
    { code: "NC2544", pass: "needy", message: "the analysis broken failed: no idea" },
  ]);
});

test("programs that Python refuses are left alone", async () => {
  const { remarks, changed } = await run("x = a + 0\nreturn\n", [addNothing]);
  expect(changed).toBe(false);
  expect(remarks).toMatchObject([{ kind: "analysis", code: "NC2545", place: { line: 2 } }]);
});

test("--only, --skip, exactness, libraries", async () => {
  const numpyOnly = definePass({ ...timesOne, name: "numpy-only", libraries: ["numpy"] });
  const loose = definePass({ ...timesOne, name: "loose", exactness: "ulp" });
  expect(await after(program, goodPasses, { only: ["times-one"] })).toContain("return a + 0\n");
  expect(await after(program, goodPasses, { skip: ["drop-names"] })).toContain("\nx\n");
  expect(await after("y = x * 1\n", [numpyOnly])).toBe("y = x * 1\n");
  expect(await after("import numpy.linalg\ny = x * 1\n", [numpyOnly])).toContain("y = x\n");
  expect(await after("from numpy import *\ny = x * 1\n", [numpyOnly])).toContain("y = x\n");
  expect(await after("y = x * 1\n", [loose])).toBe("y = x * 1\n");
  expect(await after("y = x * 1\n", [loose], { exactness: "fast-math" })).toBe("y = x\n");
});

test("applications are numbered the same way up to the limit", async () => {
  const all = await run(program, goodPasses, { limit: 1000 });
  expect(all.said[0]).toBe("BISECT: running pass (1) add-nothing on the module");
  expect(all.said[1]).toBe("BISECT: running pass (2) add-nothing on function f");
  for (const limit of [0, 1, 2, 5, 7]) {
    const { said } = await run(program, goodPasses, { limit });
    expect(said.slice(0, limit)).toEqual(all.said.slice(0, limit));
    expect(said.slice(limit).every((line) => line.startsWith("BISECT: NOT running pass"))).toBe(true);
  }
  expect(await after(program, goodPasses, { limit: 0 })).toBe(program);
  expect(await after(program, goodPasses, { limit: 1 })).toContain("x = f(1)\n");
});

test.each([
  ["a decorator", "@no_optimize\ndef f(a):\n    def g(): return a + 0\n    return a + 0\n", 0],
  ["a decorator with a module", "@nc.no_optimize()\nclass C:\n    x = a + 0\n    def f(a): return a + 0\n", 0],
  ["a region", "# noodle: off\nx = a + 0\ny = a + 0\n# noodle: on\nz = a + 0\n", 1],
  ["a region up to the end of its block", "def f(a):\n    # noodle: off\n    x = [\n0, a + 0]\n    y = a + 0\nz = a + 0\n", 1],
  ["a region up to the end", "x = a + 0\n# noodle: off\ndef f(a):\n    return a + 0\n", 1],
  ["a statement", "x = a + 0  # noodle: off\ny = a + 0\n", 1],
  ["a statement of several lines", "x = (a +\n  0)  # noodle: off, please\ny = (a +  # noodle: off\n 0)\nz = a + 0\n", 1],
  ["a loop, by its header", "for i in a + 0:  # noodle: off\n    i + 0\n    i + 0\ni + 0\n", 1],
  ["a function, by its header", "def f(a):  # noodle: off\n    return a + 0\nf(a + 0)\n", 1],
  ["no directive", "x = a + 0  # noodles: off\n# noodle:offline\ny = '# noodle: off'\nz = a + 0\n", 2],
])("switched off by %s", async (_, text, expected) => {
  const { remarks } = await run(text, [addNothing]);
  expect(remarks.filter(({ kind }) => kind === "passed")).toHaveLength(expected);
});

test("an edit where optimisation is off is refused", async () => {
  const { remarks, changed } = await run("x = a * 1  # noodle: off\n", [timesOne]);
  expect(changed).toBe(false);
  expect(remarks).toMatchObject([{ code: "NC2540", message: "the pass threw: optimisation is switched off here" }]);
});

test("declarations that the command line could not show are refused", () => {
  expect(() => definePass({ ...timesOne, name: "Times One" })).toThrow("name of a pass");
  expect(() => definePass({ ...timesOne, stage: "late" as never })).toThrow("there is no stage late");
  expect(() => definePass({ ...timesOne, summary: "It ends." })).toThrow("one short sentence");
});
