/** Calls: of library functions with what the catalogue says of them, of the program's own functions and classes, and of what is not known. */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import type { Expression, Module, Node, Arguments as Parameters } from "../../../ir/nodes.js";
import { walk } from "../../../ir/visit.js";
import { callLibrary, type LibraryCall } from "../call-library.js";
import {
  dict,
  type InstanceType,
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
  type UserClassType,
  type UserFunctionType,
  unknown,
} from "../type.js";
import type { FunctionNode, Target } from "../type-facts.js";
import { type Frame, type Mode, pathLength, unsettled } from "./base.js";
import type { Definition } from "./definitions.js";
import { livesInHeap, referenceTo, sitesOf } from "./objects.js";
import { OperatorInterpreter } from "./operators.js";
import type { State } from "./state.js";
import { type Arguments, argumentsOf, describe } from "./values.js";

/** Classes of libraries whose instances, when called, call a method that subclasses define. */
const delegatedCalls: Readonly<Record<string, string>> = {
  "torch.nn.Module": "forward",
  "keras.Layer": "call",
  "keras.Model": "call",
  "tensorflow.Module": "__call__",
};

export abstract class CallInterpreter extends OperatorInterpreter {
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

  call(callee: Type, args: Arguments, node: Node): Type {
    const targets: Target[] = [];
    let unresolved: string | undefined;
    const { isCallback } = this;
    this.isCallback = false;
    const result = this.each(this.load(callee), (member, isOnly) => {
      if (!this.state.reachable) return never;
      const outcome = this.callMember(member, args, node, isOnly);
      targets.push(...outcome.targets);
      unresolved ??= outcome.unresolved;
      return outcome.result;
    });
    if (!isCallback && (node.kind === "Call" || node.kind === "Attribute")) {
      const receiver = membersOf(callee).flatMap((member) => ("receiver" in member && member.receiver ? [member.receiver] : []));
      this.recordOperation(
        node,
        "call",
        targets,
        { ...(receiver.length > 0 ? { receiver: join(...receiver) } : {}), positional: args.positional, keyword: args.keyword },
        result,
        unresolved,
      );
    }
    return this.load(result);
  }

  private callMember(
    callee: Type,
    args: Arguments,
    node: Node,
    isOnly: boolean,
  ): { readonly result: Type; readonly targets: readonly Target[]; readonly unresolved?: string } {
    switch (callee.kind) {
      case "never":
      case "none":
        return { result: never, targets: [] };
      case "library-function":
      case "library-class": {
        const special = this.callSpecial(callee.name, args, node);
        const entry = this.catalog.lookUp(callee.name);
        if (!entry) {
          if (special) return { result: special, targets: [] };
          this.unknownCodeRuns(this.valuesOf(args));
          return { result: unknown(`the catalogue has no ${callee.name}`), targets: [], unresolved: `the catalogue has no ${callee.name}` };
        }
        const receiver = callee.kind === "library-function" ? callee.receiver : undefined;
        const facts = this.catalog.factsFor(entry, this.targets.versionOf(entry.library));
        const result = special ?? this.callEntry(entry, receiver, args, node, !isOnly);
        return { result, targets: [{ kind: "library", entry, facts }] };
      }
      case "user-function":
        return { result: this.callFunction(callee, args, node), targets: [{ kind: "user", definition: callee.definition }] };
      case "user-class":
        return { result: this.instantiate(callee, args, node), targets: [{ kind: "user", definition: callee.definition }] };
      case "partial": {
        const keyword = new Map([...callee.keyword, ...args.keyword]);
        const merged = { positional: [...callee.positional, ...args.positional], keyword: [...keyword], spreads: args.spreads };
        return this.callMember(this.load(callee.function), merged, node, isOnly);
      }
      case "instance":
        return this.callInstance(callee, args, node);
      case "object": {
        const call = this.callObject(callee, args, node);
        if (call) return call;
        break;
      }
      case "series":
      case "frame":
      case "index":
      case "array":
        // Exactly of a class that cannot be called: it raises.
        return { result: never, targets: [] };
    }
    const reason = callee.kind === "unknown" ? callee.reason : `${describe(callee)} is not known to be callable`;
    this.unknownCodeRuns([...this.valuesOf(args), callee]);
    return { result: unknown(reason), targets: [], unresolved: reason };
  }

  private valuesOf(args: Arguments): Type[] {
    return [...args.positional, ...args.keyword.map(([, type]) => type)];
  }

  // ---------------------------------------------------------------- libraries

  /** Functions that do something to the interpreter itself. */
  private callSpecial(name: string, args: Arguments, node: Node): Type | undefined {
    const [first, second, third] = args.positional;
    switch (name) {
      case "builtins.exec":
      case "builtins.eval":
        this.forgetVariables("exec or eval may have set it");
        this.unknownCodeRuns(this.valuesOf(args));
        return name === "builtins.exec" ? none : unknown("what eval gives");
      case "builtins.globals":
      case "builtins.locals":
      case "builtins.vars":
        if (first) {
          this.escape([first]);
          return unknown("the attributes of an object as a dict");
        }
        if (name === "builtins.globals" || !this.frame.definition) {
          const use = useOfNames(node, this.frame.module.module);
          if (use === "kept") this.exposeVariables();
          // Code in strings runs with the variables, but in a scope of its own.
          if (use === "passed") this.unknownCodeRuns([...this.state.bound()].map(([, type]) => type));
        }
        return undefined;
      case "builtins.super":
        if (first) return second ? this.superObject(second, first) : unknown("super without an object");
        return this.frame.self && this.frame.definition?.owner
          ? this.superObject(this.frame.self, this.classType(this.frame.definition.owner))
          : unknown("super() outside of a method");
      case "builtins.getattr": {
        const attribute = second && this.stringOf(second);
        if (!first || attribute === undefined) return undefined;
        const found = this.attribute(first, attribute, node);
        return third ? join(found, third) : found;
      }
      case "builtins.setattr": {
        const attribute = second && this.stringOf(second);
        if (!first || !third) return undefined;
        if (attribute === undefined) this.unknownCodeRuns([first, third]);
        else this.storeAttribute(first, attribute, third, node);
        return none;
      }
      case "builtins.type":
        return first && args.positional.length === 1 ? this.each(this.load(first), (member) => this.classOf(member)) : undefined;
      case "builtins.property":
      case "builtins.classmethod":
      case "builtins.staticmethod":
      case "functools.cached_property":
        return first ? object(name, { function: first }) : undefined;
      case "dataclasses.dataclass":
        if (first?.kind !== "user-class") return undefined;
        this.makeDataclass(first);
        return first;
      default:
        return undefined;
    }
  }

  private stringOf(type: Type): string | undefined {
    return type.kind === "scalar" && typeof type.value === "string" ? type.value : undefined;
  }

  /** Calls, or reads, a name of the catalogue. */
  protected callEntry(entry: CatalogEntry, receiver: Type | undefined, args: Arguments, node: Node, weak = false): Type {
    const positional = args.positional.map((type) => this.snapshot(type));
    const keyword = args.keyword.map(([name, type]) => [name, this.snapshot(type)] as const);
    const calledBefore = this.called;
    this.called = new Set();
    const self = receiver && this.snapshot(receiver);
    const call = callLibrary(entry, self, { positional, keyword, spreads: args.spreads }, this.contextFor(node), this.catalog);
    const called = this.called;
    this.called = calledBefore;
    const { outcome } = call;
    const full = "result" in outcome ? outcome : { result: outcome };
    this.applyEffects(call, full, args, node, weak, called);
    return this.placeResult(full.result, call, node);
  }

  protected readEntry(entry: CatalogEntry, receiver: Type | undefined, node: Node): Type {
    return this.callEntry(entry, receiver, argumentsOf(), node);
  }

  /** What a call does to objects, by the rule's answer and the catalogue's effects. */
  private applyEffects(
    call: LibraryCall,
    outcome: { readonly receiver?: Type; readonly arguments?: Readonly<Record<string, Type>> },
    args: Arguments,
    node: Node,
    weak: boolean,
    called: ReadonlySet<Type>,
  ): void {
    const operand = (name: string): Type | undefined => (name === "self" ? call.receiver : call.argument(name));
    const changed = new Set<string>();
    const change = (name: string, content: Type): void => {
      const target = operand(name);
      changed.add(name);
      if (!target) return;
      const members = membersOf(this.load(target));
      for (const member of members) this.updateShared(member, content, node, weak || members.length > 1);
    };
    if (outcome.receiver) change("self", outcome.receiver);
    for (const [name, content] of Object.entries(outcome.arguments ?? {})) change(name, content);

    if (!call.facts?.effects) {
      // Nothing is known of what it does: it may do anything to what it gets, but the program's variables are out of its reach.
      if (call.entry.kind !== "property" && call.entry.kind !== "constant") {
        this.unknownCodeRuns([...this.valuesOf(args), ...(call.receiver ? [call.receiver] : [])].filter(isNotScalar));
      }
      return;
    }
    for (const effect of call.facts.effects) {
      const [, form, parameter = ""] = /^([a-z-]+)(?:\((.*)\))?$/.exec(effect) ?? [];
      const target = parameter === "" ? undefined : operand(parameter);
      if (!target || (effect === "mutates(self)" && leavesAlone(call))) continue;
      if (form === "mutates" && !changed.has(parameter)) this.changeMetadata(target);
      if (form === "keeps") this.escape([target]);
      if (form === "calls") this.callBack(target, called);
    }
  }

  /** Something is stored into objects; arrays and tensors keep their dtype and shape. */
  private changeMetadata(target: Type): void {
    const keepsForm = (type: Type): boolean =>
      (type.kind === "array" && !type.element) || type.kind === "tensor" || type.kind === "iterator";
    const others = membersOf(this.load(target)).filter((type) => !keepsForm(type));
    if (others.length > 0) this.changeUnknown(others);
  }

  /** A library calls functions that it got, with arguments that are not known unless its rule has said which. */
  private callBack(target: Type, called: ReadonlySet<Type>): void {
    const wasCalled = (type: Type): boolean => [...called].some((other) => other === type || sameType(other, type));
    const rest = membersOf(this.load(target)).filter((member) => !wasCalled(member) && member.kind !== "library-function");
    const callables = rest.filter(({ kind }) => kind !== "scalar" && kind !== "none" && kind !== "library-class");
    if (callables.length > 0) this.unknownCodeRuns(callables);
  }

  private placeResult(result: Type, call: LibraryCall, node: Node): Type {
    // One of several, each placed by itself: `squeeze` gives a new view, or the array itself.
    const placed =
      result.kind === "union"
        ? join(...result.members.map((member, index) => this.place(member, node, `members.${index}`)))
        : this.place(result, node);
    const isLive = placed.kind === "iterator" && call.values.some((type) => membersOf(type).some(isChangeable));
    if (isLive && !placed.live) this.update(placed, { ...placed, live: true }, node);
    return this.load(placed);
  }

  private callObject(
    callee: Extract<Type, { kind: "object" }>,
    args: Arguments,
    node: Node,
  ): { readonly result: Type; readonly targets: readonly Target[] } | undefined {
    if (callee.class === "functools.partial" && callee.parts?.["function"]) {
      return this.callMember(this.load(callee.parts["function"]), args, node, true);
    }
    const entry = this.catalog.member(callee.class, "__call__") ?? this.catalog.lookUp(callee.class);
    if (!entry) return undefined;
    const answer = this.callInstanceByRules(callee, args, node);
    const target: Target = { kind: "library", entry, facts: this.catalog.factsFor(entry, this.targets.versionOf(entry.library)) };
    if (answer) {
      const result = "result" in answer ? answer.result : answer;
      if ("result" in answer && answer.receiver) this.update(callee, answer.receiver, node);
      return { result: this.place(result, node), targets: [target] };
    }
    if (entry.kind === "class") return undefined;
    return { result: this.callEntry(entry, callee, args, node), targets: [target] };
  }

  // ---------------------------------------------------------------- functions of the program

  private callFunction(callee: UserFunctionType, args: Arguments, node: Node): Type {
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
    const result = join(...frame.returns.map(({ value }) => value), end.reachable ? none : never);
    this.noteReturned(definition, result);
    return this.load(result);
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
    const end = this.fork(() => {
      const { args: parameters } = definition.node as FunctionNode;
      this.bindParameters(definition, parameters, this.withRecursive(definition, args), node);
      this.runBody(definition);
    });
    this.frame = caller;
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
    const result = join(...returns.map(({ value }) => value), body?.reachable ? none : never);
    return object("types.CoroutineType", { result });
  }

  /** Runs a function for callers that are not known, or that do not exist. Its changes are seen only by what it stores at any time. */
  protected runForUnknownCallers(definition: Definition, args: Arguments, mode: Mode): void {
    const before = this.state;
    this.fork(() => {
      const self = definition.owner ? args.positional[0] : undefined;
      const anytime = mode === "assumed" ? undefined : before;
      const { frame, end } = this.activate(definition, args, definition.node, self, mode, anytime);
      this.noteReturned(definition, join(...frame.returns.map(({ value }) => value), end.reachable ? none : never));
    });
  }

  /** Runs a function as somebody may do at some time: what it changes is found by those who come later. */
  protected runForSomebody(definition: Definition, args: Arguments): void {
    const run = this.fork(() => {
      const self = definition.owner ? args.positional[0] : undefined;
      const { frame, end } = this.activate(definition, args, definition.node, self, "assumed", undefined);
      this.noteReturned(definition, join(...frame.returns.map(({ value }) => value), end.reachable ? none : never));
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

  // ---------------------------------------------------------------- classes of the program

  protected classType(definition: Definition): UserClassType {
    return { kind: "user-class", definition: definition.number, name: definition.name };
  }

  protected instantiate(type: UserClassType, args: Arguments, node: Node): Type {
    const info = this.classes.get(type.definition);
    if (!info) {
      this.unknownCodeRuns(this.valuesOf(args));
      return unknown(`class ${type.name} is not defined yet`);
    }
    const line = this.lineage(info);
    const bases = this.libraryBases(type.definition);
    if (this.memberOf(info, "__new__") || line.opaque || bases.some((base) => this.catalog.isSubclass(base, "enum.Enum"))) {
      this.unknownCodeRuns([...this.valuesOf(args), type]);
      return unknown(`class ${type.name} makes its instances in a way that is not known`);
    }
    const fresh: InstanceType = { kind: "instance", definition: type.definition, name: type.name, attributes: [], complete: true };
    const instance = this.place(fresh, node);
    this.noteInstance(instance);
    const initialize = this.memberOf(info, "__init__");
    if (initialize) this.call(this.bindMethod(initialize, instance), args, node.kind === "Call" ? node.func : node);
    else if (info.fields || line.classes.some(({ fields }) => fields))
      this.setFields(
        line.classes.flatMap(({ fields }) => fields ?? []),
        instance,
        args,
        node,
      );
    else if (bases.length > 0) this.escape(this.valuesOf(args).filter(isNotScalar));
    return this.load(instance);
  }

  /** Objects of a class that the program makes. */
  protected readonly instances = new Map<number, Type>();

  private noteInstance(instance: Type): void {
    if (instance.kind !== "instance") return;
    this.instances.set(instance.definition, join(this.instances.get(instance.definition) ?? never, referenceTo(instance)));
  }

  private bindMethod(member: Type, instance: Type): Type {
    const loaded = this.load(member);
    return loaded.kind === "user-function" ? { ...loaded, receiver: referenceTo(instance) } : loaded;
  }

  private makeDataclass(type: UserClassType): void {
    const info = this.classes.get(type.definition);
    const node = info?.definition.node;
    if (!info || node?.kind !== "ClassDef") return;
    info.fields = node.body.flatMap((statement) =>
      statement.kind === "AnnAssign" && statement.target.kind === "Name"
        ? [{ name: statement.target.id, default: statement.value ?? undefined }]
        : [],
    );
  }

  private setFields(
    fields: readonly { readonly name: string; readonly default: Expression | undefined }[],
    instance: Type,
    args: Arguments,
    node: Node,
  ): void {
    const keyword = new Map(args.keyword);
    fields.forEach((field, index) => {
      const given = args.positional[index] ?? keyword.get(field.name);
      const simple = field.default?.kind === "Constant" ? this.evaluate(field.default) : undefined;
      const value =
        given ?? (args.spreads ? undefined : simple) ?? unknown(`field ${field.name} has a default that is made for each instance`);
      this.storeAttribute(instance, field.name, value, node);
    });
  }

  private callInstance(
    instance: InstanceType,
    args: Arguments,
    node: Node,
  ): { readonly result: Type; readonly targets: readonly Target[]; readonly unresolved?: string } {
    const own = this.method(instance, "__call__");
    if (own) return this.callMember(own, args, node, true);
    for (const base of this.libraryBases(instance.definition)) {
      for (const [library, name] of Object.entries(delegatedCalls)) {
        if (!this.catalog.isSubclass(base, library)) continue;
        const method = this.method(instance, name);
        if (method) return this.callMember(method, args, node, true);
      }
      const entry = this.catalog.member(base, "__call__");
      if (!entry) continue;
      const target: Target = { kind: "library", entry, facts: this.catalog.factsFor(entry, this.targets.versionOf(entry.library)) };
      return { result: this.callEntry(entry, instance, args, node), targets: [target] };
    }
    this.unknownCodeRuns([...this.valuesOf(args), instance]);
    const reason = `${instance.name} has no known __call__`;
    return { result: unknown(reason), targets: [], unresolved: reason };
  }

  /** Rules of libraries for calls of their instances. */
  protected abstract callInstanceByRules(
    value: Extract<Type, { kind: "object" }>,
    args: Arguments,
    node: Node,
  ): ReturnType<typeof callLibrary>["outcome"] | undefined;
}

/** What is done with the dict that `globals()` gives: it is only read, passed as `globals=`, or kept by somebody who may store in it. */
function useOfNames(call: Node, module: Module): "read" | "passed" | "kept" {
  let use: "read" | "passed" | "kept" = "kept";
  walk(module, (node) => {
    if (node.kind === "Compare" && node.comparators.includes(call as Expression)) use = "read";
    if (node.kind === "Subscript" && node.value === call && node.ctx === "Load") use = "read";
    if (node.kind === "Attribute" && node.value === call && /^(get|keys|items|values|copy|__contains__)$/.test(node.attr)) use = "read";
    if (node.kind === "keyword" && node.value === call && node.arg === "globals") use = "passed";
  });
  return use;
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

const isNotScalar = (type: Type): boolean =>
  membersOf(type).some(({ kind }) => kind !== "scalar" && kind !== "none" && kind !== "numpy-scalar");

/** Containers from which items can be added and removed while something iterates over them. */
const isChangeable = (type: Type): boolean =>
  type.kind !== "array" && type.kind !== "tensor" && livesInHeap(type) && type.kind !== "iterator";

/** A method that only changes its object with `inplace=True`, called without. */
function leavesAlone({ entry, argument }: LibraryCall): boolean {
  if (!entry.parameters?.some(({ name }) => name === "inplace")) return false;
  const given = argument("inplace");
  return given === undefined || (given.kind === "scalar" && given.value === false);
}
