import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeText, escapeBytes, escapeText, formatFloat, formatImaginary, formatInt, rawText } from "../../compiler/emit/literals.js";
import { stringOfCodePoints } from "../../compiler/ir/constants.js";

const nc = { language: "nc", quote: '"', multiline: false } as const;
const python = { language: "python", quote: '"', multiline: false } as const;
const plain = { raw: false, triple: false };

describe("numbers", () => {
  test.each([
    [255n, "0XFF", "0xFF"],
    [15n, "0O17", "0o17"],
    [1000n, "1_000", "1_000"],
    [0n, "00", "0"],
    [0n, "0_0", "0"],
    [5n, "7", "5"],
    [12n, undefined, "12"],
  ])("int %p spelled %p is %p", (value, spelled, text) => {
    expect(formatInt(value, spelled)).toBe(text);
  });

  test("an integer too long for Python's decimal reader is written in hexadecimal", () => {
    const value = 10n ** 5000n;
    expect(formatInt(value, undefined)).toBe(`0x${value.toString(16)}`);
  });

  test.each([
    [1e5, "1e5", "1.0e5"],
    [0.5, ".5", "0.5"],
    [5, "5.", "5.0"],
    [10, "1_0.E0", "1_0.0e0"],
    [1.5, undefined, "1.5"],
    [1e21, undefined, "1.0e21"],
    [1e-7, undefined, "1.0e-7"],
    [Number.POSITIVE_INFINITY, "1e400", "1.0e400"],
    [Number.POSITIVE_INFINITY, undefined, "1.0e309"],
    [2, "1.0", "2.0"],
  ])("float %p spelled %p is %p", (value, spelled, text) => {
    expect(formatFloat(value, spelled)).toBe(text);
  });

  test.each([
    [2, "2J", "2j"],
    [100, "1E2j", "1.0e2j"],
    [1, "01j", "1.0j"],
    [0.5, undefined, "0.5j"],
    [3, undefined, "3j"],
  ])("imaginary %p spelled %p is %p", (value, spelled, text) => {
    expect(formatImaginary(value, spelled)).toBe(text);
  });

  test("every finite float survives its text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 0 }), (value) => {
        const text = formatFloat(value, undefined);
        expect(Number(text)).toBe(value);
        expect(text).toMatch(/^\d+\.\d+(e-?\d+)?$/);
      }),
    );
  });
});

describe("strings", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom('"', "'", "\\", "\n", "\r", "\t", "{", "}", "$", "a", "\0", "\u200b", "é", "😀", "\ud800", "\udc00"),
    }),
  );

  test.each([nc, python])("what is escaped for $language reads back as the same text", (target) => {
    fc.assert(
      fc.property(texts, fc.boolean(), fc.boolean(), (text, triple, template) => {
        const quote = triple ? '"""' : '"';
        const value = stringOfCodePoints([...text].map((character) => character.codePointAt(0) as number));
        const body = escapeText(value, { ...target, quote, multiline: triple }, template);
        expect(decodeText(body, { raw: false, triple }, target.language, template)).toEqual(value);
        // The text must not end early.
        expect(body.replace(/\\[^]/g, "x").includes(quote)).toBe(false);
        expect(/(^|[^\\])(\\\\)*"$/.test(body)).toBe(false);
        if (!triple) expect(body.includes("\n")).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test("a raw text is used only when it says the same", () => {
    fc.assert(
      fc.property(texts, fc.boolean(), fc.boolean(), (text, triple, template) => {
        const quote = triple ? '"""' : '"';
        for (const target of [nc, python]) {
          const body = rawText(text, { ...target, quote, multiline: triple }, template);
          if (body === undefined) continue;
          expect(decodeText(body, { raw: true, triple }, target.language, template)).toEqual(text);
          expect(body.includes(quote)).toBe(false);
        }
      }),
    );
  });

  test("Python's escapes are read as Python reads them", () => {
    expect(decodeText("\\x41\\u00e9\\U0001F600\\101\\0\\q\\\n\\'", plain, "python", false)).toBe("Aé😀A\0\\q'");
    expect(decodeText("\\N{EM DASH}", plain, "python", false)).toBeUndefined();
    expect(decodeText("{{}}", plain, "python", true)).toBe("{}");
    expect(decodeText("\\ud83d\\ude00", plain, "python", false)).toEqual({ type: "surrogates", codePoints: [0xd83d, 0xde00] });
  });

  test("bytes are ASCII with escapes", () => {
    expect(escapeBytes({ type: "bytes", bytes: Uint8Array.of(0, 34, 92, 10, 255, 65) }, nc)).toBe('\\x00\\"\\\\\\n\\xffA');
  });
});
