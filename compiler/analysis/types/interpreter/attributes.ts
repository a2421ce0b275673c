/** Attributes: of modules, of library values by their rules and the catalogue, of the program's own classes and objects. */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import type { Node } from "../../../ir/nodes.js";
import { classNameOf } from "../class-name.js";
import { type InstanceType, join, membersOf, never, none, sameType, scalar, type Type, type UserClassType, unknown } from "../type.js";
import type { ModuleContext } from "./base.js";
import type { ClassInfo } from "./definitions.js";
import { referenceTo } from "./objects.js";
import { argumentsOf, describe, ValueInterpreter } from "./values.js";

export abstract class AttributeInterpreter extends ValueInterpreter {
  /** Attributes of library modules and classes that the program has set: what the catalogue says of them need not hold. */
  private readonly patched = new Map<string, Type>();

  /** Evaluates a property, a constant, or another member that is not called. */
  protected abstract readEntry(entry: CatalogEntry, receiver: Type | undefined, node: Node): Type;
  protected abstract moduleContext(name: string): ModuleContext | undefined;
  /** What to expect of an attribute that is not known. */
  protected abstract expectedAttribute(owner: Type, name: string, found: Type, node: Node): Type;

  /** `value.name` */
  attribute(value: Type, name: string, node: Node): Type {
    const owner = this.load(value);
    const found = this.each(owner, (member) => this.attributeOfMember(member, name, node));
    const result = found.kind === "unknown" && this.assumes ? this.expectedAttribute(owner, name, found, node) : found;
    // It may be a method, which changes its object when it is called.
    if (membersOf(result).some(({ kind }) => kind === "unknown")) this.escape([owner]);
    return result;
  }

  private attributeOfMember(value: Type, name: string, node: Node): Type {
    switch (value.kind) {
      case "unknown":
        return unknown(value.reason);
      case "none":
        if (!name.startsWith("__")) return never;
        break;
      case "module":
        return this.attributeOfModule(value.name, name, node);
      case "instance":
        return this.attributeOfInstance(value, name, node);
      case "user-class":
        return this.attributeOfClass(value, name, node);
      case "library-class":
        return this.attributeOfLibraryClass(value.name, name, node);
      case "library-function":
        if (name === "__name__") return scalar("str");
        break;
      case "user-function":
        if (value.traced && !name.startsWith("__")) {
          const member = this.libraryMember("tensorflow.types.experimental.PolymorphicFunction", name, value, node);
          if (member) return member;
        }
        return ["__name__", "__qualname__", "__module__"].includes(name) ? scalar("str") : unknown(`attribute ${name} of a function`);
      case "object":
        if (value.class === "builtins.super")
          return this.attributeOfSuper(value.parts?.["self"] ?? never, value.parts?.["after"], name, node);
        break;
    }
    if (name === "__class__") return this.classOf(value);
    if (value.kind === "object") {
      const own = value.attributes?.find(([attribute]) => attribute === name)?.[1];
      if (own) return this.load(own);
    }
    const snapshot = this.snapshot(value);
    const answer = this.ask((rules) => rules.attribute?.(snapshot, name, this.contextFor(node)));
    if (answer) return this.takenFrom(value, this.place(answer, node, "attribute"));
    const className = classNameOf(value);
    if (className === undefined) return unknown(`attribute ${name} of ${describe(value)}`);
    const member = this.libraryMember(className, name, value, node);
    // Of the builtin classes all that they have is known: to ask for anything else raises.
    if (!member && isOfBuiltinClass(value) && !name.startsWith("_")) return never;
    return member ?? unknown(`the catalogue has no ${className}.${name}`);
  }

  /** A member that the catalogue lists for a class; methods are bound to the receiver. */
  private libraryMember(className: string, name: string, receiver: Type, node: Node): Type | undefined {
    const patched = this.patched.get(`${className}.${name}`);
    if (patched) return unknown(`the program sets ${className}.${name}`);
    const entry = this.catalog.member(className, name);
    if (!entry) return undefined;
    switch (entry.kind) {
      case "method":
      case "function":
        return { kind: "library-function", name: entry.name, receiver: referenceTo(receiver) };
      case "classmethod":
      case "staticmethod":
        return { kind: "library-function", name: entry.name };
      case "class":
        return { kind: "library-class", name: entry.name };
      default:
        return this.takenFrom(receiver, this.readEntry(entry, receiver, node));
    }
  }

  private attributeOfModule(module: string, name: string, node: Node): Type {
    const path = `${module}.${name}`;
    if (this.patched.has(path)) return unknown(`the program sets ${path}`);
    const own = this.moduleContext(module);
    if (own) {
      const submodule = this.moduleContext(path);
      const binding = own.scopes.module.bindings.get(name);
      if (binding) return this.load(this.everyValueOf(binding) ?? unknown(`${path} is not set yet`));
      return submodule ? { kind: "module", name: path } : unknown(`module ${module} does not define ${name}`);
    }
    const entry = this.catalog.lookUp(path);
    if (entry) return this.entryType(entry, node);
    return unknown(this.catalog.hasLibrary(module) ? `the catalogue has no ${path}` : `module ${module} is not in the catalogue`);
  }

  /** The value that a name of the catalogue has. */
  protected entryType(entry: CatalogEntry, node: Node): Type {
    switch (entry.kind) {
      case "module":
        return { kind: "module", name: entry.name };
      case "class":
        return { kind: "library-class", name: entry.name };
      case "function":
      case "method":
      case "classmethod":
      case "staticmethod":
        return { kind: "library-function", name: entry.name };
      default:
        if (entry.name === "builtins.NotImplemented") return { kind: "not-implemented" };
        if (entry.name === "builtins.Ellipsis") return { kind: "ellipsis" };
        return this.readEntry(entry, undefined, node);
    }
  }

  private attributeOfLibraryClass(className: string, name: string, node: Node): Type {
    if (name === "__name__" || name === "__qualname__") return scalar("str");
    if (this.patched.has(`${className}.${name}`)) return unknown(`the program sets ${className}.${name}`);
    const entry = this.catalog.member(className, name);
    if (!entry || entry.kind === "property") return unknown(`the catalogue has no ${className}.${name}`);
    return this.entryType(entry, node);
  }

  private attributeOfInstance(instance: InstanceType, name: string, node: Node): Type {
    if (name === "__class__") return this.classOf(instance);
    if (name === "__dict__") {
      // Whoever holds the dict can set attributes.
      this.escape([instance]);
      return unknown("the attributes of an object as a dict");
    }
    const info = this.classes.get(instance.definition);
    const own = this.attributeOf(instance, name);
    const fromClass = info ? this.memberOf(info, name) : undefined;
    const found: Type[] = [];
    if (own) found.push(this.load(own));
    // A property of the class goes before an attribute of the instance; anything else is only found where the instance has none.
    if (fromClass) found.push(this.bind(fromClass, instance, node));
    if (found.length > 0) return join(...found);
    for (const base of this.libraryBases(instance.definition)) {
      const member = this.libraryMember(base, name, instance, node);
      if (member) return member;
    }
    const isOpaque =
      info === undefined || this.lineage(info).opaque || info.members.has("__getattr__") || info.members.has("__getattribute__");
    if (isOpaque) return unknown(`class ${instance.name} may make any attribute`);
    return unknown(`no attribute ${name} of ${instance.name} is known`);
  }

  private attributeOfClass(value: UserClassType, name: string, node: Node): Type {
    if (name === "__name__" || name === "__qualname__" || name === "__module__") return scalar("str");
    const info = this.classes.get(value.definition);
    const member = info ? this.memberOf(info, name) : undefined;
    if (member) {
      return this.each(this.load(member), (one) => {
        if (one.kind === "object" && one.class === "builtins.classmethod") return this.bound(one.parts?.["function"] ?? never, value);
        if (one.kind === "object" && one.class === "builtins.staticmethod") return one.parts?.["function"] ?? never;
        const get = one.kind === "instance" ? this.method(one, "__get__") : undefined;
        return get ? this.call(get, argumentsOf(none, value), node) : one;
      });
    }
    for (const base of this.libraryBases(value.definition)) {
      const entry = this.catalog.member(base, name);
      if (entry && entry.kind !== "property") return this.entryType(entry, node);
    }
    return unknown(`no attribute ${name} of class ${value.name} is known`);
  }

  /** What an attribute that a class holds becomes when it is read from an instance. */
  private bind(member: Type, instance: Type, node: Node): Type {
    return this.each(this.load(member), (one) => {
      if (one.kind === "user-function" && !one.receiver) return this.bound(one, instance);
      if (one.kind === "instance") {
        const get = this.method(one, "__get__");
        return get ? this.call(get, argumentsOf(instance, this.classOf(instance)), node) : one;
      }
      if (one.kind !== "object") return one;
      switch (one.class) {
        case "builtins.property":
        case "functools.cached_property":
          return this.call(one.parts?.["function"] ?? unknown("a property without a getter"), argumentsOf(instance), node);
        case "builtins.classmethod":
          return this.bound(one.parts?.["function"] ?? never, this.classOf(instance));
        case "builtins.staticmethod":
          return one.parts?.["function"] ?? never;
        default:
          return one;
      }
    });
  }

  private attributeOfSuper(self: Type, after: Type | undefined, name: string, node: Node): Type {
    const instance = this.load(self);
    const start = after?.kind === "user-class" ? after.definition : undefined;
    const subject = instance.kind === "instance" ? instance.definition : instance.kind === "user-class" ? instance.definition : undefined;
    const info = subject === undefined ? undefined : this.classes.get(subject);
    if (!info || start === undefined) return unknown("super() of a class that is not known");
    const line = this.lineage(info);
    const rest = line.classes.slice(line.classes.findIndex(({ definition }) => definition.number === start) + 1);
    for (const candidate of rest) {
      const member = candidate.members.has(name) ? this.memberOf(candidate, name) : undefined;
      if (member) return this.bind(member, instance, node);
    }
    for (const base of this.libraryBases((subject ?? 0) as number)) {
      const member = this.libraryMember(base, name, instance, node);
      if (member) return member;
    }
    if (line.opaque) return unknown("super() reaches a class that is not known");
    // `object` has these; what they do cannot be seen.
    if (name === "__init__" || name === "__init_subclass__" || name === "__setattr__" || name === "__delattr__") {
      return { kind: "library-function", name: `builtins.object.${name}` };
    }
    return unknown(`super() has no known ${name}`);
  }

  protected classOf(value: Type): Type {
    if (value.kind === "instance") return { kind: "user-class", definition: value.definition, name: value.name };
    const name = classNameOf(value);
    return name === undefined || (value.kind === "object" && value.subclass)
      ? unknown("a class that is not known")
      : { kind: "library-class", name };
  }

  /** `target.name = value` */
  protected storeAttribute(target: Type, name: string, value: Type, node: Node): void {
    this.each(this.load(target), (member, isOnly) => {
      this.storeAttributeOfMember(member, name, value, node, !isOnly);
      return never;
    });
  }

  private storeAttributeOfMember(target: Type, name: string, value: Type, node: Node, weak: boolean): void {
    switch (target.kind) {
      case "unknown":
        return this.unknownCodeRuns([value]);
      case "instance": {
        const info = this.classes.get(target.definition);
        const setter = info ? this.memberOf(info, name) : undefined;
        if (setter) {
          for (const member of membersOf(this.load(setter))) {
            if (member.kind === "object" && member.class === "builtins.property") {
              const call = member.parts?.["setter"];
              if (call) this.call(call, argumentsOf(target, value), node);
              else this.unknownCodeRuns([target, value]);
              return;
            }
            const set = member.kind === "instance" ? this.method(member, "__set__") : undefined;
            if (set) {
              this.call(set, argumentsOf(target, value), node);
              return;
            }
          }
        }
        if (info && this.memberOf(info, "__setattr__")) return this.unknownCodeRuns([target, value]);
        const rest = target.attributes.filter(([attribute]) => attribute !== name);
        return this.update(target, { ...target, attributes: [...rest, [name, referenceTo(value)]] }, node, weak);
      }
      case "user-class": {
        const info = this.classes.get(target.definition);
        if (info) this.addMember(info, name, value);
        return;
      }
      case "module": {
        const own = this.moduleContext(target.name)?.scopes.module.bindings.get(name);
        if (own) return this.setVariable(own, join(this.everyValueOf(own) ?? never, value));
        return this.patch(`${target.name}.${name}`, value);
      }
      case "library-class":
        return this.patch(`${target.name}.${name}`, value);
    }
    const snapshot = this.snapshot(target);
    const stored = this.snapshot(value);
    const answer = this.ask((rules) => rules.storeAttribute?.(snapshot, name, stored, this.contextFor(node)));
    if (answer) return this.updateShared(target, answer, node, weak);
    if (target.kind === "object") {
      const rest = (target.attributes ?? []).filter(([attribute]) => attribute !== name);
      return this.update(target, { ...target, attributes: [...rest, [name, referenceTo(value)]] }, node, weak);
    }
    if (target.kind !== "user-function" && target.kind !== "library-function") this.changeUnknown([target]);
  }

  protected addMember(info: ClassInfo, name: string, value: Type): void {
    const before = info.members.get(name);
    const next = before ? join(before, referenceTo(value)) : referenceTo(value);
    if (before && sameType(before, next)) return;
    info.members.set(name, next);
    this.knowledge++;
  }

  private patch(path: string, value: Type): void {
    this.escape([value]);
    const canonical = this.catalog.lookUp(path)?.name;
    for (const name of new Set([path, canonical ?? path])) {
      if (!this.patched.has(name)) this.knowledge++;
      this.patched.set(name, value);
    }
  }

  /** What `with value as x` gives. */
  protected enter(value: Type, node: Node): Type {
    return this.each(this.load(value), (member) => {
      if (member.kind === "unknown") return unknown(member.reason);
      if (member.kind === "instance") {
        const method = this.method(member, "__enter__");
        if (method) return this.call(method, argumentsOf(), node);
      }
      const snapshot = this.snapshot(member);
      const answer = this.ask((rules) => rules.enter?.(snapshot, this.contextFor(node)));
      if (answer) return this.load(this.place(answer, node));
      const entered =
        classNameOf(member) === undefined ? undefined : this.libraryMember(classNameOf(member) as string, "__enter__", member, node);
      const result = entered ? this.call(entered, argumentsOf(), node) : none;
      return entered && result.kind !== "unknown" ? result : unknown(`what ${describe(member)} gives to a with statement`);
    });
  }
}

/** An instance of exactly a builtin class, or one of NumPy's, which can have no attributes of its own. */
function isOfBuiltinClass(type: Type): boolean {
  if (type.kind === "dict") return type.class === "dict";
  if (type.kind === "tuple") return type.class === undefined;
  // Records have their fields as attributes.
  if (type.kind === "numpy-scalar") return type.dtype !== null && /^(bool|u?int|float|complex)\d*$/.test(type.dtype);
  return ["scalar", "list", "set", "frozenset", "range", "slice", "array"].includes(type.kind);
}
