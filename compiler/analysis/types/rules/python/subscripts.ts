/** `value[index]` on Python's own values: reading, storing and deleting. */
import type { RuleContext } from "../../rule.js";
import {
  type DictType,
  join,
  literal,
  membersOf,
  never,
  type RangeType,
  type ScalarType,
  type SequenceType,
  type SliceType,
  scalar,
  type TupleType,
  type Type,
  unknown,
} from "../../type.js";
import { valueAt, withEntry, withoutEntry } from "./dicts.js";
import { itemsOf } from "./iteration.js";
import {
  int,
  integerOf,
  intLiteral,
  isInteger,
  isNone,
  overMembers,
  rangeLength,
  simpleTextOf,
  slicePlaces,
  textLiteral,
} from "./values.js";

export function subscript(value: Type, index: Type, _context: RuleContext): Type | undefined {
  return overMembers(value, (one) => {
    // A key of a dict is one value, whatever it may be.
    if (one.kind === "dict") return valueAt(one, index);
    return overMembers(index, (place) => subscriptOne(one, place));
  });
}

function subscriptOne(value: Type, index: Type): Type | undefined {
  switch (value.kind) {
    case "list":
    case "tuple":
      return index.kind === "slice" ? sliceOf(value, index) : itemAt(value, index);
    case "deque":
      return isPlace(index) ? value.element : never;
    case "scalar":
      return partOfText(value, index);
    case "range":
      return index.kind === "slice" ? sliceOfRange(value, index) : isPlace(index) ? placeInRange(value, integerOf(index)) : never;
    case "object":
      return partOfObject(value.class, value.parts ?? {}, index);
    case "set":
    case "frozenset":
    case "none":
    case "iterator":
      return never;
    default:
      return undefined;
  }
}

/** What can stand for an integer; a library's integer can, and a class of the program may say that it can. */
const isPlace = (index: Type): boolean =>
  !(index.kind === "scalar" && !isInteger(index)) && index.kind !== "none" && index.kind !== "tuple";

function itemAt(value: SequenceType | TupleType, index: Type): Type {
  if (!isPlace(index)) return never;
  const place = integerOf(index);
  const { items } = value;
  if (!items || place === undefined) return index.kind === "unknown" ? anything(value) : value.element;
  const at = Number(place < 0n ? place + BigInt(items.length) : place);
  return items[at] ?? never;
}

/** An index of which nothing is known may be a slice. */
function anything(value: SequenceType | TupleType): Type {
  return value.kind === "list" || isPlainTuple(value)
    ? join(value.element, { kind: value.kind, element: value.element } as Type)
    : unknown("the index may be a slice");
}

/** Slices of named tuples are plain tuples; other subclasses of `tuple` may have their own. */
const isPlainTuple = (value: SequenceType | TupleType): boolean =>
  value.kind !== "tuple" || value.class === undefined || value.fields !== undefined;

function sliceOf(value: SequenceType | TupleType, slice: SliceType): Type | undefined {
  if (!isPlainTuple(value)) return undefined;
  const kind = value.kind as "list" | "tuple";
  const places = value.items && slicePlaces(slice, value.items.length);
  if (!value.items || !places) return { kind, element: value.element };
  const items = places.map((place) => (value.items as readonly Type[])[place] as Type);
  return { kind, element: join(...items), items };
}

function partOfText(value: ScalarType, index: Type): Type | undefined {
  if (value.class !== "str" && value.class !== "bytes") return never;
  const text = simpleTextOf(value);
  if (index.kind === "slice") {
    const places = text === undefined ? undefined : slicePlaces(index, text.length);
    return places && text !== undefined ? textLiteral(places.map((place) => text[place]).join("")) : scalar(value.class);
  }
  if (!isPlace(index)) return never;
  if (value.class === "bytes") return index.kind === "unknown" ? join(int, scalar("bytes")) : int;
  const place = integerOf(index);
  if (text === undefined || place === undefined) return scalar("str");
  const character = text[Number(place < 0n ? place + BigInt(text.length) : place)];
  return character === undefined ? never : literal(character);
}

function sliceOfRange(value: RangeType, slice: SliceType): Type {
  const step = isNone(slice.step) ? value.step : int;
  return { kind: "range", start: int, stop: int, step };
}

function placeInRange(value: RangeType, place: bigint | undefined): Type {
  const [start, step, length] = [integerOf(value.start), integerOf(value.step), rangeLength(value.start, value.stop, value.step)];
  if (place === undefined || start === undefined || step === undefined || length === undefined) return int;
  const at = place < 0n ? place + length : place;
  return at < 0n || at >= length ? never : intLiteral(start + at * step);
}

function partOfObject(name: string, parts: Readonly<Record<string, Type>>, index: Type): Type | undefined {
  switch (name) {
    case "re.Match":
      return groupOf(parts, index);
    case "os._Environ":
      return scalar("str");
    case "builtins.bytearray":
      return isInteger(index) ? int : index.kind === "slice" ? { kind: "object", class: name } : undefined;
    case "collections.ChainMap":
      return parts["value"];
    default:
      return undefined;
  }
}

/** A group of a match: text of the kind that was searched, or `None` when the group took no part. */
function groupOf(parts: Readonly<Record<string, Type>>, index: Type): Type | undefined {
  const text = parts["text"];
  if (!text) return undefined;
  return integerOf(index) === 0n ? text : join(text, { kind: "none" });
}

/** What `value` is after `value[index] = stored`. */
export function storeSubscript(value: Type, index: Type, stored: Type, context: RuleContext): Type | undefined {
  switch (value.kind) {
    case "union":
      return overMembers(value, (member) => storeSubscript(member, index, stored, context));
    case "dict":
      return storeInDict(value, index, stored);
    case "list":
    case "deque":
      return storeInList(value, index, stored, context);
    case "object":
      return value.class === "builtins.bytearray" || value.class === "os._Environ" ? value : undefined;
    default:
      return undefined;
  }
}

function storeInDict(value: DictType, index: Type, stored: Type): Type {
  let result: DictType | undefined;
  // Only one of the keys that it may be is stored.
  const keys = membersOf(index);
  if (keys.length === 1) return withEntry(value, index, stored);
  for (const key of keys) {
    const one = withEntry(value, key, stored);
    result = result ? (join(result, one) as DictType) : one;
  }
  return result ?? value;
}

function storeInList(value: SequenceType, index: Type, stored: Type, context: RuleContext): SequenceType {
  const { items, ...rest } = value;
  const isSlice = index.kind === "slice";
  if (!isSlice && (isInteger(index) || index.kind === "numpy-scalar")) {
    const place = integerOf(index);
    if (!items) return { ...rest, element: join(value.element, stored) };
    const at = place === undefined ? undefined : Number(place < 0n ? place + BigInt(items.length) : place);
    const next = items.map((item, position) => (at === undefined ? join(item, stored) : position === at ? stored : item));
    return { ...rest, element: join(...next), items: next };
  }
  const added = context.elementOf(stored);
  const element = join(value.element, isSlice ? added : join(added, stored));
  const places = isSlice && items ? slicePlaces(index, items.length) : undefined;
  const storedItems = isSlice ? itemsOf(stored) : undefined;
  if (!isSlice || !items || !places || !storedItems) return { ...rest, element };
  const step = integerOf(index.step);
  if (step === undefined || step === 1n) {
    if (!isNone(index.step) && step === undefined) return { ...rest, element };
    const from =
      places[0] ?? slicePlaces({ start: index.start, stop: { kind: "none" }, step: { kind: "none" } }, items.length)?.[0] ?? items.length;
    const next = [...items.slice(0, from), ...storedItems, ...items.slice(from + places.length)];
    return { ...rest, element: join(...next), items: next };
  }
  const next = items.map((item, position) => storedItems[places.indexOf(position)] ?? item);
  return { ...rest, element: join(...next), items: next };
}

/** What `value` is after `del value[index]`. */
export function deleteSubscript(value: Type, index: Type, context: RuleContext): Type | undefined {
  switch (value.kind) {
    case "union":
      return overMembers(value, (member) => deleteSubscript(member, index, context));
    case "dict":
      return withoutEntry(value, index);
    case "list": {
      const { items, ...rest } = value;
      const places = items && placesOf(index, items.length);
      if (!items || !places) return rest;
      const next = items.filter((_, place) => !places.includes(place));
      return { ...rest, element: join(...next), items: next };
    }
    case "deque": {
      const { items: _, ...rest } = value;
      return rest;
    }
    case "object":
      return value.class === "builtins.bytearray" || value.class === "os._Environ" ? value : undefined;
    default:
      return undefined;
  }
}

function placesOf(index: Type, length: number): readonly number[] | undefined {
  if (index.kind === "slice") return slicePlaces(index, length);
  const place = integerOf(index);
  return place === undefined ? undefined : [Number(place < 0n ? place + BigInt(length) : place)];
}
