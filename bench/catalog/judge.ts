/** Whether the type analysis says something true about calls that were really made. */
import { admits, readDescription } from "../../compiler/analysis/types/admits.js";
import { callLibrary } from "../../compiler/analysis/types/call-library.js";
import { mapChildren } from "../../compiler/analysis/types/map-type.js";
import { printType } from "../../compiler/analysis/types/print-type.js";
import type { RuleContext } from "../../compiler/analysis/types/rule.js";
import { libraryRules } from "../../compiler/analysis/types/rules/index.js";
import { Targets } from "../../compiler/analysis/types/targets.js";
import { join, scalar, type Type, unknown } from "../../compiler/analysis/types/type.js";
import type { CatalogEntry } from "../../compiler/catalog/catalog.js";
import { loadCatalog } from "../../compiler/catalog/index.js";

/** A call as `attack.py` reports it, with descriptions of `noodle_rt/describe.py`. */
export interface Example {
  readonly receiver: unknown;
  readonly positional: readonly unknown[];
  readonly keyword: readonly (readonly [string, unknown])[];
  /** The receiver after the call. */
  readonly after: unknown;
  readonly result: unknown;
  /** As text. */
  readonly call: string;
}

const catalog = loadCatalog();
const canonical = (name: string): string => catalog.lookUp(name.includes(".") ? name : `builtins.${name}`)?.name ?? name;

/** What rules may ask when nobody interprets a program around them. */
function contextFor(versions: Readonly<Record<string, string>>): RuleContext {
  const ask = <Answer>(question: (rules: (typeof libraryRules)[number]) => Answer | undefined): Answer | undefined => {
    for (const rules of libraryRules) {
      const answer = question(rules);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
  const context: RuleContext = {
    targets: new Targets(versions),
    elementOf(type) {
      switch (type.kind) {
        case "union":
          return join(...type.members.map((member) => context.elementOf(member)));
        case "list":
        case "tuple":
        case "set":
        case "frozenset":
        case "deque":
          return type.items ? join(...type.items) : type.element;
        case "iterator":
          return type.element;
        case "dict":
          return type.key;
        case "range":
          return scalar("int");
        default:
          return ask((rules) => rules.iterate?.(type, context)) ?? unknown("an item");
      }
    },
    callFunction: () => unknown("what a function gives"),
    symbol: (name) => name,
    lengthOf: (type) => ask((rules) => rules.length?.(type, context)) ?? null,
    assumes: false,
    programCalls: () => false,
    binary: (op, left, right) => ask((rules) => rules.binary?.(op, left, right, context)) ?? unknown("an operation"),
  };
  return context;
}

/** The ways in which the analysis may know an argument: all of it, its class, or nothing. A claim has to be true for each. */
const views: readonly { readonly name: string; readonly of: (type: Type) => Type }[] = [
  { name: "exact", of: (type) => type },
  { name: "widened", of: widened },
  { name: "unknown", of: () => unknown("an argument that is not known") },
];

/** What is wrong about the claims for these calls, with the calls. */
export function judge(entry: CatalogEntry, examples: readonly Example[], versions: Readonly<Record<string, string>>): readonly string[] {
  const context = contextFor(versions);
  return examples.flatMap((example) => {
    const receiver = example.receiver === null ? undefined : normalised(readDescription(example.receiver));
    const positional = example.positional.map((one) => normalised(readDescription(one)));
    const keyword = example.keyword.map(([name, one]) => [name, normalised(readDescription(one))] as const);
    const result = readDescription(example.result);
    for (const view of views) {
      const args = {
        positional: positional.map(view.of),
        keyword: keyword.map(([name, type]) => [name, view.of(type)] as const),
        spreads: false,
      };
      const self = receiver && (view.name === "unknown" ? widened(receiver) : view.of(receiver));
      const { outcome } = callLibrary(entry, self, args, context, catalog);
      const claim = "kind" in outcome ? outcome : outcome.result;
      const problem = admits(claim, result, { canonical });
      if (problem !== undefined) return [`${example.call} (arguments ${view.name}): ${problem}; claimed ${printType(claim)}`];
      const changed = "kind" in outcome ? undefined : outcome.receiver;
      if (!changed || example.after === null) continue;
      const wrong = admits(changed, readDescription(example.after), { canonical });
      if (wrong !== undefined) return [`${example.call} (arguments ${view.name}): the receiver afterwards: ${wrong}`];
    }
    return [];
  });
}

/** A description as a type of the analysis: canonical names, and unions of which a part was not looked at are unknown. */
function normalised(type: Type): Type {
  const inner = mapChildren(type, normalised);
  switch (inner.kind) {
    case "union":
      return join(...inner.members);
    case "object":
      return { ...inner, class: canonical(inner.class) };
    case "library-class":
    case "library-function":
      return { ...inner, name: canonical(inner.name) };
    default:
      return inner;
  }
}

/** The same without values, lengths and shapes. */
function widened(type: Type): Type {
  switch (type.kind) {
    case "scalar":
      return scalar(type.class);
    case "array":
    case "tensor":
      return { ...type, shape: null };
    case "list":
    case "tuple": {
      const element = type.items ? join(...type.items.map(widened)) : widened(type.element);
      const { items: _, ...rest } = type;
      return { ...rest, element };
    }
    case "dict": {
      const { entries: _, complete: __, ...rest } = type;
      return { ...rest, key: widened(type.key), value: widened(type.value) };
    }
    case "frame":
      return { ...type, columns: null, complete: false, index: null, length: null };
    case "series": {
      const { name: _, ...rest } = type;
      return { ...rest, index: null, length: null };
    }
    case "index": {
      const { labels: _, name: __, isDefault: ___, ...rest } = type;
      return { ...rest, length: null };
    }
    case "union":
      return join(...type.members.map(widened));
    default:
      return mapChildren(type, widened);
  }
}
