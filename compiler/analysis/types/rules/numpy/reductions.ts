/** Functions that take axes away: `sum`, `max`, `mean`, `argmax`, `any`, `median`, `percentile`, … */
import type { Rule, RuleCall, RuleContext } from "../../rule.js";
import { array, type Dim, type DType, join, numpyScalar, type Shape, scalar, type Type, unknown } from "../../type.js";
import { type Arguments, argumentsOf } from "./arguments.js";
import { dtypeOfArgument, isInteger, isNumeric, kindOf, realOf } from "./dtypes.js";
import { arrayFrom, elementScalar } from "./operands.js";
import { onPandas } from "./pandas-values.js";
import { type Axes, axesOf, type Broadcast, flagOf, integerOf, positionsOf, reduceShape, sizeOf } from "./shapes.js";
import { accumulatorOf } from "./ufuncs.js";
import { viewOf } from "./views.js";

/** The dtype of a reduction of an array of a dtype; `null` when it is not known, `"any"` when it may be any Python object. */
type ResultDType = (dtype: DType) => DType | null;

const same: ResultDType = (dtype) => dtype;

/** Means of integers are floats; those of floats keep their width. */
const mean: ResultDType = (dtype) => {
  if (dtype === "bool" || isInteger(dtype)) return "float64";
  return isNumeric(dtype) || kindOf(dtype) === "m" || dtype === "object" ? dtype : null;
};

const deviation: ResultDType = (dtype) => {
  const result = mean(dtype);
  return result !== null && isNumeric(result) ? realOf(result) : null;
};

const summed: ResultDType = (dtype) => (isNumeric(dtype) || dtype === "object" || kindOf(dtype) === "m" ? accumulatorOf(dtype) : null);

const truth: ResultDType = (dtype) => (dtype === "object" ? null : "bool");

interface Reduction {
  readonly parameters: string;
  readonly result: ResultDType;
  /** The method of pandas' objects that NumPy calls for them. */
  readonly pandas?: string;
}

const reductions: Readonly<Record<string, Reduction>> = {
  sum: { parameters: "a axis dtype out keepdims initial where", result: summed, pandas: "sum" },
  prod: { parameters: "a axis dtype out keepdims initial where", result: summed, pandas: "prod" },
  max: { parameters: "a axis out keepdims initial where", result: same, pandas: "max" },
  min: { parameters: "a axis out keepdims initial where", result: same, pandas: "min" },
  ptp: { parameters: "a axis out keepdims", result: (dtype) => (isNumeric(dtype) && dtype !== "bool" ? dtype : null) },
  mean: { parameters: "a axis dtype out keepdims where", result: mean, pandas: "mean" },
  std: { parameters: "a axis dtype out ddof keepdims where mean correction", result: deviation, pandas: "std" },
  var: { parameters: "a axis dtype out ddof keepdims where mean correction", result: deviation, pandas: "var" },
  any: { parameters: "a axis out keepdims where", result: truth, pandas: "any" },
  all: { parameters: "a axis out keepdims where", result: truth, pandas: "all" },
  median: { parameters: "a axis out overwrite_input keepdims", result: (dtype) => (isNumeric(dtype) ? mean(dtype) : null) },
  nansum: { parameters: "a axis dtype out keepdims initial where", result: summed },
  nanprod: { parameters: "a axis dtype out keepdims initial where", result: summed },
  nanmax: { parameters: "a axis out keepdims initial where", result: same },
  nanmin: { parameters: "a axis out keepdims initial where", result: same },
  nanmean: { parameters: "a axis dtype out keepdims where", result: mean },
  nanstd: { parameters: "a axis dtype out ddof keepdims where mean correction", result: deviation },
  nanvar: { parameters: "a axis dtype out ddof keepdims where mean correction", result: deviation },
  nanmedian: { parameters: "a axis out overwrite_input keepdims", result: (dtype) => (isNumeric(dtype) ? mean(dtype) : null) },
};

/** `@np-reduce(sum)`. Methods with parameters in another order are named `method`: `@np-reduce(std, method)` has the same ones. */
export const reduce: Rule = (call, name = "sum") => {
  const reduction = reductions[name];
  if (!reduction) return unknown(`no reduction ${name}`);
  const given = argumentsOf(call, reduction.parameters);
  return each(given.get("a"), (value) => {
    const pandas = reduction.pandas && onPandas(value, reduction.pandas, given.get("axis"), call);
    if (pandas) return pandas;
    // A mean that is given takes part in broadcasting.
    if (given.get("mean")) return unknown("the shape of `mean` counts too");
    const asked = dtypeOfArgument(given.get("dtype"));
    return reduced(value, given, call, (dtype) => (asked === undefined ? reduction.result(dtype) : deviationOf(name, asked)));
  });
};

/** With `dtype=` the result has it, except that deviations of complex numbers are real. */
const deviationOf = (name: string, asked: DType | null): DType | null => {
  if (asked === null || !/std|var/.test(name)) return asked;
  return kindOf(asked) === "c" ? null : realOf(asked);
};

/** Joins the answers for the members of a union. */
export function each(type: Type | undefined, answer: (value: Type) => Type): Type {
  if (type === undefined) return unknown("an argument is missing");
  return type.kind === "union" ? join(...type.members.map(answer)) : answer(type);
}

/** `out=…`: the result is that object. */
export function outOf(given: Arguments, name = "out"): Type | undefined {
  const out = given.get(name);
  if (out === undefined || out.kind === "none") return undefined;
  if (out.kind === "tuple" && out.items?.length === 1) return out.items[0];
  return out.kind === "array" ? out : unknown("the result is the object that is passed as `out`");
}

export function reduced(value: Type, given: Arguments, call: RuleCall, dtypeFor: ResultDType, absent: Axes = "all"): Type {
  const out = outOf(given);
  if (out) return out;
  const content = arrayFrom(value, call);
  if (!content) return unknown("the array is not known");
  const axes = axesOf(given.get("axis"), absent);
  const keeps = keepDimsOf(given);
  const shape = reduceShape(content.shape, axes, keeps);
  const dtype = content.dtype === null ? null : dtypeFor(content.dtype);
  // Medians of numbers come back as arrays without axes.
  if (keeps !== false && content.shape?.length === 0 && call.name.endsWith("median"))
    return join(array(dtype, []), elementScalar(dtype, call));
  return wrap(dtype, shape, call);
}

const keepDimsOf = (given: Arguments): boolean | undefined => flagOf(given.get("keepdims"), false);

export function wrap(dtype: DType | null, { shape, isArray }: Broadcast, context: RuleContext): Type {
  if (shape) return shape.length === 0 ? elementScalar(dtype, context) : array(dtype, shape);
  return isArray ? array(dtype, null) : join(array(dtype, null), elementScalar(dtype, context));
}

/** `argmax`, `argmin` and those that ignore NaN: positions. */
export const position: Rule = (call) => {
  const given = argumentsOf(call, "a axis out keepdims");
  return each(given.get("a"), (value) => {
    const pandas = onPandas(value, call.name.includes("max") ? "argmax" : "argmin", given.get("axis"), call);
    if (pandas) return pandas;
    return reduced(value, given, call, () => "int64");
  });
};

/** `count_nonzero`: an `int` of Python, in newer versions of NumPy. */
export const countNonzero: Rule = (call) => {
  const given = argumentsOf(call, "a axis * keepdims");
  const axis = given.get("axis");
  const whole = axis === undefined || axis.kind === "none";
  if (whole && flagOf(given.get("keepdims"), false) === false) {
    const newer = call.targets.satisfies("numpy", ">=2.4");
    const older = call.targets.satisfies("numpy", "<2");
    if (newer === true) return numpyScalar("int64");
    return older === true ? scalar("int") : join(scalar("int"), numpyScalar("int64"));
  }
  if (flagOf(given.get("keepdims"), false) === undefined) return unknown("a number or an array");
  const content = arrayFrom(given.get("a") ?? unknown("an argument is missing"), call);
  return wrap("int64", reduceShape(content?.shape ?? null, axesOf(axis), keepDimsOf(given)), call);
};

/** `cumsum`, `cumprod` and those that ignore NaN: flattened without an axis. */
export const cumulate: Rule = (call, name = "cumsum") => {
  const given = argumentsOf(call, "a axis dtype out");
  return each(given.get("a"), (value) => {
    const pandas = onPandas(value, name, given.get("axis"), call);
    // Columns of pandas' own dtypes may come back as arrays.
    const isOwn = value.kind === "series" && (value.dtype === null || !(isNumeric(value.dtype) || value.dtype === "object"));
    if (pandas) return isOwn ? join(pandas, array(null, null)) : pandas;
    const out = outOf(given);
    if (out) return out;
    const content = arrayFrom(value, call);
    const asked = dtypeOfArgument(given.get("dtype"));
    const dtype = asked === undefined ? content?.dtype && summed(content.dtype) : asked;
    return array(dtype ?? null, content ? alongAxis(content.shape, given.get("axis")) : null);
  });
};

/** The shape that is kept with an axis, and flattened without one. */
export function alongAxis(shape: Shape, axis: Type | undefined): Shape {
  if (axis === undefined || axis.kind === "none") return shape?.length === 0 ? [1] : [sizeOf(shape)];
  return axis.kind === "scalar" ? (shape?.length === 0 ? [1] : shape) : null;
}

/** `percentile`, `quantile` and those that ignore NaN: the shape of `q` in front of what is left. */
export const quantile: Rule = (call) => {
  const given = argumentsOf(call, "a q axis out overwrite_input method keepdims");
  const out = outOf(given);
  if (out) return out;
  const [content, q] = [given.get("a"), given.get("q")].map((type) => type && arrayFrom(type, call));
  if (!content || !q) return unknown("the array is not known");
  const left = reduceShape(content.shape, axesOf(given.get("axis")), keepDimsOf(given));
  const isFloat64 = content.dtype !== null && (content.dtype === "float64" || content.dtype === "bool" || isInteger(content.dtype));
  const shape = q.shape && left.shape && [...q.shape, ...left.shape];
  // An element itself may come out where `q` is a whole number.
  const isWhole = q.dtype !== "float64";
  const methods = !isWhole && given.get("method") === undefined && given.get("interpolation") === undefined;
  return wrap(
    isFloat64 && content.dtype !== "bool" && methods ? "float64" : null,
    {
      shape,
      isArray: (q.shape?.length ?? 0) > 0 || left.isArray,
    },
    call,
  );
};

/** `average`: a mean, with weights of their own dtype. */
export const average: Rule = (call) => {
  const given = argumentsOf(call, "a axis weights returned keepdims");
  const weights = given.get("weights");
  const returned = flagOf(given.get("returned"), false);
  const weighted = weights !== undefined && weights.kind !== "none" ? arrayFrom(weights, call)?.dtype : "float64";
  const exact = (dtype: DType): DType | null => {
    const result = mean(dtype);
    if (weights === undefined || weights.kind === "none") return result;
    return result === "float64" && (weighted === "float64" || weighted === "bool" || (weighted && isInteger(weighted))) ? "float64" : null;
  };
  const result = each(given.get("a"), (value) =>
    value.kind === "frame" || value.kind === "series" ? unknown("average of a frame") : reduced(value, given, call, exact),
  );
  if (returned === false) return result;
  return returned ? { kind: "tuple", element: result, items: [result, result] } : unknown("it is not known what is returned");
};

/** `trace` and `diagonal`: the last axes go. */
export const diagonal: Rule = (call) => {
  const given = argumentsOf(call, "a offset axis1 axis2");
  const value = given.get("a");
  const content = value && arrayFrom(value, call);
  if (!content) return unknown("the array is not known");
  const shape = diagonalShape(content.shape, given);
  return value.kind === "array" ? viewOf(value, content.dtype, shape) : array(content.dtype, shape);
};

export const trace: Rule = (call) => {
  const given = argumentsOf(call, "a offset axis1 axis2 dtype out");
  const out = outOf(given);
  if (out) return out;
  const content = arrayFrom(given.get("a") ?? unknown(""), call);
  if (!content) return unknown("the array is not known");
  const asked = dtypeOfArgument(given.get("dtype"));
  const dtype = asked === undefined ? content.dtype && summed(content.dtype) : asked;
  const shape = content.shape && (diagonalShape(content.shape, given)?.slice(0, -1) ?? null);
  return wrap(dtype, { shape, isArray: (shape?.length ?? 0) > 0 }, call);
};

function diagonalShape(shape: Shape, given: Arguments): Shape {
  if (!shape) return null;
  const places = [integerOf(given.get("axis1") ?? intArgument(0)), integerOf(given.get("axis2") ?? intArgument(1))];
  if (places.includes(undefined)) return null;
  const axes = positionsOf(places as number[], shape.length);
  if (!axes) return null;
  const [rows, columns] = [shape[axes[0] as number] as Dim, shape[axes[1] as number] as Dim];
  const offset = integerOf(given.get("offset") ?? intArgument(0));
  const known = typeof rows === "number" && typeof columns === "number" && offset !== undefined;
  const length = known
    ? Math.max(0, Math.min(offset < 0 ? rows + offset : rows, offset > 0 ? columns - offset : columns))
    : rows === columns && offset === 0
      ? rows
      : null;
  return [...shape.filter((_, axis) => !axes.includes(axis)), length];
}

const intArgument = (value: number): Type => ({ kind: "scalar", class: "int", value: BigInt(value) });
