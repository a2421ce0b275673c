/** Results of statistical tests: tuples with names. */
import type { RuleCall } from "../../rule.js";
import { array, join, numpyScalar, scalar, type Type, tupleOf, unknown } from "../../type.js";

const someArray = array(null, null, "maybe");
const number = join(scalar("float"), numpyScalar(null));

/**
 * @param name the class of the tuple
 * @param fields names of its items and what they are: `S` a number or one per slice, `N` the same or a whole number, `A` an array, `I` a whole number, `C` counts,
 *   `U` not known
 */
export function namedResult(call: RuleCall, name: string, ...fields: string[]): Type {
  const statistic = isOneSample(call) ? number : join(number, someArray);
  const meanings: Readonly<Record<string, Type>> = {
    S: statistic,
    N: join(scalar("int"), statistic),
    A: someArray,
    I: join(scalar("int"), numpyScalar(null), someArray),
    C: join(scalar("int"), numpyScalar(null), someArray),
  };
  const pairs = fields.map((field) => field.split(":") as [string, string]);
  const items = pairs.map(([, code]) => meanings[code] ?? unknown("an item of the result"));
  return { ...tupleOf(items), class: name, fields: pairs.map(([field]) => field) };
}

/** All samples have one axis, so that there is one statistic. */
function isOneSample(call: RuleCall): boolean {
  if (call.spreads || call.argument("keepdims") !== undefined || call.positional.length === 0) return false;
  return call.positional.every((type) => {
    if (type.kind === "array") return type.shape?.length === 1 && isNumeric(type.dtype);
    if (type.kind === "series") return isNumeric(type.dtype);
    return type.kind === "list" && type.element.kind === "scalar" && type.element.class !== "str";
  });
}

const isNumeric = (dtype: string | null): boolean => dtype !== null && /^(u?int|float|bool)/.test(dtype);
