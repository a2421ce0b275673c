/** What all operations on values need: what rules may ask, items and lengths, changes in place, and the classes of the program. */
import type { BinaryOperator, Node } from "../../../ir/nodes.js";
import { classNameOf, libraryOf } from "../class-name.js";
import type { LibraryRules, RuleContext } from "../rule.js";
import { libraryRules } from "../rules/index.js";
import { type InstanceType, join, membersOf, never, object, scalar, type Type, unknown } from "../type.js";
import { InterpreterBase, unsettled } from "./base.js";
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

/** Bases whose metaclass or constructor makes something else of a class than its body says. */
const makers = ["enum.Enum", "tensorflow.experimental.ExtensionType"];

/** What becomes something else when it is read from an instance. */
const isBound = (type: Type): boolean =>
  type.kind === "user-function" ||
  (type.kind === "object" &&
    ["builtins.property", "builtins.classmethod", "builtins.staticmethod", "functools.cached_property"].includes(type.class));

export abstract class ValueInterpreter extends InterpreterBase {
  protected readonly classes = new Map<number, ClassInfo>();

  abstract call(callee: Type, args: Arguments, node: Node): Type;
  abstract binary(op: BinaryOperator, left: Type, right: Type, node: Node): Type;

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
  protected ask<Answer>(question: (rules: LibraryRules) => Answer | undefined): Answer | undefined {
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
  protected takenFrom(given: Type, part: Type): Type {
    // `frame.iloc[:2]` comes from the frame.
    const isIndexer = given.kind === "object" && given.class.startsWith("pandas.core.indexing.");
    const owner = isIndexer ? (given.parts?.["of"] ?? given) : given;
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
    const { classes, opaque } = this.lineage(info);
    const member = classes.find(({ members }) => members.has(name))?.members.get(name);
    if (!member) return undefined;
    if (this.gaveUp && member.kind !== "user-function") return unsettled;
    // What a metaclass makes of `RED = 1` is another value; methods and properties it leaves alone, unless it is the program's own.
    const isMade = this.makesMembers(info.definition.number) || (opaque && !this.assumes);
    if (isMade && !isBound(this.load(member))) return unknown(`what becomes of ${name} when the class is made`);
    return !this.assumes && classes.some(({ remade }) => remade) ? unknown("code that is handed the class may change it") : member;
  }

  /** Whether a metaclass of a library makes something else of the values in the body of a class, and of its instances. */
  protected makesMembers(definition: number): boolean {
    return this.libraryBases(definition).some((base) => makers.some((maker) => this.catalog.isSubclass(base, maker)));
  }

  /** A special method that a user class defines, bound to its instance. */
  protected method(instance: InstanceType, name: string): Type | undefined {
    const info = this.classes.get(instance.definition);
    const member = info && this.memberOf(info, name);
    return member && this.load(member).kind === "user-function" ? this.bound(this.load(member), instance) : undefined;
  }

  /** A function as the method of an object. */
  protected bound(callee: Type, receiver: Type): Type {
    return callee.kind === "user-function" ? { ...callee, receiver: referenceTo(receiver) } : callee;
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

/** What a value is, in a few words for a reason. */
export function describe(type: Type): string {
  if (type.kind === "user-function" || type.kind === "library-function") return `function ${type.name}`;
  return classNameOf(type) ?? ("name" in type && typeof type.name === "string" ? type.name : type.kind);
}
