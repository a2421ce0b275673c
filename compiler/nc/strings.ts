/** What the characters between quotes mean: escapes, and adjacent strings that are one. */
import { type BytesValue, codePointsOf, type SurrogateString, stringOfCodePoints } from "../ir/constants.js";
import type { Report } from "./problem.js";

export type Text = string | SurrogateString;

/** The `str` that the stretch of `source` from `from` to `to` stands for; a template knows `\$` as well. */
export function decodeText(source: string, from: number, to: number, template: boolean, report: Report): Text {
  // Not `source.indexOf`: without any `\` it would read on to the end of the file, for each string.
  const body = source.slice(from, to);
  if (!body.includes("\\")) return body;
  let plain = "";
  /** The code points so far, from the first escape on that is a surrogate: two of them must not melt into one character. */
  let points: number[] | undefined;
  const append = (text: string): void => {
    if (points) for (const point of codePointsOf(text)) points.push(point);
    else plain += text;
  };
  let at = from;
  const nextSlash = (): number => {
    const index = body.indexOf("\\", at - from);
    // A `\` at the very end is that of a template which is never closed.
    return index < 0 || index === body.length - 1 ? -1 : from + index;
  };
  for (let slash = nextSlash(); slash >= 0; slash = nextSlash()) {
    append(source.slice(at, slash));
    const escape = readEscape(source, slash, to, template, report);
    at = escape.end;
    if (isSurrogate(escape.point)) {
      points ??= [...codePointsOf(plain)];
      points.push(escape.point);
    } else if (escape.point >= 0) append(String.fromCodePoint(escape.point));
  }
  append(source.slice(at, to));
  return points ? stringOfCodePoints(points) : plain;
}

/** The `bytes` that the stretch of `source` from `from` to `to` stands for. */
export function decodeBytes(source: string, from: number, to: number, raw: boolean, report: Report): BytesValue {
  const bytes: number[] = [];
  for (let at = from; at < to; ) {
    const unit = source.charCodeAt(at);
    if (unit === backslash && !raw) {
      const escape = readEscape(source, at, to, false, report);
      if (source[at + 1] === "u" && escape.point >= 0) {
        report("NC2417", at, escape.end, "bytes have no `\\u{}` escapes", "write the bytes as `\\xHH`");
      }
      if (escape.point >= 0) bytes.push(escape.point & 0xff);
      at = escape.end;
    } else if (unit > 127) {
      const character = String.fromCodePoint(source.codePointAt(at) as number);
      report("NC2419", at, at + character.length, `\`${character}\` is not ASCII`, "write the byte as `\\xHH`");
      at += character.length;
    } else {
      bytes.push(unit);
      at++;
    }
  }
  return { type: "bytes", bytes: Uint8Array.from(bytes) };
}

/** Several `str` values as one. */
export function joinTexts(texts: readonly Text[]): Text {
  if (texts.length === 1) return texts[0] as Text;
  // A text that starts with the second half of a pair may follow one that ends with a first half: they stay two.
  if (texts.every((text) => typeof text === "string" && !isLow(text.charCodeAt(0)))) return texts.join("");
  return stringOfCodePoints(texts.flatMap((text) => [...codePointsOf(text)]));
}

interface Escape {
  /** The code point it stands for; -1 for a line end that is left out, and for a bad escape. */
  readonly point: number;
  readonly end: number;
}

const backslash = 92;
const newline = 10;
const simple: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, "\\": 92, '"': 34 };

function readEscape(source: string, at: number, to: number, template: boolean, report: Report): Escape {
  const letter = source[at + 1] as string;
  const point = simple[letter];
  if (point !== undefined) return { point, end: at + 2 };
  if (letter.charCodeAt(0) === newline) return { point: -1, end: at + 2 };
  if (letter === "$" && template) return { point: 36, end: at + 2 };
  if (letter === "x") {
    const match = /[0-9a-fA-F]{2}/y;
    match.lastIndex = at + 2;
    if (match.test(source) && match.lastIndex <= to) return { point: Number.parseInt(source.slice(at + 2, at + 4), 16), end: at + 4 };
    report("NC2417", at, at + 2, "`\\x` needs two hexadecimal digits");
    return { point: -1, end: at + 2 };
  }
  if (letter === "u" && source[at + 2] === "{") {
    const match = /[0-9a-fA-F]{1,6}\}/y;
    match.lastIndex = at + 3;
    if (match.test(source) && match.lastIndex <= to) {
      const end = match.lastIndex;
      const value = Number.parseInt(source.slice(at + 3, end - 1), 16);
      if (value <= 0x10ffff) return { point: value, end };
      report("NC2417", at, end, "there is no such character: code points end at `\\u{10FFFF}`");
      return { point: -1, end };
    }
    report("NC2417", at, at + 3, "`\\u{` needs one to six hexadecimal digits and `}`");
    return { point: -1, end: at + 3 };
  }
  const end = at + 1 + String.fromCodePoint(source.codePointAt(at + 1) as number).length;
  report("NC2417", at, end, `\`\\${source.slice(at + 1, end)}\` is no escape`, escapeHint(source, at, letter));
  return { point: -1, end };
}

/** What to write instead of an escape that Python knows, or of a backslash that is meant as one. */
function escapeHint(source: string, at: number, letter: string): string {
  const codes: Readonly<Record<string, string>> = { a: "\\x07", b: "\\x08", f: "\\x0C", v: "\\x0B", "0": "\\x00" };
  const code = codes[letter];
  if (code !== undefined) return `write \`${code}\``;
  if (letter === "'") return "write `'` alone: only double quotes end a string";
  if (letter === "{" || letter === "}") return `write \`${letter}\` alone`;
  const digits = /[uU]([0-9a-fA-F]{1,8})/y;
  digits.lastIndex = at + 1;
  const hex = digits.exec(source)?.[1];
  if (hex !== undefined) return `write \`\\u{${hex.replace(/^0+(?=.)/, "")}}\``;
  if (letter === "N") return "write the character itself, or its code point as `\\u{…}`";
  return `write \`\\\\${letter}\` for a backslash, or use a raw string \`r"…"\``;
}

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;
