/** Runs statements: branches on forks of the state, loops until nothing changes, `try` with all states that a handler can find. */
import type {
  Alias,
  AsyncFunctionDef,
  ClassDef,
  ExceptHandler,
  Expression,
  FunctionDef,
  ImportFrom,
  Match,
  Pattern,
  Statement,
  Try,
  TryStar,
  WithItem,
} from "../../../ir/nodes.js";
import type { Binding } from "../../scopes.js";
import { dict, join, list, membersOf, none, object, type Type, unknown } from "../type.js";
import type { FunctionNode } from "../type-facts.js";
import { hasJump, mayBeTensor } from "./autograph.js";
import type { ClassInfo, Definition } from "./definitions.js";
import { ExpressionInterpreter } from "./expressions.js";
import { referenceTo } from "./objects.js";
import type { State } from "./state.js";
import { argumentsOf } from "./values.js";

/** A loop or `try … finally` around the statements that run, innermost last. */
type Surrounding =
  | { readonly kind: "loop"; readonly base: State; readonly breaks: State[]; readonly continues: State[] }
  | { readonly kind: "finally"; readonly base: State; readonly jumps: Jump[] };

interface Jump {
  readonly kind: "break" | "continue" | "return";
  readonly state: State;
  readonly value: Type;
}

export abstract class StatementInterpreter extends ExpressionInterpreter {
  private surroundings: Surrounding[] = [];
  /** Branches around the statements that run which a known condition rules out. */
  private ruledOut = 0;

  protected runBody(definition: Definition): void {
    const outer = this.surroundings;
    this.surroundings = [];
    const node = definition.node as FunctionNode;
    if (node.kind === "Lambda") this.jump("return", this.keptIn(this.evaluate(node.body)));
    else this.block(node.body);
    this.surroundings = outer;
  }

  protected block(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (!this.state.reachable) return;
      this.visits++;
      this.run(statement);
    }
  }

  private run(statement: Statement): void {
    switch (statement.kind) {
      case "Expr":
        this.evaluate(statement.value);
        return;
      case "Assign": {
        const value = this.keptIn(this.evaluate(statement.value));
        for (const target of statement.targets) this.assign(target, value);
        return;
      }
      case "AnnAssign":
        if (statement.value) this.assign(statement.target, this.keptIn(this.evaluate(statement.value)));
        return;
      case "AugAssign":
        return this.augmented(statement.target, statement);
      case "Return":
        this.jump("return", statement.value ? this.keptIn(this.evaluate(statement.value)) : none);
        return;
      case "If":
        return this.branch(
          statement.test,
          () => this.block(statement.body),
          () => this.block(statement.orelse),
        );
      case "While":
        return this.while(statement);
      case "For":
      case "AsyncFor":
        return this.for(statement);
      case "With":
      case "AsyncWith":
        return this.with(statement);
      case "Try":
      case "TryStar":
        return this.try(statement);
      case "Raise":
        for (const part of [statement.exc, statement.cause]) if (part) this.evaluate(part);
        this.state.reachable = false;
        return;
      case "Assert": {
        this.evaluate(statement.test);
        this.assume(statement.test, true);
        return;
      }
      case "Import":
      case "ImportFrom":
        return this.import(statement);
      case "FunctionDef":
      case "AsyncFunctionDef":
        return this.define(statement);
      case "ClassDef":
        return this.defineClass(statement);
      case "Delete":
        for (const target of statement.targets) this.deleteTarget(target);
        return;
      case "Match":
        return this.match(statement);
      case "Break":
        return this.jump("break", none);
      case "Continue":
        return this.jump("continue", none);
      case "TypeAlias":
        return this.assign(statement.name, unknown("a type alias"));
      case "Global":
      case "Nonlocal":
      case "Pass":
        return;
    }
  }

  // ---------------------------------------------------------------- jumps

  /** Leaves the statements that run, as far as the nearest `finally` block on the way, which goes on with it. */
  private jump(kind: Jump["kind"], value: Type): void {
    if (!this.state.reachable) return;
    if (this.ruledOut > 0) {
      this.state.reachable = false;
      return;
    }
    const reference = referenceTo(value);
    const around = this.surroundings.findLast((one) => one.kind === "finally" || kind !== "return");
    if (!around) this.frame.returns.push({ state: this.stateSince(this.frame.base), value: reference, depends: this.tracing > 0 });
    else if (around.kind === "finally") around.jumps.push({ kind, state: this.stateSince(around.base), value: reference });
    else (kind === "break" ? around.breaks : around.continues).push(this.stateSince(around.base));
    this.state.reachable = false;
  }

  /** The state as it is now, as a fork of an earlier one; what runs later does not change it. */
  private stateSince(base: State): State {
    const empty = this.fork(() => undefined);
    return empty.parent === base ? empty : empty.since(base);
  }

  // ---------------------------------------------------------------- branches

  private branch(test: Expression, yes: () => void, no: () => void): void {
    const tested = this.evaluate(test);
    const truth = this.truthOf(tested);
    const run = (holds: boolean, body: () => void): State =>
      this.fork(() => {
        this.assume(test, holds);
        // What a known condition rules out is looked at all the same, but nothing of it happens.
        const isRuledOut = truth === !holds;
        if (isRuledOut) this.ruledOut++;
        body();
        if (!isRuledOut) return;
        this.ruledOut--;
        this.state.reachable = false;
      });
    this.dependingOn(mayBeTensor(tested), () => this.mergeIntoState([run(true, yes), run(false, no)]));
  }

  private while(statement: Extract<Statement, { kind: "While" }>): void {
    const breaks: State[] = [];
    const base = this.state;
    let truth: boolean | undefined;
    const mayJump = hasJump(statement.body);
    this.untilStable(() => {
      const tested = this.evaluate(statement.test);
      truth = this.truthOf(tested);
      this.assume(statement.test, true);
      return this.loopBody(statement.body, base, breaks, mayJump || mayBeTensor(tested));
    });
    this.afterLoop(breaks, () => {
      this.evaluate(statement.test);
      this.assume(statement.test, false);
      if (truth === true) this.state.reachable = false;
      this.block(statement.orelse);
    });
  }

  private for(statement: Extract<Statement, { kind: "For" | "AsyncFor" }>): void {
    const source = this.evaluateForUse(statement.iter);
    const depends = mayBeTensor(source) || hasJump(statement.body);
    const breaks: State[] = [];
    const base = this.state;
    this.untilStable(() => {
      const element = statement.kind === "For" ? this.elementOf(source, statement.iter) : unknown("an asynchronous iterator");
      this.recordLibraryOperation(statement, "iterate", [source], "__iter__", element);
      if (element.kind === "never") {
        this.state.reachable = false;
        return [];
      }
      this.dependingOn(depends, () => this.assign(statement.target, element));
      return this.loopBody(statement.body, base, breaks, depends);
    });
    this.afterLoop(breaks, () => this.block(statement.orelse));
  }

  /** @param depends whether how often it runs may depend on a tensor */
  private loopBody(body: readonly Statement[], base: State, breaks: State[], depends: boolean): readonly State[] {
    const loop = { kind: "loop" as const, base, breaks, continues: [] };
    this.surroundings.push(loop);
    this.dependingOn(depends, () => this.block(body));
    this.surroundings.pop();
    return loop.continues;
  }

  /** The state is at the head of the loop: it goes on by the end of the loop, or from where it was left. */
  private afterLoop(breaks: readonly State[], ends: () => void): void {
    this.mergeIntoState([this.fork(ends), ...breaks]);
  }

  private with(statement: Extract<Statement, { kind: "With" | "AsyncWith" }>): void {
    const managers: Type[] = [];
    for (const item of statement.items) {
      const { context_expr, optional_vars } = item;
      const manager = this.evaluate(context_expr);
      managers.push(manager);
      const entered = statement.kind === "With" ? this.enter(manager, item) : unknown("an asynchronous context manager");
      if (optional_vars) this.assign(optional_vars, entered);
    }
    const { end, raised } = this.watch(() => this.block(statement.body));
    this.mergeIntoState(managers.some((manager) => maySwallow(manager)) ? [end, raised] : [end]);
    for (const [index, manager] of managers.entries()) this.leave(manager, statement.items[index] as WithItem);
  }

  /** `__exit__` runs behind the body, however that ended. */
  private leave(manager: Type, item: WithItem): void {
    const information = unknown("what a context manager is told of an exception");
    for (const member of membersOf(this.load(manager))) {
      const method = member.kind === "instance" ? this.method(member, "__exit__") : undefined;
      if (method) this.call(method, argumentsOf(information, information, information), item);
    }
  }

  private try(statement: Try | TryStar): void {
    if (statement.finalbody.length === 0) return this.tryHandlers(statement);
    const around = { kind: "finally" as const, base: this.state, jumps: [] as Jump[] };
    this.surroundings.push(around);
    const { end, raised } = this.watch(() => this.tryHandlers(statement));
    this.surroundings.pop();
    // Once for each way into it: what was raised goes on being raised behind it.
    this.fork(() => {
      this.mergeIntoState([raised]);
      this.block(statement.finalbody);
    });
    for (const jump of around.jumps) {
      this.fork(() => {
        this.apply(jump.state.variables, jump.state.heap);
        this.block(statement.finalbody);
        this.jump(jump.kind, this.load(jump.value));
      });
    }
    this.mergeIntoState([end]);
    this.block(statement.finalbody);
  }

  private tryHandlers(statement: Try | TryStar): void {
    const { end, raised } = this.watch(() => this.block(statement.body));
    const ends = [
      this.fork(() => {
        this.mergeIntoState([end]);
        this.block(statement.orelse);
      }),
    ];
    for (const handler of statement.handlers) {
      ends.push(
        this.fork(() => {
          this.mergeIntoState([raised]);
          this.handler(handler, statement.kind === "TryStar");
        }),
      );
    }
    this.mergeIntoState(ends);
  }

  private handler(handler: ExceptHandler, isGroup: boolean): void {
    const caught = handler.type ? this.evaluate(handler.type) : none;
    if (handler.name === null) return this.block(handler.body);
    const classes = caught.kind === "tuple" && caught.items ? caught.items : [caught];
    const exception = join(
      ...classes.map((type): Type => {
        const loaded = this.load(type);
        if (isGroup || loaded.kind !== "library-class") return unknown("an exception of a class that is not known");
        return { kind: "object", class: loaded.name, subclass: true };
      }),
    );
    this.bindName(handler.name, this.frame.scope, this.place(exception, handler));
    this.block(handler.body);
    const binding = this.bindingNamed(handler.name, this.frame.scope);
    if (binding && this.state.reachable) this.unsetVariable(binding);
  }

  private match(statement: Match): void {
    const subject = this.evaluate(statement.subject);
    const ends: State[] = [];
    const next = (index: number): void => {
      const option = statement.cases[index];
      if (!option) return;
      ends.push(
        this.fork(() => {
          this.bindPattern(option.pattern, subject, statement.subject);
          if (option.guard) {
            this.evaluate(option.guard);
            this.assume(option.guard, true);
          }
          this.block(option.body);
        }),
      );
      // A pattern that fails may have bound a part of its names.
      this.mergeIntoState([this.fork(() => undefined), this.fork(() => this.bindPattern(option.pattern, subject, statement.subject))]);
      const isCatchAll = option.pattern.kind === "MatchAs" && option.pattern.pattern === null && !option.guard;
      if (isCatchAll) this.state.reachable = false;
      else next(index + 1);
    };
    next(0);
    const rest = this.fork(() => undefined);
    rest.reachable = this.state.reachable;
    this.state.reachable = true;
    this.mergeIntoState([rest, ...ends]);
  }

  private bindPattern(pattern: Pattern, subject: Type, node: Expression): void {
    const inside = unknown("a part of what a pattern matched");
    switch (pattern.kind) {
      case "MatchValue":
        this.evaluate(pattern.value);
        return;
      case "MatchAs":
        if (pattern.pattern) this.bindPattern(pattern.pattern, subject, node);
        if (pattern.name !== null) this.bindName(pattern.name, this.frame.scope, subject);
        return;
      case "MatchStar":
        if (pattern.name !== null) this.bindName(pattern.name, this.frame.scope, this.place(list(inside), pattern));
        return;
      case "MatchOr":
        for (const option of pattern.patterns) this.bindPattern(option, subject, node);
        return;
      case "MatchSequence":
        for (const part of pattern.patterns) this.bindPattern(part, inside, node);
        return;
      case "MatchMapping":
        for (const key of pattern.keys) this.evaluate(key);
        for (const part of pattern.patterns) this.bindPattern(part, inside, node);
        if (pattern.rest !== null) this.bindName(pattern.rest, this.frame.scope, this.place(dict(inside, inside), pattern));
        return;
      case "MatchClass":
        this.evaluate(pattern.cls);
        for (const part of [...pattern.patterns, ...pattern.kwd_patterns]) this.bindPattern(part, inside, node);
        return;
      case "MatchSingleton":
        return;
    }
  }

  private augmented(target: Expression, statement: Extract<Statement, { kind: "AugAssign" }>): void {
    const combine = (before: Type): Type => {
      const value = this.evaluate(statement.value);
      const result = this.inPlace(statement.op, before, value, statement);
      this.recordLibraryOperation(statement, "operator", [before, value], "__iop__", result);
      return result;
    };
    switch (target.kind) {
      case "Name":
        return this.assign(target, combine(this.load(this.name(target))));
      case "Attribute": {
        const owner = this.evaluate(target.value);
        return this.storeAttribute(owner, target.attr, this.stored(combine(this.attribute(owner, target.attr, target))), target);
      }
      case "Subscript": {
        const owner = this.evaluate(target.value);
        const index = this.evaluate(target.slice);
        const result = combine(this.subscript(owner, index, target));
        this.storeSubscript(owner, index, result, statement);
        this.recordLibraryOperation(target, "store", [owner, index, result], "__setitem__", none);
        return;
      }
    }
  }

  // ---------------------------------------------------------------- imports

  private import(statement: Extract<Statement, { kind: "Import" | "ImportFrom" }>): void {
    if (statement.kind === "ImportFrom") return this.importFrom(statement);
    for (const { name, asname } of statement.names) {
      this.runImport(name);
      const bound = asname ?? (name.split(".", 1)[0] as string);
      this.bindName(bound, this.frame.scope, { kind: "module", name: asname ? name : bound });
    }
  }

  /** Modules of the same build run when they are first imported. */
  protected abstract runImport(name: string): void;
  /** Dotted name of a module that is imported relative to the one that runs. */
  protected abstract absoluteName(module: string | null, level: number): string;

  private importFrom(statement: ImportFrom): void {
    const module = this.absoluteName(statement.module, statement.level);
    this.runImport(module);
    for (const alias of statement.names) {
      if (alias.name === "*") this.importStar(module, statement);
      else {
        const type = this.imported(module, alias);
        this.bindName(alias.asname ?? alias.name, this.frame.scope, type);
      }
    }
  }

  private imported(module: string, alias: Alias): Type {
    this.runImport(`${module}.${alias.name}`);
    const type = this.attribute({ kind: "module", name: module }, alias.name, alias);
    return type.kind === "unknown" && module === "" ? unknown("a relative import out of this build") : type;
  }

  private importStar(module: string, statement: ImportFrom): void {
    const names = this.publicNamesOf(module);
    if (!names) {
      this.forgetVariables(`from ${module} import * may have set it`);
      return;
    }
    const { scopes, starBindings } = this.frame.module;
    for (const name of names) {
      const type = this.attribute({ kind: "module", name: module }, name, statement);
      const own = scopes.module.bindings.get(name);
      if (own) {
        this.setVariable(own, type);
        continue;
      }
      let binding = starBindings.get(name);
      if (!binding) {
        binding = { name, scope: scopes.module, definitions: [], uses: [], writtenElsewhere: false };
        starBindings.set(name, binding);
      }
      this.setVariable(binding, type);
    }
  }

  private publicNamesOf(module: string): readonly string[] | undefined {
    const own = this.moduleContext(module);
    if (!own) return this.catalog.publicNames(module);
    if (own.bindsUnknown || own.scopes.module.bindings.has("__all__")) return undefined;
    return [...own.scopes.module.bindings.keys()].filter((name) => !name.startsWith("_"));
  }

  // ---------------------------------------------------------------- definitions

  private define(node: FunctionDef | AsyncFunctionDef): void {
    const definition = this.definitions.of(node);
    const decorators = node.decorator_list.map((decorator) => this.evaluateDecorator(decorator));
    this.evaluateDefaults(definition, node.args);
    let value: Type = { kind: "user-function", definition: definition.number, name: node.name };
    for (const [index, decorator] of [...decorators.entries()].reverse())
      value = this.decorate(decorator, value, node.decorator_list[index] as Expression);
    this.bindName(node.name, this.frame.scope, value);
  }

  /** `@x.setter` names the property that it extends. */
  private evaluateDecorator(decorator: Expression): Type {
    if (decorator.kind === "Attribute" && (decorator.attr === "setter" || decorator.attr === "deleter" || decorator.attr === "getter")) {
      const owner = this.evaluate(decorator.value);
      if (owner.kind === "object" && owner.class === "builtins.property") {
        return {
          kind: "object",
          class: "builtins.property",
          parts: { ...owner.parts, role: { kind: "scalar", class: "str", value: decorator.attr } },
        };
      }
    }
    return this.evaluate(decorator);
  }

  private decorate(decorator: Type, value: Type, node: Expression): Type {
    if (decorator.kind === "object" && decorator.class === "builtins.property" && decorator.parts?.["role"]) {
      const { role, ...parts } = decorator.parts;
      const name = role?.kind === "scalar" ? String(role.value) : "";
      return object(
        "builtins.property",
        name === "setter" ? { ...parts, setter: value } : name === "getter" ? { ...parts, function: value } : parts,
      );
    }
    if (isTransparent(decorator)) return value;
    return this.call(decorator, argumentsOf(value), node);
  }

  private defineClass(node: ClassDef): void {
    const definition = this.definitions.of(node);
    const decorators = node.decorator_list.map((decorator) => this.evaluate(decorator));
    const bases = node.bases.map((base) => (base.kind === "Starred" ? unknown("spread bases") : this.evaluate(base)));
    const metaclasses = node.keywords.filter(({ arg }) => arg === null || arg === "metaclass").map(({ value }) => this.evaluate(value));
    for (const { arg, value } of node.keywords) if (arg !== null && arg !== "metaclass") this.evaluate(value);
    // Another metaclass than that of abstract classes can make anything of a class.
    const isOrdinary = metaclasses.every((metaclass) => metaclass.kind === "library-class" && metaclass.name === "abc.ABCMeta");
    const known: ClassInfo = this.classes.get(definition.number) ?? {
      definition,
      bases,
      members: new Map(),
      opaque: false,
      remade: false,
      fields: undefined,
    };
    known.bases = bases.map(referenceTo);
    known.remade = !isOrdinary;
    known.opaque = !isOrdinary || bases.some((base) => base.kind === "unknown");
    if (bases.some((base) => base.kind === "library-class" && base.name === "typing.NamedTuple")) known.opaque = true;
    // It is handed the new class, and may change it.
    if (bases.some((base) => this.definesIn(base, "__init_subclass__"))) known.opaque = known.remade = true;
    this.classes.set(definition.number, known);

    const frame = this.frame;
    this.frame = { ...frame, scope: definition.scope };
    this.block(node.body);
    const set = [...definition.scope.bindings.values()].flatMap((binding): (readonly [Binding, Type])[] => {
      const value = this.state.variable(binding);
      return value ? [[binding, value]] : [];
    });
    this.frame = frame;
    for (const [binding, value] of set) {
      this.addMember(known, binding.name, value);
      if (calledByPython.has(binding.name)) this.escape([value]);
    }

    let value: Type = this.classType(definition);
    for (const [index, decorator] of [...decorators.entries()].reverse()) {
      const decorated: Type = isTransparent(decorator)
        ? value
        : this.call(decorator, argumentsOf(value), node.decorator_list[index] as Expression);
      if (decorated.kind !== "user-class" || decorated.definition !== definition.number) known.opaque = known.remade = true;
      value = decorated;
    }
    this.bindName(node.name, this.frame.scope, value);
  }

  private definesIn(base: Type, name: string): boolean {
    const info = base.kind === "user-class" ? this.classes.get(base.definition) : undefined;
    return info !== undefined && this.memberOf(info, name) !== undefined;
  }

  /** Arguments for all parameters of a function. */
  protected argumentsFor(
    definition: Definition,
    value: (name: string, annotation: Expression | null) => Type,
  ): { positional: Type[]; keyword: [string, Type][]; spreads: boolean } {
    const { args } = definition.node as FunctionNode;
    return {
      positional: [...args.posonlyargs, ...args.args].map(({ arg, annotation }) => value(arg, annotation)),
      keyword: args.kwonlyargs.map(({ arg, annotation }) => [arg, value(arg, annotation)]),
      spreads: args.vararg !== null || args.kwarg !== null,
    };
  }
}

/** Whether a context manager may go on behind its body when that raises. Those of the libraries do not, but for a few. */
function maySwallow(manager: Type): boolean {
  return membersOf(manager).some((member) => {
    if (member.kind !== "object") return true;
    return /^(contextlib|unittest|pytest)\./.test(member.class);
  });
}

/** Methods that Python calls by itself, at times that no call in the program shows. */
const calledByPython = new Set(
  "__del__ __init_subclass__ __set_name__ __str__ __repr__ __format__ __bool__ __hash__ __len__ __index__ __int__ __float__".split(" "),
);

/** Decorators that give back a function that does the same for its callers. */
const transparent = new Set([
  "abc.abstractmethod",
  "functools.lru_cache",
  "functools.cache",
  "functools.wraps",
  "typing.overload",
  "typing.final",
  "typing.no_type_check",
  "functools.total_ordering",
  "typing.runtime_checkable",
  "torch.no_grad",
  "torch.inference_mode",
  "torch.enable_grad",
  "keras.saving.register_keras_serializable",
  "keras.utils.register_keras_serializable",
]);

function isTransparent(decorator: Type): boolean {
  if (decorator.kind === "library-function" || decorator.kind === "library-class" || decorator.kind === "object") {
    return transparent.has(decorator.kind === "object" ? decorator.class : decorator.name);
  }
  return false;
}
