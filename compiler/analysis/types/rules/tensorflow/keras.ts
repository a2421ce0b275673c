/** Keras: layers and models that are called, and what its functions give by the kind of what they get. */
import type { Outcome, Rule, RuleCall, RuleContext } from "../../rule.js";
import { array, join, list, membersOf, none, numpyScalar, type ObjectType, object, type Type, tuple, unknown } from "../../type.js";
import {
  anyTensor,
  argumentsOf,
  isDense,
  isObject,
  isTensor,
  mapStructure,
  ragged,
  sparse,
  subclassOf,
  symbolic,
  tensor,
} from "./values.js";

/** A tensor of the backend that Keras runs on. */
const backendTensor = join(
  anyTensor,
  tensor("torch.Tensor"),
  { ...object("jax.Array"), subclass: true },
  array(null, null, "maybe"),
  numpyScalar(null),
);
/** `keras-tensor`. Everybody who does not say otherwise runs Keras on TensorFlow. */
const kerasTensor: Rule = (call) => (call.assumes ? anyTensor : backendTensor);

/** `keras-categorical`: an array for plain data, a tensor for tensors. */
const categorical: Rule = (call) => {
  const [data] = argumentsOf(call);
  const isPlain = data && data.kind !== "tensor" && isDense(data) && !membersOf(data).some(({ kind }) => kind === "tensor");
  return isPlain ? array(null, null, "maybe") : join(array(null, null, "maybe"), kerasTensor(call) as Type);
};

/** `keras-same-kind(x)`: an array for an array, a tensor for a tensor, a symbolic one for that. */
const sameKind: Rule = (call, parameter = "x") => {
  const given = call.argument(parameter);
  if (given?.kind === "array") return array(null, null, "maybe");
  if (given && isObject(given, symbolic.class)) return symbolic;
  if (given && isTensor(given)) return kerasTensor(call);
  return unknown("an array or a tensor");
};

/** `keras-new`: exactly of the class that is called. */
const made: Rule = (call) => object(call.name);

/** `keras-model`: of inputs and outputs that are known, with what a call gives for them. */
const model: Rule = (call) => {
  const outputs = call.argument("outputs") ?? (call.positional.length >= 2 ? call.positional[1] : undefined) ?? keywordOf(call, "outputs");
  return subclassOf(call.name, outputs && outputs.kind !== "unknown" ? { outputs } : undefined);
};

const keywordOf = (call: RuleCall, name: string): Type | undefined => call.keyword.find(([key]) => key === name)?.[1];

/** `keras-clone`: a model of a model; other things are given back as they are. */
const cloned: Rule = (call) => {
  const given = call.argument("model");
  const isModel = given?.kind === "object" && (given.class === "keras.Model" || given.class === "keras.Sequential");
  return isModel || call.assumes ? subclassOf("keras.Model") : unknown("a model of a class of the program");
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

/** Layers that give their states as well when they are told to, and those that give their weights. */
const moreResults: Readonly<Record<string, string>> = {
  LSTM: "return_state",
  GRU: "return_state",
  SimpleRNN: "return_state",
  RNN: "return_state",
  ConvLSTM2D: "return_state",
  MultiHeadAttention: "return_attention_scores",
  Attention: "return_attention_scores",
};

/** `keras-recurrent(flag)`: remembers whether the layer gives more than one tensor. */
const recurrent: Rule = (call, flag = "return_state") => {
  const given = call.argument(flag) ?? keywordOf(call, flag);
  return object(call.name, given ? { more: given } : undefined);
};

/** What one expects of a call of a layer or model: symbolic for symbolic input, of the form of the outputs that a model was made with. */
function expectedResult(value: Type | undefined, call: RuleCall): Type | undefined {
  const given = argumentsOf(call);
  const isSymbolic = (type: Type): boolean =>
    membersOf(type).some((member) =>
      member.kind === "list" || member.kind === "tuple"
        ? (member.items ?? [member.element]).some(isSymbolic)
        : member.kind === "dict"
          ? isSymbolic(member.value)
          : isObject(member, symbolic.class),
    );
  const one = given.some(isSymbolic) ? symbolic : anyTensor;
  if (value?.kind !== "object") return one;
  const outputs = value.parts?.["outputs"];
  if (outputs) {
    // A list of one output gives the output.
    if (outputs.kind === "list" && outputs.items?.length === 1) return one;
    return mapStructure(outputs, (leaf) => (isObject(leaf, symbolic.class) ? one : undefined), true);
  }
  const more = value.parts?.["more"] ?? keywordOf(call, "return_attention_scores");
  const asked = more !== undefined && !(more.kind === "scalar" && more.value === false) && more.kind !== "none";
  if (asked) return moreResults[value.class.slice("keras.layers.".length)] === "return_state" ? join(list(one), tuple(one)) : tuple(one);
  return one;
}

/** `keras-call`: a layer or model of which only the base class is known. */
const called: Rule = (call) => {
  const known = call.assumes ? expectedResult(call.receiver, call) : undefined;
  return known ?? unknown("a layer can give anything");
};

export function callLayer(value: ObjectType, call: RuleCall): Outcome | undefined {
  if (value.subclass || !value.class.startsWith("keras.layers.")) return undefined;
  const name = value.class.slice("keras.layers.".length);
  if (call.assumes && (plainLayers.has(name) || name in moreResults)) return expectedResult(value, call);
  return plainLayers.has(name) ? layerResult : undefined;
}

/** `keras-predict`: an array for one output, otherwise arrays in the structure of the outputs. */
const predicted: Rule = (call) => {
  const one = array(null, null, "owned");
  const { receiver } = call;
  if (!call.assumes) return join(one, list(unknown("a prediction")), tuple(unknown("a prediction")), anyDict);
  const outputs = receiver?.kind === "object" ? receiver.parts?.["outputs"] : undefined;
  if (!outputs || (outputs.kind === "list" && outputs.items?.length === 1)) return one;
  return mapStructure(outputs, (leaf) => (isObject(leaf, symbolic.class) ? one : undefined), true);
};

const anyDict: Type = { kind: "dict", class: "dict", key: unknown("an output"), value: unknown("a prediction") };

/** Attributes of symbolic tensors and of models, as they are in Keras 3. */
export function kerasAttribute(value: Type, name: string, context: RuleContext): Type | undefined {
  if (!context.assumes || value.kind !== "object") return undefined;
  if (value.class === symbolic.class && name === "shape") return tuple(join({ kind: "scalar", class: "int" }, none));
  const outputs = value.parts?.["outputs"];
  if (outputs && name === "output") return outputs;
  if (outputs && name === "outputs") return list(symbolic);
  return undefined;
}

export const kerasRules: Readonly<Record<string, Rule>> = {
  "keras-tensor": kerasTensor,
  "keras-categorical": categorical,
  "keras-same-kind": sameKind,
  "keras-new": made,
  "keras-recurrent": recurrent,
  "keras-model": model,
  "keras-clone": cloned,
  "keras-call": called,
  "keras-predict": predicted,
};
