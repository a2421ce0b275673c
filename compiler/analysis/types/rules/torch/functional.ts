/** `torch.nn.functional` and what is like it: layers without parameters of their own. */
import type { Rule } from "../../rule.js";
import type { Dim, Shape, Type } from "../../type.js";
import { join, none, object, unknown } from "../../type.js";
import { factorDtype } from "./linear-algebra.js";
import { callInstance } from "./modules.js";
import { blurred, commonGradient, computed, inPrecision } from "./results.js";
import { anyTensor, bind, dtypeOf, flagOf, isTensor, operandsOf, operation, viewOf } from "./values.js";

/** `torch-layer(class, parameters)`: the same as an instance of a layer, called on the input. Its arguments are those behind the input. */
const layer: Rule = operation((call, name = "ReLU", parameters = "", inputs = "input") => {
  const names = [...inputs.split(" "), ...parameters.split(" ").filter(Boolean)];
  const { get } = bind(call, names);
  const parts: Record<string, Type> = {};
  for (const parameter of parameters.split(" ")) {
    const value = parameter ? get(parameter) : undefined;
    if (value) parts[parameter] = value;
  }
  const operands = inputs.split(" ").flatMap((input) => get(input) ?? []);
  if (call.stars) return call.assumes ? anyTensor : unknown("what is spread may be of a class of its own");
  const { receiver: _, ...rest } = call;
  return callInstance(object(`torch.nn.${name}`, parts), { ...rest, receiver: undefined, positional: operands, keyword: [] }) ?? anyTensor;
});

/** `torch-linear`: `linear(input, weight, bias)`. */
const linear: Rule = operation((call) => {
  const { get } = bind(call, ["input", "weight", "bias"]);
  const [input, weight, bias] = [get("input"), get("weight"), get("bias")];
  if (!input || !weight || !isTensor(input) || !isTensor(weight)) return { ...anyTensor, view: "owned" };
  const out: Dim[] = weight.shape ? weight.shape.slice(0, -1) : [null];
  const shape: Shape = input.shape && weight.shape ? [...input.shape.slice(0, -1), ...out] : null;
  return computed([input, weight, ...(bias ? [bias] : [])], factorDtype([input, weight], call), shape, call);
});

/** `torch-embedding`: `embedding(input, weight)`. */
const embedding: Rule = operation((call) => {
  const { get } = bind(call, ["input", "weight"]);
  const [input, weight] = [get("input"), get("weight")];
  if (!input || !weight || !isTensor(input) || !isTensor(weight)) return { ...anyTensor, view: "owned" };
  const last = weight.shape?.[1] ?? null;
  return { ...computed([weight], weight.dtype, input.shape && [...input.shape, last], call), device: null };
});

/** `torch-window`: convolutions and pools as functions: the number of axes stays. */
const windowed: Rule = operation((call) => {
  const { get, all } = bind(call, ["input", "weight", "bias"]);
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const weight = get("weight");
  const out =
    weight && isTensor(weight) && call.name.includes(".conv") && !call.name.includes("transpose") ? (weight.shape?.[0] ?? null) : null;
  const { shape } = input;
  const dims = blurred(shape);
  const channel = call.name.includes("3d") ? -4 : call.name.includes("2d") ? -3 : -2;
  const at = dims ? dims.length + channel : -1;
  const known = at >= 0 && dims ? dims.map((_, axis) => (axis === at ? out : axis < at ? (shape?.[axis] ?? null) : null)) : dims;
  return computed(call.name.includes("conv") ? all : [input], inPrecision(input.dtype, call), known, call);
});

/** `torch-softmax`: a `dtype` may be asked for. */
const softmax: Rule = operation((call) => {
  const { get } = bind(call, ["input", "dim", "dtype"]);
  const input = get("input");
  if (!input || !isTensor(input)) return { ...anyTensor, view: "owned" };
  const dtype = call.stars
    ? null
    : dtypeOf(
        call.keyword.find(([name]) => name === "dtype")?.[1] ??
          call.positional.find((type) => type.kind === "object" && type.class === "torch.dtype"),
      );
  return computed([input], dtype === undefined ? inPrecision(input.dtype, call) : dtype, input.shape, call);
});

/** `torch-activation`: like its input, or the input itself when `inplace` is set. */
const activation: Rule = operation((call) => {
  const { get } = bind(call, ["input"]);
  const input = get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const inPlace =
    call.stars || call.positional.some((type) => type.kind === "scalar" && type.class === "bool" && type.value !== false)
      ? undefined
      : flagOf(call.keyword.find(([name]) => name === "inplace")?.[1], false);
  if (inPlace === false) return computed([input], inPrecision(input.dtype, call), input.shape, call);
  return inPlace ? input : viewOf(input, {}, "maybe");
});

/** `torch-tensor-of(dtype)`: a new tensor; `@torch-any` may be one that exists. */
const fresh: Rule = operation((call, dtype = "") => {
  const input = bind(call, ["input"]).get("input");
  const device = input && isTensor(input) && call.keyword.length === 0 && call.positional.length <= 1 ? input.device : null;
  return {
    ...anyTensor,
    view: "owned",
    device,
    ...(dtype ? { dtype, requiresGrad: dtype.startsWith("int") || dtype === "bool" ? false : null } : {}),
  };
});

const any: Rule = operation(() => anyTensor);

/** `torch-several`: a tuple of tensors. */
const several: Rule = operation((_call, count = "") =>
  count ? { kind: "tuple", element: anyTensor, items: Array<Type>(Number(count)).fill(anyTensor) } : { kind: "tuple", element: anyTensor },
);

/** `torch-fields(name, fields…)`: a named tuple of tensors. */
const fields: Rule = operation((call, ...names) => {
  const name = call.name.slice(call.name.lastIndexOf(".") + 1);
  const module = call.name.startsWith("torch.linalg.") ? "linalg_" : "";
  return {
    kind: "tuple",
    element: anyTensor,
    items: names.map(() => anyTensor),
    class: `torch.return_types.${module}${name}`,
    fields: names,
  };
});

/** `torch-no-gradient`: outside of what is recorded: values of `autograd.grad`. */
const gradients: Rule = () => ({ kind: "tuple", element: anyTensor });

/** `torch-clip-norm`: the norm before clipping. */
const norm: Rule = () => ({ ...anyTensor, shape: [], view: "owned" });

/** `torch-attention`: `scaled_dot_product_attention(query, key, value)`. */
const attention: Rule = operation((call) => {
  const { get } = bind(call, ["query", "key", "value"]);
  const [query, key, value] = [get("query"), get("key"), get("value")];
  if (!query || !key || !value || !isTensor(query) || !isTensor(key) || !isTensor(value)) return { ...anyTensor, view: "owned" };
  const last = value.shape?.at(-1) ?? null;
  const shape = query.shape && query.shape.length > 0 ? [...query.shape.slice(0, -1), last] : null;
  return computed(
    [query, key, value],
    factorDtype([query, key, value], call),
    shape?.map((dim, axis) => (axis < shape.length - 2 ? null : dim)) ?? null,
    call,
  );
});

/** In-place initialisation of a parameter: the parameter itself. */
const initialized: Rule = operation((call) => {
  const { get } = bind(call, ["tensor"]);
  return get("tensor") ?? anyTensor;
});

/** `torch-pool`: maxima, with their indices when these are asked for. */
const pool: Rule = operation((call) => {
  const { get } = bind(call, ["input"]);
  const input = get("input");
  const indices = call.stars ? undefined : flagOf(call.keyword.find(([name]) => name === "return_indices")?.[1], false);
  // Where it is passed by position is behind everything else.
  const certain = indices === false && call.positional.length <= 4;
  const operand = input && isTensor(input) ? input : anyTensor;
  const result = computed([operand], inPrecision(operand.dtype, call), blurred(operand.shape), call);
  if (certain) return result;
  return join(result, { kind: "tuple", element: anyTensor, items: [result, { ...anyTensor, dtype: "int64" }] });
});

/** `torch-normalized`: the shape of the input. */
const normalized: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  const others = [...operandsOf(call), ...call.keyword.map(([, type]) => type)];
  return {
    ...computed(others.filter(isTensor), inPrecision(input.dtype, call), input.shape, call),
    requiresGrad: commonGradient(others, input.dtype, call),
  };
});

/** `torch-guard`: a context manager that can also decorate a function, which gives a function back. */
const guard: Rule = (call) => {
  const [first] = call.positional;
  const decorates = first !== undefined && (first.kind === "user-function" || first.kind === "unknown");
  return decorates && !call.name.endsWith("set_grad_enabled") ? unknown("a decorated function or a context") : object(call.name);
};

/** `torch-step`: an optimizer's step gives what the closure gives. */
const step: Rule = (call) => {
  const closure = call.positional[0] ?? call.keyword.find(([name]) => name === "closure")?.[1];
  if (call.stars) return unknown("whether a closure is passed");
  return closure === undefined || closure.kind === "none" ? none : call.callFunction(closure, []);
};

/** Whose operands are looked at elsewhere, or that have none. */
export const functionalRules: Readonly<Record<string, Rule>> = {
  "torch-layer": layer,
  "torch-gradients": gradients,
  "torch-clip-norm": norm,
  "torch-initialized": initialized,
  "torch-guard": guard,
  "torch-step": step,
};

export const operandRules: Readonly<Record<string, Rule>> = {
  "torch-linear": linear,
  "torch-embedding": embedding,
  "torch-window": windowed,
  "torch-softmax": softmax,
  "torch-activation": activation,
  "torch-fresh": fresh,
  "torch-any": any,
  "torch-several": several,
  "torch-fields": fields,
  "torch-attention": attention,
  "torch-pool": pool,
  "torch-normalized": normalized,
};
