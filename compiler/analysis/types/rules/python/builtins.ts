/** Builtin functions and classes, by the names that the catalogue calls them (`facts/python.json`). */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import {
  type DictType,
  dict,
  iterator,
  join,
  list,
  listOf,
  literal,
  membersOf,
  never,
  none,
  object,
  sameType,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "../../type.js";
import { withEntry } from "./dicts.js";
import { itemsOf, iteratorOver } from "./iteration.js";
import { textOfValue } from "./text.js";
import { bool, float, int, integerOf, intLiteral, isScalar, textOf, truthOf, widened } from "./values.js";

const first = (call: RuleCall): Type | undefined =>
  call.positional[0] ?? (call.spreads ? unknown("arguments that are not known") : undefined);

/** Classes that make a container of the items of an iterable. */
const container =
  (kind: "list" | "tuple" | "set" | "frozenset" | "deque"): Rule =>
  (call) => {
    const source = call.argument("iterable");
    if (!source) return kind === "list" ? listOf([]) : kind === "tuple" ? tupleOf([]) : { kind, element: never };
    const items = source.kind === "union" ? undefined : itemsOf(source);
    if (items && kind === "list") return listOf(items);
    if (items && kind === "tuple") return tupleOf(items);
    const element = call.elementOf(source);
    return kind === "list" ? list(element) : kind === "tuple" ? tuple(element) : { kind, element };
  };

const makeDict: Rule = (call) => dictOf(first(call), call);

/** The dict that a source and the keywords of a call make. */
export function dictOf(source: Type | undefined, call: RuleCall): DictType {
  let made: DictType = { ...dict(never, never), entries: [], complete: true };
  if (source) made = fromPairs(source, call);
  for (const [name, value] of call.keyword) made = withEntry(made, literal(name), value);
  return call.spreads
    ? dict(join(made.key, unknown("keys that are not known")), join(made.value, unknown("values that are not known")))
    : made;
}

/** A dict of the entries of a mapping, or of an iterable of pairs. */
export function fromPairs(source: Type, call: RuleCall): DictType {
  if (source.kind === "dict") {
    const { sites: _, missing: __, ...content } = source;
    return { ...content, class: "dict" };
  }
  const items = source.kind === "union" ? undefined : itemsOf(source);
  if (items?.every((item) => item.kind === "tuple" && item.items?.length === 2)) {
    let made: DictType = { ...dict(never, never), entries: [], complete: true };
    for (const item of items) {
      const [key, value] = (item as Extract<Type, { kind: "tuple" }>).items as [Type, Type];
      made = withEntry(made, key, value);
    }
    return made;
  }
  const pair = call.elementOf(source);
  const parts = membersOf(pair).map((member): readonly [Type, Type] => {
    if (member.kind === "tuple" && member.items?.length === 2) return member.items as unknown as readonly [Type, Type];
    const inside = member.kind === "unknown" ? member : call.elementOf(member);
    return [inside, inside];
  });
  return dict(join(...parts.map(([key]) => key)), join(...parts.map(([, value]) => value)));
}

const makeInt: Rule = (call) => {
  const value = first(call);
  if (!value) return call.keyword.length > 0 ? int : literal(0n);
  if (call.positional.length > 1 || call.keyword.length > 0) return int;
  const known = integerOf(value);
  if (known !== undefined) return intLiteral(known);
  return int;
};

const makeFloat: Rule = (call) => {
  const value = first(call);
  if (!value) return literal(0);
  if (isScalar(value, "float")) return value;
  const known = integerOf(value);
  return known !== undefined && known < 2n ** 53n && known > -(2n ** 53n) ? literal(Number(known)) : float;
};

const makeBool: Rule = (call) => {
  const value = first(call);
  if (!value) return literal(false);
  const truth = membersOf(value).length === 1 ? truthOf(value) : undefined;
  return truth === undefined ? bool : literal(truth);
};

const makeStr: Rule = (call) => {
  if (call.positional.length > 1 || call.keyword.length > 0) return scalar("str");
  const value = first(call);
  return value ? textOfValue(value) : literal("");
};

const makeRange: Rule = (call) => {
  const [a, b, c] = call.positional;
  if (call.spreads || !a) return object("builtins.range");
  const asInt = (type: Type): Type =>
    isScalar(type, "int") ? type : isScalar(type, "bool") ? int : type.kind === "numpy-scalar" ? type : int;
  const [start, stop] = b ? [asInt(a), asInt(b)] : [literal(0n), asInt(a)];
  return { kind: "range", start, stop, step: c ? asInt(c) : literal(1n) };
};

const makeSlice: Rule = (call) => {
  const [a = none, b, c = none] = call.positional;
  return b ? { kind: "slice", start: a, stop: b, step: c } : { kind: "slice", start: none, stop: a, step: none };
};

const zip: Rule = (call) =>
  object("builtins.zip", { sources: call.spreads ? tuple(unknown("iterables that are not known")) : tupleOf(call.positional) });

const enumerate: Rule = (call) =>
  object("builtins.enumerate", { source: call.argument("iterable") ?? unknown("an iterable that is not known") });

const lazily =
  (name: "map" | "filter"): Rule =>
  (call) => {
    const [callee, ...sources] = call.positional;
    return callee && !call.spreads
      ? object(`builtins.${name}`, { function: callee, sources: tupleOf(sources) })
      : object(`builtins.${name}`);
  };

const reversed: Rule = (call) => {
  const source = first(call) ?? unknown("nothing");
  switch (source.kind) {
    case "list":
      return object("builtins.list_reverseiterator", { source });
    case "tuple":
    case "scalar":
      return object("builtins.reversed", { source });
    default:
      return iterator(source.kind === "instance" || source.kind === "object" ? unknown("what __reversed__ gives") : call.elementOf(source));
  }
};

const iterate: Rule = (call) =>
  call.positional.length === 1 ? iteratorOver(first(call) as Type, call) : iterator(unknown("what the function gives"));

const next: Rule = (call) => {
  const source = first(call) ?? unknown("nothing");
  const fallback = call.positional[1];
  const item = source.kind === "instance" ? unknown("what __next__ gives") : call.elementOf(source);
  return fallback ? join(item, fallback) : item;
};

const sorted: Rule = (call) => {
  const source = call.argument("iterable") ?? unknown("nothing");
  const element = call.elementOf(source);
  useKey(call, element);
  const items = source.kind === "union" ? undefined : itemsOf(source);
  return items && items.length > 0 ? listOf(items.map(() => element)) : list(element);
};

/** Calls the `key` function for an item. */
export function useKey(call: RuleCall, element: Type): void {
  const key = call.argument("key");
  if (key && key.kind !== "none") call.callFunction(key, [element]);
}

const extreme: Rule = (call) => {
  const only = call.positional.length === 1 && !call.spreads ? call.positional[0] : undefined;
  const element = only ? call.elementOf(only) : call.spreads ? unknown("arguments that are not known") : join(...call.positional);
  useKey(call, element);
  const fallback = call.argument("default");
  // One of them, unchanged: but which of several known values is not said.
  return fallback ? join(element, fallback) : element;
};

const sum: Rule = (call) => {
  const source = call.argument("iterable") ?? unknown("nothing");
  const start = widened(call.argument("start") ?? int);
  const element = widened(call.elementOf(source));
  let total: Type = start;
  for (let round = 0; round < 4; round++) {
    const next = join(total, widened(call.binary("Add", total, element)));
    if (sameType(next, total)) return withoutSites(total);
    total = next;
  }
  return unknown("a sum whose type does not settle");
};

function withoutSites(type: Type): Type {
  if (type.kind === "list" || type.kind === "tuple") {
    const { items: _, ...rest } = type;
    return rest.kind === "list" ? { kind: "list", element: rest.element } : rest;
  }
  return type;
}

const absolute: Rule = (call) => {
  const value = first(call) ?? unknown("nothing");
  return join(
    ...membersOf(value).map((member): Type => {
      switch (member.kind) {
        case "scalar":
          if (member.class === "bool" || member.class === "int") {
            const known = integerOf(member);
            return known === undefined ? int : intLiteral(known < 0n ? -known : known);
          }
          return member.class === "float" || member.class === "complex" ? float : never;
        case "numpy-scalar":
          return member.dtype?.startsWith("complex") ? { kind: "numpy-scalar", dtype: null } : member;
        case "array": {
          const { sites: _, memory: __, ...rest } = member;
          return { ...rest, view: "owned", dtype: member.dtype?.startsWith("complex") ? null : member.dtype };
        }
        case "series":
        case "frame": {
          const { sites: _, memory: __, ...rest } = member;
          return rest;
        }
        default:
          return unknown("the absolute value of something else");
      }
    }),
  );
};

const round: Rule = (call) => {
  const value = first(call) ?? unknown("nothing");
  const digits = call.argument("ndigits");
  return join(
    ...membersOf(value).map((member): Type => {
      if (member.kind === "scalar") {
        if (member.class === "int" || member.class === "bool") return int;
        if (member.class !== "float") return never;
        if (!digits || digits.kind === "none") return int;
        return isScalar(digits, "int", "bool") ? float : join(int, float);
      }
      if (member.kind === "numpy-scalar" && digits && digits.kind !== "none") return member;
      if (member.kind === "series" || member.kind === "frame") {
        const { sites: _, memory: __, ...rest } = member;
        return rest;
      }
      return unknown("a rounded value of something else");
    }),
  );
};

const divmod: Rule = (call) => {
  const [a, b] = call.positional;
  return a && b ? tupleOf([call.binary("FloorDiv", a, b), call.binary("Mod", a, b)]) : unknown("divmod");
};

const pow: Rule = (call) => {
  const [a, b, c] = call.positional;
  if (c && isScalar(c, "int")) return int;
  return a && b && !c && call.keyword.length === 0 ? call.binary("Pow", a, b) : unknown("pow with a modulus");
};

const len: Rule = (call) => {
  const length = call.lengthOf(first(call) ?? unknown("nothing"));
  return typeof length === "number" ? literal(BigInt(length)) : int;
};

/** `open(file, mode)` by its mode. */
const open: Rule = (call) => {
  const mode = call.argument("mode");
  const text = mode ? textOf(mode) : "r";
  if (text === undefined) return { ...object("io.IOBase"), subclass: true };
  if (!text.includes("b")) return object("io.TextIOWrapper");
  const buffering = call.argument("buffering");
  if (buffering && integerOf(buffering) !== -1n) return { ...object("io.IOBase"), subclass: true };
  if (text.includes("+")) return object("io.BufferedRandom");
  return object(/[wax]/.test(text) ? "io.BufferedWriter" : "io.BufferedReader");
};

const partial: Rule = (call) => {
  const [callee, ...positional] = call.positional;
  return callee && !call.spreads ? { kind: "partial", function: callee, positional, keyword: call.keyword } : object("functools.partial");
};

const reduce: Rule = (call) => {
  const [callee, source, initial] = call.positional;
  if (!callee || !source) return unknown("reduce");
  const element = call.elementOf(source);
  let total: Type = initial ?? element;
  for (let round = 0; round < 4; round++) {
    const next = join(total, call.callFunction(callee, [total, element]));
    if (sameType(next, total)) return total;
    total = next;
  }
  return unknown("a reduction whose type does not settle");
};

/** A copy: the same content in a new object. Classes can say how theirs are copied. */
const copy =
  (deep: boolean): Rule =>
  (call) =>
    copyOf(first(call) ?? unknown("nothing"), deep, 0);

function copyOf(type: Type, deep: boolean, depth: number): Type {
  if (depth > 4) return unknown("a copy of something nested deeply");
  const inner = (part: Type): Type => (deep ? copyOf(part, deep, depth + 1) : part);
  switch (type.kind) {
    case "scalar":
    case "none":
    case "ellipsis":
    case "numpy-scalar":
    case "module":
    case "library-function":
    case "library-class":
    case "user-class":
    case "user-function":
    case "range":
      return type;
    case "list":
    case "set":
    case "deque":
    case "frozenset": {
      const { sites: _, items, ...rest } = type;
      return { ...rest, element: inner(type.element), ...(items ? { items: items.map(inner) } : {}) };
    }
    case "tuple":
      return { ...type, element: inner(type.element), ...(type.items ? { items: type.items.map(inner) } : {}) };
    case "dict": {
      const { sites: _, entries, ...rest } = type;
      return {
        ...rest,
        key: inner(type.key),
        value: inner(type.value),
        ...(entries ? { entries: entries.map(({ key, value }) => ({ key, value: inner(value) })) } : {}),
      };
    }
    case "array": {
      const { sites: _, memory: __, ...rest } = type;
      return { ...rest, view: "owned" };
    }
    case "series":
    case "frame":
    case "index": {
      const { sites: _, ...rest } = type;
      return rest;
    }
    case "union":
      return join(...type.members.map((member) => copyOf(member, deep, depth + 1)));
    default:
      return unknown("a copy of something whose class decides");
  }
}

/** What JSON texts hold, unless hooks make something else of it. */
const json: Rule = (call) => {
  if (call.spreads || call.keyword.length > 0) return unknown("what the hooks of the decoder make");
  const inside = unknown("a value in a JSON text");
  return join(dict(scalar("str"), inside), list(inside), scalar("str"), int, float, bool, none);
};

const product: Rule = (call) => {
  const repeat = call.argument("repeat");
  const times = repeat ? integerOf(repeat) : 1n;
  if (call.spreads || times === undefined || times > 16n)
    return iterator(tuple(join(...call.positional.map((source) => call.elementOf(source)))), "itertools.product");
  const once = call.positional.map((source) => call.elementOf(source));
  return live(tupleOf(Array.from({ length: Number(times) }, () => once).flat()), "itertools.product", call);
};

/** An iterator of `itertools` over the items of its arguments, which can change until they are taken. */
export function live(element: Type, name: string, call: RuleCall): Type {
  const changeable = call.positional.some((type) =>
    membersOf(type).some((member) => ["list", "dict", "set", "deque", "instance", "object", "unknown"].includes(member.kind)),
  );
  return { kind: "iterator", class: name, element, ...(changeable ? { live: true } : {}) };
}

const chain: Rule = (call) =>
  live(
    call.spreads ? unknown("iterables that are not known") : join(...call.positional.map((source) => call.elementOf(source))),
    call.name,
    call,
  );

const itemsAgain: Rule = (call) => live(call.positional[0] ? call.elementOf(call.positional[0]) : unknown("nothing"), call.name, call);

const combinations: Rule = (call) => {
  const [source, size] = call.positional;
  const element = source ? call.elementOf(source) : unknown("nothing");
  const count = size ? integerOf(size) : undefined;
  const items =
    count !== undefined && count <= 16n && count >= 0n ? tupleOf(Array.from({ length: Number(count) }, () => element)) : tuple(element);
  return live(items, call.name, call);
};

const groupby: Rule = (call) => {
  const [source, key] = call.positional;
  const element = source ? call.elementOf(source) : unknown("nothing");
  const by = key ?? call.argument("key");
  const group = by && by.kind !== "none" ? call.callFunction(by, [element]) : element;
  return live(tupleOf([group, iterator(element, "itertools._grouper")]), call.name, call);
};

const repeat: Rule = (call) => iterator(first(call) ?? unknown("nothing"), call.name);

const counter: Rule = () => iterator(join(int, float, unknown("steps that are not known")), "itertools.count");

/** `math.floor` and its like: `int` for Python's numbers, what the class says for others. */
const whole: Rule = (call) => {
  const value = first(call) ?? unknown("nothing");
  return membersOf(value).every((member) => isScalar(member, "int", "bool", "float") || member.kind === "numpy-scalar")
    ? int
    : unknown("what the class of the number says");
};

const shuffle: Rule = (call): Outcome => {
  const target = call.argument("x");
  if (target?.kind !== "list") return none;
  const { items: _, ...rest } = target;
  return { result: none, arguments: { x: { ...rest, element: target.element } } };
};

export const builtinRules: Readonly<Record<string, Rule>> = {
  "py-list": container("list"),
  "py-tuple": container("tuple"),
  "py-set": container("set"),
  "py-frozenset": container("frozenset"),
  "py-deque": container("deque"),
  "py-dict": makeDict,
  "py-int": makeInt,
  "py-float": makeFloat,
  "py-bool": makeBool,
  "py-str": makeStr,
  "py-range": makeRange,
  "py-slice": makeSlice,
  "py-zip": zip,
  "py-enumerate": enumerate,
  "py-map": lazily("map"),
  "py-filter": lazily("filter"),
  "py-reversed": reversed,
  "py-iter": iterate,
  "py-next": next,
  "py-sorted": sorted,
  "py-extreme": extreme,
  "py-sum": sum,
  "py-abs": absolute,
  "py-round": round,
  "py-divmod": divmod,
  "py-pow": pow,
  "py-len": len,
  "py-open": open,
  "py-partial": partial,
  "py-reduce": reduce,
  "py-copy": copy(false),
  "py-deepcopy": copy(true),
  "py-json": json,
  "py-product": product,
  "py-chain": chain,
  "py-items-again": itemsAgain,
  "py-combinations": combinations,
  "py-groupby": groupby,
  "py-repeat": repeat,
  "py-count": counter,
  "py-shuffle": shuffle,
  "py-whole": whole,
};
