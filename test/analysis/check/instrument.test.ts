/** The instrumented program does what the original does, whatever is claimed; and what it records is compared rightly. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimRecord, compareRecords } from "../../../compiler/analysis/check/compare.js";
import { instrument } from "../../../compiler/analysis/check/instrument.js";
import { array, never, scalar } from "../../../compiler/analysis/types/type.js";
import type { TypeFacts } from "../../../compiler/analysis/types/type-facts.js";
import { printPython } from "../../../compiler/emit/python-printer.js";
import { packageRoot } from "../../../compiler/package-root.js";
import { parseValid } from "../../support/frontend.js";

/** Something is claimed about every expression there is. */
const everything = { typeOf: () => never, expectedTypeOf: () => never, nodeOfSite: () => undefined } as unknown as TypeFacts;

async function instrumented(source: string): Promise<{ readonly python: string; readonly claims: number }> {
  const { module, file } = await parseValid(source);
  const result = instrument(module, everything, []);
  return { python: printPython(result.module, file).code, claims: result.claims.length };
}

function output(program: string): string {
  const claim = "import builtins\nbuiltins.__noodle_claim__ = lambda number, value: value\ndel builtins\n";
  const { stdout, stderr } = spawnSync("python3", ["-c", `${claim}exec(compile(${JSON.stringify(program)}, "app.py", "exec"))`], {
    encoding: "utf8",
  });
  return `${stdout}${stderr
    .replace(/^.*File .*\n/gm, "")
    .split("\n")
    .slice(-2)
    .join("\n")}`;
}

const program = `"""Docstring."""
from __future__ import annotations
import asyncio, dataclasses, functools

print(__doc__)

def deco(f):
    @functools.wraps(f)
    def inner(*args, **kw):
        return f(*args, **kw)
    return inner

@dataclasses.dataclass
class Base:
    x: int = 1 + 2
    names: list = dataclasses.field(default_factory=lambda: [1, 2])
    def __post_init__(self):
        self.__secret = self.x * 2
    def secret(self):
        return self.__secret

class Child(Base):
    y = [i * 2 for i in range(3)]
    def secret(self):
        def inner():
            return __class__.__name__
        return super().secret() + 1, inner(), sorted(locals())

@deco
def f(a, b=1 + 1, *, c=None):
    d = {"a": a, **{"b": b}}
    d["c"] = d["a"] + 1
    del d["b"]
    return d, f"{a=} {b!r:>{5}} {d['c']:{'>'}{4}}", (lambda q, r=a: q + r)(1)

print(f(1), f(2, c=3))
print(Child().secret(), Child(4), Child.y)
matrix = [[1, 2], [3, 4]]
matrix[0][1] += 5
first, *rest = [row[::-1] for row in matrix if (n := len(row))]
print(first, rest, n, matrix[0:1], 1 < n < 3, not n, -n)

def generate(k):
    got = yield k
    while got:
        got = yield (yield got)
    return "end"

def delegate():
    result = yield from generate(3)
    yield result

print(list(delegate()))

async def work(i):
    async with asyncio.Lock() as lock:
        await asyncio.sleep(0)
    return [x async for x in agen(i)]

async def agen(n):
    for i in range(n):
        yield i

print(asyncio.run(work(3)))
try:
    {}["missing"]
except (KeyError, ValueError) as error:
    print(repr(error), error.args)
else:
    print("no")
finally:
    print("finally")
x, y = (1, 2), "abc"
print(x if y else None, *x, sep="-", end="!\\n")
print("%s %d" % ("a", 3), "a" "b", b"c", y[-1], y[0:2], {*x}, {k: v for k, v in zip(y, x)})
global_names = [name for name in globals() if name.startswith("m")]
print(global_names, eval("len(y)"), vars(Child(1))["x"])
assert x, f"never {x}"
while True:
    if x: break
print(sum(i for i in x), max((i for i in x), default=0))
`;

test("what a program does stays the same", async () => {
  const { python, claims } = await instrumented(program);
  expect(claims).toBeGreaterThan(100);
  expect(output(python)).toBe(output(program));
});

test("real modules still compile when every expression is wrapped", async () => {
  for (const name of ["runtime-shim/python/noodle_rt/describe.py", "runtime-shim/python/noodle_rt/loader.py"]) {
    const { python, claims } = await instrumented(readFileSync(join(packageRoot, name), "utf8"));
    expect(claims).toBeGreaterThan(50);
    const { stderr } = spawnSync("python3", ["-c", `compile(${JSON.stringify(python)}, "x", "exec")`], { encoding: "utf8" });
    expect(stderr).toBe("");
  }
});

test.each([
  ["f(x)[i].y = g", "f(__noodle_claim__(0, x))"],
  ["del a[i]", "del __noodle_claim__(0, a)[__noodle_claim__(1, i)]"],
  ["x.method(y)", "__noodle_claim__(0, x).method(__noodle_claim__(1, y))"],
  ["a[1:n, 0]", "__noodle_claim__(1, a)[1:__noodle_claim__(0, n), 0]"],
])("%s", async (source, part) => {
  const { python } = await instrumented(source);
  expect(python.replaceAll(/\d+(?=, )/g, "0")).toContain(part.replaceAll(/\d+(?=, )/g, "0"));
});

test("records against claims", () => {
  const claims = [scalar("int"), array("float64", ["n"]), scalar("str"), array("float64", null, "owned"), scalar("float")];
  const records: ClaimRecord[] = [
    { claim: 0, is: { kind: "scalar", class: "int", value: "1" } },
    { claim: 1, is: { kind: "array", dtype: "int64", shape: [3], view: "owned" } },
    { claim: 1, is: { kind: "array", dtype: "float32", shape: [3], view: "owned" } },
    { claim: 3, shares: 1 },
    { claim: 4, is: { kind: "scalar", class: "str", value: "x" } },
    {
      counts: [
        [0, 4],
        [1, 2],
        [3, 1],
        [4, 9],
      ],
    },
    { error: "ValueError", message: "bad" },
  ];
  const result = compareRecords(
    claims,
    records,
    (name) => name,
    (claim) => `line ${claim}`,
    (claim) => claim === 4,
  );
  expect(result).toEqual({
    wrong: [
      { claim: 1, claimed: "ndarray[float64, (n,)]", contradiction: "dtype: claimed float64, is int64" },
      { claim: 3, claimed: "ndarray[float64]", contradiction: "view: claimed owned, shares memory with the value at line 1" },
    ],
    missed: [{ claim: 4, claimed: "float", contradiction: 'claimed float, is str "x"' }],
    checked: 3,
    expectationsChecked: 1,
    evaluations: 7,
    notReached: 1,
    failures: [],
    error: { name: "ValueError", message: "bad" },
  });
});
