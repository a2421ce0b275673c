/** What a key in brackets selects: one label, several, or rows by a mask. */
import type { Label, Type } from "../../type.js";
import { labelOf, labelsOf } from "./frames.js";

export type Key =
  | { readonly kind: "label"; readonly label: Label | undefined }
  | { readonly kind: "labels"; readonly labels: readonly Label[] | undefined }
  /** A slice; `all` for `:`. */
  | { readonly kind: "slice"; readonly all: boolean; readonly start: Type; readonly stop: Type; readonly step: Type }
  | { readonly kind: "mask" }
  /** A frame of booleans. */
  | { readonly kind: "frame" }
  | { readonly kind: "tuple"; readonly items: readonly Type[] | undefined }
  /** A list or series that may be a mask or labels. */
  | { readonly kind: "list or mask" }
  | { readonly kind: "callable" }
  | { readonly kind: "unknown" };

export function keyOf(type: Type): Key {
  switch (type.kind) {
    case "scalar":
    case "numpy-scalar":
    case "none":
      return { kind: "label", label: labelOf(type) };
    case "object":
      return /^pandas\.(Timestamp|Timedelta|Period|Interval)$/.test(type.class) ? { kind: "label", label: undefined } : { kind: "unknown" };
    case "tuple":
      return { kind: "tuple", items: type.items };
    case "slice":
      return {
        kind: "slice",
        all: [type.start, type.stop, type.step].every(({ kind }) => kind === "none"),
        start: type.start,
        stop: type.stop,
        step: type.step,
      };
    case "frame":
      return { kind: "frame" };
    case "series":
      if (type.mask || type.dtype === "bool" || type.dtype === "boolean") return { kind: "mask" };
      return type.dtype === null || type.dtype === "object" ? { kind: "list or mask" } : { kind: "labels", labels: undefined };
    case "array":
      if (type.dtype === "bool") return { kind: "mask" };
      return type.dtype === null || type.dtype === "object" ? { kind: "list or mask" } : { kind: "labels", labels: undefined };
    case "index":
      return { kind: "labels", labels: labelsOf(type) };
    case "list": {
      const { element, items } = type;
      if (element.kind === "scalar")
        return element.class === "bool" ? { kind: "mask" } : { kind: "labels", labels: items ? labelsOf(type) : undefined };
      if (element.kind === "union" && element.members.every((member) => member.kind === "scalar" && member.class !== "bool")) {
        return { kind: "labels", labels: labelsOf(type) };
      }
      if (items?.length === 0) return { kind: "labels", labels: [] };
      return { kind: "list or mask" };
    }
    case "user-function":
    case "library-function":
    case "partial":
      return { kind: "callable" };
    default:
      return { kind: "unknown" };
  }
}

/** A number in a slice or key of positions. */
export const positionOf = (type: Type): number | undefined =>
  type.kind === "scalar" && typeof type.value === "bigint" ? Number(type.value) : undefined;

/** The part of a list that a slice of positions takes; `undefined` when its edges are not known. */
export function slicePositions<Item>(items: readonly Item[], key: Extract<Key, { kind: "slice" }>): readonly Item[] | undefined {
  const edge = (type: Type): number | null | undefined => (type.kind === "none" ? null : positionOf(type));
  const [start, stop, step] = [edge(key.start), edge(key.stop), edge(key.step)];
  if (start === undefined || stop === undefined || step === undefined || (step !== null && step <= 0)) return undefined;
  const part = items.slice(start ?? undefined, stop ?? undefined);
  return step === null || step === 1 ? part : part.filter((_, place) => place % step === 0);
}
