/** Random numbers: of the global generator, of `RandomState` and of `Generator`. */
import type { Outcome, Rule } from "../../rule.js";
import { array, type DType, join, numpyScalar, type Shape, scalar, type Type, unknown } from "../../type.js";
import { dtypeOfArgument } from "./dtypes.js";
import { arrayFrom } from "./operands.js";
import { dimOf, shapeOfArgument } from "./shapes.js";

/** `rand(2, 3)`, `randn(n)`: lengths as arguments, a float without any. */
export const ofLengths: Rule = (call) => {
  if (call.spreads) return join(scalar("float"), array("float64", null));
  return call.positional.length === 0 ? scalar("float") : array("float64", call.positional.map(dimOf));
};

/** `@np-sample(float, loc scale)`: a value of the class, or an array with a size or with parameters that are arrays. */
export const sample: Rule = (call, kind = "float", parameters = "") => {
  const dtype: DType = kind === "int" ? "int64" : "float64";
  // Aliases of old take `*args`.
  const size = call.argument("size") ?? (/\.(ranf|sample)$/.test(call.name) ? call.positional[0] : undefined);
  if (size !== undefined && size.kind !== "none")
    return isPossiblyNone(size) ? either(kind, dtype) : array(dtype, shapeOfArgument(size, call));
  const given = parameters === "" ? [] : parameters.split(" ").map((name) => call.argument(name));
  if (given.every((type) => type === undefined || type.kind === "scalar" || type.kind === "numpy-scalar")) return one(kind);
  return given.some((type) => type?.kind === "array" && (type.shape?.length ?? 0) > 0) ? array(dtype, null) : either(kind, dtype);
};

const one = (kind: string): Type => (kind === "int" ? join(scalar("int"), numpyScalar("int64")) : scalar("float"));

const either = (kind: string, dtype: DType): Type => join(one(kind), array(dtype, null));

const isPossiblyNone = (type: Type): boolean =>
  type.kind === "unknown" || (type.kind === "union" && type.members.some(({ kind }) => kind === "none"));

/** `randint`, `integers`: the dtype can be asked for. */
export const integers: Rule = (call) => {
  const asked = dtypeOfArgument(call.argument("dtype"));
  const dtype = asked === undefined ? "int64" : asked;
  const size = call.argument("size");
  const bounds = [call.argument("low"), call.argument("high")];
  const areNumbers = bounds.every(
    (type) => type === undefined || type.kind === "none" || type.kind === "scalar" || type.kind === "numpy-scalar",
  );
  if (size === undefined || size.kind === "none") {
    const value = asked === undefined ? join(scalar("int"), numpyScalar("int64")) : unknown("an integer of the dtype that is asked for");
    return areNumbers ? value : unknown("the bounds may be arrays");
  }
  return isPossiblyNone(size) ? unknown("the size may be None") : array(dtype, shapeOfArgument(size, call));
};

/** `standard_normal`, `random` of a `Generator`: the dtype can be asked for, and the array that is written to. */
export const ofDType: Rule = (call) => {
  const out = call.argument("out");
  if (out && out.kind !== "none") return out.kind === "array" ? out : unknown("the result is the object that is passed as `out`");
  const size = call.argument("size");
  const asked = dtypeOfArgument(call.argument("dtype"));
  if (size === undefined || size.kind === "none") return asked === undefined ? scalar("float") : join(scalar("float"), numpyScalar(null));
  const dtype = asked === undefined ? "float64" : asked;
  return isPossiblyNone(size) ? join(scalar("float"), numpyScalar(null), array(dtype, null)) : array(dtype, shapeOfArgument(size, call));
};

/** `choice`: elements of a list or array, or integers below a number. */
export const choice: Rule = (call) => {
  const from = call.argument("a");
  const size = call.argument("size");
  if (!from || from.kind === "unknown") return unknown("what is chosen from is not known");
  const isNumber = from.kind === "scalar" && (from.class === "int" || from.class === "bool");
  if (size === undefined || size.kind === "none")
    return isNumber ? join(scalar("int"), numpyScalar("int64")) : unknown("an element of what is chosen from");
  if (isPossiblyNone(size)) return unknown("the size may be None");
  const content = arrayFrom(from, call);
  const shape = shapeOfArgument(size, call);
  const isFlat = isNumber || content?.shape?.length === 1;
  return array(isNumber ? "int64" : (content?.dtype ?? null), isFlat ? shape : null);
};

/** `permutation`: of the numbers below one, or a shuffled copy. */
export const permutation: Rule = (call) => {
  const value = call.argument("x");
  if (!value || value.kind === "unknown") return unknown("what is permuted is not known");
  if (value.kind === "scalar") return array("int64", [dimOf(value)]);
  if (value.kind !== "array" && value.kind !== "list" && value.kind !== "series" && value.kind !== "index")
    return unknown("a permuted copy");
  const content = arrayFrom(value, call);
  return array(content?.dtype ?? null, content?.shape ?? null);
};

export const fixedShape: Rule = (call, rank = "1"): Outcome => {
  const size = call.argument("size");
  const shape: Shape = size === undefined || size.kind === "none" ? Array(Number(rank)).fill(null) : null;
  return array(null, shape);
};
