/**
 * What the interpreter knows at one point of the program: the type of each variable, and what is in each object.
 *
 * Branches work on a fork that holds only what they change, so that the cost of an `if` or a loop is that of its body, not of
 * the whole program. A variable or object that is missing in one of two branches does not exist on that way: the join takes
 * the other's.
 */
import type { Binding } from "../../scopes.js";
import { mapChildren } from "../map-type.js";
import { type Dim, join, type Site, sameType, type Type } from "../type.js";
import { afterUnknownCode } from "./objects.js";

/** All objects made at one site. */
export interface HeapObject {
  readonly content: Type;
  /** The site may stand for several objects: what is stored into one of them may not be true of the others. */
  readonly summary: boolean;
  /** Code that is not analysed may know it, and change it whenever it runs. */
  readonly escaped: boolean;
}

export class State {
  readonly variables = new Map<Binding, Type | undefined>();
  readonly heap = new Map<Site, HeapObject>();
  /** Objects of this fork that unknown code may know and that have something to lose when it runs. */
  readonly exposed = new Set<Site>();
  /** Whether control gets here at all. */
  reachable = true;

  /** @param afterCode what code that is not analysed leaves of an object; forks have it from what they are a fork of */
  constructor(
    readonly parent?: State,
    readonly afterCode: (content: Type) => Type = parent?.afterCode ?? afterUnknownCode,
  ) {}

  /** `undefined` when the variable has no value. */
  variable(binding: Binding): Type | undefined {
    for (let state: State | undefined = this; state; state = state.parent) {
      if (state.variables.has(binding)) return state.variables.get(binding);
    }
    return undefined;
  }

  object(site: Site): HeapObject | undefined {
    for (let state: State | undefined = this; state; state = state.parent) {
      const found = state.heap.get(site);
      if (found) return found;
    }
    return undefined;
  }

  /** An object as forks of `base` have left it; `undefined` when none has touched it. */
  objectSince(site: Site, base: State): HeapObject | undefined {
    for (let state: State | undefined = this; state && state !== base; state = state.parent) {
      const found = state.heap.get(site);
      if (found) return found;
    }
    return undefined;
  }

  setObject(site: Site, object: HeapObject): void {
    this.heap.set(site, object);
    if (object.escaped && !this.isWorst(object.content)) this.exposed.add(site);
  }

  /** Whether unknown code cannot make anything worse of it. */
  private isWorst(content: Type): boolean {
    const known = worst.get(this.afterCode) ?? new WeakMap<Type, boolean>();
    worst.set(this.afterCode, known);
    let answer = known.get(content);
    if (answer === undefined) {
      answer = sameType(content, this.afterCode(content));
      known.set(content, answer);
    }
    return answer;
  }

  /** Everything that is exposed in this state, as it is now. */
  exposedObjects(): (readonly [Site, HeapObject])[] {
    const found: (readonly [Site, HeapObject])[] = [];
    const seen = new Set<Site>();
    for (let state: State | undefined = this; state; state = state.parent) {
      for (const site of state.exposed) {
        if (seen.has(site)) continue;
        seen.add(site);
        const object = this.object(site);
        if (object?.escaped && !this.isWorst(object.content)) found.push([site, object]);
      }
    }
    return found;
  }

  /** What has changed since `base`, of which this is a fork of forks, as one fork of it. */
  since(base: State): State {
    if (this.parent === base) return this;
    const layers: State[] = [];
    for (let state: State | undefined = this; state && state !== base; state = state.parent) layers.push(state);
    const flat = new State(base);
    for (const layer of layers.reverse()) {
      for (const [binding, type] of layer.variables) flat.variables.set(binding, type);
      for (const [site, object] of layer.heap) flat.setObject(site, object);
    }
    flat.reachable = this.reachable;
    return flat;
  }

  /** Variables that have a value, nearest first; each once. */
  *bound(): Iterable<readonly [Binding, Type]> {
    const seen = new Set<Binding>();
    for (let state: State | undefined = this; state; state = state.parent) {
      for (const [binding, type] of state.variables) {
        if (seen.has(binding)) continue;
        seen.add(binding);
        if (type) yield [binding, type];
      }
    }
  }
}

/** What a state looks like when control came from one of several forks of it. `undefined` when from none. */
export interface Merged {
  readonly variables: ReadonlyMap<Binding, Type | undefined>;
  readonly heap: ReadonlyMap<Site, HeapObject>;
}

/** Joins forks of the same state (see `State.since`); what they have left alone is not in the answer. */
export function mergeForks(forks: readonly State[]): Merged | undefined {
  const live = forks.filter((fork) => fork.reachable);
  const [first, ...rest] = live;
  if (!first) return undefined;
  if (rest.length === 0) return first;
  const variables = new Map<Binding, Type | undefined>();
  const heap = new Map<Site, HeapObject>();
  for (const fork of live) {
    for (const binding of fork.variables.keys()) {
      if (variables.has(binding)) continue;
      const types = live.flatMap((other) => other.variable(binding) ?? []);
      variables.set(binding, types.length === 0 ? undefined : join(...types));
    }
    for (const site of fork.heap.keys()) {
      if (heap.has(site)) continue;
      heap.set(site, joinObjects(live.flatMap((other) => other.object(site) ?? [])));
    }
  }
  return { variables, heap };
}

/** By the function that tells what is left of a type: whether it leaves all of it. */
const worst = new Map<State["afterCode"], WeakMap<Type, boolean>>();

export function joinObjects(objects: readonly HeapObject[]): HeapObject {
  const [first, ...rest] = objects as readonly [HeapObject, ...HeapObject[]];
  let joined = first;
  for (const object of rest) {
    if (object === joined) continue;
    joined = {
      content: join(joined.content, object.content),
      summary: joined.summary || object.summary,
      escaped: joined.escaped || object.escaped,
    };
  }
  return joined;
}

export function sameObject(a: HeapObject | undefined, b: HeapObject): boolean {
  return a === b || (a !== undefined && a.summary === b.summary && a.escaped === b.escaped && sameType(a.content, b.content));
}

/**
 * The same without lengths that are only known by name: a symbol that is made inside of a loop stands for another length in
 * the next round.
 */
export function withoutSymbols({ variables, heap }: Merged, symbols: readonly string[]): Merged {
  if (symbols.length === 0) return { variables, heap };
  const gone = new Set(symbols);
  return {
    variables: new Map([...variables].map(([binding, type]) => [binding, type && forget(type, gone)])),
    heap: new Map([...heap].map(([site, object]) => [site, { ...object, content: forget(object.content, gone) }])),
  };
}

function forget(type: Type, gone: ReadonlySet<string>): Type {
  const dim = (length: Dim): Dim => (typeof length === "string" && gone.has(length) ? null : length);
  const inner = mapChildren(type, (child) => forget(child, gone));
  switch (inner.kind) {
    case "array":
    case "tensor":
      return inner.shape?.some((length) => dim(length) !== length) ? { ...inner, shape: inner.shape.map(dim) } : inner;
    case "series":
    case "frame":
    case "index":
      return dim(inner.length) === inner.length ? inner : { ...inner, length: null };
    default:
      return inner;
  }
}
