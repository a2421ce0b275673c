/**
 * Cost: how the time of a piece of the program grows, as a sum of products of sizes. It counts what the catalogue says of calls
 * (`n log n` of the largest argument) and how often loops run; it says nothing about nanoseconds, which are measured.
 */
import type { Node } from "../ir/nodes.js";
import { childrenOf } from "../ir/visit.js";
import { isConstant, printAffine } from "./loops/affine.js";
import type { Loops } from "./loops/loops.js";
import { type Dim, membersOf, type Type } from "./types/type.js";
import type { Operation, TypeFacts } from "./types/type-facts.js";

/** One product of sizes: `n12 * n12 * log(n12)`; no factors at all for constant time. */
export interface CostTerm {
  /** Symbols, or texts of numbers of iterations, each with its power; sorted. */
  readonly sizes: readonly (readonly [string, number])[];
  /** Sizes that come with a logarithm. */
  readonly logs: readonly string[];
}

export interface Cost {
  /** The terms that count when the sizes grow; none swallowed by another. */
  readonly terms: readonly CostTerm[];
  /** It waits for files, a network or a device. */
  readonly waits: boolean;
}

export interface Costs {
  of(node: Node): Cost;
}

export function analyzeCosts(facts: TypeFacts, loops: Loops): Costs {
  const known = new Map<Node, Cost>();
  const costOf = (node: Node): Cost => {
    const before = known.get(node);
    if (before) return before;
    const cost = compute(node);
    known.set(node, cost);
    return cost;
  };
  const compute = (node: Node): Cost => {
    const operation = facts.operationOf(node);
    const own = operation ? operationCost(operation) : constant;
    if (node.kind === "FunctionDef" || node.kind === "AsyncFunctionDef" || node.kind === "Lambda") return constant;
    const loop = loops.loopOf(node);
    if ((node.kind === "For" || node.kind === "While") && loop) {
      const trips =
        loop.trips && isConstant(loop.trips) ? undefined : loop.trips ? printAffine(loop.trips) : `trips of the loop at ${loop.symbol}`;
      const once = sum([costOf(node.kind === "For" ? node.iter : node.test), ...node.orelse.map(costOf), own]);
      const body = sum(node.body.map(costOf));
      return sum([once, trips === undefined ? body : times(body, trips)]);
    }
    return sum([own, ...childrenOf(node).map(costOf)]);
  };
  return { of: costOf };
}

const constant: Cost = { terms: [{ sizes: [], logs: [] }], waits: false };

function operationCost(operation: Operation): Cost {
  const costs = operation.targets.map((target): Cost => {
    if (target.kind === "user") return constant;
    const size = largest([
      ...(operation.receiver ? [operation.receiver] : []),
      ...operation.positional,
      ...operation.keyword.map(([, type]) => type),
      operation.result,
    ]);
    const growth = target.kind === "library" ? (target.facts?.cost ?? "1") : "n";
    const power = growth === "n^2" ? 2 : growth === "n^3" ? 3 : 1;
    if (growth === "io") return { ...constant, waits: true };
    if (growth === "1" || size.length === 0) return constant;
    return {
      terms: [{ sizes: collect(size.map((symbol) => [symbol, power] as const)), logs: growth === "n log n" ? size : [] }],
      waits: false,
    };
  });
  return costs.length === 0 ? constant : sum(costs);
}

/** Sizes of the value with the most axes; known numbers do not grow. */
function largest(types: readonly Type[]): readonly string[] {
  let best: readonly string[] = [];
  for (const type of types) {
    for (const member of membersOf(type)) {
      const sizes = sizesOf(member);
      if (sizes.length > best.length) best = sizes;
    }
  }
  return best;
}

function sizesOf(type: Type): readonly string[] {
  const symbols = (dims: readonly Dim[]): string[] => dims.flatMap((dim) => (typeof dim === "number" ? [] : [dim ?? "n"]));
  switch (type.kind) {
    case "array":
    case "tensor":
      return symbols(type.shape ?? [null]);
    case "frame":
    case "series":
    case "index":
      return symbols([type.length]);
    case "list":
    case "set":
    case "dict":
    case "deque":
      return type.kind === "list" && type.items ? [] : ["n"];
    default:
      return [];
  }
}

function sum(costs: readonly Cost[]): Cost {
  const terms: CostTerm[] = [];
  for (const term of costs.flatMap((cost) => cost.terms)) {
    if (terms.some((other) => covers(other, term))) continue;
    for (let index = terms.length - 1; index >= 0; index--) if (covers(term, terms[index] as CostTerm)) terms.splice(index, 1);
    terms.push(term);
  }
  return { terms: terms.length > 0 ? terms : constant.terms, waits: costs.some(({ waits }) => waits) };
}

const times = (cost: Cost, trips: string): Cost => ({
  ...cost,
  terms: cost.terms.map((term) => ({ ...term, sizes: collect([...term.sizes, [trips, 1] as const]) })),
});

function collect(sizes: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  const powers = new Map<string, number>();
  for (const [symbol, power] of sizes) powers.set(symbol, (powers.get(symbol) ?? 0) + power);
  return [...powers].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether a term grows at least as fast as another, whatever the sizes are. */
function covers(a: CostTerm, b: CostTerm): boolean {
  const powers = new Map(a.sizes);
  const grows = b.sizes.every(([symbol, power]) => (powers.get(symbol) ?? 0) >= power);
  const isLarger = a.sizes.some(([symbol, power]) => power > (new Map(b.sizes).get(symbol) ?? 0));
  return grows && (b.logs.every((symbol) => a.logs.includes(symbol)) || (isLarger && b.logs.length === 0));
}

/** `n*m + n log n` */
export function printCost({ terms, waits }: Cost): string {
  const text = terms
    .map(({ sizes, logs }) => {
      const factors = sizes.map(([symbol, power]) => (power === 1 ? symbol : `${symbol}^${power}`));
      return [...factors, ...logs.map((symbol) => `log ${symbol}`)].join(" * ") || "1";
    })
    .join(" + ");
  return waits ? `${text}, waits` : text;
}
