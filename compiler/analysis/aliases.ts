/**
 * Aliases: can two values be the same object, share memory, or lead to each other? "May" answers: `false` is certain.
 *
 * Objects are told apart by the sites at which they were made (`types/type.ts`). What is not known can only be something that
 * has escaped to code that is not analysed.
 */
import { childTypes } from "./types/map-type.js";
import { membersOf, type Site, type Type } from "./types/type.js";
import type { TypeFacts } from "./types/type-facts.js";

export interface Aliases {
  /** Whether two values can be the same object that can be changed in place. */
  maySame(a: Type, b: Type): boolean;
  /** Whether a change in the memory of one can be seen in the other: views, frames and their columns before copy-on-write. */
  mayShareMemory(a: Type, b: Type): boolean;
  /** Whether code that is not analysed can know the object, or something inside of it. */
  escapes(type: Type): boolean;
}

export function analyzeAliases(facts: TypeFacts): Aliases {
  const overlap = (a: readonly Site[], b: readonly Site[]): boolean => a.some((site) => b.includes(site));
  const escapes = (type: Type): boolean =>
    isUnknown(type) || objectSites(type).some((site) => facts.escapes(site)) || childTypes(type).some(escapes);
  const meet = (a: Type, b: Type, sites: (type: Type) => readonly Site[]): boolean => {
    if (isUnknown(a)) return escapes(b);
    if (isUnknown(b)) return escapes(a);
    return overlap(sites(a), sites(b));
  };
  return {
    maySame: (a, b) => meet(a, b, objectSites),
    mayShareMemory: (a, b) => meet(a, b, memorySites) || (isForeignView(a) && escapes(b)) || (isForeignView(b) && escapes(a)),
    escapes,
  };
}

const isUnknown = (type: Type): boolean => membersOf(type).some(({ kind }) => kind === "unknown");

/** Sites of the objects that a value itself can be. */
export function objectSites(type: Type): readonly Site[] {
  return membersOf(type).flatMap((member) => ("sites" in member && member.sites) || []);
}

/** Sites whose memory a value can lie in, its own among them. */
export function memorySites(type: Type): readonly Site[] {
  return membersOf(type).flatMap((member) => [
    ...(("sites" in member && member.sites) || []),
    ...(("memory" in member && member.memory) || []),
  ]);
}

/** A view of something that is not listed. */
const isForeignView = (type: Type): boolean =>
  membersOf(type).some(
    (member) => (member.kind === "array" || member.kind === "tensor") && member.view !== "owned" && member.memory === undefined,
  );
