/** The way on after a mistake: one bad line is one mistake, and what stands around it is read as ever. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { dump } from "../../compiler/ir/dump.js";
import { parseNc } from "../../compiler/nc/index.js";
import { codesOf, mistakesOf, statementsOf } from "./support.js";

const survivors = (text: string): string[] => statementsOf(parseNc(text, "a.nc"));
const linesOf = (text: string): (number | undefined)[] => parseNc(text, "a.nc").diagnostics.map(({ place }) => place?.line);

describe("a bad statement", () => {
  test.each([
    "a b",
    "x = ",
    "x = (1",
    "x = [1, (2",
    "x = 1)",
    "x = (1]",
    'x = "a',
    "x = 'a'",
    'x = f"${a"',
    'x = f"${a',
    "x = a; y = b",
    "f(a=1)",
    "x = a if b else c",
    "True",
    "match = 1",
    "else:",
    "if a: b",
    "def f(): pass",
    ")",
    "= 1",
    "?",
    "1 = x",
    "del f()",
    "import",
    "x.",
    '"\\q"',
    "012",
    "`",
  ])("%j costs only itself", (bad) => {
    const text = `a = 1\nb = 2\n${bad}\nc = 3\nfunction f():\n    return 4\nd = 5\n`;
    expect(linesOf(text)).toEqual([3]);
    expect(survivors(text)).toEqual(["a = 1", "b = 2", "c = 3", "function f():\n    return 4", "d = 5"]);
  });

  test.each(["a b", "x = (1", 'x = "a', "if c: d", "return return", "x = 1 +"])("%j in a block costs only itself", (bad) => {
    const { module, diagnostics } = parseNc(
      `class A:\n    def f(self):\n        if a:\n            b\n            ${bad}\n            c\n        return 1\nd\n`,
      "a.nc",
    );
    expect(diagnostics.map(({ place }) => place?.line)).toEqual([5]);
    expect(dump(module)).toBe(
      dump(parseNc("class A:\n    def f(self):\n        if a:\n            b\n            c\n        return 1\nd\n", "a.nc").module),
    );
  });

  test("a block in which nothing is left does nothing", () => {
    expect(dump(parseNc("function f():\n    a b\nc\n", "a.nc").module)).toBe(dump(parseNc("function f():\n    pass\nc\n", "a.nc").module));
  });
});

describe("a bad header", () => {
  test.each([
    ["if a b:\n    c d\n    e\nelif f g:\n    h i\nelse:\n    j k\nl\n", [1, 2, 4, 5, 7]],
    ["for a b:\n    c d\nelse:\n    e f\ng\n", [1, 2, 4]],
    ["while a\n    b c\nd\n", [1, 2]],
    ["try\n    a b\nexcept C D:\n    e f\nelse\n    g h\nfinally:\n    i j\nk\n", [1, 2, 3, 4, 5, 6, 8]],
    ["function f(a\n    b = 'c'\nd\n", [1, 2]],
    ["class A(\n    def f(self):\n        a b\nc\n", [1, 3]],
    ["match a b:\n    case 1:\n        c d\n    case e f:\n        g h\ni\n", [1, 3, 4, 5]],
    ["match a:\n    case b c:\n        d e\n    case 2:\n        f g\nh\n", [2, 3, 5]],
    ["with a b:\n    c d\ne\n", [1, 2]],
    ["@a b\nfunction f():\n    c d\ne\n", [1, 3]],
    ["if a: b\nelse: c\nd\n", [1, 2]],
    ["if a:\nb c\n", [1, 2]],
    ["try:\n    a\nb c\n", [1, 3]],
    ["else:\n    a b\nc\n", [1, 2]],
    ["    a b\n  c d\ne f\n", [1, 1, 2, 2, 3]],
    ["actor A:\n    b c\nd e\n", [1, 2, 3]],
  ])("%j: what stands below it is still checked", (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test("the statement after its block survives", () => {
    expect(survivors("if a b:\n    c\nelif d:\n    e\nelse:\n    f\ng\nfor h in:\n    i\nj\n")).toEqual(["g", "j"]);
  });

  test("a match that lost one of its cases is dropped", () => {
    expect(survivors("match a:\n    case 1:\n        b\n    case 2 3:\n        c\nd\n")).toEqual(["d"]);
  });

  test("a bad statement in a case costs only itself", () => {
    expect(survivors("match a:\n    case 1:\n        b c\n        d\n")).toEqual(["match a:\n    case 1:\n        b c\n        d"]);
  });
});

describe("indentation", () => {
  test("an unexpected one is one mistake, and its lines count", () => {
    const text = "a\n    b\n    c\nd\n";
    expect(codesOf(text)).toEqual(["NC2405"]);
    expect(survivors(text)).toEqual(["a", "b", "c", "d"]);
  });

  test("one that fits no block is one mistake", () => {
    const text = "if a:\n        b\n    c\n    d\ne\n";
    expect(codesOf(text)).toEqual(["NC2404"]);
    expect(survivors(text)).toEqual(["if a:\n        b\n    c\n    d", "e"]);
  });
});

describe("brackets that are never closed", () => {
  test("end where a statement begins", () => {
    for (const next of [
      "return 1",
      "def f():\n    pass",
      "x = 1",
      "x.y += 1",
      "class A:\n    pass",
      "import a",
      "function f(a):\n    pass",
      "async def f():\n    pass",
    ]) {
      const text = `a = f(1, [2,\n${next}\nb = 'c'\nd = 1\n`;
      expect(linesOf(text)).toEqual([1, text.split("\n").indexOf("b = 'c'") + 1]);
      expect(survivors(text)).toEqual([next, "d = 1"]);
    }
  });

  test("end at the next line that is not indented, when nothing tells it better", () => {
    const text = "a = (1\nprint(b)\nc(d)\n";
    expect(mistakesOf(text)).toEqual(["NC2411 1:5-1:6 `(` opened on line 1 is never closed"]);
    expect(survivors(text)).toEqual(["print(b)", "c(d)"]);
  });

  test("many of them take time in proportion", () => {
    const text = "print(f(1\n".repeat(5000);
    const start = performance.now();
    expect(codesOf(text).length).toBeGreaterThan(10);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

test("a line of garbage costs the lines around it nothing", () => {
  const word = fc.constantFrom(
    ..."a b c if else for in lambda and or not True match case class def return import from as with 1 2.5 + - * / = == := : , . ! && => -> @ ; ? $".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
      const result = parseNc(`before = 1\n${words.join(" ")}\nafter = 2\n`, "a.nc");
      const statements = statementsOf(result);
      expect(statements[0]).toBe("before = 1");
      expect(statements[statements.length - 1]).toBe("after = 2");
      expect(statements.length).toBe(result.diagnostics.length > 0 ? 2 : 3);
      expect(result.diagnostics.every(({ place }) => place?.line === 2)).toBe(true);
    }),
    { numRuns: 3000, seed: 1 },
  );
});
