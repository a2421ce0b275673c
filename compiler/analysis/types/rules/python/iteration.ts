/** Items of Python's own values: what a `for` loop gets, and how many there are. */
import type { RuleContext } from "../../rule.js";
import { iterator, join, literal, never, none, type ObjectType, type Type, tupleOf } from "../../type.js";
import { int, integerOf, intLiteral, keyLiteral, maxItems, overMembers, rangeLength, simpleTextOf, str } from "./values.js";

/** Items in order, when all are known one by one. Iterators are left out: some of their items may have been taken already. */
export function itemsOf(type: Type): readonly Type[] | undefined {
  switch (type.kind) {
    case "list":
    case "tuple":
      return type.items;
    case "dict":
      return type.complete ? (type.entries ?? []).map((entry) => keyLiteral(entry.key)) : undefined;
    case "scalar": {
      const text = simpleTextOf(type);
      return text !== undefined && text.length <= maxItems ? [...text].map((character) => literal(character)) : undefined;
    }
    case "range": {
      const length = rangeLength(type.start, type.stop, type.step);
      if (length === undefined || length > BigInt(maxItems)) return undefined;
      const [start, step] = [integerOf(type.start) as bigint, integerOf(type.step) as bigint];
      return Array.from({ length: Number(length) }, (_, index) => intLiteral(start + BigInt(index) * step));
    }
    case "object": {
      const dict = type.parts?.["dict"];
      if (dict?.kind !== "dict" || !dict.complete) return undefined;
      const entries = dict.entries ?? [];
      if (type.class.endsWith("dict_keys")) return entries.map((entry) => keyLiteral(entry.key));
      if (type.class.endsWith("dict_values")) return entries.map((entry) => entry.value);
      if (type.class.endsWith("dict_items")) return entries.map((entry) => tupleOf([keyLiteral(entry.key), entry.value]));
      return undefined;
    }
    default:
      return undefined;
  }
}

/** One item of a value that is iterated over. */
export function iterate(value: Type, context: RuleContext): Type | undefined {
  switch (value.kind) {
    case "union":
      return overMembers(value, (member) => iterate(member, context));
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
    case "deque":
    case "iterator":
      return value.element;
    case "dict":
      return value.key;
    case "range": {
      const length = rangeLength(value.start, value.stop, value.step);
      return length === 0n ? never : length === 1n ? (itemsOf(value)?.[0] ?? int) : int;
    }
    case "scalar": {
      if (value.class === "bytes") return int;
      if (value.class !== "str") return never;
      const items = itemsOf(value);
      return items ? join(...items) : str;
    }
    case "none":
    case "ellipsis":
    case "module":
    case "user-function":
      return never;
    case "object":
      return iterateObject(value, context);
    default:
      return undefined;
  }
}

/** Views of dicts, and iterators that read what they go over only when they are asked for an item. */
function iterateObject(value: ObjectType, context: RuleContext): Type | undefined {
  const part = (name: string): Type | undefined => value.parts?.[name];
  const dict = part("dict");
  switch (value.class) {
    case "builtins.dict_keys":
    case "builtins.odict_keys":
    case "builtins.dict_keyiterator":
      return dict?.kind === "dict" ? dict.key : undefined;
    case "builtins.dict_values":
    case "builtins.odict_values":
      return dict?.kind === "dict" ? dict.value : undefined;
    case "builtins.dict_items":
    case "builtins.odict_items":
      return dict?.kind === "dict" ? tupleOf([dict.key, dict.value]) : undefined;
    case "builtins.list_iterator":
    case "builtins.list_reverseiterator":
    case "builtins.reversed":
    case "builtins.set_iterator": {
      const source = part("source");
      return source && context.elementOf(source);
    }
    case "builtins.enumerate": {
      const source = part("source");
      return source && tupleOf([int, context.elementOf(source)]);
    }
    case "builtins.zip": {
      const sources = part("sources");
      if (sources?.kind !== "tuple") return undefined;
      if (!sources.items) return { kind: "tuple", element: context.elementOf(sources.element) };
      const longest = part("fill");
      const filled = (item: Type): Type => (longest ? join(item, longest) : item);
      return sources.items.length === 0 ? never : tupleOf(sources.items.map((source) => filled(context.elementOf(source))));
    }
    case "builtins.map":
    case "builtins.filter":
      return lazyResult(value, context);
    case "builtins.bytearray":
      return int;
    case "os._Environ":
    case "io.TextIOWrapper":
    case "io.StringIO":
      return str;
    case "io.BufferedReader":
    case "io.BufferedRandom":
    case "io.BytesIO":
    case "io.FileIO":
    case "gzip.GzipFile":
      return { kind: "scalar", class: "bytes" };
    default: {
      const element = part("element");
      return element ?? undefined;
    }
  }
}

function lazyResult(value: ObjectType, context: RuleContext): Type | undefined {
  const sources = value.parts?.["sources"];
  const callee = value.parts?.["function"];
  if (!callee || sources?.kind !== "tuple" || !sources.items) return undefined;
  const elements = sources.items.map((source) => context.elementOf(source));
  if (value.class === "builtins.map") return context.callFunction(callee, elements);
  const [element] = elements as [Type];
  if (callee.kind === "none") return withoutFalse(element);
  context.callFunction(callee, [element]);
  return element;
}

/** What of a type can be true: `filter(None, …)`, `x or y`. */
export function withoutFalse(type: Type): Type {
  if (type.kind === "union") return join(...type.members.map(withoutFalse));
  return type.kind === "none" ? never : type;
}

/** `len(value)`; `undefined` when it is not ours or not known. */
export function length(value: Type, _context: RuleContext): number | string | null | undefined {
  switch (value.kind) {
    case "list":
    case "tuple":
      return value.items ? value.items.length : null;
    case "dict":
      return value.complete ? (value.entries ?? []).length : null;
    case "set":
    case "frozenset":
      return value.element.kind === "never" ? 0 : null;
    case "deque":
      return null;
    case "scalar": {
      const text = simpleTextOf(value);
      return text === undefined ? null : text.length;
    }
    case "range": {
      const count = rangeLength(value.start, value.stop, value.step);
      return count !== undefined && count < 2n ** 53n ? Number(count) : null;
    }
    case "object":
      return /^builtins\.o?dict_/.test(value.class) ? (itemsOf(value)?.length ?? null) : undefined;
    case "union": {
      const lengths = value.members.map((member) => length(member, _context));
      return lengths.every((one) => one !== undefined && one === lengths[0]) ? lengths[0] : undefined;
    }
    default:
      return undefined;
  }
}

/** `iter(value)` */
export function iteratorOver(value: Type, context: RuleContext): Type {
  const over = (name: string, parts: Readonly<Record<string, Type>>): Type => ({ kind: "object", class: `builtins.${name}`, parts });
  switch (value.kind) {
    case "iterator":
      return value;
    case "list":
      return over("list_iterator", { source: value });
    case "set":
    case "frozenset":
      return over("set_iterator", { source: value });
    case "dict":
      return value.class === "dict" || value.class === "collections.defaultdict"
        ? over("dict_keyiterator", { dict: value })
        : iterator(value.key);
    case "tuple":
      return iterator(value.element, "tuple_iterator");
    case "scalar":
    case "range":
      return iterator(iterate(value, context) ?? never);
    case "object":
      return isLazyIterator(value.class) ? value : iterator(context.elementOf(value));
    default:
      return iterator(context.elementOf(value));
  }
}

const lazyIterators = [
  "list_iterator",
  "list_reverseiterator",
  "reversed",
  "set_iterator",
  "enumerate",
  "zip",
  "map",
  "filter",
  "dict_keyiterator",
];

/** Iterators that are objects with parts, because what they go over may change before they get there. */
export const isLazyIterator = (name: string): boolean => lazyIterators.some((one) => name === `builtins.${one}`);

/** `None` for what may end without an item. */
export const orNone = (type: Type): Type => join(type, none);
