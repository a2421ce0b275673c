/** Small questions about types of Python's own values, which all rules of this folder ask. */
import { join, literal, membersOf, never, type ScalarClass, type ScalarType, scalar, type Type } from "../../type.js";

/** Values with more parts than this are not followed one by one. */
export const maxItems = 64;

/** Longer strings are not kept as known values. */
const maxTextLength = 1000;

/** Larger integers are not kept as known values. */
const maxInteger = 1n << 128n;

type ScalarOf<Class extends ScalarClass> = ScalarType & { readonly class: Class };

export const isScalar = <Class extends ScalarClass>(type: Type, ...classes: readonly Class[]): type is ScalarOf<Class> =>
  type.kind === "scalar" && (classes as readonly ScalarClass[]).includes(type.class);

/** `bool` or `int`: what can stand where Python wants an index. */
export const isInteger = (type: Type): type is ScalarOf<"bool" | "int"> => isScalar(type, "bool", "int");

export const isNumber = (type: Type): type is ScalarOf<"bool" | "int" | "float" | "complex"> =>
  isScalar(type, "bool", "int", "float", "complex");

export const isText = (type: Type): type is ScalarOf<"str"> => isScalar(type, "str");

export const isNone = (type: Type): boolean => type.kind === "none";

/** A known `bool` or `int` as the integer that it is. */
export function integerOf(type: Type | undefined): bigint | undefined {
  if (type?.kind !== "scalar" || type.value === undefined) return undefined;
  if (type.class === "bool") return type.value === true ? 1n : 0n;
  return type.class === "int" ? (type.value as bigint) : undefined;
}

/** A known string. */
export const textOf = (type: Type | undefined): string | undefined =>
  type?.kind === "scalar" && type.class === "str" && typeof type.value === "string" ? type.value : undefined;

/** A known string of which every UTF-16 unit is one of Python's characters. */
export function simpleTextOf(type: Type | undefined): string | undefined {
  const text = textOf(type);
  return text === undefined || /[\ud800-\udfff]/.test(text) ? undefined : text;
}

export const intLiteral = (value: bigint): ScalarType => (value < maxInteger && value > -maxInteger ? literal(value) : scalar("int"));

export const textLiteral = (value: string): ScalarType => (value.length <= maxTextLength ? literal(value) : scalar("str"));

export const bool = scalar("bool");
export const int = scalar("int");
export const float = scalar("float");
export const complex = scalar("complex");
export const str = scalar("str");
export const bytes = scalar("bytes");

/** The same type without known values: what holds for a value of which only the class is known. */
export function widened(type: Type): Type {
  if (type.kind === "scalar") return scalar(type.class);
  return type.kind === "union" ? join(...type.members.map(widened)) : type;
}

/** Classes whose values are kept in forms of their own and behave exactly as Python's manual says. */
const builtinKinds = new Set<Type["kind"]>([
  "none",
  "ellipsis",
  "not-implemented",
  "scalar",
  "list",
  "set",
  "frozenset",
  "deque",
  "tuple",
  "dict",
  "range",
  "slice",
  "module",
  "library-function",
  "library-class",
  "user-function",
  "partial",
  "iterator",
]);

/** No code of a library or of the program decides what operators do with it. */
export const isBuiltin = (type: Type): boolean => builtinKinds.has(type.kind);

/** The only value that a type allows is true, or false, in an `if`; `undefined` when that is not known. */
export function truthOf(type: Type): boolean | undefined {
  switch (type.kind) {
    case "none":
      return false;
    case "ellipsis":
    case "module":
    case "library-function":
    case "library-class":
    case "user-function":
    case "partial":
    case "slice":
      return true;
    case "scalar":
      return type.value === undefined ? undefined : type.class === "float" ? type.value !== 0 : Boolean(type.value);
    case "list":
      return type.items ? type.items.length > 0 : undefined;
    case "tuple":
      return type.items ? type.items.length > 0 : undefined;
    case "dict":
      if (type.entries && type.entries.length > 0) return true;
      return type.complete ? false : undefined;
    case "range": {
      const length = rangeLength(type.start, type.stop, type.step);
      return length === undefined ? undefined : length > 0n;
    }
    case "union": {
      const [first, ...rest] = type.members.map(truthOf);
      return rest.every((truth) => truth === first) ? first : undefined;
    }
    default:
      return undefined;
  }
}

/** Number of items of a range whose ends are known. */
export function rangeLength(start: Type, stop: Type, step: Type): bigint | undefined {
  const [first, end, by] = [integerOf(start), integerOf(stop), integerOf(step)];
  if (first === undefined || end === undefined || by === undefined || by === 0n) return undefined;
  const span = by > 0n ? end - first : first - end;
  const size = by > 0n ? by : -by;
  return span <= 0n ? 0n : (span + size - 1n) / size;
}

/** Places in a sequence of known length that a slice takes, in its order; `undefined` when they are not known. */
export function slicePlaces(
  slice: { readonly start: Type; readonly stop: Type; readonly step: Type },
  length: number,
): number[] | undefined {
  const part = (type: Type): number | null | undefined => {
    if (isNone(type)) return null;
    const value = integerOf(type);
    if (value === undefined) return undefined;
    return Number(value > 2n ** 40n ? 2n ** 40n : value < -(2n ** 40n) ? -(2n ** 40n) : value);
  };
  const [start, stop, step] = [part(slice.start), part(slice.stop), part(slice.step)];
  if (start === undefined || stop === undefined || step === undefined || step === 0) return undefined;
  const by = step ?? 1;
  const bound = (value: number | null, missing: number): number => {
    if (value === null) return missing;
    const place = value < 0 ? value + length : value;
    const [low, high] = by > 0 ? [0, length] : [-1, length - 1];
    return Math.min(Math.max(place, low), high);
  };
  const from = bound(start, by > 0 ? 0 : length - 1);
  const to = bound(stop, by > 0 ? length : -1);
  const places: number[] = [];
  for (let place = from; by > 0 ? place < to : place > to; place += by) places.push(place);
  return places;
}

/** Answers for every member of a union; `undefined` as soon as one is not ours. */
export function overMembers(type: Type, answer: (member: Type) => Type | undefined): Type | undefined {
  if (type.kind !== "union") return answer(type);
  let result: Type = never;
  for (const member of type.members) {
    const one = answer(member);
    if (one === undefined) return undefined;
    result = join(result, one);
  }
  return result;
}

/** The same for every pair of members of two. */
export function overPairs(left: Type, right: Type, answer: (left: Type, right: Type) => Type | undefined): Type | undefined {
  if (left.kind !== "union" && right.kind !== "union") return answer(left, right);
  return overMembers(left, (one) => overMembers(right, (other) => answer(one, other)));
}

/** Whether a key that a program uses may be the one that is known as `entry`. `1`, `1.0` and `True` are the same key. */
export function mayBeKey(key: Type, entry: string | number): boolean {
  return membersOf(key).some((member) => {
    switch (member.kind) {
      case "scalar":
        if (member.class === "str") return typeof entry === "string" && (member.value === undefined || member.value === entry);
        if (member.class === "bytes") return false;
        if (typeof entry !== "number") return false;
        return member.value === undefined || Number(member.value) === entry;
      case "none":
      case "ellipsis":
      case "tuple":
      case "frozenset":
      case "module":
      case "library-function":
      case "library-class":
      case "user-function":
        return false;
      default:
        return true;
    }
  });
}

/** The key of an entry that a type certainly means: a known string or small integer. */
export function entryKey(key: Type): string | number | undefined {
  const text = textOf(key);
  if (text !== undefined) return text;
  const value = integerOf(key);
  return value !== undefined && value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(value)
    : undefined;
}

/** Type of a key that is known. */
export const keyLiteral = (key: string | number): ScalarType => literal(typeof key === "number" ? BigInt(key) : key);
