/** Values of TensorFlow: which become plain tensors, and what structures of values become when TensorFlow takes them over. */
import type { RuleCall, RuleContext } from "../../rule.js";
import { join, list, none, type ObjectType, object, type TensorType, type Type, tuple, tupleOf, unknown } from "../../type.js";

export const tensor = (name: string): TensorType => ({
  kind: "tensor",
  class: name,
  dtype: null,
  shape: null,
  device: null,
  requiresGrad: null,
  view: "maybe",
});

export const anyTensor = tensor("tensorflow.Tensor");
export const anyVariable = tensor("tensorflow.Variable");
export const ragged = object("tensorflow.RaggedTensor");
export const sparse = object("tensorflow.SparseTensor");
export const symbolic = object("keras.KerasTensor");
export const operationObject = object("tensorflow.Operation");

export const subclassOf = (name: string, parts?: Readonly<Record<string, Type>>): ObjectType => ({
  ...object(name, parts),
  subclass: true,
});

export const isTensor = (type: Type): type is TensorType => type.kind === "tensor" && type.class.startsWith("tensorflow.");
export const isObject = (type: Type, name: string): type is ObjectType => type.kind === "object" && type.class === name;
export const isDataset = (type: Type): type is ObjectType => type.kind === "object" && type.class.endsWith(".data.Dataset");

/** What becomes a plain tensor when an operation needs one. */
export function isDense(type: Type): boolean {
  switch (type.kind) {
    case "tensor":
    case "array":
    case "scalar":
    case "numpy-scalar":
    case "none":
    case "range":
    case "series":
    case "frame":
    case "index":
    case "never":
      return true;
    case "list":
    case "tuple":
      return (type.items ?? [type.element]).every(isDense);
    case "union":
      return type.members.every(isDense);
    case "object":
      return ["tensorflow.dtypes.DType", "tensorflow.TensorShape", "keras.Variable"].includes(type.class);
    default:
      return false;
  }
}

/** After it, constants without a dtype are weak tensors, which are no plain ones. */
export const numpyBehaviour = "tensorflow.experimental.numpy.experimental_enable_numpy_behavior";

/** Types of the program that take part in dispatch give anything. */
export const mayDispatch = (context: RuleContext): boolean =>
  !context.assumes &&
  [
    "tensorflow.experimental.ExtensionType",
    "tensorflow.experimental.BatchableExtensionType",
    "tensorflow.experimental.dispatch_for_api",
    numpyBehaviour,
  ].some((name) => context.programCalls(name));

export const argumentsOf = (call: RuleCall): readonly Type[] => [
  ...call.positional,
  ...call.keyword.map(([, type]) => type),
  ...(call.stars ? [unknown("starred arguments")] : []),
];

/** What one value becomes; `undefined` when that is not known. */
export type Conversion = (value: Type) => Type | undefined;

/** Applies a conversion to the leaves of a structure of tuples and dicts, and of lists unless these become tensors themselves. */
export function mapStructure(type: Type, convert: Conversion, withLists: boolean): Type {
  const inner = (part: Type): Type => mapStructure(part, convert, withLists);
  switch (type.kind) {
    case "unknown":
    case "never":
      return type;
    case "union":
      return join(...type.members.map(inner));
    case "tuple":
      // A named tuple stays one.
      if (type.class !== undefined) return unknown("a structure of a class of its own");
      return type.items ? tupleOf(type.items.map(inner)) : tuple(inner(type.element));
    case "list":
      if (!withLists) break;
      return type.items
        ? { kind: "list", element: join(...type.items.map(inner)), items: type.items.map(inner) }
        : list(inner(type.element));
    case "dict":
      if (type.class !== "dict" && type.class !== "collections.OrderedDict") return unknown("a structure of a class of its own");
      return {
        kind: "dict",
        class: type.class,
        key: type.key,
        value: inner(type.value),
        ...(type.entries ? { entries: type.entries.map(({ key, value }) => ({ key, value: inner(value) })) } : {}),
        ...(type.complete ? { complete: true } : {}),
      };
  }
  return convert(type) ?? unknown("what TensorFlow makes of such a value is not known");
}

/** A leaf that TensorFlow takes over. */
export function converted(value: Type): Type | undefined {
  if (value.kind === "none") return none;
  if (isDense(value)) return anyTensor;
  return isObject(value, ragged.class) || isObject(value, sparse.class) || isDataset(value) ? value : undefined;
}
