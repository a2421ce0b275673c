/** Operations that give the same elements in another arrangement, mostly in the same memory. */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import type { Dim, Shape, TensorType, Type } from "../../type.js";
import { unknown } from "../../type.js";
import { axisOf, blurred, broadcast, numberOf } from "./results.js";
import {
  anyTensor,
  bind,
  dimOf,
  dtypeOf,
  intOf,
  intsOf,
  isSequence,
  isTensor,
  operandsOf,
  operation,
  shapeFrom,
  viewOf,
} from "./values.js";

/** How the shape of a result follows from that of the input; `undefined` when the input is too little known. */
type Arrange = (shape: readonly Dim[], call: RuleCall) => Shape;

/** Arguments behind the input, by the names of the rule. */
const after = (call: RuleCall, names: readonly string[]) => bind(call, ["input", ...names]).get;

/** `*dims` of a method or function, as a tuple or one by one. */
function variadic(call: RuleCall, keyword: string): readonly Type[] {
  const named = call.keyword.find(([name]) => name === keyword)?.[1];
  return named ? [named] : operandsOf(call).slice(1);
}

const arrangements: Readonly<Record<string, Arrange>> = {
  transpose: (shape, call) => {
    const get = after(call, ["dim0", "dim1"]);
    const one = axisOf(intOf(get("dim0") ?? get("axis0")), shape.length);
    const two = axisOf(intOf(get("dim1") ?? get("axis1")), shape.length);
    if (shape.length === 0) return shape;
    if (one === undefined || two === undefined) return blurred(shape);
    return shape.with(one, shape[two] as Dim).with(two, shape[one] as Dim);
  },
  t: (shape) => shape.toReversed(),
  T: (shape) => shape.toReversed(),
  mT: (shape) => (shape.length < 2 ? null : [...shape.slice(0, -2), shape.at(-1) as Dim, shape.at(-2) as Dim]),
  permute: (shape, call) => {
    const given = variadic(call, "dims");
    const dims = given.length === 1 ? intsOf(given[0]) : given.map(intOf);
    const axes = dims?.map((dim) => axisOf(dim, shape.length));
    if (!axes || axes.length !== shape.length || axes.includes(undefined)) return blurred(shape);
    return axes.map((axis) => shape[axis as number] as Dim);
  },
  movedim: (shape, call) => {
    const get = after(call, ["source", "destination"]);
    const [from, to] = [intsOf(get("source")), intsOf(get("destination"))];
    if (!from || !to || from.length !== to.length) return blurred(shape);
    const sources = from.map((dim) => axisOf(dim, shape.length));
    const targets = to.map((dim) => axisOf(dim, shape.length));
    if (sources.includes(undefined) || targets.includes(undefined)) return blurred(shape);
    const others = shape.map((_, axis) => axis).filter((axis) => !sources.includes(axis));
    return shape.map((_, axis) => {
      const at = targets.indexOf(axis);
      return shape[at >= 0 ? (sources[at] as number) : (others.shift() as number)] as Dim;
    });
  },
  unsqueeze: (shape, call) => {
    const dim = intOf(after(call, ["dim"])("dim"));
    const axis = axisOf(dim, shape.length + 1);
    return axis === undefined ? [...shape, null].map(() => null) : shape.toSpliced(axis, 0, 1);
  },
  squeeze: (shape, call) => {
    const dim = after(call, ["dim"])("dim");
    if (dim === undefined)
      return shape.includes(null) || shape.some((length) => typeof length === "string") ? null : shape.filter((length) => length !== 1);
    const axes = intsOf(dim)?.map((value) => axisOf(value, shape.length));
    if (shape.length === 0) return shape;
    if (!axes || axes.some((axis) => axis === undefined || typeof shape[axis] !== "number")) return null;
    return shape.filter((length, axis) => !(length === 1 && axes.includes(axis)));
  },
  flatten: (shape, call) => {
    const get = after(call, ["start_dim", "end_dim"]);
    if (shape.length === 0) return [1];
    const start = axisOf(get("start_dim") === undefined ? 0 : intOf(get("start_dim")), shape.length);
    const end = axisOf(get("end_dim") === undefined ? -1 : intOf(get("end_dim")), shape.length);
    if (start === undefined || end === undefined || start > end) return null;
    const merged = start === end ? (shape[start] as Dim) : numberOf(shape.slice(start, end + 1));
    return [...shape.slice(0, start), merged, ...shape.slice(end + 1)];
  },
  ravel: (shape) => [shape.length === 1 ? (shape[0] as Dim) : numberOf(shape)],
  unflatten: (shape, call) => {
    const get = after(call, ["dim", "sizes"]);
    const axis = axisOf(intOf(get("dim")), shape.length);
    const sizes = get("sizes");
    const inner = sizes && isSequence(sizes) ? shapeFrom([sizes], call) : null;
    if (axis === undefined || !inner) return null;
    return [...shape.slice(0, axis), ...(filled(inner, [shape[axis] as Dim]) ?? []), ...shape.slice(axis + 1)];
  },
  expand: (shape, call) => {
    const sizes = shapeFrom(variadic(call, "size"), call);
    if (!sizes) return null;
    const extra = sizes.length - shape.length;
    return sizes.map((size, axis) => (size === -1 ? (shape[axis - extra] ?? null) : size === null && axis >= extra ? null : size));
  },
  select: (shape, call) => without(shape, after(call, ["dim", "index"])("dim")),
  narrow: (shape, call) => {
    const get = after(call, ["dim", "start", "length"]);
    const axis = axisOf(intOf(get("dim")), shape.length);
    return axis === undefined ? blurred(shape) : shape.with(axis, dimOf(get("length")));
  },
  diagonal: (shape) => (shape.length < 2 ? null : Array<Dim>(shape.length - 1).fill(null)),
  unfold: (shape, call) => {
    const get = after(call, ["dimension", "size", "step"]);
    const axis = axisOf(intOf(get("dimension")), shape.length);
    return axis === undefined ? [...(blurred(shape) ?? []), null] : [...shape.with(axis, null), dimOf(get("size"))];
  },
  same: (shape) => shape,
};

function without(shape: readonly Dim[], dim: Type | undefined): Shape {
  if (shape.length === 0) return null;
  const axis = axisOf(intOf(dim), shape.length);
  return axis === undefined ? Array<Dim>(shape.length - 1).fill(null) : shape.toSpliced(axis, 1);
}

/** Shapes of what knows its number of axes even if the input's is not known. */
const rankOnly: Readonly<Record<string, Shape>> = { ravel: [null] };

/** `torch-view(arrangement, view|maybe)` */
const view: Rule = operation((call, arrangement = "same", sharing = "view") => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const shape = input.shape
    ? (arrangements[arrangement] as Arrange)(input.shape, call)
    : (rankOnly[arrangement] ?? unshaped(arrangement, call));
  return viewOf(input, { shape }, sharing === "maybe" ? "maybe" : "view");
});

/** What the arguments alone say of the shape. */
function unshaped(arrangement: string, call: RuleCall): Shape {
  if (arrangement === "expand") return shapeFrom(variadic(call, "size"), call)?.map((size) => (size === -1 ? null : size)) ?? null;
  if (arrangement === "permute") {
    const given = variadic(call, "dims");
    const dims = given.length === 1 ? intsOf(given[0]) : given.map(intOf);
    return dims ? dims.map(() => null) : null;
  }
  return null;
}

/** `torch-view-in-place(arrangement)`: `x.unsqueeze_(0)` */
const viewInPlace: Rule = operation((call, arrangement = "same") => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const changed: TensorType = { ...input, shape: input.shape ? (arrangements[arrangement] as Arrange)(input.shape, call) : null };
  return changedInput(call, changed);
});

/** An outcome that is the first operand, with new content. */
export const changedInput = (call: RuleCall, changed: TensorType): Outcome =>
  call.receiver ? { result: changed, receiver: changed } : { result: changed, arguments: { input: changed } };

/** `torch-reshape(view|maybe)`: `reshape` and `view`, of which the latter can also change the dtype. */
const reshape: Rule = operation((call, sharing = "maybe") => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const sizes = variadic(call, sharing === "view" ? "size" : "shape");
  const as = sharing === "view" && sizes.length === 1 ? sizes[0] : undefined;
  const asked = as?.kind === "object" && as.class === "torch.dtype" ? dtypeOf(as) : undefined;
  if (asked !== undefined)
    return viewOf(input, { dtype: asked, shape: blurred(input.shape), requiresGrad: input.requiresGrad === false ? false : null });
  const target = shapeFrom(sizes, call);
  return viewOf(input, { shape: target && filled(target, input.shape) }, sharing === "view" ? "view" : "maybe");
});

/** A shape in which -1 stands for what is left over. */
function filled(target: readonly Dim[], source: Shape): Shape {
  if (!target.includes(-1)) {
    const unknownAt = target.indexOf(null);
    const total = numberOf(source);
    const rest = numberOf(target.filter((_, axis) => axis !== unknownAt));
    // A single length that is not known follows from the others, too: the number of elements stays.
    if (unknownAt >= 0 && target.lastIndexOf(null) === unknownAt && total !== null && rest) return target.with(unknownAt, total / rest);
    return target;
  }
  const total = numberOf(source);
  const rest = numberOf(target.filter((dim) => dim !== -1));
  const left = total !== null && rest !== null && rest > 0 && Number.isInteger(total / rest) ? total / rest : null;
  return target.map((dim) => (dim === -1 ? left : dim));
}

/** `torch-like-shape(view|maybe)`: `x.view_as(y)`, `x.expand_as(y)`. */
const likeShape: Rule = operation((call, sharing = "view") => {
  const { get } = bind(call, ["input", "other"]);
  const [input, other] = [get("input"), get("other")];
  if (!input || !isTensor(input)) return anyTensor;
  return viewOf(input, { shape: other && isTensor(other) ? other.shape : null }, sharing === "maybe" ? "maybe" : "view");
});

/** `torch-parts(kind)`: tuples of views along one axis. */
const parts: Rule = operation((call, kind = "split") => {
  const names =
    kind === "unbind" ? ["dim"] : kind === "split" ? ["split_size", "dim"] : kind === "chunk" ? ["chunks", "dim"] : ["indices", "dim"];
  const get = after(call, names);
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return { kind: "tuple", element: anyTensor };
  const { shape } = input;
  const axis = shape && axisOf(get("dim") === undefined ? 0 : intOf(get("dim")), shape.length);
  if (kind === "unbind") {
    const element = viewOf(input, {
      shape: shape && shape.length > 0 ? without(shape, get("dim") ?? { kind: "scalar", class: "int", value: 0n }) : null,
    });
    const count = shape && axis !== undefined && axis !== null ? shape[axis] : undefined;
    return tupleOfSame(element, typeof count === "number" ? count : undefined);
  }
  if (!shape || axis === undefined || axis === null) return { kind: "tuple", element: viewOf(input, { shape: blurred(shape) }) };
  const length = shape[axis] as Dim;
  const sizes = partSizes(kind, length, get(names[0] as string) ?? get("split_size_or_sections") ?? get("indices_or_sections"));
  if (!sizes) return { kind: "tuple", element: viewOf(input, { shape: shape.with(axis, null) }) };
  const items = sizes.map((size) => viewOf(input, { shape: shape.with(axis, size) }));
  return {
    kind: "tuple",
    element: viewOf(input, { shape: shape.with(axis, sizes.every((size) => size === sizes[0]) ? (sizes[0] ?? null) : null) }),
    items,
  };
});

const tupleOfSame = (element: Type, count: number | undefined): Type =>
  count !== undefined && count <= 16 ? { kind: "tuple", element, items: Array<Type>(count).fill(element) } : { kind: "tuple", element };

/** Lengths of the parts; `undefined` when their number is not known. */
function partSizes(kind: string, length: Dim, by: Type | undefined): readonly Dim[] | undefined {
  const sections = intsOf(by);
  if (kind === "split" && isSequence(by)) return sections ?? by.items?.map(() => null);
  const size = intOf(by);
  if (typeof length !== "number" || size === undefined || size <= 0 || length === 0) return undefined;
  const step = kind === "split" ? size : kind === "chunk" ? Math.ceil(length / size) : 0;
  if (step === 0 || length / step > 16) return undefined;
  return Array.from({ length: Math.ceil(length / step) }, (_, part) => Math.min(step, length - part * step));
}

/** `torch-stretch`: `broadcast_to`, and `repeat` and `tile`, which copy. */
const broadcastTo: Rule = operation((call) => {
  const { get } = bind(call, ["input", "size"]);
  const input = get("input");
  const size = get("size");
  if (!input || !isTensor(input)) return anyTensor;
  const target = size ? shapeFrom([size], call) : null;
  return viewOf(input, { shape: target && input.shape ? broadcast([target, input.shape]) : (target ?? null) });
});

/** `torch-broadcast-tensors`: tuple of views of a common shape. */
const broadcastTensors: Rule = operation((call) => {
  const operands = operandsOf(call);
  if (call.stars || !operands.every(isTensor)) return { kind: "tuple", element: anyTensor };
  const shape = broadcast(operands.map((operand) => operand.shape));
  const items = operands.map((operand) => viewOf(operand, { shape }, "maybe"));
  return { kind: "tuple", element: items[0] ?? unknown("no tensors"), items };
});

/** `torch-at-least(rank)` */
const atLeast: Rule = operation((call, rank = "1") => {
  const operands = operandsOf(call);
  const input = operands[0];
  if (operands.length !== 1 || !input || !isTensor(input)) return unknown("a tensor or a tuple of them");
  const { shape } = input;
  if (!shape) return viewOf(input, { shape: null }, "maybe");
  if (shape.length >= Number(rank)) return input;
  // The third axis comes behind the two of a matrix.
  const behind = rank === "3" && shape.length > 0 ? 1 : 0;
  const front = Number(rank) - shape.length - behind;
  return viewOf(input, { shape: [...Array<Dim>(front).fill(1), ...shape, ...Array<Dim>(behind).fill(1)] }, "maybe");
});

export const viewRules: Readonly<Record<string, Rule>> = {
  "torch-view": view,
  "torch-view-in-place": viewInPlace,
  "torch-reshape": reshape,
  "torch-like-shape": likeShape,
  "torch-parts": parts,
  "torch-broadcast-to": broadcastTo,
  "torch-broadcast-tensors": broadcastTensors,
  "torch-at-least": atLeast,
};
