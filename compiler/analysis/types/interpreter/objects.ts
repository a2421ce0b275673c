/** Types of objects that can change: references to them, and what stays true whatever is done to them. */
import { mapChildren } from "../map-type.js";
import { join, type Site, type Type, unknown } from "../type.js";

/** Forms whose values are objects of their own, which the heap keeps. */
const placed = new Set<Type["kind"]>([
  "list",
  "set",
  "deque",
  "dict",
  "iterator",
  "instance",
  "object",
  "array",
  "series",
  "frame",
  "index",
  "tensor",
]);

export const livesInHeap = (type: Type): boolean => placed.has(type.kind);

export const sitesOf = (type: Type): readonly Site[] => ("sites" in type && type.sites) || [];

/** Classes whose objects are made once and for all: what is known of them stays true. */
const unchanging: ReadonlySet<string> = new Set(["tensorflow.data.Dataset"]);

/** The same object with what code that is not analysed may have made of it: it keeps its class, and nothing that can be changed. */
export function afterUnknownCode(type: Type): Type {
  const changed = unknown("code that is not analysed may have changed it");
  switch (type.kind) {
    case "list":
    case "set":
    case "deque": {
      const { items: _, ...rest } = type;
      return { ...rest, element: changed };
    }
    case "dict": {
      const { entries: _, complete: __, ...rest } = type;
      return { ...rest, key: changed, value: changed };
    }
    case "instance": {
      const { complete: _, ...rest } = type;
      return { ...rest, attributes: [] };
    }
    case "object": {
      const { parts, attributes: _, ...rest } = type;
      return parts && unchanging.has(type.class) ? { ...rest, parts } : rest;
    }
    case "array": {
      const { element: _, ...rest } = type;
      return { ...rest, dtype: null, shape: null };
    }
    case "series": {
      const { name: _, mask: __, plain: ___, ...rest } = type;
      return { ...rest, dtype: null, index: null, length: null };
    }
    case "frame": {
      const { plain: _, ...rest } = type;
      return { ...rest, columns: null, complete: false, index: null, length: null };
    }
    case "index": {
      const { name: _, ...rest } = type;
      return rest;
    }
    case "tensor":
      return { ...type, dtype: null, shape: null, device: null, requiresGrad: null };
    default:
      return type;
  }
}

/** What a frame or series is expected to hold when its dtypes are not known: what text files hold. */
export function usualForm(type: Type): Type {
  if (type.kind === "frame") return type.plain ? type : { ...type, plain: true };
  return type.kind === "series" && !type.plain && (type.dtype === null || type.dtype === "object") && !type.mask
    ? { ...type, plain: true }
    : type;
}

/** A value of a column of any kind is seldom a missing time, or a time that pandas has left to Python. */
export function usualMembers(type: Type): Type {
  if (type.kind !== "union") return type;
  const members = type.members.filter((member) => member.kind !== "object" || !rarely.has(member.class));
  return members.length < type.members.length && members.length > 1 ? join(...members) : type;
}

const rarely = new Set(["pandas.api.typing.NaTType", "datetime.datetime"]);

/** The same object with what other code is expected to leave of it: arrays and frames keep their form, containers get more of the same. */
export function afterUsualCode(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "deque": {
      const { items: _, ...rest } = type;
      return rest.element.kind === "never" ? afterUnknownCode(type) : rest;
    }
    case "dict": {
      const { complete: _, ...rest } = type;
      return rest.key.kind === "never" ? afterUnknownCode(type) : rest;
    }
    case "instance": {
      const { complete: _, ...rest } = type;
      return rest;
    }
    default:
      return type;
  }
}

/**
 * A reference: what identifies an object, without what is in it. The heap has the rest; a reference that is kept can so never
 * say something that is not true any more, and types do not grow with the depth of what they refer to.
 */
export function referenceTo(type: Type): Type {
  if (!livesInHeap(type) || sitesOf(type).length === 0) return mapChildren(type, referenceTo);
  switch (type.kind) {
    case "list":
    case "set":
    case "deque":
      return { kind: type.kind, element: unplaced, ...sites(type) };
    case "dict":
      return { kind: "dict", class: type.class, key: unplaced, value: unplaced, ...sites(type) };
    case "iterator":
      return { kind: "iterator", class: type.class, element: unplaced, ...sites(type) };
    case "instance":
      return { kind: "instance", definition: type.definition, name: type.name, attributes: [], ...sites(type) };
    case "object":
      return { kind: "object", class: type.class, ...(type.subclass ? { subclass: true } : {}), ...sites(type) };
    case "tensor":
      return {
        kind: "tensor",
        class: type.class,
        dtype: null,
        shape: null,
        device: null,
        requiresGrad: null,
        view: "maybe",
        ...sites(type),
      };
    case "array":
      return { kind: "array", dtype: null, shape: null, view: "maybe", ...sites(type) };
    case "series":
      return { kind: "series", dtype: null, index: null, length: null, ...sites(type) };
    case "frame":
      return { kind: "frame", columns: null, complete: false, index: null, length: null, ...sites(type) };
    case "index":
      return { kind: "index", class: null, dtype: null, length: null, ...sites(type) };
    default:
      return type;
  }
}

const unplaced = unknown("it is in the heap");

const sites = (type: { readonly sites?: readonly Site[] }): { sites?: readonly Site[] } => (type.sites ? { sites: type.sites } : {});
