/** Reading and making the values that PyTorch's rules work with. */

import type { Outcome, RuleCall, RuleContext } from "../../rule.js";
import type { ArrayType, ObjectType, Shape, TensorType, TupleType, Type } from "../../type.js";
import { join, literal, membersOf, object, scalar, tupleOf, unknown } from "../../type.js";
import type { Device, Dim } from "./forms.js";

export const tensorClass = "torch.Tensor";
export const parameterClass = "torch.nn.parameter.Parameter";

export const isTensor = (type: Type | undefined): type is TensorType => type?.kind === "tensor" && type.class.startsWith("torch.");

/** A new tensor in its own memory. */
export function tensor(
  dtype: string | null,
  shape: Shape,
  more: { readonly device?: Device; readonly requiresGrad?: boolean | null; readonly class?: string } = {},
): TensorType {
  return {
    kind: "tensor",
    class: more.class ?? tensorClass,
    dtype,
    shape,
    device: more.device ?? null,
    requiresGrad: more.requiresGrad ?? null,
    view: "owned",
  };
}

/** Some tensor: nothing is known but its class. It may be one that exists already. */
export const anyTensor: TensorType = { ...tensor(null, null), view: "maybe" };

/** Another tensor object in the memory of `base`: certainly, or perhaps (`maybe`: or even `base` itself). */
export function viewOf(base: TensorType | ArrayType, changed: Partial<TensorType>, view: "view" | "maybe" = "view"): TensorType {
  const memory = memoryOf(base);
  const own = base.kind === "tensor" ? base : undefined;
  return {
    kind: "tensor",
    class: tensorClass,
    dtype: own?.dtype ?? null,
    shape: base.shape,
    device: own?.device ?? null,
    requiresGrad: own?.requiresGrad ?? null,
    view,
    ...(memory ? { memory } : {}),
    ...changed,
  };
}

/** The sites in whose memory a tensor or an array lies, `undefined` when they are not known. */
export function memoryOf(base: TensorType | ArrayType): readonly number[] | undefined {
  if (base.view === "owned") return base.sites;
  if (!base.memory) return undefined;
  if (base.view === "view") return base.memory;
  return base.sites ? [...new Set([...base.memory, ...base.sites])].sort((a, b) => a - b) : undefined;
}

/** Value of a literal integer. */
export const intOf = (type: Type | undefined): number | undefined =>
  type?.kind === "scalar" && type.class === "int" && typeof type.value === "bigint" ? Number(type.value) : undefined;

export const stringOf = (type: Type | undefined): string | undefined =>
  type?.kind === "scalar" && typeof type.value === "string" ? type.value : undefined;

/** Value of a flag: its default when it is not passed, `undefined` when it is not known. */
export function flagOf(type: Type | undefined, byDefault: boolean): boolean | undefined {
  if (type === undefined) return byDefault;
  return type.kind === "scalar" && typeof type.value === "boolean" ? type.value : undefined;
}

export const isNone = (type: Type | undefined): boolean => type === undefined || type.kind === "none";

export const isSequence = (type: Type | undefined): type is Extract<Type, { items?: readonly Type[] }> =>
  type?.kind === "list" || type?.kind === "tuple";

/** Items of a list or tuple whose length is known. */
export const itemsOf = (type: Type | undefined): readonly Type[] | undefined => (isSequence(type) ? type.items : undefined);

/** Integers of `1`, `(1, 2)` or `[1, 2]`, `undefined` when not all of them are known. */
export function intsOf(type: Type | undefined): readonly number[] | undefined {
  const one = intOf(type);
  if (one !== undefined) return [one];
  const ints = itemsOf(type)?.map(intOf);
  return ints?.every((value) => value !== undefined) ? (ints as number[]) : undefined;
}

export const dtypeValue = (name: string | null): ObjectType =>
  object("torch.dtype", { name: name === null ? scalar("str") : literal(name) });

/** What a `dtype=` argument asks for: `undefined` when none is given, `null` when it is not known. */
export function dtypeOf(type: Type | undefined): string | null | undefined {
  if (isNone(type)) return undefined;
  if (type?.kind === "object" && type.class === "torch.dtype") return stringOf(type.parts?.["name"]) ?? null;
  // Python's classes stand for dtypes too.
  if (type?.kind === "library-class") return pythonDtypes[type.name] ?? null;
  return null;
}

const pythonDtypes: Readonly<Record<string, string>> = {
  "builtins.bool": "bool",
  "builtins.int": "int64",
  "builtins.float": "float64",
  "builtins.complex": "complex128",
};

export const deviceValue = (name: Device): ObjectType => object("torch.device", { name: name === null ? scalar("str") : literal(name) });

/** What a `device=` argument asks for: `undefined` when none is given, `null` when it is not known. */
export function deviceOf(type: Type | undefined): Device | undefined {
  if (isNone(type)) return undefined;
  if (type?.kind === "object" && type.class === "torch.device") return normalDevice(stringOf(type.parts?.["name"]));
  if (type?.kind === "scalar" && type.class === "str") return normalDevice(stringOf(type));
  return null;
}

/** `cuda` with and without an index are kept apart; the index of any other device says nothing that a program can see. */
const normalDevice = (name: string | undefined): Device => (name === undefined ? null : name.startsWith("cpu") ? "cpu" : name);

/** `torch.Size` of a shape. */
export function sizeOf(shape: Shape): TupleType {
  if (!shape) return { kind: "tuple", element: scalar("int"), class: "torch.Size" };
  return { ...tupleOf(shape.map(dimValue)), element: scalar("int"), class: "torch.Size" };
}

export const dimValue = (dim: Dim): Type => (typeof dim === "number" ? literal(BigInt(dim)) : scalar("int"));

/** A length that an argument gives. */
export const dimOf = (type: Type | undefined): Dim => intOf(type) ?? null;

/** The shape that a tuple, a list or `*size` stands for. */
export function shapeFrom(arguments_: readonly Type[], context: RuleContext): Shape {
  const [first] = arguments_;
  if (arguments_.length === 1 && first && !isIntLike(first)) {
    const items = itemsOf(first);
    if (items) return items.every(isIntLike) ? items.map(dimOf) : null;
    if (!isSequence(first)) return null;
    const length = context.lengthOf(first);
    return typeof length === "number" ? Array<Dim>(length).fill(null) : null;
  }
  return arguments_.every(isIntLike) ? arguments_.map(dimOf) : null;
}

/** A value that can only be one length: a Python or NumPy integer, or a tensor of no axes. */
export const isIntLike = (type: Type): boolean =>
  (type.kind === "scalar" && type.class === "int") || type.kind === "numpy-scalar" || (isTensor(type) && type.shape?.length === 0);

/** Python value of one element of a tensor. */
export function elementValue(dtype: string | null): Type {
  if (dtype === null) return join(scalar("float"), scalar("int"), scalar("bool"), scalar("complex"));
  if (dtype === "bool") return scalar("bool");
  if (dtype.startsWith("complex")) return scalar("complex");
  return scalar(/^u?int/.test(dtype) ? "int" : "float");
}

/** Arguments by name, whether they are passed by position or by keyword. The receiver of a method is the first parameter. */
export interface Bound {
  /** `undefined` when it is certainly not passed. */
  readonly get: (name: string) => Type | undefined;
  /** All of `names` that may be passed. */
  readonly all: readonly Type[];
}

/** Other names that PyTorch accepts for a parameter. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  dim: ["axis", "dims"],
  dims: ["dim", "axis"],
  keepdim: ["keepdims"],
  input: ["self", "x", "X"],
  other: ["x2"],
};

export function bind(call: RuleCall, names: readonly string[]): Bound {
  const positional = operandsOf(call);
  const keyword = new Map(call.keyword);
  const get = (name: string): Type | undefined => {
    const index = names.indexOf(name);
    const byPosition = index >= 0 ? positional[index] : undefined;
    if (byPosition) return byPosition;
    for (const spelling of [name, ...(synonyms[name] ?? [])]) {
      const value = keyword.get(spelling);
      if (value) return value;
    }
    return call.stars ? unknown("it may be in a starred argument") : undefined;
  };
  return { get, all: names.flatMap((name) => get(name) ?? []) };
}

/** Positional arguments with the receiver of a method in front. */
export const operandsOf = (call: RuleCall): readonly Type[] =>
  call.receiver && call.receiver.kind !== "module" ? [call.receiver, ...call.positional] : call.positional;

/** The same call with another first operand. */
function withFirst(call: RuleCall, first: Type): RuleCall {
  if (call.receiver && call.receiver.kind !== "module") return { ...call, receiver: first };
  return { ...call, positional: [first, ...call.positional.slice(1)] };
}

/**
 * Runs a rule for each type that its first operand may have, and answers the `out=` argument where one is passed: then the
 * result is that object.
 */
export function operation(
  rule: (call: RuleCall, ...parameters: string[]) => Outcome,
): (call: RuleCall, ...parameters: string[]) => Outcome {
  return (call, ...parameters) => {
    const out = call.keyword.find(([name]) => name === "out")?.[1];
    if (out && out.kind !== "none") return intoOut(out);
    const first = operandsOf(call)[0];
    if (first?.kind !== "union") return rule(call, ...parameters);
    const results: Type[] = [];
    const receivers: Type[] = [];
    for (const member of membersOf(first)) {
      const outcome = rule(withFirst(call, member), ...parameters);
      results.push("kind" in outcome ? outcome : outcome.result);
      receivers.push("kind" in outcome ? member : (outcome.receiver ?? member));
    }
    const receiver = join(...receivers);
    return call.receiver ? { result: join(...results), receiver } : join(...results);
  };
}

function intoOut(out: Type): Outcome {
  if (!isTensor(out)) return unknown("the result goes into `out`");
  // It gets the shape of the result.
  const filled: TensorType = { ...out, shape: null };
  return { result: filled, arguments: { out: filled } };
}
