/** Operations on values: items, lengths, operators, attributes and subscripts, of builtin, library and user values alike. */
import type { CatalogEntry } from "../../../catalog/catalog.js";
import type { BinaryOperator, CompareOperator, Node, UnaryOperator } from "../../../ir/nodes.js";
import { classNameOf, libraryOf } from "../class-name.js";
import type { LibraryRules, RuleContext } from "../rule.js";
import { libraryRules } from "../rules/index.js";
import {
  array,
  type InstanceType,
  join,
  literal,
  membersOf,
  never,
  none,
  numpyScalar,
  object,
  sameType,
  scalar,
  type Type,
  type UnknownType,
  type UserClassType,
  unknown,
} from "../type.js";
import { InterpreterBase, type ModuleContext, unsettled } from "./base.js";
import type { ClassInfo } from "./definitions.js";
import { referenceTo, sitesOf } from "./objects.js";

/** Arguments of a call. */
export interface Arguments {
  readonly positional: readonly Type[];
  readonly keyword: readonly (readonly [string, Type])[];
  /** A `*x` or `**x` may add others. */
  readonly spreads: boolean;
}

export const argumentsOf = (...positional: readonly Type[]): Arguments => ({ positional, keyword: [], spreads: false });

export abstract class ValueInterpreter extends InterpreterBase {
  protected readonly classes = new Map<number, ClassInfo>();
  /** Attributes of library modules and classes that the program has set: what the catalogue says of them need not hold. */
  private readonly patched = new Map<string, Type>();

  abstract call(callee: Type, args: Arguments, node: Node): Type;
  /** Evaluates a property, a constant, or another member that is not called. */
  protected abstract readEntry(entry: CatalogEntry, receiver: Type | undefined, node: Node): Type;
  protected abstract moduleContext(name: string): ModuleContext | undefined;
  /** What to expect of an attribute that is not known. */
  protected abstract expectedAttribute(owner: Type, name: string, found: Type, node: Node): Type;

  /** What rules may ask while an operation of `node` is carried out. */
  protected contextFor(node: Node): RuleContext {
    return {
      targets: this.targets,
      assumes: this.assumes,
      elementOf: (type) => this.snapshot(this.elementOf(type, node)),
      callFunction: (callee, positional, keyword = []) => {
        this.called?.add(callee);
        // A library calls it as often as it likes.
        let result: Type = never;
        const { frame } = this;
        // What it makes are other objects than what the library itself makes here.
        this.frame = { ...frame, path: `${frame.path} callback` };
        this.untilStable(() => {
          this.isCallback = true;
          result = join(result, this.call(callee, { positional, keyword, spreads: false }, node));
          return [];
        });
        this.frame = frame;
        return this.snapshot(result);
      },
      symbol: (name) => this.symbolFor(node, name),
      lengthOf: (type) => this.lengthOf(type, node),
      binary: (op, left, right) => this.snapshot(this.binary(op, left, right, node)),
      programCalls: (name) => this.programUses(name),
    };
  }

  /** The next call is one that a library makes: it is not what stands at the node. */
  protected isCallback = false;

  /** Functions that the rule of the running call has called itself. */
  protected called: Set<Type> | undefined;

  /** Asks each library in turn. */
  private ask<Answer>(question: (rules: LibraryRules) => Answer | undefined): Answer | undefined {
    for (const rules of libraryRules) {
      const answer = question(rules);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  // ---------------------------------------------------------------- items

  /** One item of an iterable. */
  elementOf(type: Type, node: Node): Type {
    return this.each(this.load(type), (member) => {
      if (member.kind === "unknown") return unknown(member.reason);
      // None has no items: what runs on has another value.
      if (member.kind === "none") return never;
      if (member.kind === "instance") return this.elementOfInstance(member, node);
      const snapshot = this.snapshot(member);
      const answer = this.ask((rules) => rules.iterate?.(snapshot, this.contextFor(node)));
      return answer === undefined ? unknown(`items of ${describe(member)}`) : this.load(this.place(answer, node, "item"));
    });
  }

  private elementOfInstance(instance: InstanceType, node: Node): Type {
    const iterate = this.method(instance, "__iter__");
    if (!iterate) {
      const getItem = this.method(instance, "__getitem__");
      return getItem ? this.call(getItem, argumentsOf(scalar("int")), node) : unknown(`items of ${instance.name}`);
    }
    const made = this.load(this.call(iterate, argumentsOf(), node));
    return this.each(made, (member) => {
      if (member.kind !== "instance") return this.elementOf(member, node);
      const next = this.method(member, "__next__");
      return next ? this.call(next, argumentsOf(), node) : unknown(`items of ${member.name}`);
    });
  }

  lengthOf(type: Type, node: Node): number | string | null {
    const loaded = this.load(type);
    if (loaded.kind === "union") return null;
    const snapshot = this.snapshot(loaded);
    return this.ask((rules) => rules.length?.(snapshot, this.contextFor(node))) ?? null;
  }

  // ---------------------------------------------------------------- operators

  binary(op: BinaryOperator, left: Type, right: Type, node: Node): Type {
    return this.pairs(left, right, (a, b) => {
      const user = this.userOperator(`__${dunders[op]}__`, `__r${dunders[op]}__`, a, b, node);
      if (user) return user;
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.binary?.(op, x, y, this.contextFor(node)));
      return answer ? this.place(answer, node) : unknown(`${describe(x)} ${op} ${describe(y)}`);
    });
  }

  /** `target op= value`: the new value of `target`. */
  protected inPlace(op: BinaryOperator, target: Type, value: Type, node: Node): Type {
    return this.pairs(target, value, (a, b, isOnly) => {
      if (a.kind === "instance") {
        const method = this.method(a, `__i${dunders[op]}__`);
        if (method) return this.call(method, argumentsOf(b), node);
      }
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.inPlace?.(op, x, y, this.contextFor(node)));
      if (!answer) return this.binary(op, a, b, node);
      if (sitesOf(answer).length === 0) return this.place(answer, node);
      this.updateShared(a, answer, node, !isOnly);
      return this.load(answer);
    });
  }

  protected unary(op: UnaryOperator, operand: Type, node: Node): Type {
    return this.each(this.load(operand), (member) => {
      if (member.kind === "instance" && op !== "Not") {
        const method = this.method(member, { Invert: "__invert__", UAdd: "__pos__", USub: "__neg__" }[op]);
        return method ? this.call(method, argumentsOf(), node) : unknown(`${op} of ${member.name}`);
      }
      const snapshot = this.snapshot(member);
      const answer = this.ask((rules) => rules.unary?.(op, snapshot, this.contextFor(node)));
      if (answer) return this.place(answer, node);
      return op === "Not" ? scalar("bool") : unknown(`${op} of ${describe(member)}`);
    });
  }

  protected compare(op: CompareOperator, left: Type, right: Type, node: Node): Type {
    if (op === "Is" || op === "IsNot") {
      const same = this.isIdentical(left, right);
      return same === undefined ? scalar("bool") : literal(op === "Is" ? same : !same);
    }
    return this.pairs(left, right, (a, b) => {
      if (op === "In" || op === "NotIn") {
        const contains = b.kind === "instance" ? this.method(b, "__contains__") : undefined;
        if (contains) this.call(contains, argumentsOf(a), node);
        return scalar("bool");
      }
      const user = this.userOperator(comparisons[op][0], comparisons[op][1], a, b, node);
      if (user) return user;
      const [x, y] = [this.snapshot(a), this.snapshot(b)];
      const answer = this.ask((rules) => rules.compare?.(op, x, y, this.contextFor(node)));
      return answer ? this.place(answer, node) : unknown(`${describe(x)} ${op} ${describe(y)}`);
    });
  }

  private isIdentical(left: Type, right: Type): boolean | undefined {
    const isNone = (type: Type): boolean | undefined => {
      const members = membersOf(type);
      if (members.some(({ kind }) => kind === "unknown") || members.length === 0) return undefined;
      if (members.every(({ kind }) => kind === "none")) return true;
      return members.some(({ kind }) => kind === "none") ? undefined : false;
    };
    const [a, b] = [isNone(left), isNone(right)];
    if (a === true && b !== undefined) return b;
    return b === true && a !== undefined ? a : undefined;
  }

  /** The result of an operator that a user class defines; `undefined` when neither side is of one. */
  private userOperator(name: string, reflected: string, left: Type, right: Type, node: Node): Type | undefined {
    if (left.kind !== "instance" && right.kind !== "instance") return undefined;
    const answers: Type[] = [];
    const own = left.kind === "instance" ? this.method(left, name) : undefined;
    if (own) answers.push(this.call(own, argumentsOf(right), node));
    const certain =
      answers.length > 0 && !membersOf(answers[0] as Type).some(({ kind }) => kind === "not-implemented" || kind === "unknown");
    if (certain && right.kind !== "instance") return answers[0];
    const other = right.kind === "instance" ? this.method(right, reflected) : undefined;
    if (other) answers.push(this.call(other, argumentsOf(left), node));
    const given = answers.flatMap((answer) => membersOf(answer)).filter(({ kind }) => kind !== "not-implemented");
    // Where both sides decline, equality falls back to identity.
    const falls = answers.length > 0 && !certain && (name === "__eq__" || name === "__ne__");
    if (given.length > 0 || falls) return join(...given, ...(falls ? [scalar("bool")] : []));
    if ((name === "__eq__" || name === "__ne__") && !this.isOpaque(left) && !this.isOpaque(right)) return scalar("bool");
    return unknown(`${describe(left)} has no known ${name}`);
  }

  private isOpaque(type: Type): boolean {
    if (type.kind !== "instance") return true;
    const info = this.classes.get(type.definition);
    return !info || this.lineage(info).opaque || this.libraryBases(type.definition).length > 0;
  }

  /** Answers for each combination of the two sides' members. */
  private pairs(left: Type, right: Type, answer: (a: Type, b: Type, isOnly: boolean) => Type): Type {
    const lefts = membersOf(this.load(left));
    const rights = membersOf(this.load(right));
    if (lefts.length * rights.length > maxPairs) return unknown("too many types meet in this operation");
    const isOnly = lefts.length === 1;
    return this.together(
      lefts.flatMap((a) =>
        rights.map((b) => {
          const nothing = [a, b].find((side): side is UnknownType => side.kind === "unknown");
          if (!nothing) return answer(a, b, isOnly);
          const [x, y] = this.assumes ? [usualOperand(a, b), usualOperand(b, a)] : [undefined, undefined];
          return x && y ? answer(x, y, isOnly) : unknown(nothing.reason);
        }),
      ),
    );
  }

  // ---------------------------------------------------------------- attributes

  /** `value.name` */
  attribute(value: Type, name: string, node: Node): Type {
    const owner = this.load(value);
    const answers = membersOf(owner).map((member) => this.attributeOfMember(member, name, node));
    const found = join(...(this.assumes ? this.withoutLacking(answers) : answers));
    const result = found.kind === "unknown" && this.assumes ? this.expectedAttribute(owner, name, found, node) : found;
    // It may be a method, which changes its object when it is called.
    if (membersOf(result).some(({ kind }) => kind === "unknown")) this.escape([owner]);
    return result;
  }

  /** Answers for classes that have no such attribute. */
  private readonly lacking = new WeakSet<Type>();

  /** Whoever asks for an attribute expects one of the values that have it. */
  private withoutLacking(answers: readonly Type[]): readonly Type[] {
    const rest = answers.filter((answer) => !this.lacking.has(answer));
    return rest.some(({ kind }) => kind !== "never") ? rest : answers;
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
      case "user-function":
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
    if (member) return member;
    const none = unknown(`the catalogue has no ${className}.${name}`);
    this.lacking.add(none);
    return none;
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

  private bound(callee: Type, receiver: Type): Type {
    return callee.kind === "user-function" ? { ...callee, receiver: referenceTo(receiver) } : callee;
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
      const member = candidate.members.get(name);
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

  // ---------------------------------------------------------------- subscripts

  /** `value[index]` */
  protected subscript(value: Type, index: Type, node: Node): Type {
    const indices = this.load(index);
    return this.each(this.load(value), (member, isOnly) => {
      if (member.kind === "unknown") return unknown(member.reason);
      if (member.kind === "none") return never;
      if (member.kind === "user-class" || member.kind === "library-class") return member;
      if (member.kind === "instance") {
        const method = this.method(member, "__getitem__");
        return method ? this.call(method, argumentsOf(index), node) : unknown(`${member.name} has no known __getitem__`);
      }
      const snapshot = this.snapshot(member);
      return this.each(indices, (at) => {
        const answer = this.ask((rules) => rules.subscript?.(snapshot, this.snapshot(at), this.contextFor(node)));
        if (answer === undefined) return unknown(`${describe(member)}[${describe(at)}]`);
        const item = this.place(answer, node);
        if (member.kind === "dict" && member.class === "collections.defaultdict" && member.missing) {
          // Reading a key that is not there stores it.
          const content = this.ask((rules) =>
            rules.storeSubscript?.(snapshot, this.snapshot(at), this.snapshot(item), this.contextFor(node)),
          );
          if (content) this.storeIn(member, content, node, !isOnly || indices.kind === "union");
        }
        return this.takenFrom(member, this.load(item));
      });
    });
  }

  /** `target[index] = value` */
  protected storeSubscript(target: Type, index: Type, value: Type, node: Node): void {
    this.each(this.load(target), (member, isOnly) => {
      if (member.kind === "unknown") this.unknownCodeRuns([value]);
      else if (member.kind === "instance") {
        const method = this.method(member, "__setitem__");
        if (method) this.call(method, argumentsOf(index, value), node);
        else this.unknownCodeRuns([member, value]);
      } else {
        const [before, at, stored] = [this.snapshot(member), this.snapshot(index), this.snapshot(value)];
        const answer = this.ask((rules) => rules.storeSubscript?.(before, at, stored, this.contextFor(node)));
        if (answer) this.storeIn(member, answer, node, !isOnly);
        else this.unknownCodeRuns([member, value]);
      }
      return never;
    });
  }

  protected deleteSubscript(target: Type, index: Type, node: Node): void {
    this.each(this.load(target), (member, isOnly) => {
      const [before, at] = [this.snapshot(member), this.snapshot(index)];
      const answer = this.ask((rules) => rules.deleteSubscript?.(before, at, this.contextFor(node)));
      if (answer) this.storeIn(member, answer, node, !isOnly);
      else if (member.kind !== "unknown") this.changeUnknown([member]);
      return never;
    });
  }

  /** Something was stored into an object. Indexers (`df.loc[…] = x`) are only the way to the object that they belong to. */
  private storeIn(target: Type, content: Type, node: Node, weak: boolean): void {
    this.updateShared(target, content, node, weak);
    if (content.kind !== "object") return;
    for (const part of Object.values(content.parts ?? {})) if (sitesOf(part).length > 0) this.updateShared(part, part, node, weak);
  }

  /** Changes an object in place, and with it what may lie in the same memory. */
  protected updateShared(target: Type, content: Type, node: Node, weak = false): void {
    this.update(target, content, node, weak);
    if (target.kind === "tensor" && content.kind === "tensor" && content.requiresGrad !== target.requiresGrad) {
      for (const other of this.sharingMemory(target)) {
        if (other.kind === "tensor") this.update(other, { ...other, requiresGrad: null }, node, true);
      }
    }
    const isFrame = target.kind === "frame" || target.kind === "series";
    if (!isFrame || this.targets.satisfies("pandas", ">=3") === true) return;
    // Before copy-on-write, storing into a part of a frame can change the frame, its dtypes included, and the other way round.
    for (const other of this.sharingMemory(target)) {
      if (other.kind === "series") {
        const { mask: _, plain: __, ...rest } = other;
        this.update(other, { ...rest, dtype: null }, node, true);
      } else if (other.kind === "frame") {
        const { plain: _, ...rest } = other;
        this.update(other, { ...rest, columns: rest.columns?.map((column) => ({ ...column, dtype: null })) ?? null }, node, true);
      }
    }
  }

  /** Notes of a series or frame that comes from another where it came from. */
  protected takenFrom(owner: Type, part: Type): Type {
    if (owner.kind !== "frame" && owner.kind !== "series") return part;
    if (part.kind !== "frame" && part.kind !== "series") return part;
    const origins = [...sitesOf(owner), ...(owner.memory ?? [])];
    const own = sitesOf(part);
    if (part.memory || origins.some((site) => own.includes(site))) return part;
    this.update(part, { ...part, memory: origins }, this.nodeOfSite(own[0] as number) as Node);
    return this.load(part);
  }

  // ---------------------------------------------------------------- user classes

  protected classInfo(definition: number): ClassInfo | undefined {
    return this.classes.get(definition);
  }

  /** A class and its user bases in method resolution order; `opaque` when others may stand between them. */
  protected lineage(info: ClassInfo): { readonly classes: readonly ClassInfo[]; readonly opaque: boolean } {
    const classes: ClassInfo[] = [];
    let opaque = false;
    const visit = (at: ClassInfo): void => {
      if (classes.includes(at)) return;
      classes.push(at);
      opaque ||= at.opaque;
      for (const base of at.bases) {
        const loaded = this.load(base);
        if (loaded.kind === "user-class") {
          const next = this.classes.get(loaded.definition);
          if (next) visit(next);
          else opaque = true;
        } else if (loaded.kind !== "library-class") opaque = true;
      }
    };
    visit(info);
    return { classes, opaque };
  }

  /** Library classes that a user class derives from, nearest first. */
  protected libraryBases(definition: number): readonly string[] {
    const info = this.classes.get(definition);
    if (!info) return [];
    return this.lineage(info).classes.flatMap(({ bases }) =>
      bases.flatMap((base) => {
        const loaded = this.load(base);
        return loaded.kind === "library-class" ? [loaded.name] : [];
      }),
    );
  }

  protected memberOf(info: ClassInfo, name: string): Type | undefined {
    for (const { members } of this.lineage(info).classes) {
      const member = members.get(name);
      if (member) return this.gaveUp && member.kind !== "user-function" ? unsettled : member;
    }
    return undefined;
  }

  /** A special method that a user class defines, bound to its instance. */
  protected method(instance: InstanceType, name: string): Type | undefined {
    const info = this.classes.get(instance.definition);
    const member = info && this.memberOf(info, name);
    return member && this.load(member).kind === "user-function" ? this.bound(this.load(member), instance) : undefined;
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

  /** Whether an operation on these is one of a library, for the record. */
  protected libraryOperation(types: readonly Type[], name: string): { kind: "operator"; name: string; library: string } | undefined {
    for (const type of types) {
      for (const member of membersOf(type)) {
        const library = libraryOf(member);
        if (library !== undefined && library !== "python") return { kind: "operator", name: `${classNameOf(member)}.${name}`, library };
      }
    }
    return undefined;
  }

  protected superObject(self: Type, after: Type): Type {
    return object("builtins.super", { self: referenceTo(self), after });
  }
}

export const dunders: Readonly<Record<BinaryOperator, string>> = {
  Add: "add",
  Sub: "sub",
  Mult: "mul",
  MatMult: "matmul",
  Div: "truediv",
  Mod: "mod",
  Pow: "pow",
  LShift: "lshift",
  RShift: "rshift",
  BitOr: "or",
  BitXor: "xor",
  BitAnd: "and",
  FloorDiv: "floordiv",
};

const comparisons: Readonly<Record<Exclude<CompareOperator, "Is" | "IsNot" | "In" | "NotIn">, readonly [string, string]>> = {
  Eq: ["__eq__", "__eq__"],
  NotEq: ["__ne__", "__ne__"],
  Lt: ["__lt__", "__gt__"],
  LtE: ["__le__", "__ge__"],
  Gt: ["__gt__", "__lt__"],
  GtE: ["__ge__", "__le__"],
};

/** What is expected of an operand that is not known, beside another; `undefined` when that says nothing of it. */
function usualOperand(side: Type, other: Type): Type | undefined {
  if (side.kind !== "unknown") return side;
  switch (other.kind) {
    case "array":
    case "numpy-scalar":
      return array(null, null, "maybe");
    case "series":
    case "frame":
      return numpyScalar(null);
    case "tensor": {
      const { sites: _, memory: __, ...rest } = other;
      return { ...rest, dtype: null, shape: null, device: null, requiresGrad: null };
    }
    default:
      return undefined;
  }
}

/** More combinations of types in one operation are not worth looking at. */
const maxPairs = 24;

/** What a value is, in a few words for a reason. */
export function describe(type: Type): string {
  if (type.kind === "user-function" || type.kind === "library-function") return `function ${type.name}`;
  return classNameOf(type) ?? ("name" in type && typeof type.name === "string" ? type.name : type.kind);
}

/** An instance of exactly a builtin class, or one of NumPy's, which can have no attributes of its own. */
function isOfBuiltinClass(type: Type): boolean {
  if (type.kind === "dict") return type.class === "dict";
  if (type.kind === "tuple") return type.class === undefined;
  // Records have their fields as attributes.
  if (type.kind === "numpy-scalar") return type.dtype !== null && /^(bool|u?int|float|complex)\d*$/.test(type.dtype);
  return ["scalar", "list", "set", "frozenset", "range", "slice", "array"].includes(type.kind);
}
