/** What people are told: the mistakes of `mistakes.txt`, word for word and place for place. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ncCodes, parseNc, parseNcStrict } from "../../compiler/nc/index.js";
import { packageRoot } from "../../compiler/package-root.js";
import { NoodleError } from "../../compiler/remarks/diagnostic.js";
import { codesOf, mistakesOf, treeOf } from "./support.js";

/** Texts, each followed by its mistakes in lines that start with `~`. */
const cases = readFileSync(join(packageRoot, "test/nc/mistakes.txt"), "utf8")
  .split("\n\n")
  .map((entry) => {
    const lines = entry.replace(/\n$/, "").split("\n");
    const first = lines.findIndex((line) => line.startsWith("~ "));
    return { text: `${lines.slice(0, first).join("\n")}\n`, mistakes: lines.slice(first).map((line) => line.slice(2)) };
  });

test.each(cases)("$text", ({ text, mistakes }) => {
  expect(mistakesOf(text)).toEqual(mistakes);
});

describe("codes", () => {
  test.each(ncCodes)("$code: the wrong example has this mistake only", ({ code, wrong }) => {
    expect([...new Set(codesOf(wrong))]).toEqual([code]);
  });

  test.each(ncCodes)("$code: the right example has none", ({ right }) => {
    expect(treeOf(right)).toMatch(/^Module/);
  });

  test("are in order, once each, and explained", () => {
    const codes = ncCodes.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const { title, explanation } of ncCodes) {
      expect(title).toMatch(/^[^.]{5,60}$/);
      expect(explanation).toMatch(/^[^]+\n\nWrong:\n\n```nc\n[^]+\n```\n\nRight:\n\n```nc\n[^]+\n```$/);
      expect(explanation.length).toBeLessThan(1000);
    }
  });

  test("each of them occurs among the mistakes or the examples of another one", () => {
    const used = new Set([
      ...cases.flatMap(({ mistakes }) => mistakes.map((line) => line.slice(0, 6))),
      "NC2401",
      "NC2403",
      "NC2410",
      "NC2419",
    ]);
    expect(ncCodes.map(({ code }) => code).filter((code) => !used.has(code))).toEqual([]);
  });
});

describe("diagnostics", () => {
  test("have the file, the place, and the text that it is in", () => {
    expect(parseNc("x = 1\r\ny = é€", "folder/a.nc").diagnostics).toEqual([
      {
        code: "NC2402",
        severity: "error",
        message: "`€` has no meaning here",
        place: { file: "folder/a.nc", line: 2, column: 6, endLine: 2, endColumn: 7 },
        sourceText: "x = 1\ny = é€",
      },
    ]);
  });

  test("columns count UTF-16 units", () => {
    expect(mistakesOf('x = "😀" y\n')).toEqual([
      "NC2444 1:10-1:11 `y` does not belong to this statement [a comma or an operator may be missing before it]",
    ]);
  });

  test("are in the order of the text, whether the lexer or the parser found them", () => {
    expect(mistakesOf("a b\nc = 'd'\ne f\ng = 'h'\n").map((line) => line.slice(0, 10))).toEqual([
      "NC2444 1:3",
      "NC2415 2:5",
      "NC2444 3:3",
      "NC2415 4:5",
    ]);
  });

  test("parseNcStrict throws all of them", () => {
    expect(parseNcStrict("x = 1\n", "a.nc").module.body).toHaveLength(1);
    let thrown: unknown;
    try {
      parseNcStrict("a b\nc d\n", "a.nc");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(NoodleError);
    expect((thrown as NoodleError).diagnostics).toHaveLength(2);
  });
});
