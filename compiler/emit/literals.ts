/** Spelling of literals: numbers and strings of both languages, and how the source spelled them. */
import { type BytesValue, codePointsOf, type SurrogateString, sameConstant, stringOfCodePoints } from "../ir/constants.js";
import type { SourceFile, SourceLanguage } from "../ir/source-file.js";
import { TokenKind } from "../ir/source-file.js";

export type Text = string | SurrogateString;

// --- numbers --------------------------------------------------------------------------------------------------------

/** Python refuses longer decimal integers in source text (`sys.set_int_max_str_digits`). */
const maxDecimalDigits = 4300;

/** An integer as the source spelled it (`0xFF`, `1_000`), or in decimal. */
export function formatInt(value: bigint, spelled: string | undefined): string {
  if (spelled !== undefined) {
    const text = spelled.length > 1 && spelled[0] === "0" ? `0${(spelled[1] as string).toLowerCase()}${spelled.slice(2)}` : spelled;
    if (/^(?:0[xob]_?[\da-fA-F]|[1-9]|0$)/.test(text) && intValue(text) === value) return text;
  }
  const decimal = value.toString();
  return decimal.length <= maxDecimalDigits ? decimal : `0x${value.toString(16)}`;
}

function intValue(text: string): bigint | undefined {
  // Long literals are compared by nothing: Python read them, and a quadratic conversion would be felt.
  try {
    return BigInt(text.replaceAll("_", ""));
  } catch {
    return undefined;
  }
}

/** A float, always with digits on both sides of a dot; spelled as in the source where that is such a number. */
export function formatFloat(value: number, spelled: string | undefined): string {
  return (spelled !== undefined && dotted(spelled, value)) || canonicalFloat(value);
}

/** An imaginary number such as `2j`. */
export function formatImaginary(value: number, spelled: string | undefined): string {
  if (spelled !== undefined) {
    const digits = spelled.slice(0, -1);
    if (/^(?:0|[1-9][\d_]*)$/.test(digits) && Number(digits.replaceAll("_", "")) === value) return `${digits}j`;
    const text = dotted(digits, value);
    if (text) return `${text}j`;
  }
  return Number.isSafeInteger(value) ? `${value}j` : `${canonicalFloat(value)}j`;
}

function dotted(spelled: string, value: number): string | undefined {
  const match = /^([\d_]*)(?:\.([\d_]*))?(?:[eE]([+-]?[\d_]+))?$/.exec(spelled);
  if (!match) return undefined;
  const [, whole = "", fraction, exponent] = match;
  const text = `${whole.replace(/^0[0_]*(?=\d)/, "") || "0"}.${fraction || "0"}${exponent === undefined ? "" : `e${exponent}`}`;
  return Number(text.replaceAll("_", "")) === value ? text : undefined;
}

function canonicalFloat(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "1.0e309";
  const text = String(value).replace("e+", "e");
  const at = text.indexOf("e");
  const mantissa = at < 0 ? text : text.slice(0, at);
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}${at < 0 ? "" : text.slice(at)}`;
}

// --- strings: how the source spelled them -----------------------------------------------------------------------------

export interface Style {
  readonly raw: boolean;
  /** Triple quotes; for a template only when a line ends in its text, since its quotes also depend on what is in its braces. */
  readonly triple: boolean;
  /** Whether a tab stands in the text as it is. */
  readonly tabs?: boolean;
}

/** One of the adjacent literals that make up a string: a stretch of the source, its style, and what it says. */
export interface Piece {
  readonly kind: "text" | "bytes" | "template";
  readonly start: number;
  readonly end: number;
  readonly style: Style;
  /** Whether it has Python's `u` prefix. */
  readonly unicode: boolean;
  /** Between the quotes. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** The adjacent literals in a stretch of the source, or `undefined` when there is something else. */
export function piecesIn(file: SourceFile, start: number, end: number): Piece[] | undefined {
  const { tokens } = file;
  const pieces: Piece[] = [];
  for (let index = file.tokenAtOrAfter(start); index < tokens.count && (tokens.start[index] as number) < end; index++) {
    const from = tokens.start[index] as number;
    let last = index;
    let multiline = false;
    if (tokens.kind[index] === TokenKind.TemplateStart) {
      for (let depth = 1; depth > 0; ) {
        last++;
        if (last >= tokens.count) return undefined;
        if (tokens.kind[last] === TokenKind.TemplateStart) depth++;
        else if (tokens.kind[last] === TokenKind.TemplateEnd) depth--;
        else if (depth === 1 && tokens.kind[last] === TokenKind.TemplateText) multiline ||= hasLineEnd(file.tokenText(last));
      }
    } else if (tokens.kind[index] !== TokenKind.String) return undefined;
    const piece = pieceOf(file.text, from, tokens.end[last] as number, last !== index);
    pieces.push(piece.kind === "template" ? { ...piece, style: { raw: piece.style.raw, triple: multiline } } : piece);
    index = last;
  }
  return pieces.length > 0 ? pieces : undefined;
}

/** Whether a line ends in the text; a backslash at the end of a line joins it with the next. */
const hasLineEnd = (text: string): boolean => text.includes("\n") && text.replace(/\\[^]/g, "").includes("\n");

function pieceOf(text: string, start: number, end: number, template: boolean): Piece {
  let quote = start;
  while (text[quote] !== '"' && text[quote] !== "'") quote++;
  const prefix = text.slice(start, quote).toLowerCase();
  const triple = end - quote >= 6 && text.startsWith((text[quote] as string).repeat(3), quote);
  const width = triple ? 3 : 1;
  return {
    kind: template ? "template" : prefix.includes("b") ? "bytes" : "text",
    start,
    end,
    style: { raw: prefix.includes("r"), triple, tabs: triple && text.slice(quote, end).includes("\t") },
    unicode: prefix.includes("u"),
    bodyStart: quote + width,
    bodyEnd: end - width,
  };
}

/**
 * The value of the text of a string literal, or `undefined` when only Python can tell (`\N{…}`).
 * @param template whether the text stands in a template, where braces (Python) or `\$` (`.nc`) are escapes too
 */
export function decodeText(body: string, style: Style, language: SourceLanguage, template: boolean): Text | undefined {
  let text = body;
  if (template && language === "python") text = text.replaceAll("{{", "{").replaceAll("}}", "}");
  if (style.raw || !text.includes("\\")) return text;
  const points: number[] = [];
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "\\") {
      const point = text.codePointAt(at) as number;
      points.push(point);
      at += point > 0xffff ? 2 : 1;
      continue;
    }
    const rest = text.slice(at, at + 12);
    const escape = (language === "python" ? pythonEscape : ncEscape).exec(rest);
    if (!escape) {
      // A backslash in front of a brace of a Python template is itself.
      if (rest !== "\\" || !template || language !== "python") return undefined;
      points.push(92);
      break;
    }
    const point = escapedPoint(escape[0], language);
    if (point === "unknown") return undefined;
    if (point === "kept") points.push(92, ...codePointsOf(escape[0].slice(1)));
    else if (point !== "nothing") points.push(point);
    at += escape[0].length;
  }
  return stringOfCodePoints(points);
}

const pythonEscape = /^\\(?:[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])/u;
const ncEscape = /^\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F]{1,6}\}|[^])/u;
const simpleEscapes: Readonly<Record<string, number>> = {
  "\\": 92,
  "'": 39,
  '"': 34,
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  $: 36,
};

/** Code point of an escape; unknown escapes of Python are kept with their backslash. */
function escapedPoint(escape: string, language: SourceLanguage): number | "nothing" | "kept" | "unknown" {
  const first = escape[1] as string;
  if (first === "\n") return "nothing";
  if (first === "N") return "unknown";
  if (escape.length > 2 && "xuU".includes(first)) return Number.parseInt(escape.slice(2).replace(/[{}]/g, ""), 16);
  if (first >= "0" && first <= "7") return Number.parseInt(escape.slice(1), 8);
  if (first === "$" && language === "python") return "kept";
  return simpleEscapes[first] ?? "kept";
}

// --- strings: writing them --------------------------------------------------------------------------------------------

/** How a target language writes string literals. */
export interface StringTarget {
  readonly language: SourceLanguage;
  /** One or three quote characters. */
  readonly quote: string;
  /** Whether line ends may stand in the text as they are. */
  readonly multiline: boolean;
  /** Whether tabs may. */
  readonly tabs?: boolean;
}

/** Control and format characters, unusual spaces, surrogates, private characters and code points that are no characters. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{NChar}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

const isUnprintable = (point: number): boolean => (point < 0x7f ? point < 0x20 : unprintable.test(String.fromCodePoint(point)));

/** The text between the quotes, with escapes where they are needed. */
export function escapeText(value: Text, { language, quote, multiline, tabs }: StringTarget, template: boolean): string {
  const triple = quote.length === 3;
  if (typeof value === "string" && !template && /^[ !#-&(-[\]-~]*$/.test(value)) return value;
  const points = codePointsOf(value);
  const mark = quote.charCodeAt(0);
  let text = "";
  for (let index = 0; index < points.length; index++) {
    const point = points[index] as number;
    if (point === 92) text += "\\\\";
    else if (point === 10) text += multiline ? "\n" : "\\n";
    else if (point === 9) text += tabs ? "\t" : "\\t";
    else if (point === 13) text += "\\r";
    else if (point === mark) {
      // In triple quotes only a quote that would end the string needs an escape.
      const ends =
        index === points.length - 1 || (points[index + 1] === mark && (points[index + 2] === mark || index + 2 === points.length));
      text += !triple || ends ? `\\${quote[0]}` : quote[0];
    } else if (template && language === "python" && (point === 123 || point === 125)) text += point === 123 ? "{{" : "}}";
    else if (template && language === "nc" && point === 36 && points[index + 1] === 123) text += "\\$";
    else if (isUnprintable(point)) text += escapePoint(point, language);
    else text += String.fromCodePoint(point);
  }
  return text;
}

function escapePoint(point: number, language: SourceLanguage): string {
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  if (language === "nc") return `\\u{${hex}}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Text of a raw literal between its quotes, or `undefined` when a raw literal cannot say it. */
export function rawText(value: Text, { language, quote, multiline }: StringTarget, template: boolean): string | undefined {
  if (typeof value !== "string" || (value.includes("\n") && !multiline)) return undefined;
  const triple = quote.length === 3;
  const mark = quote[0] as string;
  if (/\\(?:\\\\)*$/.test(value) || (triple ? value.includes(mark.repeat(3)) || value.endsWith(mark) : value.includes(mark)))
    return undefined;
  for (const character of value) if (character !== "\n" && isUnprintable(character.codePointAt(0) as number)) return undefined;
  if (!template) return value;
  if (language === "nc") return value.includes("${") ? undefined : value;
  return value.replaceAll("{", "{{").replaceAll("}", "}}");
}

export function escapeBytes({ bytes }: BytesValue, { quote, multiline }: StringTarget): string {
  const triple = quote.length === 3;
  const mark = quote.charCodeAt(0);
  let text = "";
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte === 92) text += "\\\\";
    else if (byte === 10) text += multiline ? "\n" : "\\n";
    else if (byte === 9) text += "\\t";
    else if (byte === 13) text += "\\r";
    else if (byte === mark) {
      const ends = index === bytes.length - 1 || (bytes[index + 1] === mark && (bytes[index + 2] === mark || index + 2 === bytes.length));
      text += !triple || ends ? `\\${quote[0]}` : quote[0];
    } else text += byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte);
  }
  return text;
}

/** Joins texts as Python joins adjacent literals. */
export function joinTexts(texts: readonly Text[]): Text {
  if (texts.every((text) => typeof text === "string")) {
    const joined = texts.join("");
    // A high surrogate at an end and a low one at the next start must not become one character.
    if (!/[\ud800-\udfff]/.test(joined)) return joined;
  }
  return stringOfCodePoints(texts.flatMap((text) => [...codePointsOf(text)]));
}

export function sameText(a: Text, b: Text): boolean {
  return sameConstant(a, b);
}
