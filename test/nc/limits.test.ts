/** Depth, length and speed. */
import { describe, expect, test } from "@jest/globals";
import { parseNc } from "../../compiler/nc/index.js";
import { NcParser } from "../../compiler/nc/statements.js";
import { codesOf, mistakesOf } from "./support.js";

test("the grammar has no ambiguities", () => {
  // Chevrotain checks it when the parser is made.
  expect(() => new NcParser(false)).not.toThrow();
});

describe("depth", () => {
  const nested = (open: string, close: string, depth: number): string => `x = ${open.repeat(depth)}1${close.repeat(depth)}\n`;

  test.each([
    ["(", ")"],
    ["[", "]"],
    ["f(", ")"],
    ["f[", "]"],
    ["{1: ", "}"],
    ["{", "}"],
    ["(a + ", ")"],
    ["!(", ")"],
    ["lambda () => ", ""],
    ["if (a) ", " else b"],
  ])("200 times %j on an ordinary stack", (open, close) => {
    expect(mistakesOf(nested(open, close, 200))).toEqual([]);
  });

  // Python itself stops at 150.
  test("templates 100 deep", () => {
    expect(mistakesOf(nested('f"${', '}"', 100))).toEqual([]);
  });

  test("patterns 200 deep", () => {
    expect(mistakesOf(`match a:\n    case ${"[".repeat(200)}b${"]".repeat(200)}:\n        pass\n`)).toEqual([]);
  });

  const blocks = (depth: number): string =>
    `${Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}if a:\n`).join("")}${" ".repeat(depth)}b\n`;

  test("100 blocks", () => {
    expect(mistakesOf(blocks(100))).toEqual([]);
    expect(codesOf(blocks(101))).toEqual(["NC2410"]);
  });

  test("beyond what fits there is a mistake, and the rest of the file is read", () => {
    const deep = nested("(", ")", 50_000);
    const text = `a = 1\n${deep}if b:\n    ${deep}    c d\nelse:\n    e\nf g\nh = 'i'\nj = 1\n`;
    const { module, diagnostics } = parseNc(text, "a.nc");
    expect(diagnostics.map(({ code, place }) => [code, place?.line])).toEqual([
      ["NC2410", 2],
      ["NC2410", 4],
      ["NC2444", 8],
      ["NC2415", 9],
    ]);
    expect(module.body).toHaveLength(2);
  });
});

describe("length", () => {
  const times = 10_000;

  test.each([
    ["operators", `x = 1${" + 1".repeat(times)}\n`],
    ["powers", `x = 1${" ** 1".repeat(times)}\n`],
    ["comparisons", `x = 1${" < 1".repeat(times)}\n`],
    ["logic", `x = a${" && a || a".repeat(times)}\n`],
    ["prefix operators", `x = ${"-".repeat(times)}1\n`],
    ["calls", `x = f${"(1)".repeat(times)}\n`],
    ["attributes", `x = a${".b".repeat(times)}\n`],
    ["subscripts", `x = a${"[0]".repeat(times)}\n`],
    ["conditions", `x = ${"if (a) b else ".repeat(times)}c\n`],
    ["elif", `if a:\n    b\n${"elif c:\n    d\n".repeat(times)}`],
    ["targets", `${"x = ".repeat(times)}1\n`],
    ["strings", `x = ${'"a" '.repeat(times)}\n`],
    ["interpolations", `x = f"${"$".concat("{a}").repeat(times)}"\n`],
    ["clauses", `x = [a${" for b in c if d".repeat(times)}]\n`],
    ["alternatives", `match a:\n    case 1${" | 1".repeat(times)}:\n        pass\n`],
    ["decorators", `${"@a\n".repeat(times)}function f():\n    pass\n`],
    ["handlers", `try:\n    a\n${"except B:\n    c\n".repeat(times)}`],
  ])("10,000 %s in a row", (_, text) => {
    expect(mistakesOf(text)).toEqual([]);
  });

  test("a file that is mostly mistakes", () => {
    const start = performance.now();
    expect(codesOf("x = a +\ny = (1\nz = 'a'\nif b\n    c\n".repeat(1000))).toHaveLength(4000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

test("ordinary code is read fast", () => {
  const text = `
class Account(Base, registry: accounts):
    """An account."""

    def deposit(self, amount: float, *, note: str = "") -> float:
        if amount <= 0 || !self.open:
            raise ValueError(f"bad amount \${amount:.2f} for \${self.name!r}")
        # keep a record
        self.history.append({"amount": amount, "note": note, (self.key): [x for x in self.tags if x]})
        self.balance += amount * (1 + self.rate) - self.fees[amount // 100][0]
        return self.balance
`.repeat(2000);
  const lines = text.split("\n").length;
  parseNc(text, "a.nc");
  const start = performance.now();
  const { module } = parseNc(text, "a.nc");
  const seconds = (performance.now() - start) / 1000;
  expect(module.body).toHaveLength(2000);
  // The goal is 60,000 lines a second on one core; less is asked for where other work is going on.
  expect(lines / seconds).toBeGreaterThan(15_000);
});
