/** Arrays with the same elements in another form: reshaping, axes, views, copies. */
import type { Rule, RuleCall } from "../../rule.js";
import { array, type Dim, membersOf, none, type Shape, type Type, unknown } from "../../type.js";
import { dtypeOfArgument, mayHaveParts } from "./dtypes.js";
import { isPlain, valueOf } from "./made.js";
import { arrayFrom } from "./operands.js";
import { flagOf, integerOf, positionsOf, shapeOfArgument, sizeOf } from "./shapes.js";
import { maybeViewOf, viewOf } from "./views.js";

/** The array that a method is called on, or the first argument; `undefined` when an array of a subclass may come out. */
function source(call: RuleCall, name: string): { readonly value: Type; readonly dtype: string | null; readonly shape: Shape } | undefined {
  const value = call.receiver ?? valueOf(call, name);
  // Numbers keep their class in some versions.
  if (!value || !isPlain(value, call) || membersOf(value).some(({ kind }) => kind === "scalar" || kind === "numpy-scalar"))
    return undefined;
  const content = arrayFrom(value, call);
  return { value, dtype: content?.dtype ?? null, shape: content?.shape ?? null };
}

const subclass = unknown("an array of a subclass may come out");

/** `reshape`: one length may be -1. */
export const reshape: Rule = (call) => {
  const from = source(call, "a");
  if (!from || call.spreads) return subclass;
  const given = call.receiver === undefined ? call.positional.slice(1, 2) : call.positional;
  const asked = given.length === 0 ? (call.argument("shape") ?? call.argument("newshape")) : given[0];
  const dims = given.length > 1 ? given : undefined;
  const wanted = dims ? dims.map(lengthOf) : wantedShape(asked, call);
  return maybeViewOf(from.value, from.dtype, wanted && completed(wanted, sizeOf(from.shape)));
};

/** -1 stands for the length that is left; `null` for one that is not known. */
type Wanted = number | null;

function lengthOf(type: Type): Wanted {
  return integerOf(type) ?? null;
}

function wantedShape(type: Type | undefined, call: RuleCall): readonly Wanted[] | null {
  if (!type) return null;
  if ((type.kind === "tuple" || type.kind === "list") && type.items) return type.items.map(lengthOf);
  if (type.kind === "scalar") return type.class === "int" ? [lengthOf(type)] : null;
  return shapeOfArgument(type, call)?.map((dim) => (typeof dim === "number" ? dim : null)) ?? null;
}

function completed(wanted: readonly Wanted[], size: Dim): Shape {
  const known = wanted.filter((dim) => dim !== null && dim >= 0) as number[];
  const product = known.reduce((a, b) => a * b, 1);
  const rest = known.length === wanted.length - 1 && typeof size === "number" && product > 0 ? size / product : null;
  return wanted.map((dim) => (dim === null ? null : dim >= 0 ? dim : rest));
}

export const transpose: Rule = (call) => {
  const from = source(call, "a");
  if (!from) return subclass;
  const axes = call.receiver === undefined ? call.argument("axes") : call.positional.length === 1 ? call.positional[0] : undefined;
  const isReversed =
    call.receiver === undefined ? axes === undefined || axes.kind === "none" : call.positional.length === 0 || axes?.kind === "none";
  return maybeViewOf(from.value, from.dtype, isReversed ? from.shape && [...from.shape].reverse() : unknownOfRank(from.shape), "view");
};

const unknownOfRank = (shape: Shape): Shape => shape?.map(() => null) ?? null;

/** `swapaxes`, `moveaxis`, `rollaxis`: the same lengths in another order. */
export const moved: Rule = (call, name = "a") => {
  const from = source(call, name);
  return from ? maybeViewOf(from.value, from.dtype, unknownOfRank(from.shape), "view") : subclass;
};

export const squeeze: Rule = (call) => {
  const from = source(call, "a");
  if (!from) return subclass;
  const axis = call.argument("axis");
  const places = axis === undefined || axis.kind === "none" ? undefined : integerOf(axis);
  let shape: Shape = null;
  if (axis === undefined || axis.kind === "none") {
    if (from.shape?.every((dim) => typeof dim === "number")) shape = from.shape.filter((dim) => dim !== 1);
  } else if (places !== undefined && from.shape) {
    const positions = positionsOf([places], from.shape.length);
    shape = positions && from.shape.filter((_, position) => !positions.includes(position));
  }
  const { value } = from;
  const made = maybeViewOf(value, from.dtype, shape, value.kind === "array" ? "view" : "maybe");
  if (value.kind !== "array" || from.shape?.some((dim) => dim === 1)) return made;
  // An array without axes of length one is given back as it is.
  return from.shape?.every((dim) => typeof dim === "number") ? value : { kind: "union", members: [value, made] };
};

export const expandDims: Rule = (call) => {
  const from = source(call, "a");
  if (!from) return subclass;
  const axis = integerOf(call.argument("axis"));
  const rank = from.shape && from.shape.length + 1;
  const at = axis === undefined || rank === null ? undefined : positionsOf([axis], rank)?.[0];
  return maybeViewOf(from.value, from.dtype, at === undefined ? null : (from.shape?.toSpliced(at, 0, 1) ?? null), "view");
};

/** `ravel`: perhaps a view; `flatten`: a copy. */
export const flattened: Rule = (call, mode = "ravel") => {
  const from = source(call, "a");
  if (!from) return subclass;
  const shape = [sizeOf(from.shape)];
  return mode === "flatten" ? array(from.dtype, shape) : maybeViewOf(from.value, from.dtype, shape);
};

export const astype: Rule = (call) => {
  if (call.receiver?.kind !== "array") return subclass;
  const asked = call.argument("dtype");
  const dtype = dtypeOfArgument(asked) ?? null;
  const shape = !call.assumes && mayHaveParts(asked) ? null : call.receiver.shape;
  if (flagOf(call.argument("copy"), true) === true) return array(dtype, shape);
  return { ...viewOf(call.receiver, dtype, shape), view: "maybe" };
};

export const broadcastTo: Rule = (call) => {
  const value = call.argument("array");
  if (!value || flagOf(call.argument("subok"), false) !== false) return subclass;
  return maybeViewOf(value, arrayFrom(value, call)?.dtype ?? null, shapeOfArgument(call.argument("shape"), call));
};

/** `atleast_1d`, `atleast_2d`, `atleast_3d` of one array. */
export const atLeast: Rule = (call, rank = "1") => {
  const value = call.positional[0];
  if (call.positional.length !== 1 || call.spreads || !value || !isPlain(value, call, true)) return subclass;
  const content = arrayFrom(value, call);
  const shape = content?.shape ?? null;
  const least = Number(rank);
  const wanted: Shape = !shape
    ? null
    : shape.length >= least
      ? shape
      : shape.length === 0
        ? Array<Dim>(least).fill(1)
        : least === 2
          ? [1, shape[0] as Dim]
          : Array<Dim>(least).fill(null);
  return maybeViewOf(value, content?.dtype ?? null, wanted);
};

/** `tile`, `repeat` and others that keep the dtype; `numpy.repeat(a, n)` without an axis is flat. */
export const repeated: Rule = (call) => {
  const from = source(call, "a");
  if (!from) return subclass;
  const axis = call.argument("axis");
  if (axis !== undefined && axis.kind !== "none") return array(from.dtype, unknownOfRank(from.shape));
  const times = integerOf(call.argument("repeats"));
  const size = sizeOf(from.shape);
  return array(from.dtype, [typeof size === "number" && times !== undefined ? size * times : null]);
};

/** `copy`: of a plain array, in memory of its own. */
export const copied: Rule = (call) => {
  const value = call.receiver ?? call.argument("a");
  if (!value || (call.receiver === undefined && flagOf(call.argument("subok"), false) !== false)) return subclass;
  const content = value.kind === "unknown" ? undefined : arrayFrom(value, call);
  return array(content?.dtype ?? null, content?.shape ?? null);
};

/** `take(a, indices)`: elements of the array; their number is that of the indices. */
export const taken: Rule = (call) => {
  const from = source(call, "a");
  const indices = call.argument("indices");
  if (!from || !indices) return subclass;
  const out = call.argument("out");
  if (out && out.kind !== "none") return unknown("the result is the object that is passed as `out`");
  const where = arrayFrom(indices, call)?.shape ?? null;
  const axis = call.argument("axis");
  const isFlat = axis === undefined || axis.kind === "none" || from.shape?.length === 1;
  if (!where || where.length === 0) return unknown("an element or a part of an array");
  return array(from.dtype, isFlat ? where : null);
};

/** `tri`-like results keep dtype and shape: `tril`, `triu`, of matrices at least. */
export const triangle: Rule = (call) => {
  const from = source(call, "m");
  if (!from) return subclass;
  const length = from.shape?.length === 1 ? (from.shape[0] as Dim) : undefined;
  return array(from.dtype, length === undefined ? from.shape : [length, length]);
};

/** `x.resize(shape)`: the array itself gets another shape. */
export const resized: Rule = ({ receiver }) => {
  if (receiver?.kind !== "array") return none;
  return { result: none, receiver: { ...receiver, shape: null } };
};
