/** Metrics of several modules together: what `noodle-opt analyze` reports. */
import type { ModuleUsage, UsedCall, UsedPattern, UsedTransfer } from "./usage.js";

export interface UsageSummary {
  readonly files: number;
  readonly lines: number;
  readonly calls: number;
  /** Facts and expectations together. */
  readonly resolved: number;
  readonly typed: number;
  /** Only facts. */
  readonly resolvedByFacts: number;
  readonly typedByFacts: number;
  /** By frequency. */
  readonly libraries: readonly LibraryUse[];
  readonly functions: readonly FunctionUse[];
  /** Calls in loops, the costliest first. */
  readonly hot: readonly InFile<UsedCall>[];
  /** All calls, the costliest first, by measured time where there is some: where to look first. */
  readonly bottlenecks: readonly InFile<UsedCall>[];
  readonly patterns: readonly InFile<UsedPattern>[];
  readonly transfers: readonly InFile<UsedTransfer>[];
  readonly unresolved: readonly { readonly reason: string; readonly count: number }[];
}

export type InFile<Item> = Item & { readonly file: string };

export interface LibraryUse {
  readonly library: string;
  readonly calls: number;
  readonly functions: number;
  readonly files: number;
  readonly resolved: number;
  readonly typed: number;
  readonly weight: number;
}

export interface FunctionUse {
  readonly name: string;
  readonly library: string;
  readonly calls: number;
  readonly files: number;
  readonly depth: number;
  readonly weight: number;
}

export function summarizeUsage(modules: readonly ModuleUsage[]): UsageSummary {
  const calls = modules.flatMap(({ file, calls }) => calls.map((call) => ({ ...call, file })));
  const costly = [...calls].sort((a, b) => (b.measured?.selfNs ?? 0) - (a.measured?.selfNs ?? 0) || b.weight - a.weight);
  const count = (has: (call: UsedCall) => boolean): number => calls.filter(has).length;
  return {
    files: modules.length,
    lines: modules.reduce((sum, { lines }) => sum + lines, 0),
    calls: calls.length,
    resolved: count(({ resolved }) => resolved),
    typed: count(({ type }) => type !== undefined),
    resolvedByFacts: count(({ resolved, isExpected }) => resolved && !isExpected),
    typedByFacts: count(({ type, hasExpectedType }) => type !== undefined && !hasExpectedType),
    libraries: groups(calls, ({ library }) => library)
      .map(([library, uses]) => ({
        library,
        calls: uses.length,
        functions: new Set(uses.filter(({ resolved }) => resolved).map(({ name }) => name)).size,
        files: new Set(uses.map(({ file }) => file)).size,
        resolved: uses.filter(({ resolved }) => resolved).length,
        typed: uses.filter(({ type }) => type !== undefined).length,
        weight: sumOf(uses),
      }))
      .sort((a, b) => b.calls - a.calls || compare(a.library, b.library)),
    functions: groups(
      calls.filter(({ resolved }) => resolved),
      ({ name }) => name,
    )
      .map(([name, uses]) => ({
        name,
        library: (uses[0] as UsedCall).library,
        calls: uses.length,
        files: new Set(uses.map(({ file }) => file)).size,
        depth: Math.max(...uses.map(({ depth }) => depth)),
        weight: sumOf(uses),
      }))
      .sort((a, b) => b.calls - a.calls || compare(a.name, b.name)),
    hot: costly.filter(({ depth }) => depth > 0),
    bottlenecks: costly.filter(
      ({ growth, depth, measured }) => measured !== undefined || depth > 0 || (growth !== "1" && growth !== "unknown"),
    ),
    patterns: modules.flatMap(({ file, patterns }) => patterns.map((pattern) => ({ ...pattern, file }))),
    transfers: modules.flatMap(({ file, transfers }) => transfers.map((transfer) => ({ ...transfer, file }))),
    unresolved: groups(
      calls.filter(({ resolved }) => !resolved),
      ({ reason = "" }) => reason,
    )
      .map(([reason, uses]) => ({ reason, count: uses.length }))
      .sort((a, b) => b.count - a.count || compare(a.reason, b.reason)),
  };
}

const sumOf = (calls: readonly UsedCall[]): number => calls.reduce((sum, { weight }) => sum + weight, 0);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groups<Item>(items: readonly Item[], keyOf: (item: Item) => string): [string, Item[]][] {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group) group.push(item);
    else found.set(key, [item]);
  }
  return [...found];
}
