/** Operators of `str` and `bytes`. */
import type { BinaryOperator, CompareOperator } from "../../../../ir/nodes.js";
import { literal, never, type ScalarType, scalar, type Type } from "../../type.js";
import { ordered } from "./numbers.js";
import { bool, integerOf, isBuiltin, isInteger, simpleTextOf, str, textLiteral } from "./values.js";

const maxRepeated = 1000;

/** `left op right` where one of them is `str` or `bytes` and both are Python's own; `undefined` when the other one may decide. */
export function textArithmetic(op: BinaryOperator, left: Type, right: Type): Type | undefined {
  const leftText = left.kind === "scalar" && (left.class === "str" || left.class === "bytes") ? left : undefined;
  const rightText = right.kind === "scalar" && (right.class === "str" || right.class === "bytes") ? right : undefined;
  if (leftText && op === "Mod") return formatted(leftText, right);
  if (!isBuiltin(left) || !isBuiltin(right)) return undefined;
  if (op === "Add") {
    if (!leftText || !rightText || leftText.class !== rightText.class) return never;
    const [a, b] = [simpleTextOf(left), simpleTextOf(right)];
    return a !== undefined && b !== undefined ? textLiteral(a + b) : scalar(leftText.class);
  }
  if (op === "Mult") {
    const text = leftText ?? (rightText as ScalarType);
    const count = leftText ? right : left;
    if (!isInteger(count)) return never;
    const [known, times] = [simpleTextOf(text), integerOf(count)];
    if (known === undefined || times === undefined || times > maxRepeated || known.length * Number(times) > maxRepeated)
      return scalar(text.class);
    return textLiteral(known.repeat(Math.max(0, Number(times))));
  }
  return never;
}

/** `"…" % x`. What is formatted may have a `__str__` of its own, but the result has the class of the format. */
function formatted(text: ScalarType, value: Type): Type | undefined {
  // A class on the right may have an `__rmod__`, but Python only asks it first when it derives from `str`.
  if (value.kind === "unknown" || value.kind === "array" || value.kind === "series" || value.kind === "index" || value.kind === "frame")
    return undefined;
  if (value.kind === "instance" || value.kind === "object" || value.kind === "tensor") return undefined;
  const template = simpleTextOf(text);
  const items = value.kind === "tuple" ? value.items : [value];
  if (template === undefined || items === undefined) return scalar(text.class);
  return fill(template, items) ?? scalar(text.class);
}

/** Fills `%s` and `%d` with known strings and integers. */
function fill(template: string, items: readonly Type[]): Type | undefined {
  let at = 0;
  let isKnown = true;
  const result = template.replace(/%(.)/gs, (_, letter: string) => {
    if (letter === "%") return "%";
    const item = items[at++];
    const text = letter === "s" ? simpleTextOf(item) : undefined;
    const number = (letter === "s" && item?.kind === "scalar" && item.class === "int") || letter === "d" ? integerOf(item) : undefined;
    if (text === undefined && number === undefined) isKnown = false;
    return text ?? String(number);
  });
  return isKnown && at === items.length && !template.endsWith("%") ? textLiteral(result) : undefined;
}

/** A comparison of two scalars of which at least one is `str` or `bytes`. */
export function textComparison(op: CompareOperator, left: ScalarType, right: ScalarType): Type {
  if (left.class !== right.class) return op === "Eq" ? literal(false) : op === "NotEq" ? literal(true) : never;
  const [a, b] = [simpleTextOf(left), simpleTextOf(right)];
  return a === undefined || b === undefined ? bool : literal(ordered(op, a, b));
}

/** Text of a value in an f-string or by `str(x)`, where it is known. */
export function textOfValue(type: Type | undefined): Type {
  if (type?.kind === "none") return literal("None");
  if (type?.kind !== "scalar" || type.value === undefined) return str;
  if (type.class === "str") return type;
  if (type.class === "bool") return literal(type.value ? "True" : "False");
  return type.class === "int" ? textLiteral(String(type.value)) : str;
}
