/**
 * Values of Python literals, so that every one of them has exactly one representation here:
 * `int` is `bigint`, `float` is `number`, `str` is `string`, and the rest have a form of their own.
 */

/** A `complex` literal: Python only writes imaginary ones, their real part is 0. */
export interface ImaginaryValue {
  readonly type: "imaginary";
  readonly value: number;
}

export interface BytesValue {
  readonly type: "bytes";
  readonly bytes: Uint8Array;
}

/** A `str` in which a high surrogate is followed by a low one: as UTF-16 it would read as another character. */
export interface SurrogateString {
  readonly type: "surrogates";
  readonly codePoints: readonly number[];
}

export interface EllipsisValue {
  readonly type: "ellipsis";
}

export type ConstantValue = null | boolean | bigint | number | string | ImaginaryValue | BytesValue | SurrogateString | EllipsisValue;

export const ellipsis: EllipsisValue = { type: "ellipsis" };

export function isStringValue(value: ConstantValue): value is string | SurrogateString {
  return typeof value === "string" || (typeof value === "object" && value !== null && value.type === "surrogates");
}

/** The Unicode code points of a `str`; lone surrogates count as themselves. */
export function codePointsOf(value: string | SurrogateString): readonly number[] {
  if (typeof value !== "string") return value.codePoints;
  const points: number[] = [];
  for (const character of value) points.push(character.codePointAt(0) as number);
  return points;
}

/** The `str` made of these code points, in the one representation that stands for it. */
export function stringOfCodePoints(points: readonly number[]): string | SurrogateString {
  for (let index = 1; index < points.length; index++) {
    if (isHigh(points[index - 1] as number) && isLow(points[index] as number)) return { type: "surrogates", codePoints: [...points] };
  }
  let text = "";
  for (let index = 0; index < points.length; index += 4096) text += String.fromCodePoint(...points.slice(index, index + 4096));
  return text;
}

/** Whether two constants are the same Python value of the same type, bit for bit (`0.0` and `-0.0` differ). */
export function sameConstant(a: ConstantValue, b: ConstantValue): boolean {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return Object.is(a, b);
  if (a.type !== b.type) return false;
  switch (a.type) {
    case "ellipsis":
      return true;
    case "imaginary":
      return Object.is(a.value, (b as ImaginaryValue).value);
    case "bytes": {
      const other = (b as BytesValue).bytes;
      return a.bytes.length === other.length && a.bytes.every((byte, index) => byte === other[index]);
    }
    case "surrogates": {
      const other = (b as SurrogateString).codePoints;
      return a.codePoints.length === other.length && a.codePoints.every((point, index) => point === other[index]);
    }
  }
}

const isHigh = (point: number): boolean => point >= 0xd800 && point <= 0xdbff;
const isLow = (point: number): boolean => point >= 0xdc00 && point <= 0xdfff;
