/** One call of a name of the catalogue: binds the arguments, picks the facts that hold for the targets, and asks for the result. */
import type { Catalog, CatalogEntry, Parameter } from "../../catalog/catalog.js";
import type { Facts } from "../../catalog/schema.js";
import { evaluateResult, parseResult, type ResultNames } from "./result-language.js";
import type { Outcome, RuleCall, RuleContext } from "./rule.js";
import { dict, join, scalar, type Type, tuple, tupleOf, unknown } from "./type.js";

export interface CallArguments {
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  /** A `*x` or `**x` may add others. */
  readonly spreads: boolean;
}

export interface LibraryCall {
  readonly entry: CatalogEntry;
  /** For the targeted versions; `undefined` when the catalogue states none. */
  readonly facts: Facts | undefined;
  readonly receiver: Type | undefined;
  /** See `RuleCall.argument`. */
  argument(parameter: string): Type | undefined;
  /** The receiver and all arguments. */
  readonly values: readonly Type[];
  readonly call: RuleCall;
  readonly outcome: Outcome;
}

/** @param receiver what a method is called on; a method that is called through its class has it as its first argument instead */
export function callLibrary(
  entry: CatalogEntry,
  receiver: Type | undefined,
  args: CallArguments,
  context: RuleContext,
  catalog: Catalog,
): LibraryCall {
  let self = receiver;
  let { positional } = args;
  const isMethod = entry.kind === "method" || entry.kind === "property";
  if (isMethod && self === undefined && positional.length > 0) {
    self = positional[0];
    positional = positional.slice(1);
  }
  const bound = bindArguments(entry.parameters, { ...args, positional });
  const spreads = args.spreads || hasMoreThan(entry.parameters, positional.length);
  const argument = (name: string): Type | undefined => bound.get(name) ?? (spreads ? notKnown : undefined);
  const call: RuleCall = {
    ...context,
    name: entry.name,
    receiver: self,
    argument,
    positional,
    keyword: args.keyword,
    spreads,
    stars: args.spreads,
  };
  const facts = catalog.factsFor(entry, context.targets.versionOf(entry.library));
  const outcome = withElements(resultOf(entry, facts, call, catalog), entry, self);
  const values = [...(self ? [self] : []), ...positional, ...args.keyword.map(([, type]) => type)];
  return { entry, facts, receiver: self, argument, values, call, outcome };
}

function resultOf(entry: CatalogEntry, facts: Facts | undefined, call: RuleCall, catalog: Catalog): Outcome {
  const names: ResultNames = {
    classOf: (name) => {
      const found = catalog.lookUp(name);
      return found?.kind === "class" ? found.name : undefined;
    },
    isSubclass: (name, base) => catalog.isSubclass(name, base),
    alias: facts?.alias,
  };
  if (facts?.result !== undefined) return evaluateResult(parseResult(facts.result), call, names);
  if (entry.kind === "class") {
    const instance = evaluateResult(parseResult(entry.name), call, names);
    return entry.makesSubclass && "kind" in instance && instance.kind === "object" ? { ...instance, subclass: true } : instance;
  }
  // Of a function it is the class of the function itself (`numpy.ufunc`), not of what a call gives.
  const isValue = entry.kind === "property" || entry.kind === "constant";
  if (isValue && entry.value !== undefined) return evaluateResult(parseResult(entry.value), call, names);
  return unknown(`the catalogue does not say what ${entry.name} gives`);
}

/** Methods of arrays whose result holds the same elements. */
const rearranging = new Set("ravel flatten reshape copy transpose squeeze swapaxes".split(" ").map((name) => `numpy.ndarray.${name}`));

/** What is known of the elements of an array of objects is known of its rearrangements. */
function withElements(outcome: Outcome, entry: CatalogEntry, self: Type | undefined): Outcome {
  if (self?.kind !== "array" || !self.element || !rearranging.has(entry.name)) return outcome;
  return "kind" in outcome && outcome.kind === "array" ? { ...outcome, element: self.element } : outcome;
}

const notKnown = unknown("the call spreads arguments that are not known");

/** More positional arguments than a signature takes: it may be that of another version, in which they mean something. */
function hasMoreThan(parameters: readonly Parameter[] | undefined, count: number): boolean {
  if (!parameters || parameters.some(({ kind }) => kind === "rest")) return false;
  return count > parameters.filter(({ kind }) => kind === "positional" || kind === "any").length;
}

/** Python's rules for binding arguments to parameters; what does not fit is left out, as such a call raises. */
export function bindArguments(parameters: readonly Parameter[] | undefined, args: CallArguments): ReadonlyMap<string, Type> {
  const bound = new Map<string, Type>();
  const rest = [...args.positional];
  const keyword = new Map(args.keyword);
  if (!parameters) return keyword;
  for (const { name, kind } of parameters) {
    switch (kind) {
      case "positional":
      case "any": {
        const given = rest.shift() ?? (kind === "any" ? keyword.get(name) : undefined);
        if (kind === "any") keyword.delete(name);
        if (given) bound.set(name, given);
        break;
      }
      case "keyword": {
        const given = keyword.get(name);
        keyword.delete(name);
        if (given) bound.set(name, given);
        break;
      }
      case "rest":
        bound.set(name, args.spreads ? tuple(join(notKnown, ...rest)) : tupleOf(rest.splice(0)));
        break;
      case "keyword-rest": {
        const all = dict(scalar("str"), join(...keyword.values()));
        const entries = [...keyword].map(([key, value]) => ({ key, value }));
        bound.set(name, args.spreads ? dict(scalar("str"), notKnown) : { ...all, entries, complete: true });
        break;
      }
    }
  }
  // Keywords that a signature does not list: it may be that of another version, or stand for several overloads.
  for (const [name, type] of keyword) if (!bound.has(name)) bound.set(name, type);
  return bound;
}
