/**
 * Locations: where a node of the program came from. Every IR node has one, never optional (DESIGN, law 5).
 *
 * The rules for passes are LLVM's ("How to Update Debug Info"): `preserve` when a node only moves inside its block,
 * `fuse` when one new node does the work of several, `synthetic` when it was made from nothing.
 */
import type { SourceFile } from "./source-file.js";

/** A stretch of one source file. `start` and `end` are UTF-16 offsets into `file.text`, end exclusive. */
export interface Span {
  readonly kind: "span";
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** One node that stands for several: `locations[0]` is the primary one (the node whose result is kept). */
export interface Fused {
  readonly kind: "fused";
  readonly reason: string;
  readonly locations: readonly Location[];
}

/** A node of an inlined function: where it was written, and the call that brought it here. */
export interface CallSite {
  readonly kind: "call-site";
  readonly callee: Location;
  readonly caller: Location;
}

/** A node that a pass made and that has no counterpart in the source. */
export interface Synthetic {
  readonly kind: "synthetic";
  readonly pass: string;
}

export type Location = Span | Fused | CallSite | Synthetic;

export const span = (file: SourceFile, start: number, end: number): Span => ({ kind: "span", file, start, end });

export const synthetic = (pass: string): Synthetic => ({ kind: "synthetic", pass });

/** Location of a node that does the work of several; the first one is primary. Nested fusions are flattened. */
export function fuse(reason: string, locations: readonly Location[]): Location {
  const flat = locations.flatMap((location) => (location.kind === "fused" ? location.locations : [location]));
  return flat.length === 1 ? (flat[0] as Location) : { kind: "fused", reason, locations: flat };
}

/** The span that a reader should be sent to, or `undefined` when the node has no place in any source. */
export function primarySpan(location: Location): Span | undefined {
  switch (location.kind) {
    case "span":
      return location;
    case "fused":
      for (const part of location.locations) {
        const found = primarySpan(part);
        if (found) return found;
      }
      return undefined;
    case "call-site":
      return primarySpan(location.callee);
    case "synthetic":
      return undefined;
  }
}
