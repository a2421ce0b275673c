/**
 * The ground of the interpreter: the state, the heap, and the record of what was seen. The parts above it build on each other
 * in one chain: base → values → attributes → operators → library-calls → functions → calls → expressions → statements → expectations.
 */

import type { WholeCatalog } from "../../../catalog/index.js";
import type { Expression, Module, Name, Node } from "../../../ir/nodes.js";
import type { Binding, Scope, Scopes } from "../../scopes.js";
import { mapChildren } from "../map-type.js";
import type { Targets } from "../targets.js";
import { type InstanceType, join, membersOf, never, type Site, sameType, type Type, unknown } from "../type.js";
import type { FunctionNode, Operation, Target } from "../type-facts.js";
import { asTensors } from "./autograph.js";
import type { ClassInfo, Definition, Definitions } from "./definitions.js";
import { afterUnknownCode, afterUsualCode, livesInHeap, referenceTo, sitesOf, usualForm, usualMembers } from "./objects.js";
import { type HeapObject, joinObjects, mergeForks, State, sameObject, withoutSymbols } from "./state.js";

/** One module of the program that is analysed. */
export interface ModuleContext {
  readonly name: string;
  readonly module: Module;
  readonly scopes: Scopes;
  /** Names that star imports have brought in, by name. */
  readonly starBindings: Map<string, Binding>;
  /** A star import of an unknown module, or `exec`, may bind any name. */
  bindsUnknown: boolean;
  /** Somebody has the module's variables as a dict (`globals()`), and may set them at any time. */
  isExposed: boolean;
}

/** For whom a piece of code is analysed. */
export type Mode =
  /** A call that the program makes: what is seen is true of the program. */
  | "real"
  /** Nobody calls the function here: what is seen is what to expect, not a fact, unless nobody else can call it. */
  | "assumed"
  /** Callers that are not analysed: nothing is known of the arguments. */
  | "open";

/** One activation of a function, or of the module. */
export interface Frame {
  readonly module: ModuleContext;
  readonly definition: Definition | undefined;
  readonly scope: Scope;
  readonly mode: Mode;
  /**
   * The code runs at a time that is not known, with this state before it: variables of other scopes can have any value that
   * they ever have, and what is stored in objects of that state may be found there at any time.
   */
  readonly anytime: State | undefined;
  /** Calls that led here, innermost last: tells objects apart that are made by the same code for different callers. */
  readonly path: string;
  /** What `super()` and zero-argument class look-ups mean. */
  readonly self: Type | undefined;
  /** Where `return` goes; states are forks of the state at the call. */
  readonly returns: { readonly state: State; readonly value: Type; readonly depends: boolean }[];
  yields: Type;
  /** State at the call, of which everything in the frame is a fork. */
  readonly base: State;
}

/** What is seen at a node over all visits. */
export interface Seen {
  readonly node: Node;
  readonly within: FunctionNode | undefined;
  readonly kind: Operation["kind"];
  readonly targets: Map<string, Target>;
  unresolved: string | undefined;
  receiver: Type | undefined;
  positional: Type[];
  keyword: Map<string, Type>;
  result: Type;
}

/** Follows what may be written while a `try` block runs: its handlers can start after any of these. */
interface Watcher {
  readonly base: State;
  readonly variables: Map<Binding, Type | undefined>;
  readonly heap: Map<Site, HeapObject>;
}

export abstract class InterpreterBase {
  protected state: State;
  protected frame!: Frame;
  private readonly watchers: Watcher[] = [];

  /** Types of expressions in code that runs, and in code that is only assumed to. */
  readonly facts = new Map<Expression, Type>();
  readonly expected = new Map<Expression, Type>();
  readonly seen = new Map<Node, Seen>();
  visits = 0;
  contexts = 0;

  /** Every value that a variable ever has, over all rounds. */
  private readonly everyValue = new Map<Binding, Type>();
  /** Variables that are read at a time that is not known: their every value matters. */
  private readonly readAnytime = new Set<Binding>();
  /** What code that runs at unknown times has stored in objects. */
  private readonly storedAnytime = new Map<Site, Type>();
  /** Grows with everything that an earlier part of the analysis would have needed to know. */
  knowledge = 0;

  private readonly siteNumbers = new Map<string, Site>();
  private readonly siteNodes: (Node | undefined)[] = [];
  private readonly nodeNumbers = new Map<Node, number>();
  private readonly everEscaped = new Set<Site>();
  /** Functions that unknown code may call. */
  readonly escapedFunctions = new Set<Definition>();

  constructor(
    readonly catalog: WholeCatalog,
    readonly targets: Targets,
    readonly definitions: Definitions,
    /** This run tells what to expect, see `RuleContext.assumes`. */
    readonly assumes: boolean,
  ) {
    this.state = this.newState();
  }

  // ---------------------------------------------------------------- AutoGraph

  /** How many branches and loops around the statement that runs may depend on a tensor. */
  protected tracing = 0;

  /** Whether AutoGraph may rewrite the code that runs. */
  protected get mayBeTraced(): boolean {
    return !this.assumes && this.frame.definition !== undefined && this.programUses("tensorflow");
  }

  /** Runs a part of the program whose running may depend on `condition`. */
  protected dependingOn(condition: boolean, run: () => void): void {
    const depends = condition && this.mayBeTraced;
    if (depends) this.tracing++;
    run();
    if (depends) this.tracing--;
  }

  /** What is known of a value that is stored now. */
  protected stored(value: Type): Type {
    return this.tracing > 0 ? asTensors(this.snapshot(value)) : value;
  }

  private newState(): State {
    return new State(undefined, this.assumes ? afterUsualCode : afterUnknownCode);
  }

  // ---------------------------------------------------------------- variables

  protected setVariable(binding: Binding, type: Type): void {
    const value = referenceTo(this.assumes ? usualMembers(type) : type);
    this.writeVariable(binding, value);
    const before = this.everyValue.get(binding);
    const every = before ? join(before, value) : value;
    if (before && sameType(before, every)) return;
    this.everyValue.set(binding, every);
    if (this.readAnytime.has(binding)) this.knowledge++;
  }

  protected unsetVariable(binding: Binding): void {
    this.writeVariable(binding, undefined);
  }

  private writeVariable(binding: Binding, value: Type | undefined): void {
    this.state.variables.set(binding, value);
    for (const { base, variables } of this.watchers) {
      const before = variables.has(binding) ? variables.get(binding) : base.variable(binding);
      variables.set(binding, before && value ? join(before, value) : (before ?? value));
    }
  }

  /** Value of a variable as the running frame sees it; `undefined` when it has none. */
  protected variable(binding: Binding): Type | undefined {
    if (binding.scope.kind === "module" && this.frame.module.isExposed) return exposed;
    const own = binding.scope === this.frame.scope || this.isInside(this.frame.scope, binding.scope);
    const anytime = binding.writtenElsewhere || (!own && (this.frame.anytime !== undefined || binding.scope.kind !== "module"));
    if (!anytime) return this.state.variable(binding);
    return this.everyValueOf(binding);
  }

  /** The module's variables can be set by name from now on, by anybody who holds the dict of them. */
  protected exposeVariables(): void {
    const { module } = this.frame;
    if (module.isExposed) return;
    module.isExposed = true;
    this.knowledge++;
  }

  protected everyValueOf(binding: Binding): Type | undefined {
    this.readAnytime.add(binding);
    return this.gaveUp && this.everyValue.has(binding) ? unsettled : this.everyValue.get(binding);
  }

  /** The analysis did not come to an end: nothing that is only known from all of the program is used any more. */
  protected gaveUp = false;

  /** Comprehensions and class bodies run as part of the frame that they stand in. */
  private isInside(outer: Scope, scope: Scope): boolean {
    let at: Scope | undefined = scope;
    while (at && (at.kind === "comprehension" || at.kind === "class" || at.kind === "type-parameters")) at = at.parent;
    return at === outer;
  }

  /** The variable that a name binds or reads; `undefined` for builtins. */
  protected bindingOf(name: Name): Binding | undefined {
    const { scopes, starBindings } = this.frame.module;
    const resolution = scopes.resolve(name);
    if (resolution.kind === "binding") return resolution.binding;
    return scopes.module.bindings.get(resolution.name) ?? starBindings.get(resolution.name);
  }

  /** All variables that unknown code could rebind by name (`exec`, `%run`) lose what is known of them. */
  protected forgetVariables(reason: string): void {
    this.frame.module.bindsUnknown = true;
    for (const [binding] of [...this.state.bound()]) {
      if (binding.scope.kind === "module" || binding.scope === this.frame.scope) this.setVariable(binding, unknown(reason));
    }
  }

  // ---------------------------------------------------------------- objects

  /** Objects that may lie in the memory of another, by that one. */
  private readonly sharers = new Map<Site, Set<Site>>();

  /** Objects that may share memory with one, itself not among them, as they are now. */
  protected sharingMemory(type: Type): readonly Type[] {
    const own = sitesOf(type);
    const sites = new Set<Site>();
    for (const site of [...own, ...memoryOf(type)]) {
      sites.add(site);
      for (const sharer of this.sharers.get(site) ?? []) sites.add(sharer);
    }
    return [...sites].filter((site) => !own.includes(site)).flatMap((site) => this.objectNow(site)?.content ?? []);
  }

  /** @param isStore the running code has stored something; otherwise something is only forgotten */
  private setObject(site: Site, given: HeapObject, isStore = true): void {
    const object = this.assumes ? { ...given, content: usualForm(given.content) } : given;
    this.state.setObject(site, object);
    for (const shared of memoryOf(object.content)) {
      const sharers = this.sharers.get(shared);
      if (sharers) sharers.add(site);
      else this.sharers.set(shared, new Set([site]));
    }
    for (const { base, heap } of this.watchers) {
      const before = heap.get(site) ?? base.object(site);
      heap.set(site, before ? joinObjects([before, object]) : object);
    }
    if (!isStore || !this.frame.anytime?.object(site)) return;
    const before = this.storedAnytime.get(site);
    const stored = before ? join(before, object.content) : object.content;
    if (before && sameType(before, stored)) return;
    this.storedAnytime.set(site, stored);
    this.knowledge++;
  }

  /** Number of the objects that a node makes for the callers of the running frame; `slot` tells several of one node apart. */
  protected siteFor(node: Node, slot: string): Site {
    const key = `${this.numberOf(node)} ${slot} ${this.frame.path}`;
    let site = this.siteNumbers.get(key);
    if (site === undefined) {
      site = this.siteNodes.push(node) - 1;
      this.siteNumbers.set(key, site);
    }
    return site;
  }

  protected numberOf(node: Node): number {
    let number = this.nodeNumbers.get(node);
    if (number === undefined) {
      number = this.nodeNumbers.size;
      this.nodeNumbers.set(node, number);
    }
    return number;
  }

  nodeOfSite(site: Site): Node | undefined {
    return this.siteNodes[site];
  }

  hasEscaped(site: Site): boolean {
    return this.everEscaped.has(site);
  }

  /** Puts a new object, and new objects inside of it, into the heap. What has sites already is left where it is. */
  protected place(given: Type, node: Node, slot = "", many = false): Type {
    const type = this.assumes ? usualMembers(given) : given;
    if (sitesOf(type).length > 0) return type;
    const isOne = type.kind === "partial" || type.kind.endsWith("function");
    const inner = mapChildren(type, (child, at) => {
      const single = !many && (isOne || at.includes("."));
      return this.place(child, node, slot === "" ? at : `${slot}/${at}`, !single);
    });
    if (!livesInHeap(inner)) return inner;
    // Objects of different forms that one expression can make are kept apart: a frame for some values, a series for others.
    const site = this.siteFor(node, `${slot} ${formOf(inner)}`);
    const content = { ...mapChildren(inner, referenceTo), sites: [site] } as Type;
    const before = this.state.object(site);
    this.setObject(
      site,
      before
        ? { content: join(before.content, content), summary: true, escaped: before.escaped }
        : { content, summary: many, escaped: false },
    );
    return this.load(content);
  }

  /** An object as it is now. In code that runs at an unknown time, what was there before can have become anything that the program makes of it. */
  protected objectNow(site: Site): HeapObject | undefined {
    const { anytime } = this.frame;
    if (!anytime) return this.state.object(site);
    const touched = this.state.objectSince(site, anytime);
    if (touched) return touched;
    const before = anytime.object(site);
    return (
      before && {
        ...before,
        content: before.escaped && !this.assumes ? afterUnknownCode(before.content) : this.afterOtherCode(before.content),
      }
    );
  }

  /** What is left of a type when other code of the program may have run: like `afterUnknownCode`, but what the program never does is not done. */
  protected afterOtherCode(type: Type): Type {
    if (this.assumes) return afterUsualCode(type);
    if (type.kind === "array" && !type.element && !arrayChanges.some((name) => this.programUses(name))) return type;
    if (type.kind === "tensor" && !this.programUses("in-place tensor methods")) return type;
    return afterUnknownCode(type);
  }

  protected abstract programUses(name: string): boolean;

  /** Other code of the program runs, and then this goes on: a generator waits between its items. */
  protected othersRun(values: readonly Type[]): void {
    this.unknownCodeRuns(values);
    const { anytime } = this.frame;
    if (!anytime) return;
    const layers: State[] = [];
    for (let state: State | undefined = this.state; state && state !== anytime; state = state.parent) layers.push(state);
    for (const site of new Set(layers.flatMap(({ heap }) => [...heap.keys()]))) {
      const object = this.state.object(site);
      if (object && anytime.object(site)) this.setObject(site, { ...object, content: this.afterOtherCode(object.content) }, false);
    }
  }

  /** A type with what the heap knows of the object itself now; objects inside of it stay references. */
  protected load(type: Type): Type {
    if (type.kind === "union") return join(...type.members.map((member) => this.load(member)));
    const sites = sitesOf(type);
    if (sites.length === 0) return type;
    let loaded: Type = never;
    for (const site of sites) {
      const content = this.objectNow(site)?.content;
      if (!content) continue;
      const stored = this.storedAnytime.get(site);
      loaded = join(loaded, stored ? (this.gaveUp ? afterUnknownCode(content) : join(content, stored)) : content);
    }
    return loaded.kind === "never" ? afterUnknownCode(type) : loaded;
  }

  /** A type with everything that the heap knows, also of objects inside of it: what is recorded and what rules see. */
  protected snapshot(type: Type): Type {
    return this.snapshotInside(type, [], 0);
  }

  private snapshotInside(type: Type, active: readonly Site[], depth: number): Type {
    const sites = sitesOf(type);
    if (depth > maxSnapshotDepth || sites.some((site) => active.includes(site))) return afterUnknownCode(type);
    const inner = sites.length > 0 ? [...active, ...sites] : active;
    const loaded = this.load(type);
    return mapChildren(loaded, (child) => this.snapshotInside(child, inner, loaded.kind === "union" ? depth : depth + 1));
  }

  /**
   * An object has changed in place.
   * @param weak it may also have been another object that changed
   */
  protected update(target: Type, content: Type, node: Node, weak = false): void {
    const sites = sitesOf(target);
    const placedContent = mapChildren(content, (child, at) => referenceTo(this.place(child, node, `new/${at}`, !at.includes("."))));
    for (const site of sites) {
      const object = this.objectNow(site);
      if (!object) continue;
      const strong = sites.length === 1 && !object.summary && !weak;
      const next = { ...placedContent, sites: [site] } as Type;
      this.setObject(site, { ...object, content: strong ? next : join(object.content, next) });
    }
  }

  /** All objects that can be reached from some values. */
  private reachableFrom(types: readonly Type[]): { readonly sites: ReadonlySet<Site>; readonly functions: ReadonlySet<Definition> } {
    const sites = new Set<Site>();
    const functions = new Set<Definition>();
    const stack: Type[] = [...types];
    for (let type = stack.pop(); type; type = stack.pop()) {
      if (type.kind === "user-function") {
        const definition = this.definitions.byNumber(type.definition);
        if (!functions.has(definition)) {
          functions.add(definition);
          // A closure holds the variables around it.
          for (const binding of this.definitions.capturedBy(definition)) stack.push(this.everyValueOf(binding) ?? never);
        }
      }
      if (type.kind === "user-class" || type.kind === "instance") {
        for (const method of this.definitions.methodsOf(type.definition)) functions.add(method);
      }
      for (const site of sitesOf(type)) {
        if (sites.has(site)) continue;
        sites.add(site);
        const object = this.objectNow(site);
        if (object) pushChildren(object.content, stack);
        for (const shared of object ? memoryOf(object.content) : []) {
          const base = this.objectNow(shared);
          if (base && !sites.has(shared)) stack.push(base.content);
        }
      }
      pushChildren(type, stack);
    }
    return { sites, functions };
  }

  /** From here on unknown code may know these values. */
  protected escape(types: readonly Type[]): void {
    const { sites, functions } = this.reachableFrom(types);
    for (const site of sites) {
      this.everEscaped.add(site);
      const object = this.objectNow(site);
      if (object && !object.escaped) this.setObject(site, { ...object, escaped: true }, false);
    }
    for (const definition of functions) {
      if (this.escapedFunctions.has(definition)) continue;
      this.escapedFunctions.add(definition);
      this.knowledge++;
    }
  }

  /** Code that is not analysed runs with these values: it may keep them, and change them and all that it got before. */
  protected unknownCodeRuns(types: readonly Type[]): void {
    this.escape(types);
    for (const [site, object] of this.state.exposedObjects()) {
      this.setObject(site, { ...object, content: this.state.afterCode(object.content) }, false);
    }
    this.state.exposed.clear();
  }

  /** Objects change in a way that is not known, but nobody keeps them. */
  protected changeUnknown(types: readonly Type[]): void {
    const { sites } = this.reachableFrom(types);
    for (const site of sites) {
      const object = this.objectNow(site);
      if (object) this.setObject(site, { ...object, content: afterUnknownCode(object.content) });
    }
  }

  // ---------------------------------------------------------------- branches

  /** Runs code on a fork of the state, and gives the fork. The state itself is as before. */
  protected fork(run: () => void): State {
    const base = this.state;
    const fork = new State(base);
    this.state = fork;
    run();
    const result = this.state.since(base);
    this.state = base;
    return result;
  }

  /** Goes on with what forks of the state have come to; when none of them gets here, nothing does. */
  protected mergeIntoState(forks: readonly State[]): void {
    const merged = mergeForks(forks);
    if (!merged) {
      this.state.reachable = false;
      return;
    }
    this.apply(merged.variables, merged.heap);
  }

  protected apply(variables: ReadonlyMap<Binding, Type | undefined>, heap: ReadonlyMap<Site, HeapObject>): void {
    for (const [binding, type] of variables) this.writeVariable(binding, type);
    for (const [site, object] of heap) {
      this.state.setObject(site, object);
      for (const watcher of this.watchers) {
        const before = watcher.heap.get(site) ?? watcher.base.object(site);
        watcher.heap.set(site, before ? joinObjects([before, object]) : object);
      }
    }
  }

  /** Runs code, and gives next to its fork the state that a handler of its exceptions finds. */
  protected watch(run: () => void): { readonly end: State; readonly raised: State } {
    const watcher: Watcher = { base: this.state, variables: new Map(), heap: new Map() };
    this.watchers.push(watcher);
    const end = this.fork(run);
    this.watchers.pop();
    const raised = new State(this.state);
    for (const [binding, type] of watcher.variables) raised.variables.set(binding, type);
    for (const [site, object] of watcher.heap) raised.setObject(site, object);
    return { end, raised };
  }

  /**
   * Runs the body of a loop until its types do not change any more. Afterwards the state is that at the head of the loop,
   * after any number of rounds.
   * @param body runs on a fork and gives the forks in which the next round can start, besides its own end
   */
  protected untilStable(body: () => readonly State[]): void {
    for (let round = 0; ; round++) {
      const base = this.state;
      const symbolsBefore = this.symbols.length;
      let others: readonly State[] = [];
      const end = this.fork(() => {
        others = body();
      });
      const merged = mergeForks([end, ...others.map((state) => state.since(base))]);
      const made = this.symbols.slice(symbolsBefore);
      if (!merged || !this.absorb(withoutSymbols(merged, made), round >= maxRounds)) return;
    }
  }

  /** Symbols for lengths in the order in which they were last made. */
  private readonly symbols: string[] = [];
  private freshSymbols = 0;

  /**
   * A name for a length that is not known, for one place in the program and one way to get there. Where ways are not told
   * apart, or the place is in a loop, it stands for another length each time; see `untilStable`.
   */
  protected symbolFor(node: Node, name: string): string {
    const { path } = this.frame;
    const isOneWay = path.split("/").length < pathLength;
    const symbol = isOneWay ? `${name}${this.numberOf(node)}${path.replaceAll("/", "_")}` : `${name}?${this.freshSymbols++}`;
    this.symbols.push(symbol);
    return symbol;
  }

  /** Joins what has changed in one round into the head of the loop; `false` when nothing is new. */
  private absorb(
    { variables, heap }: { variables: ReadonlyMap<Binding, Type | undefined>; heap: ReadonlyMap<Site, HeapObject> },
    giveUp: boolean,
  ): boolean {
    let changed = false;
    for (const [binding, type] of variables) {
      const before = this.state.variable(binding);
      const next = before && type ? join(before, type) : (before ?? type);
      if (next === before || (before && next && sameType(before, next))) continue;
      changed = true;
      this.writeVariable(binding, giveUp ? unknown("its type changes with every round of the loop") : next);
    }
    for (const [site, object] of heap) {
      const before = this.state.object(site);
      const next = before ? joinObjects([before, object]) : object;
      if (sameObject(before, next)) continue;
      changed = true;
      this.apply(new Map(), new Map([[site, giveUp ? { ...next, content: afterUnknownCode(next.content), escaped: true } : next]]));
    }
    return changed;
  }

  // ---------------------------------------------------------------- records

  /** Notes the type of an expression, and gives it back. */
  protected record(node: Expression, type: Type): Type {
    if (!this.state.reachable) return type;
    const snapshot = this.snapshot(type);
    if (this.frame.mode !== "assumed" && !this.assumes) this.facts.set(node, this.joined(this.facts.get(node), snapshot));
    if (this.frame.mode !== "open") this.expected.set(node, this.joined(this.expected.get(node), snapshot));
    return type;
  }

  private joined(before: Type | undefined, type: Type): Type {
    return before === undefined || before === type ? type : join(before, type);
  }

  protected recordOperation(
    node: Node,
    kind: Operation["kind"],
    targets: readonly Target[],
    operands: { receiver?: Type | undefined; positional?: readonly Type[]; keyword?: readonly (readonly [string, Type])[] },
    result: Type,
    unresolved?: string,
  ): void {
    let seen = this.seen.get(node);
    if (!seen) {
      seen = {
        node,
        within: this.frame.definition?.node as FunctionNode | undefined,
        kind,
        targets: new Map(),
        unresolved: undefined,
        receiver: undefined,
        positional: [],
        keyword: new Map(),
        result: never,
      };
      this.seen.set(node, seen);
    }
    for (const target of targets) seen.targets.set(keyOf(target), target);
    seen.unresolved ??= unresolved;
    if (operands.receiver) seen.receiver = join(seen.receiver ?? never, this.snapshot(operands.receiver));
    operands.positional?.forEach((type, index) => {
      (seen as Seen).positional[index] = join((seen as Seen).positional[index] ?? never, this.snapshot(type));
    });
    for (const [name, type] of operands.keyword ?? []) seen.keyword.set(name, join(seen.keyword.get(name) ?? never, this.snapshot(type)));
    seen.result = join(seen.result, this.snapshot(result));
  }

  /** Forgets what was recorded, to see the program again with more knowledge. */
  protected startRound(): void {
    this.facts.clear();
    this.expected.clear();
    this.seen.clear();
    this.state = this.newState();
  }

  /** Members that are not known by anything better than this, for operations that each member answers for itself. */
  protected each(type: Type, answer: (member: Type, isOnly: boolean) => Type): Type {
    const members = membersOf(type);
    if (members.length === 1) return answer(members[0] as Type, true);
    return this.together(members.map((member) => answer(member, false)));
  }

  /** What an operation gives whose value may be one of several. It is expected to be one of which something is known. */
  protected together(results: readonly Type[]): Type {
    const known = this.assumes ? results.filter(({ kind }) => kind !== "unknown") : [];
    return join(...(known.length > 0 && known.some(({ kind }) => kind !== "never") ? known : results));
  }

  protected abstract classInfo(definition: number): ClassInfo | undefined;

  protected attributeOf(instance: InstanceType, name: string): Type | undefined {
    return instance.attributes.find(([attribute]) => attribute === name)?.[1];
  }
}

/** Attributes and methods that change the dtype or shape of an array in place. */
const arrayChanges = ["numpy.ndarray.shape=", "numpy.ndarray.dtype=", "numpy.ndarray.strides=", "numpy.ndarray.resize"];

/** Objects and lengths are told apart by so many calls around the code that makes them. */
export const pathLength = 4;

const exposed = unknown("globals() lets anybody set it");

export const unsettled = unknown("the analysis of the program did not settle");

/** Types inside of types are followed to this depth when they are recorded. */
const maxSnapshotDepth = 4;

/** A loop whose types still change after so many rounds is given up. */
const maxRounds = 12;

const memoryOf = (type: Type): readonly Site[] => ("memory" in type && type.memory) || [];

function pushChildren(type: Type, stack: Type[]): void {
  mapChildren(type, (child) => {
    stack.push(child);
    return child;
  });
}

function keyOf(target: Target): string {
  switch (target.kind) {
    case "library":
      return target.entry.name;
    case "user":
      return `user ${target.definition}`;
    case "operator":
      return `operator ${target.name}`;
  }
}

const formOf = (type: Type): string => (type.kind === "object" ? type.class : type.kind);
