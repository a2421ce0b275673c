/** Functions that make tensors out of sizes, Python data and NumPy arrays. */
import type { Rule, RuleCall } from "../../rule.js";
import type { ArrayType, Dim, Shape, TensorType, Type } from "../../type.js";
import { never, unknown } from "../../type.js";
import { floatOf, promote, resultDtype, sharedDtype } from "./dtypes.js";
import type { Device } from "./forms.js";
import { deviceDefault, floatingDefault } from "./state.js";
import {
  anyTensor,
  bind,
  deviceOf,
  dimOf,
  dtypeOf,
  flagOf,
  intOf,
  isIntLike,
  isSequence,
  isTensor,
  itemsOf,
  memoryOf,
  operation,
  shapeFrom,
  tensor,
  viewOf,
} from "./values.js";

const keywordOf = (call: RuleCall, name: string): Type | undefined =>
  call.keyword.find(([key]) => key === name)?.[1] ?? (call.stars ? unknown("it may be in a starred argument") : undefined);

interface Made {
  readonly dtype: string | null | undefined;
  readonly device: Device | undefined;
  readonly requiresGrad: boolean | null;
}

/** The arguments that all constructors take. */
const madeWith = (call: RuleCall): Made => ({
  dtype: dtypeOf(keywordOf(call, "dtype")),
  device: deviceOf(keywordOf(call, "device")),
  requiresGrad: flagOf(keywordOf(call, "requires_grad"), false) ?? null,
});

const make = (call: RuleCall, made: Made, dtype: string | null, shape: Shape, device: Device = deviceDefault(call)): TensorType =>
  tensor(made.dtype === undefined ? dtype : made.dtype, shape, {
    device: made.device === undefined ? device : made.device,
    requiresGrad: made.requiresGrad,
  });

/** `torch-filled(dtype)`: `zeros(*size)`. The dtype is `default`, or its name. */
const filled: Rule = operation((call, dtype = "default") => {
  const size = call.keyword.find(([name]) => name === "size")?.[1];
  const sizes = size ? [size] : call.positional;
  const shape = call.stars ? null : shapeFrom(sizes, call);
  return make(call, madeWith(call), dtype === "default" ? floatingDefault(call) : dtype, shape);
});

/** `torch-full`: the dtype of the fill value. */
const full: Rule = operation((call) => {
  const { get } = bind(call, ["size", "fill_value"]);
  const [size, value] = [get("size"), get("fill_value")];
  const dtype = value?.kind === "scalar" ? resultDtype([value], call) : null;
  return make(call, madeWith(call), dtype, size ? shapeFrom([size], call) : null);
});

/** `torch-like(dtype)`: `zeros_like(x)`; the dtype is `same` or its name. */
const like: Rule = operation((call, dtype = "same") => {
  const input = bind(call, ["input"]).get("input");
  const made = madeWith(call);
  if (!input || !isTensor(input)) return make(call, made, dtype === "same" ? null : dtype, null, null);
  return make(call, made, dtype === "same" ? input.dtype : dtype, input.shape, input.device);
});

/** `torch-new`: `x.new_zeros(size)`, with the dtype and the device of `x`. */
const newLike: Rule = operation((call, parameters = "size") => {
  const input = call.receiver;
  const made = madeWith(call);
  const size = call.keyword.find(([name]) => name === "size")?.[1];
  const sizes = size ? [size] : parameters === "fill" ? call.positional.slice(0, 1) : call.positional;
  const shape = call.stars ? null : shapeFrom(sizes, call);
  return input && isTensor(input) ? make(call, made, input.dtype, shape, input.device) : make(call, made, null, shape, null);
});

/** `torch-arange` */
const arange: Rule = operation((call) => {
  const { get } = bind(call, ["start", "end", "step"]);
  const given = [get("start"), get("end"), get("step")].filter((type) => type !== undefined);
  const numbers =
    call.positional.length === 1 && given.length === 1 ? [undefined, given[0], undefined] : [get("start"), get("end"), get("step")];
  const integers = given.every((type) => type.kind === "scalar" && (type.class === "int" || type.class === "bool"));
  const floating = given.some((type) => type.kind === "scalar" && type.class === "float") && given.every((type) => type.kind === "scalar");
  return make(call, madeWith(call), integers ? "int64" : floating ? floatingDefault(call) : null, [rangeLength(numbers)]);
});

function rangeLength([start, end, step]: readonly (Type | undefined)[]): Dim {
  const [from, to, by] = [start === undefined ? 0 : intOf(start), intOf(end), step === undefined ? 1 : intOf(step)];
  return from === undefined || to === undefined || by === undefined || by === 0 ? null : Math.max(0, Math.ceil((to - from) / by));
}

/** `torch-spaced`: `linspace(start, end, steps)`. */
const spaced: Rule = operation((call) => {
  const { get } = bind(call, ["start", "end", "steps"]);
  const ends = [get("start"), get("end")];
  const real = ends.every((end) => end?.kind === "scalar" && end.class !== "complex");
  return make(
    call,
    madeWith(call),
    real ? floatingDefault(call) : null,
    ends.some((end) => end && isTensor(end)) ? null : [dimOf(get("steps"))],
  );
});

/** `torch-eye` */
const eye: Rule = operation((call) => {
  const { get } = bind(call, ["n", "m"]);
  const rows = dimOf(get("n"));
  return make(call, madeWith(call), floatingDefault(call), [rows, get("m") === undefined ? rows : dimOf(get("m"))]);
});

/** `torch-randint`: `randint(low, high, size)`. */
const randint: Rule = operation((call, dtype = "int64") => {
  const named = call.keyword.find(([name]) => name === "size")?.[1];
  const size = named ?? call.positional.findLast((type) => !isIntLike(type));
  return make(call, madeWith(call), dtype, size ? shapeFrom([size], call) : null);
});

/** `torch-permutation` */
const permutation: Rule = operation((call) => make(call, madeWith(call), "int64", [dimOf(bind(call, ["n"]).get("n"))]));

/** `torch-normal`: shape of the tensors that are passed, or of `size`. */
const normal: Rule = operation((call) => {
  const { get } = bind(call, ["mean", "std", "size"]);
  const [mean, std] = [get("mean"), get("std")];
  const numbers = mean?.kind === "scalar" && (std === undefined || std.kind === "scalar");
  const size = get("size");
  if (numbers) return make(call, madeWith(call), floatingDefault(call), size ? shapeFrom([size], call) : null);
  const like = [mean, std].find((type) => type !== undefined && isTensor(type));
  return like && isTensor(like) && (std === undefined || std.kind === "scalar")
    ? tensor(like.dtype, like.shape, { device: like.device })
    : { ...anyTensor, view: "owned" };
});

/** What data of any form becomes: dtype and shape. */
interface Data {
  /** `undefined` for no elements at all: they have the default dtype. */
  readonly dtype: string | null | undefined;
  readonly shape: Shape;
}

function dataOf(type: Type | undefined, call: RuleCall, depth = 0): Data {
  const nothing: Data = { dtype: null, shape: null };
  if (!type || depth > 8) return nothing;
  if (type.kind === "scalar") {
    if (type.class === "str" || type.class === "bytes") return nothing;
    return { dtype: resultDtype([type], call), shape: [] };
  }
  if (type.kind === "numpy-scalar") return { dtype: sharedDtype(type.dtype), shape: [] };
  if (type.kind === "array") return { dtype: sharedDtype(type.dtype), shape: type.shape };
  // Only tensors of one element can stand in a list.
  if (isTensor(type))
    return depth === 0 ? { dtype: type.dtype, shape: type.shape } : { dtype: type.dtype, shape: type.shape?.length === 0 ? [] : null };
  if (type.kind === "range") return { dtype: "int64", shape: [call.lengthOf(type)] };
  if (!isSequence(type)) return nothing;
  const items = itemsOf(type);
  if (items?.length === 0) return { dtype: undefined, shape: [0] };
  const inner = (items ?? [call.elementOf(type)]).map((item) =>
    item === never ? { dtype: undefined, shape: null } : dataOf(item, call, depth + 1),
  );
  const [first] = inner;
  const length = items ? items.length : call.lengthOf(type);
  const dtypes = inner.map(({ dtype }) => dtype).filter((dtype) => dtype !== undefined);
  // A list of unknown length may be empty, and then has the default dtype.
  const certain = items !== undefined || (typeof length === "number" && length > 0) || dtypes[0] === floatingDefault(call);
  const rank = first?.shape && inner.every(({ shape }) => shape?.length === first.shape?.length) ? first.shape : null;
  const rest =
    rank && certainRank(items, length) ? rank.map((dim, axis) => (inner.every(({ shape }) => shape?.[axis] === dim) ? dim : null)) : null;
  return { dtype: dtypes.length === 0 ? undefined : certain ? dtypes.reduce(promote) : null, shape: rest && [numeric(length), ...rest] };
}

const numeric = (length: number | string | null): Dim => length;

/** An empty list has only one axis, whatever its elements would have been. */
const certainRank = (items: readonly Type[] | undefined, length: number | string | null): boolean =>
  items !== undefined || (typeof length === "number" && length > 0);

/** `torch-tensor`: `torch.tensor(data)`: always a copy. */
const fromData: Rule = operation((call) => {
  const data = bind(call, ["data"]).get("data");
  const { dtype, shape } = dataOf(data, call);
  const made = madeWith(call);
  const known = dtype === undefined ? floatingDefault(call) : dtype;
  const rank = shape ?? (isFlatList(data, call) ? [null] : null);
  // A tensor that is copied stays on its device.
  const device = data && isTensor(data) ? data.device : isPlain(data) ? deviceDefault(call) : null;
  return make(call, made, known, rank, device);
});

/** A list of numbers: one axis, whatever its length. */
const isFlatList = (type: Type | undefined, call: RuleCall): boolean =>
  type !== undefined &&
  isSequence(type) &&
  (itemsOf(type) ?? [call.elementOf(type)]).every((item) => item.kind === "scalar" || item.kind === "numpy-scalar");

/** No tensors in it. */
const isPlain = (type: Type | undefined): boolean => {
  if (!type) return false;
  if (type.kind === "scalar" || type.kind === "numpy-scalar" || type.kind === "array" || type.kind === "range") return true;
  return isSequence(type) && (type.items ?? [type.element]).every(isPlain);
};

/** `torch-as-tensor`: the object itself, or in the memory of an array, when nothing has to be converted. */
const asTensor: Rule = operation((call) => {
  const { get } = bind(call, ["data", "dtype"]);
  const data = get("data");
  const made = { ...madeWith(call), dtype: dtypeOf(get("dtype")), requiresGrad: false };
  if (!data) return anyTensor;
  if (isTensor(data)) {
    const dtype = made.dtype === undefined ? data.dtype : made.dtype;
    const device = made.device === undefined ? data.device : made.device;
    if (made.dtype === undefined && made.device === undefined) return data;
    return viewOf(data, { dtype, device }, "maybe");
  }
  const { dtype, shape } = dataOf(data, call);
  const known = dtype === undefined ? floatingDefault(call) : dtype;
  const result = make(call, made, known, shape ?? (isFlatList(data, call) ? [null] : null), isPlain(data) ? deviceDefault(call) : null);
  if (data.kind === "array") return shared(data, result, "maybe");
  return isPlain(data) ? result : { ...result, requiresGrad: null, view: "maybe" };
});

/** A tensor in the memory of an array. */
function shared(data: ArrayType, result: TensorType, view: "view" | "maybe"): TensorType {
  const memory = memoryOf(data);
  return { ...result, view, ...(memory ? { memory } : {}) };
}

/** `torch-from-numpy` */
const fromNumpy: Rule = operation((call) => {
  const data = bind(call, ["ndarray"]).get("ndarray") ?? bind(call, ["buffer"]).get("buffer");
  if (data?.kind !== "array") return { ...anyTensor, device: "cpu", requiresGrad: false };
  return shared(data, tensor(sharedDtype(data.dtype), data.shape, { device: "cpu", requiresGrad: false }), "view");
});

/** `torch-legacy(dtype)`: `torch.FloatTensor(data or sizes)`. */
const legacy: Rule = operation((call, dtype = "default") => {
  const name = dtype === "default" ? floatingDefault(call) : dtype;
  const device = dtype === "default" ? deviceDefault(call) : "cpu";
  const { positional } = call;
  const result = (shape: Shape): TensorType => tensor(name, shape, { device, requiresGrad: false });
  if (call.stars) return { ...result(null), view: "maybe", requiresGrad: null };
  if (positional.length === 0) return result([0]);
  if (positional.every((type) => type.kind === "scalar" && type.class === "int")) return result(positional.map(dimOf));
  const [data] = positional;
  if (data && (data.kind === "list" || (data.kind === "tuple" && data.class === undefined)))
    return result(dataOf(data, call).shape ?? (isFlatList(data, call) ? [null] : null));
  return { ...result(null), view: "maybe", requiresGrad: null };
});

/** `torch-parameter`: `nn.Parameter(data)` lies in the memory of its data. */
const parameter: Rule = operation((call) => {
  const { get } = bind(call, ["data", "requires_grad"]);
  const data = get("data");
  const requiresGrad = flagOf(get("requires_grad"), true) ?? null;
  if (!data || !isTensor(data)) return { ...anyTensor, class: "torch.nn.parameter.Parameter", requiresGrad };
  return viewOf(data, { class: "torch.nn.parameter.Parameter", requiresGrad });
});

/** `torch-complex`: parts of a complex number. */
const complex: Rule = operation((call) => {
  const real = bind(call, ["real", "imag"]).get("real");
  if (!real || !isTensor(real)) return { ...anyTensor, view: "owned" };
  const dtype = real.dtype === null ? null : ({ float32: "complex64", float64: "complex128", float16: "complex32" }[real.dtype] ?? null);
  return tensor(dtype, null, { device: real.device });
});

/** `torch-random(same|float)`: a sample for each element of the input, `bernoulli(p)`. */
const sample: Rule = operation((call, kind = "same") => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return { ...anyTensor, view: "owned" };
  return tensor(kind === "same" ? input.dtype : floatOf(input.dtype, call), input.shape, { device: input.device, requiresGrad: null });
});

/** `torch-multinomial` */
const multinomial: Rule = operation((call) => {
  const { get } = bind(call, ["input", "num_samples"]);
  const input = get("input");
  const shape = input && isTensor(input) && input.shape ? [...input.shape.slice(0, -1), dimOf(get("num_samples"))] : null;
  return tensor("int64", shape, { device: input && isTensor(input) ? input.device : null, requiresGrad: false });
});

export const creationRules: Readonly<Record<string, Rule>> = {
  "torch-filled": filled,
  "torch-full": full,
  "torch-new": newLike,
  "torch-arange": arange,
  "torch-spaced": spaced,
  "torch-eye": eye,
  "torch-randint": randint,
  "torch-permutation": permutation,
  "torch-tensor": fromData,
  "torch-from-numpy": fromNumpy,
  "torch-legacy": legacy,
  "torch-parameter": parameter,
};

/** Tensors that are made of others. */
export const derivingRules: Readonly<Record<string, Rule>> = {
  "torch-like": like,
  "torch-normal": normal,
  "torch-as-tensor": asTensor,
  "torch-complex": complex,
  "torch-sample": sample,
  "torch-multinomial": multinomial,
};
