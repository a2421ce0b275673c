/** Between dtypes, devices, Python values and NumPy arrays; gradients on and off. */
import type { Rule } from "../../rule.js";
import type { ArrayType, TensorType, Type } from "../../type.js";
import { join, list, listOf, literal, none, scalar, tuple, unknown } from "../../type.js";
import { sharedDtype } from "./dtypes.js";
import type { Device } from "./forms.js";
import { axisOf, commonGradient, numberOf } from "./results.js";
import { floatingDefault } from "./state.js";
import {
  anyTensor,
  bind,
  deviceOf,
  dimValue,
  dtypeOf,
  elementValue,
  flagOf,
  intOf,
  isNone,
  isTensor,
  memoryOf,
  operation,
  sizeOf,
  stringOf,
  tensor,
  viewOf,
} from "./values.js";
import { changedInput } from "./views.js";

/** A tensor in another dtype or on another device: the same object when it has them already. */
export function converted(
  input: TensorType,
  dtype: string | null,
  device: Device,
  copy: boolean | undefined,
  requiresGrad: boolean | null,
): TensorType {
  const differs = (a: string | null, b: string | null): boolean =>
    a !== null && b !== null && a !== b && !(sameKind(a, b) && (a === "cuda" || b === "cuda"));
  const equals = (a: string | null, b: string | null): boolean => a !== null && a === b && a !== "cuda";
  const result = { dtype, device, requiresGrad };
  if (copy || differs(input.dtype, dtype) || differs(input.device, device)) return tensor(dtype, input.shape, { device, requiresGrad });
  if (copy === false && equals(input.dtype, dtype) && equals(input.device, device)) return input;
  return viewOf(input, { ...result, class: input.class === "torch.Tensor" ? input.class : "torch.Tensor" }, "maybe");
}

/** `cuda` and `cuda:1`. */
const sameKind = (a: string, b: string): boolean => a.split(":")[0] === b.split(":")[0];

/** `torch-to`: `x.to(dtype)`, `x.to(device, dtype)`, `x.to(other)`. */
const to: Rule = operation((call) => {
  const [input, ...rest] = call.receiver ? [call.receiver, ...call.positional] : call.positional;
  if (!input || !isTensor(input)) return anyTensor;
  const keyword = new Map(call.keyword);
  if (call.stars) return viewOf(input, { dtype: null, device: null, requiresGrad: null }, "maybe");
  let dtype = dtypeOf(keyword.get("dtype"));
  let device = deviceOf(keyword.get("device"));
  let copy = flagOf(keyword.get("copy"), false);
  if (keyword.has("memory_format")) copy = copy ? true : undefined;
  const flags: Type[] = [];
  const other = keyword.get("other");
  for (const given of [...rest, ...(other ? [other] : [])]) {
    if (isTensor(given)) [dtype, device] = [given.dtype, given.device];
    else if (given.kind === "object" && given.class === "torch.dtype") dtype = dtypeOf(given);
    else if (given.kind === "library-class") dtype = dtypeOf(given);
    else if (given.kind === "scalar" && given.class === "bool") flags.push(given);
    else if (given.kind === "none") continue;
    else if (
      (given.kind === "object" && given.class === "torch.device") ||
      (given.kind === "scalar" && (given.class === "str" || given.class === "int"))
    )
      device = deviceOf(given);
    else {
      // A dtype, a device or another tensor.
      return viewOf(input, { dtype: null, device: null, requiresGrad: input.requiresGrad === false ? false : null }, "maybe");
    }
  }
  if (flags.length > 1) copy = flagOf(flags[1], false);
  const target = dtype === undefined ? input.dtype : dtype;
  return converted(input, target, device === undefined ? input.device : device, copy, commonGradient([input], target, call));
});

/** `torch-cast(dtype)`: `x.float()`. */
const cast: Rule = operation((call, dtype = "float32") => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return { ...anyTensor, dtype };
  return converted(input, dtype, input.device, call.keyword.length > 0 ? undefined : false, commonGradient([input], dtype, call));
});

/** `torch-type`: `x.type()` names the type, `x.type(dtype)` converts. */
const type: Rule = operation((call) => {
  const { get } = bind(call, ["input", "dtype"]);
  const [input, dtype] = [get("input"), get("dtype")];
  if (dtype === undefined) return scalar("str");
  if (!input || !isTensor(input)) return anyTensor;
  const known = dtype.kind === "object" ? dtypeOf(dtype) : null;
  return converted(
    input,
    known ?? null,
    known === null || known === undefined ? null : input.device,
    false,
    commonGradient([input], known ?? null, call),
  );
});

/** `torch-move(cpu|cuda)`: `x.cuda()`. */
const move: Rule = operation((call, device = "cpu") => {
  const { get } = bind(call, ["input", "device"]);
  const input = get("input");
  const index = get("device");
  const target =
    device !== "cuda" || isNone(index) ? device : intOf(index) === undefined ? (deviceOf(index) ?? "cuda") : `cuda:${intOf(index)}`;
  if (!input || !isTensor(input)) return { ...anyTensor, device: target };
  return converted(input, input.dtype, target, call.keyword.length > 0 ? undefined : false, commonGradient([input], input.dtype, call));
});

/** `torch-copy`: a new tensor that is equal. */
const copy: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return { ...anyTensor, view: "owned" };
  return tensor(input.dtype, input.shape, { device: input.device, requiresGrad: commonGradient([input], input.dtype, call) });
});

/** `torch-maybe-self`: the object itself or a copy: `contiguous`, `dropout` without training. */
const maybeSelf: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return anyTensor;
  return viewOf(input, { requiresGrad: commonGradient([input], input.dtype, call) }, "maybe");
});

/** `torch-detach` */
const detach: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  return input && isTensor(input) ? viewOf(input, { requiresGrad: false }) : { ...anyTensor, requiresGrad: false, view: "view" };
});

/** `torch-requires-grad`: `x.requires_grad_()`; `torch-detach-in-place`: `x.detach_()`. */
const requiresGrad: Rule = operation((call, flag) => {
  const { get } = bind(call, ["input", "requires_grad"]);
  const input = get("input");
  if (!input || !isTensor(input)) return input ?? anyTensor;
  return changedInput(call, { ...input, requiresGrad: flag === "False" ? false : (flagOf(get("requires_grad"), true) ?? null) });
});

/** `torch-self`: the object itself, unchanged as far as its type goes. */
const self: Rule = operation((call) => bind(call, ["input"]).get("input") ?? anyTensor);

/** `torch-blur`: in place, with another shape or other memory: `x.resize_()`, `x.set_()`. */
const blur: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  return input && isTensor(input)
    ? changedInput(call, { ...input, shape: null, dtype: call.name.endsWith("set_") ? null : input.dtype, view: "maybe" })
    : anyTensor;
});

/** `torch-item` */
const item: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  return elementValue(input && isTensor(input) ? input.dtype : null);
});

/** `torch-to-list`: lists as deep as there are axes. */
const toList: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input) || !input.shape) return unknown("how many axes the tensor has is not known");
  const { dtype, shape } = input;
  return shape.reduceRight<Type>(
    (inner, dim) =>
      typeof dim === "number" && dim <= 16
        ? dim === 0
          ? listOf([])
          : { ...list(inner), items: Array<Type>(dim).fill(inner) }
        : list(inner),
    elementValue(dtype),
  );
});

/** `torch-to-numpy`: an array in the tensor's memory. */
const toNumpy: Rule = operation((call) => {
  const { get } = bind(call, ["input", "force"]);
  const input = get("input");
  const forced = flagOf(get("force"), false);
  if (!input || !isTensor(input)) return { kind: "array", dtype: null, shape: null, view: "maybe" };
  const memory = memoryOf(input);
  const result: ArrayType = {
    kind: "array",
    dtype: sharedDtype(input.dtype),
    shape: input.shape,
    view: forced === false ? "view" : "maybe",
    ...(memory ? { memory } : {}),
  };
  return result;
});

/** `torch-size`: `x.size()` or `x.size(0)`. */
const size: Rule = operation((call) => {
  const { get } = bind(call, ["input", "dim"]);
  const [input, dim] = [get("input"), get("dim")];
  const shape = input && isTensor(input) ? input.shape : null;
  if (isNone(dim)) return sizeOf(shape);
  if (dim?.kind !== "scalar") return join(scalar("int"), sizeOf(shape));
  const axis = shape ? axisOf(intOf(dim), shape.length) : undefined;
  return axis === undefined ? scalar("int") : dimValue(shape?.[axis] ?? null);
});

/** `torch-stride` */
const stride: Rule = operation((call) => (isNone(bind(call, ["input", "dim"]).get("dim")) ? tuple(scalar("int")) : scalar("int")));

/** `torch-count-of(elements|axes)` */
const countOf: Rule = operation((call, what = "elements") => {
  const input = bind(call, ["input"]).get("input");
  const shape = input && isTensor(input) ? input.shape : null;
  const count = what === "axes" ? shape?.length : numberOf(shape);
  return count === undefined || count === null ? scalar("int") : literal(BigInt(count));
});

/** `torch-grad`: `x.grad`. */
const grad: Rule = operation((call) => {
  const input = bind(call, ["input"]).get("input");
  if (!input || !isTensor(input)) return join(none, anyTensor);
  // A stale one may have another dtype or shape when the data was exchanged.
  const fixed = !call.programCalls("torch.Tensor.data");
  return join(none, {
    ...anyTensor,
    dtype: fixed ? input.dtype : null,
    shape: fixed ? input.shape : null,
    device: fixed ? input.device : null,
    requiresGrad: null,
  });
});

/** `torch-result-type`, `torch-default-dtype` */
const dtypeConstant: Rule = (_call, name = "float32") => ({ kind: "object", class: "torch.dtype", parts: { name: literal(name) } });

const defaultDtype: Rule = (call) => {
  const name = floatingDefault(call);
  return { kind: "object", class: "torch.dtype", parts: { name: name === null ? scalar("str") : literal(name) } };
};

/** `torch-device`: `torch.device("cuda", 0)`. */
const device: Rule = (call) => {
  const { get } = bind(call, ["type", "index"]);
  const given = get("type") ?? get("device");
  const [name, index] = [stringOf(given), intOf(get("index"))];
  if (given?.kind === "object" && given.class === "torch.device") return given;
  const full = name === undefined ? undefined : get("index") === undefined ? name : index === undefined ? undefined : `${name}:${index}`;
  return { kind: "object", class: "torch.device", parts: { name: full === undefined ? scalar("str") : literal(full) } };
};

export const conversionRules: Readonly<Record<string, Rule>> = {
  "torch-cast": cast,
  "torch-type": type,
  "torch-move": move,
  "torch-copy": copy,
  "torch-maybe-self": maybeSelf,
  "torch-detach": detach,
  "torch-requires-grad": requiresGrad,
  "torch-self": self,
  "torch-blur": blur,
  "torch-item": item,
  "torch-to-list": toList,
  "torch-to-numpy": toNumpy,
  "torch-size": size,
  "torch-stride": stride,
  "torch-count-of": countOf,
  "torch-grad": grad,
  "torch-dtype": dtypeConstant,
  "torch-default-dtype": defaultDtype,
  "torch-device": device,
};

/** `x.to(other)` may get a tensor. */
export const movingRules: Readonly<Record<string, Rule>> = { "torch-to": to };
