/** Programs that were damaged at random: the parser always answers, soon, and with sensible places. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dump } from "../../compiler/ir/dump.js";
import type { Span } from "../../compiler/ir/location.js";
import { ncCodes, parseNc } from "../../compiler/nc/index.js";
import { pairs, sameInBoth } from "./programs.js";
import { nodesIn } from "./support.js";

const programs = [
  ...Object.values(sameInBoth).flat(),
  ...Object.values(pairs)
    .flat()
    .map(([nc]) => nc),
  ...ncCodes.filter(({ wrong }) => wrong.length < 500).flatMap(({ wrong, right }) => [wrong, right]),
];

const pieces =
  '( ) [ ] { } ${ " """ \' \\ : = := , . ... f" rf" b" r" t" # ` if else for in lambda => -> * ** @ ! not and match case when use as async await yield 1 1. 0x .5 é 😀 \u{D800} \u{0} import from def class try: except finally: with elif True return type ;'.split(
    " ",
  );
const piece = fc.constantFrom(...pieces, "\n", "    ", "\t", "\r", "\f", " ");

type Change = (text: string) => string;

/** A change at a place that is given as a fraction of the text. */
const change: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom("delete", "insert", "swap", "copy", "cut"), fc.double({ min: 0, max: 1, noNaN: true }), piece, fc.nat(12))
  .map(([kind, where, inserted, length]) => (text) => {
    const at = Math.floor(where * text.length);
    const head = text.slice(0, at);
    switch (kind) {
      case "delete":
        return head + text.slice(at + 1 + (length % 4));
      case "insert":
        return head + inserted + text.slice(at);
      case "swap":
        return head + [...text.slice(at, at + 5)].reverse().join("") + text.slice(at + 5);
      case "copy":
        return head + text.slice(length, length + 12) + text.slice(at);
      default:
        return head;
    }
  });

const damaged = fc
  .tuple(fc.array(fc.constantFrom(...programs), { minLength: 1, maxLength: 5 }), fc.array(change, { minLength: 1, maxLength: 5 }))
  .map(([parts, changes]) => changes.reduce((text, apply) => apply(text), parts.join("")));

const codes: ReadonlySet<string> = new Set(ncCodes.map(({ code }) => code));

function check(text: string): void {
  const start = performance.now();
  const { module, file, diagnostics } = parseNc(text, "a.nc");
  expect(performance.now() - start).toBeLessThan(2000);
  const lines = file.text.split("\n");
  for (const { code, message, place } of diagnostics) {
    expect(codes.has(code)).toBe(true);
    expect(message).toMatch(/^.{8,}$/su);
    if (!place) throw new Error("no place");
    const { line, column, endLine = 0, endColumn = 0 } = place;
    expect(line >= 1 && line <= lines.length).toBe(true);
    expect(column >= 1 && column <= (lines[line - 1] as string).length + 1).toBe(true);
    expect(endLine > line || (endLine === line && endColumn > column)).toBe(true);
  }
  for (const { loc } of nodesIn(module)) {
    const { start: from, end } = loc as Span;
    if (!(from >= 0 && from <= end && end <= file.text.length)) throw new Error(`a node from ${from} to ${end}`);
  }
  for (let index = 1; index < file.tokens.count; index++) {
    if ((file.tokens.start[index] as number) < (file.tokens.end[index - 1] as number))
      throw new Error(`token ${index} overlaps the one before`);
  }
  expect(dump(parseNc(text, "a.nc").module)).toBe(dump(module));
}

test("damaged programs are answered", () => {
  fc.assert(fc.property(damaged, check), { numRuns: 3000, seed: 2 });
});

test("random characters are answered", () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (parts) => check(parts.join(""))),
    { numRuns: 2000, seed: 3 },
  );
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), check), { numRuns: 1000, seed: 4 });
});
