/**
 * TensorFlow and Keras. Operations dispatch on what they get: ragged and sparse tensors (and Keras' symbolic ones, before TensorFlow 2.16)
 * give the same kind, so that a plain tensor is only certain when every argument is dense.
 */
import type { BinaryOperator, CompareOperator, UnaryOperator } from "../../../ir/nodes.js";
import type { LibraryRules, Rule, RuleCall, RuleContext } from "../rule.js";
import {
  array,
  join,
  list,
  membersOf,
  none,
  numpyScalar,
  type ObjectType,
  object,
  scalar,
  type TensorType,
  type Type,
  tuple,
  unknown,
} from "../type.js";

const tensor = (name: string): TensorType => ({
  kind: "tensor",
  class: name,
  dtype: null,
  shape: null,
  device: null,
  requiresGrad: null,
  view: "maybe",
});

const anyTensor = tensor("tensorflow.Tensor");
const anyVariable = tensor("tensorflow.Variable");
const ragged = object("tensorflow.RaggedTensor");
const sparse = object("tensorflow.SparseTensor");
const symbolic = object("keras.KerasTensor");

const isTensor = (type: Type): boolean => type.kind === "tensor" && type.class.startsWith("tensorflow.");

/** What becomes a plain tensor when an operation needs one. */
function isDense(type: Type): boolean {
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
      return ["tensorflow.dtypes.DType", "tensorflow.TensorShape"].includes(type.class);
    default:
      return false;
  }
}

/** Types of the program that take part in dispatch give anything. */
const mayDispatch = (context: RuleContext): boolean =>
  [
    "tensorflow.experimental.ExtensionType",
    "tensorflow.experimental.BatchableExtensionType",
    "tensorflow.experimental.dispatch_for_api",
  ].some((name) => context.programCalls(name));

function resultFor(values: readonly Type[], context: RuleContext): Type {
  if (mayDispatch(context)) return unknown("types of the program take part in the dispatch");
  return values.every(isDense) ? anyTensor : join(anyTensor, ragged, sparse, symbolic);
}

const argumentsOf = (call: RuleCall): readonly Type[] => [
  ...call.positional,
  ...call.keyword.map(([, type]) => type),
  ...(call.stars ? [unknown("starred arguments")] : []),
];

/** `tf-op`: one tensor. */
const operation: Rule = (call) => resultFor(argumentsOf(call), call);

/** `tf-list`: a list of tensors. */
const tensors: Rule = (call) => list(resultFor(argumentsOf(call), call));

const variable: Rule = () => anyVariable;

/** `v.assign(x)`: a variable to go on with, unless nobody wants to read it. */
const assign: Rule = (call) => {
  const read = call.keyword.find(([name]) => name === "read_value");
  return read || call.positional.length > 2 || call.stars ? unknown("it may give an operation") : anyVariable;
};

/** `tape.gradient(target, sources)` has the form of `sources`. */
const gradient: Rule = (call) => {
  const sources = call.argument("sources");
  const one = join(anyTensor, object("tensorflow.IndexedSlices"), none);
  if (sources && isTensor(sources)) return one;
  if (sources?.kind === "list")
    return (sources.items ?? [sources.element]).every(isTensor) ? list(one) : list(unknown("the form of a source"));
  if (sources?.kind === "tuple" && sources.class === undefined) return tuple(unknown("the form of a source"));
  return unknown("the sources of the gradient are not known");
};

/** `keras-tensor`: a tensor of the backend that Keras runs on. */
const backendTensor = join(
  anyTensor,
  tensor("torch.Tensor"),
  { ...object("jax.Array"), subclass: true },
  array(null, null, "maybe"),
  numpyScalar(null),
);
const kerasTensor: Rule = () => backendTensor;

/** `keras-categorical`: an array for plain data, a tensor for tensors. */
const categorical: Rule = (call) => {
  const [data] = argumentsOf(call);
  const isPlain = data && data.kind !== "tensor" && isDense(data) && !membersOf(data).some(({ kind }) => kind === "tensor");
  return isPlain ? array(null, null, "maybe") : join(array(null, null, "maybe"), backendTensor);
};

/** Layers with one result, which is a tensor of some kind. */
const plainLayers = new Set(
  (
    "Dense EinsumDense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose DepthwiseConv1D DepthwiseConv2D SeparableConv1D " +
    "SeparableConv2D MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D GlobalAveragePooling1D " +
    "GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D Flatten Reshape Permute " +
    "RepeatVector Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout GaussianNoise BatchNormalization " +
    "LayerNormalization GroupNormalization UnitNormalization Embedding Activation ReLU Softmax LeakyReLU PReLU ELU Add Concatenate Multiply " +
    "Average Maximum Minimum Subtract Dot ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D Cropping3D UpSampling1D " +
    "UpSampling2D UpSampling3D Normalization CategoryEncoding IntegerLookup StringLookup TextVectorization Hashing Discretization"
  ).split(" "),
);

const layerResult = join(
  anyTensor,
  symbolic,
  ragged,
  sparse,
  tensor("torch.Tensor"),
  { ...object("jax.Array"), subclass: true },
  array(null, null, "maybe"),
);

function callInstance(value: Type): Type | undefined {
  if (value.kind !== "object" || value.subclass || !value.class.startsWith("keras.layers.")) return undefined;
  return plainLayers.has(value.class.slice("keras.layers.".length)) ? layerResult : undefined;
}

function binary(_op: BinaryOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if (!isTensor(left) && !isTensor(right)) return undefined;
  return isDense(left) && isDense(right) && left.kind !== "none" && right.kind !== "none" ? resultFor([left, right], context) : undefined;
}

/** Switches with which comparing two tensors asks whether they are the same object. */
const oldBehaviour = ["tensorflow.compat.v1.disable_v2_behavior", "tensorflow.compat.v1.disable_tensor_equality"];

function compare(op: CompareOperator, left: Type, right: Type, context: RuleContext): Type | undefined {
  if ((!isTensor(left) && !isTensor(right)) || !isDense(left) || !isDense(right)) return undefined;
  if (op === "Lt" || op === "LtE" || op === "Gt" || op === "GtE") return anyTensor;
  if (op !== "Eq" && op !== "NotEq") return undefined;
  const mayBeBool =
    [left, right].some((side) => membersOf(side).some(({ kind }) => kind === "none")) ||
    oldBehaviour.some((name) => context.programCalls(name));
  return mayBeBool ? join(anyTensor, scalar("bool")) : anyTensor;
}

function unary(op: UnaryOperator, operand: Type): Type | undefined {
  return isTensor(operand) && (op === "USub" || op === "Invert") ? anyTensor : undefined;
}

function attribute(value: Type, name: string): Type | undefined {
  if (!isTensor(value) || name !== "numpy") return undefined;
  return { kind: "library-function", name: `${(value as TensorType).class}.numpy`, receiver: value };
}

const isDataset = (value: Type): value is ObjectType => value.kind === "object" && value.class.endsWith(".data.Dataset");

export const tensorflowRules: LibraryRules = {
  rules: {
    "tf-op": operation,
    "tf-list": tensors,
    "tf-variable": variable,
    "tf-assign": assign,
    "tf-gradient": gradient,
    "keras-tensor": kerasTensor,
    "keras-categorical": categorical,
  },
  binary,
  inPlace: binary,
  compare,
  unary,
  attribute,
  subscript: (value) => (isTensor(value) ? anyTensor : undefined),
  iterate: (value) => (isTensor(value) ? anyTensor : isDataset(value) ? unknown("what the dataset holds is not known") : undefined),
  length: (value) => (isTensor(value) ? null : undefined),
  callInstance,
};
