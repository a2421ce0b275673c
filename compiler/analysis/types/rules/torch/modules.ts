/** Instances of `torch.nn` classes: what they hold, and what calling them gives. */
import type { Outcome, Rule, RuleCall, RuleContext } from "../../rule.js";
import type { Dim, ObjectType, Shape, TensorType, Type } from "../../type.js";
import { iterator, join, list, literal, none, object, scalar, tupleOf, unknown } from "../../type.js";
import { floatOf, promote } from "./dtypes.js";
import { mayOverride } from "./overrides.js";
import { broadcast, computed, inPrecision, numberOf } from "./results.js";
import { areForwardsFixed, areParametersFixed } from "./state.js";
import { anyTensor, bind, flagOf, intOf, intsOf, isNone, isTensor, itemsOf, parameterClass, stringOf, tensor, viewOf } from "./values.js";

const prefix = "torch.nn.";

/** The class without its module: `Linear`. */
const classNameOf = (value: ObjectType): string => value.class.slice(value.class.lastIndexOf(".") + 1);

export const anyParameter: TensorType = { ...anyTensor, class: parameterClass };

/**
 * `torch-module(parameters)`: an instance that remembers what it was made with. Parts that were not passed are absent; `spread`
 * among the parts says that there may be others.
 */
const construct: Rule = (call, parameters = "") => {
  const parts: Record<string, Type> = {};
  const { get } = bind({ ...call, receiver: undefined }, parameters.split(" "));
  for (const name of parameters.split(" ")) {
    const value = name ? get(name) : undefined;
    if (value) parts[name] = value;
  }
  return object(call.name, parts);
};

/** `torch-sequential`: modules one behind the other, by their position. */
const sequential: Rule = (call) => {
  const [only] = call.positional;
  const given =
    call.positional.length === 1 && only?.kind === "dict"
      ? only.complete
        ? only.entries?.map(({ value }) => value)
        : undefined
      : call.positional;
  if (call.stars || !given) return object(call.name);
  const parts: Record<string, Type> = { count: literal(BigInt(given.length)) };
  given.forEach((module, index) => {
    parts[`m${index}`] = module;
  });
  return object(call.name, parts);
};

const modulesOf = (value: ObjectType): readonly Type[] | undefined => {
  const count = intOf(value.parts?.["count"]);
  if (count === undefined) return undefined;
  const modules = Array.from({ length: count }, (_, index) => value.parts?.[`m${index}`]);
  return modules.every((module) => module !== undefined) ? (modules as Type[]) : undefined;
};

/** `torch-module-list`: the elements of a `ModuleList` or a `ParameterList`. */
const moduleList: Rule = (call) => {
  const [given] = call.positional;
  if (call.stars) return object(call.name);
  const element = given ? call.elementOf(given) : ({ kind: "never" } as const);
  return object(call.name, { element });
};

/** `torch-module-append`: a list gets another element. */
const append: Rule = (call) => {
  const receiver = call.receiver;
  if (receiver?.kind !== "object") return receiver ?? unknown("a module");
  const element = receiver.parts?.["element"];
  const { parts: _, ...rest } = receiver;
  const added = call.positional[call.name.endsWith("insert") ? 1 : 0];
  const one = call.name.endsWith("extend") && added ? call.elementOf(added) : added;
  const changed: ObjectType = element && one ? { ...rest, parts: { element: join(element, one) } } : rest;
  return { result: call.name.endsWith("insert") ? none : changed, receiver: changed };
};

/** `torch-module-self`: `model.to(device)`, `model.train()`: the module itself. */
const moduleSelf: Rule = (call) => {
  const receiver = call.receiver;
  if (!receiver) return unknown("a module");
  return receiver;
};

/** `torch-module-mode(True|False)`: `train` and `eval`. */
const moduleMode: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind !== "object" || !receiver.attributes) return receiver ?? unknown("a module");
  const after = { ...receiver, attributes: receiver.attributes.filter(([name]) => name !== "training") };
  return { result: after, receiver: after };
};

/** `torch-parameters`: an iterator over parameters; `torch-named(of)`: pairs of a name and one. */
const parameters: Rule = () => iterator(anyParameter, "generator");
const buffers: Rule = () => iterator(anyTensor, "generator");
const namedParameters: Rule = () => iterator(tupleOf([scalar("str"), anyParameter]), "generator");
const namedBuffers: Rule = () => iterator(tupleOf([scalar("str"), anyTensor]), "generator");
const anyModule: ObjectType = { ...object("torch.nn.Module"), subclass: true };
const modules: Rule = () => iterator(anyModule, "generator");
const namedModules: Rule = () => iterator(tupleOf([scalar("str"), anyModule]), "generator");

/** `missing_keys` and `unexpected_keys` of `load_state_dict`. */
const incompatibleKeys: Rule = () => ({
  ...tupleOf([list(scalar("str")), list(scalar("str"))]),
  class: "torch.nn.modules.module._IncompatibleKeys",
  fields: ["missing_keys", "unexpected_keys"],
});

const stateDict: Rule = (call) => ({
  kind: "dict",
  class: "collections.OrderedDict",
  key: scalar("str"),
  value: call.programCalls("torch.nn.Module.get_extra_state") ? unknown("extra state of a module") : { ...anyTensor },
});

export const moduleRules: Readonly<Record<string, Rule>> = {
  "torch-module": construct,
  "torch-sequential": sequential,
  "torch-module-list": moduleList,
  "torch-module-append": append,
  "torch-module-self": moduleSelf,
  "torch-module-mode": moduleMode,
  "torch-parameters": parameters,
  "torch-buffers": buffers,
  "torch-named-parameters": namedParameters,
  "torch-named-buffers": namedBuffers,
  "torch-modules": modules,
  "torch-named-modules": namedModules,
  "torch-state-dict": stateDict,
  "torch-incompatible-keys": incompatibleKeys,
};

/** Attributes of modules that hold parameters. */
export function moduleAttribute(value: ObjectType, name: string, _context: RuleContext): Type | undefined {
  const set = value.attributes?.find(([key]) => key === name)?.[1];
  if (set) return set;
  if (!value.class.startsWith(prefix)) return undefined;
  switch (name) {
    case "weight":
      return isLoss(value) || value.class === "torch.nn.Module" ? undefined : join(none, anyTensor);
    case "bias":
      return value.class === "torch.nn.Module"
        ? undefined
        : join(none, anyTensor, ...(classNameOf(value).match(/^(LSTM|GRU|RNN)/) ? [scalar("bool")] : []));
    case "training":
      return scalar("bool");
    case "in_features":
    case "out_features":
    case "in_channels":
    case "out_channels":
    case "num_features":
    case "hidden_size":
    case "input_size":
    case "num_embeddings":
    case "embedding_dim":
      return intOf(value.parts?.[name]) === undefined ? undefined : value.parts?.[name];
    default:
      return undefined;
  }
}

const isLoss = (value: ObjectType): boolean => classNameOf(value).endsWith("Loss");

/** `for layer in self.layers` */
export function iterateModule(value: Type): Type | undefined {
  if (value.kind !== "object" || !value.class.startsWith(prefix)) return undefined;
  if (classNameOf(value) === "Sequential") return modulesOf(value) ? join(...(modulesOf(value) as readonly Type[])) : anyModule;
  if (classNameOf(value) === "ModuleList") return value.parts?.["element"] ?? anyModule;
  return classNameOf(value) === "ParameterList" ? unknown("anything can be in it") : undefined;
}

/** `self.layers[0]` */
export function subscriptModule(value: Type, index: Type): Type | undefined {
  if (value.kind !== "object" || !value.class.startsWith(prefix)) return undefined;
  const name = classNameOf(value);
  if (name !== "Sequential" && name !== "ModuleList") return name === "ModuleDict" ? anyModule : undefined;
  if (index.kind === "slice") return object(value.class, name === "ModuleList" ? value.parts : undefined);
  const at = intOf(index);
  const all = name === "Sequential" ? modulesOf(value) : undefined;
  if (all && at !== undefined) return all.at(at) ?? anyModule;
  return iterateModule(value);
}

/** `model[0] = layer` */
export function storeModule(value: Type, stored: Type): Type | undefined {
  if (value.kind !== "object" || !value.class.startsWith(prefix)) return undefined;
  const { parts, ...rest } = value;
  const element = parts?.["element"];
  return element ? { ...rest, parts: { element: join(element, stored) } } : rest;
}

/** What calling a module gives for its input. */
type Forward = (module: ObjectType, input: TensorType, call: RuleCall) => Outcome;

/** `module(…)`. Of a module of any class, a tensor is expected; hooks are expected to look, not to change what comes out. */
export function callInstance(value: Type, call: RuleCall): Outcome | undefined {
  if (value.kind !== "object" || !value.class.startsWith(prefix)) return undefined;
  if (value.subclass || value.class === "torch.nn.Module") return call.assumes ? { ...anyTensor } : undefined;
  if (value.attributes?.some(([name]) => name === "forward") || (!call.assumes && !areForwardsFixed(call)))
    return unknown("a hook may change what the module gives");
  const name = classNameOf(value);
  if (name === "Sequential") return callSequential(value, call);
  if (name.includes("MaxPool") && flagOf(part(value, "return_indices"), false) !== false) return unknown("it may give the indices as well");
  const forward = forwards[name];
  const [first] = call.positional;
  const input = first ?? call.keyword.find(([key]) => key === "input" || key === "x")?.[1];
  if (!forward && !known(name)) return undefined;
  const given = [...call.positional, ...call.keyword.map(([, type]) => type)];
  if (!call.assumes && (call.stars || given.some(mayOverride))) return unknown("what a module gives for an operand that is not known");
  if (!forward) return { ...anyTensor };
  if (!areParametersFixed(call)) return blurred(forward(value, { ...anyTensor }, call));
  // The result of a layer never depends on whether the module is in training in what a type says, except for its identity.
  return forward(value, input && isTensor(input) ? input : { ...anyTensor }, call);
}

/** What is left of a result when the parameters may be any: how many tensors there are. */
function blurred(outcome: Outcome): Type {
  const type = "result" in outcome ? outcome.result : outcome;
  if (type.kind === "tensor") return { ...anyTensor };
  if (type.kind === "tuple" && type.items) return { ...tupleOf(type.items.map(blurred)) };
  return unknown("the parameters of the module are not known");
}

const known = (name: string): boolean =>
  // The one loss that gives a named tuple.
  name !== "AdaptiveLogSoftmaxWithLoss" &&
  /(Loss|Pool[123]d|Pad[123]d|Norm|Norm[123]d|Dropout[123]?d?|Unpool[123]d|Fold|Unfold|Shuffle|Unshuffle|Similarity|Distance)$/.test(name);

function callSequential(value: ObjectType, call: RuleCall): Outcome | undefined {
  const modules = modulesOf(value);
  const [first] = call.positional;
  if (!modules || !first || call.positional.length !== 1) return unknown("the modules of a Sequential are not known");
  let result: Type = first;
  for (const module of modules) result = call.callFunction(module, [result]);
  return result;
}

/** A parameter of the module: what it was made with, by its name. */
const part = (module: ObjectType, name: string): Type | undefined => module.parts?.[name];

/** The last axis becomes another one. */
const withLast = (shape: Shape, last: Dim): Shape => (shape && shape.length > 0 ? [...shape.slice(0, -1), last] : null);

/** The result of layers with weights: gradients may come from those. */
const weighted = (input: TensorType, dtype: string | null, shape: Shape, call: RuleContext): TensorType =>
  tensor(inPrecision(dtype, call), shape, { device: input.device });

const linear: Forward = (module, input, call) =>
  weighted(input, input.dtype, withLast(input.shape, intOf(part(module, "out_features")) ?? null), call);

const embedding: Forward = (module, input, call) =>
  weighted({ ...input }, null, input.shape && [...input.shape, intOf(part(module, "embedding_dim")) ?? null], call);

const same: Forward = (_module, input, call) => computed([input], inPrecision(input.dtype, call), input.shape, call);

/** Activations compute in place when they are asked to: then the result is the input itself. */
const activation: Forward = (module, input, call) => {
  const inPlace = flagOf(part(module, "inplace"), false);
  if (inPlace === false) return same(module, input, call);
  if (inPlace) return { result: input, receiver: call.receiver ?? module };
  return viewOf(input, {}, "maybe");
};

/** Dropout gives its input itself when it is not in training. */
const dropout: Forward = (_module, input) => viewOf(input, { requiresGrad: input.requiresGrad === false ? false : null }, "maybe");

const normalization: Forward = (_module, input, call) => weighted(input, input.dtype, input.shape, call);

/** One number per axis: `3` or `(3, 3)`; `undefined` when it is not known. */
function perAxis(type: Type | undefined, byDefault: number, count: number): readonly number[] | undefined {
  if (isNone(type)) return Array<number>(count).fill(byDefault);
  const ints = intsOf(type);
  if (!ints) return undefined;
  if (ints.length === count) return ints;
  return ints.length === 1 ? Array<number>(count).fill(ints[0] as number) : undefined;
}

const windowed =
  (axes: number, channels: (module: ObjectType, before: Dim) => Dim, kind: "conv" | "pool" | "transpose"): Forward =>
  (module, input, call) => {
    const { shape } = input;
    // With or without an axis for the batch.
    if (!shape || (shape.length !== axes + 1 && shape.length !== axes + 2)) return weighted(input, input.dtype, null, call);
    const front = shape.slice(0, shape.length - axes - 1);
    const kernel = perAxis(part(module, "kernel_size"), Number.NaN, axes);
    const stride = kind === "pool" && isNone(part(module, "stride")) ? kernel : perAxis(part(module, "stride"), 1, axes);
    const padding =
      stringOf(part(module, "padding")) === "same"
        ? "same"
        : stringOf(part(module, "padding")) === "valid"
          ? Array<number>(axes).fill(0)
          : perAxis(part(module, "padding"), 0, axes);
    const dilation = perAxis(part(module, "dilation"), 1, axes);
    const roundUp = flagOf(part(module, "ceil_mode"), false);
    const extra = perAxis(part(module, "output_padding"), 0, axes);
    const sizes = shape.slice(-axes).map((length, axis): Dim => {
      if (padding === "same") return length;
      const [k, s, p, d, e] = [kernel, stride, padding, dilation, extra].map((values) => values?.[axis]);
      if (typeof length !== "number" || roundUp !== false || [k, s, p, d, e].some((value) => value === undefined || Number.isNaN(value)))
        return null;
      const [size, step, pad, spread, add] = [k, s, p, d, e] as number[] as [number, number, number, number, number];
      if (kind === "transpose") return (length - 1) * step - 2 * pad + spread * (size - 1) + add + 1;
      return Math.floor((length + 2 * pad - spread * (size - 1) - 1) / step) + 1;
    });
    const result: Shape = [...front, channels(module, shape[front.length] as Dim), ...sizes];
    return kind === "pool" ? computed([input], inPrecision(input.dtype, call), result, call) : weighted(input, input.dtype, result, call);
  };

const adaptive =
  (axes: number): Forward =>
  (module, input, call) => {
    const { shape } = input;
    if (!shape || shape.length <= axes) return computed([input], inPrecision(input.dtype, call), null, call);
    const asked = part(module, "output_size");
    const items = itemsOf(asked) ?? Array<Type>(axes).fill(asked ?? none);
    const sizes = items.map(
      (item, axis): Dim => (item.kind === "none" ? (shape[shape.length - axes + axis] as Dim) : (intOf(item) ?? null)),
    );
    return computed([input], inPrecision(input.dtype, call), [...shape.slice(0, -axes), ...sizes], call);
  };

const outChannels = (module: ObjectType): Dim => intOf(part(module, "out_channels")) ?? null;
const sameChannels = (_module: ObjectType, before: Dim): Dim => before;

const flatten: Forward = (module, input) => {
  const { shape } = input;
  const [start, end] = [
    isNone(part(module, "start_dim")) ? 1 : intOf(part(module, "start_dim")),
    isNone(part(module, "end_dim")) ? -1 : intOf(part(module, "end_dim")),
  ];
  if (!shape || start === undefined || end === undefined) return viewOf(input, { shape: null }, "maybe");
  const [from, to] = [start < 0 ? start + shape.length : start, end < 0 ? end + shape.length : end];
  if (from > to || from < 0 || to >= shape.length) return viewOf(input, { shape: null }, "maybe");
  const merged = from === to ? (shape[from] as Dim) : numberOf(shape.slice(from, to + 1));
  return viewOf(input, { shape: [...shape.slice(0, from), merged, ...shape.slice(to + 1)] }, "maybe");
};

/** Recurrent layers: the outputs of each step and the last states. */
const recurrent: Forward = (module, input, call) => {
  const hidden = intOf(part(module, "hidden_size"));
  const directions = flagOf(part(module, "bidirectional"), false);
  const projection = isNone(part(module, "proj_size")) ? 0 : intOf(part(module, "proj_size"));
  const layers = isNone(part(module, "num_layers")) ? 1 : intOf(part(module, "num_layers"));
  const size = projection === 0 ? hidden : projection;
  const width = size === undefined || directions === undefined ? null : size * (directions ? 2 : 1);
  const packed = !isTensor(call.positional[0]);
  const output = packed ? unknown("a tensor or a packed sequence") : weighted(input, input.dtype, withLast(input.shape, width), call);
  const count = layers === undefined || directions === undefined ? null : layers * (directions ? 2 : 1);
  const batchFirst = flagOf(part(module, "batch_first"), false);
  const { shape } = input;
  const state = (last: Dim): TensorType => {
    const batch = shape?.length === 3 && batchFirst !== undefined ? [(batchFirst ? shape[0] : shape[1]) ?? null] : [];
    return weighted(
      input,
      input.dtype,
      packed || !shape || (shape.length === 3 && batchFirst === undefined) ? null : [count, ...batch, last],
      call,
    );
  };
  const final = state(size ?? null);
  return tupleOf([output, classNameOf(module) === "LSTM" ? tupleOf([final, state(hidden ?? null)]) : final]);
};

const cell: Forward = (module, input, call) => {
  const hidden = intOf(part(module, "hidden_size")) ?? null;
  const state = weighted(input, input.dtype, input.shape && [...input.shape.slice(0, -1), hidden], call);
  return classNameOf(module) === "LSTMCell" ? tupleOf([state, state]) : state;
};

const attention: Forward = (_module, input, call) => {
  const asked = call.keyword.find(([name]) => name === "need_weights")?.[1] ?? call.positional[4];
  const weights = flagOf(asked, true);
  const scores: Type = weights === true ? { ...anyTensor } : weights === false ? none : join(none, anyTensor);
  return tupleOf([weighted(input, input.dtype, input.shape, call), scores]);
};

/** One number for the whole batch, or one for each element. */
const loss =
  (each: (input: TensorType, target: TensorType) => Shape): Forward =>
  (module, input, call) => {
    const reduction = isNone(part(module, "reduction")) ? "mean" : stringOf(part(module, "reduction"));
    const old = !isNone(part(module, "reduce")) || !isNone(part(module, "size_average"));
    const second = call.positional[1];
    const target = second && isTensor(second) ? second : { ...anyTensor };
    const shape = old || reduction === undefined ? null : reduction === "none" ? each(input, target) : [];
    const others = [...call.positional.slice(1), ...call.keyword.map(([, type]) => type)];
    return computed([input, ...others], null, shape, call);
  };

const pointLoss = loss((input, target) => broadcast([input.shape, target.shape]));
const unshapedLoss = loss(() => null);

/** Losses compute in the dtype of the prediction when the target has the same. */
const typedLoss: Forward = (module, input, call) => {
  const outcome = pointLoss(module, input, call);
  const second = call.positional[1];
  if (!("kind" in outcome) || !isTensor(outcome) || !second || !isTensor(second)) return outcome;
  // Where both differ, some losses keep the dtype of the target.
  const dtype =
    classNameOf(module).startsWith("BCE") && input.dtype !== second.dtype ? null : inPrecision(promote(input.dtype, second.dtype), call);
  return computed([input, second], floatOf(dtype, call) === dtype ? dtype : null, outcome.shape, call);
};

const classLoss: Forward = (module, input, call) => {
  const outcome = unshapedLoss(module, input, call);
  return "kind" in outcome && isTensor(outcome) ? { ...outcome, dtype: inPrecision(input.dtype, call) } : outcome;
};

const bilinear: Forward = (module, input, call) =>
  weighted(input, input.dtype, withLast(input.shape, intOf(part(module, "out_features")) ?? null), call);

const upsample: Forward = (_module, input, call) =>
  computed(
    [input],
    inPrecision(input.dtype, call),
    input.shape && [...input.shape.slice(0, 2), ...input.shape.slice(2).map(() => null)],
    call,
  );

const each = (names: string, forward: Forward): Record<string, Forward> =>
  Object.fromEntries(names.split(" ").map((name) => [name, forward]));

const forwards: Readonly<Record<string, Forward>> = {
  ...each("Linear NonDynamicallyQuantizableLinear LazyLinear", linear),
  Bilinear: bilinear,
  Embedding: embedding,
  Identity: (_module, input) => input,
  ...each("ReLU ReLU6 LeakyReLU ELU SELU CELU SiLU Mish Hardtanh Hardswish Hardsigmoid Threshold RReLU", activation),
  ...each("GELU Sigmoid Tanh LogSigmoid Softplus Softsign Tanhshrink Hardshrink Softshrink Softmin Softmax Softmax2d LogSoftmax", same),
  ...each(
    "PReLU BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm LayerNorm GroupNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d RMSNorm",
    normalization,
  ),
  LocalResponseNorm: same,
  ...each("Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout", dropout),
  Conv1d: windowed(1, outChannels, "conv"),
  Conv2d: windowed(2, outChannels, "conv"),
  Conv3d: windowed(3, outChannels, "conv"),
  ConvTranspose1d: windowed(1, outChannels, "transpose"),
  ConvTranspose2d: windowed(2, outChannels, "transpose"),
  ConvTranspose3d: windowed(3, outChannels, "transpose"),
  MaxPool1d: windowed(1, sameChannels, "pool"),
  MaxPool2d: windowed(2, sameChannels, "pool"),
  MaxPool3d: windowed(3, sameChannels, "pool"),
  AvgPool1d: windowed(1, sameChannels, "pool"),
  AvgPool2d: windowed(2, sameChannels, "pool"),
  AvgPool3d: windowed(3, sameChannels, "pool"),
  ...each("AdaptiveAvgPool1d", adaptive(1)),
  ...each("AdaptiveAvgPool2d", adaptive(2)),
  ...each("AdaptiveAvgPool3d", adaptive(3)),
  Flatten: flatten,
  Unflatten: (_module, input) => viewOf(input, { shape: null }, "maybe"),
  ...each("RNN LSTM GRU", recurrent),
  ...each("RNNCell LSTMCell GRUCell", cell),
  MultiheadAttention: attention,
  ...each("TransformerEncoderLayer TransformerDecoderLayer TransformerEncoder TransformerDecoder", (_module, input, call) =>
    weighted(input, input.dtype, input.shape, call),
  ),
  Transformer: (_module, input, call) => {
    const target = call.positional[1];
    return weighted(input, input.dtype, target && isTensor(target) ? target.shape : null, call);
  },
  ...each("MSELoss L1Loss SmoothL1Loss HuberLoss BCELoss BCEWithLogitsLoss", typedLoss),
  ...each("CrossEntropyLoss NLLLoss", classLoss),
  ...each(
    "KLDivLoss PoissonNLLLoss GaussianNLLLoss CTCLoss HingeEmbeddingLoss MarginRankingLoss MultiLabelMarginLoss SoftMarginLoss MultiLabelSoftMarginLoss CosineEmbeddingLoss MultiMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss",
    unshapedLoss,
  ),
  ...each("Upsample UpsamplingNearest2d UpsamplingBilinear2d", upsample),
  ...each("CosineSimilarity PairwiseDistance", (_module, input, call) =>
    computed([input, ...(call.positional[1] ? [call.positional[1]] : [])], null, null, call),
  ),
};
