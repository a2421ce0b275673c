/** Attributes of tensors, devices, dtypes and named results. */
import type { RuleContext } from "../../rule.js";
import type { TensorType, Type } from "../../type.js";
import { join, literal, none, scalar, unknown } from "../../type.js";
import { categoryOf, realOf } from "./dtypes.js";
import { moduleAttribute } from "./modules.js";
import { anyTensor, deviceValue, dtypeValue, isTensor, sizeOf, stringOf, viewOf } from "./values.js";

export function attribute(value: Type, name: string, context: RuleContext): Type | undefined {
  if (isTensor(value)) return tensorAttribute(value, name, context);
  if (value.kind === "object" && value.class === "torch.device") return deviceAttribute(stringOf(value.parts?.["name"]), name);
  if (value.kind === "object" && value.class === "torch.dtype") return dtypeAttribute(stringOf(value.parts?.["name"]), name);
  if (value.kind === "object" && value.class.startsWith("torch.")) return moduleAttribute(value, name, context);
  if (value.kind === "tuple" && value.class?.startsWith("torch.return_types.") && value.fields)
    return value.items?.[value.fields.indexOf(name)];
  return undefined;
}

function tensorAttribute(value: TensorType, name: string, context: RuleContext): Type | undefined {
  const { shape } = value;
  switch (name) {
    case "shape":
      return sizeOf(shape);
    case "ndim":
      return shape ? literal(BigInt(shape.length)) : scalar("int");
    case "dtype":
      return dtypeValue(value.dtype);
    case "device":
      return deviceValue(value.device === "cuda" ? null : value.device);
    case "requires_grad":
      return value.requiresGrad === null ? scalar("bool") : literal(value.requiresGrad);
    case "is_cuda":
      return value.device === null ? scalar("bool") : literal(value.device.startsWith("cuda"));
    case "is_leaf":
      return value.requiresGrad === false ? literal(true) : scalar("bool");
    case "is_sparse":
    case "is_quantized":
    case "is_mps":
    case "is_meta":
    case "is_nested":
    case "is_xpu":
    case "retains_grad":
      return scalar("bool");
    case "itemsize":
    case "nbytes":
    case "output_nr":
      return scalar("int");
    case "_version":
      return scalar("int");
    case "T":
    case "mT":
    case "H":
    case "mH":
      return transposed(value, name);
    case "real":
      return realPart(value);
    case "imag":
      return value.dtype === null ? anyTensor : viewOf(value, { dtype: realOf(value.dtype) });
    case "data":
      return viewOf(value, { requiresGrad: false });
    case "grad":
      return gradient(value, context);
    case "grad_fn":
      return value.requiresGrad === false ? none : unknown("whether it was computed from something with gradients");
    case "layout":
      return { kind: "object", class: "torch.layout" };
    case "name":
      return join(none, scalar("str"));
    default:
      return undefined;
  }
}

function transposed(value: TensorType, name: string): Type {
  const { shape } = value;
  const turned = !shape
    ? null
    : name === "T"
      ? shape.toReversed()
      : shape.length < 2
        ? shape
        : [...shape.slice(0, -2), shape.at(-1) ?? null, shape.at(-2) ?? null];
  // The conjugate of complex numbers is still in the same memory, marked as such.
  return viewOf(value, { shape: turned }, "maybe");
}

function realPart(value: TensorType): Type {
  if (value.dtype === null) return viewOf(value, { dtype: null }, "maybe");
  return categoryOf(value.dtype) === "complex" ? viewOf(value, { dtype: realOf(value.dtype) }) : value;
}

function gradient(value: TensorType, context: RuleContext): Type {
  // A stale one may have another dtype or shape when the data was exchanged.
  const fixed = !context.programCalls("torch.Tensor.data");
  const { dtype, shape, device } = fixed ? value : anyTensor;
  return join(none, { ...anyTensor, dtype, shape, device });
}

function deviceAttribute(device: string | undefined, name: string): Type | undefined {
  if (name === "type") return device === undefined ? scalar("str") : literal(device.split(":")[0] as string);
  if (name === "index") {
    const index = device?.split(":")[1];
    return index === undefined ? join(none, scalar("int")) : literal(BigInt(index));
  }
  return undefined;
}

function dtypeAttribute(dtype: string | undefined, name: string): Type | undefined {
  const category = dtype === undefined ? undefined : categoryOf(dtype);
  if (name === "is_floating_point") return category ? literal(category === "float") : scalar("bool");
  if (name === "is_complex") return category ? literal(category === "complex") : scalar("bool");
  if (name === "is_signed") return scalar("bool");
  return name === "itemsize" ? scalar("int") : undefined;
}

/** `x.data = other`, `x.grad = other`, `x.requires_grad = flag`. */
export function storeAttribute(value: Type, name: string, stored: Type): Type | undefined {
  if (!isTensor(value)) return undefined;
  switch (name) {
    case "data":
      return isTensor(stored)
        ? { ...value, dtype: stored.dtype, shape: stored.shape, device: stored.device, view: "maybe" }
        : { ...value, dtype: null, shape: null, device: null, view: "maybe" };
    case "requires_grad":
      return { ...value, requiresGrad: stored.kind === "scalar" && typeof stored.value === "boolean" ? stored.value : null };
    default:
      return value;
  }
}
