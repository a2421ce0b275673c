/** Calls of catalogue names: how arguments are bound, and what the language of results means. */
import { bindArguments, callLibrary } from "../../../compiler/analysis/types/call-library.js";
import { evaluateResult, parseResult, type ResultNames, rulesIn } from "../../../compiler/analysis/types/result-language.js";
import type { RuleCall, RuleContext } from "../../../compiler/analysis/types/rule.js";
import { Targets } from "../../../compiler/analysis/types/targets.js";
import {
  array,
  dict,
  iterator,
  list,
  literal,
  none,
  numpyScalar,
  scalar,
  type Type,
  tuple,
  tupleOf,
  unknown,
} from "../../../compiler/analysis/types/type.js";
import type { CatalogEntry } from "../../../compiler/catalog/catalog.js";
import { loadCatalog } from "../../../compiler/catalog/index.js";
import { parseParameters } from "../../../compiler/catalog/parameters.js";
import type { Facts } from "../../../compiler/catalog/schema.js";

const catalog = loadCatalog();

const context: RuleContext = {
  targets: new Targets(),
  elementOf: (type) => (type.kind === "list" ? type.element : unknown("an item")),
  callFunction: () => unknown("a call"),
  symbol: (name) => name,
  lengthOf: () => null,
  assumes: false,
  programCalls: () => false,
  binary: () => unknown("an operation"),
};

const int = scalar("int");
const float = scalar("float");
const str = scalar("str");

const bind = (parameters: string, positional: readonly Type[], keyword: readonly (readonly [string, Type])[] = [], spreads = false) =>
  Object.fromEntries(bindArguments(parseParameters(parameters), { positional, keyword, spreads }));

test("positional and keyword arguments, defaults", () => {
  expect(bind("a, b=None, *, c=1", [int], [["c", str]])).toEqual({ a: int, c: str });
  expect(bind("a, b", [int, float])).toEqual({ a: int, b: float });
  expect(bind("a, /, b=2", [int], [["b", str]])).toEqual({ a: int, b: str });
});

test("the rest", () => {
  expect(bind("a, *rest, **options", [int, float, str], [["x", int]])).toEqual({
    a: int,
    rest: tupleOf([float, str]),
    options: { ...dict(str, int), entries: [{ key: "x", value: int }], complete: true },
    // Rules may ask for it by its own name, too: signatures do not list what only some versions or overloads have.
    x: int,
  });
});

const names: ResultNames = {
  classOf: (name) => {
    const entry = catalog.lookUp(name);
    return entry?.kind === "class" ? entry.name : undefined;
  },
  isSubclass: (name, base) => catalog.isSubclass(name, base),
  alias: "new",
};

const call: RuleCall = {
  ...context,
  name: "library.function",
  receiver: list(int),
  argument: (parameter) => ({ x: list(float), k: int })[parameter],
  positional: [],
  keyword: [],
  spreads: false,
};

const evaluate = (text: string, how: ResultNames = names): unknown => evaluateResult(parseResult(text), call, how);

test.each<[string, Type]>([
  ["int | None", { kind: "union", members: [int, none] }],
  ["list[str]", list(str)],
  ["tuple[int, ...]", tuple(int)],
  ["tuple[int, list[float]]", tupleOf([int, list(float)])],
  ["dict[str, list[int]]", dict(str, list(int))],
  ["iterator[int]", iterator(int)],
  ["self", list(int)],
  ["arg(x)", list(float)],
  ["element(x)", float],
  ["ndarray[float64, 2]", array("float64", [null, null])],
  ["ndarray[float64] | None", { kind: "union", members: [array("float64", null), none] }],
  ["ndarray[datetime64[ns], 1]", array("datetime64[ns]", [null])],
  ["numpy.float64", numpyScalar("float64")],
  ["numpy.bool_", numpyScalar("bool")],
  ["numpy.generic", numpyScalar(null)],
  ["numpy.datetime64", numpyScalar(null)],
  ["builtins.list", list(unknown("what is in a list"))],
  ["bytearray", { kind: "object", class: "builtins.bytearray" }],
  ["matplotlib.axes._axes.Axes", { kind: "object", class: "matplotlib.axes.Axes" }],
  ["matplotlib.axes.Axes+", { kind: "object", class: "matplotlib.axes.Axes", subclass: true }],
  ["pandas.DataFrame", { kind: "frame", columns: null, complete: false, index: null, length: null }],
  ["pandas.DatetimeIndex", { kind: "index", class: "DatetimeIndex", dtype: null, length: null }],
  ["collections.Counter[str]", { ...dict(str, unknown("what a Counter counts to")), class: "collections.Counter" }],
  ["collections.deque[int]", { kind: "deque", element: int }],
])("%s", (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

test("an array's memory is as new as the facts say", () => {
  const owner: Type = { ...array("int64", null), sites: [3] };
  const of = (alias: string | undefined): unknown =>
    evaluateResult(parseResult("ndarray"), { ...call, receiver: owner, argument: () => undefined }, { ...names, alias });
  expect(of("new")).toMatchObject({ view: "owned" });
  expect(of(undefined)).toEqual({ kind: "array", dtype: null, shape: null, view: "maybe" });
  expect(of("view(self)")).toMatchObject({ view: "view", memory: [3] });
  expect(of("maybe(self)")).toMatchObject({ view: "maybe", memory: [3] });
  expect(of("new | view(self)")).toMatchObject({ view: "maybe", memory: [3] });
});

test("what is no result type is refused; rules are found anywhere", () => {
  expect(() => parseResult("list[")).toThrow("not a result type");
  expect(() => parseResult("arg(a, b)")).toThrow("not a result type");
  expect(rulesIn(parseResult("tuple[@a, list[@b(x, y)]] | @c"))).toEqual(["a", "b", "c"]);
});

function entryWith(name: string, facts: Facts | undefined, more: Partial<CatalogEntry> = {}): CatalogEntry {
  return { name, kind: "function", library: "numpy", ...more, ...(facts ? { facts } : {}) };
}

const outcomeOf = (entry: CatalogEntry, receiver?: Type): unknown =>
  callLibrary(entry, receiver, { positional: [literal(1n)], keyword: [], spreads: false }, context, catalog).outcome;

test("results of calls: facts, classes, constants, nothing known", () => {
  expect(outcomeOf(entryWith("numpy.f", { result: "arg(a)" }, { parameters: parseParameters("a") }))).toEqual(literal(1n));
  expect(outcomeOf(entryWith("decimal.Context", undefined, { kind: "class" }))).toEqual({ kind: "object", class: "decimal.Context" });
  expect(outcomeOf(entryWith("pathlib.Path", undefined, { kind: "class", makesSubclass: true }))).toEqual({
    kind: "object",
    class: "pathlib.Path",
    subclass: true,
  });
  expect(outcomeOf(entryWith("scipy.stats.norm", undefined, { kind: "constant", value: "scipy.stats.rv_continuous+" }))).toEqual({
    kind: "object",
    class: "scipy.stats.rv_continuous",
    subclass: true,
  });
  expect(outcomeOf(entryWith("numpy.f", undefined))).toMatchObject({ kind: "unknown" });
});

test("facts are those of the targeted version", () => {
  const entry = entryWith("numpy.f", { result: "int", versions: [{ range: "<2", result: "float" }] });
  const outcome = (version?: string): unknown =>
    callLibrary(
      entry,
      undefined,
      { positional: [], keyword: [], spreads: false },
      { ...context, targets: new Targets(version ? { numpy: version } : {}) },
      catalog,
    ).outcome;
  expect(outcome("2.1.0")).toEqual(int);
  expect(outcome("1.26.4")).toEqual(float);
  expect(outcome()).toEqual({ kind: "union", members: [int, float] });
});

test("a method that is called through its class has its receiver in front", () => {
  const entry = entryWith("builtins.str.f", { result: "self" }, { kind: "method" });
  expect(outcomeOf(entry)).toEqual(literal(1n));
});
