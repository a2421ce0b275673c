/** Methods of Python's containers: what they give, and what is in the container afterwards. */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import {
  type DictType,
  dict,
  join,
  literal,
  membersOf,
  never,
  none,
  object,
  type SequenceType,
  type Type,
  tupleOf,
  unknown,
} from "../../type.js";
import { dictOf, fromPairs, useKey } from "./builtins.js";
import { hasKey, updated, valueAt, withEntry, withoutEntry } from "./dicts.js";
import { extended } from "./operators.js";
import { int, integerOf, maxItems } from "./values.js";

type Container = SequenceType & { readonly kind: "list" | "set" | "deque" };

const isContainer = (type: Type | undefined): type is Container => type?.kind === "list" || type?.kind === "set" || type?.kind === "deque";

const argument = (call: RuleCall, index: number): Type => call.positional[index] ?? unknown("an argument that is not known");

/** A method that gives None and changes its list, set or deque. */
const changing =
  (change: (target: Container, call: RuleCall) => Container): Rule =>
  (call): Outcome =>
    isContainer(call.receiver) ? { result: none, receiver: change(call.receiver, call) } : none;

const withoutItems = ({ items: _, ...rest }: Container, element: Type = rest.element): Container => ({ ...rest, element });

const append = changing((target, call) => {
  const value = argument(call, 0);
  const element = join(target.element, value);
  if (target.kind !== "list" || !target.items || target.items.length >= maxItems) return withoutItems(target, element);
  return { ...target, element, items: [...target.items, value] };
});

const extend = changing((target, call) => extended(target, argument(call, 0), call) as Container);

/** Adds an item at a place that is not looked at. */
const insert = changing((target, call) => withoutItems(target, join(target.element, argument(call, call.positional.length - 1))));

const unordered = changing((target, call) => {
  useKey(call, target.element);
  return withoutItems(target);
});

const shrunk = changing((target) => withoutItems(target));

const clear = changing((target) => (target.kind === "list" ? { ...target, element: never, items: [] } : withoutItems(target, never)));

const pop: Rule = (call): Outcome => {
  const target = call.receiver;
  if (!isContainer(target)) return unknown("pop of something else");
  const index = call.positional[0];
  const place = index ? integerOf(index) : -1n;
  if (target.kind === "list" && target.items && place !== undefined && !call.spreads) {
    const at = place < 0n ? target.items.length + Number(place) : Number(place);
    const item = target.items[at];
    if (!item) return { result: never, receiver: target };
    const items = target.items.filter((_, position) => position !== at);
    return { result: item, receiver: { ...target, element: join(...items), items } };
  }
  return { result: target.element, receiver: withoutItems(target) };
};

/** Sets in place: `update`, and the others that only take items away. */
const setUpdate = changing((target, call) =>
  withoutItems(target, join(target.element, ...call.positional.map((other) => call.elementOf(other)))),
);

const union: Rule = (call) => {
  const { receiver } = call;
  if (receiver?.kind !== "set" && receiver?.kind !== "frozenset") return unknown("a union of something else");
  return { kind: receiver.kind, element: join(receiver.element, ...call.positional.map((other) => call.elementOf(other))) };
};

const subset: Rule = (call) => {
  const { receiver } = call;
  return receiver?.kind === "set" || receiver?.kind === "frozenset"
    ? { kind: receiver.kind, element: receiver.element }
    : unknown("a part of something else");
};

const copy: Rule = (call) => {
  const { receiver } = call;
  switch (receiver?.kind) {
    case "list":
    case "set":
    case "deque":
    case "dict": {
      const { sites: _, ...content } = receiver;
      return content;
    }
    default:
      return receiver?.kind === "frozenset" || receiver?.kind === "tuple" ? receiver : unknown("a copy of something else");
  }
};

const slice: Rule = (call) => (call.receiver && "element" in call.receiver ? call.receiver.element : unknown("an item of something else"));

// ---------------------------------------------------------------- dicts

const ofDict =
  (answer: (target: DictType, call: RuleCall) => Outcome): Rule =>
  (call) =>
    call.receiver?.kind === "dict" && !call.spreads ? answer(call.receiver, call) : forgotten(call);

/** Of a dict that is not followed nothing is known but that it is one. */
function forgotten(call: RuleCall): Outcome {
  const result = unknown("a method of a mapping that is not known");
  const { receiver } = call;
  if (receiver?.kind !== "dict") return result;
  const { entries: _, complete: __, ...rest } = receiver;
  return { result, receiver: { ...rest, key: unknown("keys that are not known"), value: unknown("values that are not known") } };
}

const get = ofDict((target, call) => {
  const key = argument(call, 0);
  const fallback = call.positional[1] ?? none;
  const known = hasKey(target, key);
  if (known === true) return withoutMissingValue(target, key);
  return known === false ? fallback : join(withoutMissingValue(target, key), fallback);
});

const withoutMissing = ({ missing: _, ...rest }: DictType): DictType => rest;

/** `get` does not call the factory of a `defaultdict`. */
const withoutMissingValue = (target: DictType, key: Type): Type => valueAt({ ...withoutMissing(target), class: "dict" }, key);

const setDefault = ofDict((target, call) => {
  const [key, value] = [argument(call, 0), call.positional[1] ?? none];
  const known = hasKey(target, key);
  if (known === true) return { result: withoutMissingValue(target, key), receiver: target };
  const stored = withEntry(target, key, value);
  if (known === false) return { result: value, receiver: stored };
  return { result: join(withoutMissingValue(target, key), value), receiver: join(target, stored) };
});

const popKey = ofDict((target, call) => {
  const key = argument(call, 0);
  const fallback = call.positional[1];
  const known = hasKey(target, key);
  const value = withoutMissingValue(target, key);
  const rest = withoutEntry(target, key);
  if (known === true || !fallback) return { result: value, receiver: rest };
  return known === false ? { result: fallback, receiver: target } : { result: join(value, fallback), receiver: join(target, rest) };
});

const popItem = ofDict((target) => {
  const { entries: _, complete: __, ...rest } = target;
  return { result: tupleOf([target.key, target.value]), receiver: rest };
});

const clearDict = ofDict((target) => ({ result: none, receiver: { ...target, key: never, value: never, entries: [], complete: true } }));

const update = ofDict((target, call) => {
  let content = target;
  const [source] = call.positional;
  if (source)
    content = updated(
      content,
      membersOf(source).length === 1
        ? fromPairs(source, call)
        : dict(unknown("keys that are not known"), unknown("values that are not known")),
    );
  for (const [name, value] of call.keyword) content = withEntry(content, literal(name), value);
  return { result: none, receiver: content };
});

const view =
  (name: string): Rule =>
  (call) =>
    object(
      `builtins.${call.name.startsWith("collections.OrderedDict.") ? "odict" : "dict"}_${name}`,
      call.receiver?.kind === "dict" ? { dict: call.receiver } : undefined,
    );

const fromKeys: Rule = (call) =>
  dict(call.positional[0] ? call.elementOf(call.positional[0]) : unknown("keys"), call.positional[1] ?? none);

const defaultDict: Rule = (call) => {
  const [factory, source] = call.positional;
  const named = { ...dictOf(source, call), class: "collections.defaultdict" };
  if (!factory || factory.kind === "none") return named;
  // A function of the program runs when a key is missing, not now.
  return { ...named, missing: factory.kind === "library-class" ? call.callFunction(factory, []) : unknown("what the factory makes") };
};

const orderedDict: Rule = (call) => ({ ...dictOf(call.positional[0], call), class: "collections.OrderedDict" });

const makeCounter: Rule = (call) => {
  const [source] = call.positional;
  const isMapping =
    source?.kind === "dict" ||
    source?.kind === "union" ||
    source?.kind === "unknown" ||
    source?.kind === "instance" ||
    source?.kind === "object";
  const value = isMapping ? unknown("counts of a mapping") : int;
  const key = source ? call.elementOf(source) : never;
  const named = dictOf(undefined, call);
  const counts = named.value.kind === "never" ? value : join(value, unknown("counts that are passed by name"));
  return { ...dict(join(key, named.key), counts), class: "collections.Counter" };
};

export const methodRules: Readonly<Record<string, Rule>> = {
  "py-append": append,
  "py-extend": extend,
  "py-insert": insert,
  "py-unordered": unordered,
  "py-shrunk": shrunk,
  "py-clear": clear,
  "py-pop": pop,
  "py-set-update": setUpdate,
  "py-union": union,
  "py-subset": subset,
  "py-copy-self": copy,
  "py-item": slice,
  "py-dict-get": get,
  "py-dict-setdefault": setDefault,
  "py-dict-pop": popKey,
  "py-dict-popitem": popItem,
  "py-dict-clear": clearDict,
  "py-dict-update": update,
  "py-dict-keys": view("keys"),
  "py-dict-values": view("values"),
  "py-dict-items": view("items"),
  "py-dict-fromkeys": fromKeys,
  "py-defaultdict": defaultDict,
  "py-ordereddict": orderedDict,
  "py-counter": makeCounter,
};
