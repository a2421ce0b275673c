/** Rules of modules that scripts lean on: itertools, collections, heapq, statistics, argparse, csv. */
import type { Outcome, Rule, RuleCall } from "../../rule.js";
import {
  type DictType,
  dict,
  iterator,
  join,
  list,
  literal,
  membersOf,
  never,
  none,
  object,
  sameType,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "../../type.js";
import { live } from "./builtins.js";
import { float, int, integerOf, isScalar, maxItems, str, textOf, widened } from "./values.js";

const sourceOf = (call: RuleCall, index: number, name: string): Type =>
  call.argument(name) ?? call.positional[index] ?? unknown("an iterable that is not known");

// ---------------------------------------------------------------- itertools

/** Items of the first argument, some of them. */
const someItems: Rule = (call) => live(call.elementOf(call.positional[0] ?? unknown("an iterable that is not known")), call.name, call);

/** Items that a function is asked about first: `takewhile`, `dropwhile`, `filterfalse`. */
const askedItems: Rule = (call) => {
  const [predicate, source = unknown("an iterable that is not known")] = call.positional;
  const element = call.elementOf(source);
  if (predicate && predicate.kind !== "none") call.callFunction(predicate, [element]);
  return live(element, call.name, call);
};

const accumulated: Rule = (call) => {
  const element = widened(call.elementOf(sourceOf(call, 0, "iterable")));
  const callee = call.argument("func");
  const initial = call.argument("initial");
  const isSkipped = !initial || membersOf(initial).some(({ kind }) => kind === "none");
  let total: Type = join(isSkipped ? element : never, initial && initial.kind !== "none" ? widened(initial) : never);
  for (let round = 0; round < 4; round++) {
    const added = callee && callee.kind !== "none" ? call.callFunction(callee, [total, element]) : call.binary("Add", total, element);
    const next = join(total, widened(added));
    if (sameType(next, total)) return live(total, call.name, call);
    total = next;
  }
  return iterator(unknown("sums whose type does not settle"), call.name);
};

const starmap: Rule = (call) => {
  const [callee, source] = call.positional;
  if (!callee || !source) return iterator(unknown("what the function gives"), call.name);
  const results = membersOf(call.elementOf(source)).map((item) =>
    item.kind === "tuple" && item.items ? call.callFunction(callee, item.items) : undefined,
  );
  if (results.length === 0 || results.includes(undefined)) return iterator(unknown("what the function gives"), call.name);
  return live(join(...(results as Type[])), call.name, call);
};

const pairwise: Rule = (call) => {
  const element = call.elementOf(call.positional[0] ?? unknown("an iterable that is not known"));
  return live(tupleOf([element, element]), call.name, call);
};

const zipLongest: Rule = (call) => {
  if (call.spreads) return iterator(tuple(unknown("iterables that are not known")), call.name);
  const fill = call.keyword.find(([name]) => name === "fillvalue")?.[1] ?? none;
  return live(tupleOf(call.positional.map((source) => join(call.elementOf(source), fill))), call.name, call);
};

/** Items of the items: `chain.from_iterable`. */
const flattened: Rule = (call) => {
  const inner = call.elementOf(call.positional[0] ?? unknown("an iterable that is not known"));
  return live(join(...membersOf(inner).map((one) => call.elementOf(one))), "itertools.chain", call);
};

/** `math.prod`: as `sum`, with `*` and 1. */
const product: Rule = (call) => {
  const element = widened(call.elementOf(sourceOf(call, 0, "iterable")));
  let total: Type = widened(call.keyword.find(([name]) => name === "start")?.[1] ?? int);
  for (let round = 0; round < 4; round++) {
    const next = join(total, widened(call.binary("Mult", total, element)));
    if (sameType(next, total)) return membersOf(total).every(({ kind }) => kind === "scalar") ? total : unknown("a product of objects");
    total = next;
  }
  return unknown("a product whose type does not settle");
};

// ---------------------------------------------------------------- collections

const counterOf = (call: RuleCall): DictType | undefined => (call.receiver?.kind === "dict" ? call.receiver : undefined);

const mostCommon: Rule = (call) => {
  const counter = counterOf(call);
  return list(counter ? tupleOf([widened(counter.key), widened(counter.value)]) : tuple(unknown("keys and counts")));
};

const countedElements: Rule = (call) => iterator(counterOf(call)?.key ?? unknown("keys of a counter"), "itertools.chain");

const total: Rule = (call) => {
  const counter = counterOf(call);
  return counter && membersOf(counter.value).every((one) => isScalar(one, "int", "bool")) ? int : unknown("a sum of counts");
};

/** `Counter.update` and `subtract` add to what is there. */
const countUp: Rule = (call): Outcome => {
  const counter = counterOf(call);
  if (!counter) return none;
  const { entries: _, complete: __, ...rest } = counter;
  const [source] = call.positional;
  const counts = [...call.keyword.map(([, value]) => value), ...(source?.kind === "dict" ? [source.value] : [])];
  const isUnknown =
    call.spreads || (source && membersOf(source).some(({ kind }) => kind === "unknown" || kind === "instance" || kind === "object"));
  const areIntegers = membersOf(counter.value).every((one) => isScalar(one, "int")) && counts.every((one) => isScalar(one, "int"));
  const keys = [...(source && source.kind !== "none" ? [call.elementOf(source)] : []), ...(call.keyword.length > 0 ? [str] : [])];
  const key = call.spreads ? unknown("keys that are not known") : join(counter.key, ...keys);
  return { result: none, receiver: { ...rest, key, value: areIntegers && !isUnknown ? int : unknown("counts that are no integers") } };
};

const moveToEnd: Rule = (call): Outcome => {
  const target = counterOf(call);
  if (!target) return none;
  const { entries, complete: _, ...rest } = target;
  return { result: none, receiver: { ...rest, ...(entries ? { entries } : {}) } };
};

/** The class that `namedtuple` makes: calling it is answered by `callNamedTuple`. */
const namedTuple: Rule = (call) => {
  const [name, fields] = call.positional;
  const names = fields && fieldNames(fields);
  const isPlain = !call.spreads && call.keyword.every(([keyword]) => keyword === "module");
  if (!name || !names || !isPlain) return object("builtins.type");
  return object("builtins.type", { name, fields: tupleOf(names.map((field) => literal(field))) });
};

function fieldNames(fields: Type): readonly string[] | undefined {
  const text = textOf(fields);
  if (text !== undefined) return text.split(/[\s,]+/).filter((field) => field !== "");
  if ((fields.kind !== "list" && fields.kind !== "tuple") || !fields.items || fields.items.length > maxItems) return undefined;
  const names = fields.items.map(textOf);
  return names.includes(undefined) ? undefined : (names as string[]);
}

/** `Point(1, y=2)` for a class that `namedtuple` has made. */
export function callNamedTuple(value: Type, call: RuleCall): Outcome | undefined {
  if (value.kind !== "object" || value.class !== "builtins.type") return undefined;
  const name = textOf(value.parts?.["name"]);
  const names = value.parts?.["fields"];
  if (name === undefined || names?.kind !== "tuple" || !names.items) return undefined;
  const fields = names.items.map((field) => textOf(field) as string);
  const items = fields.map((field, index) => call.positional[index] ?? call.keyword.find(([keyword]) => keyword === field)?.[1]);
  const made = { class: name, fields };
  if (call.spreads || items.includes(undefined)) {
    const element = unknown("fields that are not known");
    return { kind: "tuple", element, items: fields.map(() => element), ...made };
  }
  return { ...(tupleOf(items as Type[]) as Type & { readonly kind: "tuple" }), ...made };
}

// ---------------------------------------------------------------- heaps and sorted lists

/** Adds an item to a list at a place that is not looked at. */
const addTo =
  (target: string, item: string): Rule =>
  (call): Outcome => {
    const before = call.argument(target);
    if (before?.kind !== "list") return none;
    const { items: _, ...rest } = before;
    return { result: none, arguments: { [target]: { ...rest, element: join(before.element, call.argument(item) ?? unknown("an item")) } } };
  };

const withoutOrder = (heap: Type | undefined, ...added: readonly Type[]): Readonly<Record<string, Type>> => {
  if (heap?.kind !== "list") return {};
  const { items: _, ...rest } = heap;
  return { heap: { ...rest, element: join(heap.element, ...added) } };
};

const heapPop: Rule = (call): Outcome => {
  const heap = call.argument("heap");
  return { result: heap?.kind === "list" ? heap.element : unknown("an item of a heap"), arguments: withoutOrder(heap) };
};

const heapExchange: Rule = (call): Outcome => {
  const heap = call.argument("heap");
  const item = call.argument("item") ?? unknown("an item");
  return { result: heap?.kind === "list" ? join(heap.element, item) : unknown("an item of a heap"), arguments: withoutOrder(heap, item) };
};

const heapify: Rule = (call): Outcome => ({ result: none, arguments: withoutOrder(call.argument("heap")) });

const largest: Rule = (call) => {
  const element = call.elementOf(sourceOf(call, 1, "iterable"));
  const key = call.argument("key");
  if (key && key.kind !== "none") call.callFunction(key, [element]);
  return list(element);
};

// ---------------------------------------------------------------- numbers

/** Mean and its like: floats of floats; integers can also give one that is whole. */
const average: Rule = (call) => {
  const elements = membersOf(call.elementOf(sourceOf(call, 0, "data")));
  if (elements.length === 0) return unknown("an average of nothing");
  if (elements.every((one) => isScalar(one, "float"))) return float;
  return elements.every((one) => isScalar(one, "float", "int", "bool")) ? join(int, float) : unknown("an average of other numbers");
};

/** One of the items, or the mean of two. */
const median: Rule = (call) => {
  const elements = membersOf(call.elementOf(sourceOf(call, 0, "data")));
  if (elements.length > 0 && elements.every((one) => isScalar(one, "float", "int"))) return join(...elements.map(widened), float);
  return unknown("a median of other values");
};

const oneOf: Rule = (call) => call.elementOf(sourceOf(call, 0, "data"));

const someOf: Rule = (call) => list(call.elementOf(sourceOf(call, 0, "data")));

/** `os.getenv`: text, or what stands for a variable that is not there. */
const getenv: Rule = (call) => join(str, call.argument("default") ?? none);

// ---------------------------------------------------------------- tables

const hasPlainDialect = (call: RuleCall): boolean =>
  !call.spreads &&
  call.positional.length === 1 &&
  call.keyword.every(([name]) => name === "delimiter" || name === "quotechar") &&
  !call.programCalls("csv.register_dialect");

/** Rows are lists of text, unless a dialect or `quoting` makes numbers of what is not quoted. */
const csvReader: Rule = (call) => {
  const isPlain = hasPlainDialect(call);
  return object("_csv.reader", { element: list(isPlain ? str : unknown("fields of a row")) });
};

const csvDictReader: Rule = (call) => {
  const isPlain = hasPlainDialect(call);
  const row = isPlain
    ? dict(join(str, none), join(str, none, list(str)))
    : dict(unknown("names of the fields"), unknown("fields of a row"));
  return object("csv.DictReader", { element: row });
};

/** `itertools.tee` */
const repeatedItems: Rule = (call) => {
  const count = call.argument("n");
  const element = iterator(call.elementOf(sourceOf(call, 0, "iterable")), null);
  const copies = count ? integerOf(count) : 2n;
  const copy: Type = { ...(element as Type & { readonly kind: "iterator" }), live: true };
  return copies !== undefined && copies >= 0n && copies < 9n ? tupleOf(Array.from({ length: Number(copies) }, () => copy)) : tuple(copy);
};

export const libraryRules: Readonly<Record<string, Rule>> = {
  "py-some-items": someItems,
  "py-asked-items": askedItems,
  "py-accumulate": accumulated,
  "py-starmap": starmap,
  "py-pairwise": pairwise,
  "py-zip-longest": zipLongest,
  "py-flatten": flattened,
  "py-tee": repeatedItems,
  "py-prod": product,
  "py-most-common": mostCommon,
  "py-counted": countedElements,
  "py-total": total,
  "py-count-up": countUp,
  "py-move-to-end": moveToEnd,
  "py-namedtuple": namedTuple,
  "py-heappush": addTo("heap", "item"),
  "py-insort": addTo("a", "x"),
  "py-heappop": heapPop,
  "py-heap-exchange": heapExchange,
  "py-heapify": heapify,
  "py-largest": largest,
  "py-average": average,
  "py-median": median,
  "py-one-of": oneOf,
  "py-some-of": someOf,
  "py-getenv": getenv,
  "py-csv-reader": csvReader,
  "py-csv-dict-reader": csvDictReader,
};
