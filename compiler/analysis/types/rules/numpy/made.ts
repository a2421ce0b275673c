/** Arrays that functions make of their arguments, where dtype and rank follow simple words. */
import type { Rule, RuleCall, RuleContext } from "../../rule.js";
import { array, type DType, join, membersOf, type Shape, scalar, type Type, tupleOf, unknown } from "../../type.js";
import { isInteger, isNumeric } from "./dtypes.js";
import { type ArrayContent, arrayFrom } from "./operands.js";
import { alongAxis, outOf, wrap } from "./reductions.js";
import { flagOf, sizeOf } from "./shapes.js";
import { maybeViewOf } from "./views.js";

const builtin = ["array", "list", "tuple", "range", "scalar", "numpy-scalar"];
const labelled = ["series", "frame", "index"];

/** Whether a value is no array of a subclass (matrix, masked), which many functions give back. */
export const isPlain = (type: Type, { assumes }: RuleContext, withPandas = false): boolean =>
  membersOf(type).every(({ kind }) => builtin.includes(kind) || (withPandas && labelled.includes(kind)) || (assumes && kind === "unknown"));

/**
 * `@np-made(dtype, shape, argument…, flag…)`: a new array.
 *
 * - dtype: `same` as the first argument's, `float` (floats of the same width, float64 of integers), a dtype, or `?`
 * - shape: `same`, `axis` (flattened with `axis=None`), `flat`, a rank, `scalar` (an array or a scalar), or `?`
 * - arguments: those whose class decides that of the result
 * - flags: `pandas` (objects of pandas give arrays), `any` (whatever the arguments are), `view`, `maybe` (a view of the first argument)
 */
export const made: Rule = (call, dtype = "?", shape = "?", ...rest) => {
  const flags = rest.filter((word) => ["pandas", "any", "view", "maybe"].includes(word));
  const names = rest.filter((word) => !flags.includes(word));
  const values = names.map((name) => valueOf(call, name));
  const out = outOf({ get: (name) => call.argument(name), call });
  if (out) return out;
  if (!flags.includes("any")) {
    for (const value of values)
      if (value && !isPlain(value, call, flags.includes("pandas"))) return unknown("an array of a subclass may come out");
  }
  const first = values[0];
  const content = first && first.kind !== "unknown" ? arrayFrom(first, call) : undefined;
  if ((shape === "same" || shape === "axis") && first?.kind !== "array" && (!content?.shape || content.shape.length === 0)) {
    return unknown("numbers keep their class in some versions, or get an axis");
  }
  const known = dtypeFor(dtype, content?.dtype ?? null);
  if (shape === "scalar") return wrap(known, { shape: null, isArray: false }, call);
  const result = shapeFor(shape, content, call);
  if (flags.includes("view") || flags.includes("maybe"))
    return maybeViewOf(first, known, result, flags.includes("view") ? "view" : "maybe");
  return array(known, result);
};

export const valueOf = (call: RuleCall, name: string): Type | undefined => (name === "self" ? call.receiver : call.argument(name));

function dtypeFor(word: string, dtype: DType | null): DType | null {
  if (word === "?") return null;
  if (word === "same") return dtype;
  if (word !== "float") return word;
  if (dtype === null) return null;
  if (isInteger(dtype) || dtype === "bool") return "float64";
  return isNumeric(dtype) ? dtype : null;
}

function shapeFor(word: string, content: ArrayContent | undefined, call: RuleCall): Shape {
  const shape = content?.shape ?? null;
  switch (word) {
    case "?":
      return null;
    case "same":
      return shape;
    case "axis":
      return call.argument("axis") === undefined ? shape : alongAxis(shape, call.argument("axis"));
    case "flat":
      return [sizeOf(shape)];
    default:
      return Array(Number(word)).fill(null);
  }
}

/** `@np-tuple(n, dtype, shape, …)`: that many of them; `@np-list` the same as a list whose length is not known. */
export const several: Rule = (call, count = "2", ...rest) => {
  const one = made(call, ...rest);
  const item = "kind" in one ? one : one.result;
  return item.kind === "unknown" ? item : tupleOf(Array(Number(count)).fill(item));
};

export const listOfMade: Rule = (call, ...rest) => {
  const one = made(call, ...rest);
  const item = "kind" in one ? one : one.result;
  return item.kind === "unknown" ? item : { kind: "list", element: item };
};

/** `@np-with(flag …; …)`: a tuple with one more item for each flag that is set, as `unique` gives. */
export const unique: Rule = (call) => {
  const value = call.argument("ar");
  if (!value || !isPlain(value, call, true)) return unknown("an array of a subclass may come out");
  const content = arrayFrom(value, call);
  const axis = call.argument("axis");
  const whole = axis === undefined || axis.kind === "none";
  const items: Type[] = [array(content?.dtype ?? null, whole ? [null] : null)];
  for (const name of ["return_index", "return_inverse", "return_counts"]) {
    const flag = flagOf(call.argument(name), false);
    if (flag === undefined) return unknown("it is not known what unique returns");
    if (flag) items.push(array("int64", name === "return_inverse" ? null : [null]));
  }
  return items.length === 1 ? (items[0] as Type) : tupleOf(items);
};

/** A tuple of a named class that lies at another place before and after version 2. */
export const named: Rule = (call, name = "", fields = "", shapes = "") => {
  if (call.targets.satisfies("numpy", ">=1.25") === false) return unknown("the class of the result depends on the version");
  const isNew = call.targets.satisfies("numpy", ">=2");
  const places = [...(isNew === true ? [] : ["numpy.linalg.linalg"]), ...(isNew === false ? [] : ["numpy.linalg._linalg"])];
  const value = call.argument("a");
  if (!value || !isPlain(value, call, true)) return unknown("an array of a subclass may come out");
  const dtype = arrayFrom(value, call)?.dtype ?? null;
  const real = dtype !== null && (isInteger(dtype) || dtype === "bool" || dtype === "float64") ? "float64" : null;
  const items = shapes.split(" ").map((word): Type => {
    if (word === "s") return wrap(real, { shape: null, isArray: false }, call);
    return array(word === "r" ? real : null, null);
  });
  return join(...places.map((place): Type => ({ ...tupleOf(items), class: `${place}.${name}`, fields: fields.split(" ") })));
};

/** `svd`: only the singular values without `compute_uv`. */
export const svd: Rule = (call) => {
  const flag = flagOf(call.argument("compute_uv"), true);
  if (flag === undefined) return unknown("it is not known what svd returns");
  return flag ? named(call, "SVDResult", "U S Vh", "r r r") : made(call, "?", "?", "a", "pandas");
};

/** `norm`: a number, or an array with an axis. */
export const norm: Rule = (call) => {
  const value = call.argument("x");
  const content = value && isPlain(value, call, true) ? arrayFrom(value, call) : undefined;
  if (!content) return unknown("an array of a subclass may come out");
  const axis = call.argument("axis");
  const whole = (axis === undefined || axis.kind === "none") && flagOf(call.argument("keepdims"), false) === false;
  const dtype = content.dtype !== null && (isInteger(content.dtype) || content.dtype === "float64") ? "float64" : null;
  const scalarNorm = join(scalar("float"), wrap(dtype, { shape: [], isArray: false }, call));
  const isPlainOrder = call.argument("ord") === undefined || call.argument("ord")?.kind === "none";
  if (whole && isPlainOrder && dtype === "float64") return wrap(dtype, { shape: [], isArray: false }, call);
  return whole ? scalarNorm : join(scalarNorm, array(dtype, null));
};
