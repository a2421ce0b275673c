/** Descriptions of real values. Those of libraries are tested where a Python with them is named by `NOODLE_TEST_PYTHON`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readDescription } from "../../compiler/analysis/types/admits.js";
import { printType } from "../../compiler/analysis/types/print-type.js";
import { packageRoot } from "../../compiler/package-root.js";

const python = process.env["NOODLE_TEST_PYTHON"] ?? "python3";

/** Prints one description per line of the program, which are expressions; lines before the first blank one are statements. */
function describeAll(setup: string, expressions: readonly string[]): readonly unknown[] {
  const program = `
import sys, json
sys.path.insert(0, ${JSON.stringify(join(packageRoot, "runtime-shim/python"))})
from noodle_rt.describe import describe
exec(${JSON.stringify(setup)})
for text in ${JSON.stringify(expressions)}:
    print(json.dumps(describe(eval(text))))
`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", program], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const has = (library: string): boolean => spawnSync(python, ["-c", `import ${library}`]).status === 0;
const withLibrary = (library: string) => (has(library) ? test : test.skip);

function check(setup: string, expected: Readonly<Record<string, string>>): void {
  const descriptions = describeAll(setup, Object.keys(expected));
  const printed = descriptions.map((each) => printType(readDescription(each), { most: 4 }));
  expect(Object.fromEntries(Object.keys(expected).map((text, index) => [text, printed[index]]))).toEqual(expected);
}

test("values of Python", () => {
  check(
    `
import collections, datetime, functools, itertools
class User:
    def __init__(self): self.x = 1
    def method(self): pass
class Odd(type):
    def __getattribute__(cls, name): raise AssertionError("the program's code runs")
class Meta(metaclass=Odd):
    __slots__ = ()
Point = collections.namedtuple("Point", "x y")
iterator = iter([1, 2])
`,
    {
      True: "bool = True",
      "2**70": "int = 1180591620717411303424",
      "-0.0": "float = -0.0",
      "float('nan')": "float = nan",
      "1j": "complex",
      "b'x'": "bytes",
      "'x' * 1000": "str",
      None: "None",
      "...": "...",
      "[1, 2, 'a']": 'list[int = 1 | int = 2 | str = "a"] of 3',
      "[0] * 1000": "list[int]",
      "[0] * 1000 + [None]": "list[int | None]",
      "(1, (2,))": "(int = 1, (int = 2,))",
      "{1, 2}": "set[int = 1 | int = 2]",
      "{'a': 1, 2: []}": 'dict{"a": int = 1, 2: list[]}',
      "{}": "dict{}",
      "collections.defaultdict(int)": "defaultdict{}",
      "Point(1, 2)": "Point(int = 1, int = 2)",
      iterator: "list_iterator[unknown]",
      "list(iterator)": "list[int = 1 | int = 2] of 2",
      "itertools.count()": "count[unknown]",
      "range(2, 9)": "range(2, 9, 1)",
      "slice(None, 3)": "slice(None, 3, None)",
      "collections.deque([1])": "deque[int]",
      sys: "module sys",
      "json.dumps": "function json.dumps",
      len: "function builtins.len",
      "[].append": "method list.append",
      int: "class int",
      "functools.partial(int, base=2)": "partial(class int, …)",
      "datetime.date(2024, 1, 1)": "date",
      User: "class User",
      "User()": "User",
      "User().method": "method User.method",
      Meta: "class Meta",
      "Meta()": "Meta",
      "(x for x in [])": "generator[unknown]",
    },
  );
});

test("work is bounded, and circles end", () => {
  const [circle, deep, wide] = describeAll(
    "circle = []\ncircle.append(circle)\nwide = [[[0] * 90] * 90] * 90\ndeep = []\nfor _ in range(50): deep = [deep]",
    ["circle", "deep", "wide"],
  );
  for (const each of [circle, deep, wide]) expect(JSON.stringify(each)).toContain("not looked at");
  expect(JSON.stringify(wide).length).toBeLessThan(300_000);
});

test("no library is imported", () => {
  const [modules] = describeAll("", [
    "sorted(name for name in sys.modules if name in ('numpy', 'pandas', 'torch', 'dataclasses', 'inspect'))",
  ]);
  expect(modules).toMatchObject({ items: [] });
});

withLibrary("numpy")("NumPy", () => {
  check("import numpy as np\na = np.zeros((2, 3))", {
    np: "module numpy",
    a: "ndarray[float64, (2, 3)]",
    "np.array(['abc'])": "ndarray[<U3, (1,)]",
    "np.float64(1)": "numpy.float64",
    "a.sum() > 1": "numpy.bool",
    "np.matrix([[1]])": "matrix",
    "np.dtype('int8')": "dtype",
    "np.sin": "function ufunc.sin",
    "np.linalg.norm": "function numpy.linalg.norm",
    "np.int64": "class numpy.int64",
    "np.random.default_rng()": "Generator",
  });
  const [own, view] = describeAll("import numpy as np\na = np.zeros(3)", ["a", "a[1:]"]);
  expect([own, view]).toMatchObject([{ view: "owned" }, { view: "view" }]);
});

withLibrary("pandas")("pandas", () => {
  check("import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 3: [1., 2.]})", {
    df: "DataFrame{a: int64, 3: float64} × 2",
    "df.a": "Series[a: int64] × 2",
    "df.index": "RangeIndex[int64] × 2",
    "df.set_index(['a', 3]).index": "MultiIndex[object] × 2",
    "df.groupby('a')": "DataFrameGroupBy",
    "pd.Timestamp('2020-01-01')": "Timestamp",
    "pd.read_csv": "function pandas.read_csv",
  });
});
