/** Usage metrics of small programs. What does not need facts of the catalogue: names, places, loops, structure. */
import { Analyses } from "../../../compiler/analysis/analyses.js";
import { summarizeUsage } from "../../../compiler/analysis/usage/summary.js";
import { type ModuleUsage, usageOf, weightOf } from "../../../compiler/analysis/usage/usage.js";
import { parseValid } from "../../support/frontend.js";

async function usage(source: string): Promise<ModuleUsage> {
  const { module, file } = await parseValid(source);
  return usageOf(new Analyses({ module, file, options: { closedWorld: true } }));
}

const callsOf = ({ calls }: ModuleUsage): string[] => calls.map(({ name, depth }) => `${name} ${depth}`);

test("calls are found through every alias, with the loops around them", async () => {
  const found = await usage(`
import numpy as np, numpy.linalg as la
from numpy import zeros as z
import pandas
make = np.ones
print(np.zeros(3), z(3), la.norm([1.0]), make(2))
for i in range(3):
    np.zeros(i)
    while i:
        np.ones(i)
        i -= 1
rows = [np.zeros(k) for k in np.arange(3)]
`);
  expect(callsOf(found)).toEqual([
    "numpy.zeros 0",
    "numpy.zeros 0",
    "numpy.linalg.norm 0",
    "numpy.ones 0",
    "numpy.zeros 1",
    "numpy.ones 2",
    "numpy.zeros 1",
    "numpy.arange 0",
  ]);
});

test("loops around the calls of a function count, too, and recursion ends", async () => {
  const found = await usage(`
import numpy as np
def leaf(n):
    return np.zeros(n)
def middle(n):
    return [leaf(k) for k in range(n)]
def again(n):
    np.ones(n)
    for k in range(n):
        again(k)
for n in range(3):
    middle(n)
again(3)
`);
  expect(found.calls.find(({ name }) => name === "numpy.zeros")?.depth).toBe(2);
  expect(found.calls.find(({ name }) => name === "numpy.ones")?.depth).toBeGreaterThanOrEqual(1);
});

test("what rests on expectations is told apart from facts", async () => {
  const found = await usage(`
import numpy as np
import torch
def step(loss, values):
    loss.backward()
    np.zeros(3)
    np.mean(values)
`);
  expect(found.calls.map(({ name, isExpected, hasExpectedType }) => [name, isExpected, hasExpectedType])).toEqual([
    ["torch.Tensor.backward", true, true],
    ["numpy.zeros", false, false],
    ["numpy.mean", false, true],
  ]);
  const summary = summarizeUsage([found]);
  expect(summary).toMatchObject({ resolved: 3, resolvedByFacts: 2, typed: 3, typedByFacts: 1 });
});

test("what is not resolved says why", async () => {
  const found = await usage("import numpy as np\nnp.no_such_function(1)\n");
  expect(found.calls).toEqual([
    expect.objectContaining({ library: "numpy", name: "np.no_such_function", resolved: false, line: 2, column: 1 }),
  ]);
  expect(found.calls[0]?.reason).toContain("no_such_function");
});

const patternsOf = async (source: string): Promise<string[]> =>
  (await usage(`import numpy as np\nimport pandas as pd\n${source}`)).patterns.map(({ id, line }) => `${id} ${line}`);

test.each([
  ["numpy.vectorize", "f = np.vectorize(lambda q: q)", ["fake-vectorize 3"]],
  ["a table that grows", "t = pd.DataFrame()\nfor i in range(3):\n    t = pd.concat([t, pd.DataFrame({'a': [i]})])", ["growth-in-loop 5"]],
  ["parts that are joined once", "parts = []\nfor i in range(3):\n    parts.append(i)\nt = pd.concat(parts)", []],
  ["joined in a loop, without growing", "for i in range(3):\n    t = np.concatenate([[i], [1]])", []],
])("%s", async (_, source, expected) => {
  const found = await patternsOf(source);
  expect(found.filter((each) => !each.startsWith("invariant"))).toEqual(expected);
});

test("metrics of several modules", async () => {
  const modules = [
    await usage("import numpy as np\nnp.zeros(1)\nfor i in range(3):\n    np.zeros(2)\n"),
    await usage("import pandas as pd\npd.foo()\n"),
  ];
  const summary = summarizeUsage(modules);
  expect(summary).toMatchObject({
    files: 2,
    calls: 3,
    resolved: 2,
    libraries: [
      { library: "numpy", calls: 2, functions: 1, files: 1, resolved: 2 },
      { library: "pandas", calls: 1, functions: 0, files: 1, resolved: 0 },
    ],
    functions: [{ name: "numpy.zeros", calls: 2, depth: 1 }],
  });
  expect(summary.hot.map(({ line }) => line)).toEqual([4]);
});

test("static cost grows with loops and with the growth of a call", () => {
  expect(weightOf("n", 2)).toBe(1000);
  expect(weightOf("1", 0)).toBe(1);
  expect(weightOf("n log n", 1)).toBeGreaterThan(weightOf("n", 1));
});
