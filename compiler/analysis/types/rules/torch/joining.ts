/** Operations that put elements together or pick some: new tensors. */
import type { Rule, RuleCall } from "../../rule.js";
import type { Dim, Shape, TensorType, Type } from "../../type.js";
import { membersOf } from "../../type.js";
import { resultDtype } from "./dtypes.js";
import { axisOf, blurred, broadcast, commonGradient, computed, equalDim } from "./results.js";
import { anyTensor, bind, dimOf, intOf, intsOf, isNone, isTensor, itemsOf, operandsOf, operation, shapeFrom, tensor } from "./values.js";

/** Tensors of a list or tuple: one by one when its length is known, else one that stands for all. */
interface Several {
  readonly tensors: readonly TensorType[];
  readonly exact: boolean;
}

function several(type: Type | undefined, call: RuleCall): Several | undefined {
  if (!type || isTensor(type)) return undefined;
  const items = itemsOf(type);
  if (items && items.length > 0 && items.every(isTensor)) return { tensors: items, exact: true };
  const members = membersOf(call.elementOf(type));
  return members.length > 0 && members.every(isTensor) ? { tensors: members, exact: false } : undefined;
}

/** Dtype of joined tensors: all axes count the same, so that only the category of a tensor without axes matters less. */
const joinedDtype = (tensors: readonly TensorType[], call: RuleCall): string | null =>
  tensors.every(({ dtype }) => dtype === tensors[0]?.dtype) ? (tensors[0]?.dtype ?? null) : resultDtype(tensors, call);

/** `torch-concatenate(cat|stack|hstack|vstack|dstack|column)` */
const concatenate: Rule = operation((call, kind = "cat") => {
  const { get } = bind(call, ["tensors", "dim"]);
  const of = several(get("tensors"), call);
  if (!of) return { ...anyTensor, view: "owned" };
  const dim = get("dim");
  const axis = dim === undefined ? 0 : intOf(dim);
  return computed(of.tensors, joinedDtype(of.tensors, call), joinedShape(kind, of, axis), call);
});

function joinedShape(kind: string, { tensors, exact }: Several, dim: number | undefined): Shape {
  const shapes = tensors.map(({ shape }) => shape);
  if (shapes.some((shape) => shape === null)) return null;
  const known = shapes as readonly (readonly Dim[])[];
  // An empty tensor of one axis goes with everything.
  const rank = Math.max(...known.map((shape) => shape.length));
  const alike = known.filter((shape) => shape.length === rank);
  if (alike.length !== known.length && (kind === "stack" || rank < 2)) return null;
  const common = alike.reduce((result, shape) => result.map((length, axis) => equalDim(length, shape[axis] as Dim)));
  if (kind === "stack") {
    const axis = axisOf(dim, rank + 1);
    return axis === undefined ? Array<Dim>(rank + 1).fill(null) : common.toSpliced(axis, 0, exact ? tensors.length : null);
  }
  const axis =
    kind === "cat"
      ? axisOf(dim, rank)
      : kind === "hstack" && rank > 0
        ? rank === 1
          ? 0
          : 1
        : kind === "vstack" && rank > 1
          ? 0
          : undefined;
  if (axis === undefined) return kind === "cat" ? blurred(common) : kind === "vstack" && rank === 1 ? [null, common[0] ?? null] : null;
  const total = exact && alike.length === known.length ? alike.reduce<Dim>((sum, shape) => add(sum, shape[axis] as Dim), 0) : null;
  return common.map((length, at) => (at === axis ? total : length));
}

const add = (a: Dim, b: Dim): Dim => (typeof a === "number" && typeof b === "number" ? a + b : null);

/** `torch-rearrange(parameters)`: copies with the same shape, where it is known: `flip`, `roll`, `tril`. */
const sameShape: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  return input && isTensor(input) ? computed([input], input.dtype, input.shape, call) : anyTensor;
});

/** `torch-repeat`: `x.repeat(2, 3)` and `tile`. */
const repeat: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const named = call.keyword.find(([name]) => name === "repeats" || name === "dims")?.[1];
  const counts = shapeFrom(named ? [named] : operandsOf(call).slice(1), call);
  const { shape } = input;
  if (!counts || !shape) return computed([input], input.dtype, null, call);
  const rank = Math.max(counts.length, shape.length);
  const result = Array.from({ length: rank }, (_, axis) => {
    const [length = 1, count = 1] = [shape[axis - rank + shape.length], counts[axis - rank + counts.length]];
    return count === 1 ? length : typeof length === "number" && typeof count === "number" ? length * count : null;
  });
  return computed([input], input.dtype, result, call);
});

/** `torch-pick(kind)`: elements chosen by a tensor of indices or a mask. */
const pick: Rule = operation((call, kind = "gather") => {
  const { get } = bind(call, kind === "take" || kind === "masked" ? ["input", "index"] : ["input", "dim", "index"]);
  const input = get("input");
  const index = get("index") ?? get("mask") ?? get("indices");
  if (!input || !isTensor(input)) return anyTensor;
  const chosen = index && isTensor(index) ? index.shape : null;
  switch (kind) {
    case "masked":
      return computed([input], input.dtype, [null], call);
    case "along": {
      const axis = input.shape && axisOf(intOf(get("dim")), input.shape.length);
      const count = chosen?.length === 0 ? 1 : (chosen?.[0] ?? null);
      if (input.shape?.length === 0) return computed([input], input.dtype, null, call);
      return computed(
        [input],
        input.dtype,
        input.shape && axis !== undefined && axis !== null ? input.shape.with(axis, count) : blurred(input.shape),
        call,
      );
    }
    case "along-dim":
      return computed([input], input.dtype, blurred(chosen), call);
    default:
      return computed([input], input.dtype, chosen, call);
  }
});

/** `torch-nonzero` */
const nonzero: Rule = operation((call) => {
  const { get } = bind(call, ["input"]);
  const input = get("input");
  if (get("as_tuple") !== undefined)
    return {
      kind: "union",
      members: [
        { ...anyTensor, dtype: "int64" },
        { kind: "tuple", element: { ...anyTensor, dtype: "int64" } },
      ],
    };
  const rank = input && isTensor(input) && input.shape ? input.shape.length : null;
  return tensor("int64", [null, rank], { device: input && isTensor(input) ? input.device : null, requiresGrad: false });
});

/** `torch-unique` */
const unique: Rule = operation((call) => {
  const { get } = bind(call, ["input", "sorted", "return_inverse", "return_counts", "dim"]);
  const input = get("input");
  const flags = ["return_inverse", "return_counts"].map((name) => get(name));
  const known = flags.map((flag) =>
    flag === undefined ? false : flag.kind === "scalar" && typeof flag.value === "boolean" ? flag.value : undefined,
  );
  const operand = input && isTensor(input) ? input : tensor(null, null);
  const values = computed([operand], operand.dtype, isNone(get("dim")) ? [null] : blurred(operand.shape), call, {});
  if (known.includes(undefined)) return { kind: "union", members: [values, { kind: "tuple", element: { ...anyTensor } }] };
  if (!known.includes(true)) return values;
  const indices = (shape: Shape): TensorType => computed([operand], "int64", shape, call);
  const items = [values, ...(known[0] ? [indices(null)] : []), ...(known[1] ? [indices([null])] : [])];
  return { kind: "tuple", element: anyTensor, items };
});

/** `torch-meshgrid`: a tuple of tensors with one axis for each operand. They may be views of the operands. */
const meshgrid: Rule = operation((call) => {
  const given = operandsOf(call);
  const operands = given.length === 1 && !isTensor(given[0]) ? (itemsOf(given[0]) ?? []) : given;
  if (call.stars || operands.length === 0 || !operands.every(isTensor)) return { kind: "tuple", element: anyTensor };
  const lengths = operands.map((operand) => (operand.shape ? (operand.shape.length === 0 ? 1 : (operand.shape[0] ?? null)) : null));
  const indexing = call.keyword.find(([name]) => name === "indexing")?.[1];
  const asMatrix = indexing === undefined || (indexing.kind === "scalar" && indexing.value === "ij");
  const shape = asMatrix ? lengths : lengths.map(() => null);
  const items = operands.map((operand): TensorType => ({ ...computed([operand], operand.dtype, shape, call), view: "maybe" }));
  return { kind: "tuple", element: { ...anyTensor, shape: blurred(shape) }, items };
});

/** `torch-one-hot` */
const oneHot: Rule = operation((call) => {
  const { get } = bind(call, ["input", "num_classes"]);
  const input = get("input") ?? get("tensor");
  const classes = get("num_classes");
  const operand = input && isTensor(input) ? input : tensor(null, null);
  const last = classes === undefined || intOf(classes) === -1 ? null : dimOf(classes);
  return computed([operand], "int64", operand.shape && [...operand.shape, last], call);
});

/** `torch-pad`: adds to the last axes. */
const pad: Rule = operation((call) => {
  const { get } = bind(call, ["input", "pad", "mode", "value"]);
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const amounts = intsOf(get("pad"));
  const { shape } = input;
  if (!shape || !amounts || amounts.length % 2 === 1 || amounts.length / 2 > shape.length)
    return computed([input], input.dtype, blurred(shape), call);
  const padded = shape.map((length, axis) => {
    const at = (shape.length - 1 - axis) * 2;
    const [before, behind] = [amounts[at], amounts[at + 1]];
    return before === undefined || behind === undefined ? length : add(length, before + behind);
  });
  return computed([input], input.dtype, padded, call);
});

/** `torch-masked-fill`: the dtype of the input, shape of both. */
const maskedFill: Rule = operation((call) => {
  const { get } = bind(call, ["input", "mask", "value"]);
  const [input, mask, value] = [get("input"), get("mask"), get("value")];
  if (!input || !isTensor(input)) return anyTensor;
  const shape = mask && isTensor(mask) ? broadcast([input.shape, mask.shape]) : null;
  const operands = value && isTensor(value) ? [input, value] : value?.kind === "scalar" ? [input] : [input, ...(value ? [value] : [])];
  return { ...computed([input], input.dtype, shape, call), requiresGrad: commonGradient(operands, input.dtype, call) };
});

/** `torch-scatter`: shape and dtype of the input; gradients also from what is written. */
const scatter: Rule = operation((call) => {
  const { get, all } = bind(call, ["input", "dim", "index", "src", "reduce"]);
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const others = [...all.slice(1), ...call.keyword.map(([, type]) => type)].filter((type) => type.kind !== "scalar");
  return { ...computed([input], input.dtype, input.shape, call), requiresGrad: commonGradient([input, ...others], input.dtype, call) };
});

/** `torch-count(bincount|histc)`: one axis. */
const count: Rule = operation((call, dtype = "int64") => {
  const input = bind(call, ["input"]).get("input");
  const operand = input && isTensor(input) ? input : tensor(null, null);
  const plain = call.positional.length <= 1 && call.keyword.length === 0;
  return { ...computed([operand], dtype === "int64" ? (plain ? "int64" : null) : operand.dtype, [null], call), requiresGrad: null };
});

export const joiningRules: Readonly<Record<string, Rule>> = {
  "torch-concatenate": concatenate,
  "torch-same-shape": sameShape,
  "torch-repeat": repeat,
  "torch-pick": pick,
  "torch-nonzero": nonzero,
  "torch-unique": unique,
  "torch-meshgrid": meshgrid,
  "torch-one-hot": oneHot,
  "torch-pad": pad,
  "torch-masked-fill": maskedFill,
  "torch-scatter": scatter,
  "torch-count": count,
};
