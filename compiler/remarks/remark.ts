/**
 * Remarks: what the optimiser did, what it left alone and why. Plain data in LLVM's four kinds, so that they travel between
 * threads, into the cache and into every sink unchanged.
 *
 * - *passed*: a rewrite was made;
 * - *missed*: one was looked at and not made, with the reason and, where there is one, what would help;
 * - *analysis*: something that was found out and is worth knowing;
 * - *failure*: the optimiser made a mistake, noticed, and kept the original code.
 */
import { primarySpan } from "../ir/location.js";
import type { Node } from "../ir/nodes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { DiagnosticPlace } from "./diagnostic.js";
import { placeOf } from "./place.js";

export const remarkKinds = ["passed", "missed", "analysis", "failure"] as const;
export type RemarkKind = (typeof remarkKinds)[number];

/** The weakest contract that a rewrite needs (DESIGN, law 1), strictest first. */
export const exactnessLevels = ["exact", "ties", "ulp", "fast-math"] as const;
export type Exactness = (typeof exactnessLevels)[number];

/** Something that has to hold for a rewrite to be right, and how that is ensured. */
export interface Obligation {
  /** `the loop runs at least once` */
  readonly name: string;
  /** `proved` by analysis; `guarded` by a test in the program; `not met`: why the rewrite was not made. */
  readonly met: "proved" | "guarded" | "not met";
  /** What proves it, or what the guard tests: `range(10) has 10 items`. */
  readonly by?: string;
}

export type MetricValue = number | string | boolean;

export interface Remark {
  readonly kind: RemarkKind;
  /** Name of the pass that says it; `pass-manager` for what the manager itself says. */
  readonly pass: string;
  /** `NC26xx` loops, `NC27xx` frames, `NC28xx` tensors, `NC29xx` idioms and cleanup, `NC254x` the pass manager. */
  readonly code: string;
  readonly file: string;
  /** Absent when the module as a whole is meant, or when the code has no place in the source. */
  readonly place?: DiagnosticPlace;
  /** Qualified name of the function (`Model.fit`), or `null` for the module. */
  readonly function: string | null;
  /** One sentence, without a full stop. */
  readonly message: string;
  /** Why a rewrite was not made. */
  readonly reason?: string;
  /** What the author of the program could do. */
  readonly suggest?: string;
  /** Contract that a passed rewrite needs. */
  readonly exactness?: Exactness;
  readonly obligations: readonly Obligation[];
  /** Numbers and facts for people and for the learner, in a fixed order. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Other places that have a part in it: the producers of a fused chain, say. */
  readonly related: readonly DiagnosticPlace[];
}

/** What a pass says beside kind, code, place and message; all of it can also be added to the `RemarkBuilder`. */
export interface RemarkDetails {
  readonly reason?: string;
  readonly suggest?: string;
  readonly exactness?: Exactness;
  readonly obligations?: readonly Obligation[];
  readonly metrics?: Readonly<Record<string, MetricValue>>;
  readonly related?: readonly Node[];
}

/** Completes a remark that was just made: `remarks.missed(…).reason("…").metric("tripCount", 4)`. */
export interface RemarkBuilder {
  reason(text: string): RemarkBuilder;
  suggest(text: string): RemarkBuilder;
  exactness(level: Exactness): RemarkBuilder;
  obligation(name: string, met: Obligation["met"], by?: string): RemarkBuilder;
  metric(key: string, value: MetricValue): RemarkBuilder;
  related(node: Node): RemarkBuilder;
}

/** How a pass speaks; the pass and the function are filled in. */
export interface RemarkWriter {
  passed(code: string, at: Node | undefined, message: string, details?: RemarkDetails): RemarkBuilder;
  missed(code: string, at: Node | undefined, message: string, details?: RemarkDetails): RemarkBuilder;
  analysis(code: string, at: Node | undefined, message: string, details?: RemarkDetails): RemarkBuilder;
  failure(code: string, at: Node | undefined, message: string, details?: RemarkDetails): RemarkBuilder;
}

type Draft = { -readonly [Key in keyof Remark]: Remark[Key] };

/**
 * A writer that adds its remarks to a list.
 * @param list what it adds to; remarks in it are complete only when the pass has run
 */
export function remarkWriter(
  { pass, file, function: name }: { readonly pass: string; readonly file: SourceFile; readonly function: string | null },
  list: Remark[],
): RemarkWriter {
  const say =
    (kind: RemarkKind) =>
    (code: string, at: Node | undefined, message: string, details: RemarkDetails = {}): RemarkBuilder => {
      const { related = [], obligations = [], metrics = {}, ...rest } = details;
      const place = at && placeOfNode(at);
      const draft: Draft = {
        kind,
        pass,
        code,
        file: place?.file ?? file.path,
        ...(place ? { place } : {}),
        function: name,
        message,
        ...rest,
        obligations: [...obligations],
        metrics: { ...metrics },
        related: related.flatMap((node) => placeOfNode(node) ?? []),
      };
      list.push(draft);
      return builderFor(draft);
    };
  return { passed: say("passed"), missed: say("missed"), analysis: say("analysis"), failure: say("failure") };
}

function builderFor(draft: Draft): RemarkBuilder {
  const with_ = (changes: Partial<Remark>): RemarkBuilder => {
    Object.assign(draft, changes);
    return builder;
  };
  const builder: RemarkBuilder = {
    reason: (reason) => with_({ reason }),
    suggest: (suggest) => with_({ suggest }),
    exactness: (exactness) => with_({ exactness }),
    obligation: (name, met, by) => with_({ obligations: [...draft.obligations, { name, met, ...(by === undefined ? {} : { by }) }] }),
    metric: (key, value) => with_({ metrics: { ...draft.metrics, [key]: value } }),
    related(node) {
      const place = placeOfNode(node);
      return with_(place ? { related: [...draft.related, place] } : {});
    },
  };
  return builder;
}

/** Where a node stands in its source; `undefined` for what a pass has made from nothing. */
export function placeOfNode(node: Node): DiagnosticPlace | undefined {
  const span = primarySpan(node.loc);
  return span && placeOf(span.file, span.start, span.end);
}

/** The order in which remarks are shown: by file and place, and by code and pass at the same place. */
export function compareRemarks(a: Remark, b: Remark): number {
  return (
    compare(a.file, b.file) ||
    compare(a.place?.cell ?? 0, b.place?.cell ?? 0) ||
    compare(a.place?.line ?? 0, b.place?.line ?? 0) ||
    compare(a.place?.column ?? 0, b.place?.column ?? 0) ||
    compare(a.code, b.code) ||
    compare(a.pass, b.pass) ||
    compare(a.message, b.message)
  );
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Which remarks somebody wants to see. What is absent allows all. */
export interface RemarkFilter {
  readonly kinds?: readonly RemarkKind[];
  /** Names with `*` for any text. */
  readonly passes?: readonly string[];
  readonly codes?: readonly string[];
}

export function matchesFilter(remark: Remark, { kinds, passes, codes }: RemarkFilter): boolean {
  const fits = (patterns: readonly string[] | undefined, name: string): boolean =>
    patterns === undefined || patterns.some((pattern) => globToRegExp(pattern).test(name));
  return (kinds === undefined || kinds.includes(remark.kind)) && fits(passes, remark.pass) && fits(codes, remark.code);
}

const globToRegExp = (glob: string): RegExp => new RegExp(`^${glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i");
