/** Calls of functions of the program: their bodies run with the types of the arguments, in the state of the caller. */
import type { Expression, Node, Arguments as Parameters } from "../../../ir/nodes.js";
import {
  dict,
  iterator,
  join,
  membersOf,
  never,
  none,
  object,
  sameType,
  scalar,
  type Type,
  tupleOf,
  type UserFunctionType,
  unknown,
} from "../type.js";
import type { FunctionNode } from "../type-facts.js";
import { asTensors } from "./autograph.js";
import { type Frame, type Mode, pathLength, unsettled } from "./base.js";
import type { Definition } from "./definitions.js";
import { LibraryCallInterpreter } from "./library-calls.js";
import { referenceTo, sitesOf } from "./objects.js";
import type { State } from "./state.js";
import type { Arguments } from "./values.js";

export abstract class FunctionInterpreter extends LibraryCallInterpreter {
  /** What a function has returned so far, over all rounds: what a recursive call gives. */
  private readonly returned = new Map<number, Type>();
  protected readonly defaults = new Map<Definition, Map<string, Type>>();
  private readonly running: Definition[] = [];
  /** Functions whose bodies were run for a call that the program makes. */
  protected readonly calledFunctions = new Set<Definition>();

  protected abstract runBody(definition: Definition): void;
  protected abstract evaluate(expression: Expression): Type;
  protected abstract get budgetIsSpent(): boolean;
  /** What to expect of a parameter of which a call says nothing. */
  protected abstract expectedParameter(definition: Definition, name: string, passed: Type): Type;

  protected callFunction(callee: UserFunctionType, args: Arguments, node: Node): Type {
    const definition = this.definitions.byNumber(callee.definition);
    const receiver = callee.receiver ? [callee.receiver] : [];
    return this.invoke(definition, { ...args, positional: [...receiver, ...args.positional] }, node, callee.receiver);
  }

  protected invoke(definition: Definition, args: Arguments, node: Node, self?: Type): Type {
    if (definition.isGenerator || definition.isAsync) return this.invokeLater(definition, args, node, self);
    if (this.running.filter((other) => other === definition).length > 0 || this.running.length > maxDepth || this.budgetIsSpent) {
      return this.invokeUnseen(definition, args);
    }
    if (this.frame.mode === "real" || this.assumes) this.calledFunctions.add(definition);
    const { frame, end } = this.activate(definition, args, node, self, this.frame.mode, this.frame.anytime);
    const returns = frame.returns.map(({ state }) => this.withoutLocals(state, definition));
    this.mergeIntoState([this.withoutLocals(end, definition), ...returns]);
    const result = this.resultOf(frame.returns, end);
    this.noteReturned(definition, result);
    return this.load(result);
  }

  /** What a function gives. When it may return early depending on a tensor, AutoGraph makes one result of all. */
  private resultOf(returns: Frame["returns"], end: State | undefined): Type {
    const result = join(...returns.map(({ value }) => value), end?.reachable ? none : never);
    return returns.some(({ depends }) => depends) ? referenceTo(asTensors(this.snapshot(result))) : result;
  }

  /** Runs the body in a fork of the state. */
  private activate(
    definition: Definition,
    args: Arguments,
    node: Node,
    self: Type | undefined,
    mode: Mode,
    anytime: State | undefined,
  ): { readonly frame: Frame; readonly end: State } {
    this.contexts++;
    const caller = this.frame;
    const steps = `${caller.path}/${this.numberOf(node)}`.split("/");
    const frame: Frame = {
      module: definition.module,
      definition,
      scope: definition.scope,
      mode,
      anytime,
      path: steps.slice(-pathLength).join("/"),
      self:
        self ?? (definition.owner ? args.positional[0] : caller.definition?.scope === definition.scope.parent ? caller.self : undefined),
      returns: [],
      yields: never,
      base: this.state,
    };
    this.running.push(definition);
    this.frame = frame;
    const { tracing } = this;
    this.tracing = 0;
    const end = this.fork(() => {
      const { args: parameters } = definition.node as FunctionNode;
      this.bindParameters(definition, parameters, this.withRecursive(definition, args), node);
      this.runBody(definition);
    });
    this.frame = caller;
    this.tracing = tracing;
    this.running.pop();
    return { frame, end };
  }

  /** A state without the variables of a function that has returned. Those that functions inside of it read are found by their every value. */
  private withoutLocals(state: State, { scope }: Definition): State {
    for (const binding of state.variables.keys()) {
      if (binding.scope === scope || binding.scope.parent === scope) state.variables.delete(binding);
    }
    return state;
  }

  private noteReturned(definition: Definition, result: Type): void {
    const before = this.returned.get(definition.number);
    const next = before ? join(before, referenceTo(result)) : referenceTo(result);
    if (before && sameType(before, next)) return;
    this.returned.set(definition.number, next);
    if (this.recursive.has(definition)) this.knowledge++;
  }

  /** What functions are passed by calls inside of their own. */
  private readonly recursive = new Map<Definition, Arguments>();

  /** Arguments of a call together with those of the calls that the function makes of itself. */
  private withRecursive(definition: Definition, args: Arguments): Arguments {
    const own = this.recursive.get(definition);
    return own ? joinArguments(own, args) : args;
  }

  /** A call that is not followed: the function calls itself, or the analysis would take too long. */
  private invokeUnseen(definition: Definition, args: Arguments): Type {
    const passed = this.withRecursive(definition, args);
    const known = this.recursive.get(definition);
    if (!known || !sameArguments(known, passed)) {
      const reference = (type: Type): Type => referenceTo(type);
      this.recursive.set(definition, {
        positional: passed.positional.map(reference),
        keyword: passed.keyword.map(([name, type]) => [name, reference(type)] as const),
        spreads: passed.spreads,
      });
      this.knowledge++;
    }
    const callee: Type = { kind: "user-function", definition: definition.number, name: definition.name };
    this.changeUnknown([callee, ...this.valuesOf(args)]);
    if (this.running.includes(definition)) return this.gaveUp ? unsettled : this.load(this.returned.get(definition.number) ?? never);
    // Nobody looks at its body for these arguments: it is looked at for any.
    this.unknownCodeRuns([callee, ...this.valuesOf(args)]);
    return unknown(`the call of ${definition.name} is nested too deeply`);
  }

  /** A generator or coroutine: its body runs later, when objects may have changed. */
  private invokeLater(definition: Definition, args: Arguments, node: Node, self: Type | undefined): Type {
    if (this.running.includes(definition) || this.running.length > maxDepth || this.budgetIsSpent) {
      this.unknownCodeRuns([{ kind: "user-function", definition: definition.number, name: definition.name }, ...this.valuesOf(args)]);
      return unknown(`the call of ${definition.name} is nested too deeply`);
    }
    if (this.frame.mode === "real" || this.assumes) this.calledFunctions.add(definition);
    const before = this.state;
    let frame: Frame | undefined;
    let body: State | undefined;
    const fork = this.fork(() => {
      const activation = this.activate(definition, args, node, self, this.frame.mode, this.frame.anytime ?? before);
      frame = activation.frame;
      body = activation.end;
      this.mergeIntoState([activation.end, ...activation.frame.returns.map(({ state }) => state)]);
    });
    // What the body makes exists when it has run; what it changes is known by what it stores at any time.
    const made = new Map(
      [...fork.heap].filter(([site]) => !before.object(site)).map(([site, found]) => [site, { ...found, summary: true }]),
    );
    this.apply(new Map(), made);
    const { returns, yields } = frame as Frame;
    if (!definition.isAsync) return this.place(iterator(yields, "types.GeneratorType"), node);
    if (definition.isGenerator) return object("types.AsyncGeneratorType", { element: yields });
    const result = this.resultOf(returns, body);
    return object("types.CoroutineType", { result });
  }

  /** Runs a function for callers that are not known, or that do not exist. Its changes are seen only by what it stores at any time. */
  protected runForUnknownCallers(definition: Definition, args: Arguments, mode: Mode): void {
    const before = this.state;
    this.fork(() => {
      const self = definition.owner ? args.positional[0] : undefined;
      const anytime = mode === "assumed" ? undefined : before;
      const { frame, end } = this.activate(definition, args, definition.node, self, mode, anytime);
      this.noteReturned(definition, this.resultOf(frame.returns, end));
    });
  }

  /** Runs a function as somebody may do at some time: what it changes is found by those who come later. */
  protected runForSomebody(definition: Definition, args: Arguments): void {
    const run = this.fork(() => {
      const self = definition.owner ? args.positional[0] : undefined;
      const { frame, end } = this.activate(definition, args, definition.node, self, "assumed", undefined);
      this.noteReturned(definition, this.resultOf(frame.returns, end));
      const ends = [end, ...frame.returns.map(({ state }) => state)];
      this.mergeIntoState(ends.map((state) => this.withoutLocals(state, definition)));
    });
    this.mergeIntoState([this.fork(() => undefined), run]);
    this.state.reachable = true;
  }

  private bindParameters(definition: Definition, parameters: Parameters, args: Arguments, node: Node): void {
    const { bindings } = definition.scope;
    const set = (name: string, type: Type): void => {
      const binding = bindings.get(name);
      if (!binding) return;
      this.setVariable(binding, type.kind === "unknown" && this.assumes ? this.expectedParameter(definition, name, type) : type);
    };
    const notKnown = unknown("the call spreads arguments that are not known");
    const keyword = new Map(args.keyword);
    const rest = [...args.positional];
    const defaults = this.defaults.get(definition);
    const missing = (name: string): Type => {
      const given = defaults?.get(name);
      if (args.spreads) return notKnown;
      return given ?? unknown(`parameter ${name} is not passed`);
    };
    for (const [list, byKeyword] of [
      [parameters.posonlyargs, false],
      [parameters.args, true],
    ] as const) {
      for (const { arg } of list) {
        const positional = rest.shift();
        const named = byKeyword && positional === undefined ? keyword.get(arg) : undefined;
        if (named) keyword.delete(arg);
        set(arg, this.keptIn(positional ?? named ?? missing(arg)));
      }
    }
    if (parameters.vararg) {
      set(
        parameters.vararg.arg,
        args.spreads ? { kind: "tuple", element: join(notKnown, ...rest) } : tupleOf(rest.map((type) => this.keptIn(type))),
      );
    }
    for (const { arg } of parameters.kwonlyargs) {
      const named = keyword.get(arg);
      keyword.delete(arg);
      set(arg, this.keptIn(named ?? missing(arg)));
    }
    if (parameters.kwarg) {
      const entries = [...keyword].map(([key, value]) => ({ key, value }));
      const all = dict(scalar("str"), args.spreads ? notKnown : join(...keyword.values()));
      set(parameters.kwarg.arg, this.place(args.spreads ? all : { ...all, entries, complete: true }, node, "kwargs"));
    }
  }

  /** An iterator that is kept for later can meet other items than it would have now. */
  protected keptIn(type: Type): Type {
    for (const member of membersOf(this.load(type))) {
      if (member.kind !== "iterator" || !member.live) continue;
      const site = sitesOf(member)[0];
      const node = site === undefined ? undefined : this.nodeOfSite(site);
      if (node) this.update(member, { ...member, element: unknown("it is taken from a list or dict that can still change") }, node);
    }
    return type;
  }

  /** Default values are made once, where the function is defined. */
  protected evaluateDefaults(definition: Definition, parameters: Parameters): void {
    const known = this.defaults.get(definition) ?? new Map<string, Type>();
    this.defaults.set(definition, known);
    const note = (name: string | undefined, value: Expression | null): void => {
      if (name === undefined || !value) return;
      const type = referenceTo(this.evaluate(value));
      const before = known.get(name);
      known.set(name, before ? join(before, type) : type);
    };
    const positional = [...parameters.posonlyargs, ...parameters.args];
    const offset = positional.length - parameters.defaults.length;
    parameters.defaults.forEach((value, index) => {
      note(positional[offset + index]?.arg, value);
    });
    parameters.kw_defaults.forEach((value, index) => {
      note(parameters.kwonlyargs[index]?.arg, value);
    });
  }
}

/** Functions that call each other more deeply than this are not followed. */
const maxDepth = 24;

/** Arguments that can be those of either call; calls of different forms have nothing in common. */
function joinArguments(a: Arguments, b: Arguments): Arguments {
  const names = a.keyword.map(([name]) => name);
  const isAlike =
    a.positional.length === b.positional.length && names.length === b.keyword.length && b.keyword.every(([name]) => names.includes(name));
  if (!isAlike || a.spreads || b.spreads) return { positional: [], keyword: [], spreads: true };
  const others = new Map(b.keyword);
  return {
    positional: a.positional.map((type, index) => join(type, b.positional[index] as Type)),
    keyword: a.keyword.map(([name, type]) => [name, join(type, others.get(name) as Type)] as const),
    spreads: false,
  };
}

const sameArguments = (a: Arguments, b: Arguments): boolean =>
  a.spreads === b.spreads &&
  a.positional.length === b.positional.length &&
  a.positional.every((type, index) => sameType(type, b.positional[index] as Type)) &&
  a.keyword.length === b.keyword.length &&
  a.keyword.every(([name, type], index) => name === b.keyword[index]?.[0] && sameType(type, b.keyword[index]?.[1] as Type));
