/** `x[…]` and `x[…] = value`. */
import type { RuleContext } from "../../rule.js";
import { type Dim, type Shape, type Type, unknown } from "../../type.js";
import { mayOverride } from "./overrides.js";
import { afterStore } from "./pointwise.js";
import { broadcast, commonGradient } from "./results.js";
import { intOf, isTensor, itemsOf, tensor, viewOf } from "./values.js";

/** One part of an index, as it treats the axes that it meets. */
type Part =
  | { readonly kind: "integer" }
  | { readonly kind: "slice"; readonly length: (dim: Dim) => Dim }
  | { readonly kind: "new-axis" }
  | { readonly kind: "rest" }
  /** Picks elements: a copy. `axes` of the input become those of `shape`. */
  | { readonly kind: "pick"; readonly axes: number; readonly shape: Shape }
  | { readonly kind: "unknown" };

export function subscript(value: Type, index: Type, context: RuleContext): Type | undefined {
  if (!isTensor(value)) return undefined;
  if (!context.assumes && mayOverride(index)) return unknown("an index that is not known may be of a class of its own");
  const parts = partsOf(index, context);
  const picks = parts.some(({ kind }) => kind === "pick");
  const unclear = parts.some(({ kind }) => kind === "unknown");
  const shape = unclear ? null : indexedShape(value.shape, parts);
  if (!picks) return viewOf(value, { shape }, unclear ? "maybe" : "view");
  return tensor(value.dtype, shape, { device: value.device, requiresGrad: commonGradient([value], value.dtype, context) });
}

export function storeSubscript(value: Type, _index: Type, stored: Type, context: RuleContext): Type | undefined {
  return isTensor(value)
    ? afterStore(value, isTensor(stored) || stored.kind === "scalar" ? [stored] : [{ kind: "unknown", reason: "" }], context)
    : undefined;
}

export function iterate(value: Type): Type | undefined {
  if (!isTensor(value)) return undefined;
  return viewOf(value, { shape: value.shape && value.shape.length > 0 ? value.shape.slice(1) : null });
}

export function length(value: Type): number | string | null | undefined {
  return isTensor(value) ? (value.shape?.[0] ?? null) : undefined;
}

function partsOf(index: Type, context: RuleContext): readonly Part[] {
  if (index.kind === "tuple") {
    const items = itemsOf(index);
    return items ? items.map((item) => partOf(item, context)) : [{ kind: "unknown" }];
  }
  return [partOf(index, context)];
}

function partOf(index: Type, context: RuleContext): Part {
  switch (index.kind) {
    case "none":
      return { kind: "new-axis" };
    case "ellipsis":
      return { kind: "rest" };
    case "slice":
      return { kind: "slice", length: (dim) => slicedLength(dim, index.start, index.stop, index.step) };
    case "scalar":
      if (index.class === "int") return { kind: "integer" };
      return index.class === "bool" ? { kind: "pick", axes: 0, shape: [null] } : { kind: "unknown" };
    case "list":
    case "range": {
      if (index.kind === "range") return { kind: "pick", axes: 1, shape: [context.lengthOf(index)] };
      const items = itemsOf(index);
      const elements = items ?? [index.element];
      if (elements.every((item) => item.kind === "scalar" && item.class === "int")) {
        return items && items.length > 0
          ? { kind: "pick", axes: 1, shape: [items.length] }
          : { kind: "pick", axes: 1, shape: [context.lengthOf(index)] };
      }
      return items && items.length > 0 && items.every((item) => item.kind === "scalar" && item.class === "bool")
        ? { kind: "pick", axes: 1, shape: [null] }
        : { kind: "unknown" };
    }
    case "tensor":
    case "array": {
      const { dtype, shape } = index;
      if (dtype === null || (index.kind === "tensor" && !isTensor(index))) return { kind: "unknown" };
      if (dtype === "bool" || dtype === "uint8") return shape ? { kind: "pick", axes: shape.length, shape: [null] } : { kind: "unknown" };
      if (shape?.length === 0) return index.kind === "tensor" ? { kind: "integer" } : { kind: "unknown" };
      return shape ? { kind: "pick", axes: 1, shape } : { kind: "unknown" };
    }
    default:
      return { kind: "unknown" };
  }
}

/** Number of elements that a slice leaves of an axis. */
export function slicedLength(dim: Dim, start: Type, stop: Type, step: Type): Dim {
  const part = (type: Type): number | null | undefined => (type.kind === "none" ? null : intOf(type));
  const [from, to, by] = [part(start), part(stop), part(step)];
  if (from === undefined || to === undefined || by === undefined) return null;
  if (from === null && to === null && (by === null || by === 1)) return dim;
  if (typeof dim !== "number") return null;
  const clamp = (at: number): number => Math.min(dim, Math.max(0, at < 0 ? at + dim : at));
  const [first, last] = [from === null ? 0 : clamp(from), to === null ? dim : clamp(to)];
  return Math.max(0, Math.ceil((last - first) / (by ?? 1)));
}

function indexedShape(shape: Shape, parts: readonly Part[]): Shape {
  if (!shape) return null;
  const used = parts.reduce(
    (sum, part) => sum + (part.kind === "integer" || part.kind === "slice" ? 1 : part.kind === "pick" ? part.axes : 0),
    0,
  );
  const rest = shape.length - used;
  if (rest < 0 || parts.filter(({ kind }) => kind === "rest").length > 1) return null;
  const result: (Dim | "picked")[] = [];
  const picked: Shape[] = [];
  let axis = 0;
  const take = (count: number): void => {
    result.push(...shape.slice(axis, axis + count));
    axis += count;
  };
  for (const part of parts.some(({ kind }) => kind === "rest") ? parts : [...parts, { kind: "rest" } as const]) {
    switch (part.kind) {
      case "integer":
        axis += 1;
        break;
      case "slice":
        result.push(part.length(shape[axis] as Dim));
        axis += 1;
        break;
      case "new-axis":
        result.push(1);
        break;
      case "rest":
        take(rest);
        break;
      case "pick":
        picked.push(part.shape);
        result.push("picked");
        axis += part.axes;
        break;
      case "unknown":
        return null;
    }
  }
  if (picked.length === 0) return result as Dim[];
  return placed(result, broadcast(picked));
}

/** The axes of picked elements stand where the only group of picking indices stood, or in front when there are several. */
function placed(result: readonly (Dim | "picked")[], picked: Shape): Shape {
  if (!picked) return null;
  const first = result.indexOf("picked");
  const last = result.lastIndexOf("picked");
  const others = result.filter((dim) => dim !== "picked") as Dim[];
  const together = result.slice(first, last + 1).every((dim) => dim === "picked");
  return together ? [...others.slice(0, first), ...picked, ...others.slice(first)] : [...picked, ...others];
}
