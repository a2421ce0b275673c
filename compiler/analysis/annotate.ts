/**
 * Annotations of calls: everything that is known of each call that reaches a library, in one place, and as short comments for `.nc`
 * (`noodle-opt build --annotate`).
 */

import type { Facts, Twin } from "../catalog/schema.js";
import { primarySpan } from "../ir/location.js";
import { type Call, is, type Node, type Statement } from "../ir/nodes.js";
import type { Analyses } from "./analyses.js";
import { types } from "./standard.js";
import { printType } from "./types/print-type.js";
import type { Type } from "./types/type.js";
import { contextsOf } from "./usage/contexts.js";
import { libraryCalls } from "./usage/library-calls.js";

export interface CallAnnotation {
  readonly node: Call;
  readonly library: string;
  /** Qualified names of all that it may reach. Empty when it is not resolved. */
  readonly names: readonly string[];
  /** Why it is not resolved, or not to all targets. */
  readonly unresolved?: string;
  readonly receiver?: Type;
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  readonly result: Type;
  /** The names, and what follows from them, are what to expect, not facts. */
  readonly isExpected: boolean;
  /** Only the result is. */
  readonly hasExpectedResult: boolean;
  /** What it does besides giving its result, in the catalogue's words; `undefined`: anything. */
  readonly effects: readonly string[] | undefined;
  /** Whether its result shares memory or identity with an argument. */
  readonly alias?: string;
  /** Scalar or array forms that give the same, with how exactly. */
  readonly twins: readonly Twin[];
  /** How its time grows: `n log n`. */
  readonly growth?: string;
}

/** Annotations of all calls that reach a scientific library, in the order of the analysis. */
export function annotateCalls(analyses: Analyses): readonly CallAnnotation[] {
  const facts = analyses.get(types);
  return libraryCalls(analyses.input.module, facts).map((call) => {
    const { node, library, name, unresolved, callee, operation, isExpected } = call;
    const hasExpectedResult = call.hasExpectedType && operation.result.kind === "unknown" && call.type.kind !== "unknown";
    const targets = operation.targets.filter((target) => target.kind === "library");
    const known = targets.map((target) => target.facts ?? {});
    const reason = unresolved ?? operation.unresolved;
    const [only] = known.length === 1 ? known : [];
    return {
      node,
      library,
      names: targets.length > 0 ? targets.map(({ entry }) => entry.name) : name === undefined ? [] : [name],
      ...(reason === undefined ? {} : { unresolved: `${callee}: ${reason}` }),
      ...(operation.receiver ? { receiver: operation.receiver } : {}),
      positional: operation.positional,
      keyword: operation.keyword,
      result: hasExpectedResult ? call.type : operation.result,
      isExpected: isExpected && name !== undefined,
      hasExpectedResult,
      effects: effectsOfAll(known, operation.targets.length),
      ...(only?.alias === undefined ? {} : { alias: only.alias }),
      twins: only?.twins ?? [],
      ...(only?.cost === undefined ? {} : { growth: only.cost }),
    };
  });
}

function effectsOfAll(facts: readonly Facts[], targets: number): readonly string[] | undefined {
  if (facts.length === 0 || facts.length < targets) return undefined;
  const effects = new Set<string>();
  for (const { effects: own } of facts) {
    if (!own) return undefined;
    for (const effect of own) effects.add(effect);
  }
  return [...effects];
}

/** What such a comment begins with. */
export const annotationMark = "#@nc:";

/** Lines of `.nc` have at most 100 columns where their source allows; a comment has no excuse. */
const widest = 96;

/**
 * Comments for the statements of a module, by the offset at which a statement starts in the source: one line for each library
 * call of the statement itself, or of its header.
 */
export function annotationComments(analyses: Analyses): ReadonlyMap<number, readonly string[]> {
  const contexts = contextsOf(analyses.input.module, analyses.get(types));
  const comments = new Map<number, { readonly at: number; readonly text: string }[]>();
  for (const annotation of annotateCalls(analyses)) {
    const statement = contexts.of(annotation.node)?.statement;
    const start = statement && startOf(statement, (node) => contexts.of(node)?.parent?.node);
    const at = primarySpan(annotation.node.loc)?.end;
    if (start === undefined || at === undefined) continue;
    const lines = comments.get(start) ?? [];
    comments.set(start, [...lines, { at, text: commentOf(annotation) }]);
  }
  // What is evaluated first ends first.
  return new Map([...comments].map(([start, lines]) => [start, lines.sort((a, b) => a.at - b.at).map(({ text }) => text)]));
}

/** Where the first line of a statement starts; an `elif` has none of its own, decorators come before what they decorate. */
function startOf(statement: Statement, parentOf: (node: Node) => Node | undefined): number | undefined {
  let top: Node = statement;
  for (let parent = parentOf(top); is(top, "If") && is(parent, "If") && parent.orelse[0] === top; parent = parentOf(top)) top = parent;
  const decorator = "decorator_list" in top ? top.decorator_list[0] : undefined;
  const span = primarySpan(top.loc);
  if (!span || !decorator) return span?.start;
  const first = primarySpan(decorator.loc)?.start;
  return first === undefined ? span.start : Math.max(0, span.file.text.lastIndexOf("@", first));
}

/** `#@nc: numpy.sort(ndarray[float64, (n,)]) -> ndarray[float64, (n,)]; pure; O(n log n)` */
export function commentOf(annotation: CallAnnotation): string {
  const { names, unresolved, receiver, positional, keyword, result, effects, twins, growth, isExpected, hasExpectedResult } = annotation;
  if (names.length === 0) return fitted(`${annotationMark} not resolved: ${unresolved ?? "nothing is known of it"}`);
  const show = (type: Type): string => printType(type, { most: 4, depth: 2 });
  const values = [
    ...(receiver ? [`self: ${show(receiver)}`] : []),
    ...positional.map(show),
    ...keyword.map(([name, type]) => `${name}: ${show(type)}`),
  ];
  const traits = [
    ...(effects === undefined ? [] : [effects.length === 0 ? "pure" : effects.join(", ")]),
    ...(growth === undefined || growth === "unknown" ? [] : [growth === "io" ? "io" : `O(${growth})`]),
    ...twins.map(({ name, exact }) => `= ${name} (${exact})`),
  ];
  const name = names.length > 2 ? `${names[0]} or ${names.length - 1} others` : names.join(" or ");
  const mark = isExpected ? `${annotationMark} expected` : annotationMark;
  const arrow = hasExpectedResult && !isExpected ? " -> expected " : " -> ";
  const end = [`${arrow}${result.kind === "unknown" ? `unknown (${result.reason})` : show(result)}`, ...traits].join("; ");
  // The receiver can be seen at its own definition; the result is what a reader asks for first.
  for (const shown of [values, values.slice(receiver ? 1 : 0)]) {
    const whole = `${mark} ${name}(${shown.join(", ")})${end}`;
    if (whole.length <= widest) return whole;
  }
  return fitted(`${mark} ${name}(…)${end}`);
}

/** A comment is one line, whatever is in it. */
function fitted(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= widest ? line : `${line.slice(0, widest - 1)}…`;
}
