/**
 * Dependences: which iterations of a loop need what others have done. Between elements of arrays and lists by the tests of
 * `dependence-tests.ts`; between variables by what an iteration reads before it binds it.
 *
 * A dependence that is not ruled out is there. Where it would be ruled out by something that can be checked before the loop
 * runs, `guards` says what: a pass can check it and keep the loop as the other branch.
 */
import type { Aliases } from "../aliases.js";
import { isConstant } from "./affine.js";
import { type LoopRelation, type NestLoop, relate } from "./dependence-tests.js";
import type { Access, Loop } from "./loops.js";

export interface Dependence {
  /** The access that runs first. */
  readonly from: Access;
  readonly to: Access;
  /** `flow`: written, then read; `anti`: read, then written; `output`: written twice. */
  readonly kind: "flow" | "anti" | "output";
  /** One per loop around both, outermost first; for `from` in an earlier or the same iteration. */
  readonly relations: readonly LoopRelation[];
  /** The outermost loop that carries it; `undefined` when it stays inside one iteration of all of them. */
  readonly carrier: Loop | undefined;
  /** What would rule it out: the two values are different objects, a subscript is never negative. */
  readonly guards: readonly DependenceGuard[];
}

export type DependenceGuard =
  | { readonly kind: "no overlap"; readonly a: Access; readonly b: Access }
  /** Negative subscripts count from the end: the forms are only right without them. */
  | { readonly kind: "not negative"; readonly access: Access; readonly axis: number };

/** All dependences between elements that a loop, and the loops inside of it, may have. */
export function dependencesOf(loop: Loop, aliases: Aliases): Dependence[] {
  const found: Dependence[] = [];
  const { accesses } = loop;
  for (let first = 0; first < accesses.length; first++) {
    for (let second = first; second < accesses.length; second++) {
      const [a, b] = [accesses[first] as Access, accesses[second] as Access];
      if (a.kind === "read" && b.kind === "read") continue;
      if (first === second && a.kind === "read") continue;
      found.push(...between(a, b, loop, aliases, first === second));
    }
  }
  return found;
}

function between(a: Access, b: Access, loop: Loop, aliases: Aliases, isSame: boolean): Dependence[] {
  const guards: DependenceGuard[] = [];
  if (!aliases.maySame(a.base, b.base)) {
    if (!aliases.mayShareMemory(a.base, b.base)) return [];
    // Views of the same memory are shifted in ways that subscripts do not show.
    guards.push({ kind: "no overlap", a, b });
    return both(a, b, commonLoops(a, b, loop), undefined, guards, isSame);
  }
  const isCertain = a.base.kind !== "unknown" && sitesOf(a) === 1 && sitesOf(b) === 1;
  if (!isCertain) guards.push({ kind: "no overlap", a, b });
  const loops = commonLoops(a, b, loop);
  const wraps = [...wrapping(a), ...(a === b ? [] : wrapping(b))];
  const nest = loops.map(nestLoop);
  const relations = relate(a.subscript, b.subscript, nest);
  if (!relations) {
    // Independent if no subscript wraps around, which has to be checked unless it is plain from the forms.
    return wraps.length === 0 ? [] : both(a, b, loops, undefined, [...guards, ...wraps], isSame);
  }
  return both(a, b, loops, relations, wraps.length > 0 ? [...guards, ...wraps] : guards, isSame);
}

const sitesOf = ({ base }: Access): number => ("sites" in base ? (base.sites?.length ?? 0) : 0);

/** Loops around both accesses, from the given one inwards. */
function commonLoops(a: Access, b: Access, loop: Loop): Loop[] {
  const from = (access: Access): readonly Loop[] => access.loops.slice(access.loops.indexOf(loop));
  const [first, second] = [from(a), from(b)];
  return first.filter((candidate, index) => second[index] === candidate);
}

const nestLoop = ({ symbol, trips }: Loop): NestLoop => ({ symbol, trips: trips && isConstant(trips) ? trips.constant : undefined });

/** Axes on which a subscript may be negative. */
function wrapping(access: Access): DependenceGuard[] {
  return access.subscript.flatMap((form, axis): DependenceGuard[] => {
    if (!form) return [];
    const loopSymbols = new Set(access.loops.map(({ symbol }) => symbol));
    const onlyCounts = [...form.terms].every(([symbol, coefficient]) => loopSymbols.has(symbol) && coefficient > 0n);
    return onlyCounts && form.constant >= 0n ? [] : [{ kind: "not negative", access, axis }];
  });
}

/** The dependences in both orders that the directions allow. */
function both(
  a: Access,
  b: Access,
  loops: readonly Loop[],
  relations: readonly LoopRelation[] | undefined,
  guards: readonly DependenceGuard[],
  isSame: boolean,
): Dependence[] {
  const any: readonly LoopRelation[] =
    relations ?? loops.map(() => ({ distance: undefined, directions: new Set(["<", "=", ">"] as const) }));
  const found: Dependence[] = [];
  const forward = carried(any, "<");
  const backward = carried(any, ">");
  const within = any.every(({ directions }) => directions.has("="));
  if (forward !== undefined) found.push(dependence(a, b, any, loops[forward], guards));
  if (backward !== undefined && !isSame) found.push(dependence(b, a, any.map(reversed), loops[backward], guards));
  if (within && !isSame) found.push(dependence(a, b, any, undefined, guards));
  return found;
}

/** The outermost loop on which a direction is possible while all loops around it are at the same iteration. */
function carried(relations: readonly LoopRelation[], direction: "<" | ">"): number | undefined {
  for (const [index, { directions }] of relations.entries()) {
    if (directions.has(direction)) return index;
    if (!directions.has("=")) return undefined;
  }
  return undefined;
}

const opposite = { "<": ">", "=": "=", ">": "<" } as const;

const reversed = ({ distance, directions }: LoopRelation): LoopRelation => ({
  distance: distance === undefined ? undefined : -distance,
  directions: new Set([...directions].map((direction) => opposite[direction])),
});

function dependence(
  from: Access,
  to: Access,
  relations: readonly LoopRelation[],
  carrier: Loop | undefined,
  guards: readonly DependenceGuard[],
): Dependence {
  const kind = from.kind === "read" ? "anti" : to.kind === "read" ? "flow" : "output";
  return { from, to, kind, relations, carrier, guards };
}
