/** Methods of known strings: what they give is known too, so that names of columns and files can be followed. ASCII only. */
import type { Rule, RuleCall } from "../../rule.js";
import { join, list, listOf, literal, type Type, tupleOf } from "../../type.js";
import { itemsOf } from "./iteration.js";
import { bool, integerOf, isScalar, maxItems, simpleTextOf, str, textLiteral } from "./values.js";

/** What Python takes for space, as far as ASCII goes. */
const space = " \\t\\n\\r\\v\\f\\x1c-\\x1f";
const [leading, trailing, between] = [new RegExp(`^[${space}]+`), new RegExp(`[${space}]+$`), new RegExp(`[${space}]+`)];

const asciiOf = (type: Type | undefined): string | undefined => {
  const text = simpleTextOf(type);
  return text !== undefined && [...text].every((character) => character.charCodeAt(0) < 128) ? text : undefined;
};

/** Texts of a method's object and of its arguments, when all are known. */
function textsOf(call: RuleCall): readonly [string, ...string[]] | undefined {
  const texts = [call.receiver, ...call.positional].map(asciiOf);
  return call.spreads || call.keyword.length > 0 || texts.includes(undefined) ? undefined : (texts as [string, ...string[]]);
}

const stripped = (text: string, characters: string | undefined, start: boolean, end: boolean): string => {
  if (characters === undefined) {
    const front = start ? text.replace(leading, "") : text;
    return end ? front.replace(trailing, "") : front;
  }
  let [from, to] = [0, text.length];
  while (start && from < to && characters.includes(text[from] as string)) from++;
  while (end && to > from && characters.includes(text[to - 1] as string)) to--;
  return text.slice(from, to);
};

/** The result of a method of ASCII texts; `undefined` when it is not computed here, or raises. */
function computed(method: string, text: string, [a, b]: readonly string[], count: number): string | undefined {
  switch (method) {
    case "upper":
      return count === 0 ? text.toUpperCase() : undefined;
    case "lower":
    case "casefold":
      return count === 0 ? text.toLowerCase() : undefined;
    case "capitalize":
      return count === 0 ? text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase() : undefined;
    case "strip":
    case "lstrip":
    case "rstrip":
      return count <= 1 ? stripped(text, a, method !== "rstrip", method !== "lstrip") : undefined;
    case "replace":
      return count === 2 && a !== undefined && a !== "" && b !== undefined ? text.split(a).join(b) : undefined;
    case "removeprefix":
      return count === 1 && a !== undefined ? (text.startsWith(a) ? text.slice(a.length) : text) : undefined;
    case "removesuffix":
      return count === 1 && a !== undefined ? (a !== "" && text.endsWith(a) ? text.slice(0, text.length - a.length) : text) : undefined;
    default:
      return undefined;
  }
}

const methodOf = (call: RuleCall): string => call.name.slice(call.name.lastIndexOf(".") + 1);

const text: Rule = (call) => {
  const [own, ...others] = textsOf(call) ?? [];
  const result = own === undefined ? undefined : computed(methodOf(call), own, others, others.length);
  return result === undefined ? str : textLiteral(result);
};

const test: Rule = (call) => {
  const [own, part, ...rest] = textsOf(call) ?? [];
  if (own === undefined || part === undefined || rest.length > 0) return bool;
  return literal(methodOf(call) === "startswith" ? own.startsWith(part) : own.endsWith(part));
};

/** `"a b".split()`, `"a,b".split(",")` */
const split: Rule = (call) => {
  const own = asciiOf(call.receiver);
  const isNone = call.positional.length === 1 && call.positional[0]?.kind === "none";
  const separator = call.positional.length === 0 || isNone ? null : asciiOf(call.positional[0]);
  const isPlain = !call.spreads && call.keyword.length === 0 && call.positional.length <= 1;
  if (!isPlain || own === undefined || separator === undefined || separator === "") return list(str);
  const parts = separator === null ? own.split(between).filter((part) => part !== "") : own.split(separator);
  return parts.length <= maxItems ? listOf(parts.map((part) => literal(part))) : list(str);
};

const joined: Rule = (call) => {
  const own = asciiOf(call.receiver);
  const [source] = call.positional;
  const items = source && source.kind !== "union" ? itemsOf(source)?.map(asciiOf) : undefined;
  if (own === undefined || call.spreads || !items || items.includes(undefined)) return str;
  return textLiteral(items.join(own));
};

/** `"{}_{}".format(x, 1)` with bare fields and known texts and integers. */
const formatted: Rule = (call) => {
  const own = asciiOf(call.receiver);
  if (own === undefined || call.spreads || call.keyword.length > 0) return str;
  const values = call.positional.map((value) =>
    isScalar(value, "int") ? integerOf(value)?.toString() : isScalar(value, "str") ? simpleTextOf(value) : undefined,
  );
  const pieces = own.split("{}");
  if (values.includes(undefined) || pieces.some((piece) => /[{}]/.test(piece)) || pieces.length - 1 > values.length) return str;
  return textLiteral(pieces.map((piece, place) => (place === 0 ? "" : values[place - 1]) + piece).join(""));
};

/** Three parts: what stands in front, what was looked for, what comes behind. */
const partition: Rule = (call) => {
  const [own, separator] = textsOf(call) ?? [];
  if (own === undefined || !separator) return tupleOf([str, str, str]);
  const isLast = methodOf(call) === "rpartition";
  const place = isLast ? own.lastIndexOf(separator) : own.indexOf(separator);
  const parts = place >= 0 ? [own.slice(0, place), separator, own.slice(place + separator.length)] : isLast ? ["", "", own] : [own, "", ""];
  return tupleOf(parts.map((part) => literal(part)));
};

/** `str.maketrans`: code points to what stands for them. */
const translation: Rule = (call) => {
  const int = { kind: "scalar", class: "int" } as const;
  const isPair = call.positional.length >= 2 && call.positional.every((one) => isScalar(one, "str"));
  const value = isPair
    ? call.positional.length > 2
      ? join(int, { kind: "none" })
      : int
    : ({ kind: "unknown", reason: "translations" } as const);
  return { kind: "dict", class: "dict", key: int, value };
};

export const stringRules: Readonly<Record<string, Rule>> = {
  "py-text": text,
  "py-text-test": test,
  "py-text-split": split,
  "py-text-join": joined,
  "py-text-format": formatted,
  "py-text-partition": partition,
  "py-maketrans": translation,
};
