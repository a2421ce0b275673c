/** Calls: of library functions with what the catalogue says of them, of the program's own functions and classes, and of what is not known. */
import type { Expression, Module, Node } from "../../../ir/nodes.js";
import { walk } from "../../../ir/visit.js";
import type { callLibrary } from "../call-library.js";
import { tracedArgument, tracedResult } from "../rules/tensorflow/tracing.js";
import {
  type InstanceType,
  join,
  membersOf,
  never,
  none,
  object,
  type Type,
  type UserClassType,
  type UserFunctionType,
  unknown,
} from "../type.js";
import type { Target } from "../type-facts.js";
import { builtinResult } from "./autograph.js";
import type { Definition } from "./definitions.js";
import { FunctionInterpreter } from "./functions.js";
import { isNotScalar } from "./library-calls.js";
import { referenceTo } from "./objects.js";
import { type Arguments, describe } from "./values.js";

/** Classes of libraries whose instances, when called, call a method that subclasses define. */
const delegatedCalls: Readonly<Record<string, string>> = {
  "torch.nn.Module": "forward",
  "keras.Layer": "call",
  "keras.Model": "call",
  "tensorflow.Module": "__call__",
};

export abstract class CallInterpreter extends FunctionInterpreter {
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
        const given = special ?? this.callEntry(entry, receiver, args, node, !isOnly);
        const result = this.mayBeTraced
          ? builtinResult(
              entry.name,
              this.valuesOf(args).map((type) => this.snapshot(type)),
              given,
            )
          : given;
        return { result, targets: [{ kind: "library", entry, facts }] };
      }
      case "user-function":
        return {
          result: callee.traced ? this.callTraced(callee, args, node) : this.callFunction(callee, args, node),
          targets: [{ kind: "user", definition: callee.definition }],
        };
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
      case "tensorflow.function":
        return this.tracedFunction(args);
      case "dataclasses.dataclass":
        if (first?.kind !== "user-class") return undefined;
        this.makeDataclass(first);
        return first;
      default:
        return undefined;
    }
  }

  /** `tf.function(f)`; without a function it gives a decorator with these options. */
  private tracedFunction(args: Arguments): Type | undefined {
    const keyword = new Map(args.keyword);
    const function_ = args.positional[0] ?? keyword.get("func");
    if (args.spreads) return undefined;
    if (function_ === undefined || function_.kind === "none") {
      return {
        kind: "partial",
        function: { kind: "library-function", name: "tensorflow.function" },
        positional: [],
        keyword: args.keyword,
      };
    }
    if (function_.kind !== "user-function") return undefined;
    const signature = args.positional[1] ?? keyword.get("input_signature");
    return { ...function_, traced: signature && signature.kind !== "none" ? "all" : "arrays" };
  }

  private callTraced(callee: UserFunctionType, args: Arguments, node: Node): Type {
    const convert = (type: Type): Type => tracedArgument(this.snapshot(type), callee.traced === "all");
    const traced = {
      ...args,
      positional: args.positional.map(convert),
      keyword: args.keyword.map(([name, type]) => [name, convert(type)] as const),
    };
    // The body runs when it is traced, at the first call with such arguments; what it does to objects is not done again.
    let plain: Type = never;
    const run = this.fork(() => {
      plain = this.snapshot(this.callFunction(callee, traced, node));
    });
    this.mergeIntoState([this.fork(() => undefined), run]);
    const result = this.place(tracedResult(plain), node);
    return this.programUses("tensorflow.config.run_functions_eagerly") ? join(plain, result) : result;
  }

  private stringOf(type: Type): string | undefined {
    return type.kind === "scalar" && typeof type.value === "string" ? type.value : undefined;
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
    if (this.memberOf(info, "__new__") || line.opaque || this.makesMembers(type.definition)) {
      this.unknownCodeRuns([...this.valuesOf(args), type]);
      return unknown(`class ${type.name} makes its instances in a way that is not known`);
    }
    const fresh: InstanceType = {
      kind: "instance",
      definition: type.definition,
      name: type.name,
      attributes: [],
      ...(bases.length === 0 ? { complete: true } : {}),
    };
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
