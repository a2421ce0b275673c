/** Whether a claim of the type analysis is true of a value that a Python program has described. */
import { join, type Type } from "../../../compiler/analysis/types/type.js";

/** What `describe` of the Python programs prints. */
export interface Described {
  readonly kind: string;
  readonly class?: string;
  readonly value?: boolean | string | { readonly int: string } | { readonly float: string };
  readonly items?: readonly Described[];
  readonly members?: readonly Described[];
  readonly pairs?: readonly (readonly [Described, Described])[];
  readonly fields?: readonly string[];
  readonly bases?: readonly string[];
  readonly start?: Described;
  readonly stop?: Described;
  readonly step?: Described;
}

export function admits(claim: Type, real: Described): boolean {
  const every = (element: Type, members: readonly Described[] = []): boolean => members.every((member) => admits(element, member));
  switch (claim.kind) {
    case "unknown":
      return true;
    case "never":
      return false;
    case "union":
      return claim.members.some((member) => admits(member, real));
    case "scalar":
      return real.kind === "scalar" && real.class === claim.class && (claim.value === undefined || Object.is(claim.value, valueOf(real)));
    case "list":
    case "tuple": {
      if (real.kind !== claim.kind || !every(claim.element, real.items)) return false;
      if (claim.kind === "tuple" && claim.class !== undefined && claim.class !== real.class) return false;
      if (claim.kind === "tuple" && claim.class === undefined && real.class !== undefined) return false;
      const { items } = claim;
      return (
        !items || (items.length === real.items?.length && items.every((item, place) => admits(item, real.items?.[place] as Described)))
      );
    }
    case "set":
    case "frozenset":
    case "deque":
      return real.kind === claim.kind && every(claim.element, real.members);
    case "dict": {
      const pairs = real.pairs ?? [];
      if (real.kind !== "dict" || real.class !== claim.class) return false;
      if (!pairs.every(([key, value]) => admits(claim.key, key) && admits(claim.value, value))) return false;
      const found = (claim.entries ?? []).map(({ key, value }) => {
        const place = pairs.findIndex(([other]) => keyOf(other) === key);
        return place >= 0 && admits(value, pairs[place]?.[1] as Described) ? place : -1;
      });
      return !found.includes(-1) && (!claim.complete || (found.length === pairs.length && found.every((place, index) => place === index)));
    }
    case "range":
    case "slice":
      return real.kind === claim.kind && (["start", "stop", "step"] as const).every((part) => admits(claim[part], real[part] as Described));
    case "iterator":
      return real.kind === "drained" && (claim.class === null || nameOf(real) === claim.class) && every(claim.element, real.members);
    case "object":
      return admitsObject(claim, real);
    default:
      return claim.kind === real.kind;
  }
}

const nameOf = (real: Described): string => (real.class ?? "").replace(/^builtins\./, "").replace(/^_io\./, "io.");

function admitsObject(claim: Type & { readonly kind: "object" }, real: Described): boolean {
  const names = [real.class ?? "", ...(claim.subclass ? (real.bases ?? []) : [])].map((name) => name.replace(/^_io\./, "io."));
  return names.includes(claim.class);
}

export function valueOf(real: Described): boolean | string | bigint | number | undefined {
  if (typeof real.value !== "object") return real.value;
  if ("int" in real.value) return BigInt(real.value.int);
  const { float } = real.value;
  return float === "inf" ? Number.POSITIVE_INFINITY : float === "-inf" ? Number.NEGATIVE_INFINITY : Number(float);
}

/** A key as Python finds it: `True` is the key `1`. */
const keyOf = (real: Described): unknown => {
  const value = valueOf(real);
  return typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value;
};

/** The type that says all, or with `exact: false` only the classes, of what a program has described. */
export function typeOf(real: Described, exact: boolean): Type {
  const inner = (part: Described): Type => typeOf(part, exact);
  const union = (parts: readonly Described[] = []): Type => join(...parts.map(inner));
  switch (real.kind) {
    case "scalar": {
      const value = exact ? valueOf(real) : undefined;
      return { kind: "scalar", class: real.class, ...(value === undefined ? {} : { value }) } as Type;
    }
    case "list":
    case "tuple":
      return { kind: real.kind, element: union(real.items), ...(exact ? { items: real.items?.map(inner) } : {}) } as Type;
    case "set":
    case "frozenset":
    case "deque":
      return { kind: real.kind, element: union(real.members) };
    case "dict": {
      const pairs = real.pairs ?? [];
      const isKnown = exact && pairs.every(([key]) => key.class === "str" || key.class === "int");
      return {
        kind: "dict",
        class: real.class as string,
        key: join(...pairs.map(([key]) => inner(key))),
        value: join(...pairs.map(([, value]) => inner(value))),
        ...(isKnown ? { entries: pairs.map(([key, value]) => ({ key: keyOf(key) as string, value: inner(value) })), complete: true } : {}),
        ...(real.class === "collections.defaultdict" ? { missing: { kind: "scalar", class: "int", value: 0n } as const } : {}),
      };
    }
    case "range":
    case "slice":
      return {
        kind: real.kind,
        start: inner(real.start as Described),
        stop: inner(real.stop as Described),
        step: inner(real.step as Described),
      };
    case "object": {
      const isView = real.class?.startsWith("builtins.dict_") === true;
      const pair = (member: Described): readonly Described[] =>
        real.class === "builtins.dict_items" ? (member.items ?? []) : [member, member];
      const dict = {
        kind: "dict",
        class: "dict",
        key: join(...(real.members ?? []).map((member) => inner(pair(member)[0] as Described))),
        value: join(...(real.members ?? []).map((member) => inner(pair(member)[1] as Described))),
      } as const;
      return { kind: "object", class: real.class as string, ...(isView ? { parts: { dict } } : {}) };
    }
    case "drained":
      return { kind: "iterator", class: null, element: union(real.members) };
    default:
      return { kind: real.kind } as Type;
  }
}
