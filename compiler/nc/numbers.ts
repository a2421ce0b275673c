/** Number literals: their form, and their values. */
import type { ImaginaryValue } from "../ir/constants.js";

const digits = "[0-9](?:_?[0-9])*";
const integer = "(?:0(?:_?0)*|[1-9](?:_?[0-9])*)";
const number = new RegExp(
  `^(?:0x(?:_?[0-9a-fA-F])+|0o(?:_?[0-7])+|0b(?:_?[01])+|${integer}|${digits}(?:\\.${digits}(?:e[+-]?${digits})?j?|j))$`,
);

/** Where the run of characters ends that is read as one number; it starts with a digit, and need not be a good number. */
export function numberEnd(text: string, start: number): number {
  const run = /(?:0[xXoObB][0-9a-zA-Z_]*|[0-9][0-9_]*(?:\.(?!\.)[0-9_]*)?(?:[eE][+-]?[0-9])?[0-9a-zA-Z_]*)/y;
  run.lastIndex = start;
  return run.test(text) ? run.lastIndex : start + 1;
}

export interface NumberMistake {
  readonly message: string;
  readonly hint?: string;
}

/** What is wrong with a number, or `undefined`. */
export function numberMistake(text: string): NumberMistake | undefined {
  if (number.test(text)) return undefined;
  const lower = text.replace(/^0[XOB]|[EJ]/g, (part) => part.toLowerCase());
  if (number.test(lower)) return { message: "the letters in a number are small", hint: `write \`${lower}\`` };
  const parts = /^([0-9_]+)(\.[0-9_]*)?(e[+-]?[0-9_]+)?(j?)$/.exec(lower);
  if (!parts) return { message: `\`${text}\` is not a number` };
  const [, whole = "", dot, exponent = "", unit = ""] = parts;
  const isInteger = dot === undefined && exponent === "" && unit === "";
  const trimmed = isInteger ? whole.replace(/^[0_]+(?=[0-9])/, "") : whole;
  const fraction = dot === undefined || dot === "." ? ".0" : dot;
  const canonical = isInteger ? trimmed : `${whole}${fraction}${exponent}${unit}`;
  if (!number.test(canonical)) return { message: `\`${text}\` is not a number` };
  if (!isInteger) return { message: "a float has digits on both sides of its dot", hint: `write \`${canonical}\`` };
  const octal = /^[0-7_]+$/.test(whole) ? `, or \`0o${trimmed}\` for the octal number` : "";
  return { message: "a decimal number has no zeros in front", hint: `write \`${canonical}\`${octal}` };
}

/** The value of a number of good form. */
export function numberValue(text: string): bigint | number | ImaginaryValue {
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  if (plain.charCodeAt(0) === zero && plain.length > 1 && isBase(plain.charCodeAt(1))) return BigInt(plain);
  if (plain.endsWith("j")) return { type: "imaginary", value: Number(plain.slice(0, -1)) };
  return plain.includes(".") ? Number(plain) : BigInt(plain);
}

const zero = 48;
const isBase = (unit: number): boolean => unit === 120 || unit === 111 || unit === 98;
