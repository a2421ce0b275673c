/** What a module does with its libraries, as plain data: the calls with their places, loops and costs, patterns, transfers and copies. */
import { primarySpan } from "../../ir/location.js";
import type { Node } from "../../ir/nodes.js";
import { cellBefore, placeInCell, type SourceFile } from "../../ir/source-file.js";
import type { Analyses, Unit } from "../analyses.js";
import { type SiteName, siteNames } from "../probes/sites.js";
import { loops, types } from "../standard.js";
import { printType } from "../types/print-type.js";
import { membersOf, type Type } from "../types/type.js";
import type { Operation } from "../types/type-facts.js";
import { contextsOf } from "./contexts.js";
import { type LibraryCall, libraryCalls } from "./library-calls.js";
import { findPatterns } from "./patterns.js";

/** A place in a source; lines and columns count from 1, in a notebook inside of the cell. */
export interface UsagePlace {
  readonly line: number;
  readonly column: number;
  readonly cell?: number;
  /** The line of the source, or its beginning. */
  readonly text: string;
}

export type Growth = "1" | "n" | "n log n" | "n^2" | "n^3" | "io" | "unknown";

export interface UsedCall extends UsagePlace {
  readonly library: string;
  /** Canonical name, or what is written when it is not resolved. */
  readonly name: string;
  readonly resolved: boolean;
  /** The name is what to expect, not a fact. */
  readonly isExpected: boolean;
  /** The result type for people; absent when nothing is known of it. */
  readonly type?: string;
  /** The type is what to expect, not a fact. */
  readonly hasExpectedType: boolean;
  /** Why it is not resolved, or has no type. */
  readonly reason?: string;
  /** Loops around it, those around the calls of its function among them. */
  readonly depth: number;
  /** How its time grows with the size of its largest argument. */
  readonly growth: Growth;
  /** Static cost: how much it counts beside other calls, see `weightOf`. */
  readonly weight: number;
  /** What names it in profiles, see `probes/sites.ts`. */
  readonly site: SiteName;
  /** What it has cost in the runs of a profile. */
  readonly measured?: MeasuredCost;
}

export interface MeasuredCost {
  /** Calls that returned, and how far that may be wrong. */
  readonly count: number;
  readonly countError: number;
  /** Nanoseconds, without library calls inside of the calls and with them. */
  readonly selfNs: number;
  readonly totalNs: number;
}

export interface UsedPattern extends UsagePlace {
  readonly id: string;
  readonly title: string;
  readonly advice: string;
  readonly depth: number;
  readonly count: number;
}

/** A point at which data is copied, converted or brought to another device. */
export interface UsedTransfer extends UsagePlace {
  readonly kind: "copy" | "conversion" | "device" | "synchronisation";
  readonly name: string;
  /** `DataFrame → ndarray` */
  readonly detail: string;
  readonly depth: number;
}

export interface ModuleUsage {
  readonly file: string;
  readonly lines: number;
  readonly calls: readonly UsedCall[];
  readonly patterns: readonly UsedPattern[];
  readonly transfers: readonly UsedTransfer[];
}

/** How much one iteration of an unknown number counts, and how much a pass over an argument does. */
const iterations = 10;
const growths: Readonly<Record<Growth, number>> = { "1": 1, unknown: 3, n: 10, "n log n": 13, io: 30, "n^2": 100, "n^3": 1000 };

/**
 * Static cost of a call: 10 for each loop around it times a factor for its growth. It orders calls; measured times are a profile's matter.
 */
export const weightOf = (growth: Growth, depth: number): number => growths[growth] * iterations ** depth;

export function usageOf(analyses: Analyses): ModuleUsage {
  const { module, file } = analyses.input;
  const facts = analyses.get(types);
  const contexts = contextsOf(module, facts);
  const placeOf = (node: Node): UsagePlace => place(node, file);
  const unitOf = (node: Node): Unit | undefined => {
    const within = contexts.of(node)?.within;
    return within === undefined ? module : within.kind === "Lambda" ? undefined : within;
  };
  const found = libraryCalls(module, facts);
  const sites = siteNames(module, file, new Set(found.map(({ node }) => node)));
  const calls = found.map((call): UsedCall => {
    const growth = growthOf(call.operation);
    const depth = contexts.depthOf(call.node);
    const reason = call.unresolved ?? (call.type.kind === "unknown" ? call.type.reason : undefined);
    return {
      ...placeOf(call.node),
      library: call.library,
      name: call.name ?? call.callee,
      resolved: call.name !== undefined,
      isExpected: call.name !== undefined && call.isExpected,
      ...(call.type.kind === "unknown" ? {} : { type: printType(call.type) }),
      hasExpectedType: call.type.kind !== "unknown" && call.hasExpectedType,
      ...(reason === undefined ? {} : { reason }),
      depth,
      growth,
      weight: weightOf(growth, depth),
      site: sites.get(call.node) as SiteName,
    };
  });
  const patterns = findPatterns({
    root: module,
    facts,
    contexts,
    loopsAt: (node) => {
      const unit = unitOf(node);
      return unit && analyses.get(loops, unit);
    },
  }).map(({ pattern, node, count }): UsedPattern => ({ ...placeOf(node), ...pattern, depth: contexts.depthOf(node), count }));
  const transfers = found.flatMap((call): UsedTransfer[] => {
    const transfer = transferOf(call);
    return transfer ? [{ ...placeOf(call.node), ...transfer, depth: contexts.depthOf(call.node) }] : [];
  });
  return {
    file: file.path,
    lines: file.lineStarts.length,
    calls: calls.sort(byPlace),
    patterns: patterns.sort(byPlace),
    transfers: transfers.sort(byPlace),
  };
}

const byPlace = (a: UsagePlace, b: UsagePlace): number => (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.column - b.column;

function place(node: Node, file: SourceFile): UsagePlace {
  const start = primarySpan(node.loc)?.start ?? 0;
  const line = file.lineOf(start);
  const column = file.columnOf(start);
  const end = file.text.indexOf("\n", start);
  const text = file.text
    .slice(file.lineStarts[line], end < 0 ? undefined : end)
    .trim()
    .slice(0, 120);
  const cell = cellBefore(file.cells, line);
  if (!cell) return { line: line + 1, column: column + 1, text };
  const own = placeInCell(cell, line, column);
  return { line: own.line + 1, column: own.column + 1, cell: cell.number, text };
}

/** The growth of the costliest target. */
function growthOf({ targets }: Operation): Growth {
  let growth: Growth = targets.length === 0 ? "unknown" : "1";
  for (const target of targets) {
    const own: Growth = target.kind === "library" ? (target.facts?.cost ?? "unknown") : target.kind === "operator" ? "n" : "unknown";
    if (growths[own] > growths[growth]) growth = own;
  }
  return growth;
}

/** Last parts of the names of functions that give a copy of something of the same kind. */
const copying = new Set(["copy", "deepcopy", "clone", "astype"]);

const forms: Readonly<Record<string, string>> = { array: "ndarray", frame: "DataFrame", series: "Series", tensor: "Tensor", list: "list" };

function transferOf(call: LibraryCall): Pick<UsedTransfer, "kind" | "name" | "detail"> | undefined {
  const { operation, name } = call;
  if (name === undefined) return undefined;
  const effects = operation.targets.flatMap((target) => (target.kind === "library" ? (target.facts?.effects ?? []) : []));
  const sources = [operation.receiver, operation.positional[0]].flatMap((type) => (type ? [...membersOf(type)] : []));
  const from = formOf(sources);
  const to = formOf(membersOf(call.type));
  const detail = `${from ?? "?"} → ${to ?? printType(call.type)}`;
  if (effects.some((effect) => effect.startsWith("transfers("))) return { kind: "device", name, detail };
  if (effects.includes("synchronises")) return { kind: "synchronisation", name, detail };
  if (from === undefined) return undefined;
  if (copying.has(name.slice(name.lastIndexOf(".") + 1))) return { kind: "copy", name, detail };
  const isMove = from !== to && to !== undefined && (from === "list" || to === "list" || isForeign(from, to));
  return isMove && !isSummary(call.type) ? { kind: "conversion", name, detail } : undefined;
}

function formOf(types: readonly Type[]): string | undefined {
  for (const type of types) {
    if (type.kind === "tensor") return type.class.startsWith("torch") ? "torch Tensor" : "tensorflow Tensor";
    const form = forms[type.kind];
    if (form !== undefined) return form;
  }
  return undefined;
}

const isForeign = (from: string, to: string): boolean => {
  const tables = new Set(["DataFrame", "Series"]);
  return !(tables.has(from) && tables.has(to));
};

const isSummary = (type: Type): boolean => type.kind === "list" && type.items !== undefined;
