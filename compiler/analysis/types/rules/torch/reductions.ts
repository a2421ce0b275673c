/** Operations along axes: sums, extremes, sorting, cumulative ones. */
import type { Rule, RuleCall } from "../../rule.js";
import type { Dim, Shape, TensorType, TupleType, Type } from "../../type.js";
import { join, unknown } from "../../type.js";
import { floatOf, realOf, resultDtype, sumOf } from "./dtypes.js";
import { axisOf, broadcast, computed, inPrecision, shapeOf } from "./results.js";
import { anyTensor, bind, dtypeOf, flagOf, intOf, intsOf, isNone, isSequence, isTensor, itemsOf, operation, tensor } from "./values.js";

/** The shape that is left when axes are reduced. */
export function reducedShape(shape: Shape, dim: Type | undefined, keepdim: boolean | undefined): Shape {
  if (isNone(dim) || (isSequence(dim) && itemsOf(dim)?.length === 0)) {
    if (keepdim === false) return [];
    return keepdim && shape ? shape.map(() => 1) : null;
  }
  if (!shape || keepdim === undefined) return null;
  if (shape.length === 0) return [];
  const dims = intsOf(dim);
  if (!dims) {
    const count = dim?.kind === "scalar" && dim.class === "int" ? 1 : itemsOf(dim)?.length;
    if (keepdim) return shape.map(() => null);
    return count === undefined || count === 0 ? null : Array<Dim>(Math.max(0, shape.length - count)).fill(null);
  }
  const axes = dims.map((value) => axisOf(value, shape.length));
  return keepdim ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length)) : shape.filter((_, axis) => !axes.includes(axis));
}

type ReductionKind = "sum" | "same" | "bool" | "truth" | "int64" | "float" | "real";

function reducedDtype(kind: ReductionKind, input: TensorType, call: RuleCall): string | null {
  switch (kind) {
    case "bool":
    case "int64":
      return kind;
    case "truth":
      // uint8 was the boolean of old versions, and stays itself.
      return input.dtype === null ? null : input.dtype === "uint8" ? "uint8" : "bool";
    case "sum":
      return inPrecision(sumOf(input.dtype), call);
    case "same":
      return inPrecision(input.dtype, call);
    case "float":
      return inPrecision(floatOf(input.dtype, call), call);
    case "real":
      return input.dtype === null ? null : inPrecision(realOf(input.dtype), call);
  }
}

/** `torch-reduce(kind, parameters)`: one number for all elements along axes. The parameters are in the order of positions. */
const reduce: Rule = operation((call, kind = "sum", parameters = "input dim keepdim") => {
  const { get } = bind(call, parameters.split(" "));
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  let [dim, keepdim] = [get("dim"), get("keepdim")];
  // `x.var(True)`: the old place of `unbiased`.
  if (dim?.kind === "scalar" && dim.class === "bool")
    [dim, keepdim] = [parameters.includes("unbiased") ? undefined : unknown("a flag"), keepdim];
  const asked = dtypeOf(get("dtype"));
  const dtype = asked === undefined ? reducedDtype(kind as ReductionKind, input, call) : asked;
  // To `all` and `any`, no axes are none; to the others, they are all.
  const shape = kind === "truth" && itemsOf(dim)?.length === 0 ? input.shape : reducedShape(input.shape, dim, flagOf(keepdim, false));
  return computed([input], dtype, shape, call);
});

/** A named tuple as `torch.max(x, 0)` gives it. */
export const named = (name: string, fields: readonly string[], items: readonly Type[]): TupleType => ({
  kind: "tuple",
  element: join(...items),
  items,
  class: `torch.return_types.${name}`,
  fields,
});

const operationName = (call: RuleCall): string => call.name.slice(call.name.lastIndexOf(".") + 1);

/** `torch-extreme`: `max` and `min` of all elements, along an axis, or of two tensors; `median`, `mode` and others take part too. */
const extreme: Rule = operation((call, parameters = "input dim keepdim") => {
  const { get } = bind(call, parameters.split(" "));
  const input = get("input");
  const second = get("dim") ?? get("other");
  if (!input || !isTensor(input)) return isNone(second) || (second && isTensor(second)) ? anyTensor : unknown("of what is not known");
  if (second && isTensor(second) && second.shape?.length !== 0)
    return computed([input, second], resultDtype([input, second], call), broadcast([input, second].map(shapeOf)), call);
  if (second === undefined && !parameters.includes("k ")) return computed([input], input.dtype, [], call);
  if (second !== undefined && !(second.kind === "scalar" && second.class === "int")) return unknown("a number or an operand");
  const shape = reducedShape(input.shape, second ?? get("k"), flagOf(get("keepdim"), false));
  return valuesAndIndices(operationName(call), input, input.dtype, shape, call);
});

function valuesAndIndices(name: string, input: TensorType, dtype: string | null, shape: Shape, call: RuleCall): TupleType {
  return named(name, ["values", "indices"], [computed([input], dtype, shape, call), computed([input], "int64", shape, call)]);
}

/** `torch-along(kind, parameters)`: values and indices along one axis that stays (`sort`), or that gets the length `k` (`topk`). */
const along: Rule = operation((call, parameters = "input dim") => {
  const { get } = bind(call, parameters.split(" "));
  const input = get("input");
  const name = operationName(call);
  const operand = input && isTensor(input) ? input : tensor(null, null);
  let shape = operand.shape;
  if (name === "topk" && shape && shape.length > 0) {
    const axis = axisOf(isNone(get("dim")) ? -1 : intOf(get("dim")), shape.length);
    shape = axis === undefined ? shape.map(() => null) : shape.with(axis, intOf(get("k")) ?? null);
  }
  if (name === "kthvalue" || name === "mode") {
    shape = reducedShape(shape, get("dim") ?? { kind: "scalar", class: "int", value: -1n }, flagOf(get("keepdim"), false));
  }
  return valuesAndIndices(name, operand, operand.dtype, shape, call);
});

/** `torch-cumulative(kind)`: the shape stays. */
const cumulative: Rule = operation((call, kind = "sum", parameters = "input dim dtype") => {
  const { get } = bind(call, parameters.split(" "));
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const asked = dtypeOf(get("dtype"));
  return computed([input], asked === undefined ? reducedDtype(kind as ReductionKind, input, call) : asked, input.shape, call);
});

/** `torch-norm(parameters)`: real, of all axes or some; the parameters are in the order of positions. */
const norm: Rule = operation((call, parameters = "input p dim keepdim") => {
  const { get } = bind(call, parameters.split(" "));
  const input = get("input") ?? get("A");
  if (!input || !isTensor(input)) return { ...anyTensor, view: "owned" };
  const asked = dtypeOf(get("dtype"));
  const dtype = asked === undefined ? reducedDtype("real", input, call) : asked === null ? null : realOf(asked);
  const matrices = call.name.endsWith("matrix_norm");
  return computed([input], dtype, matrices ? null : reducedShape(input.shape, get("dim"), flagOf(get("keepdim"), false)), call);
});

/** `torch-quantile`: axes of `q` come first. */
const quantile: Rule = operation((call) => {
  const { get } = bind(call, ["input", "q", "dim", "keepdim"]);
  const [input, q] = [get("input"), get("q")];
  if (!input || !isTensor(input) || !q) return anyTensor;
  const reduced = reducedShape(input.shape, get("dim"), flagOf(get("keepdim"), false));
  const front = shapeOf(q);
  return computed([input], input.dtype, reduced && front ? [...front, ...reduced] : null, call);
});

/** `torch-var-mean`: spread and mean. */
const varMean: Rule = operation((call) => {
  const { get } = bind(call, ["input", "dim", "unbiased", "keepdim"]);
  const input = get("input");
  const operand = input && isTensor(input) ? input : tensor(null, null);
  const dim = get("dim");
  const shape = dim?.kind === "scalar" && dim.class === "bool" ? null : reducedShape(operand.shape, dim, flagOf(get("keepdim"), false));
  const spread = operand.dtype === null ? null : realOf(operand.dtype);
  const items = [computed([operand], spread, shape, call), computed([operand], operand.dtype, shape, call)];
  return { kind: "tuple", element: join(...items), items };
});

export const reductionRules: Readonly<Record<string, Rule>> = {
  "torch-reduce": reduce,
  "torch-extreme": extreme,
  "torch-along": along,
  "torch-cumulative": cumulative,
  "torch-norm": norm,
  "torch-quantile": quantile,
  "torch-var-mean": varMean,
};
